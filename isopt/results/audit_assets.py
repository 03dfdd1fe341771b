"""The audit of what stands and is built: capacities of ways, standing losses, one of a group."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from isopt.results.audit_ways import Way, annuity, find_way

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from isopt.results.audit_ends import Ends
    from isopt.results.audit_records import Audit, Built, Move
    from isopt.scenario.plants import Sizing
    from isopt.scenario.scenario import Link, Scenario, Size

Key = tuple[str, str, str, str]
"""Mode or kind, sites, what it serves."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What an asset can do and costs, as it stands today or with what is built."""

    amount: tuple[float, ...]
    """Capacity per period, in the capacity's unit; inf for no limit."""
    weight_per_u: Mapping[str, float]
    annuity_eur: float
    fixed_opex_eur: float
    is_there: bool
    """Whether anything stands or is built."""
    is_new: bool
    """Whether anything is built."""


def plant_assets(scenario: Scenario) -> dict[Key, Sizing]:
    """Name all that can stand on one site."""
    found: dict[Key, Sizing] = {}
    for facility in scenario.facilities.values():
        found["facility", facility.site, facility.site, facility.name] = facility.sizing
    for store in scenario.stores.values():
        found["storage", store.site, store.site, store.name] = store.sizing
    for hub in scenario.hubs.values():
        found["hub", hub.site, hub.site, hub.site] = hub.sizing
    for route in scenario.disposal.values():
        found["disposal", route.site or "", route.site or "", route.name] = route.sizing
    return found


def find_stands(
    scenario: Scenario, known: list[tuple[Move, Way]], built: Iterable[Built], audit: Audit
) -> dict[Key, Stand]:
    """Work out what every asset in use can do, and refuse what is built twice, unknown or for nothing."""
    items: dict[Key, Built] = {}
    for item in built:
        key = (item.mode, item.source, item.target, item.serves)
        if key in items:
            audit.refuse(f"{item.source} -> {item.target} by {item.mode}: built twice")
        items[key] = item
    sizings: dict[Key, tuple[Sizing, float]] = {key: (sizing, 0.0) for key, sizing in plant_assets(scenario).items()}
    for _, way in known:
        if way.is_transport and way.sizing is not None:
            sizings[way.asset] = (way.sizing, way.km)
    stands = {}
    for key, (sizing, km) in sizings.items():
        stand = _stand(scenario, sizing, items.get(key), km)
        if isinstance(stand, str):
            audit.refuse(f"{key[1]} -> {key[2]} by {key[0]} ({key[3]}): {stand}")
        else:
            stands[key] = stand
    for key, item in items.items():
        if key not in sizings:
            audit.refuse(f"{item.source} -> {item.target} by {item.mode}: '{item.size}' is built, but nothing uses it")
    _check_groups(scenario, known, items, audit)
    return stands


def _stand(scenario: Scenario, sizing: Sizing, item: Built | None, km: float) -> Stand | str:
    periods = len(scenario.calendar.periods)
    parts: list[tuple[float, Size, bool]] = [(1.0, sizing.existing, False)] if sizing.existing else []
    if item is not None:
        chosen = _sizes(sizing, item)
        if isinstance(chosen, str):
            return chosen
        parts += [(share, size, True) for share, size in chosen]
    amount = tuple(math.fsum(share * size.capacity.amount[t] for share, size, _ in parts) for t in range(periods))
    capital = [(share * (s.capex_eur + s.capex_eur_per_km * km), s, is_new) for share, s, is_new in parts]
    opex = [
        share * s.fixed_opex_eur_per_a + s.fixed_opex_share * capex
        for (share, s, _), (capex, _, _) in zip(parts, capital, strict=True)
    ]
    spread = [capex * annuity(scenario.discount_rate, s.lifetime_a) for capex, s, is_new in capital if is_new and capex]
    is_there = bool(parts) or sizing.is_existing
    return Stand(
        amount=amount if sizing.is_limited else (math.inf,) * periods,
        weight_per_u=parts[0][1].capacity.weight_per_u if parts else {},
        annuity_eur=math.fsum(spread),
        fixed_opex_eur=math.fsum(opex),
        is_there=is_there or not sizing.is_limited,
        is_new=item is not None,
    )


def _sizes(sizing: Sizing, item: Built) -> list[tuple[float, Size]] | str:
    """Find the size that is built, or the two between which it is, each with its share."""
    by_name = {size.name: size for size in sizing.sizes}
    if not 0 <= item.position <= 1:
        return f"built at {item.position!r} between two sizes"
    if item.size in by_name and not item.position:
        return [(1.0, by_name[item.size])]
    ordered = sorted(sizing.sizes, key=lambda size: math.fsum(size.capacity.amount))
    for lower, upper in pairwise(ordered):
        if item.size == f"{lower.name}..{upper.name}" and sizing.is_between:
            return [(1 - item.position, lower), (item.position, upper)]
    return f"'{item.size}' is no size of it"


