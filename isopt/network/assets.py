"""Assets: all that can be built or stands, on one site and between two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.connections import ALL_RESOURCES, served, way_weight
from isopt.network.offers import offer_of
from isopt.network.plant_assets import plant_assets, plant_batches
from isopt.network.plants import AssetKind, Assets, Openings
from isopt.network.sizes import Batch, lay_out_sizes
from isopt.network.terms import ids, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from isopt.network.connections import Grouping
    from isopt.network.network import Arcs, Connections
    from isopt.network.plant_assets import Plants
    from isopt.network.plants import Sizes
    from isopt.network.terms import Ids
    from isopt.scenario.scenario import Link, Scenario

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]

_COLUMNS = ("kind", "source", "target", "mode", "standing", "standing_eur_per_a", "stands", "group")


@dataclass(frozen=True, slots=True)
class Assembly:
    """Assets, their sizes, what costs a fixed sum, and the connections that are under them."""

    assets: Assets
    sizes: Sizes
    openings: Openings
    connections: Connections


def build_assets(
    scenario: Scenario,
    number: Ids,
    plants: Plants,
    grouping: Grouping,
    arcs: Arcs,
    loads: Floats,
    straight_km: Floats,
    *,
    keep_dominated: bool,
) -> Assembly:
    """Lay out all that can be built or stands: plants, ways that arcs lead over, links that stand unused.

    `loads` is the most each plant can ever carry per period, in its sizes' unit; inf where that is not known.
    """
    first, asset = _ways_in_use(grouping, arcs, len(plants.entries))
    groups = _groups(scenario)
    parts = [
        plant_assets(number, plants, groups),
        _way_assets(grouping, first, groups),
        _idle_links(scenario, number, grouping, first, straight_km, groups),
    ]
    assets = Assets(
        label=tuple(label for part in parts for label in part.label),
        groups=tuple(groups),
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS},
    )
    carried = _carried(grouping, arcs, asset, len(plants.entries), len(first))
    batches = [*plant_batches(plants, loads), *_way_batches(grouping, first, carried, len(plants.entries))]
    return Assembly(
        assets=assets,
        sizes=lay_out_sizes(batches, len(scenario.calendar.periods), keep_dominated=keep_dominated),
        openings=_openings(scenario, number, plants, grouping),
        connections=replace(grouping.connections, asset=asset),
    )


def _groups(scenario: Scenario) -> dict[str, int]:
    things = (scenario.facilities, scenario.stores, scenario.links)
    names = {item.sizing.group for section in things for item in section.values()} - {None}
    return {name: number for number, name in enumerate(sorted(filter(None, names)))}


def _ways_in_use(grouping: Grouping, arcs: Arcs, before: int) -> tuple[Integers, Integers]:
    """Find the connections that ways are named by, and each connection's number as an asset; -1 where it is none."""
    is_limited = np.array([service.way.sizing.is_limited for service in grouping.services], dtype=bool)
    is_used = np.zeros(len(grouping.twin), dtype=bool)
    is_used[arcs.connection[arcs.connection >= 0]] = True
    first = np.unique(grouping.twin[is_used & is_limited[grouping.service]])
    asset = np.full(len(grouping.twin), -1, np.int32)
    asset[first] = before + np.arange(len(first))
    return first, asset[grouping.twin]


def _carried(grouping: Grouping, arcs: Arcs, asset: Integers, before: int, count: int) -> Floats:
    """Say the most each way can ever carry per period, in either direction, in its sizes' unit."""
    most = np.zeros_like(grouping.connections.capacity)
    inside = np.nonzero(arcs.connection >= 0)[0]
    np.add.at(most, arcs.connection[inside], arcs.upper_u[inside] * arcs.weight[inside, None])
    carried = np.zeros((count, most.shape[1]))
    np.maximum.at(carried, asset[asset >= 0] - before, most[asset >= 0])
    return carried


def _way_assets(grouping: Grouping, first: Integers, groups: Mapping[str, int]) -> Assets:
    services, service, km = grouping.services, grouping.service[first], grouping.km[first]
    periods = grouping.connections.capacity.shape[1]
    cost = np.zeros(len(first))
    for row, item in enumerate(services):
        if item.way.sizing.existing is not None:
            cost[service == row] = item.offer.existing.fixed_opex(km[service == row]).sum(axis=1)
    return Assets(
        kind=np.full(len(first), AssetKind.WAY, np.int32),
        source=grouping.source[first],
        target=grouping.target[first],
        mode=grouping.connections.mode[first],
        label=tuple(grouping.connections.label[row] for row in first),
        standing=table((tuple(item.offer.standing) for item in services), periods)[service],
        standing_eur_per_a=cost,
        stands=np.array([item.way.sizing.existing is not None for item in services], dtype=bool)[service],
        group=ids(groups.get(item.way.sizing.group or "", -1) for item in services)[service],
        groups=(),
    )


