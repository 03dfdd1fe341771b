"""A plan as a table of what moves, runs, is traded, stored and built; and back."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from isopt.errors import VerificationError
from isopt.results.plan import Built, Move, Plan, Purchase, Run, Stock, Trade
from isopt.results.table import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = ("kind", "from", "to", "mode", "serves", "size", "period", "amount")
_TRADES = ("buy", "otherwise", "sell")
_BY_PERIOD = ("exchange", "disposal", "lost", "purchase", "run", *_TRADES, "level")

Key = tuple[str, str, str, str, str]


def plan_table(name: str, plan: Plan, periods: tuple[str, ...]) -> Table:
    """Write a plan as rows: one a period of each thing that happens, one an asset (its amount: where along a stretch)."""
    rows: list[tuple[Cell, ...]] = []
    for (kind, source, target, mode, serves), amounts in _by_period(plan):
        for period, amount in zip(periods, amounts, strict=True):
            rows.append((kind, source, target, mode, serves, "", period, amount))
    rows += [
        ("built", item.source, item.target, item.mode, item.serves, item.size, "", item.position or None)
        for item in plan.built
    ]
    return Table(name, tuple(Column(header) for header in _HEADER), tuple(rows))


def _by_period(plan: Plan) -> Iterator[tuple[Key, tuple[float, ...]]]:
    for move in plan.moves:
        kind = "disposal" if move.is_disposal else "exchange"
        yield (kind, move.giver, move.end, move.mode, ""), move.amount_u
        if move.lost_u:
            yield ("lost", move.giver, move.end, move.mode, kind), move.lost_u
    for item in plan.purchases:
        yield ("purchase", "", item.taker, "", ""), item.amount_u
    for run in plan.runs:
        yield ("run", run.facility, "", "", run.recipe), run.amount
    for trade in plan.trades:
        ends = (trade.node, "") if trade.kind == "sell" else ("", trade.node)
        yield (trade.kind, *ends, "", trade.resource), trade.amount_u
    for stock in plan.stocks:
        yield ("level", stock.store, "", "", ""), stock.level_u


def read_plan_table(file: str, content: bytes, periods: tuple[str, ...]) -> Plan:
    """Read a plan back from its table.

    Raises VerificationError naming each line that cannot be one.
    """
    problems: list[str] = []
    amounts: dict[Key, dict[str, float]] = {}
    built: list[Built] = []
    for line, row in _rows(file, content, problems):
        kind, source, target, mode, serves, size, period, amount = row
        try:
            number = float(amount) if amount or kind != "built" else 0.0
        except ValueError:
            number = math.nan
        if kind == "built" and 0 <= number <= 1:
            built.append(Built(mode, source, target, serves, size, number))
            continue
        if kind not in _BY_PERIOD or period not in periods or not math.isfinite(number):
            problems.append(f"{file}:{line}: no row of a plan: {','.join(row)}")
            continue
        by_period = amounts.setdefault((kind, source, target, mode, serves), {})
        if period in by_period:
            problems.append(f"{file}:{line}: stands twice")
        by_period[period] = number
    for key, by_period in amounts.items():
        if len(by_period) != len(periods):
            problems.append(f"{file}: {' '.join(filter(None, key))}: not one amount per period")
    whole = {
        key: tuple(by_period[period] for period in periods)
        for key, by_period in amounts.items()
        if len(by_period) == len(periods)
    }
    moving = {(*key[1:4], key[0]) for key in whole if key[0] in {"exchange", "disposal"}}
    for kind, source, target, mode, serves in whole:
        if kind == "lost" and (source, target, mode, serves) not in moving:
            problems.append(f"{file}: {source} -> {target} by {mode}: loses what does not move")
    if problems:
        raise VerificationError(problems)
    return _plan(whole, tuple(built))


def _plan(amounts: dict[Key, tuple[float, ...]], built: tuple[Built, ...]) -> Plan:
    def of(*kinds: str) -> Iterator[tuple[Key, tuple[float, ...]]]:
        return (item for item in amounts.items() if item[0][0] in kinds)

    return Plan(
        moves=tuple(
            Move(source, target, kind == "disposal", mode, each, amounts.get(("lost", source, target, mode, kind), ()))
            for (kind, source, target, mode, _), each in of("exchange", "disposal")
        ),
        purchases=tuple(Purchase(target, each) for (_, _, target, _, _), each in of("purchase")),
        built=built,
        runs=tuple(Run(facility, recipe, each) for (_, facility, _, _, recipe), each in of("run")),
        trades=tuple(
            Trade(kind, source or target, resource, each) for (kind, source, target, _, resource), each in of(*_TRADES)
        ),
        stocks=tuple(Stock(store, each) for (_, store, _, _, _), each in of("level")),
    )


def _rows(file: str, content: bytes, problems: list[str]) -> Iterator[tuple[int, list[str]]]:
    try:
        reader = csv.reader(io.StringIO(content.decode(), newline=""))
        header = next(reader, [])
        if tuple(header) != _HEADER:
            problems.append(f"{file}:1: not the header of a plan; expected {','.join(_HEADER)}")
            return
        for row in reader:
            if len(row) == len(_HEADER):
                yield reader.line_num, row
            else:
                problems.append(f"{file}:{reader.line_num}: {len(row)} cells where {len(_HEADER)} are expected")
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(f"{file}: cannot be read as a table: {error}")
