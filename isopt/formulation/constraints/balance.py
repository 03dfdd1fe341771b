"""Balances of flows: what is given goes somewhere, what is needed is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import arriving, by_period, family, ones
from isopt.formulation.labels import spread
from isopt.network.plants import NodeKind

if TYPE_CHECKING:
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def giver_balance(net: Network, x: Decisions) -> Rows:
    r"""Send all that arises somewhere, where it must go; at most what arises, where it need not.

    .. math:: \sum_{a \in A_s} f_{at} + \sum_r d_{srt} = S_{st} \quad (\le S_{st} \text{ where giver } s \text{ is free})
        \qquad \forall s, t
    """
    givers, arcs, routes = net.givers, net.arcs, net.routes
    flows = np.count_nonzero(givers.kind == NodeKind.FLOW)
    leaving, sent = np.nonzero(arcs.giver < flows)[0], np.nonzero(routes.giver < flows)[0]
    return family(
        "giver_balance",
        spread([(givers.names, np.arange(flows))], net.periods),
        np.where(givers.is_bound[:flows, None], givers.given_u[:flows], 0.0).reshape(-1),
        givers.given_u[:flows].reshape(-1),
        [
            by_period(x.flow, leaving, arcs.giver[leaving], ones(net, len(leaving))),
            by_period(x.disposed, sent, routes.giver[sent], ones(net, len(sent))),
        ],
    )


def taker_balance(net: Network, x: Decisions) -> Rows:
    r"""Meet every need from exchanges and, where there is one, from today's supplier; an optional need up to its amount.

    .. math:: \sum_{a \in A_k} \rho_{at} \bigl((1 - \lambda_{at})\, f_{at} - \ell_{at}\bigr) + v_{kt} = D_{kt}
        \quad (\le D_{kt} \text{ where need } k \text{ is optional}) \qquad \forall k, t
    """
    takers, arcs = net.takers, net.arcs
    flows = np.count_nonzero(takers.kind == NodeKind.FLOW)
    members = np.nonzero(arcs.end < flows)[0].astype(np.int32)
    with_virgin = np.nonzero(takers.has_virgin)[0]
    return family(
        "taker_balance",
        spread([(takers.names, np.arange(flows))], net.periods),
        np.where(takers.is_bound[:flows, None], takers.need_u[:flows], 0.0).reshape(-1),
        takers.need_u[:flows].reshape(-1),
        [
            *arriving(net, x, members, arcs.end[members], arcs.replaces_per_u[members]),
            by_period(x.virgin, np.arange(len(with_virgin)), with_virgin, ones(net, len(with_virgin))),
        ],
    )
