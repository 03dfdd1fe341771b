"""Limits over several arcs: what routes can take, shares of a recipe, today's order of routes."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.network import DisposalLimits, Precedence
from isopt.network.nodes import outlets
from isopt.network.sendings import Sendings, by_giver
from isopt.network.terms import Ids, ids, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.network import Arcs, Givers, Routes
    from isopt.scenario.scenario import Scenario

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]


def build_disposal_limits(
    scenario: Scenario, number: Ids, givers: Givers, routes: Routes, arcs: Arcs, taker_count: int
) -> DisposalLimits:
    """Lay out what routes take in a year, and what room is left there, with the ways into each."""
    limits = [
        (name, said, capacity)
        for name, disposal in scenario.disposal.items()
        for said, capacities in (("", disposal.capacities), ("total ", disposal.total))
        for capacity in capacities
    ]
    ends = [(number.route[name], by_giver(capacity.weight_per_u, number, givers)) for name, _, capacity in limits]
    route_row, arc = Sendings.of(routes, arcs, taker_count).weighed(ends, routes, arcs)
    return DisposalLimits(
        route=ids(number.route[name] for name, _, _ in limits),
        label=tuple(said + "+".join(sorted(capacity.weight_per_u)) for _, said, capacity in limits),
        capacity=np.array([capacity.amount[0] for _, _, capacity in limits], dtype=np.float64),
        route_row=route_row,
        arc=arc,
    )


def build_precedence(
    scenario: Scenario, limits: DisposalLimits, routes: Routes, arcs: Arcs, taker_count: int, *, is_today: bool
) -> Precedence:
    """Hold each giver's later routes back until the earlier one is full (SEMANTICS 19); nothing of that in a plan."""
    held: list[tuple[int, int, int]] = []
    also: list[tuple[int, int]] = []
    if is_today:
        route_id = {name: k for k, name in enumerate(scenario.disposal)}
        limits_of = _limits_of(scenario)
        for g, resource, ordered, _ in outlets(scenario):
            for earlier, later in combinations(ordered, 2):
                limit, *further = limits_of[earlier, resource]
                rows = np.nonzero((routes.giver == g) & (routes.route == route_id[later]))[0]
                ways = np.nonzero((arcs.giver == g) & (arcs.end == taker_count + route_id[later]))[0]
                rules = [*((limit, int(row), -1) for row in rows), *((limit, -1, int(way)) for way in ways)]
                also.extend((len(held) + rule, other) for rule in range(len(rules)) for other in further)
                held.extend(rules)
    return Precedence(
        limit=ids(h[0] for h in held),
        route_row=ids(h[1] for h in held),
        arc=ids(h[2] for h in held),
        also=(ids(rule for rule, _ in also), ids(limit for _, limit in also)),
    )


def _limits_of(scenario: Scenario) -> dict[tuple[str, str], list[int]]:
    """Find, by route and resource, the limits any of which makes the route full."""
    capacities = [
        (name, item) for name, route in scenario.disposal.items() for item in (*route.capacities, *route.total)
    ]
    found: dict[tuple[str, str], list[int]] = {}
    for limit, (name, item) in enumerate(capacities):
        for resource in item.weight_per_u:
            found.setdefault((name, resource), []).append(limit)
    return found


def build_recipe_share(scenario: Scenario, number: Ids, arcs: Arcs) -> tuple[Integers, Integers, Floats]:
    """List the shares of a need below 1 that several arcs draw on; a single arc's bound says it already."""
    width = max(len(number.resource), 1)
    codes, counts = np.unique(arcs.end.astype(np.int64) * width + arcs.resource, return_counts=True)
    several = set(codes[counts > 1].tolist())
    rows = [
        (k, number.resource[resource], tuple(np.multiply(acceptance.at_most_share, taker.need_u)))
        for k, taker in enumerate(scenario.takers.values())
        for resource, acceptance in taker.accepts.items()
        if min(acceptance.at_most_share) < 1 and k * width + number.resource[resource] in several
    ]
    return ids(r[0] for r in rows), ids(r[1] for r in rows), table((r[2] for r in rows), len(scenario.calendar.periods))
