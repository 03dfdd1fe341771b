"""Resolve limits: bounds on the properties of what arrives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from isopt.scenario.resolving.basics import property_value
from isopt.scenario.scenario import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from isopt.scenario.faults import Path
    from isopt.scenario.records.shared import Limit
    from isopt.scenario.resolving.conversion import Converter


def resolve_limits(
    limits: Mapping[str, Limit] | None,
    resources: Iterable[str],
    path: Path,
    converter: Converter,
) -> dict[str, Bounds]:
    """Resolve bounds on what is of some resources; each property is one that some of them declares."""
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
        least = _bound(limit.min, unit, (*at, "min"), -math.inf, converter)
        most = _bound(limit.max, unit, (*at, "max"), math.inf, converter)
        if limit.min is None and limit.max is None:
            converter.faults.add(at, "a limit without `max` or `min`", "add one of them")
        elif least > most:
            converter.faults.add(at, f"min {least:g} is more than max {most:g}", "exchange or change them")
        bounds[name] = Bounds(least, most)
    return bounds


def _bound(value: float | str | None, unit: str, path: Path, default: float, converter: Converter) -> float:
    if value is None:
        return default
    number = property_value(value, unit, path, converter.currency, converter.faults)
    return default if number is None else number
