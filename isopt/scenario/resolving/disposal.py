"""Resolve disposal routes: what they cost, take and emit."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from isopt.scenario.plants import LoadLimit
from isopt.scenario.quantities import Measure, Varying
from isopt.scenario.resolving.basics import property_value
from isopt.scenario.resolving.counts import count_rate
from isopt.scenario.resolving.references import known
from isopt.scenario.resolving.sizes import resolve_sizing, with_existing
from isopt.scenario.scenario import Bounds, Capacity, Disposal, DisposalTerms, Giver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from isopt.scenario.faults import Path
    from isopt.scenario.records import basics as records
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter


def resolve_disposal(
    file: ScenarioFile, converter: Converter, givers: Mapping[str, Giver], sent_from_ports: set[tuple[str, str]]
) -> dict[str, Disposal]:
    """Resolve the routes, with terms for each resource that some giver, or output of a facility, may send there."""
    sent: dict[str, set[str]] = {}
    for giver in givers.values():
        for route in giver.routes:
            sent.setdefault(route, set()).add(giver.resource)
    for route, resource in sent_from_ports:
        sent.setdefault(route, set()).add(resource)
    return {
        name: _route(file, converter, name, record, sorted(sent.get(name, ())))
        for name, record in sorted(file.disposal.items())
    }


def _route(
    file: ScenarioFile, converter: Converter, name: str, record: records.Disposal, resources: list[str]
) -> Disposal:
    path: Path = ("disposal", name)
    if record.site is not None:
        known(record.site, file.sites, (*path, "site"), "site", converter)
    for listed in ("accepts", "refuses"):
        for number, key in enumerate(getattr(record, listed) or []):
            known(key, file.resources, (*path, listed, number), "resource", converter)
    count = count_rate(converter, resources)
    sizing = resolve_sizing(file, converter, record, path, count)
    limits, loads = _limits(file, converter, record, resources, path)
    return Disposal(
        name=name,
        is_landfill=record.landfill,
        site=record.site,
        capacities=_capacities(converter, record.capacity, resources, (*path, "capacity"), converter.per_year),
        total=_capacities(converter, record.total, resources, (*path, "total"), lambda measure: measure.value),
        terms={key: _terms(converter, record, key, path) for key in resources},
        limits=limits,
        loads=loads,
        fixed_eur_per_a=converter.constant(record.fixed, (*path, "fixed"), lambda measure, at: measure.value),
        sizing=with_existing(converter, sizing, record.existing, path, count),
    )


def _terms(converter: Converter, record: records.Disposal, name: str, path: Path) -> DisposalTerms:
    resource = converter.resources[name]
    return DisposalTerms(
        gate_fee_eur_per_u=converter.prices(record.gate_fee, (*path, "gate_fee"), resource),
        tax_eur_per_u=converter.prices(record.tax, (*path, "tax"), resource),
        pays_eur_per_u=converter.prices(record.pays, (*path, "pays"), resource),
        emissions_kg_per_u=converter.emissions(record.emissions, (*path, "emissions"), resource),
        avoided_kg_per_u=converter.emissions(record.avoids, (*path, "avoids"), resource),
    )


def _capacities(
    converter: Converter,
    value: Varying | None,
    resources: list[str],
    path: Path,
    amount: Callable[[Measure], float],
) -> tuple[Capacity, ...]:
    """Convert what a route takes: one number for all together, or one for each resource."""
    if value is None or not resources:
        return ()
    if isinstance(value, Measure):
        token = converter.amount_token(value.unit)
        return (Capacity((amount(value),), converter.weights(token, resources, path), token),)
    if isinstance(value, dict) and set(value) & set(converter.calendar.periods):
        converter.faults.add(
            path, "differs by period, but counts for whole years", "write one number, or one per resource"
        )
        return ()
    capacities = []
    for name in resources:
        picked = converter.pick(value, name, "", path)
        if picked is not None:
            measure, at = picked
            token = converter.amount_token(measure.unit)
            capacities.append(Capacity((amount(measure),), converter.weights(token, [name], at), token))
    return tuple(capacities)


def _limits(
    file: ScenarioFile, converter: Converter, record: records.Disposal, resources: list[str], path: Path
) -> tuple[dict[str, Bounds], tuple[LoadLimit, ...]]:
    """Resolve the bounds on properties: of the blend, and on the year's load."""
    limits, loads = {}, []
    declared: dict[str, str] = {}
    for name in resources or converter.resources:
        declared.update(converter.resources[name].properties)
    for name, limit in sorted((record.limits or {}).items()):
        at: Path = (*path, "limits", name)
        if name not in declared:
            remedy = converter.faults.suggest(name, declared, "declare it in a resource's `properties`")
            converter.faults.add(at, f"unknown property '{name}'", remedy, of_key=True)
            continue
        if limit.max is None and limit.max_load is None:
            converter.faults.add(at, "a limit without `max` or `max_load`", "add one of them")
        if limit.max is not None:
            most = property_value(limit.max, declared[name], (*at, "max"), file.currency, converter.faults)
            limits[name] = Bounds(-math.inf, math.inf if most is None else most)
        if limit.max_load is not None:
            loads.append(LoadLimit(name, float(limit.max_load)))
    return limits, tuple(loads)
