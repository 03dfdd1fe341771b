"""Resolve technologies and facilities: ways of converting, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from isopt.scenario.plants import Facility, Recipe, Sizing
from isopt.scenario.resolving.counts import count_activity
from isopt.scenario.resolving.ports import (
    Activity,
    amounts,
    outlets_of_resources,
    resolve_inputs,
    resolve_outputs,
)
from isopt.scenario.resolving.references import known
from isopt.scenario.resolving.sizes import resolve_sizing, with_existing
from isopt.scenario.scenario import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.faults import Path
    from isopt.scenario.plants import InputPort, OutputPort
    from isopt.scenario.quantities import Measure
    from isopt.scenario.records import plants as plant_records
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter
    from isopt.scenario.resolving.ports import Outlet, Runs

_OF_RECIPES: Final = ("takes", "gives", "opex", "emissions")
_ACTIVITY_UNIT: Final = Unit("unit of activity", "activity", 1.0, None, is_known=False)
"""Stands for whatever activity is counted in: a price per amount of it is converted by nothing."""


@dataclass(frozen=True, slots=True)
class Technology:
    """A way of converting, resolved: what its facilities have in common."""

    activity: Activity
    inputs: Mapping[str, InputPort]
    outputs: Mapping[str, OutputPort]
    recipes: tuple[Recipe, ...]
    sizing: Sizing


def resolve_facilities(file: ScenarioFile, converter: Converter) -> dict[str, Facility]:
    """Resolve the facilities: one for each entry, or for each of its `sites`."""
    outlets = outlets_of_resources(file, converter)
    technologies = {
        name: _technology(file, converter, record, ("technologies", name), outlets)
        for name, record in sorted(file.technologies.items())
    }
    placed: dict[str, tuple[str, str, Sizing]] = {}
    for name, record in sorted(file.facilities.items()):
        path: Path = ("facilities", name)
        sites = _sites(file, converter, record, path)
        if not known(record.technology, file.technologies, (*path, "technology"), "technology", converter):
            continue
        sizing = _facility_sizing(file, converter, record, technologies[record.technology], path)
        for site in sites:
            own = name if record.site is not None else f"{name}@{site}"
            if own in placed:
                problem = f"'{own}' is also what '{placed[own][0]}' stands for"
                converter.faults.add(path, problem, "rename one of them", of_key=True)
            placed[own] = (name, site, sizing)
    return {
        name: _facility(file, name, entry, site, sizing, technologies)
        for name, (entry, site, sizing) in sorted(placed.items())
    }


def sent_from_ports(facilities: Mapping[str, Facility]) -> set[tuple[str, str]]:
    """Give the disposal routes that outputs may go to, each with the resource."""
    return {
        (route, port.resource)
        for facility in facilities.values()
        for port in facility.outputs.values()
        for route in port.routes
    }


def _facility(
    file: ScenarioFile, name: str, entry: str, site: str, sizing: Sizing, technologies: Mapping[str, Technology]
) -> Facility:
    key = file.facilities[entry].technology
    technology, record = technologies[key], file.technologies[key]
    return Facility(
        name=name,
        entry=entry,
        technology=key,
        site=site,
        activity_unit=technology.activity.unit,
        inputs=technology.inputs,
        outputs=technology.outputs,
        recipes=technology.recipes,
        sizing=sizing,
        min_load_share=record.min_load.value if record.min_load else 0.0,
        may_recycle=record.recycle,
    )


def _sites(file: ScenarioFile, converter: Converter, record: plant_records.Facility, path: Path) -> list[str]:
    """Give the places of a facility; it has one, or a list of them."""
    if record.site is not None and record.sites is not None:
        converter.faults.add((*path, "sites"), "has both `site` and `sites`", "keep one of them", of_key=True)
        return []
    if record.site is not None:
        return [record.site] if known(record.site, file.sites, (*path, "site"), "site", converter) else []
    if record.sites is None and not any(converter.faults.is_faulty(*path, key) for key in ("site", "sites")):
        converter.faults.add(path, "says not where it is", "add `site:` or `sites:`")
    sites: list[str] = []
    for number, site in enumerate(record.sites or []):
        at: Path = (*path, "sites", number)
        if site in sites:
            converter.faults.add(at, f"'{site}' stands twice", "name each site once")
        elif known(site, file.sites, at, "site", converter):
            sites.append(site)
    return sites


def _facility_sizing(
    file: ScenarioFile, converter: Converter, record: plant_records.Facility, technology: Technology, path: Path
) -> Sizing:
    count = count_activity(converter, technology.activity.note)
    has_own = record.sizes is not None or record.scale is not None
    sizing = resolve_sizing(file, converter, record, path, count) if has_own else technology.sizing
    sizes_path: Path = path if has_own else ("technologies", record.technology)
    return with_existing(converter, sizing, record.existing, path, count, one_of=record.one_of, sizes_path=sizes_path)


def _technology(
    file: ScenarioFile,
    converter: Converter,
    record: plant_records.Technology,
    path: Path,
    outlets: Mapping[str, Outlet],
) -> Technology:
    activity = Activity(converter)
    runs = _runs(converter, record, path)
    recipes = tuple(_recipe(converter, record, name, recipe, at, activity) for name, recipe, at in runs)
    count = count_activity(converter, activity.note)
    return Technology(
        activity=activity,
        inputs=resolve_inputs(file, converter, runs),
        outputs=resolve_outputs(file, converter, runs, outlets),
        recipes=recipes,
        sizing=resolve_sizing(file, converter, record, path, count),
    )


def _runs(converter: Converter, record: plant_records.Technology, path: Path) -> Runs:
    """Give the recipes in order of name; a technology without them is its own, unnamed one."""
    if record.recipes is None:
        return [("", record, path)]
    for field in _OF_RECIPES:
        if getattr(record, field) is not None:
            problem = f"`{field}` beside `recipes`"
            converter.faults.add((*path, field), problem, "say it in each recipe", of_key=True)
    return [(name, recipe, (*path, "recipes", name)) for name, recipe in sorted(record.recipes.items())]


def _recipe(
    converter: Converter,
    record: plant_records.Technology,
    name: str,
    recipe: plant_records.Recipe | plant_records.Technology,
    path: Path,
    activity: Activity,
) -> Recipe:
    def price(measure: Measure, at: Path) -> float:
        activity.note(converter.amount_token(measure.unit), at)
        return measure.value

    def factor(measure: Measure, at: Path) -> float:
        activity.note(converter.amount_token(measure.unit), at)
        return converter.factor(measure, _ACTIVITY_UNIT, at, "activity")

    shares = (record.shares or {}).get(name)
    return Recipe(
        name=name,
        takes_u=amounts(converter, recipe.takes, (*path, "takes"), activity),
        gives_u=amounts(converter, recipe.gives, (*path, "gives"), activity),
        opex_eur=converter.by_period(recipe.opex, (*path, "opex"), price),
        emissions_kg=converter.impacts_of(recipe.emissions, (*path, "emissions"), factor),
        least_share=shares.min.value if shares and shares.min else 0.0,
        most_share=shares.max.value if shares and shares.max else 1.0,
    )
