"""The network: what is possible, as columns. One row an entity, integer ids, names kept aside, every order by name.

Arrays named `..._eur_per_u`, `..._u` and so on have shape (rows, periods), `..._emissions_kg_per_u` (impacts, rows, periods),
unless their docstring says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.network.plants import AssetKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.left_out import LeftOut
    from isopt.network.plants import (
        Assets,
        DisposalAssets,
        Facilities,
        Hubs,
        LoadLimits,
        MarketLimits,
        Openings,
        Ports,
        Purchases,
        Recipes,
        Sales,
        Sizes,
        StandingLosses,
        Stores,
    )

    Floats = NDArray[np.float64]
    Ids = NDArray[np.int32]
    Flags = NDArray[np.bool_]

ON_SITE = -1
"""The mode of an arc within one site."""


def pick_rows(column: NDArray[Any], rows: NDArray[np.intp]) -> NDArray[Any]:
    """Pick rows of a column, all impacts where it has them."""
    return np.take(column, rows, axis=1 if column.ndim == 3 else 0)


@dataclass(frozen=True, slots=True)
class Givers:
    """What is given: one row a giving flow; then facilities' outputs, hubs and stores, from where things leave."""

    names: tuple[str, ...]
    site: Ids
    resource: Ids
    kind: Ids
    """NodeKind."""
    part: Ids
    """Row of facilities, hubs or stores; -1 for flows."""
    given_u: Floats
    """What a flow gives; of all else the most that can ever leave, inf where nothing bounds it."""
    is_bound: Flags
    """All of it must go somewhere; False for all but flows."""
    at_least_u: Floats
    """Shape (rows,); the least that takers must get in a year, 0 where they get all of it anyway."""
    minimum_u: Floats
    """Shape (rows,); the least that leaves to takers in a year, if anything does."""


@dataclass(frozen=True, slots=True)
class Takers:
    """What is needed: one row a taking flow; then facilities' inputs, hubs and stores, where things arrive."""

    names: tuple[str, ...]
    site: Ids
    kind: Ids
    """NodeKind."""
    part: Ids
    """Row of facilities, hubs or stores; -1 for flows."""
    need_u: Floats
    """What a flow needs; of all else the most that can ever arrive, inf where nothing bounds it."""
    is_bound: Flags
    """All of it must be met; False for all but flows."""
    has_virgin: Flags
    virgin_eur_per_u: Floats
    virgin_emissions_kg_per_u: Floats
    at_least_u: Floats
    """Shape (rows,); the least that exchanges must meet in a year, 0 where they meet all of it anyway."""
    minimum_u: Floats
    """Shape (rows,); the least that exchanges meet in a year, if any do."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Disposal without a way: one row a giver and a route that has no site, or none at all."""

    giver: Ids
    route: Ids
    """A disposal route's id; the number of routes where what is left goes free."""
    cost_eur_per_u: Floats
    emissions_kg_per_u: Floats
    avoided_kg_per_u: Floats
    """Shape (impacts, rows, periods)."""
    landfilled_t_per_u: Floats
    """Shape (rows,)."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """Possible moves: one row a giver, an end and a mode, in that order."""

    giver: Ids
    end: Ids
    """A taker's id, or the number of takers plus a disposal route's id."""
    mode: Ids
    """ON_SITE within one site."""
    resource: Ids
    km: Floats
    """Shape (rows,)."""
    cost_eur_per_u: Floats
    """Of what enters: transport, handling, the giver's costs, handling and disposal at the end, less revenue."""
    emissions_kg_per_u: Floats
    """Of what enters: transport, use or disposal at the end."""
    avoided_kg_per_u: Floats
    """Shape (impacts, rows, periods); of what enters: what disposal at the end avoids."""
    arrival_share: Floats
    replaces_per_u: Floats
    """Units of the need met by one unit arriving; 1 into hubs and stores, 0 on the way to disposal."""
    landfilled_t_per_u: Floats
    """Shape (rows,); of what arrives."""
    upper_u: Floats
    """M: the most that can ever enter in a period; inf where nothing bounds it."""
    connection: Ids
    """The connection whose capacity, fixed cost, loss or sizes it is under; -1 for none."""
    weight: Floats
    """Shape (rows,); units of that connection's sizes per u."""
    capacity_weight: Floats
    """Shape (rows,); units of that connection's own capacity per u."""

    def __len__(self) -> int:
        return len(self.giver)

    def pick(self, rows: NDArray[np.intp]) -> Arcs:
        """Keep some of the arcs."""
        return Arcs(*(pick_rows(getattr(self, name), rows) for name in Arcs.__slots__))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Arcs with an on/off decision of their own: a yearly cost of being used, or a least amount. Shape (rows,)."""

    arc: Ids
    fixed_eur_per_a: Floats
    minimum_u: Floats


@dataclass(frozen=True, slots=True)
class Connections:
    """Two sites, a mode, and what shares the way: rows with a capacity, a fixed cost, a standing loss or sizes."""

    mode: Ids
    source: Ids
    target: Ids
    label: tuple[str, ...]
    """The resource it serves, or `shared`."""
    capacity: Floats
    """Per period, in its own unit; inf for none."""
    asset: Ids
    """What must stand for it; -1 for none. The two directions of a link have one asset."""
    opening: Ids
    """What is paid once anything uses it; -1 for nothing. The two directions of a link have one opening."""
    standing_loss_u: Floats
    """Lost per period while it stands."""


@dataclass(frozen=True, slots=True)
class DisposalLimits:
    """Most that routes take per year, or in all: one row a limit; members are giver-route rows and arcs."""

    route: Ids
    label: tuple[str, ...]
    capacity: Floats
    """Shape (rows,)."""
    route_row: tuple[Ids, Ids, Floats]
    """Limit, row of `routes`, weight."""
    arc: tuple[Ids, Ids, Floats]
    """Limit, arc, weight."""


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """Bounds on blends: one row an end, what it limits, and a side; members are all that may be in the blend."""

    end: Ids
    """By `Network.ends`."""
    label: tuple[str, ...]
    arc: tuple[Ids, Ids, Floats]
    """Limit, arc, excess of the giver's value over the bound, signed so that the blend's sum must be ≤ 0, by the largest."""
    virgin: tuple[Ids, Ids, Floats]
    """Limit, taker, excess of the virgin material's value."""
    route_row: tuple[Ids, Ids, Floats]
    """Limit, row of `routes`, excess of the giver's value."""
    purchase: tuple[Ids, Ids, Floats]
    """Limit, row of `purchases`, excess of the value of what is bought."""


