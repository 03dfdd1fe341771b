"""From a scenario to its network: the one product of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.network.arcs import find_arrivals, price_arcs, select_arcs, tightened
from isopt.network.assets import build_assets
from isopt.network.candidates import find_candidates
from isopt.network.connections import group_connections
from isopt.network.disposal_assets import build_disposal_assets, build_load_limits
from isopt.network.distance import straight_distance_km
from isopt.network.left_out import with_left_out
from isopt.network.limits import build_disposal_limits, build_precedence, build_recipe_share
from isopt.network.losses import build_standing_losses
from isopt.network.network import Network
from isopt.network.nodes import list_acceptances
from isopt.network.plant_assets import number_plants, plant_loads
from isopt.network.quality import build_quality_limits
from isopt.network.reach import bounded
from isopt.network.routes import build_routes
from isopt.network.terms import Ids
from isopt.network.today import today_of
from isopt.network.unbounded import check_bounded
from isopt.network.works import Works
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from isopt.scenario.scenario import Scenario


def build_network(scenario: Scenario, *, keep_dominated: bool = False) -> Network:
    """Lay out all that a plan may do.

    `keep_dominated` keeps sizes that no plan needs, for users' own rules may reward them.

    Raises ScenarioError where an on/off decision needs to know how much something can be, and nothing bounds it.
    """
    return _build(scenario, keep_dominated=keep_dominated, is_today=False)


def build_baseline_network(scenario: Scenario) -> Network:
    """Lay out what happens today: what stands runs, nothing is built, each giver's routes in their order (SEMANTICS 19)."""
    return _build(today_of(scenario), keep_dominated=True, is_today=True)


def _build(scenario: Scenario, *, keep_dominated: bool, is_today: bool) -> Network:
    number = Ids.of(scenario)
    plants = number_plants(scenario)
    works = Works.of(scenario, number, plants)
    givers, takers, ends = works.givers, works.takers, len(works.takers.names)
    acceptances = list_acceptances(scenario, number)
    straight_km = straight_distance_km(list(scenario.sites.values()))
    candidates, left_out = find_candidates(
        scenario, number, givers, takers, acceptances, straight_km, is_today=is_today
    )
    grouping = group_connections(scenario, number, candidates, givers, takers, plants)
    arrivals = find_arrivals(scenario, acceptances, candidates, ends)
    arcs = price_arcs(scenario, givers, takers, candidates, arrivals, grouping)
    routes = build_routes(scenario, number)
    works, arcs = bounded(scenario, number, plants, works, routes, arcs, grouping)
    givers, takers = works.givers, works.takers
    arcs, arrivals, pairs, useless = select_arcs(scenario, number, arcs, arrivals, ends)
    disposal_assets = build_disposal_assets(scenario, number, plants, givers, takers, routes, arcs)
    loads = plant_loads(
        plants, works.facilities, works.hubs, works.stores, disposal_assets, givers, takers, routes, arcs
    )
    built = build_assets(scenario, number, plants, grouping, arcs, loads, straight_km, keep_dominated=keep_dominated)
    arcs = tightened(arcs, built.connections, built.assets, built.sizes)
    limits = build_disposal_limits(scenario, number, givers, routes, arcs, ends)
    net = Network(
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
        connections=built.connections,
        assets=built.assets,
        sizes=built.sizes,
        openings=built.openings,
        facilities=works.facilities,
        recipes=works.recipes,
        ports=works.ports,
        purchases=works.purchases,
        sales=works.sales,
        market_limits=works.market_limits,
        hubs=works.hubs,
        stores=works.stores,
        standing_losses=build_standing_losses(
            built.connections, arcs, arrivals.cost_eur_per_u, arrivals.emissions_kg_per_u, arrivals.avoided_kg_per_u
        ),
        disposal_assets=disposal_assets,
        load_limits=build_load_limits(scenario, number, givers, takers, routes, arcs),
        disposal_limits=limits,
        quality_limits=build_quality_limits(scenario, number, givers, takers, routes, arcs, works.purchases),
        precedence=build_precedence(scenario, limits, routes, arcs, ends, is_today=is_today),
        left_out=with_left_out(left_out, useless),
        impacts=scenario.impacts,
        cost_weight=scenario.cost_weight,
        impact_weight_eur_per_kg=np.array(scenario.impact_weights_eur_per_t) / KG_PER_T,
        counts_avoided=scenario.counts_avoided,
        carbon_price_eur_per_kg=np.array(scenario.carbon_price_eur_per_t) / KG_PER_T,
        recipe_share=build_recipe_share(scenario, number, arcs),
    )
    check_bounded(scenario, net)
    return net
