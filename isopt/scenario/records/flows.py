"""The records of flows: what a user may write of what sites give and take.

Every field's docstring is its manual, as in `records`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from isopt.scenario.records import fields as q
from isopt.scenario.records.shared import Entry, Limit, Name, Number, Record, Virgin


class Acceptance(Record):
    """How a need takes one resource."""

    replaces: q.VaryingRatio | None = None
    """Units of the need met by one unit of the resource; default 1."""
    at_most: q.VaryingShare | None = None
    """Largest share of the need the resource may meet, in each period."""
    limits: dict[Name, Limit] | None = None
    """Bounds on what arrives of this resource, per property."""
    costs: q.PricePerUnit | None = None
    """Cost of using it per unit arriving (grinding, drying)."""
    emissions: q.Emissions | None = None
    """Emission factor of using it per unit arriving."""


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
    at_least: q.Share | None = None
    """Share of the year's total that exchanges must take, or meet; `required` is 100 %."""
    minimum: q.AmountPerYear | None = None
    """Least that exchanges take, or meet, in a year; they may also take or meet nothing."""


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
    later = frozenset({"growth", "price"})


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
    temperature: str | Number | None = None
    """Of a need of heat: temperature it is needed at; all heat at least `approach` hotter is then accepted. In degC."""
    approach: str | Number | None = None
    """How much hotter what is accepted must be, in K; default 5."""
    later = frozenset({"growth", "pays"})
