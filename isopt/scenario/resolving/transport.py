"""Resolve transport modes: what they carry, how far, on what terms, in which sizes."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from isopt.scenario.resolving.counts import count_rate
from isopt.scenario.resolving.references import carried, known
from isopt.scenario.resolving.sizes import resolve_sizing
from isopt.scenario.resolving.terms import resolve_terms
from isopt.scenario.scenario import Link, Mode

if TYPE_CHECKING:
    from isopt.scenario.faults import Path
    from isopt.scenario.records import transport as transport_records
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter


def resolve_modes(file: ScenarioFile, converter: Converter) -> dict[str, Mode]:
    """Resolve the ways of moving things, with terms for each resource a mode carries."""
    modes = {}
    for name, record in sorted(file.transport.items()):
        path: Path = ("transport", name)
        resources = carried(record.carries, converter, path)
        detour = record.detour.value if record.detour else 1.0
        if detour < 1:
            converter.faults.add((*path, "detour"), f"a road of {detour:g} km per straight km", "write at least 1")
        modes[name] = Mode(
            name=name,
            terms={
                key: resolve_terms(record, file, converter, converter.resources[key], resources, path)
                for key in resources
            },
            detour_factor=detour,
            reach_km=record.reach.value if record.reach else math.inf,
            links_only=record.links_only,
            is_shared=record.shared,
            sizing=resolve_sizing(file, converter, record, path, count_rate(converter, resources)),
            distances_km=_distances(file, converter, record, (*path, "distances")),
        )
        check_sharing(converter, modes[name], resources, path)
    return modes


def _distances(
    file: ScenarioFile, converter: Converter, record: transport_records.Transport, path: Path
) -> dict[tuple[str, str], float]:
    """Lay the matrix of distances out by pair of sites; its diagonal says nothing."""
    matrix = record.distances or {}
    starts = {name for name in matrix if known(name, file.sites, (*path, name), "site", converter, of_key=True)}
    asked: dict[str, bool] = {}
    distances = {}
    for start, row in sorted(matrix.items()):
        for end, distance in sorted(row.items()):
            if end not in asked:
                asked[end] = known(end, file.sites, (*path, start, end), "site", converter, of_key=True)
            if start == end and distance.value > 0:
                converter.faults.add(
                    (*path, start, end), "a distance from a site to itself", "write 0, or leave it out"
                )
            elif start != end and start in starts and asked[end]:
                distances[start, end] = distance.value
    return distances


def check_sharing(converter: Converter, mode: Mode | Link, resources: list[str], path: Path) -> None:
    """Hold that what is shared can be counted together (SEMANTICS 9)."""
    if not mode.is_shared:
        return
    units = {key: converter.resources[key].unit for key in resources}
    lacking = [key for key, unit in units.items() if unit.mass_t_per_u is None]
    if len({unit.text for unit in units.values()}) > 1 and lacking:
        problem = f"carries several units, and '{lacking[0]}' has no mass"
        converter.faults.add((*path, "shared"), problem, f"give '{lacking[0]}' a `mass`")
        return
    existing = (mode.sizing.existing,) if mode.sizing.existing else ()
    capacities = [size.capacity for size in (*mode.sizing.sizes, *existing)]
    for one, other in pairwise(capacities):
        ratios = [one.weight_per_u[key] / other.weight_per_u[key] for key in resources if key in one.weight_per_u]
        if ratios and max(ratios) > min(ratios) * (1 + 1e-9):
            converter.faults.add(
                (*path, "sizes"),
                f"sizes in {one.unit} and in {other.unit}, which weigh what is shared differently",
                "write all sizes in one unit",
            )
            return