def _idle_links(
    scenario: Scenario,
    number: Ids,
    grouping: Grouping,
    first: Integers,
    straight_km: Floats,
    groups: Mapping[str, int],
) -> Assets:
    """List the links that stand although no arc leads over them: they are paid for all the same."""
    in_use = set(zip(grouping.link[first].tolist(), grouping.resource[first].tolist(), strict=True))
    periods = len(scenario.calendar.periods)
    idle = [
        (link, resource, offer_of(link.sizing, resource, way_weight(link, resource), scenario.discount_rate, periods))
        for row, link in enumerate(scenario.links.values())
        if link.sizing.existing is not None
        for resource in (list(link.terms)[:1] if link.is_shared else link.terms)
        if (row, ALL_RESOURCES if link.is_shared else number.resource[resource]) not in in_use
    ]
    links = [link for link, _, _ in idle]
    lengths = [_length_km(scenario, number, link, straight_km) for link in links]
    return Assets(
        kind=np.full(len(idle), AssetKind.WAY, np.int32),
        source=ids(number.site[link.source] for link in links),
        target=ids(number.site[link.target] for link in links),
        mode=ids(number.mode[link.mode] for link in links),
        label=tuple(served(link, resource) for link, resource, _ in idle),
        standing=table((tuple(offer.standing) for _, _, offer in idle), periods),
        standing_eur_per_a=np.array(
            [offer.standing_eur_per_a(km) for (_, _, offer), km in zip(idle, lengths, strict=True)], dtype=np.float64
        ),
        stands=np.ones(len(idle), dtype=bool),
        group=ids(groups.get(link.sizing.group or "", -1) for link in links),
        groups=(),
    )


def _length_km(scenario: Scenario, number: Ids, link: Link, straight_km: Floats) -> float:
    if link.distance_km is not None:
        return link.distance_km
    straight = float(straight_km[number.site[link.source], number.site[link.target]])
    return straight * scenario.modes[link.mode].detour_factor


def _way_batches(grouping: Grouping, first: Integers, carried: Floats, before: int) -> Iterator[Batch]:
    """Offer ways their sizes, those together that have the same."""
    services, service = grouping.services, grouping.service[first]
    places = {offer: place for place, offer in enumerate(dict.fromkeys(id(item.offer) for item in services))}
    offer = ids(places[id(item.offer)] for item in services)[service]
    is_free = np.array([item.way.sizing.group is None for item in services], dtype=bool)[service]
    order = np.argsort(offer, kind="stable")
    starts = np.nonzero(np.diff(offer[order], prepend=-1))[0]
    for rows in np.split(order, starts)[1:]:
        alike = services[service[rows[0]]].offer
        yield Batch(
            offer=alike,
            asset=(before + rows).astype(np.int32),
            km=grouping.km[first[rows]],
            room=np.maximum(carried[rows] - alike.standing, 0.0),
            is_free=is_free[rows],
            is_yearly=False,
        )


def _openings(scenario: Scenario, number: Ids, plants: Plants, grouping: Grouping) -> Openings:
    """List what costs a fixed sum once anything uses it: disposal routes, then links."""
    routes = [scenario.disposal[name] for name in plants.opening]
    site = ids(-1 if route.site is None else number.site[route.site] for route in routes)
    opening, connections = grouping.connections.opening, grouping.connections
    links = np.nonzero((opening >= 0) & (grouping.twin == np.arange(len(opening))))[0]
    return Openings(
        source=np.concatenate([site, grouping.source[links]]),
        target=np.concatenate([site, grouping.target[links]]),
        mode=np.concatenate(
            [np.full(len(routes), len(number.mode) + AssetKind.DISPOSAL, np.int32), connections.mode[links]]
        ),
        label=(*plants.opening, *(connections.label[row] for row in links)),
        fixed_eur_per_a=np.concatenate(
            [np.array([route.fixed_eur_per_a for route in routes]), grouping.fixed_eur_per_a[links]]
        ),
    )
