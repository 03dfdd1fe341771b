"""The tables of a result, each with fixed columns; `illustrative` marks rows that rest on remembered or guessed figures."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from isopt.results.plan import ON_SITE_MODE
from isopt.results.provenance import illustrative, left_out, sources
from isopt.results.table import Cell, Column, Table
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from isopt.results.results import Audited, Results
    from isopt.scenario.scenario import Scenario


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
    """CO2 by part, today and in the plan."""
    today, plan, marked = results.today, results.plan, _marked_parts(results)
    rows = [
        _beside(part, today.accounts.co2_parts_kg[part] / KG_PER_T if today else None, value / KG_PER_T, part in marked)
        for part, value in plan.accounts.co2_parts_kg.items()
    ]
    rows.append(_beside("total", today.accounts.co2_t if today else None, plan.accounts.co2_t, bool(marked)))
    return Table("emissions", (Column("part"), *_sides("t/a")), tuple(rows))


def _sides(unit: str) -> tuple[Column, ...]:
    return (Column("baseline", unit), Column("plan", unit), Column("change", unit), Column("illustrative"))


def _beside(label: str, today: float | None, plan: float, is_marked: bool) -> tuple[Cell, ...]:
    return (label, today, plan, None if today is None else plan - today, is_marked and bool(today or plan))


def _marked_parts(results: Results) -> set[str]:
    """Say which parts of cost and CO2 rest on illustrative figures: those that a marked row of a table adds to."""
    marked: set[str] = set()
    for table, parts in (
        (disposal(results), ("disposal", "transport", "handling")),
        (virgin(results), ("virgin",)),
        (exchanges(results), ("transport", "handling", "exchanges", "revenue")),
        (investments(results), ("capex", "fixed_opex")),
    ):
        if True in table.column("illustrative"):
            marked.update((*parts, "carbon"))
    return marked


def exchanges(results: Results) -> Table:
    """Who gives what to whom."""
    scenario, found = results.scenario, results.plan
    money = f"{scenario.currency}/a"
    rows: list[tuple[Cell, ...]] = []
    for move, item in zip(found.plan.moves, found.accounts.moves, strict=True):
        if move.is_disposal:
            continue
        giver, taker = scenario.givers[move.giver], scenario.takers[move.end]
        need = math.fsum(taker.need_u)
        rows.append(
            (
                move.giver, move.end, giver.site, taker.site, giver.resource, move.mode,
                scenario.resources[giver.resource].unit.text, item.entering_u, item.arriving_u,
                item.replaced_u / need if need else None, *_by_period(scenario, move.amount_u), item.km, item.cost_eur,
                item.transport_co2_kg / KG_PER_T,
                illustrative(
                    scenario, ("flows", move.giver), ("flows", move.end), ("sites", giver.site), ("sites", taker.site),
                    ("transport", move.mode if move.mode != ON_SITE_MODE else None), ("resources", giver.resource),
                ),
            )
        )  # fmt: skip
    columns = (
        Column("giver"), Column("taker"), Column("from_site"), Column("to_site"), Column("resource"), Column("mode"),
        Column("unit"), Column("entering", "unit/a"), Column("arriving", "unit/a"), Column("share_of_need"),
        *_period_columns(scenario), Column("distance", "km"), Column("cost", money), Column("co2", "t/a"),
        Column("illustrative"),
    )  # fmt: skip
    return Table("exchanges", columns, tuple(rows))


def _by_period(scenario: Scenario, amounts: tuple[float, ...]) -> tuple[float, ...]:
    return amounts if len(scenario.calendar.periods) > 1 else ()


def _period_columns(scenario: Scenario) -> tuple[Column, ...]:
    periods = scenario.calendar.periods
    return tuple(Column(f"entering_{period}", "unit") for period in periods) if len(periods) > 1 else ()


def investments(results: Results) -> Table:
    """List what is built and what it costs."""
    scenario, found = results.scenario, results.plan
    currency = scenario.currency
    rows: list[tuple[Cell, ...]] = []
    for item, asset in zip(found.plan.built, found.accounts.assets, strict=True):
        rows.append(
            (
                item.mode, item.source, item.target, item.serves, item.size, asset.km, asset.capex_eur,
                asset.annuity_eur_per_a, asset.fixed_opex_eur_per_a,
                asset.lifetime_a if math.isfinite(asset.lifetime_a) else None,
                illustrative(scenario, ("transport", item.mode), ("sites", item.source), ("sites", item.target)),
            )
        )  # fmt: skip
    columns = (
        Column("mode"), Column("from_site"), Column("to_site"), Column("serves"), Column("size"),
        Column("length", "km"), Column("capex_invested", currency), Column("capex", f"{currency}/a"),
        Column("fixed_opex", f"{currency}/a"), Column("lifetime", "a"), Column("illustrative"),
    )  # fmt: skip
    return Table("investments", columns, tuple(rows))


def disposal(results: Results) -> Table:
    """List what is disposed of by which route, today and in the plan, in the resource's own unit."""
    scenario = results.scenario
    plan, today = _disposed(results.plan), _disposed(results.today) if results.today else None
    rows: list[tuple[Cell, ...]] = []
    for giver, route in sorted({*plan, *(today or {})}):
        resource = scenario.resources[scenario.givers[giver].resource]
        amount, cost, co2 = plan.get((giver, route), (0.0, 0.0, 0.0))
        before = None if today is None else today.get((giver, route), (0.0, 0.0, 0.0))[0]
        marked = illustrative(scenario, ("flows", giver), ("disposal", route), ("resources", resource.name))
        landfill = scenario.disposal[route].is_landfill
        rows.append((giver, route, resource.name, resource.unit.text, landfill, before, amount, cost, co2, marked))
    columns = (
        Column("giver"), Column("route"), Column("resource"), Column("unit"), Column("landfill"),
        Column("baseline", "unit/a"), Column("plan", "unit/a"), Column("cost", f"{scenario.currency}/a"),
        Column("co2", "t/a"), Column("illustrative"),
    )  # fmt: skip
    return Table("disposal", columns, tuple(rows))


