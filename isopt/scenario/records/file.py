"""The records of a whole scenario file: calendar, economics, objective, and all sections together."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, StringConstraints, Tag

from isopt.scenario.records import fields as q
from isopt.scenario.records.basics import Disposal, Resource, Site
from isopt.scenario.records.flows import Giver, Taker
from isopt.scenario.records.plants import Facility, Storage, Technology
from isopt.scenario.records.shared import Name, Record, Text
from isopt.scenario.records.transport import Link, Transport


class Calendar(Record):
    """Time."""

    periods: dict[Name, q.HoursOrShare] | None = None
    """Hours or share of the year of each period; default one period, the year."""
    year: q.Hours | None = None
    """Hours of the scenario's year; default 8760."""
    profiles: dict[Name, dict[Name, q.Share]] | None = None
    """Named shares of the year's total by period."""
    later = frozenset({"stages", "horizon"})


class Economics(Record):
    """Money."""

    discount_rate: q.Rate | None = None
    """Yearly rate of the annuities; default 0."""
    lifetime: q.Years | None = None
    """Default lifetime of assets."""
    carbon_price: q.CarbonPrice | None = None
    """Paid per tonne of CO2, part of cost."""
    price_year: int | None = None
    """Year of all prices."""
    later = frozenset({"pays_transport", "pays_investment"})


class Objective(Record):
    """What is minimised: combined = cost weight · cost + weight of CO2 · CO2 + weights of other impacts · these.

    A further key is an impact that emission factors mention; its weight is in currency per tonne, default 0.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, q.OtherImpactWeight]

    cost: q.Ratio | None = None
    """Weight of cost; default 1."""
    co2: q.ImpactWeight | None = None
    """Weight of CO2, in currency per tonne; default 0."""
    avoids: bool = False
    """Whether what sales and disposal avoid is taken off: combined = cost weight · cost + weights · (impacts − avoided)."""


def _flow_side(value: object) -> str:
    if isinstance(value, dict):
        return "giver" if "gives" in value else "taker"
    return "giver" if isinstance(value, Giver) else "taker"


class ScenarioFile(Record):
    """A scenario of industrial symbiosis."""

    isopt: Literal[1]
    """Version of this language."""
    name: Annotated[str, StringConstraints(min_length=1)]
    """Title."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "EUR"
    """The one currency, as three capital letters."""
    about: Text = None
    """The scenario's own story: free text, authors, licence."""
    emissions: dict[Name, q.FactorQuantity] = Field(default_factory=dict)
    """Named emission factors: quantities of CO2, or mappings by impact such as {co2: 100 kgCO2e/t, nox: 0.2 kg/t}."""
    resources: dict[Name, Resource] = Field(default_factory=dict)
    """Materials, by-products, water, heat, power."""
    sites: dict[Name, Site] = Field(default_factory=dict)
    """Places."""
    disposal: dict[Name, Disposal] = Field(default_factory=dict)
    """Routes for what finds no taker."""
    flows: dict[
        Name, Annotated[Annotated[Giver, Tag("giver")] | Annotated[Taker, Tag("taker")], Discriminator(_flow_side)]
    ] = Field(default_factory=dict)
    """What the sites give and take."""
    transport: dict[Name, Transport] = Field(default_factory=dict)
    """Ways of moving things."""
    links: dict[Name, Link] = Field(default_factory=dict)
    """Named facts about pairs of sites."""
    technologies: dict[Name, Technology] = Field(default_factory=dict)
    """Ways of converting."""
    facilities: dict[Name, Facility] = Field(default_factory=dict)
    """Technologies at sites."""
    storage: dict[Name, Storage] = Field(default_factory=dict)
    """Stores at sites."""
    calendar: Calendar = Field(default_factory=Calendar)
    """Periods of the year."""
    economics: Economics = Field(default_factory=Economics)
    """Discounting, lifetimes, carbon price."""
    objective: Objective = Field(default_factory=Objective)
    """Weights of cost, CO2 and other impacts."""
    variants: dict[Name, dict[str, Any] | None] | None = None
    """Named changes: a deep merge over this file; null removes an entry."""
    extends: str | None = None
    """The file this one changes: a path below this file's folder."""
    later = frozenset({"exchanges", "policy"})
