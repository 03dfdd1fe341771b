"""What a plan costs and emits, by parts that add up (SEMANTICS 21)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.results.account_moves import Ways, account_move, dot, link_costs, route_costs
from isopt.results.account_plants import (
    AssetAccounts,
    account_purchase,
    account_run,
    account_stock,
    account_trade,
)
from isopt.units import CO2, KG_PER_T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.network.network import Network
    from isopt.results.account_moves import MoveAccount
    from isopt.results.account_plants import AssetAccount, PurchaseAccount, RunAccount, TradeAccount
    from isopt.results.plan import Plan
    from isopt.scenario.scenario import Scenario

COST_PARTS = (
    "disposal", "virgin", "transport", "handling", "exchanges", "conversion", "storage", "capex", "fixed_opex", "carbon",
    "market", "revenue",
)  # fmt: skip
EMISSION_PARTS = ("disposal", "virgin", "transport", "conversion", "market")


@dataclass(frozen=True, slots=True)
class Standing:
    """An asset that stands today, and its yearly cost."""

    mode: str
    source: str
    target: str
    serves: str
    account: AssetAccount


@dataclass(frozen=True, slots=True)
class Accounts:
    """A plan's yearly figures; parts have the sign with which they add up to the total."""

    moves: tuple[MoveAccount, ...]
    purchases: tuple[PurchaseAccount, ...]
    assets: tuple[AssetAccount, ...]
    runs: tuple[RunAccount, ...]
    trades: tuple[TradeAccount, ...]
    holding_eur: tuple[float, ...]
    """Per stock of the plan."""
    standing: tuple[Standing, ...]
    cost_parts_eur: Mapping[str, float]
    emission_parts_kg: Mapping[str, Mapping[str, float]]
    """By impact and part, CO2 first."""
    avoided_kg: Mapping[str, float]
    """By impact: what sales and disposal avoid elsewhere, a ledger of its own."""
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
        return self.impact_t(CO2)

    def impact_t(self, name: str) -> float:
        """Work out the total of an impact per year."""
        return math.fsum(self.emission_parts_kg[name].values()) / KG_PER_T

    @property
    def capex_invested_eur(self) -> float:
        """Investment, not annualised."""
        return math.fsum(asset.capex_eur for asset in self.assets)


def account(scenario: Scenario, net: Network, plan: Plan) -> Accounts:
    """Work out what a plan costs and emits in a year."""
    ways, lookup = Ways(scenario, net), AssetAccounts(net)
    moves = tuple(account_move(ways, move) for move in plan.moves)
    purchases = tuple(account_purchase(scenario, item.taker, item.amount_u) for item in plan.purchases)
    runs = tuple(account_run(scenario, item) for item in plan.runs)
    trades = tuple(account_trade(ways, item) for item in plan.trades)
    holding = tuple(account_stock(scenario, item) for item in plan.stocks)
    assets = tuple(lookup.new(item) for item in plan.built)
    standing = tuple(Standing(*lookup.names[b], item) for b, item in lookup.standing().items())
    at_market = [item for trade, item in zip(plan.trades, trades, strict=True) if trade.kind != "otherwise"]
    own = [item for trade, item in zip(plan.trades, trades, strict=True) if trade.kind == "otherwise"]
    emissions = {
        impact: {
            "disposal": math.fsum(item.disposal_emissions_kg[number] for item in moves),
            "virgin": math.fsum(
                [*(item.emissions_kg[number] for item in purchases), *(item.emissions_kg[number] for item in own)]
            ),
            "transport": math.fsum(item.transport_emissions_kg[number] for item in moves),
            "conversion": math.fsum(
                [
                    *(item.emissions_kg[number] for item in runs),
                    *(item.use_emissions_kg[number] for item in moves),
                    *(item.use_emissions_kg[number] for item in trades),
                ]
            ),
            "market": math.fsum(item.emissions_kg[number] for item in at_market),
        }
        for number, impact in enumerate(scenario.impacts)
    }
    price = [value / KG_PER_T for value in scenario.carbon_price_eur_per_t]
    co2_kg = [
        *(item.co2_kg_by_period for item in moves),
        *(item.co2_kg_by_period for item in purchases),
        *(item.co2_kg_by_period for item in runs),
        *(item.co2_kg_by_period for item in trades),
    ]
    cost = {
        "disposal": math.fsum([*(item.disposal_eur for item in moves), *route_costs(scenario, plan)]),
        "virgin": math.fsum([*(item.cost_eur for item in purchases), *(item.cost_eur for item in own)]),
        "transport": math.fsum(item.transport_eur for item in moves),
        "handling": math.fsum([*(item.handling_eur for item in moves), *(item.handling_eur for item in trades)]),
        "exchanges": math.fsum([*(item.exchanges_eur for item in moves), *link_costs(ways, plan)]),
        "conversion": math.fsum(item.opex_eur for item in runs),
        "storage": math.fsum(holding),
        "capex": math.fsum(item.annuity_eur_per_a for item in assets),
        "fixed_opex": math.fsum(
            [*(item.fixed_opex_eur_per_a for item in assets), *(s.account.fixed_opex_eur_per_a for s in standing)]
        ),
        "carbon": math.fsum(dot(kg, price) for kg in co2_kg) if any(price) else 0.0,
        "market": math.fsum(item.cost_eur for item in at_market),
        "revenue": -math.fsum(item.revenue_eur for item in moves) + 0.0,
    }
    avoided = {
        impact: math.fsum([*(item.avoided_kg[number] for item in moves), *(item.avoided_kg[number] for item in trades)])
        for number, impact in enumerate(scenario.impacts)
    }
    parts = [scenario.cost_weight * value for value in cost.values()]
    for weight, parts_kg in zip(scenario.impact_weights_eur_per_t, emissions.values(), strict=True):
        parts += [weight / KG_PER_T * value for value in parts_kg.values()]
    if scenario.counts_avoided:
        weights = zip(scenario.impact_weights_eur_per_t, avoided.values(), strict=True)
        parts += [-weight / KG_PER_T * value for weight, value in weights]
    return Accounts(
        moves=moves,
        purchases=purchases,
        assets=assets,
        runs=runs,
        trades=trades,
        holding_eur=holding,
        standing=standing,
        cost_parts_eur=cost,
        emission_parts_kg=emissions,
        avoided_kg=avoided,
        landfilled_t=_landfilled(ways, plan, moves),
        combined=math.fsum(parts),
        magnitude=math.fsum(map(abs, parts)),
    )


def _landfilled(ways: Ways, plan: Plan, moves: tuple[MoveAccount, ...]) -> dict[str, float]:
    """Add up what is landfilled, by resource; routes that landfill nothing of a resource are not named."""
    tonnes: dict[str, list[float]] = {}
    for move, item in zip(plan.moves, moves, strict=True):
        route = ways.scenario.disposal.get(move.end) if move.is_disposal else None
        if route is not None and route.is_landfill:
            tonnes.setdefault(ways.givings[move.giver].resource, []).append(item.landfilled_t)
    return {resource: math.fsum(values) for resource, values in sorted(tonnes.items())}
