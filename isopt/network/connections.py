"""What arcs share on the way: capacities, fixed costs, and what stands or can be built between two sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.network import ON_SITE, Connections
from isopt.network.offers import offer_of, weights_of
from isopt.network.terms import Ids, ids, table
from isopt.scenario.scenario import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from isopt.network.candidates import Candidates
    from isopt.network.network import Givers, Takers
    from isopt.network.offers import Offer
    from isopt.network.plant_assets import Plants
    from isopt.network.plants import Assets, Sizes
    from isopt.scenario.scenario import Mode, Scenario

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Flags = NDArray[np.bool_]
    Way = Mode | Link

ALL_RESOURCES = -1


@dataclass(frozen=True, slots=True)
class Service:
    """What a link or mode offers for a resource, or for all that share the way, of which the resource is one."""

    way: Way
    resource: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class Grouping:
    """Connections, and what the rest of the building needs to know of them."""

    connections: Connections
    """Which assets they are is not yet said: -1."""
    services: tuple[Service, ...]
    service: Integers
    """Per connection, a row of `services`."""
    link: Integers
    """Per connection, the link entry that sets its terms; -1 for its mode."""
    resource: Integers
    """Per connection, the resource it serves, or ALL_RESOURCES."""
    twin: Integers
    """Per connection, the first one of what is built together: the other direction of a link, or itself."""
    source: Integers
    """Per connection, from where what is built is said to lead: a link's own direction."""
    target: Integers
    fixed_eur_per_a: Floats
    km: Floats
    most: Floats
    """Per connection and period, what stands and the largest size carry, in the sizes' unit; inf where none is needed."""
    member: Integers
    """Per candidate, its connection; -1 for none."""
    weight: Floats
    """Per candidate, units of its connection's sizes per u."""
    capacity_weight: Floats
    """Per candidate, units of its connection's own capacity per u."""


def end_sites(scenario: Scenario, number: Ids, takers: Takers) -> Integers:
    """Say where each end is: takers, then disposal routes (-1 for those without a site)."""
    places = ids(-1 if item.site is None else number.site[item.site] for item in scenario.disposal.values())
    return np.concatenate([takers.site, places])


def group_connections(
    scenario: Scenario, number: Ids, candidates: Candidates, givers: Givers, takers: Takers, plants: Plants
) -> Grouping:
    """Group candidates by what they share: mode, sites and resource, or mode and sites where it is shared."""
    modes, links = list(scenario.modes.values()), list(scenario.links.values())
    names = list(scenario.resources)
    source, target = givers.site[candidates.giver], end_sites(scenario, number, takers)[candidates.end]
    shared = _by_way(candidates, modes, links, names, lambda way, _: float(way.is_shared)) > 0
    matters = _by_way(candidates, modes, links, names, _matters) > 0
    rows = np.nonzero(matters)[0]
    resource = np.where(shared, ALL_RESOURCES, candidates.resource)
    key = np.stack([candidates.mode, candidates.link, source, target, resource])[:, rows]
    unique, first, inverse = np.unique(key, axis=1, return_index=True, return_inverse=True)
    first = rows[first]
    member = np.full(len(candidates.giver), -1, np.int32)
    member[rows] = inverse.reshape(-1)
    services, service = _services(scenario, modes, links, unique[0], unique[1], candidates.resource[first])
    periods = len(scenario.calendar.periods)
    fixed = np.array([item.way.fixed_eur_per_a if isinstance(item.way, Link) else 0.0 for item in services])[service]
    start, end, twin = _built_together(number, links, unique)
    km = candidates.km[first]
    loss = np.array([item.way.terms[item.resource].standing_loss_u_per_h_km for item in services])
    labels = [served(item.way, item.resource) for item in services]
    connections = Connections(
        mode=unique[0].astype(np.int32),
        source=unique[2].astype(np.int32),
        target=unique[3].astype(np.int32),
        label=tuple(labels[row] for row in service),
        capacity=table((_limit(item.way, item.resource, periods) for item in services), periods)[service],
        asset=np.full(len(service), -1, np.int32),
        opening=_openings(fixed, twin, len(plants.opening)),
        standing_loss_u=(loss[service] * km)[:, None] * np.array(scenario.calendar.hours),
    )
    return Grouping(
        connections=connections,
        services=services,
        service=service,
        link=unique[1].astype(np.int32),
        resource=unique[4].astype(np.int32),
        twin=twin,
        source=start,
        target=end,
        fixed_eur_per_a=fixed,
        km=km,
        most=table((_most(item, periods) for item in services), periods)[service],
        member=member,
        weight=np.where(matters, _by_way(candidates, modes, links, names, way_weight), 1.0),
        capacity_weight=np.where(matters, _by_way(candidates, modes, links, names, _capacity_weight), 1.0),
    )


