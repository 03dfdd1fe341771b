"""The audit: what a plan does, checked and priced again from the scenario alone.

Nothing here is shared with the network, the formulation or the solver: distance, annuity, who may meet whom, balances and money are
worked out a second time, in compensated arithmetic, from the scenario and the table of what moves. A plan that fails is an error.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from isopt.results.audit_ways import Way, find_way
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from isopt.scenario.scenario import Bounds, Giver, Scenario, Size, Taker

AMOUNT_TOLERANCE = 1e-6
"""Largest violation of a balance or limit, relative to what it is about (at least one unit)."""

MONEY_TOLERANCE = 1e-9
"""Largest difference of a cost or emission part, relative to the sum of the parts' sizes."""


class _Move(Protocol):
    @property
    def giver(self) -> str: ...
    @property
    def end(self) -> str: ...
    @property
    def is_disposal(self) -> bool: ...
    @property
    def mode(self) -> str: ...
    @property
    def amount_u(self) -> tuple[float, ...]: ...


class _Purchase(Protocol):
    @property
    def taker(self) -> str: ...
    @property
    def amount_u(self) -> tuple[float, ...]: ...


class _Built(Protocol):
    @property
    def mode(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def serves(self) -> str: ...
    @property
    def size(self) -> str: ...


class Planned(Protocol):
    """What is audited: moves, purchases and what is built, by name."""

    @property
    def moves(self) -> Sequence[_Move]:
        """What goes where."""

    @property
    def purchases(self) -> Sequence[_Purchase]:
        """What is bought."""

    @property
    def built(self) -> Sequence[_Built]:
        """What is built."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The figures a result states, to be confirmed."""

    cost_parts_eur: Mapping[str, float]
    co2_parts_kg: Mapping[str, float]
    landfilled_t: Mapping[str, float]
    combined: float


@dataclass(slots=True)
class Audit:
    """What the audit found."""

    worst_violation: float = 0.0
    """Largest violation of a balance or limit, relative to what it is about."""
    problems: list[str] = field(default_factory=list)

    def hold(self, what: str, value: float, least: float, most: float, scale: float) -> None:
        """Check least ≤ value ≤ most, measured by `scale`."""
        size = max(1.0, abs(scale))
        violation = max(least - value, value - most, 0.0) / size
        if not violation <= AMOUNT_TOLERANCE:
            self.problems.append(f"{what}: {value!r} is not within [{least!r}, {most!r}]")
        self.worst_violation = max(self.worst_violation, violation) if violation == violation else math.inf

    def refuse(self, problem: str) -> None:
        """Note what must not be."""
        self.problems.append(problem)


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
        _check_money(scenario, known, plan, claims, audit)
    return audit


def _checked_way(scenario: Scenario, move: _Move, audit: Audit, *, is_today: bool) -> Way | None:
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


def _check_givers(scenario: Scenario, known: list[tuple[_Move, Way]], audit: Audit, *, is_today: bool) -> None:
    sent: dict[str, list[tuple[_Move, Way]]] = defaultdict(list)
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
    known: list[tuple[_Move, Way]],
    purchases: Iterable[_Purchase],
    audit: Audit,
    *,
    is_today: bool,
) -> None:
    arriving: dict[str, list[tuple[_Move, Way]]] = defaultdict(list)
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
    scenario: Scenario, taker: Taker, t: int, period: str, moves: list[tuple[_Move, Way]], virgin: float, audit: Audit
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
    scale = max(math.fsum(map(abs, parts)), amount * max(abs(b) for b in (bounds.least, bounds.most) if not math.isinf(b)))
    least = -math.inf if math.isinf(bounds.least) else bounds.least * amount
    most = math.inf if math.isinf(bounds.most) else bounds.most * amount
    audit.hold(label, content, least, most, scale)


def _check_connections(
    scenario: Scenario, known: list[tuple[_Move, Way]], built: Iterable[_Built], audit: Audit
) -> None:
    """Hold capacities, sizes and minima of the ways between sites."""
    groups: dict[tuple[str, str, str, str], list[tuple[_Move, Way]]] = defaultdict(list)
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


def _check_disposal(scenario: Scenario, known: list[tuple[_Move, Way]], audit: Audit, *, is_today: bool) -> None:
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


