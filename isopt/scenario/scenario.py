"""The scenario, resolved: every reference known to exist, every number in the inner units.

Sections are in order of name. A tuple of floats has one entry per period of the calendar.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.document import Document
    from isopt.scenario.plants import Facility, Hub, LoadLimit, Market, Sizing, Store

ByPeriod = tuple[float, ...]
Impacts = tuple[ByPeriod, ...]
"""One entry per impact, in the order of `Scenario.impacts`."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an entry comes from: its place in the files, and what it says of its own figures."""

    place: str
    confidence: str | None = None
    source: str | None = None
    note: str | None = None
    sources: Mapping[str, str] | None = None

    @property
    def is_illustrative(self) -> bool:
        """Whether the figures are remembered or guessed."""
        return self.confidence in {"memory", "guess"}


@dataclass(frozen=True, slots=True)
class Unit:
    """What amounts of something are counted in."""

    text: str
    dimension: str
    """mass, energy, volume or item."""
    base_per_u: float
    """t, MWh, m3 or pieces in one unit."""
    mass_t_per_u: float | None
    """Tonnes in one unit, where known."""
    is_known: bool = True
    """Whether what the file says of it is free of faults."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A material, by-product, water, heat or power."""

    name: str
    unit: Unit
    form: str | None
    temperature_degc: float | None
    ewc: str | None
    is_hazardous: bool
    properties: Mapping[str, str]
    quality: Mapping[str, float]
    buy: Market | None = None
    sell: Market | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place: latitude and longitude in degrees, or x and y in km."""

    name: str
    degrees: tuple[float, float] | None
    plane_km: tuple[float, float] | None
    nace: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Most that may be moved or disposed of: Σ weight · u over the resources it counts."""

    amount: ByPeriod
    """In the capacity's own unit; one entry per period, or a single one per year."""
    weight_per_u: Mapping[str, float]
    """Of the resources it counts together, units of capacity per u."""
    unit: str


@dataclass(frozen=True, slots=True)
class DisposalTerms:
    """What a route costs and emits for one resource."""

    gate_fee_eur_per_u: ByPeriod
    tax_eur_per_u: ByPeriod
    pays_eur_per_u: ByPeriod
    emissions_kg_per_u: Impacts
    avoided_kg_per_u: Impacts
    """What disposing of it avoids elsewhere: a ledger of its own."""


@dataclass(frozen=True, slots=True)
class Disposal:
    """A route for what finds no taker."""

    name: str
    is_landfill: bool
    site: str | None
    capacities: tuple[Capacity, ...]
    total: tuple[Capacity, ...]
    """Room left, for all years together."""
    terms: Mapping[str, DisposalTerms]
    """By resource, for those some giver, or output of a facility, may send here."""
    limits: Mapping[str, Bounds]
    """On the blend of all that goes here, in each period; only the most."""
    loads: tuple[LoadLimit, ...]
    fixed_eur_per_a: float
    """Once anything uses the route."""
    sizing: Sizing
    """Capacity is a rate, per period; what counts is the year's sum."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds on one property."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Giver:
    """What a site gives away."""

    name: str
    site: str
    resource: str
    given_u: ByPeriod
    routes: tuple[str, ...]
    is_required: bool
    costs_eur_per_u: ByPeriod
    quality: Mapping[str, float]
    at_least_share: float = 0.0
    """Of the year's total, the least that takers must get."""
    minimum_u: float = 0.0
    """Least that leaves to takers in a year, if anything does."""

    @property
    def is_bound(self) -> bool:
        """Whether all that arises must go somewhere."""
        return bool(self.routes) or self.is_required


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a need takes one resource."""

    replaces_per_u: ByPeriod
    at_most_share: ByPeriod
    limits: Mapping[str, Bounds]
    costs_eur_per_u: ByPeriod
    """Per unit arriving."""
    emissions_kg_per_u: Impacts
    """At use, per unit arriving."""


@dataclass(frozen=True, slots=True)
class Virgin:
    """Today's virgin purchase, per unit of need."""

    price_eur_per_u: ByPeriod
    emissions_kg_per_u: Impacts
    quality: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Taker:
    """What a site needs."""

    name: str
    site: str
    unit: Unit
    need_u: ByPeriod
    accepts: Mapping[str, Acceptance]
    virgin: Virgin | None
    is_required: bool
    limits: Mapping[str, Bounds]
    revenue_eur_per_u: ByPeriod
    at_least_share: float = 0.0
    """Of the year's need, the least that exchanges must meet."""
    minimum_u: float = 0.0
    """Least of the need that exchanges meet in a year, if any do."""

    @property
    def is_bound(self) -> bool:
        """Whether the need must be met exactly."""
        return self.virgin is not None or self.is_required


