"""The records of resources, sites and disposal routes: what a user may write of them.

Every field's docstring is its manual: the JSON schema and `isopt schema` print it. A name in `later` belongs to the language but is
not supported yet; it is refused, never ignored.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from isopt.scenario.records import fields as q
from isopt.scenario.records.plants import Buy, Hub, Sell
from isopt.scenario.records.shared import Entry, Form, Name, Number, Record
from isopt.scenario.records.sizes import Existing, Scale, Sizes


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
    buy: Buy | None = None
    """The market where facilities and stores at every site can buy it."""
    sell: Sell | None = None
    """The market where facilities and stores at every site can sell it."""
    otherwise: Name | Annotated[list[Name], Field(min_length=1)] | None = None
    """Disposal route, or several, of outputs of facilities that say none of their own; or `unused`: what is left goes free."""


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
    hub: Hub | None = None
    """Lets what arrives at the site leave again."""
    later = frozenset({"owner"})


class DisposalLimit(Record):
    """Bounds on one property of what goes to a disposal route, in the property's unit."""

    max: Number | str | None = None
    """Most the value of the blend of all that goes there may be, in each period."""
    max_load: Number | None = None
    """Most the route takes of it in a year: Σ value · amount, in the property's unit times the resource's."""


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
    avoids: q.Emissions | None = None
    """What disposing of a unit avoids elsewhere: a ledger of its own, counted only where `objective.avoids` says so."""
    landfill: bool = False
    """Whether what goes here counts as landfilled."""
    capacity: q.AmountPerYear | None = None
    """Most the route takes per year, all givers together."""
    total: q.Amounts | None = None
    """Room left, for all years together."""
    accepts: list[Name] | None = None
    """The only resources the route takes."""
    refuses: list[Name] | None = None
    """Resources the route does not take."""
    limits: dict[Name, DisposalLimit] | None = None
    """Bounds on what goes here, per property."""
    fixed: q.MoneyPerYear | None = None
    """Yearly cost once anything uses the route."""
    sizes: Sizes | None = None
    """Sizes to build; without them nothing needs building. Their capacity is a rate, and counts over the year."""
    scale: Scale | None = None
    """Sizes cut from a curve of cost over capacity, in place of `sizes`."""
    existing: Existing | None = None
    """What stands today: the name of a size, or a capacity."""
    site: Name | None = None
    """Where the route is; the way there is then transport like any other."""
    later = frozenset({"owner", "paid_by"})
