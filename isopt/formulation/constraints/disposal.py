"""What disposal routes can take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import family, over_year

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.formulation.assemble import Axis, Triples
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network

    Ids = NDArray[np.integer]


def disposal_capacity(net: Network, x: Decisions) -> Rows:
    r"""Hold what all givers send by a route in a year to its capacity.

    .. math:: \sum_{(s,r) \in l} \sum_t \omega_{sr} d_{srt} + \sum_{a \in A_l} \sum_t \omega_a (1 - \lambda_{at}) f_{at}
        \le C_l \qquad \forall l
    """
    limits = net.disposal_limits
    count = len(limits.label)
    index: list[Axis] = [(net.disposal, limits.route), (limits.label, np.arange(count))]
    return family("disposal_capacity", index, np.full(count, -np.inf), limits.capacity, _sent(net, x, np.arange(count)))


def disposal_filled(net: Network, x: Decisions) -> Rows:
    r"""Of today: call a disposal limit full only where it is. Empty in a plan.

    .. math:: \sum_{(s,r) \in l} \sum_t \omega_{sr} d_{srt} + \sum_{a \in A_l} \sum_t \omega_a (1 - \lambda_{at}) f_{at}
        \ge C_l\, e_l \qquad \forall l
    """
    limits = net.disposal_limits
    filled = np.unique(net.precedence.limit)
    row = np.full(len(limits.label), -1)
    row[filled] = np.arange(len(filled))
    return family(
        "disposal_filled",
        [(net.disposal, limits.route[filled]), (limits.label, filled)],
        np.zeros(len(filled)),
        np.full(len(filled), np.inf),
        [
            *_sent(net, x, row),
            (np.arange(len(filled)), x.full.start + np.arange(len(filled)), -limits.capacity[filled]),
        ],
    )


def _sent(net: Network, x: Decisions, row: Ids) -> list[Triples]:
    """Put what is sent under each limit into the limit's row; limits with row -1 are left out."""
    limits = net.disposal_limits
    of_row, route, route_weight = limits.route_row
    of_arc, arc, arc_weight = limits.arc
    here, there = np.nonzero(row[of_row] >= 0)[0], np.nonzero(row[of_arc] >= 0)[0]
    weight = np.repeat(route_weight[here, None], len(net.periods), axis=1)
    return [
        over_year(x.disposed, route[here], row[of_row[here]], weight),
        over_year(x.flow, arc[there], row[of_arc[there]], arc_weight[there, None] * net.arcs.arrival_share[arc[there]]),
    ]