@dataclass(frozen=True, slots=True)
class Precedence:
    """Of today's disposal: what may be used only once an earlier limit is full. Empty in a plan."""

    limit: Ids
    """Per rule, the row of DisposalLimits that must be full, or one of `also`."""
    route_row: Ids
    """Per rule, the row of `routes` it holds back; -1 where it is an arc."""
    arc: Ids
    also: tuple[Ids, Ids]
    """Rule, a further row of DisposalLimits."""


@dataclass(frozen=True, slots=True)
class Network:
    """All that is possible in a scenario."""

    periods: tuple[str, ...]
    resources: tuple[str, ...]
    sites: tuple[str, ...]
    modes: tuple[str, ...]
    disposal: tuple[str, ...]
    givers: Givers
    takers: Takers
    routes: Routes
    arcs: Arcs
    pairs: Pairs
    connections: Connections
    assets: Assets
    sizes: Sizes
    openings: Openings
    facilities: Facilities
    recipes: Recipes
    ports: Ports
    purchases: Purchases
    sales: Sales
    market_limits: MarketLimits
    hubs: Hubs
    stores: Stores
    standing_losses: StandingLosses
    disposal_assets: DisposalAssets
    load_limits: LoadLimits
    disposal_limits: DisposalLimits
    quality_limits: QualityLimits
    precedence: Precedence
    left_out: LeftOut
    impacts: tuple[str, ...]
    """co2, then all others in order of name."""
    cost_weight: float
    impact_weight_eur_per_kg: Floats
    """Shape (impacts,)."""
    counts_avoided: bool
    """Whether what is avoided elsewhere is part of what is minimised."""
    carbon_price_eur_per_kg: Floats
    """Shape (periods,)."""
    recipe_share: tuple[Ids, Ids, Floats]
    """Taker, resource, and per period the most (in units of the need) it may meet; one row a share below 1."""

    @property
    def ends(self) -> tuple[str, ...]:
        """Names of takers, then of disposal routes as `disposal.NAME`, by `arcs.end`."""
        return (*self.takers.names, *(f"disposal.{name}" for name in self.disposal))

    @property
    def disposal_labels(self) -> tuple[str, ...]:
        """Names of disposal routes by `routes.route`, the last one for what goes free."""
        return (*self.disposal, "unused")

    @property
    def site_labels(self) -> tuple[str, ...]:
        """Names of sites; -1 is none."""
        return (*self.sites, "")

    @property
    def mode_or_kind_labels(self) -> tuple[str, ...]:
        """Names of modes, then of kinds of assets on one site, by `assets.mode`."""
        return (*self.modes, *(kind.label for kind in AssetKind))

    @property
    def mode_labels(self) -> tuple[str, ...]:
        """Names of modes by `arcs.mode`, the last one for ON_SITE."""
        return (*self.modes, "on_site")

    def combined(self, cost_eur: Floats, emissions_kg: Floats) -> Floats:
        """Weigh cost (rows, periods) and emissions (impacts, rows, periods) into what is minimised; shape (rows, periods)."""
        co2_weight = self.cost_weight * self.carbon_price_eur_per_kg + self.impact_weight_eur_per_kg[0]
        combined: Floats = self.cost_weight * cost_eur + co2_weight * emissions_kg[0]
        for weight, kg in zip(self.impact_weight_eur_per_kg[1:], emissions_kg[1:], strict=True):
            combined += weight * kg
        return combined
