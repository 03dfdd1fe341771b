"""The oracle's own reading of a scenario: plain data in, numbers in t, MWh, m3, EUR, km, h, kgCO2e out.

Nothing here is shared with isopt. It knows the units and fields that the generator writes, and refuses all others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Plain = dict[str, Any]

_AMOUNTS = ("t", "MWh", "m3")
_TOKENS: dict[str, tuple[float, dict[str, int]]] = {
    "t": (1.0, {"t": 1}), "kt": (1e3, {"t": 1}), "kg": (1e-3, {"t": 1}), "g": (1e-6, {"t": 1}),
    "MWh": (1.0, {"MWh": 1}), "GWh": (1e3, {"MWh": 1}), "kWh": (1e-3, {"MWh": 1}), "GJ": (1 / 3.6, {"MWh": 1}),
    "MW": (1.0, {"MWh": 1, "h": -1}), "kW": (1e-3, {"MWh": 1, "h": -1}),
    "m3": (1.0, {"m3": 1}), "L": (1e-3, {"m3": 1}), "Mm3": (1e6, {"m3": 1}),
    "EUR": (1.0, {"EUR": 1}), "kEUR": (1e3, {"EUR": 1}), "MEUR": (1e6, {"EUR": 1}),
    "km": (1.0, {"km": 1}), "m": (1e-3, {"km": 1}), "h": (1.0, {"h": 1}), "d": (24.0, {"h": 1}), "a": (1.0, {"a": 1}),
    "kgCO2e": (1.0, {"CO2": 1}), "tCO2e": (1e3, {"CO2": 1}), "gCO2e": (1e-3, {"CO2": 1}), "ktCO2e": (1e6, {"CO2": 1}),
    "%": (1e-2, {}), "ppm": (1e-6, {}),
}  # fmt: skip
_QUANTITY = re.compile(r"\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*(.*)")
EARTH_KM = 6371.0088


def measure(value: float | str) -> tuple[float, Counter[str]]:
    """Read `0.12 EUR/(t km)`: a number in base units, and the exponents of its dimensions."""
    if isinstance(value, int | float):
        return float(value), Counter()
    match = _QUANTITY.fullmatch(value)
    assert match, value
    number, dimensions = float(match[1]), Counter[str]()
    above, _, below = match[2].partition("/")
    for text, sign in ((above, 1), (below, -1)):
        for token in text.strip(" ()").split():
            factor, exponents = _TOKENS[token]
            number *= factor**sign
            for name, power in exponents.items():
                dimensions[name] += sign * power
    return number, Counter({name: power for name, power in dimensions.items() if power})


def is_quantity(value: object) -> bool:
    """Tell a quantity from the name of an emission factor."""
    return not isinstance(value, str) or _QUANTITY.fullmatch(value) is not None


@dataclass(frozen=True)
class Resource:
    """What a flow consists of, or what a need counts; one base amount is 1 t, 1 MWh or 1 m3."""

    name: str
    form: str
    base: str
    base_per_unit: float
    t_per_base: float | None

    def per_base(self, value: float | str) -> tuple[float, Counter[str]]:
        """Convert what is said per amount to one per base amount; a bare number is per own unit."""
        number, dimensions = measure(value)
        named = [name for name in _AMOUNTS if dimensions[name]]
        if not named:
            return number / self.base_per_unit, dimensions
        assert named == [name for name in named if dimensions[name] == -1]
        return number * self.weight(named[0]), dimensions

    def weight(self, base: str) -> float:
        """Say how many t (or own base amounts) are in one base amount."""
        if base == self.base:
            return 1.0
        assert base == "t" and self.t_per_base is not None, (self.name, base)
        return self.t_per_base


@dataclass(frozen=True)
class Way:
    """How something gets from a giver to a taker or a route; numbers per base amount entering, one per period."""

    km: float
    cost: tuple[float, ...]
    co2: tuple[float, ...]
    arrival: tuple[float, ...]
    per_exchange: float
    minimum: float
    group: tuple[str, ...]
    """What shares capacity, sizes and fixed cost; empty on one site."""


@dataclass
class Group:
    """A connection: most that enters per period (in its own weights), its sizes, its fixed cost."""

    capacity: list[tuple[tuple[float, ...], dict[str, float]]] = field(default_factory=list)
    sizes: list[tuple[str, tuple[float, ...], dict[str, float], float]] = field(default_factory=list)
    fixed: float = 0.0


class Reading:
    """A scenario, read."""

    def __init__(self, plain: Plain) -> None:
        self.plain = plain
        self.groups: dict[tuple[str, ...], Group] = {}

    # -- time -------------------------------------------------------------------------------------------------------

    @cached_property
    def year(self) -> float:
        return measure(self.plain.get("calendar", {}).get("year", "8760 h"))[0]

    @cached_property
    def periods(self) -> tuple[str, ...]:
        return tuple(self.plain.get("calendar", {}).get("periods", {"year": 1}))

    @cached_property
    def hours(self) -> tuple[float, ...]:
        stated = self.plain.get("calendar", {}).get("periods", {"year": 1})
        return tuple(
            number if dimensions["h"] else number * self.year for number, dimensions in map(measure, stated.values())
        )

    def in_period(self, value: float | str, t: int) -> float:
        """Turn a rate into what it comes to in a period; amounts in their own base."""
        number, dimensions = measure(value)
        return number * (self.hours[t] if dimensions["h"] == -1 else self.hours[t] / self.year)

    # -- numbers ----------------------------------------------------------------------------------------------------

    @cached_property
    def resources(self) -> dict[str, Resource]:
        found = {}
        for name, entry in self.plain["resources"].items():
            factor, dimensions = measure(f"1 {entry['unit']}")
            base = next(iter(dimensions))
            mass = 1.0 if base == "t" else None
            if "mass" in entry:
                mass = measure(entry["mass"])[0]
            found[name] = Resource(name, entry["form"], base, factor, mass)
        return found

    def pick(self, value: Any, resource: str | None, t: int) -> Any:
        """Find what holds for a resource in a period."""
        while True:
            if isinstance(value, dict):
                if set(value) <= set(self.periods):
                    value = value[self.periods[t]]
                elif "co2" in value:
                    value = value["co2"]
                else:
                    assert resource is not None, value
                    form = self.resources[resource].form
                    value = value[resource] if resource in value else value[form]
            elif not is_quantity(value):
                value = self.plain["emissions"][value]
            else:
                return value

    def price(self, value: Any, resource: Resource, t: int, km: float = 0.0) -> float:
        """Say what one base amount costs or emits over a distance."""
        if value is None:
            return 0.0
        number, dimensions = resource.per_base(self.pick(value, resource.name, t))
        return number * (km if dimensions["km"] == -1 else 1.0)

    def prices(self, value: Any, resource: Resource, km: float = 0.0) -> tuple[float, ...]:
        return tuple(self.price(value, resource, t, km) for t in range(len(self.periods)))

    def numbers(self, value: Any, resource: str | None, default: float) -> tuple[float, ...]:
        periods = range(len(self.periods))
        return tuple(default if value is None else measure(self.pick(value, resource, t))[0] for t in periods)

    def amounts(self, flow: Plain, value: Any, resource: Resource) -> tuple[float, ...]:
        """Spread what arises or is needed over the periods (SEMANTICS 2)."""
        profile = flow.get("profile")
        if isinstance(profile, str):
            profile = self.plain["calendar"]["profiles"][profile]
        found = []
        for t, period in enumerate(self.periods):
            picked = self.pick(value, resource.name, t)
            number, dimensions = measure(picked)
            if not dimensions:
                number, dimensions = number * resource.base_per_unit, Counter({resource.base: 1, "a": -1})
            amount = next(name for name in _AMOUNTS if dimensions[name])
            number /= resource.weight(amount)
            if profile is not None:
                yearly = number * self.year if dimensions["h"] == -1 else number
                found.append(yearly * measure(profile[period])[0])
            elif dimensions["h"] == -1:
                found.append(number * self.hours[t])
            elif dimensions["a"] == -1 or not isinstance(value, dict):
                found.append(number * self.hours[t] / self.year)
            else:
                found.append(number)
        return tuple(found)

    def weighed(self, cost: float, co2_kg: float, t: int) -> float:
        """Weigh cost and CO2 into combined."""
        economics, objective = self.plain.get("economics", {}), self.plain.get("objective", {})
        carbon = self.pick(economics.get("carbon_price", 0), None, t)
        weight = measure(objective.get("cost", 1))[0]
        co2_weight = measure(objective.get("co2", 0))[0]
        return weight * (cost + measure(carbon)[0] * co2_kg / 1000) + co2_weight * co2_kg / 1000

    @property
    def cost_weight(self) -> float:
        return measure(self.plain.get("objective", {}).get("cost", 1))[0]

    # -- places -----------------------------------------------------------------------------------------------------

    def straight_km(self, one: str, other: str) -> float:
        a, b = self.plain["sites"][one], self.plain["sites"][other]
        if "xy" in a:
            return math.hypot(a["xy"][0] - b["xy"][0], a["xy"][1] - b["xy"][1])
        (north, east), (other_north, other_east) = (tuple(map(math.radians, place["at"])) for place in (a, b))
        half = (
            math.sin((other_north - north) / 2) ** 2
            + math.cos(north) * math.cos(other_north) * math.sin((other_east - east) / 2) ** 2
        )
        return 2 * EARTH_KM * math.asin(math.sqrt(half))

    def carried(self, mode: str) -> list[str]:
        listed = self.plain["transport"][mode]["carries"]
        return [name for name, resource in self.resources.items() if name in listed or resource.form in listed]

    def _link(self, source: str, target: str, mode: str, resource: str) -> tuple[str | None, Plain]:
        for name, entry in self.plain.get("links", {}).items():
            if (entry["from"], entry["to"], entry["transport"]) == (source, target, mode) and resource in entry.get(
                "resources", self.carried(mode)
            ):
                return name, entry
        return None, {}

    def ways(self, source: str, target: str, resource_name: str, *, unsized: bool = False) -> dict[str, Way]:
        """Find every way of a resource between two places, by mode; with `unsized` only those without sizes."""
        none = (0.0,) * len(self.periods)
        if source == target:
            return {"": Way(0.0, none, none, (1.0,) * len(none), 0.0, 0.0, ())}
        found = {}
        for name in self.plain.get("transport", {}):
            way = self._way(source, target, resource_name, name, unsized=unsized)
            if way is not None:
                found[name] = way
        return found

    def _way(self, source: str, target: str, resource_name: str, name: str, *, unsized: bool) -> Way | None:
        mode, resource = self.plain["transport"][name], self.resources[resource_name]
        if resource_name not in self.carried(name):
            return None
        label, link = self._link(source, target, name, resource_name)
        if link.get("closed") or (label is None and mode.get("links_only")):
            return None
        if unsized and ("sizes" in mode or "sizes" in link):
            return None
        if "distance" in link:
            km = measure(link["distance"])[0]
        else:
            km = self.straight_km(source, target) * measure(mode.get("detour", 1))[0]
            if label is None and "reach" in mode and km > measure(mode["reach"])[0]:
                return None
        losses = self.numbers(mode.get("losses"), resource_name, 0.0)
        arrival = tuple(max(0.0, 1 - loss * km) for loss in losses)
        if not any(arrival):
            return None
        transport = self.prices(link.get("cost", mode.get("cost")), resource, km)
        handling = self.prices(mode.get("handling"), resource)
        return Way(
            km=km,
            cost=tuple(map(sum, zip(transport, handling, strict=True))),
            co2=self.prices(mode.get("emissions"), resource, km),
            arrival=arrival,
            per_exchange=self._per_exchange(mode, resource_name, km),
            minimum=self._minimum(mode, resource),
            group=self._group(source, target, name, label, resource_name, km),
        )

    def _per_exchange(self, mode: Plain, resource: str, km: float) -> float:
        if "per_exchange" not in mode:
            return 0.0
        number, dimensions = measure(self.pick(mode["per_exchange"], resource, 0))
        return number * (km if dimensions["km"] else 1.0)

    def _minimum(self, mode: Plain, resource: Resource) -> float:
        if "minimum" not in mode:
            return 0.0
        number, dimensions = measure(self.pick(mode["minimum"], resource.name, 0))
        amount = next(name for name in _AMOUNTS if dimensions[name])
        return number / resource.weight(amount) * (self.year if dimensions["h"] == -1 else 1.0)

    # -- what is shared on the way ----------------------------------------------------------------------------------

    def _group(
        self, source: str, target: str, name: str, label: str | None, resource: str, km: float
    ) -> tuple[str, ...]:
        mode = self.plain["transport"][name]
        link = self.plain["links"][label] if label else {}
        shared = link.get("shared", mode.get("shared", False))
        key = (source, target, name, label or "", "" if shared else resource)
        if key in self.groups:
            return key
        members = link.get("resources", self.carried(name)) if shared else [resource]
        group = self.groups[key] = Group()
        capacity = link.get("capacity", mode.get("capacity"))
        if capacity is not None:
            group.capacity.append(self._capacity(capacity, members))
        for size_name, size in link.get("sizes", mode.get("sizes", {})).items():
            amounts, weights = self._capacity(size["capacity"], members)
            group.sizes.append((size_name, amounts, weights, self._yearly(size, km)))
        if "fixed" in link:
            group.fixed = measure(link["fixed"])[0]
        return key

    def _capacity(self, value: Any, members: list[str]) -> tuple[tuple[float, ...], dict[str, float]]:
        picked = [self.pick(value, members[0], t) for t in range(len(self.periods))]
        dimensions = measure(picked[0])[1]
        base = next(name for name in _AMOUNTS if dimensions[name])
        weights = {name: self.resources[name].weight(base) for name in members}
        return tuple(self.in_period(item, t) for t, item in enumerate(picked)), weights

    def _yearly(self, size: Plain, km: float) -> float:
        """Annuity and fixed opex of a size."""
        economics = self.plain.get("economics", {})
        rate = measure(economics.get("discount_rate", 0))[0]
        capex, dimensions = measure(size.get("capex", 0))
        capex *= km if dimensions["km"] else 1.0
        yearly = 0.0
        if capex:
            years = measure(size.get("lifetime", economics.get("lifetime")))[0]
            yearly = capex * rate / (1 - (1 + rate) ** -years) if rate else capex / years
        opex, dimensions = measure(size.get("fixed_opex", 0))
        return yearly + (opex if dimensions["EUR"] else opex * capex)

    # -- quality ----------------------------------------------------------------------------------------------------

    def quality(self, giver: Plain) -> dict[str, float]:
        own = self.plain["resources"][giver["resource"]].get("quality", {}) | giver.get("quality", {})
        return {name: ppm(value) for name, value in own.items()}


def ppm(value: float | str) -> float:
    """Read a property's value in ppm, the only unit of a property that the generator writes."""
    return measure(value)[0] / 1e-6 if isinstance(value, str) else float(value)
