"""Arcs: candidates with what they cost, bring and can at most carry; pairs: arcs with an on/off decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.annuity import annuity_factor
from isopt.network.connections import largest_capacity
from isopt.network.left_out import LeftOut, Reason
from isopt.network.network import ON_SITE, Arcs, Pairs, pick_rows
from isopt.network.nodes import giver_costs
from isopt.network.terms import Ids, disposal_cost, landfilled_mass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.candidates import Candidates
    from isopt.network.connections import Grouping
    from isopt.network.network import Connections, Givers, Takers
    from isopt.network.nodes import Acceptances
    from isopt.network.plants import Assets, Sizes
    from isopt.scenario.scenario import Scenario

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What becomes of one unit arriving, arc by arc."""

    cost_eur_per_u: Floats
    """Costs at use and handling, or disposal, less revenue."""
    emissions_kg_per_u: Floats
    avoided_kg_per_u: Floats
    """Shape (impacts, rows, periods)."""
    replaces_per_u: Floats
    at_most_share: Floats
    landfilled_t_per_u: Floats
    """Shape (rows,)."""

    def pick(self, rows: NDArray[np.intp]) -> Arrivals:
        """Keep some of the arcs."""
        return Arrivals(*(pick_rows(getattr(self, name), rows) for name in Arrivals.__slots__))


def find_arrivals(scenario: Scenario, acceptances: Acceptances, candidates: Candidates, taker_count: int) -> Arrivals:
    """Look up how ends take what arrives; disposal replaces nothing."""
    rows, periods, impacts = len(candidates.giver), len(scenario.calendar.periods), len(scenario.impacts)
    cost, replaces, at_most = (np.zeros((rows, periods)) for _ in range(3))
    emissions, avoided = (np.zeros((impacts, rows, periods)) for _ in range(2))
    landfilled = np.zeros(rows)
    taken = np.nonzero(candidates.end < taker_count)[0]
    at = acceptances.rows_of(candidates.end[taken], candidates.resource[taken])
    for column, of in ((cost, acceptances.cost_eur_per_u), (replaces, acceptances.replaces_per_u)):
        column[taken] = of[at]
    at_most[taken] = acceptances.at_most_share[at]
    if acceptances.emissions_kg_per_u.any():
        emissions[:, taken] = acceptances.emissions_kg_per_u[:, at]
    routes, resources = list(scenario.disposal.values()), list(scenario.resources.values())
    sent = np.nonzero(candidates.end >= taker_count)[0]
    ends = np.stack([candidates.end[sent] - taker_count, candidates.resource[sent]])
    kinds, of_kind = np.unique(ends, axis=1, return_inverse=True)
    for number, (route_id, resource_id) in enumerate(kinds.T.tolist()):
        members = sent[of_kind.reshape(-1) == number]
        route, resource = routes[route_id], resources[resource_id]
        terms = route.terms[resource.name]
        cost[members] = disposal_cost(terms)
        emissions[:, members] = np.array(terms.emissions_kg_per_u)[:, None]
        avoided[:, members] = np.array(terms.avoided_kg_per_u)[:, None]
        landfilled[members] = landfilled_mass(scenario, route.name, resource)
    return Arrivals(cost, emissions, avoided, replaces, at_most, landfilled)


def price_arcs(
    scenario: Scenario,
    givers: Givers,
    takers: Takers,
    candidates: Candidates,
    arrivals: Arrivals,
    grouping: Grouping,
) -> Arcs:
    """Price every candidate, and bound what it can carry by its ends and its connection's own capacity."""
    is_exchange = candidates.end < len(takers.names)
    share = candidates.arrival_share
    leaving = np.where(is_exchange[:, None], giver_costs(scenario, givers)[candidates.giver], 0.0)
    inside = grouping.member >= 0
    fits = np.full(share.shape, np.inf)
    fits[inside] = grouping.connections.capacity[grouping.member[inside]] / grouping.capacity_weight[inside, None]
    takeable = _takeable(takers, candidates, arrivals, is_exchange) + lost_u(
        grouping.connections, grouping.member, share
    )
    return Arcs(
        giver=candidates.giver,
        end=candidates.end,
        mode=candidates.mode,
        resource=candidates.resource,
        km=candidates.km,
        cost_eur_per_u=candidates.transport_eur_per_u + (leaving + arrivals.cost_eur_per_u * share),
        emissions_kg_per_u=candidates.transport_emissions_kg_per_u + arrivals.emissions_kg_per_u * share,
        avoided_kg_per_u=arrivals.avoided_kg_per_u * share,
        arrival_share=share,
        replaces_per_u=arrivals.replaces_per_u,
        landfilled_t_per_u=arrivals.landfilled_t_per_u,
        upper_u=np.minimum(np.minimum(givers.given_u[candidates.giver], takeable), fits),
        connection=grouping.member,
        weight=grouping.weight,
        capacity_weight=grouping.capacity_weight,
    )


