"""Arcs: candidates with what they cost, bring and can at most carry; pairs: arcs with an on/off decision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.connections import largest_capacity
from isopt.network.network import ON_SITE, Arcs, LeftOut, Pairs, Reason
from isopt.network.terms import Ids, disposal_cost, landfilled_mass, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.candidates import Candidates
    from isopt.network.connections import Grouping
    from isopt.network.network import Assets, Connections, Givers, Takers
    from isopt.scenario.scenario import Scenario

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]


def build_arcs(
    scenario: Scenario, number: Ids, givers: Givers, takers: Takers, candidates: Candidates, grouping: Grouping
) -> tuple[Arcs, Pairs, LeftOut]:
    """Price every candidate and bound what it can carry; leave out what can carry nothing, or less than its minimum."""
    is_exchange = candidates.end < len(takers.names)
    replaces, at_most = _recipes(scenario, number, candidates, is_exchange)
    cost, co2, landfilled = _ends(scenario, candidates, is_exchange, replaces)
    need = (
        np.where(is_exchange[:, None], takers.need_u[np.where(is_exchange, candidates.end, 0)], np.inf)
        if len(takers.names)
        else np.full(candidates.arrival_share.shape, np.inf)
    )
    met_per_u = replaces * candidates.arrival_share
    with np.errstate(divide="ignore", invalid="ignore"):
        takeable = np.where(is_exchange[:, None], at_most * need / met_per_u, np.inf)
    takeable = np.where(candidates.arrival_share > 0, takeable, 0.0)
    inside = grouping.member >= 0
    fits = np.full(takeable.shape, np.inf)
    fits[inside] = grouping.connections.capacity[grouping.member[inside]] / grouping.capacity_weight[inside, None]
    upper = np.minimum(np.minimum(givers.given_u[candidates.giver], takeable), fits)
    fixed, minimum = _pair_terms(scenario, number, candidates, is_exchange)
    reason = np.zeros(len(upper), np.int8)
    reason[~(upper > 0).any(axis=1)] = Reason.NOTHING_TO_MOVE
    reason[(reason == 0) & (minimum > upper.sum(axis=1) * (1 + 1e-12))] = Reason.MINIMUM_TOO_HIGH
    keep, drop = np.nonzero(reason == 0)[0], np.nonzero(reason)[0]
    arcs = Arcs(
        giver=candidates.giver[keep],
        end=candidates.end[keep],
        mode=candidates.mode[keep],
        resource=candidates.resource[keep],
        km=candidates.km[keep],
        cost_eur_per_u=(candidates.transport_eur_per_u + cost)[keep],
        co2_kg_per_u=(candidates.transport_co2_kg_per_u + co2)[keep],
        arrival_share=candidates.arrival_share[keep],
        replaces_per_u=replaces[keep],
        landfilled_t_per_u=landfilled[keep],
        upper_u=upper[keep],
        connection=grouping.member[keep],
        weight=grouping.weight[keep],
        capacity_weight=grouping.capacity_weight[keep],
    )
    decided = np.nonzero((fixed[keep] > 0) | (minimum[keep] > 0))[0]
    pairs = Pairs(decided.astype(np.int32), fixed[keep][decided], minimum[keep][decided])
    left_out = LeftOut(
        candidates.giver[drop], candidates.end[drop], candidates.mode[drop], candidates.km[drop], reason[drop]
    )
    return arcs, pairs, left_out


def tightened(arcs: Arcs, connections: Connections, assets: Assets) -> Arcs:
    """Hold what enters an arc to the largest size of its connection."""
    inside = arcs.connection >= 0
    upper = arcs.upper_u.copy()
    largest = largest_capacity(connections, assets)
    upper[inside] = np.minimum(upper[inside], largest[arcs.connection[inside]] / arcs.weight[inside, None])
    return replace(arcs, upper_u=upper)


def _recipes(
    scenario: Scenario, number: Ids, candidates: Candidates, is_exchange: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Look up what one unit replaces and the share it may meet; 0 and 0 on the way to disposal."""
    periods = len(scenario.calendar.periods)
    taker_ids, resource_ids, replaces, at_most = [], [], [], []
    for k, taker in enumerate(scenario.takers.values()):
        for resource, acceptance in taker.accepts.items():
            taker_ids.append(k)
            resource_ids.append(number.resource[resource])
            replaces.append(acceptance.replaces_per_u)
            at_most.append(acceptance.at_most_share)
    width = max(len(number.resource), 1)
    code = np.array(taker_ids, np.int64) * width + np.array(resource_ids, np.int64)
    order = np.argsort(code)
    wanted = candidates.end.astype(np.int64) * width + candidates.resource
    position = np.searchsorted(code[order], wanted[is_exchange])
    found = [np.zeros((len(candidates.giver), periods)) for _ in range(2)]
    for column, rows in zip(found, (replaces, at_most), strict=True):
        if len(code):
            column[is_exchange] = table(rows, periods)[order][position]
    return found[0], found[1]


def _ends(
    scenario: Scenario, candidates: Candidates, is_exchange: NDArray[np.bool_], replaces: Floats
) -> tuple[Floats, Floats, Floats]:
    """Price what happens at both ends, per unit entering: the giver's costs and revenue, or the disposal's terms."""
    periods = len(scenario.calendar.periods)
    zeros = (0.0,) * periods
    givers, takers = list(scenario.givers.values()), list(scenario.takers.values())
    costs = table((giver.costs_eur_per_u for giver in givers), periods)
    revenue = table([*(taker.revenue_eur_per_u for taker in takers), zeros], periods)
    cost = np.where(
        is_exchange[:, None],
        costs[candidates.giver]
        - revenue[np.where(is_exchange, candidates.end, len(takers))] * replaces * candidates.arrival_share,
        0.0,
    )
    co2 = np.zeros_like(cost)
    landfilled = np.zeros(len(cost))
    routes = list(scenario.disposal.values())
    names = list(scenario.resources)
    for row in np.nonzero(~is_exchange)[0]:
        route = routes[candidates.end[row] - len(takers)]
        resource = scenario.resources[names[candidates.resource[row]]]
        terms = route.terms[resource.name]
        cost[row] = disposal_cost(terms) * candidates.arrival_share[row]
        co2[row] = np.array(terms.co2_kg_per_u) * candidates.arrival_share[row]
        landfilled[row] = landfilled_mass(scenario, route.name, resource)
    return cost, co2, landfilled


def _pair_terms(
    scenario: Scenario, number: Ids, candidates: Candidates, is_exchange: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Look up what a pair in use pays per year and moves at least; nothing on one site and to disposal (SEMANTICS 5)."""
    shape = (len(scenario.modes) + 1, max(len(number.resource), 1))
    flat, per_km, least = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for row, mode in enumerate(scenario.modes.values()):
        for resource, terms in mode.terms.items():
            column = number.resource[resource]
            flat[row, column] = terms.per_exchange_eur_per_a
            per_km[row, column] = terms.per_exchange_eur_per_km_a
            least[row, column] = terms.minimum_u
    at = (candidates.mode, candidates.resource)
    counts = is_exchange & (candidates.mode != ON_SITE)
    return np.where(counts, flat[at] + per_km[at] * candidates.km, 0.0), np.where(counts, least[at], 0.0)
