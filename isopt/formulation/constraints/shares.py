"""Shares and least amounts of flows: what one resource may meet, what exchanges must give or meet, if they do at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import arriving, by_period, family, in_every_period, nothing, ones, over_year, places
from isopt.formulation.labels import arc_axes, flow_names, spread
from isopt.formulation.variables import flows_with_minimum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.formulation.assemble import Triples
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network

    Ids = NDArray[np.integer]


def recipe_share(net: Network, x: Decisions) -> Rows:
    r"""Hold what one resource meets of a need to its share, where several arcs bring it.

    .. math:: \sum_{a \in A_{kr}} \rho_{at} \bigl((1 - \lambda_{at})\, f_{at} - \ell_{at}\bigr) \le \alpha_{krt} D_{kt}
        \qquad \forall k, r, t
    """
    arcs = net.arcs
    taker, resource, most = net.recipe_share
    if not len(taker):
        return nothing("recipe_share")
    share = np.full((len(net.ends), len(net.resources)), -1, np.int32)
    share[taker, resource] = np.arange(len(taker))
    row = share[arcs.end, arcs.resource]
    members = np.nonzero(row >= 0)[0]
    return family(
        "recipe_share",
        spread([(net.takers.names, taker), (net.resources, resource)], net.periods),
        np.full(most.size, -np.inf),
        most.reshape(-1),
        arriving(net, x, members, row[members], arcs.replaces_per_u[members]),
    )


def share_given(net: Network, x: Decisions) -> Rows:
    r"""Give takers at least the share of a year's total that a giver promises.

    .. math:: \sum_{a \in A_s} \sum_t f_{at} \ge G_s \qquad \forall s
    """
    givers = np.nonzero(net.givers.at_least_u > 0)[0]
    if not len(givers):
        return nothing("share_given")
    row, arc = _given(net, givers)
    return family(
        "share_given",
        [(net.givers.names, givers)],
        net.givers.at_least_u[givers],
        np.full(len(givers), np.inf),
        [over_year(x.flow, arc, row, ones(net, len(arc)))],
    )


def share_met(net: Network, x: Decisions) -> Rows:
    r"""Meet by exchanges at least the share of a year's need that a taker demands.

    .. math:: \sum_{a \in A_k} \sum_t \rho_{at} \bigl((1 - \lambda_{at})\, f_{at} - \ell_{at}\bigr) \ge G_k \qquad \forall k
    """
    takers = np.nonzero(net.takers.at_least_u > 0)[0]
    if not len(takers):
        return nothing("share_met")
    row, arc = _met(net, takers)
    return family(
        "share_met",
        [(net.takers.names, takers)],
        net.takers.at_least_u[takers],
        np.full(len(takers), np.inf),
        arriving(net, x, arc, row, net.arcs.replaces_per_u[arc], over_year),
    )


def flow_use(net: Network, x: Decisions) -> Rows:
    r"""Let a flow with a least amount exchange only where it exchanges at all.

    .. math:: f_{at} \le M_{at}\, x_s \quad (M_{at}\, x_k \text{ where taker } k \text{ has the least amount})
        \qquad \forall s, a \in A_s, t
    """
    flows = flows_with_minimum(net)
    if not len(flows):
        return nothing("flow_use")
    givers, takers = _sides(net, flows)
    row_given, given = _given(net, givers)
    row_met, met = _met(net, takers)
    flow, arc = np.concatenate([row_given, len(givers) + row_met]), np.concatenate([given, met])
    row = np.arange(len(arc))
    return family(
        "flow_use",
        spread([(flow_names(net), flows[flow]), *arc_axes(net, arc)], net.periods),
        np.full(len(arc) * len(net.periods), -np.inf),
        np.zeros(len(arc) * len(net.periods)),
        [
            by_period(x.flow, arc, row, ones(net, len(arc))),
            in_every_period(x.exchanging, flow, row, -net.arcs.upper_u[arc]),
        ],
    )


def flow_minimum(net: Network, x: Decisions) -> Rows:
    r"""Hold a flow that exchanges to its least yearly amount: of what leaves to takers, or of the need that is met.

    .. math:: \sum_{a \in A_s} \sum_t f_{at} \ge m_s\, x_s, \qquad
        \sum_{a \in A_k} \sum_t \rho_{at} \bigl((1 - \lambda_{at})\, f_{at} - \ell_{at}\bigr) \ge m_k\, x_k
        \qquad \forall s, k
    """
    flows = flows_with_minimum(net)
    if not len(flows):
        return nothing("flow_minimum")
    givers, takers = _sides(net, flows)
    row_given, given = _given(net, givers)
    row_met, met = _met(net, takers)
    least = np.concatenate([net.givers.minimum_u[givers], net.takers.minimum_u[takers]])
    row = np.arange(len(flows))
    terms: list[Triples] = [
        over_year(x.flow, given, row_given, ones(net, len(given))),
        *arriving(net, x, met, len(givers) + row_met, net.arcs.replaces_per_u[met], over_year),
        (row, x.exchanging.start + row, -least),
    ]
    count = len(flows)
    return family("flow_minimum", [(flow_names(net), flows)], np.zeros(count), np.full(count, np.inf), terms)


def _sides(net: Network, flows: Ids) -> tuple[Ids, Ids]:
    """Split flows into rows of givers and rows of takers."""
    count = len(net.givers.names)
    return flows[flows < count], flows[flows >= count] - count


def _given(net: Network, givers: Ids) -> tuple[Ids, Ids]:
    """List what leaves these givers to takers: place of the giver, arc."""
    of_arc = places(len(net.givers.names), givers)[net.arcs.giver]
    arc = np.nonzero((of_arc >= 0) & (net.arcs.end < len(net.takers.names)))[0]
    return of_arc[arc], arc


def _met(net: Network, takers: Ids) -> tuple[Ids, Ids]:
    """List what arrives at these takers: place of the taker, arc."""
    of_arc = places(len(net.ends), takers)[net.arcs.end]
    arc = np.nonzero(of_arc >= 0)[0]
    return of_arc[arc], arc
