"""Balances: what is given goes somewhere, what is needed is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import by_period, family, spread

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
    ones = np.ones_like(arcs.arrival_share)
    return family(
        "giver_balance",
        spread([(givers.names, np.arange(len(givers.names)))], net.periods),
        np.where(givers.is_bound[:, None], givers.given_u, 0.0).reshape(-1),
        givers.given_u.reshape(-1),
        [
            by_period(x.flow, np.arange(len(arcs), dtype=np.int32), arcs.giver, ones),
            by_period(x.disposed, np.arange(len(routes.giver)), routes.giver, np.ones_like(routes.cost_eur_per_u)),
        ],
    )


def taker_balance(net: Network, x: Decisions) -> Rows:
    r"""Meet every need from exchanges and, where there is one, from today's supplier; an optional need up to its amount.

    .. math:: \sum_{a \in A_k} \rho_{at} (1 - \lambda_{at})\, f_{at} + v_{kt} = D_{kt}
        \quad (\le D_{kt} \text{ where need } k \text{ is optional}) \qquad \forall k, t
    """
    takers, arcs = net.takers, net.arcs
    members = np.nonzero(arcs.end < len(takers.names))[0].astype(np.int32)
    with_virgin = np.nonzero(takers.has_virgin)[0]
    return family(
        "taker_balance",
        spread([(takers.names, np.arange(len(takers.names)))], net.periods),
        np.where(takers.is_bound[:, None], takers.need_u, 0.0).reshape(-1),
        takers.need_u.reshape(-1),
        [
            by_period(x.flow, members, arcs.end[members], (arcs.replaces_per_u * arcs.arrival_share)[members]),
            by_period(
                x.virgin, np.arange(len(with_virgin)), with_virgin, np.ones((len(with_virgin), len(net.periods)))
            ),
        ],
    )


def recipe_share(net: Network, x: Decisions) -> Rows:
    r"""Hold what one resource meets of a need to its share, where several arcs bring it.

    .. math:: \sum_{a \in A_{kr}} \rho_{at} (1 - \lambda_{at})\, f_{at} \le \alpha_{krt} D_{kt} \qquad \forall k, r, t
    """
    arcs = net.arcs
    taker, resource, most = net.recipe_share
    share = np.full((len(net.ends), len(net.resources)), -1, np.int32)
    share[taker, resource] = np.arange(len(taker))
    row = share[arcs.end, arcs.resource]
    members = np.nonzero(row >= 0)[0]
    return family(
        "recipe_share",
        spread([(net.takers.names, taker), (net.resources, resource)], net.periods),
        np.full(most.size, -np.inf),
        most.reshape(-1),
        [
            by_period(
                x.flow,
                members,
                row[members],
                (arcs.replaces_per_u * arcs.arrival_share)[members],
            )
        ],
    )
