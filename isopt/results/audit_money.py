"""The audit's own pricing of a plan, compared with what a result says."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from isopt.results.audit_records import MONEY_TOLERANCE
from isopt.results.audit_ways import link_km
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.results.audit_assets import Key, Stand
    from isopt.results.audit_ends import Ends
    from isopt.results.audit_records import Audit, Claims, Move, Planned, Trade
    from isopt.results.audit_ways import Way
    from isopt.scenario.scenario import Acceptance, Impacts, Scenario


class _Ledger:
    """Collects what every part of cost and of each impact is made of, carbon price included."""

    def __init__(self, scenario: Scenario, ends: Ends) -> None:
        self.scenario = scenario
        self.ends = ends
        self.carbon_price = [price / KG_PER_T for price in scenario.carbon_price_eur_per_t]
        self.cost: dict[str, list[float]] = defaultdict(list)
        self.emitted: dict[str, dict[str, list[float]]] = {impact: defaultdict(list) for impact in scenario.impacts}
        self.avoided: dict[str, list[float]] = {impact: [] for impact in scenario.impacts}
        self.landfilled: dict[str, list[float]] = defaultdict(list)

    def emit(self, part: str, amount: float, factors: Impacts, t: int) -> None:
        for number, impact in enumerate(self.scenario.impacts):
            self.emitted[impact][part].append(amount * factors[number][t])
        self.cost["carbon"].append(self.carbon_price[t] * amount * factors[0][t])

    def avoid(self, amount: float, factors: Impacts, t: int) -> None:
        for number, impact in enumerate(self.scenario.impacts):
            self.avoided[impact].append(amount * factors[number][t])

    def use(self, amount: float, acceptance: Acceptance, t: int) -> None:
        """Price what arrives at a taker that says what its use costs and emits."""
        self.cost["handling"].append(amount * acceptance.costs_eur_per_u[t])
        self.emit("conversion", amount, acceptance.emissions_kg_per_u, t)


def check_money(
    scenario: Scenario,
    ends: Ends,
    known: list[tuple[Move, Way]],
    plan: Planned,
    claims: Claims,
    stands: Mapping[Key, Stand],
    audit: Audit,
) -> None:
    """Price the plan again and compare every part."""
    ledger = _Ledger(scenario, ends)
    for move, way in known:
        _price_move(ledger, move, way)
    _price_fixed(ledger, known)
    _price_plants(ledger, plan)
    for stand in stands.values():
        ledger.cost["capex"].append(stand.annuity_eur)
        ledger.cost["fixed_opex"].append(stand.fixed_opex_eur)
    _price_idle_ways(ledger, stands)
    _compare("cost", ledger.cost, claims.cost_parts_eur, audit)
    for impact in sorted({*ledger.emitted, *claims.emission_parts_kg}):
        _compare(impact, ledger.emitted.get(impact, {}), claims.emission_parts_kg.get(impact, {}), audit)
    for impact in sorted({*ledger.avoided, *claims.avoided_kg}):
        avoided = {"total": ledger.avoided.get(impact, [])}
        _compare(f"avoided {impact}", avoided, {"total": claims.avoided_kg.get(impact, 0.0)}, audit)
    _compare("landfilled", ledger.landfilled, claims.landfilled_t, audit)
    parts = [scenario.cost_weight * value for values in ledger.cost.values() for value in values]
    for impact, weight in zip(scenario.impacts, scenario.impact_weights_eur_per_t, strict=True):
        parts += [weight / KG_PER_T * value for values in ledger.emitted[impact].values() for value in values]
        if scenario.counts_avoided:
            parts += [-weight / KG_PER_T * value for value in ledger.avoided[impact]]
    _agree("combined", math.fsum(parts), claims.combined, math.fsum(map(abs, parts)), audit)


def _price_move(ledger: _Ledger, move: Move, way: Way) -> None:
    scenario, source = ledger.scenario, way.source
    resource = scenario.resources[source.resource]
    for t, amount in enumerate(move.amount_u):
        arrived = way.arriving(move.amount_u, move.lost_u, t)
        ledger.cost["transport"].append(amount * way.transport_eur_per_u[t])
        ledger.cost["handling"].append(amount * way.handling_eur_per_u[t])
        ledger.emit("transport", amount, way.transport_emissions_kg_per_u, t)
        if move.is_disposal:
            if move.end == "unused":
                continue
            route = scenario.disposal[move.end]
            terms = route.terms[resource.name]
            price = terms.gate_fee_eur_per_u[t] + terms.tax_eur_per_u[t] - terms.pays_eur_per_u[t]
            ledger.cost["disposal"].append(arrived * price)
            ledger.emit("disposal", arrived, terms.emissions_kg_per_u, t)
            ledger.avoid(arrived, terms.avoided_kg_per_u, t)
            if route.is_landfill:
                ledger.landfilled[resource.name].append(arrived * (resource.unit.mass_t_per_u or math.nan))
            continue
        if source.costs_eur_per_u:
            ledger.cost["handling"].append(amount * source.costs_eur_per_u[t])
        _price_arrival(ledger, move.end, resource.name, arrived, t)


def _price_arrival(ledger: _Ledger, end: str, resource: str, arrived: float, t: int) -> None:
    """Price what arrives: at a need its revenue and use, at an input its use, at a hub or store its handling."""
    sink = ledger.ends.sinks[end]
    acceptance = sink.accepts[resource]
    if acceptance is None:
        ledger.cost["handling"].append(arrived * sink.handling_eur_per_u[t])
        return
    if sink.flow is not None:
        met = acceptance.replaces_per_u[t] * arrived
        ledger.cost["revenue"].append(-met * sink.flow.revenue_eur_per_u[t])
    ledger.use(arrived, acceptance, t)


def _price_fixed(ledger: _Ledger, known: list[tuple[Move, Way]]) -> None:
    """Price what costs a fixed sum once it is used: pairs, links, disposal routes."""
    links: dict[tuple[str, str], float] = {}
    routes: dict[str, float] = {}
    for move, way in known:
        if not any(move.amount_u):
            continue
        if not move.is_disposal:
            ledger.cost["exchanges"].append(way.per_exchange_eur_per_a)
        elif move.end != "unused":
            routes[move.end] = ledger.scenario.disposal[move.end].fixed_eur_per_a
        if way.link is not None:
            links[way.link.name, way.connection[3]] = way.link.fixed_eur_per_a
    ledger.cost["exchanges"] += links.values()
    ledger.cost["disposal"] += routes.values()


def _price_plants(ledger: _Ledger, plan: Planned) -> None:
    """Price what is bought, run, stored and sold."""
    scenario = ledger.scenario
    for item in plan.purchases:
        virgin = scenario.takers[item.taker].virgin
        assert virgin is not None
        for t, amount in enumerate(item.amount_u):
            ledger.cost["virgin"].append(amount * virgin.price_eur_per_u[t])
            ledger.emit("virgin", amount, virgin.emissions_kg_per_u, t)
    for run in plan.runs:
        recipe = next(r for r in scenario.facilities[run.facility].recipes if r.name == run.recipe)
        for t, amount in enumerate(run.amount):
            ledger.cost["conversion"].append(amount * recipe.opex_eur[t])
            ledger.emit("conversion", amount, recipe.emissions_kg, t)
    for stock in plan.stocks:
        holding = scenario.stores[stock.store].holding_eur_per_u
        ledger.cost["storage"] += [level * holding[t] for t, level in enumerate(stock.level_u)]
    for trade in plan.trades:
        _price_trade(ledger, trade)


def _price_trade(ledger: _Ledger, trade: Trade) -> None:
    scenario = ledger.scenario
    resource = scenario.resources[trade.resource]
    for t, amount in enumerate(trade.amount_u):
        if trade.kind == "sell" and resource.sell:
            ledger.cost["market"].append(-amount * resource.sell.price_eur_per_u[t])
            ledger.avoid(amount, resource.sell.emissions_kg_per_u, t)
        elif trade.kind == "buy" and resource.buy:
            ledger.cost["market"].append(amount * resource.buy.price_eur_per_u[t])
            ledger.emit("market", amount, resource.buy.emissions_kg_per_u, t)
            _price_arrival(ledger, trade.node, trade.resource, amount, t)
        else:
            facility = ledger.ends.sinks[trade.node].facility
            virgin = facility.inputs[trade.resource].virgin if facility else None
            assert virgin is not None
            ledger.cost["virgin"].append(amount * virgin.price_eur_per_u[t])
            ledger.emit("virgin", amount, virgin.emissions_kg_per_u, t)


def _price_idle_ways(ledger: _Ledger, stands: Mapping[Key, Stand]) -> None:
    """Price the fixed operation of ways that stand today and that nothing uses."""
    scenario = ledger.scenario
    for link in scenario.links.values():
        existing = link.sizing.existing
        if existing is None:
            continue
        for serves in [f"shared by {link.name}"] if link.is_shared else sorted(link.terms):
            if (link.mode, link.source, link.target, serves) not in stands:
                capex = existing.capex_eur + existing.capex_eur_per_km * link_km(scenario, link)
                ledger.cost["fixed_opex"].append(existing.fixed_opex_eur_per_a + existing.fixed_opex_share * capex)


def _compare(what: str, found: Mapping[str, list[float]], claimed: Mapping[str, float], audit: Audit) -> None:
    size = math.fsum(abs(value) for values in found.values() for value in values)
    for part in sorted({*found, *claimed}):
        _agree(f"{what}, {part}", math.fsum(found.get(part, ())), claimed.get(part, 0.0), size, audit)


def _agree(what: str, found: float, claimed: float, size: float, audit: Audit) -> None:
    if not abs(found - claimed) <= MONEY_TOLERANCE * max(size, 1.0):
        audit.refuse(f"{what}: the plan gives {found!r}, the result says {claimed!r}")
