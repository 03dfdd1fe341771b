"""The oracle's ends: all that gives and takes, flows, ports of facilities, parts of hubs, stores; and what they promise."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from oracle_sizes import Sizing, of_activity, of_content, of_resources, read_sizing
from oracle_units import Resource, base_of, measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oracle_program import Terms
    from oracle_reading import Emitted, Numbers, Plain, Reading


@dataclass
class Giver:
    """Something from which a resource leaves; `leaving` and `given` (to takers) are filled by period while writing."""

    name: str
    kind: str
    owner: str
    site: str
    resource: Resource
    costs: Numbers
    quality: dict[str, float]
    routes: list[str] = field(default_factory=list)
    entry: Plain = field(default_factory=dict)
    leaving: list[Terms] = field(default_factory=list)
    given: list[Terms] = field(default_factory=list)


@dataclass(frozen=True)
class Accepts:
    """How a taker takes a resource: need met, cost and emissions by one base amount that arrives."""

    replaces: Numbers
    cost: Numbers
    emitted: tuple[Emitted, ...]
    entry: Plain = field(default_factory=dict)


@dataclass
class Taker:
    """Something at which resources arrive; `arriving` is filled by period while writing."""

    name: str
    kind: str
    owner: str
    site: str
    accepts: dict[str, Accepts]
    quality: dict[str, float] = field(default_factory=dict)
    entry: Plain = field(default_factory=dict)
    arriving: list[list[tuple[Giver, Terms]]] = field(default_factory=list)


@dataclass(frozen=True)
class Facility:
    """A technology at a site."""

    name: str
    site: str
    technology: Plain
    sizing: Sizing

    @property
    def recipes(self) -> list[Plain]:
        return list(self.technology.get("recipes", {"": self.technology}).values())

    def ports(self, side: str) -> dict[str, Plain]:
        """Gather what all recipes say of each port besides its amount."""
        found: dict[str, Plain] = {}
        for recipe in self.recipes:
            for resource, said in recipe.get(side, {}).items():
                port = found.setdefault(resource, {})
                if _is_port(said):
                    port |= {key: value for key, value in said.items() if key != "amount"}
        return found


class Activity(Resource):
    """What a facility's activity is counted in: one amount, whatever it is."""

    def weight(self, base: str) -> float:
        assert base
        return 1.0


ACTIVITY = Activity("", "", "")


def _is_port(said: Any) -> bool:
    return isinstance(said, dict) and "amount" in said


def port_amount(read: Reading, said: Any, resource: Resource) -> Numbers:
    """Give the base amounts of a resource per unit of activity; a denominator only names what activity is counted in."""
    value = said["amount"] if _is_port(said) else said
    found = []
    for t in read.times:
        picked = read.pick(value, resource.name, t)
        if isinstance(picked, str):
            above, _, below = picked.partition("/")
            found.append(resource.amount(above)[0] / (measure(f"1 {below}")[0] if below else 1.0))
        else:
            found.append(resource.amount(picked)[0])
    return tuple(found)


def list_facilities(read: Reading) -> list[Facility]:
    found = []
    for name, entry in read.section("facilities").items():
        technology = read.plain["technologies"][entry["technology"]]
        offer = entry if "sizes" in entry or "scale" in entry else technology
        sizing = read_sizing(read, offer, entry, of_activity(read))
        sites = {name: entry["site"]} if "site" in entry else {f"{name}@{site}": site for site in entry["sites"]}
        found += [Facility(own, site, technology, sizing) for own, site in sites.items()]
    return found


def list_stores(read: Reading) -> dict[str, Sizing]:
    return {
        name: read_sizing(read, entry, entry, of_content(read, read.resources[entry["resource"]]))
        for name, entry in read.section("storage").items()
    }


def list_hubs(read: Reading) -> dict[str, Sizing]:
    return {
        site: read_sizing(read, entry["hub"], entry["hub"], of_resources(read, read.carried(entry["hub"]["carries"])))
        for site, entry in read.plain["sites"].items()
        if "hub" in entry
    }


