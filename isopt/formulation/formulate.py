"""From a network to the mixed-integer program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.formulation.constraints.activation import connection_capacity, connection_use, pair_minimum, pair_use
from isopt.formulation.constraints.assets import asset_capacity, asset_reach, asset_use, one_of, one_size, stretch_use
from isopt.formulation.constraints.balance import giver_balance, taker_balance
from isopt.formulation.constraints.conversion import input_balance, output_balance, recipe_mix
from isopt.formulation.constraints.disposal import disposal_capacity, disposal_filled, disposal_load, disposal_order
from isopt.formulation.constraints.disposal_sites import disposal_asset_capacity, disposal_asset_use, disposal_opened
from isopt.formulation.constraints.facilities import (
    facility_capacity,
    facility_running,
    load_least,
    load_smallest,
    running_built,
)
from isopt.formulation.constraints.hubs import hub_balance, hub_capacity, hub_use
from isopt.formulation.constraints.losses import loss_covered, standing_loss
from isopt.formulation.constraints.markets import market_capacity
from isopt.formulation.constraints.quality import quality
from isopt.formulation.constraints.shares import flow_minimum, flow_use, recipe_share, share_given, share_met
from isopt.formulation.constraints.storage import store_balance, store_capacity, store_start, store_use
from isopt.formulation.program import Program
from isopt.formulation.variables import decide

if TYPE_CHECKING:
    from isopt.network.network import Network

FAMILIES = (
    giver_balance,
    taker_balance,
    output_balance,
    input_balance,
    recipe_mix,
    hub_balance,
    store_balance,
    store_start,
    share_given,
    share_met,
    flow_use,
    flow_minimum,
    recipe_share,
    pair_use,
    pair_minimum,
    connection_use,
    connection_capacity,
    asset_capacity,
    asset_use,
    facility_capacity,
    facility_running,
    running_built,
    load_least,
    load_smallest,
    hub_capacity,
    hub_use,
    store_capacity,
    store_use,
    disposal_asset_capacity,
    disposal_asset_use,
    disposal_opened,
    asset_reach,
    stretch_use,
    one_size,
    one_of,
    market_capacity,
    standing_loss,
    loss_covered,
    disposal_capacity,
    disposal_load,
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
