"""Columns of what stands at a site: facilities and their recipes, stores, hubs, markets; and of all that can be built.

Arrays named `..._eur_per_u`, `..._u` and so on have shape (rows, periods), `..._emissions_kg...` (impacts, rows, periods),
unless their docstring says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.network import Givers, Takers

    Floats = NDArray[np.float64]
    Ids = NDArray[np.int32]
    Flags = NDArray[np.bool_]


class NodeKind(IntEnum):
    """What a row of givers or takers is."""

    FLOW = 0
    PORT = 1
    HUB = 2
    STORE = 3


class AssetKind(IntEnum):
    """What an asset is."""

    WAY = 0
    FACILITY = 1
    STORE = 2
    HUB = 3
    DISPOSAL = 4

    @property
    def label(self) -> str:
        """Name it where a way has its mode."""
        return {
            AssetKind.WAY: "", AssetKind.FACILITY: "facility", AssetKind.STORE: "storage", AssetKind.HUB: "hub",
            AssetKind.DISPOSAL: "disposal",
        }[self]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assets:
    """Things that can be built, or stand: one row an asset, used only up to what stands and is built.

    What is on one site comes first; links that stand although no arc leads over them come last.
    """

    kind: Ids
    source: Ids
    """Site; the same as `target` for what stands on one site, -1 for a disposal route without one."""
    target: Ids
    mode: Ids
    """Of a way, its mode; else the number of modes plus the asset's kind."""
    label: tuple[str, ...]
    """Of a way, what it serves; else the facility's, store's, hub site's or disposal route's name."""
    standing: Floats
    """Capacity that stands today: per period, in the capacity's own unit; a store's content, the same in each period."""
    standing_eur_per_a: Floats
    """Shape (rows,); fixed_opex of what stands today."""
    stands: Flags
    """Whether anything stands today."""
    group: Ids
    """`one_of`: number of the group, -1 for none."""
    groups: tuple[str, ...]
    """Names of groups."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes that can be built: one row an asset and a size, or an asset and a stretch between two sizes."""

    asset: Ids
    name: tuple[str, ...]
    """The size; of a stretch `small..large`."""
    capacity: Floats
    """Per period; of a stretch, at its lower end."""
    capex_eur: Floats
    """Shape (rows,); the whole investment; of a stretch, at its lower end; the same for all below."""
    annuity_eur_per_a: Floats
    fixed_opex_eur_per_a: Floats
    lifetime_a: Floats
    stretch_capacity: Floats
    """Per period, what the upper end has more; 0 for a single size."""
    stretch_capex_eur: Floats
    stretch_annuity_eur_per_a: Floats
    stretch_fixed_opex_eur_per_a: Floats
    is_stretch: Flags


@dataclass(frozen=True, slots=True)
class Openings:
    """What costs a fixed sum in each year in which anything uses it: links and disposal sites. Shape (rows,)."""

    source: Ids
    target: Ids
    mode: Ids
    """Of a link, its mode; of a disposal site, the number of modes plus its kind."""
    label: tuple[str, ...]
    fixed_eur_per_a: Floats


@dataclass(frozen=True, slots=True)
class Facilities:
    """Technologies at sites: one row a facility."""

    names: tuple[str, ...]
    site: Ids
    asset: Ids
    """-1 where it needs no building and has no limit."""
    min_load_share: Floats
    """Shape (rows,)."""
    upper_activity: Floats
    """The most it can ever run in a period; inf where nothing bounds it."""


@dataclass(frozen=True, slots=True)
class Recipes:
    """Ways facilities can run: one row a facility and a recipe, facility by facility."""

    facility: Ids
    name: tuple[str, ...]
    opex_eur: Floats
    """Per unit of activity."""
    emissions_kg: Floats
    """Per unit of activity; shape (impacts, rows, periods)."""
    least_share: Floats
    """Shape (rows,); of the facility's activity."""
    most_share: Floats
    upper_activity: Floats


