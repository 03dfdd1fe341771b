"""Conversion: what recipes take and give, how facilities share their activity among recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import arriving, by_period, family, nothing, ones, per_period, places
from isopt.formulation.labels import spread
from isopt.network.plants import NodeKind

if TYPE_CHECKING:
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def output_balance(net: Network, x: Decisions) -> Rows:
    r"""Send all that a facility's recipes give somewhere: to takers, to a market, to disposal, or unused where it may be.

    .. math:: \sum_{a \in A_s} f_{at} + \sum_r d_{srt} + \sigma_{st} = \sum_j \eta_{sjt}\, z_{jt} \qquad \forall s, t
    """
    ports = np.nonzero(net.givers.kind == NodeKind.PORT)[0]
    if not len(ports):
        return nothing("output_balance")
    of_giver = places(len(net.givers.names), ports)
    port, recipe, amount = net.ports.giver
    arc, sent, sale = (
        np.nonzero(of_giver[giver] >= 0)[0] for giver in (net.arcs.giver, net.routes.giver, net.sales.giver)
    )
    zeros = np.zeros(len(ports) * len(net.periods))
    return family(
        "output_balance",
        spread([(net.givers.names, ports)], net.periods),
        zeros,
        zeros,
        [
            by_period(x.flow, arc, of_giver[net.arcs.giver[arc]], ones(net, len(arc))),
            by_period(x.disposed, sent, of_giver[net.routes.giver[sent]], ones(net, len(sent))),
            by_period(x.sold, sale, of_giver[net.sales.giver[sale]], ones(net, len(sale))),
            by_period(x.activity, recipe, of_giver[port], -amount),
        ],
    )


def input_balance(net: Network, x: Decisions) -> Rows:
    r"""Bring a facility exactly what its recipes take: from givers, from a market, from a supplier of its own.

    .. math:: \sum_{a \in A_k} \rho_{at} \bigl((1 - \lambda_{at})\, f_{at} - \ell_{at}\bigr) + \beta_{kt}
        = \sum_j \eta_{kjt}\, z_{jt} \qquad \forall k, t
    """
    ports = np.nonzero(net.takers.kind == NodeKind.PORT)[0]
    if not len(ports):
        return nothing("input_balance")
    of_taker = places(len(net.ends), ports)
    port, recipe, amount = net.ports.taker
    row = of_taker[net.arcs.end]
    arc = np.nonzero(row >= 0)[0]
    purchase = np.nonzero(of_taker[net.purchases.taker] >= 0)[0]
    zeros = np.zeros(len(ports) * len(net.periods))
    return family(
        "input_balance",
        spread([(net.takers.names, ports)], net.periods),
        zeros,
        zeros,
        [
            *arriving(net, x, arc, row[arc], net.arcs.replaces_per_u[arc]),
            by_period(x.bought, purchase, of_taker[net.purchases.taker[purchase]], ones(net, len(purchase))),
            by_period(x.activity, recipe, of_taker[port], -amount),
        ],
    )


def recipe_mix(net: Network, x: Decisions) -> Rows:
    r"""Hold what a facility runs by one recipe to its shares of the whole, in each period.

    .. math:: \alpha^-_j Z_{nt} \le z_{jt} \le \alpha^+_j Z_{nt}, \quad Z_{nt} = \sum_{j \in n} z_{jt} \qquad \forall n, j, t
    """
    recipes = net.recipes
    sided = [np.nonzero(recipes.least_share > 0)[0], np.nonzero(recipes.most_share < 1)[0]]
    recipe = np.concatenate(sided)
    if not len(recipe):
        return nothing("recipe_mix")
    side = np.repeat([0, 1], [len(part) for part in sided])
    sign = np.array([-1.0, 1.0])[side]
    share = np.where(side == 0, recipes.least_share[recipe], recipes.most_share[recipe])
    first = np.searchsorted(recipes.facility, recipes.facility[recipe])
    count = np.searchsorted(recipes.facility, recipes.facility[recipe], side="right") - first
    row = np.repeat(np.arange(len(recipe)), count)
    member = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count - first, count)
    own = member == recipe[row]
    return family(
        "recipe_mix",
        spread(
            [
                (net.facilities.names, recipes.facility[recipe]),
                (recipes.name, recipe),
                (("min", "max"), side),
            ],
            net.periods,
        ),
        np.full(len(recipe) * len(net.periods), -np.inf),
        np.zeros(len(recipe) * len(net.periods)),
        [by_period(x.activity, member, row, per_period(net, sign[row] * (own - share[row])))],
    )
