"""Markets: what facilities and stores buy and sell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.network.guarantees import limited_sides
from isopt.network.plants import MarketLimits, Purchases, Sales, rows_by_name
from isopt.network.terms import ids, impact_table, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from isopt.network.guarantees import Side
    from isopt.network.network import Givers, Takers
    from isopt.network.terms import Ids
    from isopt.scenario.plants import Market, Store
    from isopt.scenario.scenario import ByPeriod, Impacts, Scenario

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Buy = tuple[int, bool, str, ByPeriod, Impacts, ByPeriod]


def build_markets(
    scenario: Scenario, number: Ids, givers: Givers, takers: Takers
) -> tuple[Purchases, Sales, MarketLimits]:
    """Lay out what can be bought, by taker, and sold, by giver; bounded so far by the markets' capacities alone."""
    periods, impacts = len(scenario.calendar.periods), len(scenario.impacts)
    bought = sorted(_purchases(scenario, rows_by_name(takers)), key=lambda row: row[:2])
    purchases = Purchases(
        taker=ids(taker for taker, *_ in bought),
        is_virgin=np.array([is_virgin for _, is_virgin, *_ in bought], dtype=bool),
        resource=ids(number.resource[resource] for _, _, resource, *_ in bought),
        cost_eur_per_u=table((cost for *_, cost, _, _ in bought), periods),
        emissions_kg_per_u=impact_table((emissions for *_, emissions, _ in bought), impacts, periods),
        upper_u=table((most for *_, most in bought), periods),
    )
    sold = sorted(_sales(scenario, rows_by_name(givers)))
    markets = [market for _, resource in sold if (market := scenario.resources[resource].sell)]
    sales = Sales(
        giver=ids(giver for giver, _ in sold),
        resource=ids(number.resource[resource] for _, resource in sold),
        price_eur_per_u=table((market.price_eur_per_u for market in markets), periods),
        avoided_kg_per_u=impact_table((market.emissions_kg_per_u for market in markets), impacts, periods),
        upper_u=table((market.capacity_u for market in markets), periods),
    )
    return purchases, sales, _limits(scenario, purchases, sales)


def _purchases(scenario: Scenario, taker: Mapping[str, int]) -> Iterator[Buy]:
    """List what may be bought: at the market, at what using or storing it costs besides; and from an own supplier."""
    unlimited = (np.inf,) * len(scenario.calendar.periods)
    for facility in scenario.facilities.values():
        for resource, port in facility.inputs.items():
            row = taker[f"{facility.name}.{resource}"]
            market = scenario.resources[resource].buy
            if market is not None:
                use = port.accepts[resource]
                emissions = tuple(map(_sum, market.emissions_kg_per_u, use.emissions_kg_per_u))
                cost = _sum(market.price_eur_per_u, use.costs_eur_per_u)
                yield row, False, resource, cost, emissions, market.capacity_u
            if port.virgin is not None:
                price, emissions = port.virgin.price_eur_per_u, port.virgin.emissions_kg_per_u
                yield row, True, resource, price, emissions, unlimited
    sides = limited_sides(scenario)
    for store in scenario.stores.values():
        market = scenario.resources[store.resource].buy
        if market is not None and not _is_worse(scenario, store, sides.get(store.resource, ())):
            cost = _sum(market.price_eur_per_u, store.handling_eur_per_u)
            yield taker[store.name], False, store.resource, cost, market.emissions_kg_per_u, market.capacity_u


def _is_worse(scenario: Scenario, store: Store, sides: Iterable[Side]) -> bool:
    """Say whether what is bought falls short of what a store guarantees of all that leaves it."""
    bought = scenario.resources[store.resource].quality
    guaranteed = {**bought, **store.quality}
    return any(side.is_worse(bought.get(side.key, np.nan), guaranteed.get(side.key, np.nan)) for side in sides)


def _sales(scenario: Scenario, giver: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    for facility in scenario.facilities.values():
        for resource in facility.outputs:
            if scenario.resources[resource].sell is not None:
                yield giver[f"{facility.name}.{resource}"], resource
    for store in scenario.stores.values():
        if scenario.resources[store.resource].sell is not None:
            yield giver[store.name], store.resource


def _sum(one: ByPeriod, other: ByPeriod) -> ByPeriod:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _limits(scenario: Scenario, purchases: Purchases, sales: Sales) -> MarketLimits:
    """Limit what several buy, or sell, at one market; a single one's bound says it already."""
    resources = scenario.resources.values()
    always = np.ones(len(sales.giver), dtype=bool)
    sides = (
        (True, [item.buy for item in resources], purchases.resource, ~purchases.is_virgin),
        (False, [item.sell for item in resources], sales.resource, always),
    )
    rows: list[tuple[int, bool, Market]] = []
    members: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for is_purchase, markets, resource, is_member in sides:
        for row, market in enumerate(markets):
            trading = np.nonzero(is_member & (resource == row))[0]
            if market is not None and len(trading) > 1 and np.isfinite(market.capacity_u).any():
                members[is_purchase].extend((len(rows), int(trade)) for trade in trading)
                rows.append((row, is_purchase, market))
    return MarketLimits(
        resource=ids(row for row, _, _ in rows),
        is_purchase=np.array([is_purchase for _, is_purchase, _ in rows], dtype=bool),
        capacity_u=table((market.capacity_u for *_, market in rows), len(scenario.calendar.periods)),
        purchase=_pairs(members[True]),
        sale=_pairs(members[False]),
    )


def _pairs(rows: list[tuple[int, int]]) -> tuple[Integers, Integers]:
    return ids(limit for limit, _ in rows), ids(member for _, member in rows)
