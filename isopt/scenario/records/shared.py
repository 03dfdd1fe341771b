"""What the records of all sections share: the base of records and entries, names, limits, a purchase of one's own."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from isopt.scenario.records import fields as q

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


class Limit(Record):
    """Bounds on one property, in the property's unit."""

    max: Number | str | None = None
    """Most the value may be."""
    min: Number | str | None = None
    """Least the value may be."""


class Virgin(Record):
    """Today's virgin purchase, which meets all that exchanges do not."""

    price: q.SignedPrice | None = None
    """Price per unit of need."""
    emissions: q.Emissions | None = None
    """Emission factor per unit of need."""
    quality: dict[Name, Number | str] | None = None
    """Value of each property of the virgin material."""
