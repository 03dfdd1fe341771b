"""Resolve sizes: what can be built, and what of it stands today."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from isopt.scenario.plants import Sizing
from isopt.scenario.quantities import Measure
from isopt.scenario.records.fields import AMOUNT, RATE
from isopt.scenario.resolving.counts import per_hour, spelt
from isopt.scenario.resolving.scale import cut_scale
from isopt.scenario.scenario import Capacity, Size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isopt.scenario.faults import Path
    from isopt.scenario.records import sizes as size_records
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter
    from isopt.scenario.resolving.counts import Count


class Sized(Protocol):
    """A record that says in what sizes something can be built."""

    @property
    def sizes(self) -> size_records.SizesRecord | None:
        """Sizes by name."""

    @property
    def scale(self) -> size_records.Scale | None:
        """A curve cut into sizes."""


def resolve_sizing(file: ScenarioFile, converter: Converter, record: Sized, path: Path, count: Count) -> Sizing:
    """Resolve `sizes` or `scale` of an entry that stands at a path."""
    if record.sizes is not None and record.scale is not None:
        converter.faults.add((*path, "scale"), "stands beside `sizes`", "keep one of them", of_key=True)
    if record.sizes is not None:
        return _sizing(file, converter, record.sizes, (*path, "sizes"), count)
    if record.scale is not None:
        at: Path = (*path, "scale")
        found = len(converter.faults)
        reference = _size(file, converter, "", record.scale, None, at, count)
        sizing = cut_scale(converter, record.scale, reference, at, count)
        if len(converter.faults) > found:
            converter.faults.mark_faulty(at)
        return replace(sizing, sizes=tuple(_in_one_unit(converter, list(sizing.sizes), at)))
    return Sizing()


def with_existing(
    converter: Converter,
    sizing: Sizing,
    existing: size_records.Existing | None,
    path: Path,
    count: Count,
    *,
    one_of: str | None = None,
    sizes_path: Path | None = None,
) -> Sizing:
    """Lay on what an entry at a path says of today and of its group.

    `sizes_path` is the entry whose sizes these are, where they are not its own: what follows from their faults is not noted.
    """
    if existing is None and one_of is None:
        return sizing
    sizes_path = path if sizes_path is None else sizes_path
    is_unsure = any(converter.faults.is_faulty(*sizes_path, key) for key in ("sizes", "scale"))
    if one_of is not None and not sizing.sizes and not is_unsure:
        converter.faults.add((*path, "one_of"), "has no sizes, so it is never built", "add `sizes`, or drop `one_of`")
    sizing = replace(sizing, group=one_of)
    at: Path = (*path, "existing")
    named = {size.name: size for size in sizing.sizes}
    if existing is None or existing is False:
        return sizing
    if existing in named:
        return replace(sizing, existing=named[str(existing)], is_existing=True)
    if existing is True:
        if named:
            remedy = f"name a size ({', '.join(list(named)[:3])}), or write a capacity"
            converter.faults.add(at, "says not how much stands", remedy)
        return replace(sizing, is_existing=True)
    measure = (RATE if count.is_rate else AMOUNT).read(existing, converter.currency)
    if isinstance(measure, Measure):
        capacity = count.capacity(measure, at)
        if capacity is None:
            return replace(sizing, is_existing=True)
        size = Size("existing", capacity, 0.0, 0.0, 0.0, 0.0, math.inf)
        return replace(sizing, existing=_in_one_unit(converter, [*sizing.sizes, size], at)[-1], is_existing=True)
    if not measure[0].endswith("is not a quantity"):
        converter.faults.add(at, *measure)
    elif not is_unsure:
        problem = f"'{existing}' is no size" if named else f"'{existing}' is no capacity, and there are no sizes"
        converter.faults.add(at, problem, converter.faults.suggest(str(existing), named, "write a capacity, or true"))
    converter.faults.mark_faulty(at)
    return sizing


def _sizing(
    file: ScenarioFile, converter: Converter, record: size_records.SizesRecord, path: Path, count: Count
) -> Sizing:
    if not record.named and not converter.faults.is_faulty(*path):
        converter.faults.add(path, "no size at all", "add one, or leave `sizes` out")
        converter.faults.mark_faulty(path)
    named, found = sorted(record.named.items()), len(converter.faults)
    capacities = [count.capacity(each.capacity, (*path, name, "capacity")) for name, each in named]
    are_counted = len(converter.faults) == found
    sizes = [
        _size(file, converter, name, each, capacity, (*path, name), count)
        for (name, each), capacity in zip(named, capacities, strict=True)
    ]
    if are_counted:
        sizes = _in_one_unit(converter, sizes, path)
    if record.between:
        sizes.sort(key=lambda size: math.fsum(size.capacity.amount))
    if record.between and are_counted:
        _check_between(converter, sizes, path)
    return Sizing(tuple(sizes), is_between=record.between)


def _size(
    file: ScenarioFile,
    converter: Converter,
    name: str,
    record: size_records.Size | size_records.Scale,
    capacity: Capacity | None,
    path: Path,
    count: Count,
) -> Size:
    capex, opex = record.capex or Measure(0.0, "money"), record.fixed_opex or Measure(0.0, "money/a")
    is_share = opex.unit != "money/a"
    return Size(
        name=name,
        capacity=capacity or Capacity((0.0,) * len(converter.calendar.periods), {}, "u"),
        capex_eur=_sum_of(converter, capex, record.capacity, (*path, "capex"), count),
        capex_eur_per_km=capex.value if capex.unit == "money/km" else 0.0,
        fixed_opex_eur_per_a=0.0 if is_share else opex.value,
        fixed_opex_share=opex.value if is_share else 0.0,
        lifetime_a=_lifetime(file, converter, record.lifetime, capex, path),
    )


def _lifetime(file: ScenarioFile, converter: Converter, own: Measure | None, capex: Measure, path: Path) -> float:
    stated = own or file.economics.lifetime
    lifetime = converter.years(stated) if stated else math.inf
    if capex.value > 0 and math.isinf(lifetime):
        if not converter.faults.is_faulty("economics", "lifetime"):
            converter.faults.add(path, "a capex without a lifetime", "add `lifetime: 30 a`, or `economics.lifetime`")
        return 1.0
    if lifetime <= 0:
        where: Path = (*path, "lifetime") if own else ("economics", "lifetime")
        converter.faults.add(where, "a lifetime of nothing", "write years")
        return 1.0
    return lifetime


def _sum_of(converter: Converter, capex: Measure, capacity: Measure, path: Path, count: Count) -> float:
    """Give the whole investment; a price per capacity is multiplied out."""
    if capex.unit == "money":
        return capex.value
    if capex.unit == "money/km":
        return 0.0
    per, of = converter.amount_token(capex.unit), converter.amount_token(capacity.unit)
    factor = 1.0 if per == of else count.per(per, of)
    if factor is None:
        problem = f"the price is per {spelt(per)} and the capacity in {spelt(of)}"
        converter.faults.add(path, problem, "write both in one unit")
        return 0.0
    if per != of:
        count.note(per, path)
    year_h = converter.calendar.year_h
    per_h = capex.value * (year_h if capex.unit.endswith("/a)") else 1.0)
    return per_h * factor * per_hour(converter, capacity)


def _in_one_unit(converter: Converter, sizes: list[Size], path: Path) -> list[Size]:
    """Count the capacities of all sizes in the unit of the first."""
    if not sizes:
        return []
    first = sizes[0].capacity
    counted = []
    for size in sizes:
        own = size.capacity
        ratios = [
            first.weight_per_u[key] / own.weight_per_u[key] for key in first.weight_per_u if key in own.weight_per_u
        ]
        if not ratios or own.unit == first.unit:
            counted.append(size)
            continue
        if max(ratios) > min(ratios) * (1 + 1e-9):
            problem = f"sizes in {first.unit} and in {own.unit}, which weigh what is shared differently"
            converter.faults.add(path, problem, "write all sizes in one unit")
            return sizes
        amount = tuple(each * ratios[0] for each in own.amount)
        counted.append(replace(size, capacity=replace(first, amount=amount)))
    return counted


def _check_between(converter: Converter, sizes: Sequence[Size], path: Path) -> None:
    """Hold that straight lines can be drawn from each size to the next."""
    if len(sizes) == 1:
        converter.faults.add(path, "`between` a single size", "add a second size, or drop `between`")
    for small, large in pairwise(sizes):
        at: Path = (*path, large.name)
        if math.isclose(math.fsum(small.capacity.amount), math.fsum(large.capacity.amount), rel_tol=1e-9):
            problem = f"as large as '{small.name}': nothing lies between"
            converter.faults.add((*at, "capacity"), problem, "change a capacity, or drop a size")
        elif _is_cheaper(large, small):
            problem = f"larger than '{small.name}', and cheaper: cost would fall as size grows"
            converter.faults.add(at, problem, f"check both, or drop '{small.name}'")


def _is_cheaper(one: Size, other: Size) -> bool:
    pairs = ((one.capex_eur, other.capex_eur), (one.capex_eur_per_km, other.capex_eur_per_km))
    return any(a < b for a, b in pairs) and all(a <= b for a, b in pairs)
