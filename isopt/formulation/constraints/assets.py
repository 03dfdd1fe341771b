"""Assets: what is built carries at most its capacity, and stands in one size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import by_period, family, spread
from isopt.formulation.variables import connection_axes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.formulation.assemble import Triples
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Floats, Network

    Ids = NDArray[np.integer]


def asset_capacity(net: Network, x: Decisions) -> Rows:
    r"""Let flow over a sized connection only up to the capacity built, cut to what its arcs can ever carry.

    .. math:: \sum_{a \in A_c} \omega_a f_{at} \le \sum_{b \in B_c} \min(C_{bt}, M_{ct})\, y_b \qquad \forall c, t
    """
    sized, position = _sized(net)
    arc = np.nonzero(position[net.arcs.connection] >= 0)[0]
    periods = len(net.periods)
    return family(
        "asset_capacity",
        spread(connection_axes(net, sized), net.periods),
        np.full(len(sized) * periods, -np.inf),
        np.zeros(len(sized) * periods),
        [
            by_period(
                x.flow,
                arc,
                position[net.arcs.connection[arc]],
                np.repeat(net.arcs.weight[arc, None], periods, axis=1),
            ),
            _built(x, position[net.assets.connection], np.arange(len(net.assets.size)), -net.assets.capacity),
        ],
    )


def asset_use(net: Network, x: Decisions) -> Rows:
    r"""Hold each of several flows on an asset to what the size built lets it carry: implied for integers, strong before.

    .. math:: \omega_a f_{at} \le \sum_{b \in B_c} \min(C_{bt}, \omega_a M_{at})\, y_b \qquad \forall c, a \in A_c, t
    """
    _, position = _sized(net)
    members = np.bincount(net.arcs.connection[net.arcs.connection >= 0], minlength=len(position) - 1)
    several = np.append(members > 1, False) & (position >= 0)
    arc = np.nonzero(several[net.arcs.connection])[0]
    row = np.arange(len(arc))
    periods = len(net.periods)
    start = np.searchsorted(net.assets.connection, net.arcs.connection[arc])
    count = np.searchsorted(net.assets.connection, net.arcs.connection[arc], side="right") - start
    asset = (
        np.repeat(start - np.concatenate([[0], np.cumsum(count)[:-1]]), count) + np.arange(count.sum())
        if len(arc)
        else np.zeros(0, np.intp)
    )
    of_row = np.repeat(row, count)
    most = (net.arcs.upper_u[arc] * net.arcs.weight[arc, None])[of_row]
    arcs = net.arcs
    return family(
        "asset_use",
        spread(
            [(net.givers.names, arcs.giver[arc]), (net.ends, arcs.end[arc]), (net.mode_labels, arcs.mode[arc])],
            net.periods,
        ),
        np.full(len(arc) * periods, -np.inf),
        np.zeros(len(arc) * periods),
        [
            by_period(x.flow, arc, row, np.repeat(net.arcs.weight[arc, None], periods, axis=1)),
            _built(x, of_row, asset, -np.minimum(net.assets.capacity[asset], most)),
        ],
    )


def one_size(net: Network, x: Decisions) -> Rows:
    r"""Build at most one size of each asset.

    .. math:: \sum_{b \in B_c} y_b \le 1 \qquad \forall c
    """
    sized, position = _sized(net)
    sizes = np.bincount(position[net.assets.connection], minlength=len(sized))
    several = np.nonzero(sizes > 1)[0]
    of_several = np.full(len(sized) + 1, -1)
    of_several[several] = np.arange(len(several))
    row = of_several[position[net.assets.connection]]
    asset = np.nonzero(row >= 0)[0]
    return family(
        "one_size",
        connection_axes(net, sized[several]),
        np.full(len(several), -np.inf),
        np.ones(len(several)),
        [(row[asset], x.built.start + asset, np.ones(len(asset)))],
    )


def _sized(net: Network) -> tuple[Ids, Ids]:
    """List sized connections that any arc uses, and each connection's place among them (-1: none)."""
    used = np.zeros(len(net.connections.mode), dtype=bool)
    used[net.arcs.connection[net.arcs.connection >= 0]] = True
    sized = np.nonzero(net.connections.is_sized & used)[0]
    position = np.full(len(net.connections.mode) + 1, -1)
    position[sized] = np.arange(len(sized))
    return sized, position


def _built(x: Decisions, row: Ids, asset: Ids, value: Floats) -> Triples:
    """Put each asset's column into its row of every period."""
    periods = value.shape[1]
    rows = (row[:, None] * periods + np.arange(periods)).reshape(-1)
    return rows, np.repeat(x.built.start + asset, periods), value.reshape(-1)
