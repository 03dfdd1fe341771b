"""Rules on technologies, facilities and stores; each notes the faults it finds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from isopt.scenario.document import path_text
from isopt.scenario.plants import node_names
from isopt.scenario.records.flows import Giver
from isopt.scenario.records.plants import OutputPort
from isopt.scenario.resolving.ports import UNUSED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isopt.scenario.faults import Path
    from isopt.scenario.plants import Facility, Store
    from isopt.scenario.records import plants as plant_records
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter

_SHARE_TOLERANCE: Final = 1e-9
_OF_NODES: Final = ("hub", "disposal")
"""What names of nodes that are no flows begin with: `hub.harbour.ash`."""


def check_plants(file: ScenarioFile, converter: Converter, facilities: Mapping[str, Facility]) -> None:
    """Hold that technologies and facilities can be what they say."""
    for name, record in sorted(file.technologies.items()):
        path: Path = ("technologies", name)
        _check_something(converter, record, path)
        _check_shares(converter, record, path)
        _check_recycling(converter, record, path)
    _check_min_load(converter, facilities)
    _check_unused(file, converter)
    _check_names(file, converter, facilities)


def check_lossy_stores(converter: Converter, stores: Mapping[str, Store], burdened: Mapping[str, str]) -> None:
    """Refuse stores that lose what must be disposed of at a cost or to landfill (SEMANTICS 8)."""
    for name, store in stores.items():
        if store.resource in burdened and any(kept < 1 for kept in store.kept_share):
            route = burdened[store.resource]
            problem = f"would lose '{store.resource}', which must be disposed of ('{route}')"
            converter.faults.add(("storage", name, "loss"), problem, "drop `loss`")


def _recipes(
    record: plant_records.Technology, path: Path
) -> Iterator[tuple[plant_records.Recipe | plant_records.Technology, Path]]:
    if record.recipes is None:
        yield record, path
    for name, recipe in sorted((record.recipes or {}).items()):
        yield recipe, (*path, "recipes", name)


def _check_something(converter: Converter, record: plant_records.Technology, path: Path) -> None:
    for recipe, at in _recipes(record, path):
        is_empty = not recipe.takes and not recipe.gives
        if is_empty and not any(converter.faults.is_faulty(*at, side) for side in ("takes", "gives", "recipes")):
            converter.faults.add(at, "takes nothing and gives nothing", "add `takes:` or `gives:`")


def _check_shares(converter: Converter, record: plant_records.Technology, path: Path) -> None:
    """Hold that the shares of recipes can add up to the whole."""
    if record.shares is None:
        return
    at: Path = (*path, "shares")
    if record.recipes is None:
        if not converter.faults.is_faulty(*path, "recipes"):
            converter.faults.add(at, "shares of no recipes", "add `recipes:`, or drop it", of_key=True)
        return
    is_sound = not converter.faults.is_faulty(*at) and not converter.faults.is_faulty(*path, "recipes")
    for name, share in sorted(record.shares.items()):
        if name not in record.recipes:
            if not converter.faults.is_faulty(*path, "recipes", name):
                remedy = converter.faults.suggest(name, record.recipes)
                converter.faults.add((*at, name), f"unknown recipe '{name}'", remedy, of_key=True)
            is_sound = False
        elif share.min is None and share.max is None:
            converter.faults.add((*at, name), "a share without `max` or `min`", "add one of them")
        elif share.min is not None and share.max is not None and share.min.value > share.max.value:
            problem = f"min {share.min.value:g} is more than max {share.max.value:g}"
            converter.faults.add((*at, name), problem, "exchange or change them")
            is_sound = False
    least = math.fsum(share.min.value for share in record.shares.values() if share.min)
    given = {name: share.max.value for name, share in record.shares.items() if share.max}
    most = math.fsum(given.get(name, 1.0) for name in record.recipes)
    if is_sound and least > 1 + _SHARE_TOLERANCE:
        converter.faults.add(at, f"the least shares add up to {least:g}", "lower a `min`: together at most 100 %")
    if is_sound and most < 1 - _SHARE_TOLERANCE:
        converter.faults.add(at, f"the largest shares add up to {most:g}", "raise a `max`: together at least 100 %")


def _check_recycling(converter: Converter, record: plant_records.Technology, path: Path) -> None:
    """Hold that what may feed itself gives something that it takes."""
    if not record.recycle or converter.faults.is_faulty(*path):
        return
    takes, gives = set(), set()
    is_open = False
    for recipe, _ in _recipes(record, path):
        takes |= set(recipe.takes or {})
        gives |= set(recipe.gives or {})
        is_open |= any(getattr(port, "temperature", None) is not None for port in (recipe.takes or {}).values())
    if not is_open and takes.isdisjoint(gives):
        converter.faults.add((*path, "recycle"), "it gives nothing that it takes", "drop it, or name what comes back")


def _check_min_load(converter: Converter, facilities: Mapping[str, Facility]) -> None:
    for facility in facilities.values():
        entry: Path = ("facilities", facility.entry)
        technology: Path = ("technologies", facility.technology)
        is_unsure = converter.faults.is_faulty(*entry, "existing") or any(
            converter.faults.is_faulty(*path, key) for path in (entry, technology) for key in ("sizes", "scale")
        )
        if facility.min_load_share > 0 and not facility.sizing.is_limited and not is_unsure:
            problem = f"a share of the size in use, and '{facility.name}' has none"
            remedy = "add `sizes`, or the capacity that is `existing`"
            converter.faults.add((*technology, "min_load"), problem, remedy)


def _check_unused(file: ScenarioFile, converter: Converter) -> None:
    """Refuse `unused` for waste, and for what is disposed of elsewhere (SEMANTICS 13)."""
    said = list(_otherwise(file))
    disposed: dict[str, Path] = {}
    for resource, otherwise, path in said:
        if otherwise not in (UNUSED, [UNUSED]):
            disposed.setdefault(resource, path)
    for resource, otherwise, path in said:
        found = converter.resources.get(resource)
        if otherwise not in (UNUSED, [UNUSED]) or found is None:
            continue
        if found.is_hazardous or found.ewc is not None:
            what = "hazardous" if found.is_hazardous else f"waste (ewc {found.ewc})"
            converter.faults.add(path, f"'{resource}' is {what}", "name a disposal route")
        elif resource in disposed:
            problem = f"'{resource}' is disposed of elsewhere ({path_text(disposed[resource])})"
            converter.faults.add(path, problem, "name a disposal route")


def _otherwise(file: ScenarioFile) -> Iterator[tuple[str, str | list[str], Path]]:
    """Give every `otherwise` that names disposal routes, or `unused`: of which resource, what, where."""
    for name, flow in sorted(file.flows.items()):
        if isinstance(flow, Giver) and flow.otherwise is not None and flow.resource is not None:
            yield flow.resource, flow.otherwise, ("flows", name, "otherwise")
    for name, resource in sorted(file.resources.items()):
        if resource.otherwise is not None:
            yield name, resource.otherwise, ("resources", name, "otherwise")
    for name, technology in sorted(file.technologies.items()):
        for recipe, at in _recipes(technology, ("technologies", name)):
            for resource_name, port in sorted((recipe.gives or {}).items()):
                if isinstance(port, OutputPort) and port.otherwise is not None:
                    yield resource_name, port.otherwise, (*at, "gives", resource_name, "otherwise")


def _check_names(file: ScenarioFile, converter: Converter, facilities: Mapping[str, Facility]) -> None:
    """Refuse names that results use for something of their own, and one name for two ports."""
    reserved: tuple[tuple[str, Mapping[str, object], tuple[str, ...]], ...] = (
        ("disposal", file.disposal, (UNUSED,)),
        ("transport", file.transport, ("facility", "storage", "hub", "disposal")),
        ("facilities", file.facilities, _OF_NODES),
        ("storage", file.storage, ()),
    )
    for section, names, words in reserved:
        for name in names:
            is_of_nodes = section in {"facilities", "storage"} and name.split(".")[0] in _OF_NODES and "." in name
            if name in words or is_of_nodes:
                problem = f"'{name}' means something else in results"
                converter.faults.add((section, name), problem, "rename it", of_key=True)
    met: dict[str, Facility] = {}
    for facility in facilities.values():
        for node in node_names(facility):
            first = met.setdefault(node, facility)
            if first is not facility:
                problem = f"its port '{node}' is named like one of '{first.name}'"
                converter.faults.add(("facilities", facility.entry), problem, "rename one of them", of_key=True)
