"""From a network to the mixed-integer program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.formulation.constraints.activation import (
    connection_capacity,
    connection_use,
    disposal_order,
    pair_minimum,
    pair_use,
)
from isopt.formulation.constraints.assets import asset_capacity, asset_use, one_size
from isopt.formulation.constraints.balance import giver_balance, recipe_share, taker_balance
from isopt.formulation.constraints.disposal import disposal_capacity, disposal_filled
from isopt.formulation.constraints.quality import quality
from isopt.formulation.program import Program
from isopt.formulation.variables import decide

if TYPE_CHECKING:
    from isopt.network.network import Network

FAMILIES = (
    giver_balance,
    taker_balance,
    recipe_share,
    pair_use,
    pair_minimum,
    connection_use,
    connection_capacity,
    asset_capacity,
    asset_use,
    one_size,
    disposal_capacity,
    disposal_filled,
    disposal_order,
    quality,
)
"""Every family of rows, in the order of the matrix; `isopt formulation` prints them."""


def formulate(net: Network) -> Program:
    """Write the program of a network: minimise combined cost per year over all its plans."""
    decisions = decide(net)
    families = (make(net, decisions) for make in FAMILIES)
    return Program(decisions.blocks, tuple(rows for rows in families if len(rows)))
