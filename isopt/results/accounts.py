"""What a plan costs and emits, by parts that add up (SEMANTICS 21)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.network.annuity import annuity_factor
from isopt.network.network import ON_SITE
from isopt.results.plan import NO_MODE, ON_SITE_MODE
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from isopt.network.network import Network
    from isopt.results.plan import Built, Move, Plan
    from isopt.scenario.scenario import Link, Mode, Scenario, Size, Terms

COST_PARTS = ("disposal", "virgin", "transport", "handling", "exchanges", "capex", "fixed_opex", "carbon", "revenue")
CO2_PARTS = ("disposal", "virgin", "transport")


@dataclass(frozen=True, slots=True)
class MoveAccount:
    """What one move costs, emits and brings in a year; amounts in the resource's own unit."""

    km: float
    entering_u: float
    arriving_u: float
    replaced_u: float
    """Units of the need it meets."""
    disposal_eur: float
    transport_eur: float
    handling_eur: float
    exchanges_eur: float
    revenue_eur: float
    disposal_co2_kg: float
    transport_co2_kg: float
    landfilled_t: float
    co2_kg_by_period: tuple[float, ...]

    @property
    def cost_eur(self) -> float:
        """All of it, carbon apart."""
        return math.fsum(
            (self.disposal_eur, self.transport_eur, self.handling_eur, self.exchanges_eur, -self.revenue_eur)
        )


@dataclass(frozen=True, slots=True)
class PurchaseAccount:
    """What one need's virgin material costs and emits."""

    cost_eur: float
    co2_kg_by_period: tuple[float, ...]

    @property
    def co2_kg(self) -> float:
        """CO2 of the year."""
        return math.fsum(self.co2_kg_by_period)


@dataclass(frozen=True, slots=True)
class AssetAccount:
    """What one asset costs."""

    km: float
    capex_eur: float
    annuity_eur_per_a: float
    fixed_opex_eur_per_a: float
    lifetime_a: float


@dataclass(frozen=True, slots=True)
class Accounts:
    """A plan's yearly figures; parts have the sign with which they add up to the total."""

    moves: tuple[MoveAccount, ...]
    purchases: tuple[PurchaseAccount, ...]
    assets: tuple[AssetAccount, ...]
    cost_parts_eur: Mapping[str, float]
    co2_parts_kg: Mapping[str, float]
    landfilled_t: Mapping[str, float]
    """By resource."""
    combined: float
    magnitude: float
    """Sum of the sizes of the parts of combined: what tolerances are measured by."""

    @property
    def cost_eur(self) -> float:
        """Total cost per year."""
        return math.fsum(self.cost_parts_eur.values())

    @property
    def co2_t(self) -> float:
        """Total CO2 per year."""
        return math.fsum(self.co2_parts_kg.values()) / KG_PER_T

    @property
    def capex_invested_eur(self) -> float:
        """Investment, not annualised."""
        return math.fsum(asset.capex_eur for asset in self.assets)


