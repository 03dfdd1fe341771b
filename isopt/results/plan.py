"""A plan as it would be carried out: what moves where, what is bought, what is built. Names and amounts, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.network import ON_SITE

if TYPE_CHECKING:
    from isopt.formulation.program import Program
    from isopt.network.network import Flags, Floats, Network

ON_SITE_MODE = "on_site"
"""The mode of what moves within one site."""

NO_MODE = ""
"""The mode of disposal that has no site."""


@dataclass(frozen=True, slots=True)
class Move:
    """What goes from a giver to a taker or a disposal route, by one mode."""

    giver: str
    end: str
    is_disposal: bool
    mode: str
    amount_u: tuple[float, ...]
    """What enters, per period, in the resource's own unit."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What of a need is bought from today's supplier."""

    taker: str
    amount_u: tuple[float, ...]
    """Per period, in the need's unit."""


@dataclass(frozen=True, slots=True)
class Built:
    """An asset that is built: between two sites, for a mode, serving a resource or all (`shared`)."""

    mode: str
    source: str
    target: str
    serves: str
    size: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All that happens in a year, in order of name."""

    moves: tuple[Move, ...]
    purchases: tuple[Purchase, ...]
    built: tuple[Built, ...]


def without_idle(net: Network, program: Program, x: Floats) -> Floats:
    """Switch off what nothing uses: pairs and connections without flow, assets that carry nothing."""
    flowing: Flags = np.asarray(_by_entity(program, "flow", x, len(net.periods)).any(axis=1))
    in_use = np.zeros(len(net.connections.mode) + 1, dtype=bool)
    in_use[net.arcs.connection[flowing]] = True
    tidy = x.copy()
    opened = np.nonzero(net.connections.fixed_eur_per_a > 0)[0]
    for name, needed in (
        ("used", flowing[net.pairs.arc]),
        ("opened", in_use[opened]),
        ("built", in_use[net.assets.connection]),
    ):
        columns = program[name].columns
        tidy[columns] = np.where(needed, tidy[columns], 0.0)
    return tidy


def read_plan(net: Network, program: Program, x: Floats) -> Plan:
    """Read a plan off the columns of a program."""
    flow = _by_entity(program, "flow", x, len(net.periods))
    disposed = _by_entity(program, "disposed", x, len(net.periods))
    virgin = _by_entity(program, "virgin", x, len(net.periods))
    arcs, takers = net.arcs, len(net.takers.names)
    moves = []
    for a in np.nonzero(flow.any(axis=1))[0]:
        end = int(arcs.end[a])
        moves.append(
            Move(
                giver=net.givers.names[arcs.giver[a]],
                end=net.takers.names[end] if end < takers else net.disposal[end - takers],
                is_disposal=end >= takers,
                mode=ON_SITE_MODE if arcs.mode[a] == ON_SITE else net.modes[arcs.mode[a]],
                amount_u=_amounts(flow[a]),
            )
        )
    moves += [
        Move(
            giver=net.givers.names[net.routes.giver[r]],
            end=net.disposal[net.routes.route[r]],
            is_disposal=True,
            mode=NO_MODE,
            amount_u=_amounts(disposed[r]),
        )
        for r in np.nonzero(disposed.any(axis=1))[0]
    ]
    buyers = np.nonzero(net.takers.has_virgin)[0]
    standing = np.round(x[program["built"].columns]).astype(bool)
    connections = net.connections
    return Plan(
        moves=tuple(sorted(moves, key=lambda move: (move.giver, move.is_disposal, move.end, move.mode))),
        purchases=tuple(
            Purchase(net.takers.names[buyers[v]], _amounts(virgin[v])) for v in np.nonzero(virgin.any(axis=1))[0]
        ),
        built=tuple(
            sorted(
                (
                    Built(
                        mode=net.modes[connections.mode[c]],
                        source=net.sites[connections.source[c]],
                        target=net.sites[connections.target[c]],
                        serves=connections.label[c],
                        size=net.assets.size[b],
                    )
                    for b, c in enumerate(net.assets.connection)
                    if standing[b]
                ),
                key=lambda item: (item.mode, item.source, item.target, item.serves),
            )
        ),
    )


def _by_entity(program: Program, name: str, x: Floats, periods: int) -> Floats:
    return np.asarray(x[program[name].columns].reshape(-1, periods))


def _amounts(row: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in row)
