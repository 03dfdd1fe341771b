"""Resolve `otherwise`: the disposal routes of what finds no taker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.scenario.resolving.references import known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isopt.scenario.faults import Path
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter
    from isopt.scenario.scenario import Resource


def resolve_routes(
    otherwise: str | Sequence[str] | None,
    resource: Resource | None,
    path: Path,
    file: ScenarioFile,
    converter: Converter,
) -> tuple[str, ...]:
    """Resolve the routes that `otherwise`, which stands at a path, names for a resource."""
    names = [otherwise] if isinstance(otherwise, str) else list(otherwise or [])
    routes: list[str] = []
    for number, route in enumerate(names):
        at: Path = path if isinstance(otherwise, str) else (*path, number)
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
