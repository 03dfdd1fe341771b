"""The oracle's ways: how something gets from one site to another, at what cost, over what is built or stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from oracle_sizes import Capacity, Sizing, of_resources, read_sizing
from oracle_units import base_of, measure

if TYPE_CHECKING:
    from oracle_reading import Emitted, Numbers, Plain, Reading
    from oracle_units import Resource


@dataclass(frozen=True)
class Way:
    """How something gets from a giver to an end; numbers per base amount entering, one per period."""

    km: float
    cost: Numbers
    emitted: tuple[Emitted, ...]
    arrival: Numbers
    per_pair: float = 0.0
    """Paid each year in which the pair is used: per_exchange, and the annuity of setup."""
    minimum: float = 0.0
    lane: tuple[str, ...] = ()
    """What shares a capacity, in one direction; empty on one site."""
    asset: tuple[str, ...] = ()
    """What shares sizes, a fixed cost and a standing loss: both directions of a `both` link."""
    is_open: bool = True
    """Whether an exchange may use it today: over a link that stands."""
    needs_building: bool = False
    """Whether nothing may use it today: it has sizes, and none stands."""


@dataclass
class Asset:
    """What is built or stands between two sites, or needs no building."""

    sizing: Sizing
    fixed: float
    standing_loss: Numbers
    """Lost in each period while it is there, in base amounts."""


@dataclass
class Ways:
    """All ways of a scenario, with what they share."""

    read: Reading
    lanes: dict[tuple[str, ...], list[Capacity]] = field(default_factory=dict)
    assets: dict[tuple[str, ...], Asset] = field(default_factory=dict)

    def between(self, source: str, target: str, resource: str) -> dict[str, Way]:
        """Find every way of a resource between two places, by mode."""
        count = len(self.read.periods)
        if source == target:
            return {"": Way(0.0, (0.0,) * count, (Counter(),) * count, (1.0,) * count, is_open=False)}
        found = {}
        for name in self.read.section("transport"):
            way = self._way(source, target, self.read.resources[resource], name)
            if way is not None:
                found[name] = way
        return found

    def link(self, source: str, target: str, mode: str, resource: str) -> tuple[str, Plain]:
        """Find the entry that speaks of a resource's way."""
        for name, entry in self.read.section("links").items():
            there, back = (entry["from"], entry["to"]), (entry["to"], entry["from"])
            if (
                entry["transport"] == mode
                and ((source, target) == there or (entry.get("both") and (source, target) == back))
                and resource in self.members(entry)
            ):
                return name, entry
        return "", {}

    def members(self, link: Plain) -> list[str]:
        """List the resources a link speaks of."""
        return list(
            link.get("resources", self.read.carried(self.read.plain["transport"][link["transport"]]["carries"]))
        )

    def offer(self, mode: Plain, link: Plain) -> Plain:
        """Find whose sizes hold: the link's own, else the mode's."""
        return link if "sizes" in link or "scale" in link else mode

    def length(self, source: str, target: str, mode: Plain, link: Plain) -> tuple[float, bool]:
        """Measure a way, and say whether that is stated, whatever the reach."""
        if "distance" in link:
            return measure(link["distance"])[0], True
        if link.get("both"):
            source, target = link["from"], link["to"]
        stated = mode.get("distances", {}).get(source, {}).get(target)
        if stated is not None:
            return measure(stated)[0], True
        return self.read.straight_km(source, target) * measure(mode.get("detour", 1))[0], False

    def _way(self, source: str, target: str, resource: Resource, name: str) -> Way | None:
        read, mode = self.read, self.read.plain["transport"][name]
        if resource.name not in read.carried(mode["carries"]):
            return None
        label, link = self.link(source, target, name, resource.name)
        if link.get("closed") or (not label and mode.get("links_only")):
            return None
        km, is_stated = self.length(source, target, mode, link)
        if not is_stated and not label and "reach" in mode and km > measure(mode["reach"])[0]:
            return None
        arrival = tuple(max(0.0, 1 - self._loss(mode, resource, t) * km) for t in read.times)
        if not any(arrival):
            return None
        vehicle = self._vehicle_share(mode, resource)
        transport = tuple(
            self._moved(read.pick(link.get("cost", mode.get("cost", 0)), resource.name, t), resource, km, mode, vehicle)
            for t in read.times
        )
        handling = read.prices(mode.get("handling"), resource)
        lane, asset = self._shared(source, target, name, label, resource.name, km)
        sizing = self.assets[asset].sizing
        return Way(
            km=km,
            cost=tuple(map(sum, zip(transport, handling, strict=True))),
            emitted=read.emissions(mode.get("emissions"), resource, km, km * vehicle),
            arrival=arrival,
            per_pair=self._per_pair(mode, resource.name, km),
            minimum=self._minimum(mode, resource),
            lane=lane,
            asset=asset,
            is_open=sizing.stands,
            needs_building=not sizing.is_open_today,
        )

    # -- what moving costs ------------------------------------------------------------------------------------------

    def _vehicle_share(self, mode: Plain, resource: Resource) -> float:
        """Say what of a vehicle's way each base amount uses, the empty way back counted in."""
        if "load" not in mode:
            return 0.0
        load = resource.amount(self.read.pick(mode["load"], resource.name, 0))[0]
        return (1 + measure(mode.get("empty_return", 0))[0]) / load

    def _moved(self, value: Any, resource: Resource, km: float, mode: Plain, vehicle: float) -> float:
        """Price what moving one base amount costs: per amount and km, per amount, per km or h of a vehicle."""
        number, dimensions = measure(value)
        if base_of(dimensions) is None and dimensions["km"] == -1:
            return number * km * vehicle
        if base_of(dimensions) is None and dimensions["h"] == -1:
            speed, per = measure(mode["speed"])
            assert per == {"km": 1, "h": -1}
            return number * km / speed * vehicle
        assert number == 0 or base_of(dimensions), value
        return resource.per_base(value)[0] * (km if dimensions["km"] == -1 else 1.0)

    def _loss(self, mode: Plain, resource: Resource, t: int) -> float:
        """Give the share lost per km."""
        if "losses" not in mode:
            return 0.0
        number, dimensions = measure(self.read.pick(mode["losses"], resource.name, t))
        return 0.0 if base_of(dimensions) else number

    def _standing_loss(self, mode: Plain, resource: str, km: float) -> Numbers:
        """Give what a way loses in each period as long as it is there."""
        found = []
        for t in self.read.times:
            value = self.read.pick(mode.get("losses", 0), resource, t)
            dimensions = measure(value)[1]
            if not base_of(dimensions):
                found.append(0.0)
                continue
            amount, _ = self.read.resources[resource].amount(value)
            found.append(km * self.read.rate(amount, dimensions, t))
        return tuple(found)

    def _per_pair(self, mode: Plain, resource: str, km: float) -> float:
        paid = 0.0
        if "per_exchange" in mode:
            number, dimensions = measure(self.read.pick(mode["per_exchange"], resource, 0))
            paid = number * (km if dimensions["km"] else 1.0)
        setup = measure(self.read.pick(mode.get("setup", 0), resource, 0))[0]
        return paid + self.read.annuity(setup, mode.get("contract"))

    def _minimum(self, mode: Plain, resource: Resource) -> float:
        if "minimum" not in mode:
            return 0.0
        return self.read.yearly(*resource.amount(self.read.pick(mode["minimum"], resource.name, 0)))

    # -- what is shared on the way ----------------------------------------------------------------------------------

    def _shared(
        self, source: str, target: str, name: str, label: str, resource: str, km: float
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        mode, link = self.read.plain["transport"][name], self.read.section("links").get(label, {})
        shared = link.get("shared", mode.get("shared", False))
        key = "" if shared else resource
        lane = (source, target, name, label, key)
        members = (self.members(link) if link else self.read.carried(mode["carries"])) if shared else [resource]
        if lane not in self.lanes:
            capacity = link.get("capacity", mode.get("capacity"))
            self.lanes[lane] = [] if capacity is None else [self._capacity(capacity, members)]
        asset = (label, key) if link.get("both") else lane
        if asset not in self.assets:
            self.assets[asset] = Asset(
                read_sizing(self.read, self.offer(mode, link), link, of_resources(self.read, members), km),
                measure(link.get("fixed", 0))[0],
                self._standing_loss(mode, resource, km),
            )
        return lane, asset

    def _capacity(self, value: Any, members: list[str]) -> Capacity:
        count = of_resources(self.read, members)
        picked = [count(self.read.pick(value, members[0], t)) for t in self.read.times]
        return Capacity(tuple(capacity.amounts[t] for t, capacity in enumerate(picked)), picked[0].weights)

    def standing_costs(self) -> float:
        """Sum what links that stand pay, used or not: once if shared, else once for each resource."""
        paid = 0.0
        for link in self.read.section("links").values():
            mode = self.read.plain["transport"][link["transport"]]
            members = self.members(link)
            km, _ = self.length(link["from"], link["to"], mode, link)
            shared = link.get("shared", mode.get("shared", False))
            for group in [members] if shared else [[name] for name in members]:
                paid += read_sizing(self.read, self.offer(mode, link), link, of_resources(self.read, group), km).fixed
        return paid
