"""The oracle's facilities, stores, hubs and markets."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from oracle_assets import asset_switch
from oracle_nodes import ACTIVITY, is_worse, port_amount
from oracle_program import Option, Switch, Terms, add
from oracle_units import measure

if TYPE_CHECKING:
    from oracle_nodes import Facility, Giver, Taker
    from oracle_reading import Emitted, Plain
    from oracle_sizes import Sizing
    from oracle_units import Resource
    from oracle_writer import Writer


def write_plants(writer: Writer) -> None:
    """Write all facilities, stores and hubs, and the markets they trade on."""
    givers = {giver.name: giver for giver in writer.givers if giver.kind != "flow"}
    takers = {taker.name: taker for taker in writer.takers if taker.kind != "flow"}
    bought: dict[str, list[Terms]] = {}
    sold: dict[str, list[Terms]] = {}
    purchases = {name: _purchases(writer, taker, bought) for name, taker in takers.items()}
    for giver in givers.values():
        if giver.kind != "hub":
            _sell(writer, giver, sold)
    for side, trades in (("buy", bought), ("sell", sold)):
        for name, by_period in trades.items():
            most = writer.read.rates(_market(writer, name, side).get("capacity"), writer.read.resources[name])
            for t in writer.read.times:
                writer.program.row(by_period[t], high=most[t])
    for facility in writer.facilities:
        _facility(writer, facility, givers, takers, purchases)
    for site, sizing in writer.hubs.items():
        parts = [takers[name] for name in takers if takers[name].kind == "hub" and takers[name].owner == site]
        _hub(writer, sizing, parts, givers)
    for name, sizing in writer.stores.items():
        _store(writer, sizing, takers[name], givers[name], purchases[name])


# -- markets --------------------------------------------------------------------------------------------------------------


def _market(writer: Writer, resource: str, side: str) -> Plain:
    return writer.read.plain["resources"][resource].get(side)


def _purchases(writer: Writer, taker: Taker, bought: dict[str, list[Terms]]) -> list[dict[int, Plain]]:
    """Write what an input or a store buys by period: at the market, paying what all that arrives pays; or by `otherwise`.

    Gives the columns with the quality of what each buys.
    """
    read, found = writer.read, [dict[int, "Plain"]() for _ in writer.read.times]
    if taker.kind == "hub":
        return found
    name, accepts = next(iter(taker.accepts.items()))
    resource, market = read.resources[name], _market(writer, name, "buy")
    own = read.plain["resources"][name].get("quality", {})
    if market is not None and not (taker.quality and is_worse(own, taker.quality, writer.sides[name])):
        price, emitted = read.prices(market.get("price"), resource), read.emissions(market.get("emissions"), resource)
        for t in read.times:
            both: Emitted = Counter({key: emitted[t][key] + accepts.emitted[t][key] for key in read.weights})
            column = writer.program.column(read.weighed(price[t] + accepts.cost[t], both, t))
            found[t][column] = own
            bought.setdefault(name, [{} for _ in read.times])[t][column] = 1.0
    virgin = taker.entry.get("otherwise") if taker.kind == "port" else None
    if virgin is not None:
        price, emitted = read.prices(virgin.get("price"), resource), read.emissions(virgin.get("emissions"), resource)
        for t in read.times:
            column = writer.program.column(read.weighed(price[t], emitted[t], t))
            found[t][column] = virgin.get("quality", {})
    return found


def _sell(writer: Writer, giver: Giver, sold: dict[str, list[Terms]]) -> None:
    read, market = writer.read, _market(writer, giver.resource.name, "sell")
    if market is None:
        return
    price, avoided = (
        read.prices(market.get("price"), giver.resource),
        read.emissions(market.get("avoids"), giver.resource),
    )
    for t in read.times:
        column = writer.program.column(read.weighed(-price[t], Counter(), t, avoided[t]))
        giver.leaving[t][column] = 1.0
        sold.setdefault(giver.resource.name, [{} for _ in read.times])[t][column] = 1.0


# -- facilities -----------------------------------------------------------------------------------------------------------


def _facility(
    writer: Writer,
    facility: Facility,
    givers: dict[str, Giver],
    takers: dict[str, Taker],
    purchases: dict[str, list[dict[int, Plain]]],
) -> None:
    read, program = writer.read, writer.program
    runs = []
    for recipe in facility.recipes:
        opex, emitted = read.prices(recipe.get("opex"), ACTIVITY), read.emissions(recipe.get("emissions"), ACTIVITY)
        runs.append([program.column(read.weighed(opex[t], emitted[t], t)) for t in read.times])
    for key in facility.ports("takes"):
        taker = takers[f"{facility.name}.{key}"]
        used = _moved(writer, facility, "takes", key, runs)
        for t in read.times:
            row: Terms = dict.fromkeys(purchases[taker.name][t], 1.0)
            for _, terms in taker.arriving[t]:
                add(row, terms)
            add(row, used[t], -1.0)
            program.row(row, 0.0, 0.0)
            writer.limit(taker.entry.get("limits", {}), taker.arriving[t], purchases[taker.name][t])
    for key in facility.ports("gives"):
        giver = givers[f"{facility.name}.{key}"]
        made = _moved(writer, facility, "gives", key, runs)
        for t in read.times:
            row = dict(giver.leaving[t])
            add(row, made[t], -1.0)
            program.row(row, -math.inf if giver.entry["is_free"] else 0.0, 0.0)
    activity = [dict.fromkeys((run[t] for run in runs), 1.0) for t in read.times]
    _shares(writer, facility, runs, activity)
    sizing = facility.sizing.today() if writer.today else facility.sizing
    if sizing.is_limited:
        load = [{"activity": terms} for terms in activity]
        min_load = measure(facility.technology.get("min_load", 0))[0]
        held = {column for terms in activity for column in terms}
        writer.program.switches.append(asset_switch(program, writer.weight, sizing, [load], held, min_load=min_load))


def _moved(writer: Writer, facility: Facility, side: str, key: str, runs: list[list[int]]) -> list[Terms]:
    """Say, by period, what of a resource the recipes together take or give."""
    resource: Resource = writer.read.resources[key]
    found: list[Terms] = [{} for _ in writer.read.times]
    for recipe, run in zip(facility.recipes, runs, strict=True):
        if key in recipe.get(side, {}):
            amount = port_amount(writer.read, recipe[side][key], resource)
            for t in writer.read.times:
                add(found[t], {run[t]: amount[t]})
    return found


def _shares(writer: Writer, facility: Facility, runs: list[list[int]], activity: list[Terms]) -> None:
    """Bound each recipe's part of the activity, in each period."""
    names = list(facility.technology.get("recipes", {"": None}))
    for name, bounds in facility.technology.get("shares", {}).items():
        run = runs[names.index(name)]
        for t in writer.read.times:
            for key, sign in (("min", -1.0), ("max", 1.0)):
                if key in bounds:
                    row: Terms = {run[t]: sign}
                    add(row, activity[t], -sign * measure(bounds[key])[0])
                    writer.program.row(row, high=0.0)


