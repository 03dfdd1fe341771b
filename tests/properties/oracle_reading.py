"""The oracle's own reading of a scenario: plain data in, numbers per base amount and period out.

Nothing here is shared with isopt. It knows the fields that the generator writes, and refuses all others.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cached_property
from typing import Any

from oracle_units import Resource, base_of, degrees, is_quantity, measure, ppm

Plain = dict[str, Any]
Numbers = tuple[float, ...]
"""One per period."""
Emitted = Counter[str]
"""kg of each impact."""

EARTH_KM = 6371.0088


class Reading:
    """A scenario's numbers: time, prices, emissions, amounts, distances, values of quality."""

    def __init__(self, plain: Plain) -> None:
        self.plain = plain

    def section(self, name: str) -> dict[str, Plain]:
        """Give a section, or an empty one."""
        return self.plain.get(name, {})

    # -- time -------------------------------------------------------------------------------------------------------

    @cached_property
    def year(self) -> float:
        return measure(self.section("calendar").get("year", "8760 h"))[0]

    @cached_property
    def periods(self) -> tuple[str, ...]:
        return tuple(self.section("calendar").get("periods", {"year": 1}))

    @cached_property
    def times(self) -> range:
        return range(len(self.periods))

    @cached_property
    def hours(self) -> Numbers:
        stated = self.section("calendar").get("periods", {"year": 1})
        return tuple(
            number if dimensions["h"] else number * self.year for number, dimensions in map(measure, stated.values())
        )

    def rate(self, number: float, dimensions: Counter[str], t: int) -> float:
        """Turn a rate into what it comes to in a period; a bare rate is per hour."""
        return number * (self.hours[t] / self.year if dimensions["a"] == -1 else self.hours[t])

    def yearly(self, number: float, dimensions: Counter[str]) -> float:
        """Turn a rate, or a yearly total, into what it comes to in a year."""
        return number * (self.year if dimensions["h"] == -1 else 1.0)

    # -- numbers ----------------------------------------------------------------------------------------------------

    @cached_property
    def resources(self) -> dict[str, Resource]:
        found = {}
        for name, entry in self.plain["resources"].items():
            factor, dimensions = measure(f"1 {entry['unit']}")
            base = base_of(dimensions)
            assert base is not None
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
                else:
                    assert resource is not None, value
                    form = self.resources[resource].form
                    value = value[resource] if resource in value else value[form]
            elif not is_quantity(value):
                value = self.plain["emissions"][value]
            else:
                return value

    def prices(self, value: Any, resource: Resource) -> Numbers:
        """Say what one base amount costs."""
        if value is None:
            return (0.0,) * len(self.periods)
        return tuple(resource.per_base(self.pick(value, resource.name, t))[0] for t in self.times)

    def emissions(self, value: Any, resource: Resource, km: float = 0.0, per_km: float = 0.0) -> tuple[Emitted, ...]:
        """Say what one base amount emits, in kg of each impact: over a distance, or with a share of a vehicle's way."""
        found = []
        for t in self.times:
            emitted = Emitted()
            for impact in self.weights:
                picked = self._of_impact(value, resource, t, impact)
                if picked is not None:
                    emitted[impact] = self._kg(picked, resource, km, per_km, impact)
            found.append(emitted)
        return tuple(found)

    def _of_impact(self, value: Any, resource: Resource, t: int, impact: str) -> Any:
        """Find what a factor says of an impact; a plain quantity speaks of CO2."""
        others = {*self.periods, *self.resources, *(known.form for known in self.resources.values())}
        is_meant = impact == "co2"
        while value is not None:
            if isinstance(value, dict) and set(value) <= set(self.periods):
                value = value[self.periods[t]]
            elif isinstance(value, dict) and others.isdisjoint(value):
                value, is_meant = value.get(impact), True
            elif isinstance(value, dict):
                value = value[resource.name] if resource.name in value else value[resource.form]
            elif is_quantity(value):
                return value if is_meant else None
            else:
                value = self.plain["emissions"][value]
        return None

    def _kg(self, value: float | str, resource: Resource, km: float, per_km: float, impact: str) -> float:
        if impact == "co2":
            number, dimensions = resource.per_base(value)
            if dimensions["km"] == -1 and base_of(dimensions) is None:
                return number * resource.base_per_unit * per_km
            return number * (km if dimensions["km"] == -1 else 1.0)
        if not isinstance(value, str):
            return value / resource.base_per_unit
        above, _, below = value.partition("/")
        (mass, _), (amount, dimensions) = measure(above), measure(f"1 {below.strip(' ()')}")
        base = next((name for name in ("t", "MWh", "m3") if dimensions[name]), None)
        if base is None:
            return 1000 * mass / amount * per_km
        return 1000 * mass / amount * resource.weight(base) * (km if dimensions["km"] else 1.0)

    def numbers(self, value: Any, resource: str | None, default: float) -> Numbers:
        return tuple(default if value is None else measure(self.pick(value, resource, t))[0] for t in self.times)

    def rates(self, value: Any, resource: Resource) -> Numbers:
        """Say how much comes to each period; infinite where nothing is stated."""
        if value is None:
            return (math.inf,) * len(self.periods)
        return tuple(self.rate(*resource.amount(self.pick(value, resource.name, t)), t) for t in self.times)

    def amounts(self, flow: Plain, value: Any, resource: Resource) -> Numbers:
        """Spread what arises or is needed over the periods (SEMANTICS 2)."""
        profile = flow.get("profile")
        if isinstance(profile, str):
            profile = self.plain["calendar"]["profiles"][profile]
        found = []
        for t, period in enumerate(self.periods):
            picked = self.pick(value, resource.name, t)
            number, dimensions = resource.amount(picked)
            is_bare = not isinstance(picked, str)
            if profile is not None:
                found.append(self.yearly(number, dimensions) * measure(profile[period])[0])
            elif dimensions["h"] == -1:
                found.append(number * self.hours[t])
            elif is_bare or dimensions["a"] == -1 or not isinstance(value, dict):
                found.append(number * self.hours[t] / self.year)
            else:
                found.append(number)
        return tuple(found)

    # -- money ------------------------------------------------------------------------------------------------------

    @cached_property
    def weights(self) -> dict[str, float]:
        """What a t of each impact that matters weighs."""
        stated = {"co2": 0, **self.section("objective")}
        return {name: measure(value)[0] for name, value in stated.items() if name not in {"cost", "avoids"}}

    def weighed(self, cost: float, emitted: Emitted, t: int, avoided: Emitted | None = None) -> float:
        """Weigh cost and impacts into combined; what is avoided only where the objective says so, and never by a price."""
        carbon = measure(self.pick(self.section("economics").get("carbon_price", 0), None, t))[0]
        counted = avoided if avoided is not None and self.section("objective").get("avoids") else Emitted()
        weighed = sum(weight * (emitted[name] - counted[name]) / 1000 for name, weight in self.weights.items())
        return self.cost_weight * (cost + carbon * emitted["co2"] / 1000) + weighed

    @property
    def cost_weight(self) -> float:
        return measure(self.section("objective").get("cost", 1))[0]

    def annuity(self, sum_paid: float, years: float | str | None) -> float:
        """Spread a sum over years (default: the economics' lifetime) at the discount rate."""
        if not sum_paid:
            return 0.0
        economics = self.section("economics")
        rate = measure(economics.get("discount_rate", 0))[0]
        number = measure(economics["lifetime"] if years is None else years)[0]
        return sum_paid * rate / (1 - (1 + rate) ** -number) if rate else sum_paid / number

    # -- places and values ------------------------------------------------------------------------------------------

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

    def carried(self, listed: list[str]) -> list[str]:
        """List the resources of a `carries`."""
        return [name for name, resource in self.resources.items() if name in listed or resource.form in listed]

    def quality(self, resource: str, own: Plain | None) -> dict[str, float]:
        """Give the values of what an entry says of a resource, over what the resource says itself."""
        stated = self.plain["resources"][resource].get("quality", {}) | (own or {})
        return {name: ppm(value) for name, value in stated.items()}

    def hot_enough(self, entry: Plain) -> list[str]:
        """List the heat that is hot enough for a need or an input with a temperature (SEMANTICS 18)."""
        if "temperature" not in entry:
            return []
        least = degrees(entry["temperature"]) + degrees(entry.get("approach", 5))
        return [
            name
            for name, stated in self.plain["resources"].items()
            if stated["form"] == "heat" and "temperature" in stated and degrees(stated["temperature"]) >= least
        ]
