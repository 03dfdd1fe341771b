"""How capacities are counted: rates of resources, a facility's activity, what a store holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.scenario.scenario import Capacity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isopt.scenario.faults import Path
    from isopt.scenario.quantities import Measure
    from isopt.scenario.resolving.conversion import Converter

ACTIVITY = "activity"
"""What the capacity of a facility counts."""


@dataclass(frozen=True, slots=True)
class Count:
    """How capacities are counted."""

    capacity: Callable[[Measure, Path], Capacity | None]
    """Convert one; where it cannot be, the fault is noted."""
    per: Callable[[str, str], float | None]
    """How many of one amount (t, MWh …) are in one of another; None where that is not known."""
    note: Callable[[str, Path], None] = lambda _token, _path: None
    """Take notice of what a figure at a path counts in."""
    is_rate: bool = True


def count_rate(converter: Converter, names: Iterable[str]) -> Count:
    """Count a rate of several resources together."""
    listed = sorted(names)

    def per(one: str, other: str) -> float | None:
        ratios = set()
        for name in listed:
            unit = converter.resources[name].unit
            above, below = converter.tokens_per_u(one, unit), converter.tokens_per_u(other, unit)
            ratios.add(above / below if above and below else None)
        return ratios.pop() if len(ratios) == 1 else None

    return Count(lambda measure, path: converter.capacity_rate(measure, path, listed, None), per)


def count_activity(converter: Converter, note: Callable[[str, Path], None]) -> Count:
    """Count a rate of a facility's activity; `note` is told in what, and where that is said."""
    periods = range(len(converter.calendar.periods))

    def capacity(measure: Measure, path: Path) -> Capacity:
        token = converter.amount_token(measure.unit)
        note(token, path)
        return Capacity(tuple(converter.rate_in_period(measure, period) for period in periods), {ACTIVITY: 1.0}, token)

    return Count(capacity, lambda one, other: 1.0 if "u" in {one, other} else None, note)


def per_hour(converter: Converter, capacity: Measure) -> float:
    """Give a capacity that is a rate per hour; one that is an amount as it is."""
    return capacity.value / converter.calendar.year_h if capacity.unit.endswith("/a") else capacity.value


def spelt(token: str) -> str:
    """Name what something is counted in."""
    return "a bare number" if token == "u" else token


def count_content(converter: Converter, resource: str) -> Count:
    """Count what a store holds, in the resource's own unit."""
    unit = converter.resources[resource].unit

    def capacity(measure: Measure, path: Path) -> Capacity:
        amount = converter.amount(measure, unit, path, f"resource '{resource}'")
        return Capacity((amount,) * len(converter.calendar.periods), {resource: 1.0}, "u")

    def per(one: str, other: str) -> float | None:
        above, below = converter.tokens_per_u(one, unit), converter.tokens_per_u(other, unit)
        return above / below if above and below else None

    return Count(capacity, per, is_rate=False)
