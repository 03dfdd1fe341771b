"""The oracle's disposal: what is sent there, what a route takes, and in which order today uses routes."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oracle_assets import asset_switch
from oracle_nodes import list_facilities, list_givers
from oracle_program import Option, Switch, Terms, add, on_off
from oracle_sizes import Sizing, of_resources, read_sizing
from oracle_units import base_of, measure, ppm

if TYPE_CHECKING:
    from oracle_nodes import Giver
    from oracle_reading import Plain
    from oracle_writer import Writer

_Limit = tuple[Terms, float]
"""What counts, and the number it may come to in a year."""


@dataclass
class _Route:
    """A route while it is written."""

    name: str
    entry: Plain
    sizing: Sizing
    members: list[str]
    arriving: list[tuple[Giver, int, Terms]] = field(default_factory=list)
    """Giver, period, what arrives of it."""
    limits: list[tuple[list[str], _Limit]] = field(default_factory=list)
    """Resources that count, and the limit."""

    def year(self, weights: dict[str, float]) -> Terms:
        """Weigh what arrives in a year."""
        total: Terms = {}
        for giver, _, terms in self.arriving:
            if giver.resource.name in weights:
                add(total, terms, weights[giver.resource.name])
        return total


def write_disposal(writer: Writer) -> None:
    """Write what givers may dispose of."""
    found = {name: _route(writer, name, entry) for name, entry in writer.read.section("disposal").items()}
    sent: dict[tuple[str, str], set[int]] = {}
    for giver in writer.givers:
        for name in [] if giver.entry.get("required") and not writer.today else giver.routes:
            if writer.today and not found[name].sizing.is_open_today:
                continue
            sent[giver.name, name] = _send(writer, giver, found[name])
    for route in found.values():
        _take(writer, route)
    if writer.today:
        _order(writer, found, sent)


def _route(writer: Writer, name: str, entry: Plain) -> _Route:
    """Read a route; what may be sent there is all that some flow or output names it for, today as in a plan."""
    read = writer.read
    givers = list_givers(read, list_facilities(read), [], [])
    members = sorted({giver.resource.name for giver in givers if name in giver.routes})
    sizing = read_sizing(read, entry, entry, of_resources(read, members)) if members else Sizing()
    return _Route(name, entry, sizing.today() if writer.today and sizing.stands else sizing, members)


def _send(writer: Writer, giver: Giver, route: _Route) -> set[int]:
    read, resource = writer.read, giver.resource
    fee, tax, pays = (read.prices(route.entry.get(key), resource) for key in ("gate_fee", "tax", "pays"))
    cost = tuple(a + b - c for a, b, c in zip(fee, tax, pays, strict=True))
    emitted, avoided = (read.emissions(route.entry.get(key), resource) for key in ("emissions", "avoids"))
    site = route.entry.get("site", giver.site)
    columns: set[int] = set()
    for sent in writer.send(giver, site, cost, emitted, avoided=avoided, is_exchange=False):
        columns |= set(sent.columns)
        route.arriving += [(giver, t, sent.arriving[t]) for t in read.times]
    return columns


def _take(writer: Writer, route: _Route) -> None:
    """Hold what a route takes: per year, in all, by quality; and open or build it."""
    read, entry = writer.read, route.entry
    for key in ("capacity", "total"):
        stated = entry.get(key)
        by_resource = {name: stated[name] for name in route.members} if isinstance(stated, dict) else {None: stated}
        for resource, value in by_resource.items() if stated is not None else ():
            number, dimensions = measure(value)
            base = base_of(dimensions)
            assert base is not None
            names = route.members if resource is None else [resource]
            row = route.year({name: read.resources[name].weight(base) for name in names})
            most = read.yearly(number, dimensions)
            writer.program.row(row, high=most)
            route.limits.append((names, (row, most)))
    _limit_quality(writer, route)
    held = {column for _, _, terms in route.arriving for column in terms}
    fixed = measure(entry.get("fixed", 0))[0] * writer.weight
    if fixed > 0 and held:
        writer.program.switches.append(on_off(held, fixed))
    if not route.sizing.is_limited:
        return
    load: list[dict[str, Terms]] = [{name: {} for name in route.members} for _ in read.times]
    for giver, t, terms in route.arriving:
        add(load[t][giver.resource.name], terms)
    switch = asset_switch(writer.program, writer.weight, route.sizing, [load], held, is_yearly=True)
    writer.program.switches.append(switch)
    standing = route.sizing.standing
    if writer.today and standing is not None:
        route.limits.append((route.members, (route.year(standing.weights), sum(standing.amounts))))


def _limit_quality(writer: Writer, route: _Route) -> None:
    for name, bounds in route.entry.get("limits", {}).items():
        for t in writer.read.times:
            here = [(giver, terms) for giver, at, terms in route.arriving if at == t]
            writer.limit({name: {"max": bounds["max"]}} if "max" in bounds else {}, here, {})
        if "max_load" in bounds:
            load: Terms = {}
            for giver, _, terms in route.arriving:
                add(load, terms, giver.quality[name] / giver.resource.base_per_unit)
            writer.program.row(load, high=ppm(bounds["max_load"]))


def _order(writer: Writer, found: dict[str, _Route], sent: dict[tuple[str, str], set[int]]) -> None:
    """Let a giver use a later route only where every earlier one is full, by any of its limits."""
    held: dict[tuple[str, tuple[int, ...]], set[int]] = {}
    for giver in writer.givers:
        open_routes = [name for name in giver.routes if (giver.name, name) in sent]
        for place, name in enumerate(open_routes):
            for earlier in open_routes[:place]:
                limits = found[earlier].limits
                full_by = tuple(k for k, (names, _) in enumerate(limits) if giver.resource.name in names)
                held.setdefault((earlier, full_by), set()).update(sent[giver.name, name])
    for (earlier, full_by), columns in held.items():
        options = [Option()]
        for number in full_by:
            row, most = found[earlier].limits[number][1]
            options.append(Option(opens=frozenset(columns), rows=((row, most, math.inf),)))
        if columns:
            writer.program.switches.append(Switch(tuple(options), frozenset(columns)))