@dataclass(frozen=True, slots=True)
class Ports:
    """What recipes take and give: a port is a giver (output) or a taker (input) row of kind PORT."""

    taker: tuple[Ids, Ids, Floats]
    """Row of takers, recipe, units taken per unit of activity; the last of shape (entries, periods)."""
    giver: tuple[Ids, Ids, Floats]
    """Row of givers, recipe, units given per unit of activity."""


@dataclass(frozen=True, slots=True)
class Purchases:
    """What facilities and stores can buy: one row a taker and where it buys."""

    taker: Ids
    is_virgin: Flags
    """A purchase of the port's own (`otherwise`), not at the resource's market."""
    resource: Ids
    cost_eur_per_u: Floats
    """At a market, costs at use and handling into a store included."""
    emissions_kg_per_u: Floats
    upper_u: Floats


@dataclass(frozen=True, slots=True)
class Sales:
    """What facilities and stores can sell: one row a giver."""

    giver: Ids
    resource: Ids
    price_eur_per_u: Floats
    avoided_kg_per_u: Floats
    """Shape (impacts, rows, periods): the ledger of `avoids`."""
    upper_u: Floats


@dataclass(frozen=True, slots=True)
class MarketLimits:
    """Most that all sites together buy or sell of a resource in a period, where more than one does."""

    resource: Ids
    is_purchase: Flags
    capacity_u: Floats
    purchase: tuple[Ids, Ids]
    """Limit, row of purchases."""
    sale: tuple[Ids, Ids]
    """Limit, row of sales."""


@dataclass(frozen=True, slots=True)
class Hubs:
    """Where things arrive and leave again: one row a site and a resource."""

    giver: Ids
    taker: Ids
    asset: Ids
    """-1 where it has no limit."""
    weight: Floats
    """Shape (rows,); units of the asset's capacity per u arriving."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Stores: one row each."""

    names: tuple[str, ...]
    giver: Ids
    taker: Ids
    asset: Ids
    """-1 where it has no limit."""
    kept_share: Floats
    initial_u: Floats
    """Shape (rows,); NaN where it is not given."""
    charge_u: Floats
    """The most that can ever enter in a period; inf where nothing bounds it."""
    discharge_u: Floats
    holding_eur_per_u: Floats
    upper_u: Floats
    """The most it can ever hold."""


@dataclass(frozen=True, slots=True)
class StandingLosses:
    """Arcs over a way that loses by its length as long as it stands: one row an arc."""

    arc: Ids
    connection: Ids
    cost_eur_per_u: Floats
    """What one unit lost saves at the end of the arc, negative: what is priced by what arrives."""
    emissions_kg_per_u: Floats
    avoided_kg_per_u: Floats


@dataclass(frozen=True, slots=True)
class DisposalAssets:
    """Disposal routes that must stand or be opened; members are rows of `routes` and arcs."""

    route: Ids
    asset: Ids
    """-1 where it has no sizes."""
    opening: Ids
    """-1 where it has no fixed cost."""
    route_row: tuple[Ids, Ids, Floats]
    """Row here, row of `routes`, units of the asset's capacity per u."""
    arc: tuple[Ids, Ids, Floats]
    """Row here, arc, units of the asset's capacity per u arriving."""


@dataclass(frozen=True, slots=True)
class LoadLimits:
    """Most of a property that disposal routes take in a year: one row a route and property."""

    route: Ids
    label: tuple[str, ...]
    most: Floats
    """Shape (rows,)."""
    route_row: tuple[Ids, Ids, Floats]
    """Limit, row of `routes`, value of the property per u."""
    arc: tuple[Ids, Ids, Floats]


def rows_by_name(nodes: Givers | Takers) -> dict[str, int]:
    """Find the rows of ports, hubs and stores among givers or takers."""
    return {nodes.names[row]: row for row in np.nonzero(nodes.kind != NodeKind.FLOW)[0].tolist()}
