"""What may be decided: blocks of columns over a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.program import Index, Variables

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.network import Network

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Decisions:
    """The blocks of columns. Those by period are laid out entity by entity, its periods side by side."""

    flow: Variables
    r"""Amount entering arc a in period t, in u: :math:`0 \le f_{at} \le M_{at}`."""
    disposed: Variables
    r"""Amount giver s sends by a route without a site in period t, in u: :math:`0 \le d_{srt} \le S_{st}`."""
    virgin: Variables
    r"""Amount of need k met by today's supplier in period t: :math:`0 \le v_{kt} \le D_{kt}`."""
    used: Variables
    r"""Whether pair p exchanges at all: :math:`u_p \in \{0, 1\}`."""
    opened: Variables
    r"""Whether anything uses connection c, where that costs: :math:`o_c \in \{0, 1\}`."""
    built: Variables
    r"""Whether an asset stands in a size: :math:`y_b \in \{0, 1\}`."""
    full: Variables
    r"""Of today: whether a disposal limit is reached, so that later routes may be used: :math:`e_l \in \{0, 1\}`."""

    @property
    def blocks(self) -> tuple[Variables, ...]:
        """All blocks, in the order of their columns."""
        return (self.flow, self.disposed, self.virgin, self.used, self.opened, self.built, self.full)


def decide(net: Network) -> Decisions:
    """Lay out the columns: bounds that the scenario implies, and what each unit adds to combined cost per year."""
    periods = len(net.periods)
    arcs, routes, takers = net.arcs, net.routes, net.takers
    with_virgin = np.nonzero(takers.has_virgin)[0]
    opened = np.nonzero(net.connections.fixed_eur_per_a > 0)[0]
    limits = np.unique(net.precedence.limit)
    start = 0

    def block(
        name: str, axes: list[tuple[tuple[str, ...], Integers]], upper: Floats, cost: Floats, *, binary: bool = False
    ) -> Variables:
        nonlocal start
        made = Variables(name, Index(tuple(axes)), start, np.zeros(len(upper)), upper, cost, binary)
        start += len(upper)
        return made

    def over_periods(columns: list[tuple[tuple[str, ...], Integers]]) -> list[tuple[tuple[str, ...], Integers]]:
        count = len(columns[0][1])
        if periods == 1:
            return [*columns, (net.periods, np.zeros(count, np.int32))]
        spread = [(labels, np.repeat(codes, periods)) for labels, codes in columns]
        return [*spread, (net.periods, np.tile(np.arange(periods, dtype=np.int32), count))]

    return Decisions(
        flow=block(
            "flow",
            over_periods([(net.givers.names, arcs.giver), (net.ends, arcs.end), (net.mode_labels, arcs.mode)]),
            arcs.upper_u.reshape(-1),
            net.combined(arcs.cost_eur_per_u, arcs.co2_kg_per_u).reshape(-1),
        ),
        disposed=block(
            "disposed",
            over_periods([(net.givers.names, routes.giver), (net.disposal, routes.route)]),
            net.givers.given_u[routes.giver].reshape(-1),
            net.combined(routes.cost_eur_per_u, routes.co2_kg_per_u).reshape(-1),
        ),
        virgin=block(
            "virgin",
            over_periods([(takers.names, with_virgin.astype(np.int32))]),
            takers.need_u[with_virgin].reshape(-1),
            net.combined(takers.virgin_eur_per_u, takers.virgin_co2_kg_per_u)[with_virgin].reshape(-1),
        ),
        used=block(
            "used",
            [
                (net.givers.names, arcs.giver[net.pairs.arc]),
                (net.ends, arcs.end[net.pairs.arc]),
                (net.mode_labels, arcs.mode[net.pairs.arc]),
            ],
            np.ones(len(net.pairs.arc)),
            net.cost_weight * net.pairs.fixed_eur_per_a,
            binary=True,
        ),
        opened=block(
            "opened",
            connection_axes(net, opened),
            np.ones(len(opened)),
            net.cost_weight * net.connections.fixed_eur_per_a[opened],
            binary=True,
        ),
        built=block(
            "built",
            [
                *connection_axes(net, net.assets.connection),
                (net.assets.size, np.arange(len(net.assets.size), dtype=np.int32)),
            ],
            np.ones(len(net.assets.size)),
            net.cost_weight * (net.assets.annuity_eur_per_a + net.assets.fixed_opex_eur_per_a),
            binary=True,
        ),
        full=block(
            "full",
            [
                (net.disposal, net.disposal_limits.route[limits]),
                (net.disposal_limits.label, limits.astype(np.int32)),
            ],
            np.ones(len(limits)),
            np.zeros(len(limits)),
            binary=True,
        ),
    )


def connection_axes(net: Network, rows: NDArray[np.integer]) -> list[tuple[tuple[str, ...], Integers]]:
    """Name connections: from, to, mode, what they serve."""
    connections = net.connections
    return [
        (net.sites, connections.source[rows]),
        (net.sites, connections.target[rows]),
        (net.mode_labels, connections.mode[rows]),
        (connections.label, np.asarray(rows, dtype=np.int32)),
    ]
