"""What is built and stands, what facilities run, buy and sell, what stores hold."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from isopt.results.ends import giving_ends, taking_ends
from isopt.results.provenance import illustrative
from isopt.results.table import Cell, Column, Table
from isopt.results.table_columns import by_period, impact_columns, period_columns
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from isopt.results.account_plants import AssetAccount
    from isopt.results.results import Audited, Results
    from isopt.scenario.plants import Sizing
    from isopt.scenario.scenario import Scenario


def investments(results: Results) -> Table:
    """List what is built and what it costs, then what stands today and is paid for."""
    scenario, found = results.scenario, results.plan
    rows = [
        _asset_row(scenario, (item.mode, item.source, item.target, item.serves), item.size, item.position, asset)
        for item, asset in zip(found.plan.built, found.accounts.assets, strict=True)
    ]
    rows += [
        _asset_row(scenario, (item.mode, item.source, item.target, item.serves), None, 0.0, item.account)
        for item in found.accounts.standing
    ]
    currency = scenario.currency
    columns = (
        Column("mode"), Column("from_site"), Column("to_site"), Column("serves"), Column("size"), Column("stands_today"),
        Column("capacity"), Column("capacity_unit"), Column("length", "km"), Column("capex_invested", currency),
        Column("capex", f"{currency}/a"), Column("fixed_opex", f"{currency}/a"), Column("lifetime", "a"),
        Column("cutting_error"), Column("illustrative"),
    )  # fmt: skip
    return Table("investments", columns, tuple(rows))


def _asset_row(
    scenario: Scenario, name: tuple[str, str, str, str], size: str | None, position: float, asset: AssetAccount
) -> tuple[Cell, ...]:
    mode, source, target, serves = name
    sizing, *entries = _sizing(scenario, name)
    sizes = (*sizing.sizes, *([sizing.existing] if sizing.existing else []))
    per_h = mode != "storage"
    capacity = _capacity(sizing, size, position)
    total = math.fsum(capacity) / scenario.calendar.year_h if per_h else capacity[0] if capacity else math.inf
    unit = _unit_text(scenario, name, sizes[0].capacity.unit, is_rate=per_h) if sizes else None
    stands = size is None
    return (
        mode, source, target, serves, size or (sizing.existing.name if sizing.existing else "existing"), stands,
        total if capacity and math.isfinite(total) else None, unit, asset.km, asset.capex_eur, asset.annuity_eur_per_a,
        asset.fixed_opex_eur_per_a, asset.lifetime_a if math.isfinite(asset.lifetime_a) else None,
        None if stands else sizing.cutting_error_share or None,
        illustrative(scenario, *entries, ("sites", source), ("sites", target)),
    )  # fmt: skip


def _capacity(sizing: Sizing, size: str | None, position: float) -> tuple[float, ...]:
    """Say what a size, or a place along a stretch of two, adds in each period; empty where there is no limit."""
    if size is None:
        return sizing.existing.capacity.amount if sizing.existing else ()
    by_name = {each.name: each.capacity.amount for each in sizing.sizes}
    if size in by_name:
        return by_name[size]
    small, large = next(
        (one.capacity.amount, other.capacity.amount)
        for one, other in pairwise(sizing.sizes)
        if size == f"{one.name}..{other.name}"
    )
    return tuple((1 - position) * low + position * high for low, high in zip(small, large, strict=True))


def _sizing(scenario: Scenario, name: tuple[str, str, str, str]) -> tuple[Sizing, *tuple[tuple[str, str], ...]]:
    """Find the sizes of an asset and the entries that state them."""
    mode, _, _, serves = name
    if mode == "facility":
        facility = scenario.facilities[serves]
        return facility.sizing, ("facilities", facility.entry), ("technologies", facility.technology)
    if mode == "storage":
        return scenario.stores[serves].sizing, ("storage", serves)
    if mode == "hub":
        return scenario.hubs[serves].sizing, ("sites", serves)
    if mode == "disposal":
        return scenario.disposal[serves].sizing, ("disposal", serves)
    for link in scenario.links.values():
        served = f"shared by {link.name}" if link.is_shared else serves
        is_it = (link.mode, link.source, link.target, served) == name
        if is_it and (link.is_shared or serves in link.terms):
            return link.sizing, ("transport", mode), ("links", link.name)
    return scenario.modes[mode].sizing, ("transport", mode)


def _unit_text(scenario: Scenario, name: tuple[str, str, str, str], token: str, *, is_rate: bool) -> str:
    """Say what a capacity is counted in: its own unit, or the resource's where it says none; per hour where it is a rate."""
    mode, _, _, serves = name
    text = token
    if token == "u" and mode == "facility":
        text = scenario.facilities[serves].activity_unit
    elif token == "u" and mode == "storage":
        text = scenario.resources[scenario.stores[serves].resource].unit.text
    elif token == "u" and serves in scenario.resources:
        text = scenario.resources[serves].unit.text
    if not is_rate:
        return text
    return "MW" if text == "MWh" else f"{text}/h"


