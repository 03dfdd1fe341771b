"""A plan as a table of what moves, is bought and is built; and back."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from isopt.errors import VerificationError
from isopt.results.plan import Built, Move, Plan, Purchase
from isopt.results.table import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = ("kind", "from", "to", "mode", "serves", "size", "period", "amount")


def plan_table(name: str, plan: Plan, periods: tuple[str, ...]) -> Table:
    """Write a plan as rows: one a move, purchase and period, one an asset."""
    rows: list[tuple[Cell, ...]] = []
    for move in plan.moves:
        kind = "disposal" if move.is_disposal else "exchange"
        for period, amount in zip(periods, move.amount_u, strict=True):
            rows.append((kind, move.giver, move.end, move.mode, "", "", period, amount))
    for item in plan.purchases:
        for period, amount in zip(periods, item.amount_u, strict=True):
            rows.append(("purchase", "", item.taker, "", "", "", period, amount))
    rows += [("built", item.source, item.target, item.mode, item.serves, item.size, "", None) for item in plan.built]
    return Table(name, tuple(Column(header) for header in _HEADER), tuple(rows))


def read_plan_table(file: str, content: bytes, periods: tuple[str, ...]) -> Plan:
    """Read a plan back from its table.

    Raises VerificationError naming each line that cannot be one.
    """
    problems: list[str] = []
    amounts: dict[tuple[str, ...], dict[str, float]] = {}
    built: list[Built] = []
    for line, row in _rows(file, content, problems):
        kind, source, target, mode, serves, size, period, amount = row
        if kind == "built":
            built.append(Built(mode, source, target, serves, size))
            continue
        try:
            number = float(amount)
        except ValueError:
            number = math.nan
        if kind not in {"exchange", "disposal", "purchase"} or period not in periods or not math.isfinite(number):
            problems.append(f"{file}:{line}: no row of a plan: {','.join(row)}")
            continue
        by_period = amounts.setdefault((kind, source, target, mode), {})
        if period in by_period:
            problems.append(f"{file}:{line}: stands twice")
        by_period[period] = number
    for key, by_period in amounts.items():
        if len(by_period) != len(periods):
            problems.append(f"{file}: {' '.join(filter(None, key))}: not one amount per period")
    if problems:
        raise VerificationError(problems)
    moves = [
        Move(source, target, kind == "disposal", mode, tuple(by_period[period] for period in periods))
        for (kind, source, target, mode), by_period in amounts.items()
        if kind != "purchase"
    ]
    purchases = [
        Purchase(target, tuple(by_period[period] for period in periods))
        for (kind, _, target, _), by_period in amounts.items()
        if kind == "purchase"
    ]
    return Plan(tuple(moves), tuple(purchases), tuple(built))


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
