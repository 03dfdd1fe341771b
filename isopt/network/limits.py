"""Limits over several arcs: what routes can take, shares of a recipe, bounds on blends, today's order of routes."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.network import DisposalLimits, Precedence, QualityLimits
from isopt.network.terms import Ids, ids, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.network import Arcs, Routes, Takers
    from isopt.scenario.scenario import Bounds, Scenario

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]


def _triples(rows: list[tuple[int, int, float]]) -> tuple[Integers, Integers, Floats]:
    return ids(r[0] for r in rows), ids(r[1] for r in rows), np.array([r[2] for r in rows], dtype=np.float64)


def build_disposal_limits(
    scenario: Scenario, number: Ids, routes: Routes, arcs: Arcs, taker_count: int
) -> DisposalLimits:
    """Lay out the yearly capacities of routes, with the ways into each."""
    names = list(scenario.resources)
    of_giver = [giver.resource for giver in scenario.givers.values()]
    rows_of = {r: np.nonzero(routes.route == r)[0] for r in np.unique(routes.route)}
    arcs_of = {e - taker_count: np.nonzero(arcs.end == e)[0] for e in np.unique(arcs.end) if e >= taker_count}
    nothing = np.zeros(0, np.int64)
    route_ids: list[int] = []
    labels: list[str] = []
    capacities: list[float] = []
    by_row: list[tuple[int, int, float]] = []
    by_arc: list[tuple[int, int, float]] = []
    for name, disposal in scenario.disposal.items():
        for capacity in disposal.capacities:
            limit = len(route_ids)
            route_ids.append(number.route[name])
            labels.append("+".join(sorted(capacity.weight_per_u)))
            capacities.append(capacity.amount[0])
            for row in rows_of.get(number.route[name], nothing):
                resource = of_giver[routes.giver[row]]
                if resource in capacity.weight_per_u:
                    by_row.append((limit, int(row), capacity.weight_per_u[resource]))
            for arc in arcs_of.get(number.route[name], nothing):
                resource = names[arcs.resource[arc]]
                if resource in capacity.weight_per_u:
                    by_arc.append((limit, int(arc), capacity.weight_per_u[resource]))
    return DisposalLimits(ids(route_ids), tuple(labels), np.array(capacities), _triples(by_row), _triples(by_arc))


def build_precedence(
    scenario: Scenario, limits: DisposalLimits, routes: Routes, arcs: Arcs, taker_count: int, *, is_today: bool
) -> Precedence:
    """Hold each giver's later routes back until the earlier one is full (SEMANTICS 19); nothing of that in a plan."""
    held: list[tuple[int, int, int]] = []
    if is_today:
        route_id = {name: k for k, name in enumerate(scenario.disposal)}
        capacities = [(name, item) for name, route in scenario.disposal.items() for item in route.capacities]
        limit_of = {
            (name, resource): limit for limit, (name, item) in enumerate(capacities) for resource in item.weight_per_u
        }
        for g, giver in enumerate(scenario.givers.values()):
            for earlier, later in combinations(giver.routes, 2):
                limit = limit_of[earlier, giver.resource]
                rows = np.nonzero((routes.giver == g) & (routes.route == route_id[later]))[0]
                ways = np.nonzero((arcs.giver == g) & (arcs.end == taker_count + route_id[later]))[0]
                held.extend((limit, int(row), -1) for row in rows)
                held.extend((limit, -1, int(way)) for way in ways)
    return Precedence(ids(h[0] for h in held), ids(h[1] for h in held), ids(h[2] for h in held))


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


def build_quality_limits(scenario: Scenario, arcs: Arcs, takers: Takers) -> QualityLimits:
    """Lay out the bounds on blends: of all that arrives, and of single resources."""
    names = list(scenario.resources)
    givers = list(scenario.givers.values())
    taker_ids: list[int] = []
    labels: list[str] = []
    by_arc: list[tuple[int, int, float]] = []
    by_virgin: list[tuple[int, int, float]] = []
    order = np.argsort(arcs.end, kind="stable")
    ends = arcs.end[order]
    for k, taker in enumerate(scenario.takers.values()):
        stated: list[tuple[str, str | None, Bounds]] = [(key, None, b) for key, b in taker.limits.items()]
        stated += [(key, r, b) for r, a in taker.accepts.items() for key, b in a.limits.items()]
        if not stated:
            continue
        members = order[np.searchsorted(ends, k) : np.searchsorted(ends, k, side="right")]
        for key, resource, bounds in stated:
            for sign, bound in ((1.0, bounds.most), (-1.0, bounds.least)):
                if math.isinf(bound):
                    continue
                limit = len(taker_ids)
                taker_ids.append(k)
                labels.append(f"{key}{'' if resource is None else ' of ' + resource} {'max' if sign > 0 else 'min'}")
                for arc in members:
                    if resource is None or names[arcs.resource[arc]] == resource:
                        excess = sign * (givers[arcs.giver[arc]].quality[key] - bound)
                        by_arc.append((limit, int(arc), excess))
                if resource is None and takers.has_virgin[k] and taker.virgin is not None:
                    by_virgin.append((limit, k, sign * (taker.virgin.quality[key] - bound)))
    largest = [0.0] * len(labels)
    for limit, _, excess in (*by_arc, *by_virgin):
        largest[limit] = max(largest[limit], abs(excess))
    scaled = [
        [(row, member, value / (largest[row] or 1.0)) for row, member, value in part] for part in (by_arc, by_virgin)
    ]
    return QualityLimits(ids(taker_ids), tuple(labels), _triples(scaled[0]), _triples(scaled[1]))