@dataclass(frozen=True, slots=True)
class Terms:
    """What moving one resource by one mode costs, emits, loses; how much fits.

    Prices of vehicles, per km and per h, are part of what is per u and km.
    """

    cost_eur_per_u_km: ByPeriod
    cost_eur_per_u: ByPeriod
    handling_eur_per_u: ByPeriod
    emissions_kg_per_u_km: Impacts
    emissions_kg_per_u: Impacts
    loss_per_km: ByPeriod
    per_exchange_eur_per_a: float
    per_exchange_eur_per_km_a: float
    minimum_u: float
    capacity: Capacity | None
    setup_eur: float = 0.0
    """Once for each pair in use, spread over the contract."""
    contract_a: float = math.inf
    standing_loss_u_per_h_km: float = 0.0
    """Lost as long as the way stands."""


@dataclass(frozen=True, slots=True)
class Size:
    """One size an asset can be built in."""

    name: str
    capacity: Capacity
    capex_eur: float
    capex_eur_per_km: float
    fixed_opex_eur_per_a: float
    fixed_opex_share: float
    lifetime_a: float
    """math.inf where there is no capex to spread."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of moving things between sites."""

    name: str
    terms: Mapping[str, Terms]
    detour_factor: float
    reach_km: float
    links_only: bool
    is_shared: bool
    sizing: Sizing
    distances_km: Mapping[tuple[str, str], float]
    """Final distances of pairs of sites; such a pair exists whatever `reach_km`."""


@dataclass(frozen=True, slots=True)
class Link:
    """A named fact about one pair of sites and one mode: what it says, completed from the mode."""

    name: str
    source: str
    target: str
    mode: str
    distance_km: float | None
    terms: Mapping[str, Terms]
    """By resource the entry is about."""
    fixed_eur_per_a: float
    sizing: Sizing
    is_both: bool
    """Whether it leads either way: one asset, one `fixed`, full capacity in either direction."""
    is_shared: bool
    is_closed: bool
    has_own_capacity: bool
    """Whether the entry states a capacity itself; else it has the mode's."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The periods of the year, in file order."""

    periods: tuple[str, ...]
    hours: ByPeriod
    year_h: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario, checked: what the user said, in the inner units."""

    name: str
    currency: str
    calendar: Calendar
    discount_rate: float
    carbon_price_eur_per_t: ByPeriod
    cost_weight: float
    impacts: tuple[str, ...]
    """co2 (in kgCO2e), then all others (in kg of what they are) in order of name."""
    impact_weights_eur_per_t: tuple[float, ...]
    counts_avoided: bool
    """Whether what sales and disposal avoid is part of what is minimised."""
    resources: Mapping[str, Resource]
    sites: Mapping[str, Site]
    disposal: Mapping[str, Disposal]
    givers: Mapping[str, Giver]
    takers: Mapping[str, Taker]
    modes: Mapping[str, Mode]
    links: Mapping[str, Link]
    facilities: Mapping[str, Facility]
    stores: Mapping[str, Store]
    hubs: Mapping[str, Hub]
    """By site."""
    origins: Mapping[tuple[str, str], Origin]
    """By section and entry."""
    document: Document
    """What was read, merged: the input as solved."""

    def is_illustrative(self, section: str, entry: str) -> bool:
        """Whether the figures of an entry are remembered or guessed."""
        origin = self.origins.get((section, entry))
        return origin is not None and origin.is_illustrative
