"""The oracle's writer: a plan, or today, as columns, rows and switches; here what is exchanged and what flows ask for."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oracle_assets import Load, asset_switch
from oracle_disposal import write_disposal
from oracle_nodes import (
    flow_amounts,
    is_worse,
    limited_sides,
    list_facilities,
    list_givers,
    list_hubs,
    list_stores,
    list_takers,
    need,
)
from oracle_plants import write_plants
from oracle_program import Program, Terms, add, on_off
from oracle_units import measure, ppm
from oracle_ways import Ways

if TYPE_CHECKING:
    from collections.abc import Iterable

    from oracle_nodes import Accepts, Giver, Taker
    from oracle_reading import Emitted, Numbers, Plain, Reading
    from oracle_ways import Way


def plan_program(reading: Reading) -> Program:
    """Write all that a plan may do."""
    return Writer(reading, today=False).program


def today_program(reading: Reading) -> Program:
    """Write what today may do (SEMANTICS 19)."""
    return Writer(reading, today=True).program


@dataclass(frozen=True)
class Sent:
    """What one way brings: by period, the column that enters, and what arrives of it."""

    way: Way
    columns: list[int]
    arriving: list[Terms]


class Writer:
    """Writes columns, rows and switches."""

    def __init__(self, read: Reading, *, today: bool) -> None:
        self.read, self.today, self.program, self.ways = read, today, Program(), Ways(read)
        self.weight = read.cost_weight
        self.facilities = [item for item in list_facilities(read) if item.sizing.stands or not today]
        self.stores = {name: sizing for name, sizing in list_stores(read).items() if sizing.stands or not today}
        self.hubs = {site: sizing for site, sizing in list_hubs(read).items() if sizing.is_open_today or not today}
        named = self.facilities, list(self.stores), list(self.hubs)
        self.givers, self.takers = list_givers(read, *named), list_takers(read, *named)
        self.sides = limited_sides(read)
        self.recycling = {item.name for item in self.facilities if item.technology.get("recycle")}
        self.lanes: dict[tuple[str, ...], Load] = {}
        self.lanes_of: dict[tuple[str, ...], dict[tuple[str, ...], Load]] = {}
        self.held: dict[tuple[str, ...], set[int]] = {}
        self.lost: dict[tuple[str, ...], list[Terms]] = {}
        self.program.constant += self.weight * self.ways.standing_costs()
        for giver in self.givers:
            for taker in self.takers:
                self._exchange(giver, taker)
        write_disposal(self)
        write_plants(self)
        for giver in self.givers:
            if giver.kind == "flow":
                self._flow_given(giver)
        for taker in self.takers:
            if taker.kind == "flow":
                self._flow_taken(taker)
        self._ways_shared()

    # -- what moves -------------------------------------------------------------------------------------------------

    def _exchange(self, giver: Giver, taker: Taker) -> None:
        accepts = taker.accepts.get(giver.resource.name)
        is_same = giver.kind == taker.kind != "flow" and giver.owner == taker.owner
        if accepts is None or (is_same and giver.owner not in self.recycling):
            return
        if taker.quality and is_worse(giver.quality, taker.quality, self.sides[giver.resource.name]):
            return
        is_works = {giver.kind, taker.kind} & {"port", "store"}
        for sent in self.send(giver, taker.site, accepts.cost, accepts.emitted, open_here=bool(is_works)):
            for t in self.read.times:
                add(giver.given[t], {sent.columns[t]: 1.0})
                taker.arriving[t].append((giver, sent.arriving[t]))
            paid = self.weight * sent.way.per_pair
            if paid > 0 or sent.way.minimum > 0:
                year = dict.fromkeys(sent.columns, 1.0)
                rows = ((year, sent.way.minimum, math.inf),) if sent.way.minimum > 0 else ()
                self.program.switches.append(on_off(set(sent.columns), paid, rows))

    def send(
        self,
        giver: Giver,
        site: str,
        arrival_cost: Numbers,
        arrival_emitted: tuple[Emitted, ...],
        *,
        avoided: tuple[Emitted, ...] | None = None,
        open_here: bool = True,
        is_exchange: bool = True,
    ) -> list[Sent]:
        """Write every way from a giver to a site, with what arriving costs, emits and avoids there."""
        found = []
        for way in self.ways.between(giver.site, site, giver.resource.name).values():
            is_open_way = not way.needs_building and (way.is_open or not is_exchange)
            if self.today and not (is_open_way if way.asset else open_here):
                continue
            columns, arriving = [], []
            losses = self.ways.assets[way.asset].standing_loss if way.asset else ()
            for t in self.read.times:
                share = way.arrival[t]
                cost = way.cost[t] + arrival_cost[t] * share + (giver.costs[t] if is_exchange else 0.0)
                emitted = _sum(way.emitted[t], arrival_emitted[t], share)
                saved = None if avoided is None else _sum(Counter(), avoided[t], share)
                value = self.read.weighed(cost, emitted, t, saved)
                columns.append(self.program.column(value, math.inf if share > 0 else 0.0))
                arriving.append({columns[t]: share})
                add(giver.leaving[t], {columns[t]: 1.0})
                if any(losses):
                    back = self.read.weighed(
                        -arrival_cost[t], _sum(Counter(), arrival_emitted[t], -1), t,
                        None if avoided is None else _sum(Counter(), avoided[t], -1),
                    )  # fmt: skip
                    lost = self.program.column(back)
                    arriving[t][lost] = -1.0
                    self.program.row(dict(arriving[t]), low=0.0)
                    self.lost.setdefault(way.asset, [{} for _ in self.read.times])[t][lost] = 1.0
                    self.held.setdefault(way.asset, set()).add(lost)
                self._load(way, t, giver.resource.name, columns[t])
            found.append(Sent(way, columns, arriving))
        return found

    def _load(self, way: Way, t: int, resource: str, column: int) -> None:
        if way.asset:
            load = self.lanes.setdefault(way.lane, [{} for _ in self.read.times])
            add(load[t].setdefault(resource, {}), {column: 1.0})
            self.held.setdefault(way.asset, set()).add(column)
            self.lanes_of.setdefault(way.asset, {})[way.lane] = load

    def _ways_shared(self) -> None:
        """Hold capacities of lanes, and switch what is built or opened between sites."""
        for lane, load in self.lanes.items():
            for capacity in self.ways.lanes[lane]:
                for t, members in enumerate(load):
                    row: Terms = {}
                    for name, terms in members.items():
                        add(row, terms, capacity.weights[name])
                    self.program.row(row, high=capacity.amounts[t])
        for key, held in self.held.items():
            asset = self.ways.assets[key]
            if asset.fixed > 0 and self.weight > 0:
                self.program.switches.append(on_off(held, self.weight * asset.fixed))
            sizing = asset.sizing.today() if self.today else asset.sizing
            if sizing.is_limited:
                there = tuple(
                    (terms, loss, loss)
                    for terms, loss in zip(self.lost.get(key, []), asset.standing_loss, strict=False)
                )
                loads = list(self.lanes_of[key].values())
                switch = asset_switch(self.program, self.weight, sizing, loads, held, there=there)
                self.program.constant -= self.weight * sizing.fixed  # what stands of links is paid for, used or not
                self.program.switches.append(switch)

    # -- flows ------------------------------------------------------------------------------------------------------

    def _flow_given(self, giver: Giver) -> None:
        amounts, flow = flow_amounts(self.read, giver.entry), giver.entry
        is_bound = bool(flow.get("otherwise")) or flow.get("required", False)
        for t in self.read.times:
            self.program.row(giver.leaving[t], amounts[t] if is_bound else 0.0, amounts[t])
        self._promised(flow, _together(giver.given), sum(amounts), giver.resource.amount)

    def _flow_taken(self, taker: Taker) -> None:
        read, flow = self.read, taker.entry
        amounts, counted = flow_amounts(read, flow), need(read, flow)
        virgin = flow.get("otherwise")
        buys = virgin is not None and (self.today or not flow.get("required"))
        is_bound = virgin is not None or flow.get("required", False)
        price = read.prices((virgin or {}).get("price"), counted)
        emitted = read.emissions((virgin or {}).get("emissions"), counted)
        met_by_period = []
        for t in read.times:
            met: dict[str, Terms] = {}
            for giver, terms in taker.arriving[t]:
                name = giver.resource.name
                add(met.setdefault(name, {}), terms, taker.accepts[name].replaces[t])
            exchanged = _together(met.values())
            met_by_period.append(exchanged)
            total = dict(exchanged)
            bought = self.program.column(read.weighed(price[t], emitted[t], t)) if buys else None
            if bought is not None:
                total[bought] = 1.0
            self.program.row(total, amounts[t] if is_bound else 0.0, amounts[t])
            for name, terms in met.items():
                stated: Accepts = taker.accepts[name]
                if "at_most" in stated.entry:
                    share = measure(read.pick(stated.entry["at_most"], name, t))[0]
                    self.program.row(terms, high=share * amounts[t])
                own = [(giver, part) for giver, part in taker.arriving[t] if giver.resource.name == name]
                self.limit(stated.entry.get("limits", {}), own, {})
            extra = {} if bought is None else {bought: (virgin or {}).get("quality", {})}
            self.limit(flow.get("limits", {}), taker.arriving[t], extra)
        self._promised(flow, _together(met_by_period), sum(amounts), counted.amount)

    def _promised(self, flow: Plain, year: Terms, total: float, amount: object) -> None:
        """Hold what exchanges must bring at least; it binds plans, not today."""
        if self.today:
            return
        if "at_least" in flow:
            self.program.row(year, low=measure(flow["at_least"])[0] * total)
        if "minimum" in flow:
            assert callable(amount)
            least = self.read.yearly(*amount(flow["minimum"]))
            self.program.switches.append(on_off(set(), 0.0, ((year, least, math.inf),), ((year, -math.inf, 0.0),)))

    def limit(self, limits: Plain, here: list[tuple[Giver, Terms]], bought: dict[int, dict[str, float]]) -> None:
        """Bound the blend of what arrives in one period, what is bought included."""
        for name, bounds in limits.items():
            for key, sign in (("max", 1.0), ("min", -1.0)):
                if key not in bounds:
                    continue
                row: Terms = {}
                for giver, terms in here:
                    add(row, terms, sign * (giver.quality[name] - ppm(bounds[key])))
                for column, quality in bought.items():
                    add(row, {column: sign * (ppm(quality[name]) - ppm(bounds[key]))})
                self.program.row(row, high=0.0)


def _sum(one: Emitted, other: Emitted, share: float) -> Emitted:
    """Add a share of what is emitted to something; a Counter's own sums drop what is negative."""
    return Counter({name: one[name] + share * other[name] for name in {*one, *other}})


def _together(parts: Iterable[Terms]) -> Terms:
    total: Terms = {}
    for terms in parts:
        add(total, terms)
    return total
