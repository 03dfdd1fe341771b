"""linopy: labelled arrays, sums by group, its direct interface to HiGHS without names, its sparse path where it has one."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import linopy
import numpy as np
from xarray import DataArray

if TYPE_CHECKING:
    import highspy
    from numpy.typing import NDArray

    from isopt.network.network import Network

HAS_SPARSE = "sparse" in inspect.signature(linopy.Model.__init__).parameters


def build(net: Network, *, sparse: bool = HAS_SPARSE) -> highspy.Highs:
    """Build the program."""
    with linopy.options as options:
        if sparse:
            options["semantics"] = "v1"
        return _build(net, linopy.Model(sparse=True) if sparse else linopy.Model())


def _build(net: Network, model: linopy.Model) -> highspy.Highs:
    arcs, routes, givers, takers, pairs = net.arcs, net.routes, net.givers, net.takers, net.pairs
    eur_per_kg = net.cost_weight * net.carbon_price_eur_per_kg[0] + net.impact_weight_eur_per_kg[0]
    buyers = np.flatnonzero(takers.has_virgin)
    share_taker, share_resource, share_most = net.recipe_share

    flow = model.add_variables(lower=0, upper=_along("arc", arcs.upper_u[:, 0]), name="flow")
    disposed = model.add_variables(lower=0, upper=_along("route", givers.given_u[routes.giver, 0]), name="disposed")
    virgin = model.add_variables(lower=0, upper=_along("buyer", takers.need_u[buyers, 0]), name="virgin")
    used = model.add_variables(binary=True, coords={"pair": np.arange(len(pairs.arc))}, name="used")

    cost = _along("arc", net.cost_weight * arcs.cost_eur_per_u[:, 0] + eur_per_kg * arcs.emissions_kg_per_u[0, :, 0])
    fee = _along(
        "route", net.cost_weight * routes.cost_eur_per_u[:, 0] + eur_per_kg * routes.emissions_kg_per_u[0, :, 0]
    )
    price = net.cost_weight * takers.virgin_eur_per_u[:, 0] + eur_per_kg * takers.virgin_emissions_kg_per_u[0, :, 0]
    model.add_objective(
        (flow * cost).sum()
        + (disposed * fee).sum()
        + (virgin * _along("buyer", price[buyers])).sum()
        + (used * _along("pair", net.cost_weight * pairs.fixed_eur_per_a)).sum()
    )

    sent = flow.groupby(_along("arc", arcs.giver, "giver")).sum()
    dumped = disposed.groupby(_along("route", routes.giver, "giver")).sum()
    model.add_constraints(sent + dumped == _along("giver", givers.given_u[:, 0]), name="giver_balance")

    arriving = flow * _along("arc", arcs.replaces_per_u[:, 0] * arcs.arrival_share[:, 0])
    met = arriving.groupby(_along("arc", arcs.end, "taker")).sum()
    bought = virgin.groupby(_along("buyer", buyers, "taker")).sum()
    model.add_constraints(met + bought == _along("taker", takers.need_u[:, 0]), name="taker_balance")

    if len(share_taker):
        share_of = np.full((len(net.ends), len(net.resources)), -1)
        share_of[share_taker, share_resource] = np.arange(len(share_taker))
        arc_share = share_of[arcs.end, arcs.resource]
        member = np.flatnonzero(arc_share >= 0)
        shared = arriving.isel(arc=member).groupby(_label(member, arc_share[member])).sum()
        model.add_constraints(shared <= _along("share", share_most[:, 0]), name="recipe_share")
    if len(pairs.arc):
        through = flow.isel(arc=pairs.arc).rename(arc="pair").assign_coords(pair=np.arange(len(pairs.arc)))
        most = _along("pair", arcs.upper_u[pairs.arc, 0])
        model.add_constraints(through - used * most <= 0, name="pair_use")
    return linopy.io.to_highspy(model)


def _along(dim: str, values: NDArray[np.generic], name: str | None = None) -> DataArray:
    return DataArray(values, coords={dim: np.arange(len(values))}, dims=dim, name=name)


def _label(member: NDArray[np.intp], share: NDArray[np.intp]) -> DataArray:
    return DataArray(share, coords={"arc": member}, dims="arc", name="share")
