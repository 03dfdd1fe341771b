"""Small draws: chances, numbers, and quantities written in one of their units.

Drawn values are simple when drawn small, so that hypothesis shrinks a failing park to its core.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oracle_reading import Plain

RESOURCES: dict[str, Plain] = {
    "ash": {"unit": "t", "form": "solid"},
    "dust": {"unit": "kg", "form": "solid"},
    "brine": {"unit": "m3", "form": "liquid", "mass": "1.2 t/m3"},
    "whey": {"unit": "m3", "form": "liquid", "mass": "980 kg/m3"},
    "steam": {"unit": "MWh", "form": "heat"},
    "biogas": {"unit": "GJ", "form": "gas", "mass": "0.02 t/GJ"},
}
BASE = {"ash": "t", "dust": "t", "brine": "m3", "whey": "m3", "steam": "MWh", "biogas": "MWh"}
_UNITS = {
    "t": (("t", 1.0), ("kt", 1e3), ("kg", 1e-3)),
    "MWh": (("MWh", 1.0), ("GWh", 1e3), ("kWh", 1e-3), ("GJ", 1 / 3.6)),
    "m3": (("m3", 1.0), ("L", 1e-3)),
}
_MONEY = (("EUR", 1.0), ("kEUR", 1e3))


def number(value: float) -> str:
    return format(value, ".12g")


class Draws:
    """What every section of a park is drawn with."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.plain: Plain = {"isopt": 1, "name": "drawn"}
        self.theme = ""
        self.periods: tuple[str, ...] = ()
        self.resources: list[str] = []
        self.places: list[str] = []
        self.has_nox = False
        """Whether some factors speak of a second impact."""
        self.counts_in_t = False
        """Whether what several resources share is counted in t also where all have one other unit."""

    def chance(self, percent: int, *, sure: bool = False) -> bool:
        return sure or self.draw(st.integers(0, 99)) >= 100 - percent

    def whole(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def pick(self, items: Sequence[Any]) -> Any:
        return items[self.whole(0, len(items) - 1)]

    def some(self, items: Sequence[Any], least: int = 1) -> list[Any]:
        """Take a few, in their order."""
        count = self.whole(least, len(items))
        chosen = self.draw(st.permutations(range(len(items))))[:count]
        return [items[place] for place in sorted(chosen)]

    def amount(self, value: float, base: str, per: str = "/a") -> str:
        unit, factor = self.pick(_UNITS[base])
        return f"{number(value / factor)} {unit}{per}"

    def rate(self, low: int, high: int, base: str) -> str:
        """Draw a rate per year or per hour."""
        if not self.chance(30):
            return self.amount(self.whole(low, high), base)
        per_hour = self.whole(low, high) / 8000
        return f"{number(per_hour)} MW" if base == "MWh" else self.amount(per_hour, base, "/h")

    def money(self, value: float, base: str, *, km: bool = False) -> str:
        """Write a price per amount (and km) in one of its units."""
        unit, factor = self.pick(_UNITS[base])
        currency, size = self.pick(_MONEY)
        value = value * factor / size
        return f"{number(value)} {currency}/({unit} km)" if km else f"{number(value)} {currency}/{unit}"

    def factor(self, kg: float, base: str, *, km: bool = False) -> str | Plain:
        unit, factor = self.pick(_UNITS[base])
        name, size = self.pick((("kgCO2e", 1.0), ("tCO2e", 1e3), ("gCO2e", 1e-3)))
        value = kg * factor / size
        text = f"{number(value)} {name}/({unit} km)" if km else f"{number(value)} {name}/{unit}"
        is_named = self.chance(25)
        factor = self.by_impact(text, base, km=km, is_named=is_named)
        if not is_named:
            return factor
        named = f"factor_{len(self.plain.setdefault('emissions', {}))}"
        self.plain["emissions"][named] = {"co2": text} if factor == text and self.chance(30) else factor
        return named

    def by_impact(self, co2: str, base: str, *, km: bool, is_named: bool) -> str | Plain:
        """Let a factor speak of a second impact: beside CO2 or alone, by period where it has a name."""
        if not self.has_nox or not self.chance(60):
            return co2
        unit, factor = self.pick(_UNITS[base])
        name, size = self.pick((("kg", 1.0), ("g", 1e-3), ("t", 1e3)))

        def mass() -> str:
            value = self.whole(-5, 50) / 10 * factor / size
            return f"{number(value)} {name}/({unit} km)" if km else f"{number(value)} {name}/{unit}"

        nox = self.by_period(mass) if is_named else mass()
        return {"nox": nox} if self.chance(20) else {"co2": co2, "nox": nox}

    def per_amount(self, resources: Sequence[str], write: Callable[[str], Any]) -> Any:
        """Write a figure that holds for several resources: once where one amount fits all, else by resource or form."""
        common = self.common_base(resources)
        if common is not None and not self.chance(25):
            return self.by_period(lambda: write(common))
        if self.chance(50) and len({RESOURCES[name]["form"] for name in resources}) == len(resources):
            return {RESOURCES[name]["form"]: write(BASE[name]) for name in resources}
        return {name: self.by_period(lambda name=name: write(BASE[name])) for name in resources}

    def by_period(self, write: Callable[[], Any]) -> Any:
        if len(self.periods) > 1 and self.chance(20):
            return {period: write() for period in self.periods}
        return write()

    def common_base(self, resources: Sequence[str]) -> str | None:
        """Find an amount that all can be counted in."""
        bases = {BASE[name] for name in resources}
        if all(BASE[name] == "t" or "mass" in RESOURCES[name] for name in resources) and (
            len(bases) > 1 or self.chance(30)
        ):
            return "t"
        return bases.pop() if len(bases) == 1 else None
