"""Quantities as records hold them: a number in base units and the form of its unit.

A field's type (`quantity_fields`) names the forms it takes; the first is that of a bare number. `{}` in a form stands for an
amount: a resource's own unit `u`, t, MWh, m3 or piece.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError, core_schema

from isopt.scenario.keys import Keys
from isopt.units import CO2, KG_PER_T, UnitTextError, parse_unit, split_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

    FaultsWithin = list[tuple[tuple[str, ...], str, str]]

_MASS = frozenset({("mass", 1)})

AMOUNTS = ("u", "t", "MWh", "m3", "piece")
"""What an amount can be counted in; `u` is the resource's own unit."""


LARGEST_NUMBER = 1e15
"""In base units: what is larger no longer has its last tonne or euro in a double."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in base units; `unit` is the form it was matched to, such as `money/(t km)`."""

    value: float
    unit: str

    @property
    def is_of_co2(self) -> bool:
        """Whether it is an emission factor of CO2, not of another impact."""
        return self.unit.startswith("kgCO2e")


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of an emission factor, used in place of a quantity."""

    name: str


Varying = Measure | Reference | dict[str, Any]
"""A quantity, a factor's name, or a mapping of these by period, resource, form or impact."""


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
    """What a quantity field takes: its forms, whether it may be negative, vary, name an emission factor, be by impact."""

    forms: tuple[str, ...]
    negative: bool = False
    varies: bool = False
    names_factor: bool = False
    at_most_one: bool = False
    by_impact: bool = False
    impact: str | None = None
    """The impact a quantity is of, within a mapping by impact."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Validate with `_read`."""
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
            keys = "by impact, period, resource or form" if self.by_impact else "by period, resource or form"
            options.append({"type": "object", "description": keys, "minProperties": 1})
        return {"anyOf": options, "x-default-unit": shown(self.forms[0], "¤")}

    def _validate(self, value: object, info: core_schema.ValidationInfo) -> Varying:
        context = info.context or {}
        faults: FaultsWithin = []
        result = self._read(value, str(context.get("currency", "EUR")), context.get("keys") or Keys(), (), faults)
        if faults:
            raise PydanticCustomError("quantity", "faulty quantity", {"faults": faults})
        return result

    def _read(self, value: object, currency: str, keys: Keys, at: tuple[str, ...], faults: FaultsWithin) -> Varying:
        if isinstance(value, dict):
            return self._read_mapping(value, currency, keys, at, faults)
        problems = list(self._problems(value, currency))
        if problems:
            faults.extend((at, problem, remedy) for problem, remedy in problems)
            return Measure(0.0, self.forms[0])
        return self._measure(value, currency)

    def _read_mapping(
        self, value: dict[str, Any], currency: str, keys: Keys, at: tuple[str, ...], faults: FaultsWithin
    ) -> Varying:
        """Read a mapping: two kinds of keys nest, and the impact around, between or within them."""
        is_by_impact = self.by_impact and keys.is_by_impact(value)
        levels = len(at) - (self.impact is not None) - is_by_impact
        if not self.varies or levels > 1 or not value:
            faults.append((at, "a mapping where one quantity is expected", self._wanted(currency)))
            return Measure(0.0, self.forms[0])
        read = {}
        for key, inner in value.items():
            problem = keys.problem(key, by_impact=is_by_impact, within=self.impact) if self.by_impact else None
            if problem is not None:
                faults.append(((*at, key), *problem))
                continue
            field = self._of_impact(key) if is_by_impact and key in keys.known_impacts else self
            read[key] = field._read(inner, currency, keys, (*at, key), faults)
        return read

    def _of_impact(self, impact: str) -> Dimension:
        """Say what the same field takes within an impact: of another than CO2, masses."""
        if impact == CO2:
            return replace(self, impact=impact)
        return replace(self, impact=impact, forms=tuple(form.replace("kgCO2e", "kg") for form in self.forms))

    def _measure(self, value: object, currency: str) -> Measure | Reference:
        if isinstance(value, str):
            parts = split_quantity(value)
            if parts is None:
                return Reference(value)
            number, text = parts
            if text:
                factor, form = self._unit(text, currency)
                return Measure(_scaled(number, factor), form)
            return Measure(number, self.forms[0])
        assert isinstance(value, int | float)
        return Measure(float(value), self.forms[0])

    def _unit(self, text: str, currency: str) -> tuple[float, str]:
        """Find a unit's factor and the form it matches, empty where it is none of the field's.

        Ratios of like amounts (kg/t) are not pure numbers: resources have units of their own, and impacts are masses.
        """
        unit = parse_unit(text, currency)
        above, _, below = text.partition("/")
        if self.impact not in {None, CO2}:
            return self._mass_unit(above, below, currency)
        if unit.dimension or not self._is_ratio or text.strip() in {"%", "percent", "ppm"}:
            return unit.factor, _dimensions(self.forms).get(unit.dimension, "")
        amount = _dimensions(forms("{}"))
        try:
            parts = [parse_unit(part, currency).dimension for part in (above, below)]
        except UnitTextError:
            return unit.factor, ""
        return unit.factor, "/".join(amount.get(part, "") for part in parts)

    def _mass_unit(self, above: str, below: str, currency: str) -> tuple[float, str]:
        """Match a mass per what the forms are per; the factor is to kg."""
        per = _dimensions(tuple(form.removeprefix("kg/") for form in self.forms))
        try:
            mass, amount = parse_unit(above, currency), parse_unit(below, currency)
        except UnitTextError:
            return 0.0, ""
        if mass.dimension != _MASS or amount.dimension not in per:
            return 0.0, ""
        return mass.factor * KG_PER_T / amount.factor, f"kg/{per[amount.dimension]}"

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
                    _, form = self._unit(text, currency)
                except UnitTextError as error:
                    yield str(error), error.remedy
                    return
                if form not in self.forms:
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

    def read(self, value: object, currency: str) -> Measure | tuple[str, str]:
        """Read one quantity that stands where other things may stand too; else what is wrong, and the remedy."""
        for problem in self._problems(value, currency):
            return problem
        measure = self._measure(value, currency)
        assert isinstance(measure, Measure)
        return measure

    @property
    def _is_ratio(self) -> bool:
        return "t/t" in self.forms

    def _wanted(self, currency: str) -> str:
        if self._is_ratio and self.forms[0] != "1":
            return (
                "expected an amount per unit of activity, such as 0.4 MWh, or 0.4 MWh/t where activity is counted in t"
            )
        if self._is_ratio:
            return "expected a number, or one in units of the need per unit of the resource, such as 0.9 t/t or 4 MWh/t"
        names = [shown(form, currency) for form in self.forms]
        listed = ", ".join(dict.fromkeys(name for name in names if name))
        factor = ", or the name of an emission factor" if self.names_factor else ""
        impact = f" of the impact '{self.impact}'" if self.impact not in {None, CO2} else ""
        return f"expected a quantity{impact} in {listed}{factor}"


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
