"""Markets: what all sites together can buy and sell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import by_period, family, nothing, ones
from isopt.formulation.labels import spread

if TYPE_CHECKING:
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def market_capacity(net: Network, x: Decisions) -> Rows:
    r"""Hold what all sites buy, or sell, of a resource in a period to what its market has, or takes.

    .. math:: \sum_{k \in l} \beta_{kt} \le C_{lt}, \qquad \sum_{s \in l} \sigma_{st} \le C_{lt} \qquad \forall l, t
    """
    limits = net.market_limits
    if not len(limits.resource):
        return nothing("market_capacity")
    of_purchase, purchase = limits.purchase
    of_sale, sale = limits.sale
    return family(
        "market_capacity",
        spread([(net.resources, limits.resource), (("sell", "buy"), limits.is_purchase.astype(np.int32))], net.periods),
        np.full(limits.capacity_u.size, -np.inf),
        limits.capacity_u.reshape(-1),
        [
            by_period(x.bought, purchase, of_purchase, ones(net, len(purchase))),
            by_period(x.sold, sale, of_sale, ones(net, len(sale))),
        ],
    )