def _disposed(audited: Audited) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Per giver and route: amount arriving, cost (transport included), CO2 in t."""
    totals: dict[tuple[str, str], tuple[float, float, float]] = {}
    for move, item in zip(audited.plan.moves, audited.accounts.moves, strict=True):
        if move.is_disposal:
            amount, cost, co2 = totals.get((move.giver, move.end), (0.0, 0.0, 0.0))
            kg = item.disposal_co2_kg + item.transport_co2_kg
            totals[move.giver, move.end] = (amount + item.arriving_u, cost + item.cost_eur, co2 + kg / KG_PER_T)
    return totals


def diversion(results: Results) -> Table:
    """Landfilled mass by resource, today and in the plan, and the share diverted."""
    plan, today = results.plan.accounts.landfilled_t, results.today.accounts.landfilled_t if results.today else None
    scenario = results.scenario
    marked = {
        giver.resource for name, giver in scenario.givers.items() if illustrative(scenario, ("flows", name))
    }  # fmt: skip
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
                amount_of.get(name, 0.0), item.cost_eur if item else 0.0, item.co2_kg / KG_PER_T if item else 0.0,
                illustrative(scenario, ("flows", name)),
            )
        )  # fmt: skip
    columns = (
        Column("need"), Column("site"), Column("unit"), Column("baseline", "unit/a"), Column("plan", "unit/a"),
        Column("cost", f"{scenario.currency}/a"), Column("co2", "t/a"), Column("illustrative"),
    )  # fmt: skip
    return Table("virgin", columns, tuple(rows))


def sites(results: Results) -> Table:
    """Show what changes at each site: what it disposes of and buys, and the exchanges it is part of."""
    scenario, found, today = results.scenario, results.plan, results.today
    out, into = dict.fromkeys(scenario.sites, 0), dict.fromkeys(scenario.sites, 0)
    for move in found.plan.moves:
        if not move.is_disposal:
            out[scenario.givers[move.giver].site] += 1
            into[scenario.takers[move.end].site] += 1
    plan_side, today_side = _by_site(scenario, found), _by_site(scenario, today) if today else None
    marked = {name for name in scenario.sites if illustrative(scenario, ("sites", name))}
    flows = {name: giver.site for name, giver in scenario.givers.items()}
    flows |= {name: taker.site for name, taker in scenario.takers.items()}
    marked |= {site for name, site in flows.items() if illustrative(scenario, ("flows", name))}
    rows: list[tuple[Cell, ...]] = []
    for name in scenario.sites:
        here = today_side[name] if today_side else (None, None, None, None)
        then = plan_side[name]
        cells = [cell for pair in zip(here, then, strict=True) for cell in pair]
        rows.append((name, out[name], into[name], *cells, name in marked))
    money = f"{scenario.currency}/a"
    columns = (
        Column("site"), Column("exchanges_out"), Column("exchanges_in"),
        Column("disposal_baseline", money), Column("disposal_plan", money),
        Column("virgin_baseline", money), Column("virgin_plan", money),
        Column("co2_baseline", "t/a"), Column("co2_plan", "t/a"),
        Column("landfilled_baseline", "t/a"), Column("landfilled_plan", "t/a"), Column("illustrative"),
    )  # fmt: skip
    return Table("sites", columns, tuple(rows))


def _by_site(scenario: Scenario, audited: Audited) -> dict[str, tuple[float, float, float, float]]:
    """Per site: cost of its disposal, of its virgin purchase, their CO2 in t, landfilled t."""
    parts: dict[str, list[list[float]]] = {name: [[], [], [], []] for name in scenario.sites}
    for move, item in zip(audited.plan.moves, audited.accounts.moves, strict=True):
        here = parts[scenario.givers[move.giver].site]
        if move.is_disposal:
            here[0].append(item.disposal_eur)
            here[2].append(item.disposal_co2_kg / KG_PER_T)
            here[3].append(item.landfilled_t)
    for purchase, bought in zip(audited.plan.purchases, audited.accounts.purchases, strict=True):
        here = parts[scenario.takers[purchase.taker].site]
        here[1].append(bought.cost_eur)
        here[2].append(bought.co2_kg / KG_PER_T)
    return {
        name: (math.fsum(lists[0]), math.fsum(lists[1]), math.fsum(lists[2]), math.fsum(lists[3]))
        for name, lists in parts.items()
    }


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
    "sites": sites,
}


def makers(results: Results) -> dict[str, Callable[[Results], Table]]:
    """Name what makes each table of a result, in the order they are shown; without a plan there are few."""
    return _ALWAYS if results.found is None else _OF_A_PLAN | _ALWAYS
