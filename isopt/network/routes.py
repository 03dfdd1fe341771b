"""Disposal routes that have no site: a giver, a route, a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.network.network import Routes
from isopt.network.terms import Ids, disposal_cost, ids, landfilled_mass

if TYPE_CHECKING:
    from isopt.network.network import Givers
    from isopt.scenario.scenario import Scenario


def build_routes(scenario: Scenario, number: Ids, givers: Givers) -> Routes:
    """Lay out every giver's routes without a site, in the giver's order; a required giver has none."""
    periods = len(scenario.calendar.periods)
    rows = [
        (g, route)
        for g, giver in enumerate(scenario.givers.values())
        if not giver.is_required
        for route in giver.routes
        if scenario.disposal[route].site is None
    ]
    resources = [scenario.givers[givers.names[g]].resource for g, _ in rows]
    terms = [scenario.disposal[route].terms[key] for (_, route), key in zip(rows, resources, strict=True)]
    return Routes(
        giver=ids(g for g, _ in rows),
        route=ids(number.route[route] for _, route in rows),
        cost_eur_per_u=np.array([disposal_cost(t) for t in terms]).reshape(-1, periods),
        co2_kg_per_u=np.array([t.co2_kg_per_u for t in terms], dtype=np.float64).reshape(-1, periods),
        landfilled_t_per_u=np.array(
            [
                landfilled_mass(scenario, route, scenario.resources[key])
                for (_, route), key in zip(rows, resources, strict=True)
            ],
            dtype=np.float64,
        ),
    )