def _by_way(
    candidates: Candidates,
    modes: list[Mode],
    links: list[Link],
    names: list[str],
    value: Callable[[Way, str], float],
) -> Floats:
    """Look a number up by what sets a candidate's terms: its link, else its mode; 0 on one site."""
    tables = []
    both: tuple[Sequence[Way], Sequence[Way]] = (modes, links)
    for ways in both:
        numbers = np.zeros((len(ways) + 1, len(names)))
        for row, way in enumerate(ways):
            for column, name in enumerate(names):
                if name in way.terms:
                    numbers[row, column] = value(way, name)
        tables.append(numbers)
    of_mode, of_link = tables
    found = np.where(
        candidates.link >= 0,
        of_link[candidates.link, candidates.resource],
        of_mode[candidates.mode, candidates.resource],
    )
    return np.where(candidates.mode == ON_SITE, 0.0, found)


def _services(
    scenario: Scenario, modes: list[Mode], links: list[Link], mode: Integers, link: Integers, resource: Integers
) -> tuple[tuple[Service, ...], Integers]:
    """List the distinct terms of connections, and each connection's row among them; like sizes are laid out once."""
    names = list(scenario.resources)
    periods = len(scenario.calendar.periods)
    distinct, service = np.unique(np.stack([mode, link, resource]), axis=1, return_inverse=True)
    offers: dict[tuple[int, int, bool, str, float], Offer] = {}
    services = []
    for mode_id, link_id, resource_id in distinct.T.tolist():
        way: Way = links[link_id] if link_id >= 0 else modes[mode_id]
        name = names[resource_id]
        weight = way_weight(way, name)
        like = (id(way.sizing.sizes), id(way.sizing.existing), way.sizing.is_between, name, weight)
        if like not in offers:
            offers[like] = offer_of(way.sizing, name, weight, scenario.discount_rate, periods)
        services.append(Service(way, name, offers[like]))
    return tuple(services), service.reshape(-1).astype(np.int32)


def _built_together(number: Ids, links: list[Link], key: NDArray[np.int64]) -> tuple[Integers, Integers, Integers]:
    """Say from where to where what is built leads, and which connection is the first of what is built together."""
    mode, link, source, target, resource = key
    is_both = np.array([*(item.is_both for item in links), False])[link]
    count = np.arange(key.shape[1], dtype=np.int32)
    if not is_both.any():
        return source.astype(np.int32), target.astype(np.int32), count
    start = np.where(is_both, ids([*(number.site[item.source] for item in links), -1])[link], source)
    end = np.where(is_both, ids([*(number.site[item.target] for item in links), -1])[link], target)
    _, first, inverse = np.unique(
        np.stack([mode, link, start, end, resource]), axis=1, return_index=True, return_inverse=True
    )
    return start.astype(np.int32), end.astype(np.int32), first[inverse.reshape(-1)].astype(np.int32)


def _openings(fixed: Floats, twin: Integers, before: int) -> Integers:
    """Give numbers to what costs a fixed sum once used: the two directions of a link together; -1 where nothing does."""
    opening = np.full(len(fixed), -1, np.int32)
    first = (fixed > 0) & (twin == np.arange(len(twin)))
    opening[first] = before + np.arange(first.sum())
    return opening[twin]


def served(way: Way, resource: str) -> str:
    """Say what a connection serves: its resource; or all of its mode, or of its link, together."""
    if not way.is_shared:
        return resource
    return f"shared by {way.name}" if isinstance(way, Link) else "shared"


def _matters(way: Way, resource: str) -> float:
    has_fixed = isinstance(way, Link) and way.fixed_eur_per_a > 0
    return float(way.sizing.is_limited or has_fixed or way.terms[resource].capacity is not None)


def way_weight(way: Way, resource: str) -> float:
    """Say what one unit takes of a shared way's sizes; alone, things are counted in their own unit."""
    return weights_of(way.sizing).get(resource, 1.0) if way.is_shared else 1.0


def _capacity_weight(way: Way, resource: str) -> float:
    """Say what one unit takes of a shared way's own capacity."""
    capacity = way.terms[resource].capacity
    return capacity.weight_per_u[resource] if way.is_shared and capacity is not None else 1.0


def _limit(way: Way, resource: str, periods: int) -> tuple[float, ...]:
    """Convert a connection's own capacity to what its arcs are counted in."""
    capacity = way.terms[resource].capacity
    if capacity is None:
        return (np.inf,) * periods
    ratio = _capacity_weight(way, resource) / capacity.weight_per_u[resource]
    return tuple(amount * ratio for amount in capacity.amount)


def _most(service: Service, periods: int) -> tuple[float, ...]:
    return tuple(service.offer.most) if service.way.sizing.is_limited else (np.inf,) * periods


def largest_capacity(connections: Connections, assets: Assets, sizes: Sizes) -> Floats:
    """Say the most each connection can carry with what stands and its largest size; inf where it needs none."""
    built = np.zeros_like(assets.standing)
    np.maximum.at(built, sizes.asset, np.maximum(sizes.capacity, sizes.capacity + sizes.stretch_capacity))
    largest = np.concatenate([assets.standing + built, np.full((1, connections.capacity.shape[1]), np.inf)])
    return np.asarray(largest[connections.asset])
