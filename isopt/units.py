"""Unit tokens of the scenario language, and how a unit text becomes a factor and a dimension.

Base units: t, MWh, m3, piece, km, h, a (the scenario's year), kgCO2e, the scenario's currency (`money`), `u` (a resource's own
unit) and pure shares. `t` is the metric tonne. `a` and `h` are apart: a year has the hours its calendar says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from isopt.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the sphere distances are measured on (SEMANTICS 1)."""

KG_PER_T = 1000.0
"""kg in a tonne; weights of impacts are stated per tonne and kept per kg."""

CO2 = "co2"
"""The impact every scenario has, counted in kgCO2e; all others are masses of what they are."""

HOURS_PER_YEAR_DEFAULT = 8760.0
"""Hours of a scenario's year unless `calendar.year` says otherwise."""

_BASES = {
    "money": "money", "t": "mass", "MWh": "energy", "m3": "volume", "piece": "item", "u": "own", "km": "length",
    "h": "time", "a": "year", "kgCO2e": "impact",
}  # fmt: skip

_DERIVED = {
    "Mt": "1e6 t", "kt": "1e3 t", "kg": "1e-3 t", "g": "1e-6 t", "mg": "1e-9 t",
    "TWh": "1e6 MWh", "GWh": "1e3 MWh", "kWh": "1e-3 MWh", "Wh": "1e-6 MWh",
    "PJ": "1e6/3.6 MWh", "TJ": "1e3/3.6 MWh", "GJ": "1/3.6 MWh", "MJ": "1e-3/3.6 MWh", "kJ": "1e-6/3.6 MWh",
    "GW": "1e3 MWh/h", "MW": "MWh/h", "kW": "1e-3 MWh/h", "W": "1e-6 MWh/h",
    "Mm3": "1e6 m3", "L": "1e-3 m3", "l": "1e-3 m3", "litre": "1e-3 m3",
    "m": "1e-3 km", "min": "1/60 h", "s": "1/3600 h", "d": "24 h", "day": "24 h", "yr": "a", "year": "a",
    "kgCO2": "kgCO2e", "gCO2e": "1e-3 kgCO2e", "gCO2": "1e-3 kgCO2e", "tCO2e": "1e3 kgCO2e", "tCO2": "1e3 kgCO2e",
    "ktCO2e": "1e6 kgCO2e", "ktCO2": "1e6 kgCO2e", "MtCO2e": "1e9 kgCO2e", "MtCO2": "1e9 kgCO2e",
    "percent": "0.01", "ppm": "1e-6",
}  # fmt: skip

_TOKEN = re.compile(r"[^\W\d_][\w]*")
_SHAPE = re.compile(r"(?:[^\W\d_][\w]*|\b1\s*(?=/)|(?:\^|\*\*)\s*-?[1-3](?![\d.])|[ ()*/·])+")
_NUMBER = re.compile(r"\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*", re.DOTALL)
_MAX_UNIT_TEXT = 60


class UnitTextError(ValueError):
    """A unit text that cannot be read; `remedy` says what to write instead."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit text means: how many base units one of it is, and the exponents of its base dimensions."""

    factor: float
    dimension: frozenset[tuple[str, int]]


def split_quantity(text: str) -> tuple[float, str] | None:
    """Split `65 kt/a` into its number and its unit text; None where the text starts with no number."""
    match = _NUMBER.fullmatch(text)
    return (float(match[1]), match[2]) if match else None


@lru_cache(maxsize=4096)
def parse_unit(text: str, currency: str) -> Unit:
    """Read a unit text such as `EUR/(t km)`.

    Raises UnitTextError where a token is unknown, another currency is used or the text is not a unit.
    """
    spelled = text.replace("%", " percent ").replace("€", "EUR").strip()
    known = {*_BASES, *_DERIVED, currency, f"k{currency}", f"M{currency}"} - {"money", "u"}
    if len(text) > _MAX_UNIT_TEXT:
        raise UnitTextError("the unit is too long to be one", "write a number and a unit, such as 65 kt/a")
    for token in _TOKEN.findall(spelled):
        if token not in known | {"money", "u"}:
            raise UnitTextError(f"unknown unit '{token}'", _unit_remedy(token, known, currency))
    if not _SHAPE.fullmatch(spelled) or not _TOKEN.search(spelled):
        raise UnitTextError(f"'{text}' is not a unit", "write a number and a unit, such as 65 kt/a or 0.12 EUR/(t km)")
    registry = _registry(currency)
    try:
        quantity = registry.Quantity(1.0, registry.parse_units(spelled)).to_root_units()
    except Exception as error:  # pint raises many kinds; what they share is that the text is no unit
        raise UnitTextError(f"'{text}' is not a unit", "write it like 65 kt/a or 0.12 EUR/(t km)") from error
    exponents: Mapping[str, float] = quantity.dimensionality
    dimension = frozenset((name.strip("[]"), round(power)) for name, power in exponents.items() if round(power))
    return Unit(float(quantity.magnitude), dimension)


def _unit_remedy(token: str, known: set[str], currency: str) -> str:
    if token in {"ton", "tons", "tonne", "tonnes", "T", "mt", "MT"}:
        return "write t for the metric tonne"
    if token.casefold() not in {unit.casefold() for unit in known} and re.fullmatch(r"[kM]?[A-Z]{3}", token):
        return f"this scenario's currency is {currency}: convert the figure and note its source"
    return did_you_mean(token, known)


@lru_cache(maxsize=8)
def _registry(currency: str) -> Any:
    """Build the small registry of one currency; pint itself is imported only here, when a unit is first met."""
    import pint  # noqa: PLC0415 - costs 0.35 s; a file without unit texts does not pay it

    registry: Any = pint.UnitRegistry(None)
    for unit, dimension in _BASES.items():
        registry.define(f"{unit} = [{dimension}]")
    for unit, definition in _DERIVED.items():
        registry.define(f"{unit} = {definition}")
    for unit, factor in ((currency, "1"), (f"k{currency}", "1e3"), (f"M{currency}", "1e6")):
        if unit not in _BASES:
            registry.define(f"{unit} = {factor} money")
    return registry
