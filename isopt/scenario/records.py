"""The records of a scenario's entries: what a user may write of resources, sites, flows, transport.

Every field's docstring is its manual: the JSON schema and `isopt schema` print it. A name in `later` belongs to the language but is
not supported yet; it is refused, never ignored.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from isopt.scenario import quantities as q

Name = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]+$")]
Text = str | int | float | bool | list[Any] | dict[str, Any] | None
Form = Literal["solid", "liquid", "gas", "heat", "power"]
Number = int | float


class Record(BaseModel):
    """A piece of a scenario file: frozen; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)
    later: ClassVar[frozenset[str]] = frozenset()


class Entry(Record):
    """A named entry of a section."""

    note: str | None = None
    """Free text."""
    source: str | None = None
    """Where the entry's figures come from."""
    confidence: Literal["measured", "reported", "memory", "guess"] | None = None
    """How sure the figures are; memory and guess are marked illustrative wherever they are shown."""
    sources: dict[str, str] | None = None
    """Per field, where its figure comes from."""
    like: Name | None = None
    """The entry of the same section this one starts from as a copy."""


class Resource(Entry):
    """A material, by-product, water, heat or power."""

    unit: str
    """The resource's own unit: t, kg, MWh, GJ, m3, piece …"""
    form: Form | None = None
    """What the resource is; transport modes carry forms or resources."""
    mass: q.MassPerUnit | None = None
    """Tonnes per unit (1 for t); needed where a price is per tonne or the resource may go to landfill."""
    temperature: str | Number | None = None
    """Temperature of a heat resource, in degC."""
    ewc: str | None = None
    """Code in the European Waste Catalogue, such as "10 01 02"; an asterisk marks hazardous waste."""
    hazardous: bool | None = None
    """Whether the resource is hazardous waste."""
    properties: dict[Name, str] | None = None
    """Qualities the resource has: name and unit of each."""
    quality: dict[Name, Number | str] | None = None
    """Value of each property, for all of this resource that states none of its own."""
    later = frozenset({"buy", "sell", "otherwise"})


class Site(Entry):
    """A place."""

    at: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    """Latitude and longitude in degrees."""
    xy: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = None
    """Place on a plane, in km."""
    nace: str | None = None
    """NACE code of the activity, such as C23.51."""
    region: str | None = None
    """Name of the region."""
    later = frozenset({"owner", "hub"})


class Disposal(Entry):
    """A route for what finds no taker."""

    gate_fee: q.PricePerUnit | None = None
    """Paid to the route's operator per unit."""
    tax: q.PricePerUnit | None = None
    """Paid to the state per unit."""
    pays: q.PricePerUnit | None = None
    """Paid by an outlet to the giver per unit."""
    emissions: q.Emissions | None = None
    """Emission factor per unit disposed of."""
    landfill: bool = False
    """Whether what goes here counts as landfilled."""
    capacity: q.AmountPerYear | None = None
    """Most the route takes per year, all givers together."""
    accepts: list[Name] | None = None
    """The only resources the route takes."""
    refuses: list[Name] | None = None
    """Resources the route does not take."""
    site: Name | None = None
    """Where the route is; the way there is then transport like any other."""
    later = frozenset({"avoids", "total", "limits", "fixed", "sizes", "existing", "owner", "paid_by"})


class Limit(Record):
    """Bounds on one property, in the property's unit."""

    max: Number | str | None = None
    """Most the value may be."""
    min: Number | str | None = None
    """Least the value may be."""


class Acceptance(Record):
    """How a need takes one resource."""

    replaces: q.VaryingRatio | None = None
    """Units of the need met by one unit of the resource; default 1."""
    at_most: q.VaryingShare | None = None
    """Largest share of the need the resource may meet, in each period."""
    limits: dict[Name, Limit] | None = None
    """Bounds on what arrives of this resource, per property."""
    later = frozenset({"costs", "emissions"})


class Virgin(Record):
    """Today's virgin purchase, which meets all that exchanges do not."""

    price: q.SignedPrice | None = None
    """Price per unit of need."""
    emissions: q.Emissions | None = None
    """Emission factor per unit of need."""
    quality: dict[Name, Number | str] | None = None
    """Value of each property of the virgin material."""


class Flow(Entry):
    """What a site gives or takes."""

    site: Name
    """Where: a key of `sites`."""
    resource: Name | None = None
    """What: a key of `resources`. On a need: short for accepting that one."""
    profile: Name | dict[Name, q.Share] | None = None
    """Shares of the year's total per period, or the name of a profile in `calendar.profiles`."""
    required: bool = False
    """Whether exchanges must take, or meet, all of it; neither disposal nor virgin counts."""