def routes(stated: Any) -> list[str]:
    """List the disposal routes of an `otherwise`; `unused` is none."""
    listed = [stated] if isinstance(stated, str) else list(stated or [])
    return [name for name in listed if name != "unused"]


def need(read: Reading, flow: Plain) -> Resource:
    """Say what a need counts (SEMANTICS 14)."""
    if "resource" in flow:
        return read.resources[flow["resource"]]
    value = flow["takes"]
    while isinstance(value, dict):
        value = next(iter(value.values()))
    base = base_of(measure(value)[1])
    assert base is not None
    return Resource("", "", base, 1.0, 1.0 if base == "t" else None)


def flow_amounts(read: Reading, flow: Plain) -> Numbers:
    counted = read.resources[flow["resource"]] if "gives" in flow else need(read, flow)
    return read.amounts(flow, flow.get("gives", flow.get("takes")), counted)


# -- what gives -----------------------------------------------------------------------------------------------------------


def list_givers(read: Reading, facilities: list[Facility], stores: list[str], hubs: list[str]) -> list[Giver]:
    """List all that gives, of the facilities, stores and hubs that are named."""
    none = (0.0,) * len(read.periods)
    found = []
    for name, flow in read.section("flows").items():
        if "gives" in flow:
            resource = read.resources[flow["resource"]]
            costs, quality = read.prices(flow.get("costs"), resource), read.quality(resource.name, flow.get("quality"))
            otherwise = routes(flow.get("otherwise"))
            found.append(Giver(name, "flow", name, flow["site"], resource, costs, quality, otherwise, flow))
    for facility in facilities:
        for key, port in facility.ports("gives").items():
            resource = read.resources[key]
            costs, quality = read.prices(port.get("costs"), resource), read.quality(key, port.get("quality"))
            stated = port.get("otherwise", read.plain["resources"][key].get("otherwise"))
            entry = {"is_free": stated in ("unused", ["unused"])}
            name = f"{facility.name}.{key}"
            found.append(
                Giver(name, "port", facility.name, facility.site, resource, costs, quality, routes(stated), entry)
            )
    for site in hubs:
        hub = read.plain["sites"][site]["hub"]
        for key in read.carried(hub["carries"]):
            name = f"hub.{site}.{key}"
            found.append(Giver(name, "hub", name, site, read.resources[key], none, _hub_quality(read, hub, key)))
    for name in stores:
        store = read.plain["storage"][name]
        quality = read.quality(store["resource"], store.get("quality"))
        found.append(Giver(name, "store", name, store["site"], read.resources[store["resource"]], none, quality))
    for giver in found:
        giver.leaving, giver.given = ([{} for _ in read.times] for _ in range(2))
    return found


def _hub_quality(read: Reading, hub: Plain, resource: str) -> dict[str, float]:
    """Give what a hub guarantees of a resource: what is said of it by name goes before what is said of all."""
    stated = hub.get("quality", {})
    plain = {key: value for key, value in stated.items() if not isinstance(value, dict)}
    return read.quality(resource, plain | stated.get(resource, {}))


# -- what takes -----------------------------------------------------------------------------------------------------------


