"""Rules that hold between entries; each is a generator of nothing but noted faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.scenario.resolving.ends import Kind
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.faults import Path
    from isopt.scenario.resolving.conversion import Converter
    from isopt.scenario.resolving.ends import Ends, GivingEnd, TakingEnd
    from isopt.scenario.scenario import ByPeriod, Disposal, DisposalTerms, Link, Mode, Site


def burdened_resources(
    ends: Ends, disposal: Mapping[str, Disposal], carbon_price_eur_per_t: ByPeriod
) -> dict[str, str]:
    """List the resources that must be disposed of at a cost, carbon included, or to landfill, each with such a route."""
    burdened: dict[str, str] = {}
    for giver in ends.giving:
        for route in giver.routes:
            terms = disposal[route].terms.get(giver.resource) if route in disposal else None
            if terms is not None and (disposal[route].is_landfill or _costs(terms, carbon_price_eur_per_t)):
                burdened.setdefault(giver.resource, route)
    return burdened


def _costs(terms: DisposalTerms, carbon_price_eur_per_t: ByPeriod) -> bool:
    prices = zip(terms.gate_fee_eur_per_u, terms.tax_eur_per_u, terms.pays_eur_per_u, strict=True)
    carbon = zip(carbon_price_eur_per_t, terms.emissions_kg_per_u[0], strict=True)
    return any(
        fee + tax - pays + price / KG_PER_T * co2 > 0
        for (fee, tax, pays), (price, co2) in zip(prices, carbon, strict=True)
    )


def check_losses(converter: Converter, modes: Mapping[str, Mode], burdened: Mapping[str, str]) -> None:
    """Refuse losses of what must be disposed of at a cost or to landfill (SEMANTICS 8)."""
    for mode in modes.values():
        for resource, terms in mode.terms.items():
            if resource in burdened and (any(terms.loss_per_km) or terms.standing_loss_u_per_h_km > 0):
                converter.faults.add(
                    ("transport", mode.name, "losses"),
                    f"would lose '{resource}', which must be disposed of ('{burdened[resource]}')",
                    "drop `losses`, or let the mode not carry it",
                )


def check_standing_losses(converter: Converter, modes: Mapping[str, Mode], links: Mapping[str, Link]) -> None:
    """Hold that what loses as long as it stands is built, or stands, for one resource (SEMANTICS 8)."""
    ways: list[tuple[Mode | Link, str, Path]] = [
        (mode, mode.name, ("transport", mode.name, "losses")) for mode in modes.values() if not mode.links_only
    ]
    ways += [(link, link.mode, ("links", link.name)) for link in links.values() if not link.is_closed]
    of_ways = ("sizes", "scale", "existing")
    for way, mode_name, path in ways:
        entries: tuple[Path, Path] = (("transport", mode_name), path[:2])
        is_unsure = any(converter.faults.is_faulty(*entry, key) for entry in entries for key in of_ways)
        losing = [resource for resource, terms in way.terms.items() if terms.standing_loss_u_per_h_km > 0]
        if losing and not way.sizing.is_limited and not is_unsure:
            converter.faults.add(
                path, "a loss per time and length, but nothing that is built", "add `sizes`, or write the loss per km"
            )
        if losing and way.is_shared and len(way.terms) > 1:
            converter.faults.add(
                path,
                "a loss per time and length of what several resources share",
                "drop `shared`, or write the loss per km",
            )


def check_distances(
    converter: Converter,
    sites: Mapping[str, Site],
    modes: Mapping[str, Mode],
    links: Mapping[str, Link],
    ends: Ends,
    disposal: Mapping[str, Disposal],
) -> None:
    """Hold that every pair of sites that may exchange has a distance (SEMANTICS 1)."""
    without = {name for name, site in sites.items() if site.degrees is None and site.plane_km is None}
    stated = {(start, end, mode.name) for mode in modes.values() for start, end in mode.distances_km}
    by_link = set()
    for link in links.values():
        there, back = (link.source, link.target), (link.target, link.source)
        for pair in (there, back) if link.is_both else (there,):
            by_link |= {(*pair, link.mode, key) for key in link.terms}
        is_known = link.distance_km is not None or (*there, link.mode) in stated or link.is_closed
        if not is_known and set(there) & without:
            lacking = link.source if link.source in without else link.target
            converter.faults.add(
                ("links", link.name), f"has no `distance`, and site '{lacking}' no coordinates", "add one of them"
            )
    if not without:
        return
    taking: dict[str, dict[str, str]] = {}
    for taker in ends.taking:
        for resource in taker.accepts:
            taking.setdefault(resource, {}).setdefault(taker.site, f"{taker.kind.value} '{taker.name}'")
    complained: set[str] = set()
    for giver in ends.giving:
        routes = [disposal[route] for route in giver.routes if route in disposal]
        reached = {route.site: f"disposal '{route.name}'" for route in routes if route.site is not None}
        for mode in modes.values():
            if mode.links_only or giver.resource not in mode.terms:
                continue
            for end, what in {**taking.get(giver.resource, {}), **reached}.items():
                nowhere = {giver.site, end} & without
                is_stated = (giver.site, end, mode.name) in stated
                is_stated |= (giver.site, end, mode.name, giver.resource) in by_link
                if end == giver.site or not nowhere or is_stated or nowhere & complained:
                    continue
                complained |= nowhere
                name = min(nowhere)
                converter.faults.add(
                    ("sites", name),
                    f"has no coordinates, so '{mode.name}' knows no distance from '{giver.name}' to {what}",
                    "add `at` or `xy`, an entry in `links` with a distance, `distances` or `links_only: true` on the mode",
                )


def check_names(converter: Converter, ends: Ends) -> None:
    """Refuse one name for two nodes: of ports (`dryer.ash`), stores and flows."""
    met: dict[str, Kind] = {}
    every: tuple[GivingEnd | TakingEnd, ...] = (*ends.giving, *ends.taking)
    for kind in (Kind.PORT, Kind.STORE, Kind.FLOW):
        for end in every:
            if end.kind == kind and met.setdefault(end.name, kind) != kind:
                converter.faults.add(
                    end.path,
                    f"a {kind.value} and a {met[end.name].value} are both named '{end.name}'",
                    "rename one of them",
                    of_key=True,
                )
