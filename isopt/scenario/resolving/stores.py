"""Resolve storage: stores of one resource at a site (SEMANTICS 25)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from isopt.scenario.plants import Sizing, Store
from isopt.scenario.quantities import Measure, Varying
from isopt.scenario.resolving.basics import resolve_quality
from isopt.scenario.resolving.counts import count_content
from isopt.scenario.resolving.references import known
from isopt.scenario.resolving.sizes import resolve_sizing, with_existing

if TYPE_CHECKING:
    from isopt.scenario.faults import Path
    from isopt.scenario.records import plants as plant_records
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter
    from isopt.scenario.scenario import ByPeriod, Resource


def resolve_stores(file: ScenarioFile, converter: Converter) -> dict[str, Store]:
    """Resolve the stores."""
    stores = {}
    for name, record in sorted(file.storage.items()):
        path: Path = ("storage", name)
        known(record.site, file.sites, (*path, "site"), "site", converter)
        known(record.resource, file.resources, (*path, "resource"), "resource", converter)
        resource = converter.resources.get(record.resource)
        if resource is not None:
            stores[name] = _store(file, converter, name, record, resource, path)
    return stores


def _store(
    file: ScenarioFile,
    converter: Converter,
    name: str,
    record: plant_records.Storage,
    resource: Resource,
    path: Path,
) -> Store:
    count = count_content(converter, resource.name)
    sizing = resolve_sizing(file, converter, record, path, count)
    sizing = with_existing(converter, sizing, record.existing, path, count, one_of=record.one_of)
    own = resolve_quality(record.quality, resource.properties, (*path, "quality"), file.currency, converter.faults)
    return Store(
        name=name,
        site=record.site,
        resource=resource.name,
        sizing=sizing,
        kept_share=_kept(converter, record.loss, (*path, "loss"), resource),
        initial_u=_initial(converter, record.initial, sizing, resource, (*path, "initial")),
        charge_u=converter.rates(record.charge, (*path, "charge"), resource),
        discharge_u=converter.rates(record.discharge, (*path, "discharge"), resource),
        handling_eur_per_u=converter.prices(record.handling, (*path, "handling"), resource),
        holding_eur_per_u=_holding(converter, record.holding, (*path, "holding"), resource),
        quality={**resource.quality, **own},
    )


def _kept(converter: Converter, value: Varying | None, path: Path, resource: Resource) -> ByPeriod:
    """Give what is left, when a period ends, of what was there when it began: (1 − loss per time)^time."""
    calendar = converter.calendar
    if value is None:
        return (1.0,) * len(calendar.periods)
    kept = []
    for hours, period in zip(calendar.hours, calendar.periods, strict=True):
        picked = converter.pick(value, resource.name, period, path)
        measure, at = picked or (Measure(0.0, "1/a"), path)
        if measure.value > 1:
            converter.faults.add(
                at, f"loses {measure.value:g} of what is there", "write a share of at most 1 (or 100 %)"
            )
            continue
        time = hours if measure.unit == "1/h" else hours / calendar.year_h
        kept.append((1 - measure.value) ** time)
    return tuple(kept) if len(kept) == len(calendar.periods) else (1.0,) * len(calendar.periods)


def _holding(converter: Converter, value: Varying | None, path: Path, resource: Resource) -> ByPeriod:
    """Give the cost of one unit for the whole of each period."""
    calendar = converter.calendar
    if value is None:
        return (0.0,) * len(calendar.periods)
    costs = []
    for hours, period in zip(calendar.hours, calendar.periods, strict=True):
        picked = converter.pick(value, resource.name, period, path)
        measure, at = picked or (Measure(0.0, "money/(u a)"), path)
        time = hours if measure.unit.endswith(" h)") else hours / calendar.year_h
        costs.append(converter.price(measure, resource.unit, at, f"resource '{resource.name}'") * time)
    return tuple(costs)


def _initial(
    converter: Converter, measure: Measure | None, sizing: Sizing, resource: Resource, path: Path
) -> float | None:
    if measure is None:
        return None
    amount = converter.amount(measure, resource.unit, path, f"resource '{resource.name}'")
    most = _most(sizing)
    is_sure = resource.unit.is_known and not converter.faults.is_faulty(*path[:-1])
    if is_sure and amount > most * (1 + 1e-9):
        problem = f"{amount:g} {resource.unit.text}, and it holds at most {most:g}"
        converter.faults.add(path, problem, "write less, or add a larger size")
    return amount


def _most(sizing: Sizing) -> float:
    """Give the most that can ever stand; inf where nothing limits it."""
    if not sizing.is_limited:
        return math.inf
    standing = sizing.existing.capacity.amount[0] if sizing.existing else 0.0
    return standing + max((size.capacity.amount[0] for size in sizing.sizes), default=0.0)
