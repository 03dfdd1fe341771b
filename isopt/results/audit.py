"""The audit: what a plan does, checked and priced again from the scenario alone.

Nothing here is shared with the network, the formulation or the solver: distance, annuity, who may meet whom, balances and
money are worked out a second time, in compensated arithmetic, from the scenario and the table of what moves. A plan that
fails is an error.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from isopt.results.audit_money import check_money
from isopt.results.audit_records import AMOUNT_TOLERANCE, MONEY_TOLERANCE, Audit, Claims, Planned
from isopt.results.audit_ways import Way, find_way

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isopt.results.audit_records import Built, Move, Purchase
    from isopt.scenario.scenario import Bounds, Giver, Scenario, Taker

__all__ = ["AMOUNT_TOLERANCE", "MONEY_TOLERANCE", "Audit", "Claims", "Planned", "audit_plan"]


def audit_plan(scenario: Scenario, plan: Planned, claims: Claims, *, is_today: bool = False) -> Audit:
    """Check a plan (or today, with `is_today`) against its scenario, and its figures against what it does."""
    audit = Audit()
    ways = [_checked_way(scenario, move, audit, is_today=is_today) for move in plan.moves]
    known = [(move, way) for move, way in zip(plan.moves, ways, strict=True) if way is not None]
    _check_names(scenario, plan, audit)
    if audit.problems:
        return audit
    _check_givers(scenario, known, audit, is_today=is_today)
    _check_takers(scenario, known, plan.purchases, audit, is_today=is_today)
    _check_connections(scenario, known, plan.built, audit)
    _check_disposal(scenario, known, audit, is_today=is_today)
    if not audit.problems:
        check_money(scenario, known, plan, claims, audit)
    return audit


def _checked_way(scenario: Scenario, move: Move, audit: Audit, *, is_today: bool) -> Way | None:
    label = f"{move.giver} -> {move.end} by {move.mode or 'disposal'}"
    if len(move.amount_u) != len(scenario.calendar.periods):
        audit.refuse(f"{label}: not one amount per period")
        return None
    for amount in move.amount_u:
        if not amount >= 0 or math.isinf(amount):
            audit.refuse(f"{label}: {amount!r} moves")
            return None
    way = find_way(scenario, move.giver, move.end, move.mode, is_disposal=move.is_disposal)
    if isinstance(way, str):
        audit.refuse(f"{label}: {way}")
        return None
    if is_today and not move.is_disposal:
        audit.refuse(f"{label}: an exchange in the baseline")
    if is_today and way.sizes:
        audit.refuse(f"{label}: the baseline builds nothing")
    return way


def _check_names(scenario: Scenario, plan: Planned, audit: Audit) -> None:
    seen: set[tuple[str, ...]] = set()
    for move in plan.moves:
        key = ("move", move.giver, move.end, str(move.is_disposal), move.mode)
        if key in seen:
            audit.refuse(f"{move.giver} -> {move.end} by {move.mode}: stands twice")
        seen.add(key)
    for item in plan.purchases:
        taker = scenario.takers.get(item.taker)
        if taker is None or taker.virgin is None:
            audit.refuse(f"{item.taker}: buys what it cannot buy")
        elif len(item.amount_u) != len(scenario.calendar.periods) or not all(0 <= a < math.inf for a in item.amount_u):
            audit.refuse(f"{item.taker}: buys {item.amount_u!r}")
        if ("purchase", item.taker) in seen:
            audit.refuse(f"{item.taker}: buys twice")
        seen.add(("purchase", item.taker))


def _check_givers(scenario: Scenario, known: list[tuple[Move, Way]], audit: Audit, *, is_today: bool) -> None:
    sent: dict[str, list[tuple[Move, Way]]] = defaultdict(list)
    for move, way in known:
        sent[move.giver].append((move, way))
    for giver in scenario.givers.values():
        moves = sent[giver.name]
        barred = giver.is_required and not (is_today and giver.routes)
        if barred and any(move.is_disposal for move, _ in moves):
            audit.refuse(f"flows.{giver.name}: required, but some is disposed of")
        for t, period in enumerate(scenario.calendar.periods):
            given = giver.given_u[t]
            least = given if giver.is_bound else 0.0
            total = math.fsum(move.amount_u[t] for move, _ in moves)
            audit.hold(f"flows.{giver.name} in {period}, given", total, least, given, given)


def _check_takers(
    scenario: Scenario,
    known: list[tuple[Move, Way]],
    purchases: Iterable[Purchase],
    audit: Audit,
    *,
    is_today: bool,
) -> None:
    arriving: dict[str, list[tuple[Move, Way]]] = defaultdict(list)
    for move, way in known:
        if not move.is_disposal:
            arriving[move.end].append((move, way))
    bought = {item.taker: item.amount_u for item in purchases}
    none = (0.0,) * len(scenario.calendar.periods)
    for taker in scenario.takers.values():
        if taker.name in bought and taker.is_required and not is_today:
            audit.refuse(f"flows.{taker.name}: required, but virgin material is bought")
        for t, period in enumerate(scenario.calendar.periods):
            _check_need(scenario, taker, t, period, arriving[taker.name], bought.get(taker.name, none)[t], audit)


def _check_need(
    scenario: Scenario, taker: Taker, t: int, period: str, moves: list[tuple[Move, Way]], virgin: float, audit: Audit
) -> None:
    need = taker.need_u[t]
    met: dict[str, list[float]] = defaultdict(list)
    arrived: list[tuple[Giver, float]] = []
    for move, way in moves:
        giver = scenario.givers[move.giver]
        amount = way.arriving(move.amount_u[t], t)
        arrived.append((giver, amount))
        met[giver.resource].append(taker.accepts[giver.resource].replaces_per_u[t] * amount)
    total = math.fsum([virgin, *(value for values in met.values() for value in values)])
    audit.hold(f"flows.{taker.name} in {period}, met", total, need if taker.is_bound else 0.0, need, need)
    for resource, values in met.items():
        most = taker.accepts[resource].at_most_share[t] * need
        audit.hold(f"flows.{taker.name}.accepts.{resource}.at_most in {period}", math.fsum(values), 0.0, most, need)
        own = [(giver, amount) for giver, amount in arrived if giver.resource == resource]
        for name, bounds in taker.accepts[resource].limits.items():
            _check_blend(f"flows.{taker.name}.accepts.{resource}.limits.{name}", name, bounds, own, None, 0.0, audit)
    for name, bounds in taker.limits.items():
        quality = taker.virgin.quality.get(name) if taker.virgin else None
        _check_blend(f"flows.{taker.name}.limits.{name} in {period}", name, bounds, arrived, quality, virgin, audit)


def _check_blend(
    label: str,
    name: str,
    bounds: Bounds,
    arrived: list[tuple[Giver, float]],
    virgin_quality: float | None,
    virgin: float,
    audit: Audit,
) -> None:
    amount = math.fsum([virgin, *(amount for _, amount in arrived)])
    if amount <= 0:
        return
    values = [giver.quality.get(name) for giver, _ in arrived]
    if any(value is None for value in values) or (virgin > 0 and virgin_quality is None):
        audit.refuse(f"{label}: limited, but not known of all that arrives")
        return
    parts = [giver.quality[name] * part for giver, part in arrived]
    if virgin > 0 and virgin_quality is not None:
        parts.append(virgin_quality * virgin)
    content = math.fsum(parts)
    scale = max(
        math.fsum(map(abs, parts)), amount * max(abs(b) for b in (bounds.least, bounds.most) if not math.isinf(b))
    )
    least = -math.inf if math.isinf(bounds.least) else bounds.least * amount
    most = math.inf if math.isinf(bounds.most) else bounds.most * amount
    audit.hold(label, content, least, most, scale)


def _check_connections(scenario: Scenario, known: list[tuple[Move, Way]], built: Iterable[Built], audit: Audit) -> None:
    """Hold capacities, sizes and minima of the ways between sites."""
    groups: dict[tuple[str, str, str, str], list[tuple[Move, Way]]] = defaultdict(list)
    for move, way in known:
        if way.is_transport:
            groups[way.connection].append((move, way))
            if way.minimum_u and any(move.amount_u) and not move.is_disposal:
                label = f"{move.giver} -> {move.end} by {move.mode}, minimum"
                audit.hold(label, math.fsum(move.amount_u), way.minimum_u, math.inf, way.minimum_u)
    standing: dict[tuple[str, str, str, str], str] = {}
    for item in built:
        key = (item.mode, item.source, item.target, item.serves)
        if key in standing:
            audit.refuse(f"{item.source} -> {item.target} by {item.mode}: built twice")
        standing[key] = item.size
    for key, members in groups.items():
        way = members[0][1]
        label = f"{key[1]} -> {key[2]} by {key[0]} ({key[3]})"
        size = next((size for size in way.sizes if size.name == standing.get(key)), None)
        if way.sizes and size is None:
            audit.refuse(f"{label}: carries something, but nothing is built")
        for capacity in (size.capacity if size else None, way.capacity):
            if capacity is None:
                continue
            for t, period in enumerate(scenario.calendar.periods):
                load = math.fsum(
                    move.amount_u[t] * capacity.weight_per_u[scenario.givers[move.giver].resource]
                    for move, _ in members
                )
                audit.hold(f"{label} in {period}, capacity", load, 0.0, capacity.amount[t], capacity.amount[t])


def _check_disposal(scenario: Scenario, known: list[tuple[Move, Way]], audit: Audit, *, is_today: bool) -> None:
    loads: dict[tuple[str, int], float] = {}
    for name, route in scenario.disposal.items():
        for number, capacity in enumerate(route.capacities):
            load = math.fsum(
                way.arriving(amount, t) * capacity.weight_per_u[scenario.givers[move.giver].resource]
                for move, way in known
                if move.is_disposal
                and move.end == name
                and scenario.givers[move.giver].resource in capacity.weight_per_u
                for t, amount in enumerate(move.amount_u)
            )
            loads[name, number] = load
            audit.hold(f"disposal.{name}.capacity", load, 0.0, capacity.amount[0], capacity.amount[0])
    if not is_today:
        return
    for move, _ in known:
        giver = scenario.givers[move.giver]
        earlier = giver.routes[: giver.routes.index(move.end)] if any(move.amount_u) else ()
        for name in earlier:
            full = [
                loads[name, number] >= capacity.amount[0] * (1 - AMOUNT_TOLERANCE)
                for number, capacity in enumerate(scenario.disposal[name].capacities)
                if giver.resource in capacity.weight_per_u
            ]
            if not any(full):
                audit.refuse(f"flows.{giver.name}: today uses '{move.end}' while '{name}' has room")
