"""Results in the terminal: tables a manager can read."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from isopt.cli.numbers import amount, grouped, percent
from isopt.results.results import diversion, landfilled
from isopt.units import CO2

if TYPE_CHECKING:
    from collections.abc import Callable

    from isopt.results.results import Results
    from isopt.results.table import Cell, Table

_PIPE_WIDTH = 180
_PARTS = {
    "disposal": "disposal", "virgin": "virgin purchase", "transport": "transport", "handling": "handling",
    "exchanges": "exchanges (yearly)", "conversion": "conversion", "storage": "storage", "market": "market (buy - sell)",
    "avoided elsewhere": "avoided elsewhere (a ledger of its own)", "capex": "investment (annualised)",
    "fixed_opex": "fixed operation",
    "carbon": "carbon price", "revenue": "revenue", "total": "total",
}  # fmt: skip


def show(results: Results) -> None:
    """Print a result: the headline beside today, the parts, what is exchanged, built, disposed of and bought."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    variant = results.scenario.document.variant
    console.print(Text(results.scenario.name + (f", variant {variant}" if variant else ""), style="bold"))
    if results.found is None:
        _show_no_plan(console, results)
        return
    _show_headline(console, results)
    _show_parts(console, results)
    _show_table(console, results.table("exchanges"), "Exchanges", _EXCHANGES, empty="No exchange pays.")
    _show_table(console, results.table("investments"), "Investments", _INVESTMENTS)
    _show_table(console, results.table("disposal"), "Disposal", _DISPOSAL)
    if landfilled(results.plan) or (results.today and landfilled(results.today)):
        _show_table(console, results.table("diversion"), "Landfill by resource", _DIVERSION)
    _show_table(console, results.table("virgin"), "Virgin purchase", _VIRGIN)
    _show_table(console, results.table("conversion"), "Conversion", _CONVERSION)
    _show_table(console, results.table("market"), "Bought and sold by facilities and stores", _MARKET)
    _show_table(console, results.table("storage"), "Storage", _STORAGE)
    _show_table(console, results.table("sites"), "Sites", _SITES)
    if any(table.column("illustrative").count(True) for table in results.tables if _has(table, "illustrative")):
        console.print(
            "* rests on illustrative figures: remembered or guessed, not measured or reported (sources.csv of --out)\n"
        )
    _show_certificate(console, results)


def _has(table: Table, name: str) -> bool:
    return any(column.name == name for column in table.columns)


