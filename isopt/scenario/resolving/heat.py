"""Heat: temperatures, and which heat resources are hot enough for a need (SEMANTICS 18)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.faults import Faults, Path
    from isopt.scenario.resolving.conversion import Converter
    from isopt.scenario.scenario import Unit

APPROACH_K: Final = 5.0
"""How much hotter heat must be than the need, unless `approach` says otherwise."""

_TEMPERATURE = re.compile(r"\s*([-+]?\d+(?:\.\d*)?)\s*(degC|°C|C|K)?\s*")
_ZERO_DEGC_K: Final = 273.15


def read_temperature(value: str | float | None, path: Path, faults: Faults) -> float | None:
    """Read a temperature in degC; bare numbers are degC."""
    if value is None:
        return None
    if not isinstance(value, str):
        if math.isfinite(value):
            return float(value)
        match = None
    else:
        match = _TEMPERATURE.fullmatch(value)
    if match is None:
        faults.add(path, f"'{value}' is no temperature", "write it like 85 degC")
        faults.mark_faulty(path)
        return None
    return float(match[1]) - (_ZERO_DEGC_K if match[2] == "K" else 0.0)


def read_approach(value: str | float | None, path: Path, faults: Faults) -> float:
    """Read a difference of temperatures in K; bare numbers are K."""
    if value is None:
        return APPROACH_K
    match = _TEMPERATURE.fullmatch(str(value))
    difference = float(match[1]) if match else math.nan
    if not difference >= 0:
        faults.add(path, f"'{value}' is no difference of temperatures", "write 0 or more, like 5 K")
        return APPROACH_K
    return difference


def hot_enough(
    temperature: str | float | None,
    approach: str | float | None,
    named: Mapping[str, Path],
    unit: Unit,
    path: Path,
    converter: Converter,
) -> dict[str, float]:
    """Give the heat resources, beyond those named, that a need at a path accepts for their temperature.

    Each with the units of need that one unit of it replaces. A named one that is too cold, or of unknown temperature, is a
    fault, noted where it is named.
    """
    faults = converter.faults
    if temperature is None:
        if approach is not None:
            faults.add((*path, "approach"), "an approach to no temperature", "add `temperature:`, or drop it")
        return {}
    needed = read_temperature(temperature, (*path, "temperature"), faults)
    above = read_approach(approach, (*path, "approach"), faults)
    if needed is None:
        return {}
    accepted: dict[str, float] = {}
    for name, resource in converter.resources.items():
        if resource.form != "heat":
            continue
        degc = resource.temperature_degc
        if name in named:
            _check_named(name, degc, needed + above, named[name], converter)
        elif degc is not None and degc >= needed + above:
            if resource.unit.is_known and unit.is_known and resource.unit.dimension != unit.dimension:
                problem = f"'{name}' is hot enough, but counted in {resource.unit.text}, the need in {unit.text}"
                faults.add((*path, "temperature"), problem, "count both in MWh, GJ or the like")
            accepted[name] = 1.0 if resource.unit.text == unit.text else resource.unit.base_per_u / unit.base_per_u
    return accepted


def _check_named(name: str, degc: float | None, least_degc: float, path: Path, converter: Converter) -> None:
    if degc is None:
        if not converter.faults.is_faulty("resources", name, "temperature"):
            remedy = f"add resources.{name}.temperature"
            converter.faults.add(path, f"the temperature of '{name}' is unknown, and heat is needed hot", remedy)
    elif degc < least_degc:
        problem = f"'{name}' has {degc:g} degC, and {least_degc:g} are needed"
        converter.faults.add(path, problem, "do not accept it, or lower `temperature` or `approach`")
