"""The oracle's program: columns, rows and switches of a plan or of today, written from the oracle's own reading."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oracle_reading import Reading, Resource, measure, ppm

if TYPE_CHECKING:
    from oracle_reading import Group, Plain, Way


@dataclass(frozen=True)
class Option:
    """One state of a switch: what it costs, what it lets through by each of `most_of`, what must then pass in a year."""

    cost: float
    most: tuple[float, ...] = ()
    least: float = 0.0


@dataclass
class Switch:
    """Something that is off (its columns carry nothing) or on in one of several ways."""

    held: set[int]
    """Columns that carry nothing while it is off."""
    most_of: list[dict[int, float]]
    """Rows that options bound: what counts towards `most`."""
    least_of: dict[int, float]
    options: list[Option]


@dataclass
class Program:
    """Columns and rows, all in base amounts; switches on top."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)

    def column(self, cost: float, upper: float) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    @property
    def choices(self) -> int:
        """Count the on/off choices."""
        return sum(len(switch.options) for switch in self.switches)


def plan_program(reading: Reading) -> Program:
    """Write all that a plan may do."""
    return _Writer(reading, today=False).program


def today_program(reading: Reading) -> Program | None:
    """Write what today may do (SEMANTICS 19); None where only exchanges could meet or take something."""
    flows = reading.plain["flows"].values()
    for flow in flows:
        stranded = flow.get("required") and "otherwise" not in flow
        if stranded and _any_amount(reading, flow):
            return None
    return _Writer(reading, today=True).program


def _any_amount(reading: Reading, flow: Plain) -> bool:
    return any(_amounts(reading, flow))


def _need(reading: Reading, flow: Plain) -> Resource:
    """Say what a need counts (SEMANTICS 14)."""
    if "resource" in flow:
        return reading.resources[flow["resource"]]
    value = flow["takes"]
    while isinstance(value, dict):
        value = next(iter(value.values()))
    dimensions = measure(value)[1]
    base = next(name for name in ("t", "MWh", "m3") if dimensions[name])
    return Resource("", "", base, 1.0, 1.0 if base == "t" else None)


def _amounts(reading: Reading, flow: Plain) -> tuple[float, ...]:
    counted = reading.resources[flow["resource"]] if "gives" in flow else _need(reading, flow)
    return reading.amounts(flow, flow.get("gives", flow.get("takes")), counted)


