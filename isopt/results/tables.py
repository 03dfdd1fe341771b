"""The tables of a result, each with fixed columns; `illustrative` marks rows that rest on remembered or guessed figures."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from isopt.results.ends import giving_ends
from isopt.results.provenance import illustrative, left_out, sources
from isopt.results.table import Cell, Column, Table
from isopt.results.table_columns import impact_columns
from isopt.results.tables_exchanges import exchanges, sites
from isopt.results.tables_plants import conversion, investments, market, storage
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from isopt.results.results import Audited, Results


def costs(results: Results) -> Table:
    """Cost by part, today and in the plan."""
    money = f"{results.scenario.currency}/a"
    today, plan, marked = results.today, results.plan, _marked_parts(results)
    rows = [
        _beside(part, today.accounts.cost_parts_eur[part] if today else None, value, part in marked)
        for part, value in plan.accounts.cost_parts_eur.items()
    ]
    rows.append(_beside("total", today.accounts.cost_eur if today else None, plan.accounts.cost_eur, bool(marked)))
    return Table("costs", (Column("part"), *_sides(money)), tuple(rows))


def emissions(results: Results) -> Table:
    """Every impact by part, today and in the plan; then the ledger of what is avoided elsewhere, where there is any."""
    today, plan, marked = results.today, results.plan.accounts, _marked_parts(results)
    has_ledger = any(plan.avoided_kg.values()) or (today is not None and any(today.accounts.avoided_kg.values()))
    rows: list[tuple[Cell, ...]] = []
    for impact, parts_kg in plan.emission_parts_kg.items():
        before_kg = today.accounts.emission_parts_kg[impact] if today else None
        for part, kg in parts_kg.items():
            before = before_kg[part] / KG_PER_T if before_kg else None
            rows.append((impact, *_beside(part, before, kg / KG_PER_T, part in marked)))
        before = today.accounts.impact_t(impact) if today else None
        rows.append((impact, *_beside("total", before, plan.impact_t(impact), bool(marked))))
        if has_ledger:
            before = today.accounts.avoided_kg[impact] / KG_PER_T if today else None
            rows.append(
                (impact, *_beside("avoided elsewhere", before, plan.avoided_kg[impact] / KG_PER_T, bool(marked)))
            )
    return Table("emissions", (Column("impact"), Column("part"), *_sides("t/a")), tuple(rows))


def _sides(unit: str) -> tuple[Column, ...]:
    return (Column("baseline", unit), Column("plan", unit), Column("change", unit), Column("illustrative"))


def _beside(label: str, today: float | None, plan: float, is_marked: bool) -> tuple[Cell, ...]:
    return (label, today, plan, None if today is None else plan - today, is_marked and bool(today or plan))


def _marked_parts(results: Results) -> set[str]:
    """Say which parts of cost and emissions rest on illustrative figures: those that a marked row of a table adds to."""
    marked: set[str] = set()
    for table, parts in (
        (disposal(results), ("disposal", "transport", "handling")),
        (virgin(results), ("virgin",)),
        (exchanges(results), ("transport", "handling", "exchanges", "revenue", "conversion")),
        (investments(results), ("capex", "fixed_opex")),
        (conversion(results), ("conversion",)),
        (market(results), ("market", "virgin", "handling")),
        (storage(results), ("storage",)),
    ):
        if True in table.column("illustrative"):
            marked.update((*parts, "carbon"))
    return marked


def disposal(results: Results) -> Table:
    """List what is disposed of by which route, today and in the plan, in the resource's own unit."""
    scenario = results.scenario
    plan, today = _disposed(results.plan), _disposed(results.today) if results.today else None
    nothing = (0.0,) * (2 + len(scenario.impacts))
    givings = giving_ends(scenario)
    rows: list[tuple[Cell, ...]] = []
    for giver, route in sorted({*plan, *(today or {})}):
        resource = scenario.resources[givings[giver].resource]
        amount, cost, *emitted = plan.get((giver, route), nothing)
        before = None if today is None else today.get((giver, route), nothing)[0]
        marked = illustrative(scenario, givings[giver].entry, ("disposal", route), ("resources", resource.name))
        landfill = route in scenario.disposal and scenario.disposal[route].is_landfill
        rows.append((giver, route, resource.name, resource.unit.text, landfill, before, amount, cost, *emitted, marked))
    columns = (
        Column("giver"), Column("route"), Column("resource"), Column("unit"), Column("landfill"),
        Column("baseline", "unit/a"), Column("plan", "unit/a"), Column("cost", f"{scenario.currency}/a"),
        *impact_columns(scenario), Column("illustrative"),
    )  # fmt: skip
    return Table("disposal", columns, tuple(rows))


