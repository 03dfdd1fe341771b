"""Resolve transport modes, their sizes, and links."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from isopt.scenario.conversion import FORMS, Converter
from isopt.scenario.quantities import Measure, Varying
from isopt.scenario.references import known
from isopt.scenario.scenario import ByPeriod, Capacity, Link, Mode, Resource, Size, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario import records
    from isopt.scenario.faults import Path
    from isopt.scenario.file_records import ScenarioFile


def resolve_modes(file: ScenarioFile, converter: Converter) -> dict[str, Mode]:
    """Resolve the ways of moving things, with terms for each resource a mode carries."""
    modes = {}
    for name, record in sorted(file.transport.items()):
        path: Path = ("transport", name)
        carried = _carried(record.carries, converter, path)
        detour = record.detour.value if record.detour else 1.0
        if detour < 1:
            converter.faults.add((*path, "detour"), f"a road of {detour:g} km per straight km", "write at least 1")
        modes[name] = Mode(
            name=name,
            terms={key: _terms(record, converter, converter.resources[key], carried, path) for key in carried},
            detour_factor=detour,
            reach_km=record.reach.value if record.reach else math.inf,
            links_only=record.links_only,
            is_shared=record.shared,
            sizes=_sizes(file, converter, record.sizes, carried, (*path, "sizes")),
        )
        _check_sharing(converter, modes[name], carried, path)
    return modes


def _check_sharing(converter: Converter, mode: Mode | Link, carried: list[str], path: Path) -> None:
    """Hold that what is shared can be counted together (SEMANTICS 9)."""
    units = [converter.resources[key].unit for key in carried]
    if mode.is_shared and len({unit.text for unit in units}) > 1 and any(unit.mass_t_per_u is None for unit in units):
        lacking = next(key for key in carried if converter.resources[key].unit.mass_t_per_u is None)
        converter.faults.add(
            (*path, "shared"), f"carries several units, and '{lacking}' has no mass", f"give '{lacking}' a `mass`"
        )
        return
    capacities = [size.capacity for size in mode.sizes] if mode.is_shared else []
    for one, other in pairwise(capacities):
        ratios = [one.weight_per_u[key] / other.weight_per_u[key] for key in carried if key in one.weight_per_u]
        if ratios and max(ratios) > min(ratios) * (1 + 1e-9):
            converter.faults.add(
                (*path, "sizes"),
                f"sizes in {one.unit} and in {other.unit}, which weigh what is shared differently",
                "write all sizes in one unit",
            )
            return


def _carried(carries: list[str], converter: Converter, path: Path) -> list[str]:
    carried: set[str] = set()
    for number, key in enumerate(carries):
        of_form = {name for name, resource in converter.resources.items() if resource.form == key}
        if key in converter.resources:
            carried.add(key)
        elif key not in FORMS and not converter.faults.is_faulty("resources", key):
            converter.faults.add(
                (*path, "carries", number),
                f"'{key}' is no form or resource",
                converter.faults.suggest(key, [*FORMS, *converter.resources]),
            )
        carried |= of_form
    return sorted(carried)


def _split_by_km(
    converter: Converter, value: Varying | None, path: Path, resource: Resource
) -> tuple[ByPeriod, ByPeriod]:
    """Convert a price or factor to its part per unit and km and its part per unit."""

    def part(measure: Measure, at: Path, *, per_km: bool) -> float:
        has_km = "km)" in measure.unit
        return converter.price(measure, resource.unit, at, f"resource '{resource.name}'") if has_km == per_km else 0.0

    return (
        converter.by_period(value, path, lambda m, at: part(m, at, per_km=True), resource=resource.name),
        converter.by_period(value, path, lambda m, at: part(m, at, per_km=False), resource=resource.name),
    )


def _terms(
    record: records.Transport, converter: Converter, resource: Resource, carried: list[str], path: Path
) -> Terms:
    cost_km, cost = _split_by_km(converter, record.cost, (*path, "cost"), resource)
    co2_km, co2 = _split_by_km(converter, record.emissions, (*path, "emissions"), resource)

    def pair_money(per_km: bool) -> float:
        return converter.constant(
            record.per_exchange,
            (*path, "per_exchange"),
            lambda measure, at: measure.value if measure.unit.endswith("km)") == per_km else 0.0,
            resource=resource.name,
        )

    return Terms(
        cost_eur_per_u_km=cost_km,
        cost_eur_per_u=cost,
        handling_eur_per_u=converter.prices(record.handling, (*path, "handling"), resource),
        co2_kg_per_u_km=co2_km,
        co2_kg_per_u=co2,
        loss_per_km=converter.by_period(
            record.losses, (*path, "losses"), lambda measure, at: measure.value, resource=resource.name
        ),
        per_exchange_eur_per_a=pair_money(per_km=False),
        per_exchange_eur_per_km_a=pair_money(per_km=True),
        minimum_u=converter.constant(
            record.minimum,
            (*path, "minimum"),
            lambda measure, at: converter.amount(
                Measure(converter.per_year(measure), measure.unit), resource.unit, at, f"resource '{resource.name}'"
            ),
            resource=resource.name,
        ),
        capacity=_capacity(converter, record.capacity, (*path, "capacity"), resource.name, carried, record.shared),
    )


def _capacity(
    converter: Converter, value: Varying | None, path: Path, resource: str, together: list[str], shared: bool
) -> Capacity | None:
    if shared and isinstance(value, dict) and not set(value) <= set(converter.calendar.periods):
        converter.faults.add(path, "a shared capacity by resource", "write one capacity, or drop `shared`")
        return None
    return converter.capacity_rate(value, path, together if shared else [resource], resource)


def _sizes(
    file: ScenarioFile,
    converter: Converter,
    sizes: Mapping[str, records.Size] | None,
    carried: list[str],
    path: Path,
) -> tuple[Size, ...]:
    resolved = []
    default = file.economics.lifetime
    if sizes is not None and not sizes:
        converter.faults.add(path, "no size at all", "add one, or leave `sizes` out")
    for name, record in sorted((sizes or {}).items()):
        at: Path = (*path, name)
        stated = record.lifetime or default
        lifetime = converter.years(stated) if stated else math.inf
        capex = record.capex or Measure(0.0, "money")
        if capex.value > 0 and math.isinf(lifetime):
            if converter.faults.is_faulty("economics", "lifetime"):
                continue
            converter.faults.add(at, "a capex without a lifetime", "add `lifetime: 30 a`, or `economics.lifetime`")
            lifetime = 1.0
        if lifetime <= 0:
            where: Path = (*at, "lifetime") if record.lifetime else ("economics", "lifetime")
            converter.faults.add(where, "a lifetime of nothing", "write years")
            lifetime = 1.0
        opex = record.fixed_opex or Measure(0.0, "money/a")
        capacity = converter.capacity_rate(record.capacity, (*at, "capacity"), carried, None)
        resolved.append(
            Size(
                name=name,
                capacity=capacity or Capacity((0.0,) * len(converter.calendar.periods), {}, "u"),
                capex_eur=capex.value if capex.unit == "money" else 0.0,
                capex_eur_per_km=capex.value if capex.unit == "money/km" else 0.0,
                fixed_opex_eur_per_a=opex.value if opex.unit == "money/a" else 0.0,
                fixed_opex_share=opex.value if opex.unit != "money/a" else 0.0,
                lifetime_a=lifetime,
            )
        )
    return tuple(resolved)


def resolve_links(file: ScenarioFile, converter: Converter, modes: Mapping[str, Mode]) -> dict[str, Link]:
    """Resolve what is said of single pairs of sites, completed from their modes."""
    links: dict[str, Link] = {}
    taken: dict[tuple[str, str, str, str], str] = {}
    order = {name: number for number, name in enumerate(file.links)}
    for name, record in sorted(file.links.items()):
        path: Path = ("links", name)
        places = known(record.source_site, file.sites, (*path, "from"), "site", converter)
        places &= known(record.target_site, file.sites, (*path, "to"), "site", converter)
        if not known(record.transport, file.transport, (*path, "transport"), "transport mode", converter) or not places:
            continue
        if record.source_site == record.target_site:
            converter.faults.add(
                (*path, "to"), "starts and ends at one site", "things move free of charge there: drop it"
            )
            continue
        mode = modes.get(record.transport)
        if mode is None:
            continue
        carried = _link_resources(record, mode, converter, path)
        for key in carried:
            other = taken.setdefault((record.source_site, record.target_site, record.transport, key), name)
            if other != name:
                first, again = sorted((name, other), key=order.__getitem__)
                converter.faults.add(
                    ("links", again),
                    f"says again what '{first}' says of '{key}'",
                    "keep one entry per pair, mode and resource",
                )
        links[name] = _link(file, converter, record, mode, carried, path)
    return links


def _link_resources(record: records.Link, mode: Mode, converter: Converter, path: Path) -> list[str]:
    if record.resources is None:
        return list(mode.terms)
    carried = []
    for number, key in enumerate(record.resources):
        at: Path = (*path, "resources", number)
        if key in mode.terms:
            carried.append(key)
        elif known(key, converter.resources, at, "resource", converter):
            converter.faults.add(
                at, f"'{mode.name}' does not carry '{key}'", f"add it to transport.{mode.name}.carries"
            )
    return sorted(carried)


def _link(
    file: ScenarioFile, converter: Converter, record: records.Link, mode: Mode, carried: list[str], path: Path
) -> Link:
    shared = mode.is_shared if record.shared is None else record.shared
    terms = {}
    for key in carried:
        resource = converter.resources[key]
        own = mode.terms[key]
        if record.cost is not None:
            per_km, flat = _split_by_km(converter, record.cost, (*path, "cost"), resource)
            own = replace(own, cost_eur_per_u_km=per_km, cost_eur_per_u=flat)
        if record.capacity is not None:
            capacity = _capacity(converter, record.capacity, (*path, "capacity"), key, carried, shared)
            own = replace(own, capacity=capacity)
        elif own.capacity is not None and shared:
            at: Path = ("transport", mode.name, "capacity")
            value = file.transport[mode.name].capacity
            own = replace(own, capacity=_capacity(converter, value, at, key, carried, shared))
        elif own.capacity is not None and not shared:
            own = replace(own, capacity=replace(own.capacity, weight_per_u={key: own.capacity.weight_per_u[key]}))
        terms[key] = own
    link = Link(
        name=str(path[1]),
        source=record.source_site,
        target=record.target_site,
        mode=mode.name,
        distance_km=record.distance.value if record.distance else None,
        terms=terms,
        fixed_eur_per_a=converter.constant(record.fixed, (*path, "fixed"), lambda measure, at: measure.value),
        sizes=mode.sizes if record.sizes is None else _sizes(file, converter, record.sizes, carried, (*path, "sizes")),
        is_shared=shared,
        is_closed=record.closed,
        has_own_capacity=record.capacity is not None,
    )
    _check_sharing(converter, link, carried, path)
    return link
