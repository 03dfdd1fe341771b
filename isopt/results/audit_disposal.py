"""The audit of disposal routes: capacities, room left, blends, loads, what stands, and today's order."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from isopt.results.audit_flows import Part, check_blend
from isopt.results.audit_records import AMOUNT_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.results.audit_assets import Key, Stand
    from isopt.results.audit_records import Audit, Move
    from isopt.results.audit_ways import Way
    from isopt.scenario.scenario import Disposal, Scenario


def check_disposal(
    scenario: Scenario,
    known: list[tuple[Move, Way]],
    stands: Mapping[Key, Stand],
    audit: Audit,
    *,
    is_today: bool,
) -> None:
    """Hold what every route takes to what it can take."""
    full: dict[str, dict[str, list[bool]]] = {}
    sent: dict[str, list[tuple[Move, Way]]] = defaultdict(list)
    for move, way in known:
        if move.is_disposal:
            sent[move.end].append((move, way))
    for name, route in scenario.disposal.items():
        full[name] = _check_room(route, sent[name], stands, audit)
        _check_content(scenario, route, sent[name], audit)
    if not is_today:
        return
    for move, way in known:
        if not move.is_disposal or move.end not in full or not any(move.amount_u):
            continue
        routes = way.source.routes
        for name in routes[: routes.index(move.end)]:
            if not any(full[name].get(way.source.resource, [])):
                audit.refuse(f"{move.giver}: today uses '{move.end}' while '{name}' has room")


def _check_room(
    route: Disposal, sent: list[tuple[Move, Way]], stands: Mapping[Key, Stand], audit: Audit
) -> dict[str, list[bool]]:
    """Hold a year's sum to capacity, room left and what stands; say by resource which of these are full."""
    place = route.site or ""
    stand = stands["disposal", place, place, route.name]
    limits = [(f"disposal.{route.name}.capacity", c.amount[0], c.weight_per_u) for c in route.capacities]
    limits += [(f"disposal.{route.name}.total", c.amount[0], c.weight_per_u) for c in route.total]
    if route.sizing.is_limited:
        if sent and not stand.is_there:
            audit.refuse(f"disposal.{route.name}: takes something, but nothing is built")
        if stand.is_new and not any(any(move.amount_u) for move, _ in sent):
            audit.refuse(f"disposal.{route.name}: built, and takes nothing")
        limits.append((f"disposal.{route.name}.sizes", math.fsum(stand.amount), stand.weight_per_u))
    is_shut = route.sizing.is_limited and not stand.is_there
    full: dict[str, list[bool]] = {resource: [is_shut] for resource in route.terms}
    for label, most, weight in limits:
        load = math.fsum(
            way.arriving(move.amount_u, move.lost_u, t) * weight[way.source.resource]
            for move, way in sent
            if way.source.resource in weight
            for t in range(len(move.amount_u))
        )
        audit.hold(label, load, 0.0, most, most)
        for resource in weight:
            full.setdefault(resource, []).append(load >= most * (1 - AMOUNT_TOLERANCE))
    return full


def _check_content(scenario: Scenario, route: Disposal, sent: list[tuple[Move, Way]], audit: Audit) -> None:
    """Hold the blend of each period, and a year's load of a property, to their bounds."""
    for t, period in enumerate(scenario.calendar.periods):
        parts = [Part(way.source.quality, way.arriving(move.amount_u, move.lost_u, t)) for move, way in sent]
        for name, bounds in route.limits.items():
            check_blend(f"disposal.{route.name}.limits.{name} in {period}", name, bounds, parts, audit)
    for load in route.loads:
        contents = []
        for move, way in sent:
            value = way.source.quality.get(load.property)
            if value is None:
                audit.refuse(f"disposal.{route.name}: the {load.property} of '{way.source.resource}' is unknown")
                continue
            contents += [value * way.arriving(move.amount_u, move.lost_u, t) for t in range(len(move.amount_u))]
        scale = max(abs(load.most), math.fsum(map(abs, contents)))
        audit.hold(
            f"disposal.{route.name}.limits.{load.property}.max_load", math.fsum(contents), -math.inf, load.most, scale
        )