class Giver(Flow):
    """What a site gives away."""

    gives: q.AmountOrRate
    """How much arises: a rate, a total per year, or totals or rates by period."""
    otherwise: Name | Annotated[list[Name], Field(min_length=1)] | None = None
    """Disposal route, or several, the first being today's; without it, what is not taken stays unused."""
    costs: q.PricePerUnit | None = None
    """Cost per unit given away to a taker (sorting, drying)."""
    quality: dict[Name, Number | str] | None = None
    """Value of each property."""
    later = frozenset({"growth", "price", "at_least", "minimum"})


class Taker(Flow):
    """What a site needs."""

    takes: q.AmountOrRate
    """How much is needed: a rate, a total per year, or totals or rates by period."""
    accepts: dict[Name, Acceptance | None] | None = None
    """The resources that can meet the need, and how."""
    otherwise: Virgin | None = None
    """Today's virgin purchase; without it the need is optional."""
    limits: dict[Name, Limit] | None = None
    """Bounds on the blend of all that arrives, virgin included, per property."""
    revenue: q.PricePerUnit | None = None
    """Money from outside per unit of need met by exchanges."""
    later = frozenset({"growth", "pays", "at_least", "minimum", "temperature", "approach"})


class Size(Record):
    """One size an asset can be built in."""

    capacity: q.SizeCapacity
    """Most that can enter, a rate."""
    capex: q.Capex | None = None
    """Investment: a sum, or per length."""
    fixed_opex: q.FixedOpex | None = None
    """Yearly cost while it stands: a sum per year, or a share of capex per year."""
    lifetime: q.Years | None = None
    """Years it serves; default `economics.lifetime`."""
    note: str | None = None
    """Free text."""
    source: str | None = None
    """Where the size's figures come from."""
    later = frozenset({"between", "scale", "existing"})


class Transport(Entry):
    """A way of moving things between sites."""

    carries: Annotated[list[Name], Field(min_length=1)]
    """Forms or resources the mode carries."""
    cost: q.TransportCost | None = None
    """Cost per t·km, per unit·km, or per unit whatever the distance."""
    handling: q.PricePerUnit | None = None
    """Cost of loading and unloading per unit."""
    per_exchange: q.PairMoneyPerYear | None = None
    """Yearly cost of each pair in use; per year, or per year and km."""
    minimum: q.AmountPerYear | None = None
    """Least a pair in use moves per year."""
    capacity: q.CapacityRate | None = None
    """Most that can enter per pair of sites, resource and direction, a rate."""
    emissions: q.TransportEmissions | None = None
    """Emission factor per t·km or unit·km."""
    detour: q.Ratio | None = None
    """Road km per straight km; default 1."""
    reach: q.Distance | None = None
    """Longest distance, after detour."""
    links_only: bool = False
    """Whether a pair of sites needs an entry in `links`."""
    losses: q.LossPerKm | None = None
    """Share lost per km: what arrives = what enters · (1 − losses · km)."""
    sizes: dict[Name, Size] | None = None
    """Sizes to build between two sites; without it nothing needs building."""
    shared: bool = False
    """Whether a size, and a capacity, serves all the mode carries together."""
    later = frozenset(
        {"load", "speed", "empty_return", "setup", "contract", "distances", "owner", "paid_by", "scale", "between"}
    )


class Link(Entry):
    """A named fact about one pair of sites, one direction, one mode; it overrides what the mode says."""

    source_site: Name = Field(alias="from")
    """Where the link starts."""
    target_site: Name = Field(alias="to")
    """Where the link ends."""
    transport: Name
    """The mode: a key of `transport`."""
    distance: q.Distance | None = None
    """Length, final (no detour)."""
    cost: q.TransportCost | None = None
    """Replaces the mode's cost."""
    capacity: q.CapacityRate | None = None
    """Replaces the mode's capacity."""
    fixed: q.MoneyPerYear | None = None
    """Yearly cost once anything uses the link."""
    sizes: dict[Name, Size] | None = None
    """Replaces the mode's sizes."""
    shared: bool | None = None
    """Whether capacity, fixed and size serve all resources together; default: what the mode says."""
    closed: bool = False
    """Whether nothing may use the link."""
    resources: Annotated[list[Name], Field(min_length=1)] | None = None
    """The resources the entry is about; default all the mode carries."""
    later = frozenset({"both", "existing", "owner", "paid_by", "one_of", "force", "forbid", "between", "scale"})
