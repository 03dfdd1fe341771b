"""The mixed-integer program as arrays: blocks of columns, families of rows, and what a solver is handed.

No Python object exists per row or column; names are made only when somebody reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Index:
    """What the entries of a block are about: per axis the labels, and one code into them per entry."""

    axes: tuple[tuple[Sequence[str], NDArray[np.integer]], ...]

    def __len__(self) -> int:
        return len(self.axes[0][1])

    def key(self, entry: int) -> tuple[str, ...]:
        """Name what one entry is about, a label per axis."""
        return tuple(labels[codes[entry]] for labels, codes in self.axes)


@dataclass(frozen=True, slots=True)
class Variables:
    """A block of columns of one kind. Arrays have one entry per column; `start` is the first one's number."""

    name: str
    index: Index
    start: int
    lower: Floats
    upper: Floats
    cost: Floats
    integer: bool

    def __len__(self) -> int:
        return len(self.lower)

    @property
    def columns(self) -> Integers:
        """The numbers of this block's columns in the program."""
        return np.arange(self.start, self.start + len(self), dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Rows:
    """A family of rows `lower ≤ Σ value·column ≤ upper`, as (row, column, value) triples.

    `row` counts from 0 within the family; `column` counts in the whole program.
    """

    name: str
    index: Index
    lower: Floats
    upper: Floats
    row: Integers
    column: Integers
    value: Floats

    def __len__(self) -> int:
        return len(self.lower)


@dataclass(frozen=True, slots=True)
class Arrays:
    """A whole program as a solver takes it: minimise cost·x, row_lower ≤ A x ≤ row_upper, lower ≤ x ≤ upper.

    A is stored by rows: the entries of row i are `start[i]:start[i + 1]` of `index` (columns) and `value`.
    Missing bounds are ±inf. Shapes: n columns, m rows.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    integer: Booleans
    row_lower: Floats
    row_upper: Floats
    start: Integers
    index: Integers
    value: Floats

    @property
    def column_count(self) -> int:
        """Count the columns."""
        return len(self.cost)

    @property
    def row_count(self) -> int:
        """Count the rows."""
        return len(self.row_lower)


@dataclass(frozen=True, slots=True)
class Program:
    """A mixed-integer program: what may be decided, what must hold, what is minimised (combined per year)."""

    variables: tuple[Variables, ...]
    rows: tuple[Rows, ...]

    def __getitem__(self, name: str) -> Variables:
        """Find a block of columns by its name."""
        for block in self.variables:
            if block.name == name:
                return block
        raise KeyError(name)

    def column_names(self) -> Iterator[str]:
        """Name every column, in order: `flow(ash,clinker,lorry,year)`."""
        for block in self.variables:
            for entry in range(len(block)):
                yield f"{block.name}({','.join(block.index.key(entry))})"

    def row_names(self) -> Iterator[str]:
        """Name every row, in order: `giver_balance(ash,year)`."""
        for family in self.rows:
            for entry in range(len(family)):
                yield f"{family.name}({','.join(family.index.key(entry))})"

    def to_highs(self) -> Arrays:
        """Lay the blocks and families out as the arrays one `passModel` takes."""
        entries = sum(len(family.row) for family in self.rows)
        start = np.zeros(sum(map(len, self.rows)) + 1, np.int32)
        index, values = np.empty(entries, np.int32), np.empty(entries)
        first_row, first = 1, 0
        for family in self.rows:
            row, last = family.row, first + len(family.row)
            if np.any(row[1:] < row[:-1]):
                # numpy sorts 16-bit numbers by counting: faster than wider ones
                order = np.argsort(row.astype(np.uint16) if len(family) <= 2**16 else row, kind="stable")
                index[first:last], values[first:last] = family.column[order], family.value[order]
            else:
                index[first:last], values[first:last] = family.column, family.value
            start[first_row : first_row + len(family)] = np.bincount(row, minlength=len(family))
            first_row, first = first_row + len(family), last
        np.cumsum(start, out=start)
        return Arrays(
            cost=_joined([block.cost for block in self.variables]),
            lower=_joined([block.lower for block in self.variables]),
            upper=_joined([block.upper for block in self.variables]),
            integer=np.repeat(
                np.array([block.integer for block in self.variables], bool), [len(block) for block in self.variables]
            ),
            row_lower=_joined([family.lower for family in self.rows]),
            row_upper=_joined([family.upper for family in self.rows]),
            start=start,
            index=index,
            value=values,
        )


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate([np.zeros(0), *parts])
