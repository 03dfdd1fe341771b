"""Resolve flows: what arises, what is needed, and what happens otherwise."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from isopt.scenario.quantities import Measure, Varying
from isopt.scenario.records import Giver as GiverRecord
from isopt.scenario.references import known
from isopt.scenario.resolve_basics import check_periods, property_value, resolve_quality
from isopt.scenario.scenario import (
    Acceptance,
    Bounds,
    ByPeriod,
    Giver,
    Resource,
    Taker,
    Unit,
    Virgin,
)

LEAST_AMOUNT_U, LARGEST_AMOUNT_U = 1e-6, 1e12
"""What a flow may be in a year, in its own unit: beyond, tolerances of 1e-9 units mean nothing, or everything."""

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario import records
    from isopt.scenario.conversion import Converter
    from isopt.scenario.faults import Path
    from isopt.scenario.file_records import ScenarioFile

_NEED_UNITS = {"t": ("t", "mass"), "MWh": ("MWh", "energy"), "m3": ("m3", "volume"), "piece": ("piece", "item")}


def resolve_givers(file: ScenarioFile, converter: Converter) -> dict[str, Giver]:
    """Resolve what the sites give."""
    givers = {}
    for name, record in sorted(file.flows.items()):
        if not isinstance(record, GiverRecord):
            continue
        path: Path = ("flows", name)
        known(record.site, file.sites, (*path, "site"), "site", converter)
        if record.resource is None:
            converter.faults.add(path, "says not what it gives", "add `resource:`")
        else:
            known(record.resource, file.resources, (*path, "resource"), "resource", converter)
        resource = converter.resources.get(record.resource or "")
        routes = _routes(file, converter, record, resource, path)
        if resource is None:
            continue
        givers[name] = Giver(
            name=name,
            site=record.site,
            resource=resource.name,
            given_u=_amounts(file, converter, record, record.gives, resource.unit, (*path, "gives"), resource.name),
            routes=routes,
            is_required=record.required,
            costs_eur_per_u=converter.prices(record.costs, (*path, "costs"), resource),
            quality={
                **resource.quality,
                **resolve_quality(
                    record.quality, resource.properties, (*path, "quality"), file.currency, converter.faults
                ),
            },
        )
    return givers


def _routes(
    file: ScenarioFile, converter: Converter, record: GiverRecord, resource: Resource | None, path: Path
) -> tuple[str, ...]:
    otherwise = record.otherwise
    names = [otherwise] if isinstance(otherwise, str) else list(otherwise or [])
    routes = []
    for number, route in enumerate(names):
        at: Path = (*path, "otherwise") if isinstance(otherwise, str) else (*path, "otherwise", number)
        if not known(route, file.disposal, at, "disposal route", converter):
            continue
        if route in routes:
            converter.faults.add(at, f"'{route}' stands twice", "name each route once")
            continue
        if resource is None:
            continue
        disposal = file.disposal[route]
        refused = resource.name in (disposal.refuses or []) or (
            disposal.accepts is not None and resource.name not in disposal.accepts
        )
        if refused:
            converter.faults.add(
                at,
                f"'{route}' does not take '{resource.name}'",
                f"name another route, or change disposal.{route}.{'refuses' if disposal.accepts is None else 'accepts'}",
            )
        elif disposal.landfill and resource.unit.is_known and resource.unit.mass_t_per_u is None:
            converter.faults.add(
                at, f"'{resource.name}' has no mass, so what is landfilled cannot be weighed", "give it a `mass`"
            )
        routes.append(route)
    return tuple(routes)


def resolve_takers(file: ScenarioFile, converter: Converter) -> dict[str, Taker]:
    """Resolve what the sites need."""
    takers = {}
    for name, record in sorted(file.flows.items()):
        if isinstance(record, GiverRecord):
            continue
        path: Path = ("flows", name)
        known(record.site, file.sites, (*path, "site"), "site", converter)
        accepted = dict(record.accepts or {})
        resource = None
        if record.resource is not None:
            if known(record.resource, file.resources, (*path, "resource"), "resource", converter):
                accepted.setdefault(record.resource, None)
                resource = converter.resources.get(record.resource)
            else:
                continue
        if not accepted:
            converter.faults.add(path, "accepts nothing", "add `resource:` or `accepts:`")
        unit = resource.unit if resource else _need_unit(record.takes, (*path, "takes"), converter)
        if unit is None:
            continue
        takers[name] = Taker(
            name=name,
            site=record.site,
            unit=unit,
            need_u=_amounts(file, converter, record, record.takes, unit, (*path, "takes"), None),
            accepts={
                key: _acceptance(file, converter, value, key, (*path, "accepts", key))
                for key, value in sorted(accepted.items())
                if key == record.resource
                or known(key, file.resources, (*path, "accepts", key), "resource", converter, of_key=True)
                if key in converter.resources
            },
            virgin=_virgin(file, converter, record, unit, path),
            is_required=record.required,
            limits=_limits(file, converter, record.limits, list(accepted), (*path, "limits")),
            revenue_eur_per_u=_per_need(converter, record.revenue, unit, (*path, "revenue")),
        )
    return takers


def _need_unit(takes: Varying, path: Path, converter: Converter) -> Unit | None:
    """Take the unit of a need without `resource` from the dimension of `takes` (SEMANTICS 14)."""
    measures = [takes] if isinstance(takes, Measure) else _leaves(takes)
    tokens = {converter.amount_token(measure.unit) for measure in measures}
    if tokens == {"u"} or len(tokens) != 1:
        converter.faults.add(path, "a need without `resource` has no unit of its own", "write it like 120 kt/a")
        return None
    text, dimension = _NEED_UNITS[tokens.pop()]
    return Unit(text, dimension, 1.0, 1.0 if dimension == "mass" else None)


def _leaves(value: object) -> list[Measure]:
    if isinstance(value, Measure):
        return [value]
    return [leaf for inner in value.values() for leaf in _leaves(inner)] if isinstance(value, dict) else []


def _amounts(
    file: ScenarioFile,
    converter: Converter,
    record: records.Flow,
    value: Varying,
    unit: Unit,
    path: Path,
    resource: str | None,
) -> ByPeriod:
    """Spread a rate or a total over the periods (SEMANTICS 2)."""
    calendar = converter.calendar
    shares = _profile(file, converter, record.profile, (*path[:2], "profile"))
    if shares is not None and isinstance(value, dict):
        converter.faults.add(path, "both amounts by period and a profile", "keep one of the two")
    amounts = []
    for number, period in enumerate(calendar.periods):
        picked = converter.pick(value, resource, period, path)
        if picked is None:
            amounts.append(0.0)
            continue
        measure, at = picked
        is_rate = measure.unit.endswith(("/a", "/h"))
        if shares is not None:
            amount = converter.per_year(measure) * shares[number]
        elif is_rate:
            amount = converter.rate_in_period(measure, number)
        elif len(at) > len(path):
            amount = measure.value
        else:
            amount = measure.value * (calendar.hours[number] / calendar.year_h)
        amounts.append(converter.amount(Measure(amount, measure.unit), unit, at, f"flow '{path[1]}'"))
    total = sum(amounts)
    if 0 < total < LEAST_AMOUNT_U or total > LARGEST_AMOUNT_U:
        size = "smaller" if total < 1 else "larger"
        converter.faults.add(path, f"{total:g} {unit.text} in a year", f"count it in a {size} unit than {unit.text}")
    return tuple(amounts)


def _profile(
    file: ScenarioFile, converter: Converter, profile: str | Mapping[str, Measure] | None, path: Path
) -> tuple[float, ...] | None:
    if profile is None:
        return None
    if isinstance(profile, str):
        profiles = file.calendar.profiles or {}
        if profile not in profiles:
            converter.faults.add(
                path, f"unknown profile '{profile}'", converter.faults.suggest(profile, profiles, "add it")
            )
            return None
        return check_periods(converter, profiles[profile], ("calendar", "profiles", profile))
    return check_periods(converter, profile, path)


def _acceptance(
    file: ScenarioFile, converter: Converter, record: records.Acceptance | None, resource: str, path: Path
) -> Acceptance:
    ones = (1.0,) * len(converter.calendar.periods)
    if record is None:
        return Acceptance(ones, ones, {})

    def number(measure: Measure, at: Path) -> float:
        if measure.unit == "1":
            return measure.value
        need, own = measure.unit.split("/")
        unit = converter.resources[resource].unit
        per_own = converter.factor_per_u(Measure(1.0, own), unit, at, f"resource '{resource}'")
        need_token = need if need != "u" else ""
        if need_token and converter.tokens_per_u(need_token, _unit_of_need(file, converter, path)) is None:
            converter.faults.add(at, f"the need is not counted in {need}", "write units of the need per unit given")
        per_need = converter.tokens_per_u(need, _unit_of_need(file, converter, path)) or 1.0
        return measure.value * per_own / per_need

    replaces = converter.by_period(record.replaces, (*path, "replaces"), number, default=1.0)
    if any(value <= 0 for value in replaces):
        converter.faults.add((*path, "replaces"), "replaces nothing", "write more than 0, or stop accepting it")
        replaces = ones
    return Acceptance(
        replaces_per_u=replaces,
        at_most_share=converter.by_period(
            record.at_most, (*path, "at_most"), lambda measure, at: measure.value, default=1.0
        ),
        limits=_limits(file, converter, record.limits, [resource], (*path, "limits")),
    )


def _unit_of_need(file: ScenarioFile, converter: Converter, path: Path) -> Unit:
    record = file.flows[str(path[1])]
    if record.resource in converter.resources:
        return converter.resources[str(record.resource)].unit
    return _need_unit(record.takes, path, converter) or Unit("t", "mass", 1.0, 1.0)  # type: ignore[union-attr]


def _virgin(file: ScenarioFile, converter: Converter, record: records.Taker, unit: Unit, path: Path) -> Virgin | None:
    otherwise = record.otherwise
    if otherwise is None:
        return None
    properties: dict[str, str] = {}
    for name in [*(record.accepts or {}), *([record.resource] if record.resource else [])]:
        if name in converter.resources:
            properties.update(converter.resources[name].properties)
    at: Path = (*path, "otherwise")
    return Virgin(
        price_eur_per_u=_per_need(converter, otherwise.price, unit, (*at, "price")),
        co2_kg_per_u=_per_need(converter, otherwise.emissions, unit, (*at, "emissions")),
        quality=resolve_quality(otherwise.quality, properties, (*at, "quality"), file.currency, converter.faults),
    )


def _per_need(converter: Converter, value: Varying | None, unit: Unit, path: Path) -> ByPeriod:
    return converter.by_period(
        value, path, lambda measure, at: converter.price(measure, unit, at, f"the need of '{path[1]}'")
    )


def _limits(
    file: ScenarioFile,
    converter: Converter,
    limits: Mapping[str, records.Limit] | None,
    resources: list[str],
    path: Path,
) -> dict[str, Bounds]:
    bounds = {}
    properties: dict[str, str] = {}
    for name in resources:
        if name in converter.resources:
            properties.update(converter.resources[name].properties)
    for name, limit in sorted((limits or {}).items()):
        at: Path = (*path, name)
        if name not in properties:
            remedy = converter.faults.suggest(name, properties, "declare it in a resource's `properties`")
            converter.faults.add(at, f"unknown property '{name}'", remedy, of_key=True)
            continue
        unit = properties[name]
        least = _bound(limit.min, unit, (*at, "min"), -math.inf, file, converter)
        most = _bound(limit.max, unit, (*at, "max"), math.inf, file, converter)
        if limit.min is None and limit.max is None:
            converter.faults.add(at, "a limit without `max` or `min`", "add one of them")
        elif least > most:
            converter.faults.add(at, f"min {least:g} is more than max {most:g}", "exchange or change them")
        bounds[name] = Bounds(least, most)
    return bounds


def _bound(
    value: float | str | None, unit: str, path: Path, default: float, file: ScenarioFile, converter: Converter
) -> float:
    if value is None:
        return default
    number = property_value(value, unit, path, file.currency, converter.faults)
    return default if number is None else number
