"""What facilities, stores, markets and assets cost and emit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.plants import AssetKind
from isopt.results.account_moves import dot, products, totals

if TYPE_CHECKING:
    from isopt.network.network import Network
    from isopt.results.account_moves import Ways
    from isopt.results.plan import Built, Run, Stock, Trade
    from isopt.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class PurchaseAccount:
    """What one need's virgin material costs and emits (by impact) in a year."""

    cost_eur: float
    emissions_kg: tuple[float, ...]
    co2_kg_by_period: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RunAccount:
    """What one recipe of a facility costs and emits (by impact) in a year."""

    opex_eur: float
    emissions_kg: tuple[float, ...]
    co2_kg_by_period: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TradeAccount:
    """What a purchase of a facility or store costs, or a sale brings, in a year."""

    cost_eur: float
    """Of a sale, negative."""
    handling_eur: float
    emissions_kg: tuple[float, ...]
    use_emissions_kg: tuple[float, ...]
    """At use, where the input says so."""
    avoided_kg: tuple[float, ...]
    """Of a sale: a ledger of its own."""
    co2_kg_by_period: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AssetAccount:
    """What one asset costs, new or standing."""

    km: float
    """Of what stands on one site, 0."""
    capex_eur: float
    annuity_eur_per_a: float
    fixed_opex_eur_per_a: float
    lifetime_a: float


def account_purchase(scenario: Scenario, taker: str, amounts: tuple[float, ...]) -> PurchaseAccount:
    """Work out what a need's virgin material costs."""
    virgin = scenario.takers[taker].virgin
    assert virgin is not None, taker
    emitted_kg = [products(amounts, factors) for factors in virgin.emissions_kg_per_u]
    return PurchaseAccount(dot(amounts, virgin.price_eur_per_u), totals(emitted_kg), emitted_kg[0])


def account_run(scenario: Scenario, run: Run) -> RunAccount:
    """Work out what a recipe's activity costs."""
    recipe = next(item for item in scenario.facilities[run.facility].recipes if item.name == run.recipe)
    emitted_kg = [products(run.amount, factors) for factors in recipe.emissions_kg]
    return RunAccount(dot(run.amount, recipe.opex_eur), totals(emitted_kg), emitted_kg[0])


def account_stock(scenario: Scenario, stock: Stock) -> float:
    """Work out what holding a store's content costs in a year."""
    return dot(stock.level_u, scenario.stores[stock.store].holding_eur_per_u)


def account_trade(ways: Ways, trade: Trade) -> TradeAccount:
    """Work out what a purchase costs or a sale brings."""
    scenario, amounts = ways.scenario, trade.amount_u
    resource = scenario.resources[trade.resource]
    nothing = ((0.0,) * len(amounts),) * len(scenario.impacts)
    if trade.kind == "sell":
        market = resource.sell
        assert market is not None, trade
        avoided = [products(amounts, factors) for factors in market.emissions_kg_per_u]
        return TradeAccount(
            -dot(amounts, market.price_eur_per_u), 0.0, totals(nothing), totals(nothing), totals(avoided), nothing[0]
        )
    if trade.kind == "otherwise":
        virgin = ways.takings[trade.node].virgin
        assert virgin is not None, trade
        emitted = [products(amounts, factors) for factors in virgin.emissions_kg_per_u]
        cost = dot(amounts, virgin.price_eur_per_u)
        return TradeAccount(cost, 0.0, totals(emitted), totals(nothing), totals(nothing), emitted[0])
    market = resource.buy
    assert market is not None, trade
    emitted = [products(amounts, factors) for factors in market.emissions_kg_per_u]
    taking = ways.takings[trade.node]
    if taking.accepts is None:
        handling, used = dot(amounts, taking.handling_eur_per_u[trade.resource]), list(nothing)
    else:
        acceptance = taking.accepts[trade.resource]
        handling = dot(amounts, acceptance.costs_eur_per_u)
        used = [products(amounts, factors) for factors in acceptance.emissions_kg_per_u]
    return TradeAccount(
        dot(amounts, market.price_eur_per_u), handling, totals(emitted), totals(used), totals(nothing),
        tuple(map(math.fsum, zip(emitted[0], used[0], strict=True))),
    )  # fmt: skip


class AssetAccounts:
    """Look up what assets cost, in the network."""

    def __init__(self, net: Network) -> None:
        self.net = net
        labels = (*net.modes, *(kind.label for kind in AssetKind))
        sites = (*net.sites, "")
        assets = net.assets
        names = [
            (labels[mode], sites[source], sites[target], label)
            for mode, source, target, label in zip(
                assets.mode.tolist(), assets.source.tolist(), assets.target.tolist(), assets.label, strict=True
            )
        ]
        self.names = tuple(names)
        """Per asset: mode or kind, sites, what it serves."""
        owners = zip(net.sizes.asset.tolist(), net.sizes.name, strict=True)
        self._rows = {(*names[b], size): row for row, (b, size) in enumerate(owners)}
        under = np.nonzero(net.arcs.connection >= 0)[0]
        built = net.connections.asset[net.arcs.connection[under]].tolist()
        self._km = dict(zip(built, net.arcs.km[under].tolist(), strict=True))

    def new(self, item: Built) -> AssetAccount:
        """Work out what an asset costs that is built."""
        sizes = self.net.sizes
        row = self._rows[item.mode, item.source, item.target, item.serves, item.size]
        at = item.position

        def along(start: float, stretch: float) -> float:
            return start + at * stretch

        return AssetAccount(
            km=self.km(int(sizes.asset[row])),
            capex_eur=along(float(sizes.capex_eur[row]), float(sizes.stretch_capex_eur[row])),
            annuity_eur_per_a=along(float(sizes.annuity_eur_per_a[row]), float(sizes.stretch_annuity_eur_per_a[row])),
            fixed_opex_eur_per_a=along(
                float(sizes.fixed_opex_eur_per_a[row]), float(sizes.stretch_fixed_opex_eur_per_a[row])
            ),
            lifetime_a=float(sizes.lifetime_a[row]),
        )

    def standing(self) -> dict[int, AssetAccount]:
        """Work out what costs something, or limits, of what stands today, by asset."""
        assets = self.net.assets
        return {
            b: AssetAccount(self.km(b), 0.0, 0.0, cost, math.inf)
            for b, (stands, cost) in enumerate(
                zip(assets.stands.tolist(), assets.standing_eur_per_a.tolist(), strict=True)
            )
            if stands
        }

    def km(self, asset: int) -> float:
        """Say how long an asset is."""
        return self._km.get(asset, 0.0) if self.net.assets.kind[asset] == AssetKind.WAY else 0.0
