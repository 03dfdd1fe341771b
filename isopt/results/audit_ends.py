"""The audit's own view of who gives and who takes: flows, ports of facilities, hubs, stores."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.plants import Facility, Hub, Store
    from isopt.scenario.scenario import Acceptance, Bounds, Giver, Link, Scenario, Taker


ROUNDING_SHARE = 1e-8
"""How much worse than guaranteed a value may look: units are converted on the way."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that gives one resource."""

    site: str
    resource: str
    quality: Mapping[str, float]
    """Known values of properties."""
    routes: tuple[str, ...] = ()
    costs_eur_per_u: tuple[float, ...] = ()
    """Per unit leaving to a taker; empty for none."""
    flow: Giver | None = None
    facility: Facility | None = None
    hub: Hub | None = None
    store: Store | None = None


@dataclass(frozen=True, slots=True)
class Sink:
    """Something that takes."""

    site: str
    accepts: Mapping[str, Acceptance | None]
    """By resource; None where it is taken as it is."""
    handling_eur_per_u: tuple[float, ...] = ()
    """Per unit arriving; empty for none."""
    guarantee: Mapping[str, float] = field(default_factory=dict)
    """Of hubs and stores: what all that enters must be as good as."""
    flow: Taker | None = None
    facility: Facility | None = None
    hub: Hub | None = None
    store: Store | None = None


@dataclass(frozen=True, slots=True)
class Ends:
    """All ends by name, and which bounds a property can meet."""

    sources: Mapping[str, Source]
    sinks: Mapping[str, Sink]
    has_most: frozenset[tuple[str, str]]
    """Resource and property that some limit bounds from above."""
    has_least: frozenset[tuple[str, str]]
    links: Mapping[tuple[str, str, str, str], Link]
    """By mode, site, site and resource, in either direction it leads."""


def find_ends(scenario: Scenario) -> Ends:
    """Name every end of a scenario as plans do."""
    sources = {
        name: Source(g.site, g.resource, g.quality, g.routes, g.costs_eur_per_u, flow=g)
        for name, g in scenario.givers.items()
    }
    sinks = {name: Sink(t.site, t.accepts, flow=t) for name, t in scenario.takers.items()}
    for facility in scenario.facilities.values():
        for key, output in facility.outputs.items():
            quality = {**scenario.resources[output.resource].quality, **output.quality}
            sources[f"{facility.name}.{key}"] = Source(
                facility.site, output.resource, quality, output.routes, output.costs_eur_per_u, facility=facility
            )
        for key, port in facility.inputs.items():
            sinks[f"{facility.name}.{key}"] = Sink(facility.site, port.accepts, facility=facility)
    for hub in scenario.hubs.values():
        for resource, handling in hub.handling_eur_per_u.items():
            name = f"hub.{hub.site}.{resource}"
            quality = {**scenario.resources[resource].quality, **hub.quality.get(resource, {})}
            sources[name] = Source(hub.site, resource, quality, hub=hub)
            sinks[name] = Sink(hub.site, {resource: None}, handling, quality, hub=hub)
    for store in scenario.stores.values():
        quality = {**scenario.resources[store.resource].quality, **store.quality}
        sources[store.name] = Source(store.site, store.resource, quality, store=store)
        sinks[store.name] = Sink(store.site, {store.resource: None}, store.handling_eur_per_u, quality, store=store)
    most, least = _limited(scenario)
    links: dict[tuple[str, str, str, str], Link] = {}
    for link in scenario.links.values():
        for resource in link.terms:
            links[link.mode, link.source, link.target, resource] = link
            if link.is_both:
                links[link.mode, link.target, link.source, resource] = link
    return Ends(sources, sinks, frozenset(most), frozenset(least), links)


def _limited(scenario: Scenario) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """List what any limit of the scenario bounds, from above and from below, by resource and property."""
    most: set[tuple[str, str]] = set()
    least: set[tuple[str, str]] = set()

    def note(resource: str, name: str, *, above: bool, below: bool) -> None:
        if above:
            most.add((resource, name))
        if below:
            least.add((resource, name))

    def note_all(accepts: Mapping[str, Acceptance], limits: Mapping[str, Bounds]) -> None:
        for resource, acceptance in accepts.items():
            for name, bounds in (*limits.items(), *acceptance.limits.items()):
                note(resource, name, above=bounds.most < math.inf, below=bounds.least > -math.inf)

    for taker in scenario.takers.values():
        note_all(taker.accepts, taker.limits)
    for facility in scenario.facilities.values():
        for port in facility.inputs.values():
            note_all(port.accepts, port.limits)
    for route in scenario.disposal.values():
        for resource in route.terms:
            for name in (*route.limits, *(load.property for load in route.loads)):
                note(resource, name, above=True, below=False)
    return most, least


def is_good_enough(ends: Ends, source: Source, sink: Sink) -> str | None:
    """Say why what a source gives is worse than what is guaranteed behind a hub or store; None where it is not."""
    for name, promised in sink.guarantee.items():
        value = source.quality.get(name)
        slack = ROUNDING_SHARE * abs(promised)
        above, below = (source.resource, name) in ends.has_most, (source.resource, name) in ends.has_least
        if value is None and (above or below):
            return f"its {name} is unknown, and guaranteed behind"
        if value is not None and ((above and value > promised + slack) or (below and value < promised - slack)):
            return f"its {name} of {value:g} is worse than the {promised:g} guaranteed behind"
    return None