def _check_groups(scenario: Scenario, known: list[tuple[Move, Way]], items: Mapping[Key, Built], audit: Audit) -> None:
    """Hold that at most one of each group is built."""
    groups: dict[str, set[Key]] = defaultdict(set)
    for key, sizing in plant_assets(scenario).items():
        if sizing.group and key in items:
            groups[sizing.group].add(key)
    for _, way in known:
        if way.sizing is not None and way.sizing.group and way.asset in items:
            groups[way.sizing.group].add(way.asset)
    for name, members in groups.items():
        if len(members) > 1:
            audit.refuse(f"one_of {name}: {len(members)} are built")


def check_ways(scenario: Scenario, known: list[tuple[Move, Way]], stands: Mapping[Key, Stand], audit: Audit) -> None:
    """Hold capacities, sizes, minima and standing losses of the ways between sites."""
    groups: dict[Key, list[tuple[Move, Way]]] = defaultdict(list)
    by_asset: dict[Key, list[tuple[Move, Way]]] = defaultdict(list)
    for move, way in known:
        if not way.is_transport:
            if move.lost_u:
                audit.refuse(f"{move.giver} -> {move.end}: loses what no way loses")
            continue
        groups[way.connection].append((move, way))
        by_asset[way.asset].append((move, way))
        if way.minimum_u and any(move.amount_u) and not move.is_disposal:
            label = f"{move.giver} -> {move.end} by {move.mode}, minimum"
            audit.hold(label, math.fsum(move.amount_u), way.minimum_u, math.inf, way.minimum_u)
    for key, members in groups.items():
        way = members[0][1]
        label = f"{key[1]} -> {key[2]} by {key[0]} ({key[3]})"
        limits: list[tuple[tuple[float, ...], Mapping[str, float]]] = []
        for _, other in members:
            stated = (other.capacity.amount, other.capacity.weight_per_u) if other.capacity else None
            if stated is not None and stated not in limits:
                limits.append(stated)
        if way.sizing is not None and way.sizing.is_limited and way.asset in stands:
            stand = stands[way.asset]
            if not stand.is_there:
                audit.refuse(f"{label}: carries something, but nothing is built")
                continue
            limits.append((stand.amount, stand.weight_per_u))
        for amount, weight in limits:
            for t, period in enumerate(scenario.calendar.periods):
                load = math.fsum(
                    move.amount_u[t] * weight[other.source.resource]
                    for move, other in members
                    if other.source.resource in weight
                )
                audit.hold(f"{label} in {period}, capacity", load, 0.0, amount[t], amount[t])
    for members in by_asset.values():
        _check_standing_loss(scenario, members, audit)


def check_idle_losses(
    scenario: Scenario, ends: Ends, stands: Mapping[Key, Stand], audit: Audit, *, is_today: bool
) -> None:
    """Refuse that nothing goes over a way that stands today and loses as it stands, though something could."""
    for link in scenario.links.values():
        if not link.sizing.is_existing or link.is_closed:
            continue
        for resource, terms in link.terms.items():
            serves = f"shared by {link.name}" if link.is_shared else resource
            if not terms.standing_loss_u_per_h_km or (link.mode, link.source, link.target, serves) in stands:
                continue
            sites = {(link.source, link.target)} | ({(link.target, link.source)} if link.is_both else set())
            if any(_may_go(scenario, ends, link, resource, *pair, is_today=is_today) for pair in sites):
                audit.refuse(f"links.{link.name}: stands and loses '{resource}', and nothing goes over it")


def _may_go(
    scenario: Scenario, ends: Ends, link: Link, resource: str, start: str, target: str, *, is_today: bool
) -> bool:
    """Say whether anything may take a resource over a link in one direction."""
    givers = [name for name, s in ends.sources.items() if s.site == start and s.resource == resource]
    taking = [(name, False) for name, s in ends.sinks.items() if s.site == target and resource in s.accepts]
    taking += [(name, True) for name, route in scenario.disposal.items() if route.site == target]
    return any(
        isinstance(find_way(scenario, ends, giver, end, link.mode, is_disposal=gone, is_today=is_today), Way)
        for giver in givers
        for end, gone in taking
    )


def _check_standing_loss(scenario: Scenario, members: list[tuple[Move, Way]], audit: Audit) -> None:
    """Hold that a way that stands loses what it loses, whatever it carries, out of what it carries."""
    way = members[0][1]
    label = f"{way.asset[1]} -> {way.asset[2]} by {way.asset[0]}"
    for t, period in enumerate(scenario.calendar.periods):
        entering = math.fsum(move.amount_u[t] for move, _ in members)
        lost = math.fsum(move.lost_u[t] for move, _ in members if move.lost_u)
        due = way.standing_loss_u_per_h * scenario.calendar.hours[t]
        audit.hold(f"{label} in {period}, standing loss", lost, due, due, max(due, entering))
        for move, other in members:
            if move.lost_u:
                arriving = other.arriving(move.amount_u, move.lost_u, t)
                least = min(move.lost_u[t], arriving)
                audit.hold(f"{label} in {period}, what arrives", least, 0.0, math.inf, max(due, entering))
