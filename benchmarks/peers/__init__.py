"""The same program built in other ways. Each peer has `build(net)`: from a network's columns to a solver that holds the model.

All of them write the same columns (flow, disposed, virgin, used) and rows (giver_balance, taker_balance, recipe_share, pair_use)
in the same order, for networks of one period without sizes, links, limits of disposal and of quality,
whose givers and needs are all bound and have arcs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from isopt.network.network import Network


def check_covered(net: Network) -> None:
    """Refuse a network with anything that the peers leave out. Not part of what is timed."""
    ends = ((net.arcs.giver, net.givers), (net.arcs.end, net.takers))
    beyond = {
        "periods": len(net.periods) - 1,
        "connections": len(net.connections.mode),
        "disposal limits": len(net.disposal_limits.label),
        "quality limits": len(net.quality_limits.label),
        "givers or needs that are free": int((~net.givers.is_bound).sum() + (~net.takers.is_bound).sum()),
        "flows without an arc": sum(np.unique(end).size < len(flow.names) for end, flow in ends),
        "ways to disposal": int((net.arcs.end >= len(net.takers.names)).sum()),
        "minimum amounts": int((net.pairs.minimum_u > 0).sum()),
    }
    if any(beyond.values()):
        raise ValueError(f"the peers cannot build this network: {beyond}")
