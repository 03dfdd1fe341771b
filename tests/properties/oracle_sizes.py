"""The oracle's reading of sizes: what can be built, at what yearly cost, and what stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oracle_units import Resource, base_of, measure

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable

    from oracle_reading import Numbers, Plain, Reading


@dataclass(frozen=True)
class Capacity:
    """The most in each period, and how much one base amount of each member counts."""

    amounts: Numbers
    weights: dict[str, float]

    def counted_as(self, weights: dict[str, float]) -> Numbers:
        """Give the amounts where members count otherwise, in proportion."""
        ratios = [weights[name] / weight for name, weight in self.weights.items()]
        assert math.isclose(min(ratios), max(ratios))
        return tuple(amount * ratios[0] for amount in self.amounts)


@dataclass(frozen=True)
class Size:
    """Something that can be built; EUR/a."""

    name: str
    capacity: Capacity
    yearly: float
    fixed: float


@dataclass(frozen=True)
class Sizing:
    """What can be built of a thing, and what stands; `fixed` is paid for what stands."""

    sizes: tuple[Size, ...] = ()
    is_between: bool = False
    standing: Capacity | None = None
    fixed: float = 0.0
    stands: bool = False
    group: str | None = None

    @property
    def is_limited(self) -> bool:
        """Whether there is a capacity at all: without, the thing needs no building."""
        return bool(self.sizes) or self.standing is not None

    @property
    def is_open_today(self) -> bool:
        return self.stands or not self.sizes

    def today(self) -> Sizing:
        """Keep what stands."""
        return Sizing((), False, self.standing, self.fixed, self.stands, None)


Counting = "Callable[[float | str], Capacity]"


def of_resources(read: Reading, members: list[str]) -> Callable[[float | str], Capacity]:
    """Count a rate of several resources together."""

    def count(value: float | str) -> Capacity:
        number, dimensions = measure(value)
        base = base_of(dimensions)
        if base is None:
            number *= read.resources[members[0]].base_per_unit
            base = read.resources[members[0]].base
        amounts = tuple(read.rate(number, dimensions, t) for t in read.times)
        return Capacity(amounts, {name: read.resources[name].weight(base) for name in members})

    return count


def of_activity(read: Reading) -> Callable[[float | str], Capacity]:
    """Count a rate of a facility's activity."""

    def count(value: float | str) -> Capacity:
        number, dimensions = measure(value)
        return Capacity(tuple(read.rate(number, dimensions, t) for t in read.times), {"activity": 1.0})

    return count


def of_content(read: Reading, resource: Resource) -> Callable[[float | str], Capacity]:
    """Count what a store holds."""

    def count(value: float | str) -> Capacity:
        return Capacity((resource.amount(value)[0],) * len(read.periods), {resource.name: 1.0})

    return count


def read_sizing(
    read: Reading, offer: Plain, entry: Plain, count: Callable[[float | str], Capacity], km: float = 0.0
) -> Sizing:
    """Read the sizes or the scale of `offer`, and what `entry` says of today and of its group."""
    sizes, is_between = _sizes(read, offer, count, km)
    standing, fixed = None, 0.0
    existing = entry.get("existing", False)
    named = {size.name: size for size in sizes}
    if existing in named:
        standing, fixed = named[existing].capacity, named[existing].fixed
    elif existing not in {True, False}:
        standing = count(existing)
    return Sizing(tuple(sizes), is_between, standing, fixed, stands=existing is not False, group=entry.get("one_of"))


def _sizes(read: Reading, offer: Plain, count: Callable[[float | str], Capacity], km: float) -> tuple[list[Size], bool]:
    if "scale" in offer:
        return _scale(read, offer["scale"], count, km), offer["scale"].get("between", False)
    stated = {name: size for name, size in offer.get("sizes", {}).items() if name != "between"}
    sizes = []
    for name, size in stated.items():
        capex = _capex(read, size, km)
        sizes.append(_size(read, name, count(size["capacity"]), size, capex, _fixed(size, capex)))
    is_between = offer.get("sizes", {}).get("between", False)
    return sorted(sizes, key=lambda size: sum(size.capacity.amounts)) if is_between else sizes, is_between


def _size(read: Reading, name: str, capacity: Capacity, stated: Plain, capex: float, fixed: float) -> Size:
    return Size(name, capacity, read.annuity(capex, stated.get("lifetime")) + fixed, fixed)


def _capex(read: Reading, size: Plain, km: float) -> float:
    """Give the whole investment: a sum, per length, or per capacity."""
    capex, dimensions = measure(size.get("capex", 0))
    if dimensions["km"] == -1:
        return capex * km
    if base_of(dimensions) is None:
        return capex
    capacity, of = measure(size["capacity"])
    assert base_of(of) == base_of(dimensions)
    return capex * capacity * _per_hour(read, of) / _per_hour(read, dimensions, sign=1)


def _per_hour(read: Reading, dimensions: Counter[str], sign: int = -1) -> float:
    """Say how many per hour are one per the time a figure speaks of; 1 for what is no rate."""
    return 1 / read.year if dimensions["a"] == sign else 1.0


def _fixed(size: Plain, capex: float) -> float:
    opex, dimensions = measure(size.get("fixed_opex", 0))
    is_sum = dimensions["EUR"] or not isinstance(size.get("fixed_opex", 0), str)
    return opex if is_sum else opex * capex


def _scale(read: Reading, scale: Plain, count: Callable[[float | str], Capacity], km: float) -> list[Size]:
    """Cut a curve into sizes: from·(to/from)^(i/(steps−1)), each at capex·(q/capacity)^exponent (SEMANTICS 24)."""
    listed, first, last = (count(scale[key]) for key in ("capacity", "from", "to"))
    steps, found = scale["steps"], []
    capex = _capex(read, scale, km)
    for step in range(steps):
        ratio = (sum(last.amounts) / sum(first.amounts)) ** (step / (steps - 1))
        amounts = tuple(amount * ratio for amount in first.amounts)
        factor = (sum(amounts) / sum(listed.amounts)) ** scale["exponent"]
        name = str(step + 1).zfill(len(str(steps)))
        fixed = _fixed(scale, capex) * factor
        found.append(_size(read, name, Capacity(amounts, first.weights), scale, capex * factor, fixed))
    return found
