"""What a practised user writes by hand: numpy for the coefficients, scipy for the rows, one passModel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from isopt.network.network import Network


def build(net: Network) -> highspy.Highs:
    """Build the program."""
    arcs, routes, givers, takers, pairs = net.arcs, net.routes, net.givers, net.takers, net.pairs
    eur_per_kg = net.cost_weight * net.carbon_price_eur_per_kg[0] + net.impact_weight_eur_per_kg[0]
    buyers = np.flatnonzero(takers.has_virgin)

    # columns: flow, disposed, virgin, used
    n_flow, n_disposed, n_virgin, n_used = len(arcs.giver), len(routes.giver), len(buyers), len(pairs.arc)
    disposed, virgin, used = n_flow, n_flow + n_disposed, n_flow + n_disposed + n_virgin
    n = used + n_used
    cost = np.concatenate([
        net.cost_weight * arcs.cost_eur_per_u[:, 0] + eur_per_kg * arcs.emissions_kg_per_u[0, :, 0],
        net.cost_weight * routes.cost_eur_per_u[:, 0] + eur_per_kg * routes.emissions_kg_per_u[0, :, 0],
        net.cost_weight * takers.virgin_eur_per_u[buyers, 0] + eur_per_kg * takers.virgin_emissions_kg_per_u[0, buyers, 0],
        net.cost_weight * pairs.fixed_eur_per_a,
    ])  # fmt: skip
    upper = np.concatenate(
        [arcs.upper_u[:, 0], givers.given_u[routes.giver, 0], takers.need_u[buyers, 0], np.ones(n_used)]
    )
    integrality = np.zeros(n, np.int32)
    integrality[used:] = 1

    # rows: giver_balance, taker_balance, recipe_share, pair_use
    share_taker, share_resource, share_most = net.recipe_share
    n_givers, n_takers, n_shares = len(givers.names), len(takers.names), len(share_taker)
    shares, uses = n_givers + n_takers, n_givers + n_takers + n_shares
    m = uses + n_used
    met = arcs.replaces_per_u[:, 0] * arcs.arrival_share[:, 0]
    share_of = np.full((len(net.ends), len(net.resources)), -1)
    share_of[share_taker, share_resource] = np.arange(n_shares)
    arc_share = share_of[arcs.end, arcs.resource]
    shared = np.flatnonzero(arc_share >= 0)
    pair = np.arange(n_used)
    row = np.concatenate([
        arcs.giver, routes.giver, n_givers + arcs.end, n_givers + buyers, shares + arc_share[shared],
        uses + pair, uses + pair,
    ])  # fmt: skip
    column = np.concatenate([
        np.arange(n_flow), disposed + np.arange(n_disposed), np.arange(n_flow), virgin + np.arange(n_virgin), shared,
        pairs.arc, used + pair,
    ])  # fmt: skip
    value = np.concatenate([
        np.ones(n_flow + n_disposed), met, np.ones(n_virgin), met[shared],
        np.ones(n_used), -arcs.upper_u[pairs.arc, 0],
    ])  # fmt: skip
    matrix = sparse.csr_array((value, (row, column)), shape=(m, n))
    row_lower = np.concatenate([givers.given_u[:, 0], takers.need_u[:, 0], np.full(n_shares + n_used, -np.inf)])
    row_upper = np.concatenate([givers.given_u[:, 0], takers.need_u[:, 0], share_most[:, 0], np.zeros(n_used)])

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(
        n, m, matrix.nnz, int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0,
        cost, np.zeros(n), upper, row_lower, row_upper,
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data, integrality,
    )  # fmt: skip
    return highs
