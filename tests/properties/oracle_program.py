"""The oracle's program: columns and rows that always hold, and switches, each in one of several states."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

Terms = dict[int, float]
"""Coefficients by column."""
Row = tuple[Terms, float, float]
"""Terms, and the least and the most they may come to."""


@dataclass(frozen=True)
class Option:
    """One state of a switch: what it costs, which of the switch's columns are open in it, what holds in it."""

    cost: float = 0.0
    opens: frozenset[int] = frozenset()
    rows: tuple[Row, ...] = ()
    is_new: bool = False
    """Whether something is built, which counts in a group of which at most one is."""


@dataclass(frozen=True)
class Switch:
    """Something that is in exactly one of several states; columns of `held` carry nothing in states that do not open them."""

    options: tuple[Option, ...]
    held: frozenset[int] = frozenset()
    group: str | None = None


@dataclass
class Program:
    """Columns and rows, all in base amounts; switches on top."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    switches: list[Switch] = field(default_factory=list)
    constant: float = 0.0

    def column(self, cost: float, upper: float = math.inf) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def row(self, terms: Terms, low: float = -math.inf, high: float = math.inf) -> None:
        """Add a row that always holds."""
        self.rows.append((terms, low, high))

    @property
    def designs(self) -> int:
        """Count the assignments of all switches."""
        return math.prod(len(switch.options) for switch in self.switches)


def add(into: Terms, terms: Terms, factor: float = 1.0) -> None:
    """Add terms to others."""
    for column, value in terms.items():
        into[column] = into.get(column, 0.0) + factor * value


def on_off(held: set[int], cost: float, rows: tuple[Row, ...] = (), off_rows: tuple[Row, ...] = ()) -> Switch:
    """Make a switch that holds columns at 0, or costs something and holds rows."""
    columns = frozenset(held)
    return Switch((Option(rows=off_rows), Option(cost, columns, rows)), columns)
