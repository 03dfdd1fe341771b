"""The records of what stands at a site and does something: technologies, facilities, stores, hubs, markets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Discriminator, Field, Tag

from isopt.scenario.records import fields as q
from isopt.scenario.records.shared import Entry, Limit, Name, Number, Record, Virgin
from isopt.scenario.records.sizes import Existing, Scale, Sizes, StoreScale, StoreSizes

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema


class Buy(Record):
    """A market where facilities and stores buy a resource, at every site."""

    price: q.SignedPrice | None = None
    """Price per unit."""
    emissions: q.Emissions | None = None
    """Emission factor per unit bought."""
    capacity: q.CapacityRate | None = None
    """Most that all sites together buy, a rate in each period."""


class Sell(Record):
    """A market where facilities and stores sell a resource, at every site."""

    price: q.SignedPrice | None = None
    """Price per unit; negative where one pays to be rid of it."""
    avoids: q.Emissions | None = None
    """What each unit sold avoids elsewhere: a ledger of its own."""
    capacity: q.CapacityRate | None = None
    """Most that all sites together sell, a rate in each period."""


class InputPort(Record):
    """What a technology takes of one resource."""

    amount: q.PortAmount
    """Units taken per unit of activity."""
    costs: q.PricePerUnit | None = None
    """Cost at use per unit arriving."""
    emissions: q.Emissions | None = None
    """Emission factor at use per unit arriving."""
    otherwise: Virgin | None = None
    """A purchase of its own, beside the resource's market."""
    limits: dict[Name, Limit] | None = None
    """Bounds on the blend of all that arrives, bought included, per property."""
    temperature: str | Number | None = None
    """Heat needed at this temperature, in degC: all heat hot enough is accepted."""
    approach: str | Number | None = None
    """How much hotter, in K, heat must be than `temperature`; default 5."""
    later = frozenset({"price"})


class OutputPort(Record):
    """What a technology gives of one resource."""

    amount: q.PortAmount
    """Units given per unit of activity."""
    costs: q.PricePerUnit | None = None
    """Cost per unit leaving to a taker."""
    otherwise: Name | Annotated[list[Name], Field(min_length=1)] | None = None
    """Disposal route, or several, of what finds no taker; or `unused`: it goes nowhere, free of charge."""
    quality: dict[Name, Number | str] | None = None
    """Value of each property, whatever enters."""
    later = frozenset({"price"})


@dataclass(frozen=True, slots=True)
class _Told:
    """Tell a port's mapping by its fields from an amount by period."""

    record: type[InputPort | OutputPort]

    @property
    def fields(self) -> frozenset[str]:
        """What only a port's mapping has for keys."""
        return frozenset(self.record.model_fields) | self.record.later

    def kind(self, value: object) -> str:
        """Say which of the two a value is."""
        is_port = isinstance(value, dict) and not self.fields.isdisjoint(value)
        return "port" if is_port or isinstance(value, self.record) else "amount"

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Keep the two apart for editors too."""
        described = handler(schema)
        for option in described["oneOf"]:
            for each in option.get("anyOf", []):
                if each["type"] == "object":
                    each["propertyNames"] = {"not": {"enum": sorted(self.fields)}}
        return described


_INPUT, _OUTPUT = _Told(InputPort), _Told(OutputPort)
Input = Annotated[
    Annotated[InputPort, Tag("port")] | Annotated[q.PortAmount, Tag("amount")], Discriminator(_INPUT.kind), _INPUT
]
Output = Annotated[
    Annotated[OutputPort, Tag("port")] | Annotated[q.PortAmount, Tag("amount")], Discriminator(_OUTPUT.kind), _OUTPUT
]


class Recipe(Record):
    """One way a technology can run; all amounts are per unit of activity."""

    takes: dict[Name, Input] | None = None
    """Resources taken: an amount per unit of activity, or a mapping with `amount`."""
    gives: dict[Name, Output] | None = None
    """Resources given: an amount per unit of activity, or a mapping with `amount`."""
    opex: q.PricePerActivity | None = None
    """Cost per unit of activity."""
    emissions: q.Emissions | None = None
    """Emission factor per unit of activity."""
    note: str | None = None
    """Free text."""
    source: str | None = None
    """Where the recipe's figures come from."""


