"""What loads assets, and rows that hold loads to what stands and is built: the same for ways, facilities, hubs, stores."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import arriving, by_period, family, in_every_period, ones, per_period, places
from isopt.formulation.labels import arc_axes, connection_axes, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.formulation.assemble import Floats, Triples
    from isopt.formulation.labels import Axis
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network

    Ids = NDArray[np.integer]

ROUNDING = 1e-12
"""By how much of itself a capacity may exceed the largest load before it is cut."""


@dataclass(frozen=True, slots=True)
class Load:
    """What draws on assets: one row a load, several may draw on one asset."""

    axes: list[Axis]
    """Names of the rows, without periods."""
    asset: Ids
    most: Floats
    """M: the largest it can ever be; shape (rows, periods), inf where nothing says."""
    terms: list[Triples]
    """The load itself, laid out by row and period."""


def way_load(net: Network, x: Decisions) -> Load:
    """Lay out all that moves over each connection that has to be built, or stands."""
    connections, arcs = net.connections, net.arcs
    in_use = np.zeros(len(connections.mode), dtype=bool)
    in_use[arcs.connection[arcs.connection >= 0]] = True
    rows = np.nonzero((connections.asset >= 0) & in_use)[0]
    of_arc = places(len(connections.mode), rows)[arcs.connection]
    arc = np.nonzero(of_arc >= 0)[0]
    most = np.zeros((len(rows), len(net.periods)))
    np.add.at(most, of_arc[arc], arcs.upper_u[arc] * arcs.weight[arc, None])
    moved = by_period(x.flow, arc, of_arc[arc], per_period(net, arcs.weight[arc]))
    return Load(connection_axes(net, rows), connections.asset[rows], most, [moved])


def arc_load(net: Network, x: Decisions) -> Load:
    """Lay out each of several flows over such a connection."""
    connections, arcs = net.connections, net.arcs
    members = np.bincount(arcs.connection[arcs.connection >= 0], minlength=len(connections.mode))
    several = np.append((members > 1) & (connections.asset >= 0), False)
    arc = np.nonzero(several[arcs.connection])[0]
    moved = by_period(x.flow, arc, np.arange(len(arc)), per_period(net, arcs.weight[arc]))
    most = arcs.upper_u[arc] * arcs.weight[arc, None]
    return Load(arc_axes(net, arc), connections.asset[arcs.connection[arc]], most, [moved])


def facility_load(net: Network, x: Decisions) -> Load:
    """Lay out all that each facility runs, by whichever recipe."""
    facilities = net.facilities
    rows = np.nonzero(facilities.asset >= 0)[0]
    of_recipe = places(len(facilities.names), rows)[net.recipes.facility]
    recipe = np.nonzero(of_recipe >= 0)[0]
    ran = by_period(x.activity, recipe, of_recipe[recipe], ones(net, len(recipe)))
    return Load([(facilities.names, rows)], facilities.asset[rows], facilities.upper_activity[rows], [ran])


def hub_load(net: Network, x: Decisions) -> Load:
    """Lay out all that arrives at each hub's site, whatever it is."""
    hubs = net.hubs
    assets = np.unique(hubs.asset[hubs.asset >= 0])
    of_hub = places(len(net.assets.label), assets)[hubs.asset]
    limited = np.nonzero(of_hub >= 0)[0]
    most = np.zeros((len(assets), len(net.periods)))
    np.add.at(most, of_hub[limited], net.takers.need_u[hubs.taker[limited]] * hubs.weight[limited, None])
    arc, hub = hub_arrivals(net)
    arc, hub = arc[of_hub[hub] >= 0], hub[of_hub[hub] >= 0]
    terms = arriving(net, x, arc, of_hub[hub], per_period(net, hubs.weight[hub]))
    return Load([(net.assets.label, assets)], assets, most, terms)


def hub_arc_load(net: Network, x: Decisions) -> Load:
    """Lay out each of several flows that arrive at such a hub."""
    hubs = net.hubs
    arc, hub = hub_arrivals(net)
    members = np.bincount(hubs.asset[hub][hubs.asset[hub] >= 0], minlength=len(net.assets.label))
    several = np.append(members > 1, False)[hubs.asset[hub]]
    arc, hub = arc[several], hub[several]
    weight = per_period(net, hubs.weight[hub])
    most = net.arcs.upper_u[arc] * net.arcs.arrival_share[arc] * weight
    arrived = arriving(net, x, arc, np.arange(len(arc)), weight)
    return Load(arc_axes(net, arc), hubs.asset[hub], most, arrived)


