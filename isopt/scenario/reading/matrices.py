"""Read a matrix of distances: the first row and the first column are sites, a cell is how far it is from row to column.

A cell that is empty says nothing of its pair, nor does the diagonal. The way back has a cell of its own.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from isopt.scenario.document import Entry, FaultList, Mark, Node
from isopt.scenario.reading.cells import Unreadable, whole
from isopt.scenario.reading.change import nearest
from isopt.scenario.reading.rows import MAX_COLUMNS, MAX_TABLE_CELLS, is_key, key_text
from isopt.scenario.reading.scalars import NotFiniteError, read_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from isopt.scenario.reading.rows import Row

FIELD: Final = "distances"
"""The field of a mode that is a matrix."""


def is_matrix(path: Sequence[str]) -> bool:
    """Say whether a table at a path is a matrix: `transport.lorry.distances`."""
    return len(path) == 3 and path[-1] == FIELD


def read_matrix(rows: Iterator[Row], shown_as: str, path: tuple[str, ...], also: FaultList | None = None) -> Node:
    """Read a matrix into the mapping `{from: {to: distance}}`; the unit stands in the first cell: `[km]`.

    Raises ScenarioError with all faults, those of reading the file (`also`) included.
    """
    return _Matrix(shown_as, path).read(rows, also)


class _Matrix:
    """Read one matrix."""

    def __init__(self, shown_as: str, path: tuple[str, ...]) -> None:
        self._file = shown_as
        self._path = path
        self._faults = FaultList()
        self._unit = ""

    def read(self, rows: Iterator[Row], also: FaultList | None) -> Node:
        """Read all rows."""
        line, headers = next(rows, (1, ()))
        targets = self._headers(line, headers)
        sources: dict[str, Entry] = {}
        cells = 0
        for line, row in rows:
            cells += len(row)
            if self._faults.is_full or cells > MAX_TABLE_CELLS:
                break
            self._row(line, row, targets, sources)
        if cells > MAX_TABLE_CELLS:
            self._fault(line, 1, f"the matrix has more than {MAX_TABLE_CELLS} cells", "leave out what is not needed")
        self._check_square(targets, sources)
        if also is not None:
            self._faults.extend(also.found)
        self._faults.raise_any()
        return Node(sources, Mark(self._file, 1, 1))

    def _fault(self, line: int, column: int, problem: str, remedy: str, *names: str) -> None:
        self._faults.add(Mark(self._file, line, column), (*self._path, *names), problem, remedy)

    def _headers(self, line: int, headers: Sequence[Any]) -> dict[int, tuple[str, Mark]]:
        """Read the first row: the unit, then the sites the columns lead to."""
        if len(headers) > MAX_COLUMNS:
            self._fault(line, MAX_COLUMNS + 1, f"the matrix has more than {MAX_COLUMNS} columns", "leave some out")
            self._faults.raise_any()
        if not any(map(key_text, headers[1:])):
            remedy = "write the sites into the first row and into the first column"
            self._fault(line, 1, "the matrix has no columns", remedy)
            self._faults.raise_any()
        corner = key_text(headers[0])
        self._unit = corner[1:-1].strip() if corner.startswith("[") and corner.endswith("]") else ""
        targets: dict[int, tuple[str, Mark]] = {}
        first: dict[str, int] = {}
        for position, header in enumerate(headers[1:], 1):
            name = key_text(header)
            if not name:
                continue
            if not is_key(name):
                self._fault(line, position + 1, f"'{name[:40]}' is no name", "write a site's name")
            elif name in first:
                problem = f"the site '{name}' stands twice: first in column {first[name] + 1}"
                self._fault(line, position + 1, problem, "keep one of the two")
            else:
                first[name] = position
                targets[position] = name, Mark(self._file, line, position + 1)
        return targets

    def _row(
        self, line: int, row: Sequence[Any], targets: dict[int, tuple[str, Mark]], sources: dict[str, Entry]
    ) -> None:
        """Read the distances from one site."""
        name = key_text(row[0])
        if not is_key(name):
            self._fault(line, 1, "a row has no site", "write a site's name into the first column")
            return
        if name in sources:
            problem = f"the site '{name}' stands twice: first in line {sources[name].mark.line}"
            self._fault(line, 1, problem, "keep one of the two")
            return
        ends: dict[str, Entry] = {}
        for position, written in enumerate(row[1:], 1):
            cell = written.strip() if isinstance(written, str) else written
            if cell is None or cell == "":
                continue
            if position not in targets:
                self._fault(line, position + 1, "the row has more cells than there are sites", "name the column", name)
                break
            target, mark = targets[position]
            node = self._distance(cell, line, position + 1, name, target)
            if node is not None and target != name:
                ends[target] = Entry(node, mark)
        mark = Mark(self._file, line, 1)
        sources[name] = Entry(Node(ends, mark), mark)

    def _distance(self, cell: Any, line: int, column: int, source: str, target: str) -> Node | None:
        """Read one cell; None, with the fault noted, where it is no distance."""
        number: object = cell
        if isinstance(cell, Unreadable):
            self._fault(line, column, cell.problem, cell.remedy, source, target)
            return None
        if isinstance(cell, str):
            try:
                number = read_scalar(cell)
            except NotFiniteError:
                number = cell
        remedy = "write a number of at least 0, or leave the cell empty where nothing is known"
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            self._fault(line, column, f"'{str(cell)[:40]}' is no distance", remedy, source, target)
        elif number < 0:
            self._fault(line, column, f"the distance {number:g} is negative", remedy, source, target)
        else:
            number = number if isinstance(cell, str) else whole(number)
            word = cell if isinstance(cell, str) else repr(number)
            return Node(f"{word} {self._unit}" if self._unit else number, Mark(self._file, line, column))
        return None

    def _check_square(self, targets: dict[int, tuple[str, Mark]], sources: dict[str, Entry]) -> None:
        """Hold that rows and columns are the same sites, in whatever order."""
        columns = dict(targets.values())
        for name, mark in columns.items():
            if name not in sources:
                self._fault(mark.line, mark.column, f"the site '{name}' has a column but no row", "add the row")
        for name, entry in sources.items():
            if name not in columns:
                mark = entry.mark
                problem = f"the site '{name}' has a row but no column"
                self._fault(
                    mark.line, mark.column, problem, f"add the column, or check its spelling: {_near(name, columns)}"
                )


def _near(name: str, known: dict[str, Mark]) -> str:
    return nearest(name, known, "sites are the same in the first row and in the first column")