def _disposed(audited: Audited) -> dict[tuple[str, str], tuple[float, ...]]:
    """Per giver and route: amount arriving, cost (transport included), t of each impact."""
    totals: dict[tuple[str, str], tuple[float, ...]] = {}
    for move, item in zip(audited.plan.moves, audited.accounts.moves, strict=True):
        if move.is_disposal:
            emitted_kg = zip(item.disposal_emissions_kg, item.transport_emissions_kg, strict=True)
            here = (item.arriving_u, item.cost_eur, *((there + way) / KG_PER_T for there, way in emitted_kg))
            before = totals.get((move.giver, move.end), (0.0,) * len(here))
            totals[move.giver, move.end] = tuple(map(sum, zip(before, here, strict=True)))
    return totals


def diversion(results: Results) -> Table:
    """Landfilled mass by resource, today and in the plan, and the share diverted."""
    plan, today = results.plan.accounts.landfilled_t, results.today.accounts.landfilled_t if results.today else None
    scenario = results.scenario
    marked = {end.resource for end in giving_ends(scenario).values() if illustrative(scenario, end.entry)}
    rows: list[tuple[Cell, ...]] = []
    for resource in sorted({*plan, *(today or {})}):
        before = None if today is None else today.get(resource, 0.0)
        is_marked = resource in marked or illustrative(scenario, ("resources", resource))
        rows.append((*_diverted(resource, before, plan.get(resource, 0.0)), is_marked))
    before = None if today is None else sum(today.values(), 0.0)
    any_marked = any(bool(row[-1]) for row in rows)
    rows.append((*_diverted("total", before, sum(plan.values(), 0.0)), any_marked))
    columns = (
        Column("resource"), Column("baseline", "t/a"), Column("plan", "t/a"), Column("diverted_share"),
        Column("illustrative"),
    )  # fmt: skip
    return Table("diversion", columns, tuple(rows))


def _diverted(resource: str, today: float | None, plan: float) -> tuple[Cell, ...]:
    return (resource, today, plan, 1 - plan / today if today else None)


def virgin(results: Results) -> Table:
    """List what of each need is bought, today and in the plan, in the need's unit."""
    scenario, found, today = results.scenario, results.plan, results.today
    plan_of = dict(zip((p.taker for p in found.plan.purchases), found.accounts.purchases, strict=True))
    amount_of = {item.taker: math.fsum(item.amount_u) for item in found.plan.purchases}
    before = {item.taker: math.fsum(item.amount_u) for item in today.plan.purchases} if today else None
    rows: list[tuple[Cell, ...]] = []
    for name in sorted({*amount_of, *(before or {})}):
        taker = scenario.takers[name]
        item = plan_of.get(name)
        rows.append(
            (
                name, taker.site, taker.unit.text, None if before is None else before.get(name, 0.0),
                amount_of.get(name, 0.0), item.cost_eur if item else 0.0,
                *(kg / KG_PER_T for kg in (item.emissions_kg if item else (0.0,) * len(scenario.impacts))),
                illustrative(scenario, ("flows", name)),
            )
        )  # fmt: skip
    columns = (
        Column("need"), Column("site"), Column("unit"), Column("baseline", "unit/a"), Column("plan", "unit/a"),
        Column("cost", f"{scenario.currency}/a"), *impact_columns(scenario), Column("illustrative"),
    )  # fmt: skip
    return Table("virgin", columns, tuple(rows))


_ALWAYS: dict[str, Callable[[Results], Table]] = {
    "sources": lambda results: sources(results.scenario),
    "left_out": left_out,
}
_OF_A_PLAN: dict[str, Callable[[Results], Table]] = {
    "costs": costs,
    "emissions": emissions,
    "exchanges": exchanges,
    "investments": investments,
    "disposal": disposal,
    "diversion": diversion,
    "virgin": virgin,
    "conversion": conversion,
    "market": market,
    "storage": storage,
    "sites": sites,
}


def makers(results: Results) -> dict[str, Callable[[Results], Table]]:
    """Name what makes each table of a result, in the order they are shown; without a plan there are few."""
    return _ALWAYS if results.found is None else _OF_A_PLAN | _ALWAYS
