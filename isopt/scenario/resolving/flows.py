"""Resolve flows: what arises, what is needed, and what happens otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.scenario.quantities import Measure, Varying
from isopt.scenario.records import flows as flow_records
from isopt.scenario.records.flows import Giver as GiverRecord
from isopt.scenario.resolving.basics import check_periods, resolve_quality
from isopt.scenario.resolving.heat import hot_enough
from isopt.scenario.resolving.limits import resolve_limits
from isopt.scenario.resolving.ports import UNUSED
from isopt.scenario.resolving.references import known
from isopt.scenario.resolving.routes import resolve_routes
from isopt.scenario.scenario import Acceptance, ByPeriod, Giver, Resource, Taker, Unit, Virgin

LEAST_AMOUNT_U, LARGEST_AMOUNT_U = 1e-6, 1e12
"""What a flow may be in a year, in its own unit: beyond, tolerances of 1e-9 units mean nothing, or everything."""

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.faults import Path
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter

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
        routes = _routes(file, converter, record, resource, (*path, "otherwise"))
        if resource is None:
            continue
        givers[name] = Giver(
            name=name,
            site=record.site,
            resource=resource.name,
            given_u=_amounts(file, converter, record, record.gives, resource.unit, (*path, "gives"), resource.name),
            routes=routes,
            is_required=record.required,
            at_least_share=record.at_least.value if record.at_least else 0.0,
            minimum_u=_minimum(converter, record, resource.unit, path),
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
    if record.otherwise == UNUSED:
        converter.faults.add(path, "what a flow gives is unused where `otherwise` is left out", "leave it out")
        return ()
    return resolve_routes(record.otherwise, resource, path, file, converter)


def resolve_takers(file: ScenarioFile, converter: Converter) -> dict[str, Taker]:
    """Resolve what the sites need."""
    takers = {}
    for name, record in sorted(file.flows.items()):
        if isinstance(record, GiverRecord):
            continue
        path: Path = ("flows", name)
        known(record.site, file.sites, (*path, "site"), "site", converter)
        accepted = dict(record.accepts or {})
        mentioned: dict[str, Path] = {key: (*path, "accepts", key) for key in accepted}
        resource = None
        if record.resource is not None:
            if known(record.resource, file.resources, (*path, "resource"), "resource", converter):
                accepted.setdefault(record.resource, None)
                mentioned.setdefault(record.resource, (*path, "resource"))
                resource = converter.resources.get(record.resource)
            else:
                continue
        if not accepted and record.temperature is None:
            converter.faults.add(path, "accepts nothing", "add `resource:` or `accepts:`")
        unit = resource.unit if resource else _need_unit(record.takes, (*path, "takes"), converter)
        if unit is None:
            continue
        heat = hot_enough(record.temperature, record.approach, mentioned, unit, path, converter)
        takers[name] = Taker(
            name=name,
            site=record.site,
            unit=unit,
            need_u=_amounts(file, converter, record, record.takes, unit, (*path, "takes"), None),
            accepts={
                key: _acceptance(
                    file, converter, accepted.get(key), key, unit, (*path, "accepts", key), heat.get(key, 1.0)
                )
                for key in sorted({*accepted, *heat})
                if key in {record.resource, *heat}
                or known(key, file.resources, (*path, "accepts", key), "resource", converter, of_key=True)
                if key in converter.resources
            },
            virgin=_virgin(file, converter, record, unit, path),
            is_required=record.required,
            at_least_share=record.at_least.value if record.at_least else 0.0,
            minimum_u=_minimum(converter, record, unit, path),
            limits=resolve_limits(record.limits, [*accepted, *heat], (*path, "limits"), converter),
            revenue_eur_per_u=_per_need(converter, record.revenue, unit, (*path, "revenue")),
        )
    return takers


def _minimum(converter: Converter, record: flow_records.Flow, unit: Unit, path: Path) -> float:
    """Convert the least that exchanges bring in a year."""
    what = f"flow '{path[1]}'"
    return converter.constant(
        record.minimum,
        (*path, "minimum"),
        lambda measure, at: converter.amount(Measure(converter.per_year(measure), measure.unit), unit, at, what),
        resource=record.resource,
    )


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
    record: flow_records.Flow,
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
    file: ScenarioFile,
    converter: Converter,
    record: flow_records.Acceptance | None,
    name: str,
    need: Unit,
    path: Path,
    replaces_by_default: float,
) -> Acceptance:
    record = record or flow_records.Acceptance()
    resource = converter.resources[name]

    def number(measure: Measure, at: Path) -> float:
        if measure.unit == "1":
            return measure.value
        token, own = measure.unit.split("/")
        per_own = converter.factor_per_u(Measure(1.0, own), resource.unit, at, f"resource '{name}'")
        per_need = converter.tokens_per_u(token, need)
        if per_need is None:
            converter.faults.add(at, f"the need is not counted in {token}", "write units of the need per unit given")
        return measure.value * per_own / (per_need or 1.0)

    replaces = converter.by_period(record.replaces, (*path, "replaces"), number, default=replaces_by_default)
    if any(value <= 0 for value in replaces):
        converter.faults.add((*path, "replaces"), "replaces nothing", "write more than 0, or stop accepting it")
        replaces = (1.0,) * len(replaces)
    return Acceptance(
        replaces_per_u=replaces,
        at_most_share=converter.by_period(
            record.at_most, (*path, "at_most"), lambda measure, at: measure.value, default=1.0
        ),
        limits=resolve_limits(record.limits, [name], (*path, "limits"), converter),
        costs_eur_per_u=converter.prices(record.costs, (*path, "costs"), resource),
        emissions_kg_per_u=converter.emissions(record.emissions, (*path, "emissions"), resource),
    )


def _virgin(
    file: ScenarioFile, converter: Converter, record: flow_records.Taker, unit: Unit, path: Path
) -> Virgin | None:
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
        emissions_kg_per_u=converter.impacts_of(
            otherwise.emissions,
            (*at, "emissions"),
            lambda measure, place: converter.factor(measure, unit, place, f"the need of '{path[1]}'"),
        ),
        quality=resolve_quality(otherwise.quality, properties, (*at, "quality"), file.currency, converter.faults),
    )


def _per_need(converter: Converter, value: Varying | None, unit: Unit, path: Path) -> ByPeriod:
    return converter.by_period(
        value, path, lambda measure, at: converter.price(measure, unit, at, f"the need of '{path[1]}'")
    )