def _takeable(takers: Takers, candidates: Candidates, arrivals: Arrivals, is_exchange: Flags) -> Floats:
    """Say the most that may enter for what the end takes; all to disposal, none where nothing arrives."""
    need = np.full_like(candidates.arrival_share, np.inf)
    need[is_exchange] = takers.need_u[candidates.end[is_exchange]]
    most = np.multiply(arrivals.at_most_share, need, out=np.zeros_like(need), where=arrivals.at_most_share > 0)
    met_per_u = arrivals.replaces_per_u * candidates.arrival_share
    takeable = np.full_like(need, np.inf)
    np.divide(most, met_per_u, out=takeable, where=met_per_u > 0)
    return np.where(candidates.arrival_share > 0, takeable, 0.0)


def lost_u(connections: Connections, connection: Integers, arrival_share: Floats) -> Floats:
    """Say how much more may enter arcs than is asked for at their ends: what their ways lose as long as they stand."""
    if not connections.standing_loss_u.any():
        return np.zeros_like(arrival_share)
    lost = np.concatenate([connections.standing_loss_u, np.zeros((1, arrival_share.shape[1]))])[connection]
    return np.asarray(np.divide(lost, arrival_share, out=np.zeros_like(arrival_share), where=arrival_share > 0))


def select_arcs(
    scenario: Scenario, number: Ids, arcs: Arcs, arrivals: Arrivals, taker_count: int
) -> tuple[Arcs, Arrivals, Pairs, LeftOut]:
    """Leave out what can carry nothing, or less than its minimum; list what has an on/off decision of its own."""
    fixed, minimum = _pair_terms(scenario, number, arcs, arcs.end < taker_count)
    reason = np.zeros(len(arcs), np.int8)
    reason[~(arcs.upper_u > 0).any(axis=1)] = Reason.NOTHING_TO_MOVE
    reason[(reason == 0) & (minimum > arcs.upper_u.sum(axis=1) * (1 + 1e-12))] = Reason.MINIMUM_TOO_HIGH
    keep, drop = np.nonzero(reason == 0)[0], np.nonzero(reason)[0]
    left_out = LeftOut(arcs.giver[drop], arcs.end[drop], arcs.mode[drop], arcs.km[drop], reason[drop])
    if len(drop):
        arcs, arrivals, fixed, minimum = arcs.pick(keep), arrivals.pick(keep), fixed[keep], minimum[keep]
    decided = np.nonzero((fixed > 0) | (minimum > 0))[0]
    return arcs, arrivals, Pairs(decided.astype(np.int32), fixed[decided], minimum[decided]), left_out


def tightened(arcs: Arcs, connections: Connections, assets: Assets, sizes: Sizes) -> Arcs:
    """Hold what enters an arc to what stands and the largest size of its connection."""
    inside = arcs.connection >= 0
    upper = arcs.upper_u.copy()
    largest = largest_capacity(connections, assets, sizes)
    upper[inside] = np.minimum(upper[inside], largest[arcs.connection[inside]] / arcs.weight[inside, None])
    return replace(arcs, upper_u=upper)


def _pair_terms(scenario: Scenario, number: Ids, arcs: Arcs, is_exchange: Flags) -> tuple[Floats, Floats]:
    """Look up what a pair in use pays per year and moves at least; nothing on one site and to disposal (SEMANTICS 5)."""
    shape = (len(scenario.modes) + 1, max(len(number.resource), 1))
    flat, per_km, least = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for row, mode in enumerate(scenario.modes.values()):
        for resource, terms in mode.terms.items():
            column = number.resource[resource]
            setup = terms.setup_eur * annuity_factor(scenario.discount_rate, terms.contract_a)
            flat[row, column] = terms.per_exchange_eur_per_a + setup
            per_km[row, column] = terms.per_exchange_eur_per_km_a
            least[row, column] = terms.minimum_u
    at = (arcs.mode, arcs.resource)
    counts = is_exchange & (arcs.mode != ON_SITE)
    return np.where(counts, flat[at] + per_km[at] * arcs.km, 0.0), np.where(counts, least[at], 0.0)
