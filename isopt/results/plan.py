"""A plan as it would be carried out: what moves, runs, is traded, stored and built. Names and amounts, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.variables import facilities_with_least_load, flows_with_minimum
from isopt.network.network import ON_SITE
from isopt.network.plants import AssetKind

if TYPE_CHECKING:
    from isopt.formulation.program import Program
    from isopt.network.network import Flags, Floats, Ids, Network

ON_SITE_MODE = "on_site"
"""The mode of what moves within one site."""

NO_MODE = ""
"""The mode of disposal that has no site."""

UNUSED = "unused"
"""The end of a facility's output that goes nowhere, free of charge."""


@dataclass(frozen=True, slots=True)
class Move:
    """What goes from a giving to a taking end, or to a disposal route, by one mode.

    Ends are flows, ports (`dryer.ash`), hubs (`hub.harbour.ash`) and stores, by name.
    """

    giver: str
    end: str
    is_disposal: bool
    mode: str
    amount_u: tuple[float, ...]
    """What enters, per period, in the resource's own unit."""
    lost_u: tuple[float, ...] = ()
    """What a standing way loses of it, per period; empty where the way loses nothing as it stands."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What of a need is bought from today's supplier."""

    taker: str
    amount_u: tuple[float, ...]
    """Per period, in the need's unit."""


@dataclass(frozen=True, slots=True)
class Built:
    """An asset that is built.

    Between two sites: for a mode, serving a resource or all (`shared`). On one site: `mode` is facility, storage, hub or
    disposal, and `serves` its name.
    """

    mode: str
    source: str
    target: str
    serves: str
    size: str
    position: float = 0.0
    """Along a stretch `small..large`, from 0 at the smaller size to 1 at the larger."""


@dataclass(frozen=True, slots=True)
class Run:
    """How much a facility runs by one recipe."""

    facility: str
    recipe: str
    amount: tuple[float, ...]
    """Per period, in units of activity."""


@dataclass(frozen=True, slots=True)
class Trade:
    """What a facility or a store buys at a market or from its own supplier (`otherwise`), or sells."""

    kind: str
    """buy, otherwise or sell."""
    node: str
    resource: str
    amount_u: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """What a store holds at the end of each period."""

    store: str
    level_u: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that happens in a year, in order of name."""

    moves: tuple[Move, ...]
    purchases: tuple[Purchase, ...]
    built: tuple[Built, ...]
    runs: tuple[Run, ...] = ()
    trades: tuple[Trade, ...] = ()
    stocks: tuple[Stock, ...] = ()


def without_idle(net: Network, program: Program, x: Floats) -> Floats:
    """Switch off what nothing uses: pairs, links and flows without exchange, assets without load, facilities that rest."""
    flow = _by_entity(program, "flow", x, len(net.periods))
    flowing: Flags = np.asarray(flow.any(axis=1))
    loaded, opened = _loads(net, program, x, flowing)
    runs = _activity(net, program, x)[facilities_with_least_load(net)] > 0
    tidy = x.copy()
    for name, needed in (
        ("used", flowing[net.pairs.arc]),
        ("opened", opened),
        ("exchanging", _exchanging(net, flowing)[flows_with_minimum(net)]),
        ("built", loaded[net.sizes.asset]),
        ("stretch", loaded[net.sizes.asset[net.sizes.is_stretch]]),
        ("running", runs.reshape(-1)),
    ):
        columns = program[name].columns
        tidy[columns] = np.where(needed, tidy[columns], 0.0)
    return tidy


def _activity(net: Network, program: Program, x: Floats) -> Floats:
    """Add up each facility's activity; shape (facilities, periods)."""
    total = np.zeros((len(net.facilities.names), len(net.periods)))
    np.add.at(total, net.recipes.facility, _by_entity(program, "activity", x, len(net.periods)))
    return total


def _exchanging(net: Network, flowing: Flags) -> Flags:
    """Say of every giver, then every taker, whether it is part of an exchange."""
    takers = len(net.takers.names)
    exchange = flowing & (net.arcs.end < takers)
    busy: Flags = np.zeros(len(net.givers.names) + takers, dtype=bool)
    busy[net.arcs.giver[exchange]] = True
    busy[len(net.givers.names) + net.arcs.end[exchange]] = True
    return busy


def _loads(net: Network, program: Program, x: Floats, flowing: Flags) -> tuple[Flags, Flags]:
    """Say of every asset and every opening whether anything uses it."""
    arcs, connections, periods = net.arcs, net.connections, len(net.periods)
    loaded = np.zeros(len(net.assets.kind) + 1, dtype=bool)
    opened = np.zeros(len(net.openings.label) + 1, dtype=bool)
    under = np.nonzero(flowing & (arcs.connection >= 0))[0]
    loaded[connections.asset[arcs.connection[under]]] = True
    opened[connections.opening[arcs.connection[under]]] = True
    ends = np.zeros(len(net.ends) + 1, dtype=bool)
    ends[arcs.end[flowing]] = True
    running = np.nonzero(_by_entity(program, "activity", x, periods).any(axis=1))[0]
    loaded[net.facilities.asset[net.recipes.facility[running]]] = True
    arriving = ends[net.hubs.taker]
    loaded[net.hubs.asset[arriving]] = True
    stored = _by_entity(program, "level", x, periods).any(axis=1) | ends[net.stores.taker]
    buying = np.zeros(len(net.takers.names) + 1, dtype=bool)
    buying[net.purchases.taker[_by_entity(program, "bought", x, periods).any(axis=1)]] = True
    stored |= buying[net.stores.taker]
    loaded[net.stores.asset[stored]] = True
    places = net.disposal_assets
    sent: Flags = np.asarray(_by_entity(program, "disposed", x, periods).any(axis=1))
    uses: tuple[tuple[tuple[Ids, Ids, Floats], Flags], ...] = ((places.route_row, sent), (places.arc, flowing))
    for (row, member, _), is_used in uses:
        rows = row[is_used[member]]
        loaded[places.asset[rows]] = True
        opened[places.opening[rows]] = True
    return loaded[:-1], opened[:-1]


