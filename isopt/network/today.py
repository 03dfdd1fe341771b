"""Today as a scenario of its own: what the baseline may do (SEMANTICS 19)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isopt.scenario.plants import Sizing
from isopt.scenario.scenario import Capacity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isopt.scenario.plants import Facility
    from isopt.scenario.scenario import Disposal, Giver, Link, Mode, Scenario, Taker


def today_of(scenario: Scenario) -> Scenario:
    """Reduce a scenario to today: what stands and what needs no building, nothing that could be built, rules off.

    Modes with sizes lead over links that stand alone. `required` says what a plan must do; today a flow with an
    `otherwise` follows it.
    """
    scenario = replace(scenario, disposal={name: _disposal_today(route) for name, route in scenario.disposal.items()})
    links = {name: link for name, link in scenario.links.items() if _is_open(scenario, link)}
    open_modes = {link.mode for link in links.values()}
    facilities = {name: item for name, item in scenario.facilities.items() if item.sizing.is_existing}
    stores = {name: item for name, item in scenario.stores.items() if item.sizing.is_existing}
    may_exchange = bool(facilities or stores or any(link.sizing.is_existing for link in links.values()))
    return replace(
        scenario,
        disposal={name: replace(route, sizing=_standing(route.sizing)) for name, route in scenario.disposal.items()},
        givers={name: _giver_today(scenario, giver) for name, giver in scenario.givers.items()},
        takers={name: _taker_today(taker, may_exchange=may_exchange) for name, taker in scenario.takers.items()},
        modes={
            name: _mode_today(mode)
            for name, mode in scenario.modes.items()
            if name in open_modes or not mode.sizing.sizes
        },
        links={name: _link_today(link) for name, link in links.items()},
        facilities={name: _facility_today(scenario, item) for name, item in facilities.items()},
        stores={name: replace(item, sizing=_standing(item.sizing)) for name, item in stores.items()},
        hubs={
            site: replace(hub, sizing=_standing(hub.sizing))
            for site, hub in scenario.hubs.items()
            if hub.sizing.is_existing or not hub.sizing.sizes
        },
    )


def _is_open(scenario: Scenario, link: Link) -> bool:
    """Say whether a link stands, or is of a mode that needs no building."""
    return link.sizing.is_existing or not scenario.modes[link.mode].sizing.sizes


def _standing(sizing: Sizing) -> Sizing:
    """Keep what stands of a thing, and drop what could be built."""
    return Sizing(existing=sizing.existing, is_existing=sizing.is_existing)


def _mode_today(mode: Mode) -> Mode:
    return replace(mode, sizing=Sizing(), links_only=mode.links_only or bool(mode.sizing.sizes))


def _link_today(link: Link) -> Link:
    """Close a link that would have to be built."""
    must_be_built = bool(link.sizing.sizes) and not link.sizing.is_existing
    return replace(link, sizing=_standing(link.sizing), is_closed=link.is_closed or must_be_built)


def _facility_today(scenario: Scenario, facility: Facility) -> Facility:
    outputs = {
        key: replace(port, routes=_routes_today(scenario, port.routes, port.resource))
        for key, port in facility.outputs.items()
    }
    return replace(facility, outputs=outputs, sizing=_standing(facility.sizing))


def _disposal_today(route: Disposal) -> Disposal:
    """Count what stands of a route among its limits, so that today's order of routes knows when it is full."""
    standing = route.sizing.existing
    if standing is None:
        return route
    yearly = Capacity((sum(standing.capacity.amount),), standing.capacity.weight_per_u, standing.capacity.unit)
    return replace(route, capacities=(*route.capacities, yearly), sizing=_standing(route.sizing))


def _routes_today(scenario: Scenario, routes: Iterable[str], resource: str) -> tuple[str, ...]:
    """Keep the routes that need no building, up to the first without a limit: what comes after it is never reached."""
    kept = []
    for name in routes:
        route = scenario.disposal[name]
        if route.sizing.sizes:
            continue
        kept.append(name)
        if not any(resource in capacity.weight_per_u for capacity in (*route.capacities, *route.total)):
            break
    return tuple(kept)


def _giver_today(scenario: Scenario, giver: Giver) -> Giver:
    """Send what a giver gives along today's routes; what has none left must find a taker."""
    routes = _routes_today(scenario, giver.routes, giver.resource)
    return replace(giver, routes=routes, is_required=not routes and giver.is_bound, at_least_share=0.0, minimum_u=0.0)


def _taker_today(taker: Taker, *, may_exchange: bool) -> Taker:
    return replace(
        taker,
        accepts=taker.accepts if may_exchange else {},
        is_required=taker.is_required and taker.virgin is None,
        at_least_share=0.0,
        minimum_u=0.0,
    )
