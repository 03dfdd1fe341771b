"""Standing losses: what a way loses as long as it stands, and out of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import by_period, family, nothing, ones
from isopt.formulation.constraints.loads import any_built
from isopt.formulation.labels import arc_axes, asset_axes, spread

if TYPE_CHECKING:
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def standing_loss(net: Network, x: Decisions) -> Rows:
    r"""Lose on a way that is there, over all its arcs and in both directions, what it loses by its length.

    .. math:: \sum_{a \in A_e} \ell_{at} = \Lambda_{et}\, Y_e \qquad \forall e, t
    """
    losses = net.standing_losses
    if not len(losses.arc):
        return nothing("standing_loss")
    assets, first, row = np.unique(net.connections.asset[losses.connection], return_index=True, return_inverse=True)
    rate = net.connections.standing_loss_u[losses.connection[first]]
    stands = net.assets.stands[assets]
    lost = np.where(stands[:, None], rate, 0.0).reshape(-1)
    return family(
        "standing_loss",
        spread(asset_axes(net, net.assets, assets), net.periods),
        lost,
        lost,
        [
            by_period(x.lost, np.arange(len(row)), row, ones(net, len(row))),
            any_built(net, x, np.where(stands, -1, assets), -rate),
        ],
    )


def loss_covered(net: Network, x: Decisions) -> Rows:
    r"""Lose no more of what enters an arc than its proportional losses leave.

    .. math:: \ell_{at} \le (1 - \lambda_{at})\, f_{at} \qquad \forall a, t
    """
    arc = net.standing_losses.arc
    if not len(arc):
        return nothing("loss_covered")
    row = np.arange(len(arc))
    return family(
        "loss_covered",
        spread(arc_axes(net, arc), net.periods),
        np.full(len(arc) * len(net.periods), -np.inf),
        np.zeros(len(arc) * len(net.periods)),
        [
            by_period(x.lost, row, row, ones(net, len(arc))),
            by_period(x.flow, arc, row, -net.arcs.arrival_share[arc]),
        ],
    )