# -- hubs and stores ------------------------------------------------------------------------------------------------------


def _hub(writer: Writer, sizing: Sizing, parts: list[Taker], givers: dict[str, Giver]) -> None:
    """Let what arrives leave; what arrives of all resources counts towards the hub's capacity."""
    load: list[dict[str, Terms]] = [{} for _ in writer.read.times]
    for taker in parts:
        giver = givers[taker.name]
        for t in writer.read.times:
            arrived: Terms = {}
            for _, terms in taker.arriving[t]:
                add(arrived, terms)
            load[t][giver.resource.name] = arrived
            row = dict(giver.leaving[t])
            add(row, arrived, -1.0)
            writer.program.row(row, 0.0, 0.0)
    sizing = sizing.today() if writer.today else sizing
    if sizing.is_limited:
        _there_or_not(writer, sizing, [load], [terms for members in load for terms in members.values()])


def _there_or_not(writer: Writer, sizing: Sizing, loads: list[list[dict[str, Terms]]], empty: list[Terms]) -> None:
    """Switch what has no columns of its own to hold: where nothing is there, nothing may enter or leave."""
    switch = asset_switch(writer.program, writer.weight, sizing, loads, set())
    none = tuple((terms, -math.inf, 0.0) for terms in empty)
    options = tuple(
        option if option.is_new or sizing.standing is not None else Option(rows=none) for option in switch.options
    )
    writer.program.switches.append(Switch(options, switch.held, switch.group))


def _store(writer: Writer, sizing: Sizing, taker: Taker, giver: Giver, purchases: list[dict[int, Plain]]) -> None:
    read, entry, resource = writer.read, taker.entry, giver.resource
    charge, discharge = (read.rates(entry.get(key), resource) for key in ("charge", "discharge"))
    kept = [_kept(writer, entry, resource, t) for t in read.times]
    level = [
        writer.program.column(read.weighed(_holding(writer, entry, resource, t), Counter(), t)) for t in read.times
    ]
    entering: list[Terms] = []
    for t in read.times:
        entered: Terms = dict.fromkeys(purchases[t], 1.0)
        for _, terms in taker.arriving[t]:
            add(entered, terms)
        entering.append(entered)
        row: Terms = {level[t]: 1.0}
        add(row, {level[t - 1]: -kept[t]})
        add(row, entered, -1.0)
        add(row, giver.leaving[t])
        writer.program.row(row, 0.0, 0.0)
        writer.program.row(entered, high=charge[t])
        writer.program.row(giver.leaving[t], high=discharge[t])
    sizing = sizing.today() if writer.today else sizing
    there = ()
    if "initial" in entry:
        content = resource.amount(entry["initial"])[0]
        there = (({level[-1]: 1.0}, content, content),)
    if not sizing.is_limited:
        writer.program.rows += there
        return
    load = [{resource.name: {column: 1.0}} for column in level]
    switch = asset_switch(writer.program, writer.weight, sizing, [load], set(level), there=there)
    none = tuple((terms, -math.inf, 0.0) for terms in (*entering, *giver.leaving))
    options = tuple(
        option if option.is_new or sizing.standing is not None else Option(rows=none) for option in switch.options
    )
    writer.program.switches.append(Switch(options, switch.held, switch.group))


def _kept(writer: Writer, entry: Plain, resource: Resource, t: int) -> float:
    """Give what is left, at a period's end, of what was there when it began."""
    if "loss" not in entry:
        return 1.0
    loss, dimensions = measure(writer.read.pick(entry["loss"], resource.name, t))
    hours = writer.read.hours[t]
    return (1 - loss) ** (hours if dimensions["h"] == -1 else hours / writer.read.year)


def _holding(writer: Writer, entry: Plain, resource: Resource, t: int) -> float:
    """Give what one base amount at a period's end costs for that period."""
    if "holding" not in entry:
        return 0.0
    price, dimensions = resource.per_base(writer.read.pick(entry["holding"], resource.name, t))
    hours = writer.read.hours[t]
    return price * (hours if dimensions["h"] == -1 else hours / writer.read.year)
