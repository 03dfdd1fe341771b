"""Rules that hold between entries; each is a generator of nothing but noted faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.conversion import Converter
    from isopt.scenario.scenario import Bounds, ByPeriod, Disposal, Giver, Link, Mode, Site, Taker


def check_losses(
    converter: Converter,
    givers: Mapping[str, Giver],
    disposal: Mapping[str, Disposal],
    modes: Mapping[str, Mode],
    carbon_price_eur_per_t: ByPeriod,
) -> None:
    """Refuse losses of what must be disposed of at a cost, carbon included, or to landfill (SEMANTICS 8)."""
    burdened: dict[str, str] = {}
    for giver in givers.values():
        for route in giver.routes:
            terms = disposal[route].terms.get(giver.resource) if route in disposal else None
            if terms is None:
                continue
            prices = zip(terms.gate_fee_eur_per_u, terms.tax_eur_per_u, terms.pays_eur_per_u, strict=True)
            carbon = zip(carbon_price_eur_per_t, terms.co2_kg_per_u, strict=True)
            costs = [
                fee + tax - pays + price / KG_PER_T * co2
                for (fee, tax, pays), (price, co2) in zip(prices, carbon, strict=True)
            ]
            if disposal[route].is_landfill or any(cost > 0 for cost in costs):
                burdened.setdefault(giver.resource, route)
    for mode in modes.values():
        for resource, terms_of_mode in mode.terms.items():
            if resource in burdened and any(terms_of_mode.loss_per_km):
                converter.faults.add(
                    ("transport", mode.name, "losses"),
                    f"would lose '{resource}', which must be disposed of ('{burdened[resource]}')",
                    "drop `losses`, or let the mode not carry it",
                )


def check_distances(
    converter: Converter,
    sites: Mapping[str, Site],
    modes: Mapping[str, Mode],
    links: Mapping[str, Link],
    givers: Mapping[str, Giver],
    takers: Mapping[str, Taker],
    disposal: Mapping[str, Disposal],
) -> None:
    """Hold that every pair of sites that may exchange has a distance (SEMANTICS 1)."""
    without = {name for name, site in sites.items() if site.degrees is None and site.plane_km is None}
    stated = set()
    for link in links.values():
        for key in link.terms:
            stated.add((link.source, link.target, link.mode, key))
        if link.distance_km is None and not link.is_closed and {link.source, link.target} & without:
            lacking = link.source if link.source in without else link.target
            converter.faults.add(
                ("links", link.name), f"has no `distance`, and site '{lacking}' no coordinates", "add one of them"
            )
    if not without:
        return
    complained: set[str] = set()
    for giver in givers.values():
        ends = {taker.site: f"flow '{taker.name}'" for taker in takers.values() if giver.resource in taker.accepts}
        ends |= {
            str(disposal[route].site): f"disposal '{route}'"
            for route in giver.routes
            if route in disposal and disposal[route].site is not None
        }
        for mode in modes.values():
            if mode.links_only or giver.resource not in mode.terms:
                continue
            for end, what in ends.items():
                nowhere = {giver.site, end} & without
                is_stated = (giver.site, end, mode.name, giver.resource) in stated
                if end == giver.site or not nowhere or is_stated or nowhere & complained:
                    continue
                complained |= nowhere
                name = min(nowhere)
                converter.faults.add(
                    ("sites", name),
                    f"has no coordinates, so '{mode.name}' knows no distance from '{giver.name}' to {what}",
                    "add `at` or `xy`, an entry in `links` with a distance, or `links_only: true` on the mode",
                )


def check_quality(converter: Converter, givers: Mapping[str, Giver], takers: Mapping[str, Taker]) -> None:
    """Hold that every value a limit needs is stated, and that one limit weighs one unit (SEMANTICS 16)."""
    by_resource: dict[str, list[Giver]] = {}
    for giver in givers.values():
        by_resource.setdefault(giver.resource, []).append(giver)
    for taker in takers.values():
        for property_name in taker.limits:
            path = ("flows", taker.name, "limits", property_name)
            if taker.virgin is not None and property_name not in taker.virgin.quality:
                converter.faults.add(
                    path,
                    f"the virgin material's {property_name} is unknown",
                    f"add `otherwise.quality.{property_name}`",
                )
            units = {converter.resources[resource].unit.text for resource in taker.accepts}
            if taker.virgin is not None:
                units.add(taker.unit.text)
            if len(units) > 1:
                converter.faults.add(
                    path, f"weighs {' and '.join(sorted(units))} together", "what meets one limit has one unit"
                )
            stated = {converter.resources[resource].properties.get(property_name) for resource in taker.accepts} - {
                None
            }
            if len(stated) > 1:
                named = " and ".join(sorted(map(str, stated)))
                converter.faults.add(
                    path,
                    f"'{property_name}' is counted in {named}",
                    "declare it in one unit on all resources it limits",
                )
            for resource in taker.accepts:
                _check_known(converter, by_resource.get(resource, []), property_name, taker)
        for resource, acceptance in taker.accepts.items():
            limits: Mapping[str, Bounds] = acceptance.limits
            for property_name in limits:
                _check_known(converter, by_resource.get(resource, []), property_name, taker)


def _check_known(converter: Converter, givers: list[Giver], property_name: str, taker: Taker) -> None:
    for giver in givers:
        if property_name not in giver.quality:
            converter.faults.add(
                ("flows", giver.name),
                f"its {property_name} is unknown, and '{taker.name}' limits it",
                f"add `quality: {{{property_name}: …}}`",
            )
