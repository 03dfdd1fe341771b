"""What disposal routes can take: by year, by load, by what stands there; today, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import (
    arriving,
    by_period,
    family,
    in_every_period,
    nothing,
    ones,
    over_year,
    per_period,
    places,
)
from isopt.formulation.labels import sent_axes, spread
from isopt.formulation.variables import limits_that_hold_back

if TYPE_CHECKING:
    from isopt.formulation.assemble import Ids, Triples
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import DisposalLimits, Network
    from isopt.network.plants import LoadLimits


def disposal_capacity(net: Network, x: Decisions) -> Rows:
    r"""Hold what all givers send by a route in a year to its capacity.

    .. math:: \sum_{(s,r) \in l} \sum_t \omega_{sr} d_{srt}
        + \sum_{a \in A_l} \sum_t \omega_a \bigl((1 - \lambda_{at}) f_{at} - \ell_{at}\bigr) \le C_l \qquad \forall l
    """
    limits = net.disposal_limits
    count = len(limits.label)
    if not count:
        return nothing("disposal_capacity")
    return family(
        "disposal_capacity",
        [(net.disposal, limits.route), (limits.label, np.arange(count))],
        np.full(count, -np.inf),
        limits.capacity,
        _sent(net, x, limits, np.arange(count)),
    )


def disposal_load(net: Network, x: Decisions) -> Rows:
    r"""Hold what a route takes of a property in a year to the most it may.

    .. math:: \sum_{(s,r) \in l} \sum_t q_s d_{srt}
        + \sum_{a \in A_l} \sum_t q_a \bigl((1 - \lambda_{at}) f_{at} - \ell_{at}\bigr) \le C_l \qquad \forall l
    """
    limits = net.load_limits
    count = len(limits.label)
    if not count:
        return nothing("disposal_load")
    return family(
        "disposal_load",
        [(net.disposal, limits.route), (limits.label, np.arange(count))],
        np.full(count, -np.inf),
        limits.most,
        _sent(net, x, limits, np.arange(count)),
    )


def disposal_filled(net: Network, x: Decisions) -> Rows:
    r"""Of today: call a disposal limit full only where it is. Empty in a plan.

    .. math:: \sum_{(s,r) \in l} \sum_t \omega_{sr} d_{srt}
        + \sum_{a \in A_l} \sum_t \omega_a \bigl((1 - \lambda_{at}) f_{at} - \ell_{at}\bigr) \ge C_l\, e_l \qquad \forall l
    """
    limits = net.disposal_limits
    filled = limits_that_hold_back(net)
    if not len(filled):
        return nothing("disposal_filled")
    row = np.arange(len(filled))
    return family(
        "disposal_filled",
        [(net.disposal, limits.route[filled]), (limits.label, filled)],
        np.zeros(len(filled)),
        np.full(len(filled), np.inf),
        [
            *_sent(net, x, limits, places(len(limits.label), filled)),
            (row, x.full.start + row, -limits.capacity[filled]),
        ],
    )


def disposal_order(net: Network, x: Decisions) -> Rows:
    r"""Of today: hold a giver's later route back until the earlier one is full, by any of its limits. Empty in a plan.

    .. math:: d_{srt} \le S_{st} \sum_{l} e_l \qquad \forall s, r, t
    """
    rule = net.precedence
    if not len(rule.limit):
        return nothing("disposal_order")
    count = len(rule.limit)
    bound = np.zeros((count, len(net.periods)))
    terms = []
    for block, member, upper in (
        (x.disposed, rule.route_row, net.givers.given_u[net.routes.giver]),
        (x.flow, rule.arc, net.arcs.upper_u),
    ):
        held = np.nonzero(member >= 0)[0]
        bound[held] = upper[member[held]]
        terms.append(by_period(block, member[held], held, ones(net, len(held))))
    of_limit = places(len(net.disposal_limits.label), limits_that_hold_back(net))
    further, limit = rule.also
    for row, full in ((np.arange(count), rule.limit), (further, limit)):
        terms.append(in_every_period(x.full, of_limit[full], row, -bound[row]))
    return family(
        "disposal_order",
        spread(sent_axes(net, rule.route_row, rule.arc), net.periods),
        np.full(bound.size, -np.inf),
        np.zeros(bound.size),
        terms,
    )


def _sent(net: Network, x: Decisions, limits: DisposalLimits | LoadLimits, row: Ids) -> list[Triples]:
    """Put what is sent under each limit into the limit's row; limits with row -1 are left out."""
    of_row, route, route_weight = limits.route_row
    of_arc, arc, arc_weight = limits.arc
    here, there = np.nonzero(row[of_row] >= 0)[0], np.nonzero(row[of_arc] >= 0)[0]
    weight = per_period(net, arc_weight[there])
    return [
        over_year(x.disposed, route[here], row[of_row[here]], per_period(net, route_weight[here])),
        *arriving(net, x, arc[there], row[of_arc[there]], weight, over_year),
    ]