def conversion(results: Results) -> Table:
    """List how much facilities run, by recipe, today and in the plan."""
    scenario, found = results.scenario, results.plan
    amounts = {(run.facility, run.recipe): run.amount for run in found.plan.runs}
    priced = {(run.facility, run.recipe): item for run, item in zip(found.plan.runs, found.accounts.runs, strict=True)}
    before = _runs(results.today) if results.today else None
    none = (0.0,) * len(scenario.calendar.periods)
    rows: list[tuple[Cell, ...]] = []
    for key in sorted({*amounts, *(before or {})}):
        facility = scenario.facilities[key[0]]
        amount, item = amounts.get(key, none), priced.get(key)
        rows.append(
            (
                *key, facility.technology, facility.site, facility.activity_unit,
                None if before is None else before.get(key, 0.0), math.fsum(amount), *by_period(scenario, amount),
                item.opex_eur if item else 0.0,
                *(kg / KG_PER_T for kg in (item.emissions_kg if item else (0.0,) * len(scenario.impacts))),
                illustrative(scenario, ("facilities", facility.entry), ("technologies", facility.technology)),
            )
        )  # fmt: skip
    columns = (
        Column("facility"), Column("recipe"), Column("technology"), Column("site"), Column("unit"),
        Column("baseline", "unit/a"), Column("plan", "unit/a"), *period_columns(scenario, "plan"),
        Column("cost", f"{scenario.currency}/a"), *impact_columns(scenario), Column("illustrative"),
    )  # fmt: skip
    return Table("conversion", columns, tuple(rows))


def _runs(audited: Audited) -> dict[tuple[str, str], float]:
    return {(run.facility, run.recipe): math.fsum(run.amount) for run in audited.plan.runs}


def market(results: Results) -> Table:
    """List what facilities and stores buy and sell, today and in the plan."""
    scenario, found = results.scenario, results.plan
    givings, takings = giving_ends(scenario), taking_ends(scenario)
    amounts = {(t.node, t.resource, t.kind): t.amount_u for t in found.plan.trades}
    priced = {
        (t.node, t.resource, t.kind): item for t, item in zip(found.plan.trades, found.accounts.trades, strict=True)
    }
    before = (
        {(t.node, t.resource, t.kind): math.fsum(t.amount_u) for t in results.today.plan.trades}
        if results.today
        else None
    )
    nothing = (0.0,) * len(scenario.impacts)
    rows: list[tuple[Cell, ...]] = []
    for key in sorted({*amounts, *(before or {})}):
        node, resource, kind = key
        end = givings[node] if kind == "sell" else takings[node]
        item = priced.get(key)
        rows.append(
            (
                node, end.site, resource, scenario.resources[resource].unit.text, kind,
                None if before is None else before.get(key, 0.0), math.fsum(amounts.get(key, ())),
                item.cost_eur if item else 0.0,
                *(kg / KG_PER_T for kg in (item.emissions_kg if item else nothing)),
                *(kg / KG_PER_T for kg in (item.avoided_kg if item else nothing)),
                illustrative(scenario, end.entry, ("resources", resource)),
            )
        )  # fmt: skip
    columns = (
        Column("node"), Column("site"), Column("resource"), Column("unit"), Column("kind"),
        Column("baseline", "unit/a"), Column("plan", "unit/a"), Column("cost", f"{scenario.currency}/a"),
        *impact_columns(scenario), *impact_columns(scenario, "_avoided"), Column("illustrative"),
    )  # fmt: skip
    return Table("market", columns, tuple(rows))


def storage(results: Results) -> Table:
    """List what stores hold at the end of each period, in the plan, and the most they hold today."""
    scenario, found = results.scenario, results.plan
    before = {s.store: max(s.level_u) for s in results.today.plan.stocks} if results.today else None
    levels = {stock.store: stock.level_u for stock in found.plan.stocks}
    held = {stock.store: cost for stock, cost in zip(found.plan.stocks, found.accounts.holding_eur, strict=True)}
    none = (0.0,) * len(scenario.calendar.periods)
    rows: list[tuple[Cell, ...]] = []
    for name in sorted({*levels, *(before or {})}):
        store, level = scenario.stores[name], levels.get(name, none)
        rows.append(
            (
                name, store.site, store.resource, scenario.resources[store.resource].unit.text,
                None if before is None else before.get(name, 0.0), max(level), *by_period(scenario, level),
                held.get(name, 0.0), illustrative(scenario, ("storage", name), ("resources", store.resource)),
            )
        )  # fmt: skip
    columns = (
        Column("store"), Column("site"), Column("resource"), Column("unit"), Column("most_baseline", "unit"),
        Column("most_plan", "unit"), *period_columns(scenario, "level"), Column("cost", f"{scenario.currency}/a"),
        Column("illustrative"),
    )  # fmt: skip
    return Table("storage", columns, tuple(rows))
