"""Bounds on what arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import arriving, by_period, family, nothing, per_period
from isopt.formulation.labels import spread

if TYPE_CHECKING:
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def quality(net: Network, x: Decisions) -> Rows:
    r"""Hold the blend of what arrives, purchases included, to a property's bound; in each period, by its largest coefficient.

    .. math:: \sum_{a \in A_l} \pm(q_a - \bar q_l)\bigl((1 - \lambda_{at}) f_{at} - \ell_{at}\bigr)
        + \sum_{(s,r) \in l} \pm(q_s - \bar q_l)\, d_{srt} \pm (q^v_k - \bar q_l) (v_{kt} + \beta_{kt}) \le 0 \qquad \forall l, t
    """
    limits = net.quality_limits
    count = len(limits.label)
    if not count:
        return nothing("quality")
    of_arc, arc, excess = limits.arc
    of_virgin, taker, virgin_excess = limits.virgin
    place = np.cumsum(net.takers.has_virgin) - 1
    others = [(x.disposed, *limits.route_row), (x.bought, *limits.purchase)]
    return family(
        "quality",
        spread([(net.ends, limits.end), (limits.label, np.arange(count))], net.periods),
        np.full(count * len(net.periods), -np.inf),
        np.zeros(count * len(net.periods)),
        [
            *arriving(net, x, arc, of_arc, per_period(net, excess)),
            by_period(x.virgin, place[taker], of_virgin, per_period(net, virgin_excess)),
            *(by_period(block, member, row, per_period(net, value)) for block, row, member, value in others),
        ],
    )
