"""Hubs: what arrives leaves again, and no more arrives than fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import arriving, by_period, family, nothing, ones, places
from isopt.formulation.constraints.loads import held, hub_arc_load, hub_arrivals, hub_load, needing_build
from isopt.formulation.labels import spread

if TYPE_CHECKING:
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def hub_balance(net: Network, x: Decisions) -> Rows:
    r"""Let all that arrives at a hub leave it in the same period.

    .. math:: \sum_{a \in A_k} \bigl((1 - \lambda_{at})\, f_{at} - \ell_{at}\bigr) = \sum_{a \in A_s} f_{at}
        \qquad \forall h = (k, s), t
    """
    hubs, periods = net.hubs, net.periods
    if not len(hubs.giver):
        return nothing("hub_balance")
    into, hub = hub_arrivals(net)
    of_arc = places(len(net.givers.names), hubs.giver)[net.arcs.giver]
    out = np.nonzero(of_arc >= 0)[0]
    zeros = np.zeros(len(hubs.giver) * len(periods))
    return family(
        "hub_balance",
        spread([(net.givers.names, hubs.giver)], periods),
        zeros,
        zeros,
        [
            *arriving(net, x, into, hub, ones(net, len(into))),
            by_period(x.flow, out, of_arc[out], -ones(net, len(out))),
        ],
    )


def hub_capacity(net: Network, x: Decisions) -> Rows:
    r"""Let no more arrive at a hub, of all it carries, than what stands and is built can handle.

    .. math:: \sum_{k \in h} \omega_k \sum_{a \in A_k} \bigl((1 - \lambda_{at})\, f_{at} - \ell_{at}\bigr)
        \le C^0_{ht} + \sum_{b \in B_h} \bigl(\min(C_{bt}, M_{ht} - C^0_{ht})\, y_b + \Delta_{bt}\, \theta_b\bigr)
        \qquad \forall h, t
    """
    if not (net.hubs.asset >= 0).any():
        return nothing("hub_capacity")
    return held("hub_capacity", net, x, hub_load(net, x))


def hub_use(net: Network, x: Decisions) -> Rows:
    r"""Hold each of several flows into a hub to what the size built lets arrive: implied for integers, strong before.

    .. math:: \omega_k \bigl((1 - \lambda_{at})\, f_{at} - \ell_{at}\bigr) \le C^0_{ht} + \sum_{b \in B_h} \bigl(
        \min(C_{bt}, \omega_k (1 - \lambda_{at}) M_{at} - C^0_{ht})\, y_b + \Delta_{bt}\, \theta_b\bigr)
        \qquad \forall h, a \in A_k, t
    """
    if not (net.hubs.asset >= 0).any():
        return nothing("hub_use")
    return held("hub_use", net, x, needing_build(net, hub_arc_load(net, x)))