def read_plan(net: Network, program: Program, x: Floats) -> Plan:
    """Read a plan off the columns of a program."""
    virgin = _by_entity(program, "virgin", x, len(net.periods))
    buyers = np.nonzero(net.takers.has_virgin)[0]
    return Plan(
        moves=_moves(net, program, x),
        purchases=tuple(
            Purchase(net.takers.names[buyers[v]], _amounts(virgin[v])) for v in np.nonzero(virgin.any(axis=1))[0]
        ),
        built=_built(net, program, x),
        runs=_runs(net, program, x),
        trades=_trades(net, program, x),
        stocks=_stocks(net, program, x),
    )


def _moves(net: Network, program: Program, x: Floats) -> tuple[Move, ...]:
    periods = len(net.periods)
    flow = _by_entity(program, "flow", x, periods)
    disposed = _by_entity(program, "disposed", x, periods)
    lost = dict(zip(net.standing_losses.arc.tolist(), _by_entity(program, "lost", x, periods), strict=True))
    arcs, takers = net.arcs, len(net.takers.names)
    moves = []
    for a in np.nonzero(flow.any(axis=1))[0].tolist():
        end = int(arcs.end[a])
        moves.append(
            Move(
                giver=net.givers.names[arcs.giver[a]],
                end=net.takers.names[end] if end < takers else net.disposal[end - takers],
                is_disposal=end >= takers,
                mode=ON_SITE_MODE if arcs.mode[a] == ON_SITE else net.modes[arcs.mode[a]],
                amount_u=_amounts(flow[a]),
                lost_u=_amounts(lost[a]) if a in lost else (),
            )
        )
    moves += [
        Move(
            giver=net.givers.names[net.routes.giver[r]],
            end=(*net.disposal, UNUSED)[net.routes.route[r]],
            is_disposal=True,
            mode=NO_MODE,
            amount_u=_amounts(disposed[r]),
        )
        for r in np.nonzero(disposed.any(axis=1))[0]
    ]
    return tuple(sorted(moves, key=lambda move: (move.giver, move.is_disposal, move.end, move.mode)))


def _built(net: Network, program: Program, x: Floats) -> tuple[Built, ...]:
    assets, sizes = net.assets, net.sizes
    position = np.zeros(len(sizes.asset))
    position[sizes.is_stretch] = x[program["stretch"].columns]
    labels = (*net.modes, *(kind.label for kind in AssetKind))
    sites = (*net.sites, "")
    found = [
        Built(
            mode=labels[assets.mode[b]],
            source=sites[assets.source[b]],
            target=sites[assets.target[b]],
            serves=assets.label[b],
            size=sizes.name[row],
            position=float(position[row]),
        )
        for row in np.nonzero(np.round(x[program["built"].columns]) > 0)[0].tolist()
        for b in (int(sizes.asset[row]),)
    ]
    return tuple(sorted(found, key=lambda item: (item.mode, item.source, item.target, item.serves)))


def _runs(net: Network, program: Program, x: Floats) -> tuple[Run, ...]:
    activity = _by_entity(program, "activity", x, len(net.periods))
    return tuple(
        Run(net.facilities.names[net.recipes.facility[row]], net.recipes.name[row], _amounts(activity[row]))
        for row in np.nonzero(activity.any(axis=1))[0].tolist()
    )


def _trades(net: Network, program: Program, x: Floats) -> tuple[Trade, ...]:
    periods = len(net.periods)
    bought, sold = (_by_entity(program, name, x, periods) for name in ("bought", "sold"))
    purchases, sales = net.purchases, net.sales
    trades = [
        Trade(
            kind="otherwise" if purchases.is_virgin[row] else "buy",
            node=net.takers.names[purchases.taker[row]],
            resource=net.resources[purchases.resource[row]],
            amount_u=_amounts(bought[row]),
        )
        for row in np.nonzero(bought.any(axis=1))[0].tolist()
    ]
    trades += [
        Trade("sell", net.givers.names[sales.giver[row]], net.resources[sales.resource[row]], _amounts(sold[row]))
        for row in np.nonzero(sold.any(axis=1))[0].tolist()
    ]
    return tuple(sorted(trades, key=lambda trade: (trade.node, trade.kind)))


def _stocks(net: Network, program: Program, x: Floats) -> tuple[Stock, ...]:
    level = _by_entity(program, "level", x, len(net.periods))
    return tuple(
        Stock(net.stores.names[row], _amounts(level[row])) for row in np.nonzero(level.any(axis=1))[0].tolist()
    )


def _by_entity(program: Program, name: str, x: Floats, periods: int) -> Floats:
    return np.asarray(x[program[name].columns].reshape(-1, periods))


def _amounts(row: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in row)
