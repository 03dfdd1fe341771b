"""From records to the resolved scenario, with every fault of what they say together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isopt.scenario.document import locate
from isopt.scenario.resolving.basics import (
    carbon_price_per_t,
    check_profiles,
    resolve_calendar,
    resolve_factors,
    resolve_resources,
    resolve_sites,
)
from isopt.scenario.resolving.conversion import Converter
from isopt.scenario.resolving.disposal import resolve_disposal
from isopt.scenario.resolving.ends import ends_of
from isopt.scenario.resolving.flows import resolve_givers, resolve_takers
from isopt.scenario.resolving.hubs import resolve_hubs
from isopt.scenario.resolving.links import resolve_links
from isopt.scenario.resolving.markets import resolve_markets
from isopt.scenario.resolving.plants import resolve_facilities, sent_from_ports
from isopt.scenario.resolving.stores import resolve_stores
from isopt.scenario.resolving.transport import resolve_modes
from isopt.scenario.rules import between as rules
from isopt.scenario.rules.plants import check_lossy_stores, check_plants
from isopt.scenario.rules.quality import check_quality
from isopt.scenario.scenario import Origin, Scenario

if TYPE_CHECKING:
    from isopt.scenario.document import Document
    from isopt.scenario.faults import Faults
    from isopt.scenario.records.file import ScenarioFile

_SECTIONS = ("resources", "sites", "disposal", "flows", "transport", "links", "technologies", "facilities", "storage")


def resolve(file: ScenarioFile, impacts: tuple[str, ...], document: Document, faults: Faults) -> Scenario:
    """Resolve references and units; faults are noted, the scenario is whole only where there are none."""
    calendar = resolve_calendar(file.calendar, faults)
    converter = Converter(
        currency=file.currency,
        calendar=calendar,
        resources=resolve_resources(file, faults),
        factors=resolve_factors(file),
        impacts=impacts,
        faults=faults,
    )
    converter = replace(converter, resources=resolve_markets(file, converter))
    check_profiles(file.calendar, converter)
    sites = resolve_sites(file, faults)
    givers = resolve_givers(file, converter)
    takers = resolve_takers(file, converter)
    facilities = resolve_facilities(file, converter)
    stores = resolve_stores(file, converter)
    hubs = resolve_hubs(file, converter)
    disposal = resolve_disposal(file, converter, givers, sent_from_ports(facilities))
    modes = resolve_modes(file, converter)
    links = resolve_links(file, converter, modes)
    _check_reserved(file, converter)
    economics = file.economics
    carbon_price = converter.by_period(economics.carbon_price, ("economics", "carbon_price"), carbon_price_per_t)
    ends = ends_of(
        file, converter.resources, givers.values(), takers.values(), facilities.values(), stores.values(), hubs.values()
    )
    burdened = rules.burdened_resources(ends, disposal, carbon_price)
    rules.check_losses(converter, modes, burdened)
    rules.check_standing_losses(converter, modes, links)
    rules.check_distances(converter, sites, modes, links, ends, disposal)
    rules.check_names(converter, ends)
    check_plants(file, converter, facilities)
    check_lossy_stores(converter, stores, burdened)
    check_quality(converter, ends, disposal)
    objective = file.objective
    discount_rate = economics.discount_rate.value if economics.discount_rate else 0.0
    cost_weight = objective.cost.value if objective.cost else 1.0
    others = {name: weight.value for name, weight in (objective.model_extra or {}).items()}
    co2_weight = carbon_price_per_t(objective.co2, ()) if objective.co2 else 0.0
    weights = (co2_weight, *(others.get(name, 0.0) for name in impacts[1:]))
    if cost_weight == 0 and not any(weights) and not faults.is_faulty("objective"):
        faults.add(("objective",), "all weights are 0: nothing is minimised", "give `cost` or `co2` a weight")
    return Scenario(
        name=file.name,
        currency=file.currency,
        calendar=calendar,
        discount_rate=discount_rate,
        carbon_price_eur_per_t=carbon_price,
        cost_weight=cost_weight,
        impacts=impacts,
        impact_weights_eur_per_t=weights,
        counts_avoided=objective.avoids,
        resources=converter.resources,
        sites=sites,
        disposal=disposal,
        givers=givers,
        takers=takers,
        modes=modes,
        links=links,
        facilities=facilities,
        stores=stores,
        hubs=hubs,
        origins=_origins(file, document),
        document=document,
    )


def _check_reserved(file: ScenarioFile, converter: Converter) -> None:
    """Refuse names that results use for something of their own."""
    for section, names, reserved in (
        ("transport", file.transport, ("on_site",)),
        ("flows", file.flows, ("disposal.", "hub.")),
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
