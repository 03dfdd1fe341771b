"""Resolve links: what is said of single pairs of sites, completed from their modes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isopt.scenario.resolving.counts import count_rate
from isopt.scenario.resolving.references import known
from isopt.scenario.resolving.sizes import resolve_sizing, with_existing
from isopt.scenario.resolving.terms import capacity_of, resolve_vehicle, split_by_km
from isopt.scenario.resolving.transport import check_sharing
from isopt.scenario.scenario import Link, Mode, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.faults import Path
    from isopt.scenario.plants import Sizing
    from isopt.scenario.records import transport as transport_records
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter


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
        resources = _resources(record, mode, converter, path)
        pairs = [(record.source_site, record.target_site), (record.target_site, record.source_site)]
        for key in resources:
            for pair in pairs if record.both else pairs[:1]:
                other = taken.setdefault((*pair, record.transport, key), name)
                if other != name:
                    first, again = sorted((name, other), key=order.__getitem__)
                    converter.faults.add(
                        ("links", again),
                        f"says again what '{first}' says of '{key}'",
                        "keep one entry per pair, mode and resource",
                    )
        links[name] = _link(file, converter, record, mode, resources, path)
    return links


def _resources(record: transport_records.Link, mode: Mode, converter: Converter, path: Path) -> list[str]:
    if record.resources is None:
        return list(mode.terms)
    found = []
    for number, key in enumerate(record.resources):
        at: Path = (*path, "resources", number)
        if key in mode.terms:
            found.append(key)
        elif known(key, converter.resources, at, "resource", converter):
            converter.faults.add(
                at, f"'{mode.name}' does not carry '{key}'", f"add it to transport.{mode.name}.carries"
            )
    return sorted(found)


def _link(
    file: ScenarioFile,
    converter: Converter,
    record: transport_records.Link,
    mode: Mode,
    resources: list[str],
    path: Path,
) -> Link:
    shared = mode.is_shared if record.shared is None else record.shared
    link = Link(
        name=str(path[1]),
        source=record.source_site,
        target=record.target_site,
        mode=mode.name,
        distance_km=record.distance.value if record.distance else None,
        terms={key: _terms(file, converter, record, mode, resources, key, path) for key in resources},
        fixed_eur_per_a=converter.constant(record.fixed, (*path, "fixed"), lambda measure, at: measure.value),
        sizing=_sizing(file, converter, record, mode, resources, path),
        is_both=record.both,
        is_shared=shared,
        is_closed=record.closed,
        has_own_capacity=record.capacity is not None,
    )
    check_sharing(converter, link, resources, path)
    return link


def _sizing(
    file: ScenarioFile,
    converter: Converter,
    record: transport_records.Link,
    mode: Mode,
    resources: list[str],
    path: Path,
) -> Sizing:
    """Resolve the link's own sizes, or take the mode's, and what stands today."""
    count = count_rate(converter, resources)
    is_own = record.sizes is not None or record.scale is not None
    sizing = resolve_sizing(file, converter, record, path, count) if is_own else mode.sizing
    sizes_path: Path = path if is_own else ("transport", mode.name)
    return with_existing(converter, sizing, record.existing, path, count, one_of=record.one_of, sizes_path=sizes_path)


def _terms(
    file: ScenarioFile,
    converter: Converter,
    record: transport_records.Link,
    mode: Mode,
    resources: list[str],
    key: str,
    path: Path,
) -> Terms:
    """Complete what the link says of one resource from its mode."""
    shared = mode.is_shared if record.shared is None else record.shared
    mode_path: Path = ("transport", mode.name)
    resource, own, of_mode = converter.resources[key], mode.terms[key], file.transport[mode.name]
    if record.cost is not None:
        vehicle = resolve_vehicle(of_mode, converter, resource, mode_path)
        per_km, flat = split_by_km(converter, record.cost, (*path, "cost"), resource, vehicle, mode_path)
        own = replace(own, cost_eur_per_u_km=per_km, cost_eur_per_u=flat)
    if record.capacity is not None:
        capacity = capacity_of(converter, record.capacity, (*path, "capacity"), key, resources, shared)
        return replace(own, capacity=capacity)
    if own.capacity is not None and shared:
        capacity = capacity_of(converter, of_mode.capacity, (*mode_path, "capacity"), key, resources, shared)
        return replace(own, capacity=capacity)
    if own.capacity is not None:
        return replace(own, capacity=replace(own.capacity, weight_per_u={key: own.capacity.weight_per_u[key]}))
    return own
