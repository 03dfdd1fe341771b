"""Resolve hubs: sites where what arrives may leave again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.scenario.plants import Hub
from isopt.scenario.resolving.basics import resolve_quality
from isopt.scenario.resolving.counts import count_rate
from isopt.scenario.resolving.references import carried
from isopt.scenario.resolving.sizes import resolve_sizing, with_existing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isopt.scenario.faults import Path
    from isopt.scenario.records import plants as plant_records
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter


def resolve_hubs(file: ScenarioFile, converter: Converter) -> dict[str, Hub]:
    """Resolve the hubs, by site."""
    hubs = {}
    for site, place in sorted(file.sites.items()):
        record = place.hub
        if record is None:
            continue
        path: Path = ("sites", site, "hub")
        resources = carried(record.carries, converter, path)
        count = count_rate(converter, resources)
        sizing = resolve_sizing(file, converter, record, path, count)
        hubs[site] = Hub(
            site=site,
            handling_eur_per_u={
                name: converter.prices(record.handling, (*path, "handling"), converter.resources[name])
                for name in resources
            },
            quality=_quality(converter, record, resources, path),
            sizing=with_existing(converter, sizing, record.existing, path, count),
        )
    return hubs


def _quality(
    converter: Converter, record: plant_records.Hub, resources: Sequence[str], path: Path
) -> dict[str, dict[str, float]]:
    """Give what is guaranteed of each resource: values by property, by resource and property, else the resource's own."""
    quality = {name: dict(converter.resources[name].quality) for name in resources}
    for key, value in (record.quality or {}).items():
        at: Path = (*path, "quality")
        if isinstance(value, dict):
            if key in quality:
                properties = converter.resources[key].properties
                own = resolve_quality(value, properties, (*at, key), converter.currency, converter.faults)
                quality[key].update(own)
            elif not converter.faults.is_faulty("resources", key):
                problem = f"a quality of '{key}', which the hub does not carry"
                remedy = converter.faults.suggest(key, resources, "add it to `carries`")
                converter.faults.add((*at, key), problem, remedy, of_key=True)
            continue
        declaring = [name for name in resources if key in converter.resources[name].properties]
        if not declaring:
            known = {each for name in resources for each in converter.resources[name].properties}
            remedy = converter.faults.suggest(key, known, "declare it in a resource's `properties`")
            converter.faults.add((*at, key), f"unknown property '{key}'", remedy, of_key=True)
        for name in declaring:
            properties = converter.resources[name].properties
            own = resolve_quality({key: value}, properties, at, converter.currency, converter.faults)
            quality[name].update(own)
    return quality
