"""The audit of what stands at a site: facilities, hubs, stores, and what they trade."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from isopt.results.audit_ends import Source, is_good_enough
from isopt.results.audit_flows import Part, check_blends
from isopt.results.audit_ways import not_there_today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.results.audit_assets import Key, Stand
    from isopt.results.audit_ends import Ends
    from isopt.results.audit_records import Audit, Move, Planned, Trade
    from isopt.results.audit_ways import Way
    from isopt.scenario.plants import Facility, Hub, InputPort, Store
    from isopt.scenario.scenario import Scenario


class Throughput:
    """What enters and leaves every end that is no flow, per period."""

    def __init__(self, scenario: Scenario, known: list[tuple[Move, Way]], plan: Planned) -> None:
        self.resources = scenario.resources
        self.out: dict[str, list[tuple[Move, Way]]] = defaultdict(list)
        self.into: dict[str, list[tuple[Move, Way]]] = defaultdict(list)
        self.trades: dict[str, list[Trade]] = defaultdict(list)
        for move, way in known:
            self.out[move.giver].append((move, way))
            if not move.is_disposal:
                self.into[move.end].append((move, way))
        for trade in plan.trades:
            self.trades[trade.node].append(trade)

    def leaving(self, name: str, t: int) -> float:
        """Add up what leaves an end in a period, sales included."""
        moved = [move.amount_u[t] for move, _ in self.out[name]]
        return math.fsum([*moved, *(trade.amount_u[t] for trade in self.trades[name] if trade.kind == "sell")])

    def arriving(self, name: str, t: int) -> float:
        """Add up what arrives at a hub or store in a period, purchases included."""
        moved = [way.arriving(move.amount_u, move.lost_u, t) for move, way in self.into[name]]
        return math.fsum([*moved, *(trade.amount_u[t] for trade in self.trades[name] if trade.kind != "sell")])


def check_plants(
    scenario: Scenario,
    known: list[tuple[Move, Way]],
    plan: Planned,
    stands: Mapping[Key, Stand],
    audit: Audit,
    *,
    is_today: bool,
) -> None:
    """Hold the balances and limits of facilities, hubs and stores."""
    through = Throughput(scenario, known, plan)
    runs: dict[str, dict[str, tuple[float, ...]]] = defaultdict(dict)
    for run in plan.runs:
        runs[run.facility][run.recipe] = run.amount
    for facility in scenario.facilities.values():
        _check_facility(scenario, facility, runs[facility.name], through, stands, audit)
    for hub in scenario.hubs.values():
        _check_hub(scenario, hub, through, stands, audit)
    levels = {stock.store: stock.level_u for stock in plan.stocks}
    none = (0.0,) * len(scenario.calendar.periods)
    for store in scenario.stores.values():
        _check_store(scenario, store, levels.get(store.name, none), through, stands, audit, is_today=is_today)


def _check_facility(
    scenario: Scenario,
    facility: Facility,
    runs: Mapping[str, tuple[float, ...]],
    through: Throughput,
    stands: Mapping[Key, Stand],
    audit: Audit,
) -> None:
    label = f"facilities.{facility.name}"
    stand = stands["facility", facility.site, facility.site, facility.name]
    none = (0.0,) * len(scenario.calendar.periods)
    amounts = {recipe.name: runs.get(recipe.name, none) for recipe in facility.recipes}
    if any(map(any, amounts.values())) and not stand.is_there:
        audit.refuse(f"{label}: runs, but nothing is built")
    if stand.is_new and not any(map(any, amounts.values())):
        audit.refuse(f"{label}: built, and never runs")
    for t, period in enumerate(scenario.calendar.periods):
        activity = math.fsum(amount[t] for amount in amounts.values())
        audit.hold(f"{label} in {period}, capacity", activity, 0.0, stand.amount[t], stand.amount[t])
        if facility.min_load_share and activity > 0:
            least = facility.min_load_share * stand.amount[t]
            audit.hold(f"{label} in {period}, min_load", activity, least, math.inf, least)
        for recipe in facility.recipes:
            here = amounts[recipe.name][t]
            least, most = recipe.least_share * activity, recipe.most_share * activity
            audit.hold(f"{label} in {period}, share of {recipe.name}", here, least, most, activity)
        for key in facility.inputs:
            wanted = [amounts[r.name][t] * r.takes_u[key][t] for r in facility.recipes if key in r.takes_u]
            due = math.fsum(wanted)
            got = _taken_in(facility.inputs[key], f"{facility.name}.{key}", period, t, through, audit)
            audit.hold(f"{label}.takes.{key} in {period}", got, due, due, max(due, got))
        for key in facility.outputs:
            made = [amounts[r.name][t] * r.gives_u[key][t] for r in facility.recipes if key in r.gives_u]
            due = math.fsum(made)
            gone = through.leaving(f"{facility.name}.{key}", t)
            audit.hold(f"{label}.gives.{key} in {period}", gone, due, due, max(due, gone))


def _taken_in(port: InputPort, name: str, period: str, t: int, through: Throughput, audit: Audit) -> float:
    """Add up what an input gets in a period, in units of the port; hold its blend within its bounds."""
    arrived = []
    got: list[float] = []
    for move, way in through.into[name]:
        amount = way.arriving(move.amount_u, move.lost_u, t)
        arrived.append((way.source.resource, Part(way.source.quality, amount)))
        acceptance = port.accepts[way.source.resource]
        got.append(amount * acceptance.replaces_per_u[t])
    bought = []
    for trade in through.trades[name]:
        if trade.kind == "sell":  # of the output of the same name
            continue
        got.append(trade.amount_u[t])
        if trade.kind == "otherwise":
            bought.append(Part(port.virgin.quality if port.virgin else {}, trade.amount_u[t]))
        else:
            bought.append(Part(through.resources[trade.resource].quality, trade.amount_u[t]))
    check_blends(name, period, port.accepts, port.limits, arrived, bought, audit)
    return math.fsum(got)


def _check_hub(scenario: Scenario, hub: Hub, through: Throughput, stands: Mapping[Key, Stand], audit: Audit) -> None:
    stand = stands["hub", hub.site, hub.site, hub.site]
    is_used = False
    for t, period in enumerate(scenario.calendar.periods):
        load = []
        for resource in hub.handling_eur_per_u:
            name = f"hub.{hub.site}.{resource}"
            arriving, leaving = through.arriving(name, t), through.leaving(name, t)
            audit.hold(f"{name} in {period}", leaving, arriving, arriving, max(arriving, leaving))
            load.append(arriving * stand.weight_per_u.get(resource, 1.0))
        is_used = is_used or any(load)
        if any(load) and not stand.is_there:
            audit.refuse(f"sites.{hub.site}.hub: passes something on, but nothing is built")
        audit.hold(
            f"sites.{hub.site}.hub in {period}, capacity", math.fsum(load), 0.0, stand.amount[t], stand.amount[t]
        )
    if stand.is_new and not is_used:
        audit.refuse(f"sites.{hub.site}.hub: built, and passes nothing on")


def _check_store(
    scenario: Scenario,
    store: Store,
    levels: tuple[float, ...],
    through: Throughput,
    stands: Mapping[Key, Stand],
    audit: Audit,
    *,
    is_today: bool,
) -> None:
    label = f"storage.{store.name}"
    stand = stands["storage", store.site, store.site, store.name]
    is_used = False
    for t, period in enumerate(scenario.calendar.periods):
        arriving, leaving = through.arriving(store.name, t), through.leaving(store.name, t)
        due = levels[t - 1] * store.kept_share[t] + arriving - leaving
        size = max(levels[t - 1], levels[t], arriving, leaving)
        audit.hold(f"{label} in {period}, level", levels[t], due, due, size)
        audit.hold(f"{label} in {period}, size", levels[t], 0.0, stand.amount[t], stand.amount[t])
        audit.hold(f"{label} in {period}, charge", arriving, 0.0, store.charge_u[t], store.charge_u[t])
        audit.hold(f"{label} in {period}, discharge", leaving, 0.0, store.discharge_u[t], store.discharge_u[t])
        is_here = bool(arriving or leaving or levels[t])
        is_used = is_used or is_here
        if is_here and not stand.is_there:
            audit.refuse(f"{label}: holds something, but nothing is built")
    if stand.is_new and not is_used:
        audit.refuse(f"{label}: built, and holds nothing")
    if store.initial_u is not None and stand.is_there and (store.sizing.is_existing or not is_today):
        audit.hold(f"{label}.initial", levels[-1], store.initial_u, store.initial_u, store.initial_u)


def check_trades(scenario: Scenario, plan: Planned, ends: Ends, audit: Audit, *, is_today: bool) -> None:
    """Hold that every trade is one that can be, and markets to their capacity."""
    totals: dict[tuple[str, str], list[tuple[float, ...]]] = defaultdict(list)
    for trade in plan.trades:
        problem = _wrong_trade(scenario, ends, trade)
        if problem is None and is_today:
            problem = not_there_today((ends.sources if trade.kind == "sell" else ends.sinks)[trade.node])
        if problem is not None:
            audit.refuse(f"{trade.node}: {problem}")
        elif trade.kind != "otherwise":
            totals[trade.kind, trade.resource].append(trade.amount_u)
    for (kind, resource), amounts in totals.items():
        market = scenario.resources[resource].buy if kind == "buy" else scenario.resources[resource].sell
        for t, period in enumerate(scenario.calendar.periods):
            most = market.capacity_u[t] if market else 0.0
            total = math.fsum(amount[t] for amount in amounts)
            audit.hold(f"resources.{resource}.{kind} in {period}", total, 0.0, most, most)


def _wrong_trade(scenario: Scenario, ends: Ends, trade: Trade) -> str | None:
    """Say why a trade cannot be; None where it can."""
    if trade.kind not in {"buy", "otherwise", "sell"}:
        return f"trades by '{trade.kind}', which is no way to"
    resource = scenario.resources.get(trade.resource)
    if resource is None:
        return f"trades '{trade.resource}', which is no resource"
    if trade.kind == "sell":
        source = ends.sources.get(trade.node)
        if source is None or source.resource != trade.resource or not (source.facility or source.store):
            return f"sells '{trade.resource}', which it does not have"
        return None if resource.sell else f"sells '{trade.resource}', for which there is no market"
    sink = ends.sinks.get(trade.node)
    if sink is None or not (sink.facility or sink.store):
        return f"buys '{trade.resource}', which it does not take"
    own = (
        sink.store.resource
        if sink.store
        else trade.node.removeprefix(f"{sink.facility.name}." if sink.facility else "")
    )
    if own != trade.resource:
        return f"buys '{trade.resource}', which it does not take"
    if trade.kind == "otherwise":
        port = sink.facility.inputs[own] if sink.facility else None
        return None if port and port.virgin else "buys from a supplier it does not have"
    if not resource.buy:
        return f"buys '{trade.resource}', for which there is no market"
    bought = Source(sink.site, resource.name, resource.quality)
    return is_good_enough(ends, bought, sink)
