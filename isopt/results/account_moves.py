"""What moves cost, emit and bring."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.network.annuity import annuity_factor
from isopt.network.network import ON_SITE
from isopt.results.ends import giving_ends, taking_ends
from isopt.results.plan import NO_MODE, ON_SITE_MODE, UNUSED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isopt.network.network import Network
    from isopt.results.plan import Move, Plan
    from isopt.scenario.scenario import ByPeriod, Link, Scenario, Terms

ByImpact = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class MoveAccount:
    """What one move costs, emits (by impact) and brings in a year; amounts in the resource's own unit."""

    km: float
    entering_u: float
    arriving_u: float
    replaced_u: float
    """Units of the need it meets; of what reaches no need, 0."""
    disposal_eur: float
    transport_eur: float
    handling_eur: float
    exchanges_eur: float
    revenue_eur: float
    disposal_emissions_kg: tuple[float, ...]
    transport_emissions_kg: tuple[float, ...]
    use_emissions_kg: tuple[float, ...]
    """At use, where the taker says so."""
    avoided_kg: tuple[float, ...]
    """What its disposal avoids elsewhere: a ledger of its own."""
    landfilled_t: float
    co2_kg_by_period: tuple[float, ...]

    @property
    def cost_eur(self) -> float:
        """All of it, carbon apart."""
        return math.fsum(
            (self.disposal_eur, self.transport_eur, self.handling_eur, self.exchanges_eur, -self.revenue_eur)
        )


class Ways:
    """Look up the ends, the terms and the length of every move in the network and the scenario."""

    def __init__(self, scenario: Scenario, net: Network) -> None:
        self.scenario = scenario
        self.givings, self.takings = giving_ends(scenario), taking_ends(scenario)
        self._links: dict[tuple[str, str, str, str], Link] = {}
        for link in scenario.links.values():
            for resource in link.terms:
                self._links[link.source, link.target, link.mode, resource] = link
                if link.is_both:
                    self._links[link.target, link.source, link.mode, resource] = link
        ends, modes = net.ends, net.mode_labels
        self._km = {
            (net.givers.names[g], ends[e], modes[m] if m != ON_SITE else ON_SITE_MODE): km
            for g, e, m, km in zip(
                net.arcs.giver.tolist(),
                net.arcs.end.tolist(),
                net.arcs.mode.tolist(),
                net.arcs.km.tolist(),
                strict=True,
            )
        }

    def km(self, move: Move) -> float:
        """Say how far a move goes."""
        end = f"disposal.{move.end}" if move.is_disposal else move.end
        return self._km[move.giver, end, move.mode] if move.mode != NO_MODE else 0.0

    def link(self, move: Move) -> Link | None:
        """Find the link a move goes over."""
        if move.mode in {NO_MODE, ON_SITE_MODE}:
            return None
        giving = self.givings[move.giver]
        target = self.scenario.disposal[move.end].site if move.is_disposal else self.takings[move.end].site
        return self._links.get((giving.site, str(target), move.mode, giving.resource))

    def terms(self, move: Move) -> Terms | None:
        """Find the terms of a move between two sites."""
        if move.mode in {NO_MODE, ON_SITE_MODE}:
            return None
        resource = self.givings[move.giver].resource
        link = self.link(move)
        return link.terms[resource] if link else self.scenario.modes[move.mode].terms[resource]


