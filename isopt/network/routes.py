"""Disposal routes that have no site: a giver, a route, a price; and what may go free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.network.network import Routes
from isopt.network.nodes import outlets
from isopt.network.terms import Ids, disposal_cost, ids, impact_table, landfilled_mass, table

if TYPE_CHECKING:
    from isopt.scenario.scenario import DisposalTerms, Scenario


def build_routes(scenario: Scenario, number: Ids) -> Routes:
    """Lay out every giver's routes without a site, in the giver's order, what goes free last; a required giver has none."""
    free = len(scenario.disposal)
    rows: list[tuple[int, int, DisposalTerms | None, float]] = []
    for giver, name, routes, is_free in outlets(scenario):
        for route in routes:
            if scenario.disposal[route].site is None:
                terms = scenario.disposal[route].terms[name]
                rows.append(
                    (giver, number.route[route], terms, landfilled_mass(scenario, route, scenario.resources[name]))
                )
        if is_free:
            rows.append((giver, free, None, 0.0))
    periods, impacts = len(scenario.calendar.periods), len(scenario.impacts)
    nothing = (0.0,) * periods
    clean = (nothing,) * impacts
    said = [terms for _, _, terms, _ in rows]
    return Routes(
        giver=ids(giver for giver, *_ in rows),
        route=ids(route for _, route, *_ in rows),
        cost_eur_per_u=table((tuple(disposal_cost(t)) if t else nothing for t in said), periods),
        emissions_kg_per_u=impact_table((t.emissions_kg_per_u if t else clean for t in said), impacts, periods),
        avoided_kg_per_u=impact_table((t.avoided_kg_per_u if t else clean for t in said), impacts, periods),
        landfilled_t_per_u=np.array([mass for *_, mass in rows], dtype=np.float64),
    )
