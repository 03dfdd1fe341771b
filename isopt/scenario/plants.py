"""What stands at a site and does something, resolved: technologies at work, stores, hubs, markets, and how they are sized."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.scenario import Acceptance, Bounds, ByPeriod, Impacts, Size, Virgin


@dataclass(frozen=True, slots=True)
class Sizing:
    """In what sizes something can be built, and what of it stands today (SEMANTICS 10)."""

    sizes: tuple[Size, ...] = ()
    """In order of name; in order of capacity where anything between them can be built. Empty: needs no building, no limit."""
    is_between: bool = False
    """Whether any capacity from the smallest to the largest size can be built, costs on straight lines between."""
    existing: Size | None = None
    """What stands today: no capex, its fixed_opex is paid in plan and baseline."""
    is_existing: bool = False
    """Whether it stands today: `existing` names a size or a capacity, or is `true` for what has no sizes."""
    group: str | None = None
    """`one_of`: at most one of the group is built."""
    cutting_error_share: float = 0.0
    """Of a `scale` cut into sizes: the most by which the cost of a capacity departs from the curve."""

    @property
    def is_limited(self) -> bool:
        """Whether it must be built, or stand, to be used."""
        return bool(self.sizes) or self.existing is not None


@dataclass(frozen=True, slots=True)
class Market:
    """Where facilities and stores buy or sell a resource, at every site."""

    price_eur_per_u: ByPeriod
    emissions_kg_per_u: Impacts
    """Of what is bought; of what is sold, what it `avoids`: a ledger of its own."""
    capacity_u: ByPeriod
    """Most of all sites together in each period; inf for none."""


@dataclass(frozen=True, slots=True)
class InputPort:
    """What a facility takes in of one resource (or of heat hot enough), whichever recipes use it."""

    resource: str
    accepts: Mapping[str, Acceptance]
    """The resource itself; with a `temperature` all heat at least `approach` hotter. `replaces` converts units."""
    virgin: Virgin | None
    """`otherwise`: a purchase of its own, beside the resource's market."""
    limits: Mapping[str, Bounds]


@dataclass(frozen=True, slots=True)
class OutputPort:
    """What a facility gives out of one resource."""

    resource: str
    routes: tuple[str, ...]
    """Disposal routes of `otherwise`, the port's own or the resource's."""
    is_free: bool
    """`otherwise: unused`: what is not taken goes nowhere, free of charge."""
    costs_eur_per_u: ByPeriod
    """Per unit leaving to a taker."""
    quality: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way a facility can run; amounts are per unit of activity."""

    name: str
    """Empty where the technology has a single, unnamed recipe."""
    takes_u: Mapping[str, ByPeriod]
    """By input port."""
    gives_u: Mapping[str, ByPeriod]
    """By output port."""
    opex_eur: ByPeriod
    emissions_kg: Impacts
    least_share: float
    """Of the facility's whole activity, in each period."""
    most_share: float


@dataclass(frozen=True, slots=True)
class Facility:
    """A technology at a site."""

    name: str
    entry: str
    """Name of its entry in the file: one with `sites` stands for a facility at each, named `entry@site`."""
    technology: str
    site: str
    activity_unit: str
    """What activity is counted in: t, MWh, m3, piece, or `u` where the file does not say."""
    inputs: Mapping[str, InputPort]
    outputs: Mapping[str, OutputPort]
    recipes: tuple[Recipe, ...]
    sizing: Sizing
    """Capacity is activity per period; `Size.capacity.weight_per_u` is {"activity": 1.0}."""
    min_load_share: float
    may_recycle: bool
    """Whether its outputs may feed its own inputs."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store of one resource at a site (SEMANTICS 25)."""

    name: str
    site: str
    resource: str
    sizing: Sizing
    """Capacity is an amount, the same in every period; `weight_per_u` is {resource: 1.0}."""
    kept_share: ByPeriod
    """Of what is there when a period begins, what is left when it ends: (1 − loss)^hours."""
    initial_u: float | None
    """Content at the year's start and end, where it is given."""
    charge_u: ByPeriod
    """Most that can enter in each period; inf for no limit."""
    discharge_u: ByPeriod
    handling_eur_per_u: ByPeriod
    """Per unit entering."""
    holding_eur_per_u: ByPeriod
    """Per unit of content at a period's end, for that whole period."""
    quality: Mapping[str, float]
    """What is guaranteed of all that leaves, and demanded of all that enters."""


@dataclass(frozen=True, slots=True)
class Hub:
    """A site where what arrives may leave again."""

    site: str
    handling_eur_per_u: Mapping[str, ByPeriod]
    """By resource carried, per unit arriving."""
    quality: Mapping[str, Mapping[str, float]]
    """By resource carried: what is guaranteed of all that leaves, and demanded of all that enters."""
    sizing: Sizing
    """Capacity is of all that arrives; weights by resource."""

    @property
    def carries(self) -> tuple[str, ...]:
        """The resources that may pass, in order of name."""
        return tuple(self.handling_eur_per_u)


@dataclass(frozen=True, slots=True)
class LoadLimit:
    """Most of a property a disposal route takes in a year: Σ value · u."""

    property: str
    most: float


def node_names(facility: Facility) -> tuple[str, ...]:
    """Name a facility's ports as results do: `dryer.power`."""
    return tuple(f"{facility.name}.{key}" for key in sorted({*facility.inputs, *facility.outputs}))


def hub_name(site: str, resource: str) -> str:
    """Name a hub's part for one resource as results do: `hub.harbour.ash`."""
    return f"hub.{site}.{resource}"
