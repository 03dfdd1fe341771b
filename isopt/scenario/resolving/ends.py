"""What gives and what takes, of whatever kind: flows, ports of facilities, hubs, stores, as rules between them see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from isopt.scenario.plants import hub_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from isopt.scenario.faults import Path
    from isopt.scenario.plants import Facility, Hub, Store
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.records.plants import Recipe, Technology
    from isopt.scenario.scenario import Bounds, Giver, Resource, Taker, Unit, Virgin


class Kind(Enum):
    """What an end is."""

    FLOW = "flow"
    PORT = "port"
    HUB = "hub"
    STORE = "store"

    @property
    def mixes(self) -> bool:
        """Whether what arrives leaves again, mixed."""
        return self in {Kind.HUB, Kind.STORE}


@dataclass(frozen=True, slots=True)
class GivingEnd:
    """Something that gives one resource at a site."""

    kind: Kind
    name: str
    """As results name it."""
    path: Path
    """Where the file speaks of it."""
    site: str
    resource: str
    routes: tuple[str, ...]
    quality: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TakingEnd:
    """Something that takes resources at a site."""

    kind: Kind
    name: str
    path: Path
    site: str
    accepts: Mapping[str, Mapping[str, Bounds]]
    """By resource taken: the limits on what arrives of it alone."""
    limits: Mapping[str, Bounds]
    """On the blend of all that arrives."""
    virgin: Virgin | None
    unit: Unit | None
    """What it is counted in, where that is not the resource's own."""
    market: str | None
    """The resource it can buy at its market, if that is open."""


@dataclass(frozen=True, slots=True)
class Ends:
    """All ends of a scenario."""

    giving: tuple[GivingEnd, ...]
    taking: tuple[TakingEnd, ...]


def ends_of(
    file: ScenarioFile,
    resources: Mapping[str, Resource],
    givers: Collection[Giver],
    takers: Collection[Taker],
    facilities: Collection[Facility],
    stores: Collection[Store],
    hubs: Collection[Hub],
) -> Ends:
    """List all ends: flows, ports, hubs, stores."""
    giving = [
        GivingEnd(Kind.FLOW, giver.name, ("flows", giver.name), giver.site, giver.resource, giver.routes, giver.quality)
        for giver in givers
    ]
    taking = [
        TakingEnd(
            Kind.FLOW,
            taker.name,
            ("flows", taker.name),
            taker.site,
            {key: acceptance.limits for key, acceptance in taker.accepts.items()},
            taker.limits,
            taker.virgin,
            taker.unit,
            None,
        )
        for taker in takers
    ]
    for facility in facilities:
        technology = file.technologies[facility.technology]
        for name, port in facility.outputs.items():
            path = _port_path(facility.technology, technology, "gives", name)
            quality = {**resources[name].quality, **port.quality}
            giving.append(
                GivingEnd(Kind.PORT, f"{facility.name}.{name}", path, facility.site, name, port.routes, quality)
            )
        for name, entry in facility.inputs.items():
            path, market = _port_path(facility.technology, technology, "takes", name), resources[name].buy
            accepts = {key: acceptance.limits for key, acceptance in entry.accepts.items()}
            taking.append(
                TakingEnd(
                    Kind.PORT,
                    f"{facility.name}.{name}",
                    path,
                    facility.site,
                    accepts,
                    entry.limits,
                    entry.virgin,
                    resources[name].unit,
                    name if market else None,
                )
            )
    for hub in hubs:
        for name in hub.carries:
            path, quality = ("sites", hub.site, "hub"), {**resources[name].quality, **hub.quality.get(name, {})}
            giving.append(GivingEnd(Kind.HUB, hub_name(hub.site, name), path, hub.site, name, (), quality))
            taking.append(
                TakingEnd(Kind.HUB, hub_name(hub.site, name), path, hub.site, {name: {}}, {}, None, None, None)
            )
    for store in stores:
        name, path, market = store.resource, ("storage", store.name), resources[store.resource].buy
        quality = {**resources[name].quality, **store.quality}
        giving.append(GivingEnd(Kind.STORE, store.name, path, store.site, name, (), quality))
        bought = name if market else None
        taking.append(TakingEnd(Kind.STORE, store.name, path, store.site, {name: {}}, {}, None, None, bought))
    return Ends(tuple(giving), tuple(taking))


def _port_path(name: str, technology: Technology, side: str, resource: str) -> Path:
    """Find where a technology first speaks of what it takes or gives of a resource."""
    if resource in (getattr(technology, side) or {}):
        return ("technologies", name, side, resource)
    recipes: Mapping[str, Recipe] = technology.recipes or {}
    said = [key for key, recipe in recipes.items() if resource in (getattr(recipe, side) or {})]
    return ("technologies", name, "recipes", said[0], side, resource) if said else ("technologies", name)
