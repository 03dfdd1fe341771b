"""Quantities as records hold them: a number in base units and the form of its unit.

A field's type names the forms it takes; the first is that of a bare number. `{}` in a form stands for an amount: a resource's own
unit `u`, t, MWh, m3 or piece.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic_core import PydanticCustomError, core_schema

from isopt.units import UnitTextError, parse_unit, split_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

AMOUNTS = ("u", "t", "MWh", "m3", "piece")
"""What an amount can be counted in; `u` is the resource's own unit."""


LARGEST_NUMBER = 1e15
"""In base units: what is larger no longer has its last tonne or euro in a double."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in base units; `unit` is the form it was matched to, such as `money/(t km)`."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of an emission factor, used in place of a quantity."""

    name: str


Varying = Measure | Reference | dict[str, Any]
"""A quantity, a factor's name, or a mapping of these by period, resource or form."""


def forms(*patterns: str) -> tuple[str, ...]:
    """Spell the patterns out: one form for each amount where a pattern holds `{}`."""
    return tuple(form for text in patterns for form in ([text.format(x) for x in AMOUNTS] if "{}" in text else [text]))


@lru_cache(maxsize=1024)
def _dimensions(allowed: tuple[str, ...]) -> dict[frozenset[tuple[str, int]], str]:
    table: dict[frozenset[tuple[str, int]], str] = {}
    for form in allowed:
        dimension = parse_unit(form, "money").dimension if form != "1" else frozenset()
        table.setdefault(dimension, form)
    return table


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a quantity field takes: its forms, whether it may be negative, vary, or name an emission factor."""

    forms: tuple[str, ...]
    negative: bool = False
    varies: bool = False
    names_factor: bool = False
    at_most_one: bool = False

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Validate with `read`."""
        return core_schema.with_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the field: a number in the default unit, a text with a unit, a mapping where it may vary."""
        default = "a share: 0.3 or 30 %" if self.forms[0] == "1" else f"bare numbers are in {shown(self.forms[0], '¤')}"
        options: list[dict[str, Any]] = [
            {"type": "number"},
            {"type": "string", "description": f"a quantity; {default}"},
        ]
        if self.varies:
            options.append({"type": "object", "description": "by period, resource or form", "minProperties": 1})
        return {"anyOf": options, "x-default-unit": shown(self.forms[0], "¤")}

    def _validate(self, value: object, info: core_schema.ValidationInfo) -> Varying:
        currency = str((info.context or {}).get("currency", "EUR"))
        faults: list[tuple[tuple[str, ...], str, str]] = []
        result = self._read(value, currency, (), faults)
        if faults:
            raise PydanticCustomError("quantity", "faulty quantity", {"faults": faults})
        return result

    def _read(
        self, value: object, currency: str, at: tuple[str, ...], faults: list[tuple[tuple[str, ...], str, str]]
    ) -> Varying:
        if isinstance(value, dict):
            if not self.varies or len(at) > 1 or not value:
                faults.append((at, "a mapping where one quantity is expected", self._wanted(currency)))
                return Measure(0.0, self.forms[0])
            return {key: self._read(inner, currency, (*at, key), faults) for key, inner in value.items()}
        problems = list(self._problems(value, currency))
        if problems:
            faults.extend((at, problem, remedy) for problem, remedy in problems)
            return Measure(0.0, self.forms[0])
        return self._measure(value, currency)

    def _measure(self, value: object, currency: str) -> Measure | Reference:
        if isinstance(value, str):
            parts = split_quantity(value)
            if parts is None:
                return Reference(value)
            number, text = parts
            if text:
                unit = parse_unit(text, currency)
                return Measure(_scaled(number, unit.factor), self._form(text, currency))
            return Measure(number, self.forms[0])
        assert isinstance(value, int | float)
        return Measure(float(value), self.forms[0])

    def _form(self, text: str, currency: str) -> str:
        """Name the form of a unit; a ratio of like amounts (kg/t) is not a pure number, for resources have units of their own."""
        dimension = parse_unit(text, currency).dimension
        if dimension or not self._is_ratio or text.strip() in {"%", "percent", "ppm"}:
            return _dimensions(self.forms)[dimension]
        amount = _dimensions(forms("{}"))
        above, _, below = text.partition("/")
        try:
            parts = [parse_unit(part, currency).dimension for part in (above, below)]
        except UnitTextError:
            return ""
        return "/".join(amount.get(part, "") for part in parts)

    def _problems(self, value: object, currency: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            yield f"{_kind(value)} where a quantity is expected", self._wanted(currency)
            return
        if isinstance(value, str):
            parts = split_quantity(value)
            if parts is None:
                if not self.names_factor:
                    yield f"'{value}' is not a quantity", self._wanted(currency)
                return
            number, text = parts
            if "money" in text:
                yield "unknown unit 'money'", f"write the scenario's currency, {currency}"
                return
            if text:
                try:
                    unit = parse_unit(text, currency)
                except UnitTextError as error:
                    yield str(error), error.remedy
                    return
                if unit.dimension not in _dimensions(self.forms) or self._form(text, currency) not in self.forms:
                    yield f"unit '{text}' found", self._wanted(currency)
                    return
        else:
            number = float(value)
        yield from self._problems_of_size(value, number, currency)

    def _problems_of_size(self, value: object, number: float, currency: str) -> Iterator[tuple[str, str]]:
        if not math.isfinite(number):
            yield f"{number} is not finite", "leave the field out where there is no limit"
        elif abs(self._measure(value, currency).value) > LARGEST_NUMBER:  # type: ignore[union-attr]
            yield f"{value} is more than any park has", "check the figure and its unit"
        elif number < 0 and not self.negative:
            yield f"{number:g} is negative", "write a number of at least 0"
        elif self.at_most_one and self._measure(value, currency).value > 1:  # type: ignore[union-attr]
            yield f"a share of {value} is more than the whole", "write a share of at most 1 (or 100 %)"

    @property
    def _is_ratio(self) -> bool:
        return "t/t" in self.forms

    def _wanted(self, currency: str) -> str:
        if self._is_ratio:
            return "expected a number, or one in units of the need per unit of the resource, such as 0.9 t/t or 4 MWh/t"
        names = [shown(form, currency) for form in self.forms]
        listed = ", ".join(dict.fromkeys(name for name in names if name))
        factor = ", or the name of an emission factor" if self.names_factor else ""
        return f"expected a quantity in {listed}{factor}"


def shown(form: str, currency: str) -> str:
    """Spell a form as a user would write it."""
    return "%, or a pure number" if form == "1" else form.replace("money", currency)


def _scaled(number: float, factor: float) -> float:
    """Apply a factor; by division where its inverse is whole, so that 7 % is 0.07 to the last digit."""
    inverse = round(1 / factor) if 0 < factor < 1 else 0
    return number / inverse if inverse and math.isclose(1 / factor, inverse, rel_tol=1e-14) else number * factor


def _kind(value: object) -> str:
    names = {bool: "true or false", list: "a list", dict: "a mapping", type(None): "nothing", str: "text"}
    return names.get(type(value), "a number")


_PER_KM_OR_NOT = ("money/(t km)", *(f"money/({x} km)" for x in AMOUNTS if x != "t"), *forms("money/{}"))

Share = Annotated[Measure, Dimension(("1",), at_most_one=True)]
Ratio = Annotated[Measure, Dimension(("1",))]
VaryingShare = Annotated[Varying, Dimension(("1",), varies=True, at_most_one=True)]
VaryingRatio = Annotated[
    Varying, Dimension(("1", *(f"{x}/{y}" for x in AMOUNTS for y in AMOUNTS if {x, y} != {"u"})), varies=True)
]
Rate = Annotated[Measure, Dimension(("1", "1/a"))]
Hours = Annotated[Measure, Dimension(("h",))]
HoursOrShare = Annotated[Measure, Dimension(("h", "1"))]
Years = Annotated[Measure, Dimension(("a", "h"))]
Distance = Annotated[Measure, Dimension(("km",))]
LossPerKm = Annotated[Varying, Dimension(("1/km",), varies=True)]
MassPerUnit = Annotated[Measure, Dimension((*(f"t/{x}" for x in AMOUNTS if x != "t"), "1"))]
AmountOrRate = Annotated[Varying, Dimension(forms("{}/a", "{}/h", "{}"), varies=True)]
AmountPerYear = Annotated[Varying, Dimension(forms("{}/a", "{}/h", "{}"), varies=True)]
CapacityRate = Annotated[Varying, Dimension(forms("{}/h", "{}/a"), varies=True)]
SizeCapacity = Annotated[Measure, Dimension(forms("{}/h", "{}/a"))]
PricePerUnit = Annotated[Varying, Dimension(forms("money/{}"), varies=True)]
SignedPrice = Annotated[Varying, Dimension(forms("money/{}"), varies=True, negative=True)]
TransportCost = Annotated[Varying, Dimension(_PER_KM_OR_NOT, varies=True)]
MoneyPerYear = Annotated[Varying, Dimension(("money/a",), varies=True)]
PairMoneyPerYear = Annotated[Varying, Dimension(("money/a", "money/(a km)"), varies=True)]
Capex = Annotated[Measure, Dimension(("money", "money/km"))]
FixedOpex = Annotated[Measure, Dimension(("money/a", "1", "1/a"))]
CarbonPrice = Annotated[Varying, Dimension(("money/t", "money/kgCO2e"), varies=True)]
ImpactWeight = Annotated[Measure, Dimension(("money/t", "money/kgCO2e"))]
Emissions = Annotated[Varying, Dimension(forms("kgCO2e/{}"), varies=True, negative=True, names_factor=True)]
TransportEmissions = Annotated[
    Varying,
    Dimension(
        ("kgCO2e/(t km)", *(f"kgCO2e/({x} km)" for x in AMOUNTS if x != "t"), *forms("kgCO2e/{}")),
        varies=True,
        negative=True,
        names_factor=True,
    ),
]
FactorQuantity = Annotated[
    Varying,
    Dimension(forms("kgCO2e/{}", "kgCO2e/({} km)"), varies=True, negative=True),
]