def list_takers(read: Reading, facilities: list[Facility], stores: list[str], hubs: list[str]) -> list[Taker]:
    """List all that takes, of the facilities, stores and hubs that are named."""
    ones, clean = (1.0,) * len(read.periods), (Counter[str](),) * len(read.periods)
    found = []
    for name, flow in read.section("flows").items():
        if "takes" in flow:
            found.append(Taker(name, "flow", name, flow["site"], _accepted_by_flow(read, flow), entry=flow))
    for facility in facilities:
        for key, port in facility.ports("takes").items():
            accepts = {}
            for name in dict.fromkeys([key, *read.hot_enough(port)]):
                resource = read.resources[key]
                costs, emitted = (
                    read.prices(port.get("costs"), resource),
                    read.emissions(port.get("emissions"), resource),
                )
                accepts[name] = Accepts(ones, costs, emitted)
            name = f"{facility.name}.{key}"
            found.append(Taker(name, "port", facility.name, facility.site, accepts, entry=port))
    for site in hubs:
        hub = read.plain["sites"][site]["hub"]
        for key in read.carried(hub["carries"]):
            name, costs = f"hub.{site}.{key}", read.prices(hub.get("handling"), read.resources[key])
            found.append(
                Taker(name, "hub", name, site, {key: Accepts(ones, costs, clean)}, _hub_quality(read, hub, key))
            )
    for name in stores:
        store = read.plain["storage"][name]
        key = store["resource"]
        accepts = {key: Accepts(ones, read.prices(store.get("handling"), read.resources[key]), clean)}
        quality = read.quality(key, store.get("quality"))
        found.append(Taker(name, "store", name, store["site"], accepts, quality, store))
    for taker in found:
        taker.arriving = [[] for _ in read.times]
    return found


def _accepted_by_flow(read: Reading, flow: Plain) -> dict[str, Accepts]:
    stated = {name: value or {} for name, value in flow.get("accepts", {}).items()}
    if "resource" in flow:
        stated.setdefault(flow["resource"], {})
    named = set(stated)
    for name in read.hot_enough(flow):
        stated.setdefault(name, {})
    counted, found = need(read, flow), {}
    revenue = read.prices(flow.get("revenue"), counted)
    for name, entry in stated.items():
        resource = read.resources[name]
        replaces = _replaces(read, entry, resource, counted, by_energy=name not in named)
        costs = read.prices(entry.get("costs"), resource)
        net = tuple(cost - per * ratio for cost, per, ratio in zip(costs, revenue, replaces, strict=True))
        found[name] = Accepts(replaces, net, read.emissions(entry.get("emissions"), resource), entry)
    return found


def _replaces(read: Reading, entry: Plain, resource: Resource, counted: Resource, *, by_energy: bool) -> Numbers:
    """Say how much of a need one base amount meets."""
    found = []
    for t in read.times:
        stated = entry.get("replaces")
        number, dimensions = (1.0, Counter[str]()) if stated is None else measure(read.pick(stated, resource.name, t))
        if by_energy:
            assert resource.base == counted.base
        elif not dimensions:
            number *= counted.base_per_unit / resource.base_per_unit
        else:
            (above,) = [name for name in ("t", "MWh", "m3") if dimensions[name] == 1]
            (below,) = [name for name in ("t", "MWh", "m3") if dimensions[name] == -1]
            number *= resource.weight(below) / counted.weight(above)
        found.append(number)
    return tuple(found)


# -- what is promised of mixtures -----------------------------------------------------------------------------------------


def limited_sides(read: Reading) -> dict[str, set[tuple[str, str]]]:
    """List for each resource the properties, and the sides of them, that some end it may reach limits (SEMANTICS 17)."""
    facilities = list_facilities(read)
    found: dict[str, set[tuple[str, str]]] = {name: set() for name in read.resources}
    for taker in list_takers(read, facilities, [], []):
        for resource, accepts in taker.accepts.items():
            found[resource] |= _sides(taker.entry.get("limits")) | _sides(accepts.entry.get("limits"))
    for giver in list_givers(read, facilities, [], []):
        for route in giver.routes:
            limits = read.plain["disposal"][route].get("limits", {})
            found[giver.resource.name] |= {(key, "max") for key in limits}
    return found


def _sides(limits: Plain | None) -> Iterator[tuple[str, str]] | set[tuple[str, str]]:
    return {(name, side) for name, bounds in (limits or {}).items() for side in ("max", "min") if side in bounds}


def is_worse(offered: dict[str, float], promised: dict[str, float], sides: set[tuple[str, str]]) -> bool:
    """Say whether what is offered breaks what is promised behind, on some side that matters."""
    return any(
        offered[name] > promised[name] if side == "max" else offered[name] < promised[name] for name, side in sides
    )
