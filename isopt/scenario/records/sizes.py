"""The records of sizes: what can be built, at what capacity and cost, and what stands today."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from isopt.scenario.records import fields as q
from isopt.scenario.records.shared import Name, Number, Record

Existing = bool | Number | str
"""What stands today: the name of a size, a capacity, or true where there are no sizes."""


class Size(Record):
    """One size an asset can be built in."""

    capacity: q.SizeCapacity
    """Most that can pass, a rate; of a technology, of its activity."""
    capex: q.Capex | None = None
    """Investment: a sum, or per capacity (300 EUR/kW)."""
    fixed_opex: q.FixedOpex | None = None
    """Yearly cost while it stands: a sum per year, or a share of capex per year."""
    lifetime: q.Years | None = None
    """Years it serves; default `economics.lifetime`."""
    note: str | None = None
    """Free text."""
    source: str | None = None
    """Where the size's figures come from."""


class WaySize(Size):
    """One size a way between two sites can be built in."""

    capacity: q.SizeCapacity
    """Most that can enter, a rate."""
    capex: q.WayCapex | None = None
    """Investment: a sum, per length, or per capacity (300 EUR/kW)."""


class StoreSize(Size):
    """One size a store can be built in."""

    capacity: q.Amount
    """Most it can hold, an amount."""
    capex: q.StoreCapex | None = None
    """Investment: a sum, or per capacity (80 EUR/kWh)."""


class Scale(Record):
    """A curve of cost over capacity, cut into sizes: capex · (q / capacity) ^ exponent."""

    capacity: q.SizeCapacity
    """The capacity that `capex` is the cost of, a rate; of a technology, of its activity."""
    capex: q.Capex
    """Investment at `capacity`: a sum, or per capacity (300 EUR/kW)."""
    exponent: Annotated[float, Field(gt=0, le=1.5)]
    """How cost grows with capacity: above 0, up to 1.5; 0.6 is usual, below 1 the larger is the cheaper per unit."""
    least: q.SizeCapacity = Field(alias="from")
    """The smallest size."""
    most: q.SizeCapacity = Field(alias="to")
    """The largest size."""
    steps: Annotated[int, Field(ge=2, le=1000)]
    """How many sizes the curve is cut into, each larger than the one before by the same factor."""
    fixed_opex: q.FixedOpex | None = None
    """Yearly cost while it stands: a share of capex per year, or a sum per year at `capacity`, growing as capex does."""
    lifetime: q.Years | None = None
    """Years it serves; default `economics.lifetime`."""
    between: bool = False
    """Whether any capacity between two sizes can be built, costs on straight lines between."""
    note: str | None = None
    """Free text."""
    source: str | None = None
    """Where the curve comes from."""


class WayScale(Scale):
    """A curve of a way's cost over capacity, cut into sizes: capex · (q / capacity) ^ exponent."""

    capacity: q.SizeCapacity
    """The capacity that `capex` is the cost of, a rate of what enters."""
    capex: q.WayCapex
    """Investment at `capacity`: a sum, per length, or per capacity (300 EUR/kW)."""


class StoreScale(Scale):
    """A curve of a store's cost over capacity, cut into sizes: capex · (q / capacity) ^ exponent."""

    capacity: q.Amount
    """The capacity that `capex` is the cost of, an amount."""
    capex: q.StoreCapex
    """Investment at `capacity`: a sum, or per capacity (80 EUR/kWh)."""
    least: q.Amount = Field(alias="from")
    """The smallest size, an amount."""
    most: q.Amount = Field(alias="to")
    """The largest size, an amount."""


class SizesRecord(Record):
    """Sizes by name, and what holds of all of them."""

    model_config = ConfigDict(extra="allow")

    between: bool = False
    """Whether any capacity from the smallest to the largest size can be built, costs on straight lines between."""

    @model_validator(mode="before")
    @classmethod
    def _check_keys(cls, value: object) -> object:
        """Refuse what is meant to stand elsewhere, or to be `between`: it is no size."""
        if not isinstance(value, dict):
            return value
        faults = [
            ((key,), "`scale` stands beside `sizes`, not in it", "move it out, and drop `sizes`")
            if key == "scale"
            else ((key,), f"'{key}' is no size", "write `between: true`, or a mapping with a `capacity`")
            for key, inner in value.items()
            if key == "scale" or (key != "between" and isinstance(inner, bool))
        ]
        if faults:
            raise PydanticCustomError("quantity", "faulty sizes", {"faults": faults})
        return value

    @property
    def named(self) -> dict[str, Size]:
        """The sizes by name."""
        return cast("dict[str, Size]", self.__pydantic_extra__ or {})


class Sizes(SizesRecord):
    """Sizes to build, by name; at most one is built."""

    __pydantic_extra__: dict[Name, Size] = Field(init=False)


class WaySizes(SizesRecord):
    """Sizes of a way to build, by name; at most one is built between two sites."""

    __pydantic_extra__: dict[Name, WaySize] = Field(init=False)


class StoreSizes(SizesRecord):
    """Sizes of a store to build, by name; at most one is built."""

    __pydantic_extra__: dict[Name, StoreSize] = Field(init=False)