def _grid(title: str, *headers: str, left: int = 1) -> Grid:
    grid = Grid(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for number, header in enumerate(headers):
        grid.add_column(header, justify="left" if number < left else "right", overflow="fold")
    return grid


def _show_headline(console: Console, results: Results) -> None:
    plan, today, currency = results.plan, results.today, results.scenario.currency
    grid = _grid("Per year", "", "baseline", "plan", "change")
    rows = (
        (f"cost, {currency}", today.accounts.cost_eur if today else None, plan.accounts.cost_eur),
        *(
            (f"{_shown(impact)}, t", today.accounts.impact_t(impact) if today else None, plan.accounts.impact_t(impact))
            for impact in results.scenario.impacts
        ),
        (f"combined, {currency}", today.accounts.combined if today else None, plan.accounts.combined),
        ("landfilled, t", landfilled(today) if today else None, landfilled(plan)),
    )
    for label, before, after in rows:
        grid.add_row(label, grouped(before), grouped(after), grouped(None if before is None else after - before))
    share = diversion(landfilled(plan), landfilled(today)) if today else None
    grid.add_row("landfill diversion", "0" if share is not None else "–", percent(share, 3), "")
    console.print(grid)
    if results.no_baseline:
        console.print(f"No baseline: {results.no_baseline}.\n")


def _shown(impact: str) -> str:
    return "CO2" if impact == CO2 else impact


def _show_parts(console: Console, results: Results) -> None:
    costs, emissions = results.table("costs").rows, results.table("emissions").rows
    sides = ("baseline", "plan", "change")
    _show_by_part(console, f"Cost, {results.scenario.currency} per year", sides, costs)
    impacts = results.scenario.impacts
    if len(impacts) == 1:
        _show_by_part(console, "CO2, t per year", sides, tuple(row[1:] for row in emissions))
        return
    by_impact = [[row for row in emissions if row[0] == impact] for impact in impacts]
    rows = [
        (same[0][1], *(cell for row in same for cell in row[2:4]), any(row[-1] for row in same))
        for same in zip(*by_impact, strict=True)
    ]
    headers = tuple(f"{_shown(impact)} {side}" for impact in impacts for side in sides[:2])
    _show_by_part(console, "Emissions, t per year", headers, tuple(rows), amount)


def _whole(value: float | None) -> str:
    return grouped(value, 0)


def _show_by_part(
    console: Console,
    title: str,
    headers: tuple[str, ...],
    rows: tuple[tuple[Cell, ...], ...],
    write: Callable[[float | None], str] = _whole,
) -> None:
    """Print rows of a part, its numbers and whether it is marked."""
    grid = _grid(title, "part", *headers)
    for part, *cells, is_marked in rows:
        if part == "total":
            grid.add_section()
        if any(cells) or part == "total":
            numbers = [value if isinstance(value, int | float) else None for value in cells]
            grid.add_row(_PARTS[str(part)] + (" *" if is_marked else ""), *map(write, numbers))
    console.print(grid)


_EXCHANGES = (("giver", "from"), ("taker", "to"), ("resource", "what"), ("mode", "by"), ("entering", "amount per year"),
              ("share_of_need", "share of need"), ("distance", "km"), ("cost", "cost per year"), ("co2", "CO2, t"))  # fmt: skip
_INVESTMENTS = (("mode", "what"), ("from_site", "from"), ("to_site", "to"), ("serves", "for"), ("size", "size"),
                ("capacity", "capacity"), ("length", "km"),
                ("capex_invested", "investment"), ("capex", "per year"), ("fixed_opex", "operation"))  # fmt: skip
_DISPOSAL = (("giver", "what"), ("route", "to"), ("baseline", "baseline"), ("plan", "plan"), ("unit", "unit"),
             ("cost", "cost per year"), ("co2", "CO2, t"))  # fmt: skip
_DIVERSION = (
    ("resource", "resource"),
    ("baseline", "baseline, t"),
    ("plan", "plan, t"),
    ("diverted_share", "diverted"),
)
_VIRGIN = (("need", "need"), ("baseline", "baseline"), ("plan", "plan"), ("unit", "unit"), ("cost", "cost per year"),
           ("co2", "CO2, t"))  # fmt: skip
_CONVERSION = (("facility", "facility"), ("recipe", "recipe"), ("technology", "technology"), ("baseline", "baseline"),
               ("plan", "plan"), ("unit", "unit"), ("cost", "cost per year"), ("co2", "CO2, t"))  # fmt: skip
_MARKET = (("node", "who"), ("kind", "how"), ("resource", "what"), ("baseline", "baseline"), ("plan", "plan"), ("unit", "unit"),
           ("cost", "cost per year"), ("co2", "CO2, t"))  # fmt: skip
_STORAGE = (("store", "store"), ("resource", "what"), ("most_baseline", "most today"), ("most_plan", "most in plan"),
            ("unit", "unit"), ("cost", "cost per year"))  # fmt: skip
_SITES = (("site", "site"), ("exchanges_out", "gives"), ("exchanges_in", "takes"),
          ("disposal_baseline", "disposal today"), ("disposal_plan", "in plan"),
          ("virgin_baseline", "purchase today"), ("virgin_plan", "in plan"),
          ("co2_baseline", "CO2 today, t"), ("co2_plan", "in plan"))  # fmt: skip
_TEXTS = {
    "giver", "taker", "resource", "mode", "from_site", "to_site", "serves", "size", "route", "need", "site", "facility",
    "recipe", "technology", "node", "kind", "store",
}  # fmt: skip


def _show_table(
    console: Console, table: Table, title: str, columns: tuple[tuple[str, str], ...], empty: str = ""
) -> None:
    if not table.rows:
        if empty:
            console.print(f"{title}: {empty}\n")
        return
    left = next((n for n, (name, _) in enumerate(columns) if name not in _TEXTS), len(columns))
    grid = _grid(title, *(header for _, header in columns), left=left)
    names = [column.name for column in table.columns]
    for row in table.rows:
        cells = dict(zip(names, row, strict=True))
        shown = [_cell(name, cells) for name, _ in columns]
        if cells.get("illustrative"):
            shown[0] += " *"
        grid.add_row(*(Text(text) for text in shown))
    console.print(grid)


def _cell(name: str, cells: dict[str, Cell]) -> str:
    value = cells[name]
    if isinstance(value, bool) or value is None:
        return "–" if value is None else str(value).lower()
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if name in {"share_of_need", "diverted_share"}:
        return percent(value)
    if name in {"distance", "length"}:
        return grouped(value, 1)
    if name == "capacity":
        return f"{amount(value)} {cells['capacity_unit']}"
    if name == "entering":
        return f"{amount(value)} {cells['unit']}"
    return amount(value)


def _show_certificate(console: Console, results: Results) -> None:
    certificate = results.certificate
    assert certificate is not None
    currency = results.scenario.currency
    lines = [f"Status: {results.status} — {results.holding.value}"]
    if results.termination.name not in {"GAP", "SOLVER_GAP"}:
        lines.append(f"Stopped: {results.termination.value}")
    lines.append(f"Audit: passed, worst violation {certificate.worst_violation:.1e}")
    if certificate.bound is None:
        lines.append("Certified bound: none")
    else:
        lines.append(
            f"Certified bound: {grouped(certificate.bound)} {currency}; at most "
            f"{percent(certificate.gap, 4)} of the provable saving can still be missed"
        )
    lines.append(f"Solver: {certificate.solver}; input {certificate.input_sha256[:16]}")
    if certificate.changed_options:
        lines.append(f"The solver crashed; its options were changed: {', '.join(certificate.changed_options)}")
    if results.user_rules:
        lines.append(f"With your own rules: {', '.join(results.user_rules)}")
    console.print("\n".join(lines), soft_wrap=True)


def _show_no_plan(console: Console, results: Results) -> None:
    console.print(f"No plan: {results.status} — {results.termination.value}.")
    if results.endless:
        console.print("\nThis earns without end; give one of it a capacity or sizes, or check its price:")
        for item in results.endless:
            console.print(f"  {item.place} {item.path}: {item.words}", soft_wrap=True)
    conflict = results.conflict
    if conflict is None:
        return
    console.print("\nThese cannot hold together; without any one of them the others could:")
    for rule in conflict.rules:
        console.print(f"  {rule.place} {rule.path}: {rule.words}", soft_wrap=True)
    if conflict.missing:
        console.print("\nAt least this much is missing:")
        for shortage in conflict.missing:
            console.print(f"  {shortage}", soft_wrap=True)
