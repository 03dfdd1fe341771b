"""The audit's own pricing of a plan, compared with what a result says."""

from __future__ import annotations

import math
from collections import defaultdict
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from isopt.results.audit_records import MONEY_TOLERANCE
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from isopt.results.audit_records import Audit, Built, Claims, Move, Planned
    from isopt.results.audit_ways import Way
    from isopt.scenario.scenario import Scenario, Size


def check_money(scenario: Scenario, known: list[tuple[Move, Way]], plan: Planned, claims: Claims, audit: Audit) -> None:
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
    known: list[tuple[Move, Way]],
    built: Iterable[Built],
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
            cost["capex"].append(capex * _annuity(rate, years))
        cost["fixed_opex"].append(size.fixed_opex_eur_per_a + size.fixed_opex_share * capex)


def _annuity(rate: float, years: float) -> float:
    """Work out the yearly share of an investment in fifty digits, so that no rate is too small and no life too long."""
    if not rate:
        return 1 / years
    with localcontext() as context:
        context.prec = 50
        interest = Decimal(rate)
        return float(interest / (1 - (1 + interest) ** -Decimal(years)))


def _compare(what: str, found: Mapping[str, list[float]], claimed: Mapping[str, float], audit: Audit) -> None:
    size = math.fsum(abs(value) for values in found.values() for value in values)
    for part in sorted({*found, *claimed}):
        _agree(f"{what}, {part}", math.fsum(found.get(part, ())), claimed.get(part, 0.0), size, audit)


def _agree(what: str, found: float, claimed: float, size: float, audit: Audit) -> None:
    if not abs(found - claimed) <= MONEY_TOLERANCE * max(size, 1.0):
        audit.refuse(f"{what}: the plan gives {found!r}, the result says {claimed!r}")