class RecipeShare(Record):
    """How much of a facility's activity a recipe has, in each period."""

    min: q.Share | None = None
    """Least share."""
    max: q.Share | None = None
    """Largest share."""


class Technology(Entry):
    """A way of converting: what it takes and gives per unit of activity."""

    takes: dict[Name, Input] | None = None
    """Resources taken: an amount per unit of activity, or a mapping with `amount`."""
    gives: dict[Name, Output] | None = None
    """Resources given: an amount per unit of activity, or a mapping with `amount`."""
    opex: q.PricePerActivity | None = None
    """Cost per unit of activity."""
    emissions: q.Emissions | None = None
    """Emission factor per unit of activity."""
    recipes: Annotated[dict[Name, Recipe], Field(min_length=1)] | None = None
    """Several ways to run, by name, in place of `takes`, `gives`, `opex`, `emissions`."""
    shares: dict[Name, RecipeShare] | None = None
    """Bounds on each recipe's share of the activity, in each period."""
    sizes: Sizes | None = None
    """Sizes to build; without sizes it needs no building and has no limit."""
    scale: Scale | None = None
    """A curve of cost over capacity, cut into sizes; in place of `sizes`."""
    min_load: q.Share | None = None
    """Least activity while it runs, a share of the size in use, in each period."""
    recycle: bool = False
    """Whether what a facility gives may feed its own inputs."""


class Facility(Entry):
    """A technology at a site."""

    technology: Name
    """What it is: a key of `technologies`."""
    site: Name | None = None
    """Where: a key of `sites`."""
    sites: Annotated[list[Name], Field(min_length=1)] | None = None
    """Where, one facility at each: named `facility@site`."""
    existing: Existing | None = None
    """What stands today: the name of a size, a capacity, or true where there are no sizes."""
    sizes: Sizes | None = None
    """Replaces the technology's sizes."""
    scale: Scale | None = None
    """Replaces the technology's sizes."""
    one_of: Name | None = None
    """A group of which at most one is built."""
    later = frozenset({"owner", "paid_by", "force", "forbid"})


class Storage(Entry):
    """A store of one resource at a site."""

    site: Name
    """Where: a key of `sites`."""
    resource: Name
    """What it holds: a key of `resources`."""
    sizes: StoreSizes | None = None
    """Sizes to build; without sizes it needs no building and has no limit."""
    scale: StoreScale | None = None
    """A curve of cost over capacity, cut into sizes; in place of `sizes`."""
    existing: Existing | None = None
    """What stands today: the name of a size, a capacity, or true where there are no sizes."""
    one_of: Name | None = None
    """A group of which at most one is built."""
    loss: q.StoreLoss | None = None
    """Share of the content lost, per year or per hour (0.1 %/h); compounding."""
    initial: q.Amount | None = None
    """Content at the start and the end of the year; without it, whatever is best."""
    charge: q.CapacityRate | None = None
    """Most that can enter, a rate in each period."""
    discharge: q.CapacityRate | None = None
    """Most that can leave, a rate in each period."""
    handling: q.PricePerUnit | None = None
    """Cost per unit entering."""
    holding: q.Holding | None = None
    """Cost of the content at each period's end, per unit and time."""
    quality: dict[Name, Number | str] | None = None
    """Value of each property that all that leaves is guaranteed to have, and all that enters must."""
    later = frozenset({"owner", "paid_by", "force", "forbid"})


class Hub(Record):
    """A site where what arrives may leave again."""

    carries: Annotated[list[Name], Field(min_length=1)]
    """Forms or resources that may pass."""
    handling: q.PricePerUnit | None = None
    """Cost per unit arriving."""
    quality: dict[Name, Number | str | dict[Name, Number | str]] | None = None
    """Value per property, or per resource and property, that all that leaves is guaranteed to have."""
    sizes: Sizes | None = None
    """Sizes to build: capacity is of all that arrives; without sizes it needs no building and has no limit."""
    scale: Scale | None = None
    """A curve of cost over capacity, cut into sizes; in place of `sizes`."""
    existing: Existing | None = None
    """What stands today: the name of a size, a capacity, or true where there are no sizes."""
    note: str | None = None
    """Free text."""
    source: str | None = None
    """Where the hub's figures come from."""
    later = frozenset({"owner", "paid_by"})