def account_move(ways: Ways, move: Move) -> MoveAccount:
    """Work out what one move costs, emits and brings."""
    scenario, amounts = ways.scenario, move.amount_u
    giving = ways.givings[move.giver]
    km, terms = ways.km(move), ways.terms(move)
    periods = range(len(amounts))
    arriving = [
        amounts[t] * (max(0.0, 1.0 - terms.loss_per_km[t] * km) if terms else 1.0)
        - (move.lost_u[t] if move.lost_u else 0.0)
        for t in periods
    ]
    nothing: ByImpact = ((0.0,) * len(amounts),) * len(scenario.impacts)
    transport = exchanges = 0.0
    handling: list[float] = []
    transport_kg = disposal_kg = use_kg = avoided_kg = nothing
    if terms:
        transport = dot(amounts, (terms.cost_eur_per_u_km[t] * km + terms.cost_eur_per_u[t] for t in periods))
        transport_kg = tuple(
            products(amounts, (by_km[t] * km + flat[t] for t in periods))
            for by_km, flat in zip(terms.emissions_kg_per_u_km, terms.emissions_kg_per_u, strict=True)
        )
        handling.append(dot(amounts, terms.handling_eur_per_u))
        if not move.is_disposal:
            exchanges = _pair_cost(terms, km, scenario.discount_rate)
    disposal = revenue = replaced = landfilled = 0.0
    if not move.is_disposal:
        taking = ways.takings[move.end]
        handling.append(dot(amounts, giving.costs_eur_per_u))
        if taking.accepts is None:
            handling.append(dot(arriving, taking.handling_eur_per_u[giving.resource]))
        else:
            acceptance = taking.accepts[giving.resource]
            met = products(arriving, acceptance.replaces_per_u)
            replaced = math.fsum(met) if taking.is_need else 0.0
            revenue = dot(met, taking.revenue_eur_per_u)
            handling.append(dot(arriving, acceptance.costs_eur_per_u))
            use_kg = tuple(products(arriving, factors) for factors in acceptance.emissions_kg_per_u)
    elif move.end != UNUSED:
        route = scenario.disposal[move.end]
        price = route.terms[giving.resource]
        fees: ByPeriod = tuple(
            price.gate_fee_eur_per_u[t] + price.tax_eur_per_u[t] - price.pays_eur_per_u[t] for t in periods
        )
        disposal = dot(arriving, fees)
        disposal_kg = tuple(products(arriving, factors) for factors in price.emissions_kg_per_u)
        avoided_kg = tuple(products(arriving, factors) for factors in price.avoided_kg_per_u)
        if route.is_landfill:
            landfilled = math.fsum(arriving) * (scenario.resources[giving.resource].unit.mass_t_per_u or 0.0)
    return MoveAccount(
        km=km,
        entering_u=math.fsum(amounts),
        arriving_u=math.fsum(arriving),
        replaced_u=replaced,
        disposal_eur=disposal,
        transport_eur=transport,
        handling_eur=math.fsum(handling),
        exchanges_eur=exchanges,
        revenue_eur=revenue,
        disposal_emissions_kg=totals(disposal_kg),
        transport_emissions_kg=totals(transport_kg),
        use_emissions_kg=totals(use_kg),
        avoided_kg=totals(avoided_kg),
        landfilled_t=landfilled,
        co2_kg_by_period=tuple(math.fsum((disposal_kg[0][t], transport_kg[0][t], use_kg[0][t])) for t in periods),
    )


def _pair_cost(terms: Terms, km: float, rate: float) -> float:
    """Say what a pair in use pays in a year: per exchange, and its setup spread over the contract."""
    setup = terms.setup_eur * annuity_factor(rate, terms.contract_a)
    return terms.per_exchange_eur_per_a + terms.per_exchange_eur_per_km_a * km + setup


def link_costs(ways: Ways, plan: Plan) -> list[float]:
    """List the yearly costs of links in use: each once where it is shared, else once per resource."""
    used = {}
    for move in plan.moves:
        link = ways.link(move)
        if link is not None and link.fixed_eur_per_a:
            used[link.name, "" if link.is_shared else ways.givings[move.giver].resource] = link.fixed_eur_per_a
    return list(used.values())


def route_costs(scenario: Scenario, plan: Plan) -> list[float]:
    """List the yearly costs of disposal routes in use."""
    used = {move.end for move in plan.moves if move.is_disposal and move.end != UNUSED}
    return [scenario.disposal[name].fixed_eur_per_a for name in sorted(used)]


def dot(amounts: Iterable[float], prices: Iterable[float]) -> float:
    """Add up amounts at their prices, period by period."""
    return math.fsum(amount * price for amount, price in zip(amounts, prices, strict=True))


def products(amounts: Iterable[float], factors: Iterable[float]) -> tuple[float, ...]:
    """Multiply amounts with factors, period by period."""
    return tuple(amount * factor for amount, factor in zip(amounts, factors, strict=True))


def totals(by_period: Iterable[tuple[float, ...]]) -> tuple[float, ...]:
    """Add the periods up, impact by impact."""
    return tuple(math.fsum(values) for values in by_period)
