"""The network: what is possible, as columns. One row an entity, integer ids, names kept aside, every order by name.

Arrays named `..._eur_per_u`, `..._u` and so on have shape (rows, periods) unless their docstring says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ids = NDArray[np.int32]
    Flags = NDArray[np.bool_]

ON_SITE = -1
"""The mode of an arc within one site."""


class Reason(IntEnum):
    """Why a candidate is no arc."""

    BEYOND_REACH = 1
    NO_LINK = 2
    CLOSED = 3
    ALL_LOST = 4
    NOTHING_TO_MOVE = 5
    MINIMUM_TOO_HIGH = 6

    @property
    def text(self) -> str:
        """Say it in words."""
        return {
            Reason.BEYOND_REACH: "farther than the mode's reach",
            Reason.NO_LINK: "the mode needs a link, and there is none",
            Reason.CLOSED: "the link is closed",
            Reason.ALL_LOST: "all would be lost on the way",
            Reason.NOTHING_TO_MOVE: "nothing to give, to take or to carry",
            Reason.MINIMUM_TOO_HIGH: "the mode's minimum is more than can ever move",
        }[self]


@dataclass(frozen=True, slots=True)
class Givers:
    """What is given: one row a giving flow."""

    names: tuple[str, ...]
    site: Ids
    resource: Ids
    given_u: Floats
    is_bound: Flags
    """All of it must go somewhere."""


@dataclass(frozen=True, slots=True)
class Takers:
    """What is needed: one row a taking flow."""

    names: tuple[str, ...]
    site: Ids
    need_u: Floats
    is_bound: Flags
    """All of it must be met."""
    has_virgin: Flags
    virgin_eur_per_u: Floats
    virgin_co2_kg_per_u: Floats


@dataclass(frozen=True, slots=True)
class Routes:
    """Disposal without a way: one row a giver and a route that has no site."""

    giver: Ids
    route: Ids
    cost_eur_per_u: Floats
    co2_kg_per_u: Floats
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
    """Of what enters: transport, handling, the giver's costs, disposal at the end, less revenue."""
    co2_kg_per_u: Floats
    """Of what enters: transport, and disposal at the end."""
    arrival_share: Floats
    replaces_per_u: Floats
    """Units of the need met by one unit arriving; 0 on the way to disposal."""
    landfilled_t_per_u: Floats
    """Shape (rows,); of what arrives."""
    upper_u: Floats
    """M: the most that can ever enter in a period."""
    connection: Ids
    """The connection whose capacity, fixed cost or sizes it is under; -1 for none."""
    weight: Floats
    """Shape (rows,); units of that connection's sizes per u."""
    capacity_weight: Floats
    """Shape (rows,); units of that connection's own capacity per u."""

    def __len__(self) -> int:
        return len(self.giver)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Arcs with an on/off decision of their own: a yearly cost of being used, or a least amount. Shape (rows,)."""

    arc: Ids
    fixed_eur_per_a: Floats
    minimum_u: Floats


@dataclass(frozen=True, slots=True)
class Connections:
    """Two sites, a mode, and what shares the way: rows with a capacity, a fixed cost or sizes."""

    mode: Ids
    source: Ids
    target: Ids
    label: tuple[str, ...]
    """The resource it serves, or `shared`."""
    capacity: Floats
    """Per period, in its own unit; inf for none."""
    fixed_eur_per_a: Floats
    """Shape (rows,); paid once anything uses it."""
    is_sized: Flags


@dataclass(frozen=True, slots=True)
class Assets:
    """Sizes that can be built: one row a connection and a size."""

    connection: Ids
    size: tuple[str, ...]
    capacity: Floats
    capex_eur: Floats
    """Shape (rows,); the whole investment."""
    annuity_eur_per_a: Floats
    """Shape (rows,)."""
    fixed_opex_eur_per_a: Floats
    """Shape (rows,)."""
    lifetime_a: Floats
    """Shape (rows,)."""


@dataclass(frozen=True, slots=True)
class DisposalLimits:
    """Most that routes take per year: one row a limit; members are giver-route rows and arcs."""

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
    """Bounds on blends: one row a taker, what it limits, and a side; members are arcs and virgin purchase."""

    taker: Ids
    label: tuple[str, ...]
    arc: tuple[Ids, Ids, Floats]
    """Limit, arc, excess of the giver's value over the bound, signed so that the blend's sum must be ≤ 0, by the largest."""
    virgin: tuple[Ids, Ids, Floats]
    """Limit, taker, excess of the virgin material's value."""


@dataclass(frozen=True, slots=True)
class Precedence:
    """Of today's disposal: what may be used only once an earlier limit is full. Empty in a plan."""

    limit: Ids
    """Per rule, the row of DisposalLimits that must be full."""
    route_row: Ids
    """Per rule, the row of `routes` it holds back; -1 where it is an arc."""
    arc: Ids


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Candidates that are no arc, each with its reason. Shape (rows,)."""

    giver: Ids
    end: Ids
    mode: Ids
    km: Floats
    reason: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.giver)


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
    disposal_limits: DisposalLimits
    quality_limits: QualityLimits
    precedence: Precedence
    left_out: LeftOut
    cost_weight: float
    co2_weight_eur_per_kg: float
    carbon_price_eur_per_kg: Floats
    """Shape (periods,)."""
    recipe_share: tuple[Ids, Ids, Floats]
    """Taker, resource, and per period the most (in units of the need) it may meet; one row a share below 1."""

    @property
    def ends(self) -> tuple[str, ...]:
        """Names of takers, then of disposal routes as `disposal.NAME`, by `arcs.end`."""
        return (*self.takers.names, *(f"disposal.{name}" for name in self.disposal))

    @property
    def mode_labels(self) -> tuple[str, ...]:
        """Names of modes by `arcs.mode`, the last one for ON_SITE."""
        return (*self.modes, "on_site")

    def combined(self, cost_eur: Floats, co2_kg: Floats) -> Floats:
        """Weigh cost and CO2 per period into what is minimised; shape (rows, periods)."""
        return self.cost_weight * cost_eur + (
            (self.cost_weight * self.carbon_price_eur_per_kg + self.co2_weight_eur_per_kg) * co2_kg
        )
