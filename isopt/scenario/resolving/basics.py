"""Resolve the plain sections: calendar, economics, resources, sites."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from isopt.scenario.quantities import LARGEST_NUMBER, Measure, Varying
from isopt.scenario.resolving.heat import read_temperature
from isopt.scenario.scenario import Calendar, Resource, Site, Unit
from isopt.units import HOURS_PER_YEAR_DEFAULT, KG_PER_T, UnitTextError, parse_unit, split_quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.faults import Faults, Path
    from isopt.scenario.records import file as file_records
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter

_SUM_TOLERANCE = 1e-9
_AMOUNT_DIMENSIONS = {frozenset({(d, 1)}): d for d in ("mass", "energy", "volume", "item")}


def resolve_calendar(record: file_records.Calendar, faults: Faults) -> Calendar:
    """Give every period its hours, and hold that they add up to the year (SEMANTICS 2)."""
    year_h = record.year.value if record.year else HOURS_PER_YEAR_DEFAULT
    if year_h <= 0:
        faults.add(("calendar", "year"), "a year without hours", "write its hours, 8760 by default")
        year_h = HOURS_PER_YEAR_DEFAULT
    if not record.periods:
        return Calendar(("year",), (year_h,), year_h)
    names = tuple(record.periods)
    measures = record.periods.values()
    if len({measure.unit == "1" for measure in measures}) > 1:
        faults.add(("calendar", "periods"), "mixes hours and shares", "write all periods in h, or all as shares")
        faults.mark_faulty(("calendar", "periods"))
    hours = tuple(m.value * year_h if m.unit == "1" else m.value for m in measures)
    for name, length in zip(names, hours, strict=True):
        if length <= 0:
            faults.add(("calendar", "periods", name), "a period without hours", "give it hours, or remove it")
    if min(hours) > 0 and abs(math.fsum(hours) - year_h) > _SUM_TOLERANCE * year_h:
        total = math.fsum(hours)
        faults.add(
            ("calendar", "periods"),
            f"the periods add up to {total:g} h, the year has {year_h:g} h",
            "change a period's hours, or `calendar.year`",
        )
    return Calendar(names, hours, year_h)


def resolve_unit(text: str, currency: str, mass: Measure | None, path: Path, faults: Faults) -> Unit:
    """Read a resource's unit and mass."""
    try:
        unit = parse_unit(text, currency)
    except UnitTextError as error:
        faults.add((*path, "unit"), str(error), error.remedy)
        return Unit(text, "unknown", 1.0, None, is_known=False)
    dimension = _AMOUNT_DIMENSIONS.get(unit.dimension)
    if dimension is None:
        faults.add((*path, "unit"), f"'{text}' is no amount", "write t, kg, MWh, GJ, m3 or piece")
        return Unit(text, "unknown", 1.0, None, is_known=False)
    mass_t_per_u: float | None = unit.factor if dimension == "mass" else None
    if mass is not None:
        token = mass.unit.removeprefix("t/") if mass.unit != "1" else "u"
        of_token = {"MWh": "energy", "m3": "volume", "piece": "item", "t": "mass"}.get(token)
        stated = mass.value
        if token != "u":
            if of_token != dimension:
                faults.add((*path, "mass"), f"a mass per {token} of a resource in {text}", f"write it in t/{text}")
            stated *= unit.factor
        if mass.unit == "1" and dimension == "mass":
            stated = mass.value
        if stated <= 0:
            faults.add((*path, "mass"), "a mass of nothing", "leave it out where the mass is unknown")
        elif mass_t_per_u is not None and abs(stated - mass_t_per_u) > 1e-9 * mass_t_per_u:
            faults.add((*path, "mass"), f"{stated:g} t, but one {text} is {mass_t_per_u:g} t", "leave `mass` out")
        mass_t_per_u = stated
    return Unit(text, dimension, unit.factor, mass_t_per_u, is_known=not faults.is_faulty(*map(str, path)))


def resolve_resources(file: ScenarioFile, faults: Faults) -> dict[str, Resource]:
    """Resolve what flows."""
    resources = {}
    for name, record in sorted(file.resources.items()):
        path: Path = ("resources", name)
        properties = dict(record.properties or {})
        resources[name] = Resource(
            name=name,
            unit=resolve_unit(record.unit, file.currency, record.mass, path, faults),
            form=record.form,
            temperature_degc=read_temperature(record.temperature, (*path, "temperature"), faults),
            ewc=record.ewc,
            is_hazardous=bool(record.hazardous) if record.hazardous is not None else "*" in (record.ewc or ""),
            properties=properties,
            quality=resolve_quality(record.quality, properties, (*path, "quality"), file.currency, faults),
        )
        if record.temperature is not None and record.form not in {"heat", None}:
            faults.add(
                (*path, "temperature"), f"a temperature of a {record.form}", "only heat has one: write form: heat"
            )
    return resources


