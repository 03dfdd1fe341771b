"""Resolve disposal routes: what they cost, take and emit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.scenario.quantities import Measure, Varying
from isopt.scenario.references import known
from isopt.scenario.scenario import Capacity, Disposal, DisposalTerms, Giver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.conversion import Converter
    from isopt.scenario.faults import Path
    from isopt.scenario.file_records import ScenarioFile


def resolve_disposal(file: ScenarioFile, converter: Converter, givers: Mapping[str, Giver]) -> dict[str, Disposal]:
    """Resolve the routes, with terms for each resource that some giver may send there."""
    sent: dict[str, set[str]] = {}
    for giver in givers.values():
        for route in giver.routes:
            sent.setdefault(route, set()).add(giver.resource)
    routes = {}
    for name, record in sorted(file.disposal.items()):
        path: Path = ("disposal", name)
        if record.site is not None:
            known(record.site, file.sites, (*path, "site"), "site", converter)
        for listed in ("accepts", "refuses"):
            for number, key in enumerate(getattr(record, listed) or []):
                known(key, file.resources, (*path, listed, number), "resource", converter)
        resources = sorted(sent.get(name, ()))
        routes[name] = Disposal(
            name=name,
            is_landfill=record.landfill,
            site=record.site,
            capacities=tuple(_disposal_capacities(converter, record.capacity, resources, (*path, "capacity"))),
            terms={
                key: DisposalTerms(
                    gate_fee_eur_per_u=converter.prices(record.gate_fee, (*path, "gate_fee"), converter.resources[key]),
                    tax_eur_per_u=converter.prices(record.tax, (*path, "tax"), converter.resources[key]),
                    pays_eur_per_u=converter.prices(record.pays, (*path, "pays"), converter.resources[key]),
                    co2_kg_per_u=converter.prices(record.emissions, (*path, "emissions"), converter.resources[key]),
                )
                for key in resources
            },
        )
    return routes


def _disposal_capacities(
    converter: Converter, value: Varying | None, resources: list[str], path: Path
) -> list[Capacity]:
    if value is None or not resources:
        return []
    if isinstance(value, Measure):
        token = converter.amount_token(value.unit)
        return [Capacity((converter.per_year(value),), converter.weights(token, resources, path), token)]
    if isinstance(value, dict) and set(value) & set(converter.calendar.periods):
        converter.faults.add(path, "differs by period, but counts once a year", "write one number, or one per resource")
        return []
    capacities = []
    for name in resources:
        picked = converter.pick(value, name, "", path)
        if picked is not None:
            measure, at = picked
            token = converter.amount_token(measure.unit)
            capacities.append(Capacity((converter.per_year(measure),), converter.weights(token, [name], at), token))
    return capacities
