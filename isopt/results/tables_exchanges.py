"""Who gives what to whom, and what changes at each site."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from isopt.results.ends import giving_ends, taking_ends
from isopt.results.plan import ON_SITE_MODE
from isopt.results.provenance import illustrative
from isopt.results.table import Cell, Column, Table
from isopt.results.table_columns import by_period, impact_columns, period_columns
from isopt.units import KG_PER_T

if TYPE_CHECKING:
    from isopt.results.results import Audited, Results
    from isopt.scenario.scenario import Scenario


def exchanges(results: Results) -> Table:
    """Who gives what to whom: flows, facilities, hubs and stores."""
    scenario, found = results.scenario, results.plan
    givings, takings = giving_ends(scenario), taking_ends(scenario)
    rows: list[tuple[Cell, ...]] = []
    for move, item in zip(found.plan.moves, found.accounts.moves, strict=True):
        if move.is_disposal:
            continue
        giving, taking = givings[move.giver], takings[move.end]
        need = math.fsum(scenario.takers[move.end].need_u) if taking.is_need else 0.0
        emitted_kg = zip(item.transport_emissions_kg, item.use_emissions_kg, strict=True)
        rows.append(
            (
                move.giver, move.end, giving.site, taking.site, giving.resource, move.mode,
                scenario.resources[giving.resource].unit.text, item.entering_u, item.arriving_u,
                item.replaced_u / need if need else None, *by_period(scenario, move.amount_u), item.km, item.cost_eur,
                *((way + use) / KG_PER_T for way, use in emitted_kg),
                illustrative(
                    scenario, giving.entry, taking.entry, ("sites", giving.site), ("sites", taking.site),
                    ("transport", move.mode if move.mode != ON_SITE_MODE else None), ("resources", giving.resource),
                ),
            )
        )  # fmt: skip
    columns = (
        Column("giver"), Column("taker"), Column("from_site"), Column("to_site"), Column("resource"), Column("mode"),
        Column("unit"), Column("entering", "unit/a"), Column("arriving", "unit/a"), Column("share_of_need"),
        *period_columns(scenario, "entering"), Column("distance", "km"), Column("cost", f"{scenario.currency}/a"),
        *impact_columns(scenario), Column("illustrative"),
    )  # fmt: skip
    return Table("exchanges", columns, tuple(rows))


def sites(results: Results) -> Table:
    """Show what changes at each site: what it disposes of, buys and converts, and the exchanges it is part of."""
    scenario, found, today = results.scenario, results.plan, results.today
    givings, takings = giving_ends(scenario), taking_ends(scenario)
    out, into = dict.fromkeys(scenario.sites, 0), dict.fromkeys(scenario.sites, 0)
    for move in found.plan.moves:
        if not move.is_disposal:
            out[givings[move.giver].site] += 1
            into[takings[move.end].site] += 1
    plan_side, today_side = _by_site(scenario, found), _by_site(scenario, today) if today else None
    marked = {name for name in scenario.sites if illustrative(scenario, ("sites", name))}
    entries = [(end.site, end.entry) for end in givings.values()] + [(end.site, end.entry) for end in takings.values()]
    marked |= {site for site, entry in entries if illustrative(scenario, entry)}
    rows: list[tuple[Cell, ...]] = []
    for name in scenario.sites:
        then = plan_side[name]
        here = today_side[name] if today_side else (None,) * len(then)
        cells = [cell for pair in zip(here, then, strict=True) for cell in pair]
        rows.append((name, out[name], into[name], *cells, name in marked))
    money = f"{scenario.currency}/a"
    emitted = zip(impact_columns(scenario, "_baseline"), impact_columns(scenario, "_plan"), strict=True)
    columns = (
        Column("site"), Column("exchanges_out"), Column("exchanges_in"),
        *(Column(f"{part}_{side}", money) for part in _parts(scenario) for side in ("baseline", "plan")),
        *(column for pair in emitted for column in pair),
        Column("landfilled_baseline", "t/a"), Column("landfilled_plan", "t/a"), Column("illustrative"),
    )  # fmt: skip
    return Table("sites", columns, tuple(rows))


def _parts(scenario: Scenario) -> tuple[str, ...]:
    """Name the costs that arise at sites; those of facilities and stores where there are any."""
    own = ("conversion", "market") if scenario.facilities or scenario.stores else ()
    return ("disposal", "virgin", *own)


def _by_site(scenario: Scenario, audited: Audited) -> dict[str, tuple[float, ...]]:
    """Per site: costs by `_parts`, t of each impact of these, landfilled t."""
    parts = _parts(scenario)
    width = len(parts) + len(scenario.impacts) + 1
    lists: dict[str, list[list[float]]] = {name: [[] for _ in range(width)] for name in scenario.sites}
    givings, takings = giving_ends(scenario), taking_ends(scenario)

    def add(site: str, part: str, cost: float, emitted_kg: tuple[float, ...], landfilled_t: float = 0.0) -> None:
        costs = [cost if name == part else 0.0 for name in parts]
        amounts = (*costs, *(kg / KG_PER_T for kg in emitted_kg), landfilled_t)
        for values, amount in zip(lists[site], amounts, strict=True):
            values.append(amount)

    plan, accounts = audited.plan, audited.accounts
    for move, item in zip(plan.moves, accounts.moves, strict=True):
        if move.is_disposal:
            add(givings[move.giver].site, "disposal", item.disposal_eur, item.disposal_emissions_kg, item.landfilled_t)
    for purchase, bought in zip(plan.purchases, accounts.purchases, strict=True):
        add(scenario.takers[purchase.taker].site, "virgin", bought.cost_eur, bought.emissions_kg)
    for run, ran in zip(plan.runs, accounts.runs, strict=True):
        add(scenario.facilities[run.facility].site, "conversion", ran.opex_eur, ran.emissions_kg)
    for trade, traded in zip(plan.trades, accounts.trades, strict=True):
        end = givings[trade.node] if trade.kind == "sell" else takings[trade.node]
        part = "virgin" if trade.kind == "otherwise" else "market"
        add(end.site, part, traded.cost_eur, traded.emissions_kg)
    return {name: tuple(map(math.fsum, values)) for name, values in lists.items()}
