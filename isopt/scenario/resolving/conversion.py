"""From what a field holds to numbers in a resource's own unit, one per period; every fault is noted with its place."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.scenario.keys import FORMS, is_year
from isopt.scenario.quantities import Measure, Reference, Varying, shown
from isopt.scenario.scenario import ByPeriod, Calendar, Capacity, Impacts, Resource, Unit
from isopt.units import CO2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from isopt.scenario.faults import Faults, Path

_AMOUNT = re.compile(r"\b(u|t|MWh|m3|piece)\b")
_DIMENSION_OF = {"t": "mass", "MWh": "energy", "m3": "volume", "piece": "item"}


@dataclass(frozen=True, slots=True)
class Converter:
    """What conversions need to know of a scenario, and where they note faults."""

    currency: str
    calendar: Calendar
    resources: Mapping[str, Resource]
    factors: Mapping[str, Varying]
    impacts: tuple[str, ...]
    faults: Faults

    def amount_token(self, form: str) -> str:
        """Name what a form counts amounts in: the `t` of `money/(t km)`."""
        match = _AMOUNT.search(form)
        assert match, form
        return match[1]

    def tokens_per_u(self, token: str, unit: Unit) -> float | None:
        """Say how many t, MWh, m3 or pieces are in one unit; None where that is not known."""
        if token == "u":
            return 1.0
        if unit.dimension == _DIMENSION_OF[token]:
            return unit.base_per_u
        return unit.mass_t_per_u if token == "t" else None

    def factor_per_u(self, measure: Measure, unit: Unit, path: Path, what: str) -> float:
        """Say how many of a measure's amounts are in one unit of `what`, or note the fault."""
        token = self.amount_token(measure.unit)
        factor = self.tokens_per_u(token, unit)
        if factor is None and not unit.is_known:
            return 1.0
        if factor is None:
            remedy = f"give {what} a `mass` in t/{unit.text}, or write" if token == "t" else "write"
            self.faults.add(
                path,
                f"{shown(measure.unit, self.currency)} found, but {what} is counted in {unit.text}",
                f"{remedy} it per {unit.text}",
            )
            return 1.0
        return factor

    def price(self, measure: Measure, unit: Unit, path: Path, what: str) -> float:
        """Convert a price or emission factor per amount to one per unit."""
        return measure.value * self.factor_per_u(measure, unit, path, what)

    def factor(self, measure: Measure, unit: Unit, path: Path, what: str) -> float:
        """Convert an emission factor per amount to one per unit; one per km is a fault."""
        if measure.unit.endswith(("km)", "/km")):
            self.faults.add(path, "a factor per km found", "name one that is not per km: nothing moves here")
            return 0.0
        return self.price(measure, unit, path, what)

    def amount(self, measure: Measure, unit: Unit, path: Path, what: str) -> float:
        """Convert an amount or a rate to units."""
        return measure.value / self.factor_per_u(measure, unit, path, what)

    def pick(
        self, value: Varying, resource: str | None, period: str, path: Path, impact: str | None = None
    ) -> tuple[Measure, Path] | None:
        """Find the measure that holds for a resource in a period; note the fault and return None where there is none.

        Of an emission factor it finds what `impact` has; None, without a fault, where the factor says nothing of that.
        """
        where, within = path, False
        while not isinstance(value, Measure):
            if isinstance(value, Reference):
                factor = self._factor(value.name, path)
                if factor is None:
                    return None
                where = ("emissions", value.name)
                value = factor
                continue
            if impact is not None and set(value) <= set(self.impacts):
                if impact not in value:
                    return None
                value, where, within = value[impact], (*where, impact), True
                path = path if where[0] == "emissions" else where
                continue
            key = self._key(value, resource, period, where)
            if key is None:
                return None
            value, where = value[key], (*where, key)
            path = path if where[0] == "emissions" else where
        if impact in {None, CO2} or not value.is_of_co2:
            return value, path
        if within:
            self.faults.add(path, "names a factor of co2 alone", f"name one that says something of {impact}")
        return None

    def _factor(self, name: str, path: Path) -> Varying | None:
        """Find a named emission factor; note the fault where there is none that can be used."""
        factor = self.factors.get(name)
        if factor is None and not self.faults.is_faulty("emissions", name):
            remedy = self.faults.suggest(name, self.factors, "add it to `emissions`")
            self.faults.add(path, f"unknown emission factor '{name}'", remedy)
        return factor

    def _key(self, mapping: Mapping[str, object], resource: str | None, period: str, path: Path) -> str | None:
        keys = set(mapping)
        if keys <= set(self.calendar.periods):
            if period not in keys:
                self.faults.add(path, f"says nothing of period '{period}'", f"add `{period}:` (0 if there is none)")
                return None
            return period
        if self.faults.is_faulty("calendar", "periods"):
            return None
        known = {*self.resources, *FORMS}
        if keys <= known and resource is not None:
            found = self.resources.get(resource)
            for key in (resource, found.form if found else None):
                if key in keys:
                    return key
            self.faults.add(path, f"says nothing of resource '{resource}'", f"add `{resource}:` (0 if there is none)")
            return None
        for key in sorted(keys - set(self.calendar.periods) - (known if resource is not None else set())):
            if is_year(key):
                self.faults.add(
                    (*path, key), "numbers by stage are not yet supported", "write one number for all years"
                )
            else:
                choices = [*self.calendar.periods, *(known if resource is not None else ())]
                self.faults.add(
                    (*path, key), f"'{key}' is no period, resource or form", self.faults.suggest(key, choices)
                )
        if keys & set(self.calendar.periods) and keys & known:
            self.faults.add(path, "mixes periods with resources or forms", "nest one mapping in the other")
        return None

    def by_period(
        self,
        value: Varying | None,
        path: Path,
        convert: Callable[[Measure, Path], float],
        *,
        resource: str | None = None,
        default: float = 0.0,
    ) -> ByPeriod:
        """Convert a field to one number per period; `default` where it is absent."""
        periods = self.calendar.periods
        if value is None:
            return (default,) * len(periods)
        numbers = []
        for period in periods:
            picked = self.pick(value, resource, period, path)
            numbers.append(convert(*picked) if picked else default)
        return tuple(numbers)

    def impacts_of(
        self,
        value: Varying | None,
        path: Path,
        convert: Callable[[Measure, Path], float],
        *,
        resource: str | None = None,
    ) -> Impacts:
        """Convert an emission factor to one number per impact and period; 0 where it says nothing of an impact."""
        if value is None:
            return ((0.0,) * len(self.calendar.periods),) * len(self.impacts)
        return tuple(
            tuple(
                convert(*picked) if (picked := self.pick(value, resource, period, path, impact)) else 0.0
                for period in self.calendar.periods
            )
            for impact in self.impacts
        )

    def constant(
        self,
        value: Varying | None,
        path: Path,
        convert: Callable[[Measure, Path], float],
        *,
        resource: str | None = None,
        default: float = 0.0,
    ) -> float:
        """Convert a field that is one number for the whole year."""
        numbers = self.by_period(value, path, convert, resource=resource, default=default)
        if len(set(numbers)) > 1:
            self.faults.add(path, "differs by period, but counts once a year", "write one number")
        return numbers[0]

    def prices(self, value: Varying | None, path: Path, resource: Resource) -> ByPeriod:
        """Convert a price per amount of a resource."""
        what = f"resource '{resource.name}'"
        return self.by_period(
            value, path, lambda measure, at: self.price(measure, resource.unit, at, what), resource=resource.name
        )

    def emissions(self, value: Varying | None, path: Path, resource: Resource) -> Impacts:
        """Convert an emission factor per amount of a resource."""
        what = f"resource '{resource.name}'"
        return self.impacts_of(
            value, path, lambda measure, at: self.factor(measure, resource.unit, at, what), resource=resource.name
        )

    def rate_in_period(self, measure: Measure, period: int) -> float:
        """Convert a rate, in whatever amount, to the amount of one period."""
        hours, year = self.calendar.hours[period], self.calendar.year_h
        return measure.value * hours if measure.unit.endswith("/h") else measure.value * (hours / year)

    def rates(self, value: Varying | None, path: Path, resource: Resource) -> ByPeriod:
        """Convert the most of a resource per time to the most in each period; inf where it is not stated."""
        if value is None:
            return (math.inf,) * len(self.calendar.periods)
        what = f"resource '{resource.name}'"
        amounts = []
        for number, period in enumerate(self.calendar.periods):
            picked = self.pick(value, resource.name, period, path)
            measure, at = picked or (Measure(0.0, "u/h"), path)
            amount = Measure(self.rate_in_period(measure, number), measure.unit)
            amounts.append(self.amount(amount, resource.unit, at, what))
        return tuple(amounts)

    def per_year(self, measure: Measure) -> float:
        """Convert a rate or a yearly total, in whatever amount, to the amount of a year."""
        return measure.value * self.calendar.year_h if measure.unit.endswith("/h") else measure.value

    def years(self, measure: Measure) -> float:
        """Convert a duration to years."""
        return measure.value / self.calendar.year_h if measure.unit == "h" else measure.value

    def weights(self, token: str, names: Iterable[str], path: Path) -> dict[str, float]:
        """Say for each resource how many of a capacity's amounts are in one unit."""
        weights: dict[str, float] = {}
        for name in sorted(names):
            resource = self.resources[name]
            factor = self.tokens_per_u(token, resource.unit)
            if factor is None and resource.unit.is_known:
                self.faults.add(
                    path,
                    f"a capacity in {token}, but resource '{name}' is counted in {resource.unit.text}",
                    f"give '{name}' a `mass`" if token == "t" else "write one capacity per resource",
                )
            weights[name] = factor or 1.0
        if token == "u" and len({self.resources[name].unit.text for name in weights}) > 1:
            self.faults.add(path, "a bare capacity for resources of several units", "write its unit")
        return weights

    def capacity_rate(
        self, value: Varying | None, path: Path, names: Iterable[str], resource: str | None
    ) -> Capacity | None:
        """Convert a capacity that is a rate, for one resource or for several together."""
        if value is None:
            return None
        amounts: list[float] = []
        token = ""
        for number, period in enumerate(self.calendar.periods):
            picked = self.pick(value, resource, period, path)
            if picked is None:
                return None
            measure, at = picked
            here = self.amount_token(measure.unit)
            if token and here != token:
                self.faults.add(at, "its unit differs between periods", "write all periods in one unit")
            token = here
            amounts.append(self.rate_in_period(measure, number))
        return Capacity(tuple(amounts), self.weights(token, names, path), token)
