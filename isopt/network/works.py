"""All that gives and takes, and what lies between the two sides of facilities, hubs, stores and markets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.network.facilities import build_facilities
from isopt.network.markets import build_markets
from isopt.network.nodes import giver_rows, taker_rows
from isopt.network.stores import build_hubs, build_stores

if TYPE_CHECKING:
    from isopt.network.network import Givers, Takers
    from isopt.network.plant_assets import Plants
    from isopt.network.plants import Facilities, Hubs, MarketLimits, Ports, Purchases, Recipes, Sales, Stores
    from isopt.network.terms import Ids
    from isopt.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Works:
    """Givers, takers, and the columns of all that turns what arrives into what leaves."""

    givers: Givers
    takers: Takers
    facilities: Facilities
    recipes: Recipes
    ports: Ports
    purchases: Purchases
    sales: Sales
    market_limits: MarketLimits
    hubs: Hubs
    stores: Stores

    @classmethod
    def of(cls, scenario: Scenario, number: Ids, plants: Plants) -> Works:
        """Lay them out, bounded by what flows, sizes and limits say of themselves alone."""
        givers, takers = giver_rows(scenario, number), taker_rows(scenario, number)
        return cls(
            givers,
            takers,
            *build_facilities(scenario, number, givers, takers, plants),
            *build_markets(scenario, number, givers, takers),
            build_hubs(scenario, givers, takers, plants),
            build_stores(scenario, givers, takers, plants),
        )

    @property
    def is_flows_alone(self) -> bool:
        """Whether there is nothing but flows."""
        return not (self.facilities.names or self.stores.names or len(self.hubs.giver))