def _check_money(
    scenario: Scenario, known: list[tuple[_Move, Way]], plan: Planned, claims: Claims, audit: Audit
) -> None:
    """Price the plan again and compare every part."""
    periods = range(len(scenario.calendar.periods))
    carbon_price = [price / KG_PER_T for price in scenario.carbon_price_eur_per_t]
    cost: dict[str, list[float]] = defaultdict(list)
    co2: dict[str, list[float]] = defaultdict(list)
    landfilled: dict[str, list[float]] = defaultdict(list)
    fixed: dict[tuple[str, str], float] = {}
    for move, way in known:
        resource = scenario.resources[scenario.givers[move.giver].resource]
        for t in periods:
            amount, arrived = move.amount_u[t], way.arriving(move.amount_u[t], t)
            cost["transport"].append(amount * way.transport_eur_per_u[t])
            cost["handling"].append(amount * way.handling_eur_per_u[t])
            co2["transport"].append(amount * way.transport_co2_kg_per_u[t])
            cost["carbon"].append(carbon_price[t] * amount * way.transport_co2_kg_per_u[t])
            if move.is_disposal:
                terms = scenario.disposal[move.end].terms[resource.name]
                price = terms.gate_fee_eur_per_u[t] + terms.tax_eur_per_u[t] - terms.pays_eur_per_u[t]
                cost["disposal"].append(arrived * price)
                co2["disposal"].append(arrived * terms.co2_kg_per_u[t])
                cost["carbon"].append(carbon_price[t] * arrived * terms.co2_kg_per_u[t])
                if scenario.disposal[move.end].is_landfill:
                    landfilled[resource.name].append(arrived * (resource.unit.mass_t_per_u or math.nan))
            else:
                taker = scenario.takers[move.end]
                cost["handling"].append(amount * scenario.givers[move.giver].costs_eur_per_u[t])
                met = taker.accepts[resource.name].replaces_per_u[t] * arrived
                cost["revenue"].append(-met * taker.revenue_eur_per_u[t])
        if any(move.amount_u):
            if not move.is_disposal:
                cost["exchanges"].append(way.per_exchange_eur_per_a)
            if way.link is not None:
                fixed[way.link, way.connection[3]] = way.link_fixed_eur_per_a
    cost["exchanges"] += fixed.values()
    for item in plan.purchases:
        virgin = scenario.takers[item.taker].virgin
        assert virgin is not None
        for t in periods:
            kg = item.amount_u[t] * virgin.co2_kg_per_u[t]
            cost["virgin"].append(item.amount_u[t] * virgin.price_eur_per_u[t])
            co2["virgin"].append(kg)
            cost["carbon"].append(carbon_price[t] * kg)
    _price_assets(scenario, known, plan.built, cost, audit)
    _compare("cost", cost, claims.cost_parts_eur, audit)
    _compare("co2", co2, claims.co2_parts_kg, audit)
    _compare("landfilled", landfilled, claims.landfilled_t, audit)
    parts = [scenario.cost_weight * value for values in cost.values() for value in values]
    parts += [scenario.co2_weight_eur_per_t / KG_PER_T * value for values in co2.values() for value in values]
    _agree("combined", math.fsum(parts), claims.combined, math.fsum(map(abs, parts)), audit)


def _price_assets(
    scenario: Scenario,
    known: list[tuple[_Move, Way]],
    built: Iterable[_Built],
    cost: dict[str, list[float]],
    audit: Audit,
) -> None:
    ways = {way.connection: way for _, way in known if way.is_transport}
    for item in built:
        way = ways.get((item.mode, item.source, item.target, item.serves))
        size: Size | None = next((s for s in way.sizes if s.name == item.size), None) if way else None
        if way is None or size is None:
            audit.refuse(f"{item.source} -> {item.target} by {item.mode}: '{item.size}' is built, but nothing uses it")
            continue
        capex = size.capex_eur + size.capex_eur_per_km * way.km
        years = size.lifetime_a
        rate = scenario.discount_rate
        if capex:
            growth = (1 + rate) ** years
            cost["capex"].append(capex * rate * growth / (growth - 1) if rate else capex / years)
        cost["fixed_opex"].append(size.fixed_opex_eur_per_a + size.fixed_opex_share * capex)


def _compare(what: str, found: Mapping[str, list[float]], claimed: Mapping[str, float], audit: Audit) -> None:
    size = math.fsum(abs(value) for values in found.values() for value in values)
    for part in sorted({*found, *claimed}):
        _agree(f"{what}, {part}", math.fsum(found.get(part, ())), claimed.get(part, 0.0), size, audit)


def _agree(what: str, found: float, claimed: float, size: float, audit: Audit) -> None:
    if not abs(found - claimed) <= MONEY_TOLERANCE * max(size, 1.0):
        audit.refuse(f"{what}: the plan gives {found!r}, the result says {claimed!r}")