def resolve_quality(
    values: Mapping[str, float | str] | None,
    properties: Mapping[str, str],
    path: Path,
    currency: str,
    faults: Faults,
) -> dict[str, float]:
    """Read the values of properties, each in its property's unit; what cannot be read is marked, so that nobody misses it."""
    quality = {}
    for name, value in (values or {}).items():
        if name not in properties:
            remedy = faults.suggest(name, properties, "declare it in the resource's `properties`")
            faults.add((*path, name), f"unknown property '{name}'", remedy, of_key=True)
            faults.mark_faulty((*path, name))
            continue
        number = property_value(value, properties[name], (*path, name), currency, faults)
        if number is None:
            faults.mark_faulty((*path, name))
        else:
            quality[name] = number
    return quality


def property_value(value: float | str, unit: str, path: Path, currency: str, faults: Faults) -> float | None:
    """Read one value of a property: bare, or with a unit that the property's own can be converted from."""
    if not isinstance(value, str):
        if abs(value) <= LARGEST_NUMBER:
            return float(value)
        faults.add(path, "not a number of a usable size", "check the figure and its unit")
        return None
    parts = split_quantity(value)
    if parts is not None and parts[1] in {"", unit} and abs(parts[0]) <= LARGEST_NUMBER:
        return parts[0]
    try:
        if parts is not None and abs(parts[0]) <= LARGEST_NUMBER:
            found, own = parse_unit(parts[1], currency), parse_unit(unit, currency)
            if found.dimension == own.dimension:
                return parts[0] * found.factor / own.factor
    except UnitTextError:
        pass
    faults.add(path, f"'{value}' is no value in {unit}", f"write a number, or a number and {unit}")
    return None


def resolve_sites(file: ScenarioFile, faults: Faults) -> dict[str, Site]:
    """Resolve the places; one kind of coordinates in a file."""
    sites = {}
    kinds: dict[str, str] = {}
    for name, record in sorted(file.sites.items()):
        path: Path = ("sites", name)
        if record.at is not None and record.xy is not None:
            faults.add(path, "has both `at` and `xy`", "keep one kind of coordinates")
        elif record.at is not None or record.xy is not None:
            kinds.setdefault("at" if record.at is not None else "xy", name)
        if record.at is not None:
            latitude, longitude = record.at
            if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                faults.add((*path, "at"), f"[{latitude}, {longitude}] is not on Earth", "write [latitude, longitude]")
        if record.xy is not None and not all(map(math.isfinite, record.xy)):
            faults.add((*path, "xy"), "not finite", "write km")
        sites[name] = Site(
            name=name,
            degrees=(float(record.at[0]), float(record.at[1])) if record.at else None,
            plane_km=(float(record.xy[0]), float(record.xy[1])) if record.xy else None,
            nace=record.nace,
            region=record.region,
        )
    if len(kinds) > 1:
        faults.add(
            ("sites", kinds["xy"], "xy"),
            f"two systems of coordinates: '{kinds['at']}' has `at`, '{kinds['xy']}' has `xy`",
            "use one kind in the whole file",
        )
    return sites


def carbon_price_per_t(measure: Measure, path: Path) -> float:
    """Convert a price of CO2 to one per tonne."""
    return measure.value * (KG_PER_T if measure.unit.endswith("kgCO2e") else 1.0)


def resolve_factors(file: ScenarioFile) -> dict[str, Varying]:
    """Take the named emission factors as they are; fields convert them where they use them."""
    return dict(sorted(file.emissions.items()))


def check_profiles(calendar: file_records.Calendar, converter: Converter) -> None:
    """Hold that every named profile is one, whether a flow uses it or not."""
    for name, shares in (calendar.profiles or {}).items():
        check_periods(converter, shares, ("calendar", "profiles", name))


def check_periods(converter: Converter, shares: Mapping[str, Measure], path: Path) -> tuple[float, ...] | None:
    """Read a profile: a share for each period, adding up to 1."""
    periods = converter.calendar.periods
    if converter.faults.is_faulty("calendar", "periods"):
        return None
    for name in shares:
        if name not in periods:
            converter.faults.add(
                (*path, name), f"unknown period '{name}'", converter.faults.suggest(name, periods), of_key=True
            )
            return None
    missing = [period for period in periods if period not in shares]
    if missing:
        converter.faults.add(path, f"says nothing of period '{missing[0]}'", f"add `{missing[0]}:` (0 % if none)")
        return None
    values = tuple(shares[period].value for period in periods)
    if abs(math.fsum(values) - 1) > _SUM_TOLERANCE:
        converter.faults.add(path, f"the shares add up to {math.fsum(values):g}", "make them add up to 100 %")
        return None
    return values
