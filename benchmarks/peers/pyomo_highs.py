"""Pyomo: a ConcreteModel of linear expressions, loaded by Pyomo's own interface to HiGHS (appsi).

Written for speed: constraint bodies are LinearExpression objects from ready lists, so that nothing is summed or walked twice.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers.highs import Highs
from pyomo.core.expr.numeric_expr import LinearExpression

if TYPE_CHECKING:
    import highspy

    from isopt.network.network import Network


def _linear(factors: list[float], variables: list[pyo.Var]) -> LinearExpression:
    return LinearExpression(constant=0.0, linear_coefs=factors, linear_vars=variables)


def model_of(net: Network) -> pyo.ConcreteModel:
    """Write the program as a Pyomo model."""
    arcs, routes, givers, takers, pairs = net.arcs, net.routes, net.givers, net.takers, net.pairs
    eur_per_kg = net.cost_weight * net.carbon_price_eur_per_kg[0] + net.impact_weight_eur_per_kg[0]
    buyers = np.flatnonzero(takers.has_virgin)
    flow_upper = arcs.upper_u[:, 0].tolist()
    given, need = givers.given_u[:, 0].tolist(), takers.need_u[:, 0].tolist()
    giver_of, end_of, pair_arc = arcs.giver.tolist(), arcs.end.tolist(), pairs.arc.tolist()
    route_giver, buyer_taker = routes.giver.tolist(), buyers.tolist()
    met = (arcs.replaces_per_u[:, 0] * arcs.arrival_share[:, 0]).tolist()

    m = pyo.ConcreteModel()
    m.flow = pyo.Var(range(len(flow_upper)), bounds=lambda _, a: (0, flow_upper[a]))
    m.disposed = pyo.Var(range(len(route_giver)), bounds=lambda _, r: (0, given[route_giver[r]]))
    m.virgin = pyo.Var(range(len(buyer_taker)), bounds=lambda _, b: (0, need[buyer_taker[b]]))
    m.used = pyo.Var(range(len(pair_arc)), domain=pyo.Binary)
    flow, disposed, virgin, used = (list(block.values()) for block in (m.flow, m.disposed, m.virgin, m.used))

    price = net.cost_weight * takers.virgin_eur_per_u[:, 0] + eur_per_kg * takers.virgin_emissions_kg_per_u[0, :, 0]
    costs = np.concatenate([
        net.cost_weight * arcs.cost_eur_per_u[:, 0] + eur_per_kg * arcs.emissions_kg_per_u[0, :, 0],
        net.cost_weight * routes.cost_eur_per_u[:, 0] + eur_per_kg * routes.emissions_kg_per_u[0, :, 0],
        price[buyers],
        net.cost_weight * pairs.fixed_eur_per_a,
    ])  # fmt: skip
    m.combined = pyo.Objective(expr=_linear(costs.tolist(), [*flow, *disposed, *virgin, *used]))

    def summed(members: list[tuple[float, pyo.Var]]) -> LinearExpression:
        return _linear([factor for factor, _ in members], [variable for _, variable in members])

    sent, met_by, shared = defaultdict(list), defaultdict(list), defaultdict(list)
    for variable, giver, end, factor in zip(flow, giver_of, end_of, met, strict=True):
        sent[giver].append((1.0, variable))
        met_by[end].append((factor, variable))
    for variable, giver in zip(disposed, route_giver, strict=True):
        sent[giver].append((1.0, variable))
    for variable, taker in zip(virgin, buyer_taker, strict=True):
        met_by[taker].append((1.0, variable))
    share_taker, share_resource, share_most = net.recipe_share
    share_of = {key: i for i, key in enumerate(zip(share_taker.tolist(), share_resource.tolist(), strict=True))}
    for variable, end, resource, factor in zip(flow, end_of, arcs.resource.tolist(), met, strict=True):
        if (end, resource) in share_of:
            shared[share_of[end, resource]].append((factor, variable))
    most = share_most[:, 0].tolist()

    m.giver_balance = pyo.Constraint(range(len(given)), rule=lambda _, s: (given[s], summed(sent[s]), given[s]))
    m.taker_balance = pyo.Constraint(range(len(need)), rule=lambda _, k: (need[k], summed(met_by[k]), need[k]))
    m.recipe_share = pyo.Constraint(range(len(most)), rule=lambda _, i: (None, summed(shared[i]), most[i]))
    m.pair_use = pyo.Constraint(
        range(len(pair_arc)),
        rule=lambda _, p: (
            None, _linear([1.0, -flow_upper[pair_arc[p]]], [flow[pair_arc[p]], used[p]]), 0.0,
        ),
    )  # fmt: skip
    return m


def build(net: Network) -> highspy.Highs:
    """Build the program; that all variables belong to the model spares the interface looking for them in every row."""
    solver = Highs(only_child_vars=True)
    solver.set_instance(model_of(net))
    return solver._solver_model
