"""Disposal routes that must stand or be opened, and the loads of a property they take in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.network.offers import weights_of
from isopt.network.plants import DisposalAssets, LoadLimits
from isopt.network.quality import giver_quality
from isopt.network.sendings import Sendings, by_giver
from isopt.network.terms import ids

if TYPE_CHECKING:
    from isopt.network.network import Arcs, Givers, Routes, Takers
    from isopt.network.plant_assets import Plants
    from isopt.network.terms import Ids
    from isopt.scenario.scenario import Scenario


def build_disposal_assets(
    scenario: Scenario, number: Ids, plants: Plants, givers: Givers, takers: Takers, routes: Routes, arcs: Arcs
) -> DisposalAssets:
    """Lay out the routes that have sizes, stand, or cost a fixed sum once used, with all that may be sent there."""
    names = [name for name in scenario.disposal if name in plants.disposal or name in plants.opening]
    ends = []
    for name in names:
        weights = weights_of(scenario.disposal[name].sizing)
        counted = by_giver(weights, number, givers) if name in plants.disposal else np.ones(len(givers.names))
        ends.append((number.route[name], counted))
    route_row, arc = Sendings.of(routes, arcs, len(takers.names)).weighed(ends, routes, arcs)
    return DisposalAssets(
        route=ids(number.route[name] for name in names),
        asset=ids(plants.disposal.get(name, -1) for name in names),
        opening=ids(plants.opening.get(name, -1) for name in names),
        route_row=route_row,
        arc=arc,
    )


def build_load_limits(
    scenario: Scenario, number: Ids, givers: Givers, takers: Takers, routes: Routes, arcs: Arcs
) -> LoadLimits:
    """Lay out the most of each property a route takes in a year, with the value of all that may be sent there."""
    limits = [(number.route[name], load) for name, route in scenario.disposal.items() for load in route.loads]
    ends = [(route, giver_quality(scenario, givers, load.property)) for route, load in limits]
    sendings = Sendings.of(routes, arcs, len(takers.names))
    for route, value in ends:
        rows, ways = sendings.to(route)
        assert not np.isnan(value[np.concatenate([routes.giver[rows], arcs.giver[ways]])]).any()
    route_row, arc = sendings.weighed(ends, routes, arcs)
    return LoadLimits(
        route=ids(route for route, _ in limits),
        label=tuple(load.property for _, load in limits),
        most=np.array([load.most for _, load in limits], dtype=np.float64),
        route_row=route_row,
        arc=arc,
    )