def store_load(net: Network, x: Decisions) -> Load:
    """Lay out what each store holds at a period's end."""
    stores = net.stores
    rows = np.nonzero(stores.asset >= 0)[0]
    content = by_period(x.level, rows, np.arange(len(rows)), ones(net, len(rows)))
    return Load([(stores.names, rows)], stores.asset[rows], stores.upper_u[rows], [content])


def hub_arrivals(net: Network) -> tuple[Ids, Ids]:
    """List what arrives at hubs: arc, row of hubs."""
    of_arc = places(len(net.ends), net.hubs.taker)[net.arcs.end]
    arc = np.nonzero(of_arc >= 0)[0]
    return arc, of_arc[arc]


def held(name: str, net: Network, x: Decisions, load: Load) -> Rows:
    """Hold loads to what stands and is built, each size cut to what it lets the load be."""
    standing = net.assets.standing[load.asset]
    return family(
        name,
        spread(load.axes, net.periods),
        np.full(standing.size, -np.inf),
        standing.reshape(-1),
        [*load.terms, *built_capacity(net, x, load.asset, load.most - standing)],
    )


def needing_build(net: Network, load: Load) -> Load:
    """Keep the loads that can exceed what stands: those of several flows that what is built lets be."""
    exceeding: NDArray[np.bool_] = load.most > net.assets.standing[load.asset]
    return chosen(net, load, np.asarray(exceeding.any(axis=1)))


def chosen(net: Network, load: Load, keep: NDArray[np.bool_]) -> Load:
    """Keep some of the loads."""
    if keep.all():
        return load
    rows, periods = np.nonzero(keep)[0], len(net.periods)
    new_row = places(len(keep), rows)
    terms: list[Triples] = []
    for row, column, value in load.terms:
        entry = np.nonzero(keep[row // periods])[0]
        terms.append((new_row[row[entry] // periods] * periods + row[entry] % periods, column[entry], value[entry]))
    return replace(
        load,
        axes=[(labels, codes[rows]) for labels, codes in load.axes],
        asset=load.asset[rows],
        most=load.most[rows],
        terms=terms,
    )


def sizes_of(net: Network, asset: Ids) -> tuple[Ids, Ids]:
    """List the sizes of assets: place in `asset`, row of sizes."""
    start = np.searchsorted(net.sizes.asset, asset)
    count = np.searchsorted(net.sizes.asset, asset, side="right") - start
    place = np.repeat(np.arange(len(asset)), count)
    return place, np.arange(count.sum()) - np.repeat(np.cumsum(count) - count - start, count)


def built_capacity(net: Network, x: Decisions, asset: Ids, room: Floats, less: Floats | None = None) -> list[Triples]:
    """Take off rows, one per asset given and period, what its sizes let through, and no more than `room`.

    `less`: what is taken off less once a size is built, also of shape (assets, periods).
    """
    sizes = net.sizes
    row, size = sizes_of(net, asset)
    capacity = sizes.capacity[size]
    is_cut = capacity > room[row] * (1 + ROUNDING)
    through = np.where(is_cut, np.maximum(room[row], 0.0), capacity)
    terms = [in_every_period(x.built, size, row, -through if less is None else less[row] - through)]
    along = np.nonzero(sizes.is_stretch[size])[0]
    if len(along):
        more = np.where(is_cut[along], 0.0, sizes.stretch_capacity[size[along]])
        terms.append(in_every_period(x.stretch, stretch_place(net)[size[along]], row[along], -more))
    return terms


def stretch_place(net: Network) -> Ids:
    """Count stretches along the sizes: each one's place in its block; of a plain size it is not read."""
    return np.asarray(np.cumsum(net.sizes.is_stretch) - 1)


def any_built(net: Network, x: Decisions, asset: Ids, value: Floats) -> Triples:
    """Put Σ built of an asset into the rows given per asset and period, times `value` (assets, periods)."""
    row, size = sizes_of(net, asset)
    return in_every_period(x.built, size, row, value[row])