class _Ways:
    """Look up the terms and length of every move in the network and the scenario."""

    def __init__(self, scenario: Scenario, net: Network) -> None:
        self.scenario = scenario
        self._links = {
            (link.source, link.target, link.mode, resource): link
            for link in scenario.links.values()
            for resource in link.terms
        }
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

        connections = net.connections
        first = dict(zip(reversed(net.arcs.connection.tolist()), range(len(net.arcs) - 1, -1, -1), strict=True))
        self._assets = {
            (
                net.modes[connections.mode[c]],
                net.sites[connections.source[c]],
                net.sites[connections.target[c]],
                connections.label[c],
            ): (net.resources[net.arcs.resource[arc]], float(net.arcs.km[arc]))
            for c, arc in first.items()
            if c >= 0 and connections.is_sized[c]
        }

    def km(self, move: Move) -> float:
        end = f"disposal.{move.end}" if move.is_disposal else move.end
        return self._km[move.giver, end, move.mode] if move.mode != NO_MODE else 0.0

    def sites(self, move: Move) -> tuple[str, str]:
        end = self.scenario.disposal[move.end].site if move.is_disposal else self.scenario.takers[move.end].site
        return self.scenario.givers[move.giver].site, str(end)

    def link(self, source: str, target: str, mode: str, resource: str) -> Link | None:
        return self._links.get((source, target, mode, resource))

    def size(self, item: Built) -> tuple[Size, float]:
        """Find the size of an asset that is built, and how long it is."""
        resource, km = self._assets[item.mode, item.source, item.target, item.serves]
        way: Mode | Link = self.link(item.source, item.target, item.mode, resource) or self.scenario.modes[item.mode]
        return next(size for size in way.sizes if size.name == item.size), km

    def terms(self, move: Move, resource: str) -> Terms:
        link = self.link(*self.sites(move), move.mode, resource)
        return link.terms[resource] if link else self.scenario.modes[move.mode].terms[resource]


def account(scenario: Scenario, net: Network, plan: Plan) -> Accounts:
    """Work out what a plan costs and emits in a year."""
    ways = _Ways(scenario, net)
    moves = tuple(_account_move(ways, move) for move in plan.moves)
    purchases = tuple(_account_purchase(scenario, item.taker, item.amount_u) for item in plan.purchases)
    assets = tuple(_account_asset(ways, item) for item in plan.built)
    co2 = {
        "disposal": math.fsum(item.disposal_co2_kg for item in moves),
        "virgin": math.fsum(item.co2_kg for item in purchases),
        "transport": math.fsum(item.transport_co2_kg for item in moves),
    }
    cost = {
        "disposal": math.fsum(item.disposal_eur for item in moves),
        "virgin": math.fsum(item.cost_eur for item in purchases),
        "transport": math.fsum(item.transport_eur for item in moves),
        "handling": math.fsum(item.handling_eur for item in moves),
        "exchanges": math.fsum([*(item.exchanges_eur for item in moves), *_link_costs(ways, plan)]),
        "capex": math.fsum(item.annuity_eur_per_a for item in assets),
        "fixed_opex": math.fsum(item.fixed_opex_eur_per_a for item in assets),
        "carbon": _carbon_cost(scenario, [*moves, *purchases]),
        "revenue": -math.fsum(item.revenue_eur for item in moves) + 0.0,
    }
    landfilled: dict[str, float] = {}
    for move, item in zip(plan.moves, moves, strict=True):
        if move.is_disposal and scenario.disposal[move.end].is_landfill:
            resource = scenario.givers[move.giver].resource
            landfilled[resource] = landfilled.get(resource, 0.0) + item.landfilled_t
    parts = [scenario.cost_weight * value for value in cost.values()]
    parts += [scenario.co2_weight_eur_per_t / KG_PER_T * value for value in co2.values()]
    return Accounts(
        moves=moves,
        purchases=purchases,
        assets=assets,
        cost_parts_eur=cost,
        co2_parts_kg=co2,
        landfilled_t=dict(sorted(landfilled.items())),
        combined=math.fsum(parts),
        magnitude=math.fsum(map(abs, parts)),
    )


