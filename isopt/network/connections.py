"""What arcs share on the way: capacities, fixed costs, and the sizes that can be built between two sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.annuity import annuity_factor
from isopt.network.network import ON_SITE, Arcs, Assets, Connections
from isopt.network.terms import Ids, ids, table
from isopt.scenario.scenario import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from isopt.network.candidates import Candidates
    from isopt.network.network import Givers, Takers
    from isopt.scenario.scenario import Mode, Scenario, Size

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Way = Mode | Link

_ALL_RESOURCES = -1


@dataclass(frozen=True, slots=True)
class Grouping:
    """Connections, and what the rest of the building needs to know of them."""

    connections: Connections
    ways: tuple[Way, ...]
    """Per connection, the link or mode that sets its terms."""
    sample: tuple[str, ...]
    """Per connection, one resource it serves."""
    km: Floats
    """Per connection."""
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
    scenario: Scenario, number: Ids, candidates: Candidates, givers: Givers, takers: Takers
) -> Grouping:
    """Group candidates by what they share: mode, sites and resource, or mode and sites where it is shared."""
    modes, links = list(scenario.modes.values()), list(scenario.links.values())
    names = list(scenario.resources)
    source, target = givers.site[candidates.giver], end_sites(scenario, number, takers)[candidates.end]
    shared = _by_way(candidates, modes, links, names, lambda way, _: float(way.is_shared)) > 0
    matters = _by_way(candidates, modes, links, names, _matters) > 0
    rows = np.nonzero(matters)[0]
    resource = np.where(shared, _ALL_RESOURCES, candidates.resource)
    key = np.stack([candidates.mode, candidates.link, source, target, resource])[:, rows]
    unique, first, inverse = np.unique(key, axis=1, return_index=True, return_inverse=True)
    first = rows[first]
    member = np.full(len(candidates.giver), -1, np.int32)
    member[rows] = inverse.reshape(-1)
    ways: list[Way] = [links[link] if link >= 0 else modes[mode] for mode, link in unique[:2].T]
    sample = [names[candidates.resource[row]] for row in first]
    periods = len(scenario.calendar.periods)
    connections = Connections(
        mode=unique[0].astype(np.int32),
        source=unique[2].astype(np.int32),
        target=unique[3].astype(np.int32),
        label=tuple(_served(way, name) for way, name in zip(ways, sample, strict=True)),
        capacity=table((_limit(way, name, periods) for way, name in zip(ways, sample, strict=True)), periods),
        fixed_eur_per_a=np.array([way.fixed_eur_per_a if isinstance(way, Link) else 0.0 for way in ways]),
        is_sized=np.array([bool(way.sizes) for way in ways], dtype=bool),
    )
    weight = np.where(matters, _by_way(candidates, modes, links, names, _weight), 1.0)
    capacity_weight = np.where(matters, _by_way(candidates, modes, links, names, _capacity_weight), 1.0)
    return Grouping(connections, tuple(ways), tuple(sample), candidates.km[first], member, weight, capacity_weight)


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


def _served(way: Way, resource: str) -> str:
    """Say what a connection serves: its resource; or all of its mode, or of its link, together."""
    if not way.is_shared:
        return resource
    return f"shared by {way.name}" if isinstance(way, Link) else "shared"


def _matters(way: Way, resource: str) -> float:
    has_fixed = isinstance(way, Link) and way.fixed_eur_per_a > 0
    return float(bool(way.sizes) or has_fixed or way.terms[resource].capacity is not None)


def _weight(way: Way, resource: str) -> float:
    """Say what one unit takes of a shared way's sizes; alone, things are counted in their own unit."""
    return way.sizes[0].capacity.weight_per_u[resource] if way.is_shared and way.sizes else 1.0


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


def build_assets(scenario: Scenario, grouping: Grouping, arcs: Arcs, *, keep_dominated: bool) -> Assets:
    """Lay out the sizes of every sized connection; a size no cheaper than one that carries as much is dropped.

    Valid because what a size allows is min(capacity, M): what costs no more and allows as much is as good in every plan.
    """
    connections = grouping.connections
    most = np.zeros_like(connections.capacity)
    inside = np.nonzero(arcs.connection >= 0)[0]
    np.add.at(most, arcs.connection[inside], arcs.upper_u[inside] * arcs.weight[inside, None])
    rate = scenario.discount_rate
    rows: list[tuple[int, Size, Floats, float]] = []
    in_use = np.unique(arcs.connection[inside])
    for number in in_use[connections.is_sized[in_use]]:
        way, sample, km = grouping.ways[number], grouping.sample[number], float(grouping.km[number])
        offers = []
        for size in way.sizes:
            scale = _weight(way, sample) / size.capacity.weight_per_u[sample]
            offers.append((size, np.minimum(np.array(size.capacity.amount) * scale, most[number])))
        kept = offers if keep_dominated else _undominated(offers, km, rate)
        rows.extend((int(number), size, capacity, km) for size, capacity in kept)
    capex = np.array([_capex(size, km) for _, size, _, km in rows])
    return Assets(
        connection=ids(number for number, _, _, _ in rows),
        size=tuple(size.name for _, size, _, _ in rows),
        capacity=table((tuple(capacity) for _, _, capacity, _ in rows), most.shape[1]),
        capex_eur=capex,
        annuity_eur_per_a=capex * np.array([annuity_factor(rate, size.lifetime_a) for _, size, _, _ in rows]),
        fixed_opex_eur_per_a=np.array([_fixed_opex(size, km) for _, size, _, km in rows]),
        lifetime_a=np.array([size.lifetime_a for _, size, _, _ in rows]),
    )


def _capex(size: Size, km: float) -> float:
    return size.capex_eur + size.capex_eur_per_km * km


def _fixed_opex(size: Size, km: float) -> float:
    return size.fixed_opex_eur_per_a + size.fixed_opex_share * _capex(size, km)


def _undominated(offers: list[tuple[Size, Floats]], km: float, rate: float) -> list[tuple[Size, Floats]]:
    def yearly(size: Size) -> float:
        return _capex(size, km) * annuity_factor(rate, size.lifetime_a) + _fixed_opex(size, km)

    kept: list[tuple[Size, Floats]] = []
    for size, capacity in sorted(offers, key=lambda offer: (yearly(offer[0]), -float(offer[1].sum()), offer[0].name)):
        if not any((other >= capacity).all() for _, other in kept):
            kept.append((size, capacity))
    return sorted(kept, key=lambda offer: offer[0].name)


def largest_capacity(connections: Connections, assets: Assets) -> Floats:
    """Say the most each connection can carry with its largest size; inf where it needs none."""
    largest = np.where(connections.is_sized[:, None], 0.0, np.full_like(connections.capacity, np.inf))
    np.maximum.at(largest, assets.connection, assets.capacity)
    return largest
