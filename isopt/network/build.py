"""From a scenario to its network: the one product of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.network.arcs import build_arcs, tightened
from isopt.network.candidates import find_candidates, with_left_out
from isopt.network.connections import build_assets, group_connections
from isopt.network.distance import straight_distance_km
from isopt.network.limits import build_disposal_limits, build_precedence, build_quality_limits, build_recipe_share
from isopt.network.network import Network
from isopt.network.routes import build_routes
from isopt.network.terms import Ids, giver_columns, taker_columns
from isopt.network.today import today_of
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from isopt.scenario.scenario import Scenario


def build_network(scenario: Scenario, *, keep_dominated: bool = False) -> Network:
    """Lay out all that a plan may do.

    `keep_dominated` keeps sizes that no plan needs, for users' own rules may reward them.
    """
    return _build(scenario, keep_dominated=keep_dominated, is_today=False)


def build_baseline_network(scenario: Scenario) -> Network:
    """Lay out what happens today: no exchange, nothing built, each giver's routes in their order (SEMANTICS 19)."""
    return _build(today_of(scenario), keep_dominated=True, is_today=True)


def _build(scenario: Scenario, *, keep_dominated: bool, is_today: bool) -> Network:
    number = Ids.of(scenario)
    givers, takers = giver_columns(scenario, number), taker_columns(scenario, number)
    sites = list(scenario.sites.values())
    candidates, left_out = find_candidates(scenario, number, givers, takers, straight_distance_km(sites))
    grouping = group_connections(scenario, number, candidates, givers, takers)
    arcs, pairs, useless = build_arcs(scenario, number, givers, takers, candidates, grouping)
    assets = build_assets(scenario, grouping, arcs, keep_dominated=keep_dominated)
    arcs = tightened(arcs, grouping.connections, assets)
    routes = build_routes(scenario, number, givers)
    limits = build_disposal_limits(scenario, number, routes, arcs, len(takers.names))
    return Network(
        periods=scenario.calendar.periods,
        resources=tuple(scenario.resources),
        sites=tuple(scenario.sites),
        modes=tuple(scenario.modes),
        disposal=tuple(scenario.disposal),
        givers=givers,
        takers=takers,
        routes=routes,
        arcs=arcs,
        pairs=pairs,
        connections=grouping.connections,
        assets=assets,
        disposal_limits=limits,
        quality_limits=build_quality_limits(scenario, arcs, takers),
        precedence=build_precedence(scenario, limits, routes, arcs, len(takers.names), is_today=is_today),
        left_out=with_left_out(left_out, useless),
        cost_weight=scenario.cost_weight,
        co2_weight_eur_per_kg=scenario.co2_weight_eur_per_t / KG_PER_T,
        carbon_price_eur_per_kg=np.array(scenario.carbon_price_eur_per_t) / KG_PER_T,
        recipe_share=build_recipe_share(scenario, number, arcs),
    )