def _account_move(ways: _Ways, move: Move) -> MoveAccount:
    scenario = ways.scenario
    giver = scenario.givers[move.giver]
    resource = scenario.resources[giver.resource]
    km = ways.km(move)
    amounts = move.amount_u
    periods = range(len(amounts))
    moves_between_sites = move.mode not in {NO_MODE, ON_SITE_MODE}
    terms = ways.terms(move, resource.name) if moves_between_sites else None
    arriving = [amounts[t] * (max(0.0, 1.0 - terms.loss_per_km[t] * km) if terms else 1.0) for t in periods]
    transport = handling = exchanges = 0.0
    transport_co2 = (0.0,) * len(amounts)
    if terms:
        transport = _dot(amounts, (terms.cost_eur_per_u_km[t] * km + terms.cost_eur_per_u[t] for t in periods))
        transport_co2 = _products(amounts, (terms.co2_kg_per_u_km[t] * km + terms.co2_kg_per_u[t] for t in periods))
        handling = _dot(amounts, terms.handling_eur_per_u)
        if not move.is_disposal:
            exchanges = terms.per_exchange_eur_per_a + terms.per_exchange_eur_per_km_a * km
    if move.is_disposal:
        route = scenario.disposal[move.end]
        price = route.terms[resource.name]
        net_price = [price.gate_fee_eur_per_u[t] + price.tax_eur_per_u[t] - price.pays_eur_per_u[t] for t in periods]
        weighs = (resource.unit.mass_t_per_u or 0.0) if route.is_landfill else 0.0
        disposal_co2 = _products(arriving, price.co2_kg_per_u)
        return MoveAccount(
            km, math.fsum(amounts), math.fsum(arriving), 0.0, _dot(arriving, net_price), transport, handling, exchanges,
            0.0, math.fsum(disposal_co2), math.fsum(transport_co2), math.fsum(arriving) * weighs,
            tuple(disposal_co2[t] + transport_co2[t] for t in periods),
        )  # fmt: skip
    taker = scenario.takers[move.end]
    replaced = [arriving[t] * taker.accepts[resource.name].replaces_per_u[t] for t in periods]
    handling = math.fsum((handling, _dot(amounts, giver.costs_eur_per_u)))
    return MoveAccount(
        km, math.fsum(amounts), math.fsum(arriving), math.fsum(replaced), 0.0, transport, handling, exchanges,
        _dot(replaced, taker.revenue_eur_per_u), 0.0, math.fsum(transport_co2), 0.0, transport_co2,
    )  # fmt: skip


def _account_purchase(scenario: Scenario, taker: str, amounts: tuple[float, ...]) -> PurchaseAccount:
    virgin = scenario.takers[taker].virgin
    assert virgin is not None, taker
    return PurchaseAccount(_dot(amounts, virgin.price_eur_per_u), _products(amounts, virgin.co2_kg_per_u))


def _account_asset(ways: _Ways, item: Built) -> AssetAccount:
    size, km = ways.size(item)
    capex = size.capex_eur + size.capex_eur_per_km * km
    return AssetAccount(
        km=km,
        capex_eur=capex,
        annuity_eur_per_a=capex * annuity_factor(ways.scenario.discount_rate, size.lifetime_a),
        fixed_opex_eur_per_a=size.fixed_opex_eur_per_a + size.fixed_opex_share * capex,
        lifetime_a=size.lifetime_a,
    )


def _link_costs(ways: _Ways, plan: Plan) -> list[float]:
    """Yearly costs of links in use: each once where it is shared, else once per resource."""
    used = {}
    for move in plan.moves:
        resource = ways.scenario.givers[move.giver].resource
        link = ways.link(*ways.sites(move), move.mode, resource) if move.mode not in {NO_MODE, ON_SITE_MODE} else None
        if link is not None and link.fixed_eur_per_a:
            used[link.name, "" if link.is_shared else resource] = link.fixed_eur_per_a
    return list(used.values())


def _carbon_cost(scenario: Scenario, items: Iterable[MoveAccount | PurchaseAccount]) -> float:
    """All CO2, at each period's carbon price."""
    price = [value / KG_PER_T for value in scenario.carbon_price_eur_per_t]
    return math.fsum(_dot(item.co2_kg_by_period, price) for item in items) if any(price) else 0.0


def _dot(amounts: Iterable[float], prices: Iterable[float]) -> float:
    return math.fsum(amount * price for amount, price in zip(amounts, prices, strict=True))


def _products(amounts: Iterable[float], factors: Iterable[float]) -> tuple[float, ...]:
    return tuple(amount * factor for amount, factor in zip(amounts, factors, strict=True))
