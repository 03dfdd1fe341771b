"""The oracle's own units: quantities as they are written, numbers in t, MWh, m3, EUR, km, h, kgCO2e out.

Nothing here is shared with isopt. It knows the units that the generator writes, and refuses all others.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

AMOUNTS = ("t", "MWh", "m3")
_TOKENS: dict[str, tuple[float, dict[str, int]]] = {
    "t": (1.0, {"t": 1}), "kt": (1e3, {"t": 1}), "kg": (1e-3, {"t": 1}), "g": (1e-6, {"t": 1}),
    "MWh": (1.0, {"MWh": 1}), "GWh": (1e3, {"MWh": 1}), "kWh": (1e-3, {"MWh": 1}), "GJ": (1 / 3.6, {"MWh": 1}),
    "MW": (1.0, {"MWh": 1, "h": -1}), "kW": (1e-3, {"MWh": 1, "h": -1}), "W": (1e-6, {"MWh": 1, "h": -1}),
    "m3": (1.0, {"m3": 1}), "L": (1e-3, {"m3": 1}), "Mm3": (1e6, {"m3": 1}),
    "EUR": (1.0, {"EUR": 1}), "kEUR": (1e3, {"EUR": 1}), "MEUR": (1e6, {"EUR": 1}),
    "km": (1.0, {"km": 1}), "m": (1e-3, {"km": 1}), "h": (1.0, {"h": 1}), "d": (24.0, {"h": 1}), "a": (1.0, {"a": 1}),
    "kgCO2e": (1.0, {"CO2": 1}), "tCO2e": (1e3, {"CO2": 1}), "gCO2e": (1e-3, {"CO2": 1}), "ktCO2e": (1e6, {"CO2": 1}),
    "%": (1e-2, {}), "ppm": (1e-6, {}), "1": (1.0, {}),
}  # fmt: skip
_QUANTITY = re.compile(r"\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*(.*)")
_PIECE = re.compile(r"[A-Za-z%1][A-Za-z0-9]*|[/()]")


def measure(value: float | str) -> tuple[float, Counter[str]]:
    """Read `0.12 EUR/(t km)` or `90 EUR/(t/a)`: a number in base units, and the exponents of its dimensions."""
    if isinstance(value, int | float):
        return float(value), Counter()
    match = _QUANTITY.fullmatch(value)
    assert match, value
    number, dimensions, signs, sign = float(match[1]), Counter[str](), [1], 1
    for piece in _PIECE.findall(match[2]):
        if piece == "/":
            sign = -1
        elif piece == "(":
            signs.append(signs[-1] * sign)
            sign = 1
        elif piece == ")":
            signs.pop()
        else:
            factor, exponents = _TOKENS[piece]
            power = signs[-1] * sign
            number *= factor**power
            for name, exponent in exponents.items():
                dimensions[name] += power * exponent
            sign = 1
    return number, Counter({name: power for name, power in dimensions.items() if power})


def is_quantity(value: object) -> bool:
    """Tell a quantity from the name of an emission factor."""
    return not isinstance(value, str) or _QUANTITY.fullmatch(value) is not None


def base_of(dimensions: Counter[str]) -> str | None:
    """Find what a quantity counts amounts in, above or below the line."""
    named = [name for name in AMOUNTS if dimensions[name]]
    assert len(named) <= 1, dimensions
    return named[0] if named else None


def ppm(value: float | str) -> float:
    """Read a property's value in ppm, the only unit of a property that the generator writes."""
    return measure(value)[0] / 1e-6 if isinstance(value, str) else float(value)


def degrees(value: float | str) -> float:
    """Read a temperature in degC, or a difference in K."""
    if not isinstance(value, str):
        return float(value)
    number, _, unit = value.partition(" ")
    assert unit in {"", "degC", "K"}, value
    return float(number)


@dataclass(frozen=True)
class Resource:
    """What a flow consists of, or what a need or an activity counts; one base amount is 1 t, 1 MWh or 1 m3."""

    name: str
    form: str
    base: str
    base_per_unit: float = 1.0
    t_per_base: float | None = None

    def per_base(self, value: float | str) -> tuple[float, Counter[str]]:
        """Convert what is said per amount to one per base amount; a bare number is per own unit."""
        number, dimensions = measure(value)
        base = base_of(dimensions)
        if base is None:
            return number / self.base_per_unit, dimensions
        assert dimensions[base] == -1, value
        return number * self.weight(base), dimensions

    def amount(self, value: float | str) -> tuple[float, Counter[str]]:
        """Convert an amount, or a rate, to base amounts; a bare number is in the own unit."""
        number, dimensions = measure(value)
        base = base_of(dimensions)
        if base is None:
            return number * self.base_per_unit, dimensions
        assert dimensions[base] == 1, value
        return number / self.weight(base), dimensions

    def weight(self, base: str) -> float:
        """Say how many t (or own base amounts) are in one base amount."""
        if base == self.base:
            return 1.0
        assert base == "t" and self.t_per_base is not None, (self.name, base)
        return self.t_per_base
