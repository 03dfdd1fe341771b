"""Bounds on what arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import by_period, family, spread

if TYPE_CHECKING:
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def quality(net: Network, x: Decisions) -> Rows:
    r"""Hold the blend of what arrives, virgin included, to a property's bound; in each period, by its largest coefficient.

    .. math:: \sum_{a \in A_l} \pm(q_a - \bar q_l)(1 - \lambda_{at}) f_{at} \pm (q^v_k - \bar q_l) v_{kt} \le 0
        \qquad \forall l, t
    """
    limits = net.quality_limits
    of_arc, arc, excess = limits.arc
    of_virgin, taker, virgin_excess = limits.virgin
    periods = len(net.periods)
    count = len(limits.label)
    place = np.cumsum(net.takers.has_virgin) - 1
    return family(
        "quality",
        spread([(net.takers.names, limits.taker), (limits.label, np.arange(count))], net.periods),
        np.full(count * periods, -np.inf),
        np.zeros(count * periods),
        [
            by_period(x.flow, arc, of_arc, excess[:, None] * net.arcs.arrival_share[arc]),
            by_period(x.virgin, place[taker], of_virgin, np.repeat(virgin_excess[:, None], periods, axis=1)),
        ],
    )
