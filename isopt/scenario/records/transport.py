"""The records of transport modes and links: what a user may write of how things move.

Every field's docstring is its manual, as in `records`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from isopt.scenario.records import fields as q
from isopt.scenario.records.shared import Entry, Name
from isopt.scenario.records.sizes import Existing, WayScale, WaySizes


class Transport(Entry):
    """A way of moving things between sites."""

    carries: Annotated[list[Name], Field(min_length=1)]
    """Forms or resources the mode carries."""
    cost: q.TransportCost | None = None
    """Cost per t·km, per unit·km, per unit whatever the distance, or per km or h of a vehicle."""
    load: q.Amounts | None = None
    """What a vehicle takes; needed for prices and emissions per km or h."""
    speed: q.Speed | None = None
    """How fast a vehicle goes; needed for prices per h."""
    empty_return: q.Share | None = None
    """Share of the way back that a vehicle goes empty, at its price and emissions per km or h; default 0."""
    handling: q.PricePerUnit | None = None
    """Cost of loading and unloading per unit."""
    per_exchange: q.PairMoneyPerYear | None = None
    """Yearly cost of each pair in use; per year, or per year and km."""
    setup: q.Money | None = None
    """Paid once for each pair in use, spread over `contract`."""
    contract: q.Years | None = None
    """Years that `setup` is spread over; default `economics.lifetime`."""
    minimum: q.AmountPerYear | None = None
    """Least a pair in use moves per year."""
    capacity: q.CapacityRate | None = None
    """Most that can enter per pair of sites, resource and direction, a rate."""
    emissions: q.TransportEmissions | None = None
    """Emission factor per t·km, unit·km or unit, or per km of a vehicle."""
    detour: q.Ratio | None = None
    """Road km per straight km; default 1."""
    reach: q.Distance | None = None
    """Longest distance, after detour."""
    distances: dict[Name, dict[Name, q.Distance]] | None = None
    """Final distances between sites: from, to, km; such a pair exists whatever `reach` says, as one in `links` does."""
    links_only: bool = False
    """Whether a pair of sites needs an entry in `links`."""
    losses: q.Losses | None = None
    """Share lost per km: what arrives = what enters · (1 − losses · km); or, of a built way, per time and length (33 W/m)."""
    sizes: WaySizes | None = None
    """Sizes to build between two sites; without it nothing needs building."""
    scale: WayScale | None = None
    """Sizes cut from a curve of cost over capacity, in place of `sizes`."""
    shared: bool = False
    """Whether a size, and a capacity, serves all the mode carries together."""
    later = frozenset({"owner", "paid_by"})


class Link(Entry):
    """A named fact about one pair of sites and one mode; it overrides what the mode says."""

    source_site: Name = Field(alias="from")
    """Where the link starts."""
    target_site: Name = Field(alias="to")
    """Where the link ends."""
    transport: Name
    """The mode: a key of `transport`."""
    both: bool = False
    """Whether it leads either way: one asset, one `fixed`, full capacity in either direction."""
    distance: q.Distance | None = None
    """Length, final (no detour)."""
    cost: q.TransportCost | None = None
    """Replaces the mode's cost."""
    capacity: q.CapacityRate | None = None
    """Replaces the mode's capacity."""
    fixed: q.MoneyPerYear | None = None
    """Yearly cost once anything uses the link."""
    sizes: WaySizes | None = None
    """Replaces the mode's sizes, or its scale."""
    scale: WayScale | None = None
    """Replaces the mode's scale, or its sizes."""
    existing: Existing | None = None
    """What stands today: the name of a size, or a capacity; of a mode without sizes `true`: exchanges may run over it today."""
    one_of: Name | None = None
    """Name of a group of links, facilities and stores of which at most one is built."""
    shared: bool | None = None
    """Whether capacity, fixed and size serve all resources together; default: what the mode says."""
    closed: bool = False
    """Whether nothing may use the link."""
    resources: Annotated[list[Name], Field(min_length=1)] | None = None
    """The resources the entry is about; default all the mode carries."""
    later = frozenset({"owner", "paid_by", "force", "forbid"})