class _Writer:
    """Writes columns and rows."""

    def __init__(self, reading: Reading, *, today: bool) -> None:
        self.reading, self.today, self.program = reading, today, Program()
        self.times = range(len(reading.periods))
        self.flows = reading.plain["flows"]
        self.arriving: dict[str, list[tuple[int, int, str, float]]] = {}
        """Per taker: column, period, giver, share arriving."""
        self.disposed: dict[tuple[str, str], list[tuple[int, float]]] = {}
        """Per giver and route: columns of the year, share arriving."""
        self.grouped: dict[tuple[str, ...], list[tuple[int, int, str]]] = {}
        """Per connection: column, period, resource."""
        givers = [name for name, flow in self.flows.items() if "gives" in flow]
        for name in givers:
            self._giver(name, self.flows[name])
        for name, flow in self.flows.items():
            if "takes" in flow:
                self._taker(name, flow)
        self._connections()
        self._disposal(givers)

    # -- givers -----------------------------------------------------------------------------------------------------

    def _giver(self, name: str, flow: Plain) -> None:
        amounts = _amounts(self.reading, flow)
        out: list[list[int]] = [[] for _ in self.times]
        if not self.today:
            for taker, other in self.flows.items():
                if "takes" in other and flow["resource"] in self._accepts(other):
                    self._exchanges(name, flow, taker, other, amounts, out)
        routes = self._routes(flow)
        if self.today or not flow.get("required"):
            for route in routes:
                self._dispose(name, flow, route, amounts, out)
        bound = bool(routes) or flow.get("required", False)
        for t in self.times:
            self.program.rows.append((dict.fromkeys(out[t], 1.0), amounts[t] if bound else 0.0, amounts[t]))

    def _routes(self, flow: Plain) -> list[str]:
        stated = flow.get("otherwise", [])
        return [stated] if isinstance(stated, str) else list(stated)

    def _accepts(self, taker: Plain) -> dict[str, Plain]:
        accepted = {name: value or {} for name, value in taker.get("accepts", {}).items()}
        if "resource" in taker:
            accepted.setdefault(taker["resource"], {})
        return accepted

    def _replaces(self, taker: Plain, resource: str) -> tuple[float, ...]:
        """Say how much of a need one base amount meets."""
        stated = self._accepts(taker)[resource].get("replaces")
        need, own = _need(self.reading, taker), self.reading.resources[resource]
        found = []
        for t in self.times:
            number, dimensions = (1.0, {}) if stated is None else measure(self.reading.pick(stated, resource, t))
            if not dimensions:
                number *= need.base_per_unit / own.base_per_unit
            else:
                (above,) = [d for d in ("t", "MWh", "m3") if dimensions.get(d) == 1]
                (below,) = [d for d in ("t", "MWh", "m3") if dimensions.get(d) == -1]
                number *= own.weight(below) / need.weight(above)
            found.append(number)
        return tuple(found)

    def _exchanges(
        self, name: str, flow: Plain, taker: str, other: Plain, amounts: tuple[float, ...], out: list[list[int]]
    ) -> None:
        read, resource = self.reading, self.reading.resources[flow["resource"]]
        replaces = self._replaces(other, resource.name)
        costs = read.prices(flow.get("costs"), resource)
        revenue = read.prices(other.get("revenue"), _need(read, other))
        for way in read.ways(flow["site"], other["site"], resource.name).values():
            columns = []
            for t in self.times:
                met = replaces[t] * way.arrival[t]
                cost = way.cost[t] + costs[t] - revenue[t] * met
                columns.append(self._flow(way, t, resource.name, read.weighed(cost, way.co2[t], t), amounts[t]))
                out[t].append(columns[t])
                self.arriving.setdefault(taker, []).append((columns[t], t, name, way.arrival[t]))
            if way.group and (way.per_exchange > 0 or way.minimum > 0):
                paid = read.cost_weight * way.per_exchange
                year = dict.fromkeys(columns, 1.0)
                self.program.switches.append(Switch(set(columns), [], year, [Option(paid, (), way.minimum)]))

    def _flow(self, way: Way, t: int, resource: str, cost: float, amount: float) -> int:
        column = self.program.column(cost, amount if way.arrival[t] > 0 else 0.0)
        if way.group:
            self.grouped.setdefault(way.group, []).append((column, t, resource))
        return column

    def _dispose(self, name: str, flow: Plain, route: str, amounts: tuple[float, ...], out: list[list[int]]) -> None:
        read, resource, entry = (
            self.reading,
            self.reading.resources[flow["resource"]],
            self.reading.plain["disposal"][route],
        )
        fee, tax, pays, co2 = (
            read.prices(entry.get(key), resource) for key in ("gate_fee", "tax", "pays", "emissions")
        )
        places = flow["site"], entry.get("site", flow["site"])
        for way in read.ways(*places, resource.name, unsized=self.today).values():
            for t in self.times:
                arrived = way.arrival[t]
                cost = way.cost[t] + (fee[t] + tax[t] - pays[t]) * arrived
                weighed = read.weighed(cost, way.co2[t] + co2[t] * arrived, t)
                column = self._flow(way, t, resource.name, weighed, amounts[t])
                out[t].append(column)
                self.disposed.setdefault((name, route), []).append((column, arrived))

    # -- takers -----------------------------------------------------------------------------------------------------

    def _taker(self, name: str, flow: Plain) -> None:
        read, need = self.reading, _amounts(self.reading, flow)
        counted = _need(read, flow)
        arriving = self.arriving.get(name, [])
        virgin = flow.get("otherwise")
        buys = virgin is not None and (self.today or not flow.get("required"))
        bound = virgin is not None or (flow.get("required", False) and not self.today)
        price, co2 = (
            (read.prices(virgin.get("price"), counted), read.prices(virgin.get("emissions"), counted))
            if buys
            else ((0.0,) * len(need), (0.0,) * len(need))
        )
        replaces = {key: self._replaces(flow, key) for key in self._accepts(flow)}
        for t in self.times:
            here = [(column, giver, share) for column, at, giver, share in arriving if at == t]
            bought = self.program.column(read.weighed(price[t], co2[t], t), need[t]) if buys else None
            met: dict[str, dict[int, float]] = {}
            for column, giver, share in here:
                resource = self.flows[giver]["resource"]
                met.setdefault(resource, {})[column] = replaces[resource][t] * share
            total = {column: value for part in met.values() for column, value in part.items()}
            if bought is not None:
                total[bought] = 1.0
            self.program.rows.append((total, need[t] if bound else 0.0, need[t]))
            for resource, part in met.items():
                stated = self._accepts(flow)[resource]
                share = 1.0 if "at_most" not in stated else measure(read.pick(stated["at_most"], resource, t))[0]
                self.program.rows.append((part, 0.0, share * need[t]))
                own = [item for item in here if self.flows[item[1]]["resource"] == resource]
                self._limits(stated.get("limits", {}), own, None, {})
            self._limits(flow.get("limits", {}), here, bought, (virgin or {}).get("quality", {}))

    def _limits(self, limits: Plain, here: list[tuple[int, str, float]], bought: int | None, quality: Plain) -> None:
        for name, bounds in limits.items():
            for key, sign in (("max", 1.0), ("min", -1.0)):
                if key not in bounds:
                    continue
                row = {
                    column: sign * (self.reading.quality(self.flows[giver])[name] - ppm(bounds[key])) * share
                    for column, giver, share in here
                }
                if bought is not None:
                    row[bought] = sign * (ppm(quality[name]) - ppm(bounds[key]))
                self.program.rows.append((row, -math.inf, 0.0))

    # -- what is shared ---------------------------------------------------------------------------------------------

    def _connections(self) -> None:
        for key, members in self.grouped.items():
            group = self.reading.groups[key]
            held = {column for column, _, _ in members}
            for amounts, weights in group.capacity:
                for t, most in enumerate(amounts):
                    row = {column: weights[resource] for column, at, resource in members if at == t}
                    self.program.rows.append((row, -math.inf, most))
            weight = self.reading.cost_weight
            if group.fixed > 0:
                self.program.switches.append(Switch(held, [], {}, [Option(weight * group.fixed)]))
            if group.sizes:
                self.program.switches.append(self._sizes(group, members, held))

    def _sizes(self, group: Group, members: list[tuple[int, int, str]], held: set[int]) -> Switch:
        """Build one size or none; each size bounds rows of its own, for each may be counted in another amount."""
        rows = [
            {column: weights[resource] for column, at, resource in members if at == t}
            for _, _, weights, _ in group.sizes
            for t in self.times
        ]
        loose = [math.fsum(value * self.program.upper[column] for column, value in row.items()) for row in rows]
        options = []
        for number, (_, amounts, _, yearly) in enumerate(group.sizes):
            most = list(loose)
            most[number * len(amounts) : (number + 1) * len(amounts)] = amounts
            options.append(Option(self.reading.cost_weight * yearly, tuple(most)))
        return Switch(held, rows, {}, options)

    def _disposal(self, givers: list[str]) -> None:
        read, full = self.reading, {}
        for route, entry in read.plain.get("disposal", {}).items():
            if "capacity" not in entry:
                continue
            senders = [giver for giver in givers if route in self._routes(self.flows[giver])]
            stated = entry["capacity"]
            for resource in stated if isinstance(stated, dict) else [None]:
                value = stated[resource] if resource else stated
                number, dimensions = measure(value)
                number *= read.year if dimensions["h"] == -1 else 1.0
                base = next(name for name in ("t", "MWh", "m3") if dimensions[name])
                row = {}
                for giver in senders:
                    own = read.resources[self.flows[giver]["resource"]]
                    if resource in (None, own.name):
                        for column, share in self.disposed.get((giver, route), []):
                            row[column] = own.weight(base) * share
                self.program.rows.append((row, -math.inf, number))
                full[route, resource] = (row, number)
        if self.today:
            self._order(givers, full)

    def _order(self, givers: list[str], full: dict[tuple[str, str | None], tuple[dict[int, float], float]]) -> None:
        """Let a giver use a later route only where every earlier one is full."""
        held: dict[tuple[str, str | None], set[int]] = {}
        for giver in givers:
            routes = self._routes(self.flows[giver])
            for place, route in enumerate(routes):
                columns = [column for column, _ in self.disposed.get((giver, route), [])]
                for earlier in routes[:place]:
                    limit = next(
                        (k for k in ((earlier, None), (earlier, self.flows[giver]["resource"])) if k in full), None
                    )
                    if limit is None:
                        for column in columns:
                            self.program.upper[column] = 0.0
                    else:
                        held.setdefault(limit, set()).update(columns)
        for limit, columns in held.items():
            row, number = full[limit]
            self.program.switches.append(Switch(columns, [], row, [Option(0.0, (), number)]))
