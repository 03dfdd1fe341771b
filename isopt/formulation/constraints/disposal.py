"""What disposal routes can take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import family, over_year

if TYPE_CHECKING:
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def disposal_capacity(net: Network, x: Decisions) -> Rows:
    r"""Hold what all givers send by a route in a year to its capacity; today, fill it before later routes are used.

    .. math:: C_l\, e_l \le \sum_{(s,r) \in l} \sum_t \omega_{sr} d_{srt}
        + \sum_{a \in A_l} \sum_t \omega_a (1 - \lambda_{at}) f_{at} \le C_l \qquad \forall l
    """
    limits = net.disposal_limits
    of_row, row, row_weight = limits.route_row
    of_arc, arc, arc_weight = limits.arc
    periods = len(net.periods)
    filled = np.unique(net.precedence.limit)
    index = [(net.disposal, limits.route), (limits.label, np.arange(len(limits.label)))]
    taken = [
        over_year(x.disposed, row, of_row, np.repeat(row_weight[:, None], periods, axis=1)),
        over_year(x.flow, arc, of_arc, arc_weight[:, None] * net.arcs.arrival_share[arc]),
    ]
    return family("disposal_capacity", index, np.full(len(limits.label), -np.inf), limits.capacity, taken) if not len(
        filled
    ) else _with_filling(net, x, index, taken, filled)


def _with_filling(net: Network, x: Decisions, index, taken, filled) -> Rows:  # type: ignore[no-untyped-def]
    limits = net.disposal_limits
    count = len(limits.label)
    position = np.full(count, -1)
    position[filled] = np.arange(len(filled))
    fill_rows = [(position[row][position[row] >= 0] + count, column[position[row] >= 0], value[position[row] >= 0])
                 for row, column, value in taken]
    axes = [(labels, np.concatenate([codes, codes[filled]])) for labels, codes in index]
    full = (np.arange(len(filled)) + count, x.full.start + np.arange(len(filled)), -limits.capacity[filled])
    return family(
        "disposal_capacity",
        axes,
        np.concatenate([np.full(count, -np.inf), np.zeros(len(filled))]),
        np.concatenate([limits.capacity, np.full(len(filled), np.inf)]),
        [*taken, *fill_rows, full],
    )
