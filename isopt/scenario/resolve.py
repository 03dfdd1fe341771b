"""From records to the resolved scenario, with every fault of what they say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.scenario import rules
from isopt.scenario.conversion import Converter
from isopt.scenario.document import locate
from isopt.scenario.resolve_basics import (
    carbon_price_per_t,
    check_profiles,
    resolve_calendar,
    resolve_factors,
    resolve_resources,
    resolve_sites,
)
from isopt.scenario.resolve_disposal import resolve_disposal
from isopt.scenario.resolve_flows import resolve_givers, resolve_takers
from isopt.scenario.resolve_transport import resolve_links, resolve_modes
from isopt.scenario.scenario import Origin, Scenario

if TYPE_CHECKING:
    from isopt.scenario.document import Document
    from isopt.scenario.faults import Faults
    from isopt.scenario.file_records import ScenarioFile

_SECTIONS = ("resources", "sites", "disposal", "flows", "transport", "links")


def resolve(file: ScenarioFile, document: Document, faults: Faults) -> Scenario:
    """Resolve references and units; faults are noted, the scenario is whole only where there are none."""
    calendar = resolve_calendar(file.calendar, faults)
    converter = Converter(
        currency=file.currency,
        calendar=calendar,
        resources=resolve_resources(file, faults),
        factors=resolve_factors(file),
        faults=faults,
    )
    check_profiles(file.calendar, converter)
    sites = resolve_sites(file, faults)
    givers = resolve_givers(file, converter)
    takers = resolve_takers(file, converter)
    disposal = resolve_disposal(file, converter, givers)
    modes = resolve_modes(file, converter)
    links = resolve_links(file, converter, modes)
    _check_reserved(file, converter)
    economics = file.economics
    carbon_price = converter.by_period(economics.carbon_price, ("economics", "carbon_price"), carbon_price_per_t)
    rules.check_losses(converter, givers, disposal, modes, carbon_price)
    rules.check_distances(converter, sites, modes, links, givers, takers, disposal)
    rules.check_quality(converter, givers, takers)
    objective = file.objective
    discount_rate = economics.discount_rate.value if economics.discount_rate else 0.0
    cost_weight = objective.cost.value if objective.cost else 1.0
    co2_weight = carbon_price_per_t(objective.co2, ()) if objective.co2 else 0.0
    if cost_weight == 0 and co2_weight == 0:
        faults.add(("objective",), "both weights are 0: nothing is minimised", "give `cost` or `co2` a weight")
    return Scenario(
        name=file.name,
        currency=file.currency,
        calendar=calendar,
        discount_rate=discount_rate,
        carbon_price_eur_per_t=carbon_price,
        cost_weight=cost_weight,
        co2_weight_eur_per_t=co2_weight,
        resources=converter.resources,
        sites=sites,
        disposal=disposal,
        givers=givers,
        takers=takers,
        modes=modes,
        links=links,
        origins=_origins(file, document),
        document=document,
    )


def _check_reserved(file: ScenarioFile, converter: Converter) -> None:
    """Refuse names that results use for something of their own."""
    for section, names, reserved in (
        ("transport", file.transport, ("on_site",)),
        ("flows", file.flows, ("disposal.",)),
        ("resources", file.resources, ("shared", "shared by ")),
    ):
        for name in names:
            if name in reserved or any(word[-1] in ". " and name.startswith(word) for word in reserved):
                converter.faults.add(
                    (section, name), f"'{name}' means something else in results", "rename it", of_key=True
                )


def _origins(file: ScenarioFile, document: Document) -> dict[tuple[str, str], Origin]:
    origins = {}
    for section in _SECTIONS:
        for name, entry in sorted(getattr(file, section).items()):
            mark = locate(document.root, (section, name), of_key=True)
            origins[section, name] = Origin(
                place=f"{mark.file}:{mark.line}",
                confidence=entry.confidence,
                source=entry.source,
                note=entry.note,
                sources=entry.sources,
            )
    return origins
