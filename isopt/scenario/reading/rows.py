"""Build the tree that the rows of a table make: headers are dotted paths, the first cells say where a row goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from isopt.scenario.document import MAX_LEVELS, Entry, FaultList, Mark, Node, split_path
from isopt.scenario.reading.cells import CellError, Unreadable, whole
from isopt.scenario.reading.change import joined
from isopt.scenario.reading.scalars import MAX_KEY_CHARS, is_printable
from isopt.scenario.reading.shape import scenario_shape
from isopt.scenario.reading.targets import VALUE, Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from isopt.scenario.reading.cells import CellValue
    from isopt.scenario.reading.shape import Shape
    from isopt.scenario.reading.targets import Target

    ReadCell = Callable[[Any, str, Shape | None], CellValue]
    Row = tuple[int, Sequence[Any]]

MAX_TABLE_CELLS: Final = 8_000_000
"""Rows, cells and the mappings that dotted headers make of them."""

MAX_COLUMNS: Final = 10_000
"""Headers of a table."""

MAX_PARTS: Final = 8
"""Parts of a header."""

REMARK: Final = "#"
"""What the first cell of a sheet's row, a header or a sheet's name starts with if it is only for its readers."""


@dataclass(frozen=True, slots=True)
class _Column:
    """What the cells below a header are."""

    parents: tuple[str, ...]
    field: str | None
    """None for the entry itself."""
    unit: str
    shape: Shape | None

    @property
    def path(self) -> tuple[str, ...]:
        return self.parents if self.field is None else (*self.parents, self.field)


class Rows:
    """Read the rows of one table, each of which is an entry."""

    def __init__(self, shown_as: str, target: Target, read_value: ReadCell, *, is_typed: bool) -> None:
        self._file = shown_as
        self._target = target
        self._fixed = target.fixed
        self._steps = target.steps[len(target.fixed) :]
        self._keys = target.keys
        self._is_simple = self._steps == (Key.NAME,)
        self._is_by_path = Key.PATH in self._keys
        self._read_value = read_value
        self._is_typed = is_typed
        self._faults = FaultList()
        self._cells = 0
        self._lines: dict[tuple[tuple[str, ...], ...], int] = {}

    def read(self, rows: Iterator[Row], also: FaultList | None = None) -> Node:
        """Read header and rows into the tree below what all rows have in common.

        Raises ScenarioError with all faults, those of reading the file (`also`) included.
        """
        root: dict[str, Entry] = {}
        line, headers = next(rows, (1, ()))
        if not headers:
            self._fault(Mark(self._file, 1, 1), (), "the table is empty", "write a line of headers")
        columns = self._columns(line, headers)
        for line, row in rows:
            if self._faults.is_full or self._cells > MAX_TABLE_CELLS:
                break
            if not (self._is_typed and str(row[0]).startswith(REMARK)):
                self._row(line, row, columns, headers, root)
        if self._cells > MAX_TABLE_CELLS:
            problem, remedy = f"the table has more than {MAX_TABLE_CELLS} cells", "leave out what is not needed"
            self._fault(Mark(self._file, line, 1), (), problem, remedy)
        if also is not None:
            self._faults.extend(also.found)
        self._faults.raise_any()
        return Node(root, Mark(self._file, 1, 1))

    def _fault(self, mark: Mark, path: Sequence[str], problem: str, remedy: str) -> None:
        self._faults.add(mark, path or self._target.fixed, problem, remedy)

    def _columns(self, line: int, headers: Sequence[Any]) -> list[_Column | None]:
        """Read the headers; None for those of keys, for empty ones and remarks, and for faulty ones."""
        if len(headers) > MAX_COLUMNS:
            mark, problem = Mark(self._file, line, MAX_COLUMNS + 1), f"the table has more than {MAX_COLUMNS} columns"
            self._fault(mark, (), problem, "write rows, not columns, or use a smaller table")
            self._faults.raise_any()
        columns: list[_Column | None] = [None] * len(headers)
        first: dict[tuple[str, ...], int] = {}
        for position, written in enumerate(headers):
            header = key_text(written)
            if isinstance(written, Unreadable):
                self._fault(Mark(self._file, line, position + 1), (), written.problem, written.remedy)
            if position < len(self._keys) or not header or self._is_remark(header):
                continue
            mark = Mark(self._file, line, position + 1)
            text, unit = _header(header)
            parts = split_path(text)
            if parts is None or not all(map(is_key, parts)) or len(parts) > MAX_PARTS:
                remedy = f"write a path of at most {MAX_PARTS} parts: accepts.fly_ash.at_most"
                self._fault(mark, (), f"'{header[:40]}' is not a header", remedy)
            elif parts in first:
                problem = f"the header '{text}' stands twice: first in column {first[parts] + 1}"
                self._fault(mark, (), problem, "keep one of the two")
            else:
                first[parts] = position
                columns[position] = self._column(parts, unit)
        return columns

    def _is_remark(self, text: str) -> bool:
        return self._is_typed and text.startswith(REMARK)

    def _column(self, parts: tuple[str, ...], unit: str) -> _Column:
        if parts == (VALUE,) and self._target.may_be_value:
            return _Column((), None, unit, self._target.entry if self._is_typed else None)
        entry = self._target.entry if self._is_typed else None
        return _Column(parts[:-1], parts[-1], unit, entry.below(*parts) if entry is not None else None)

    def _row(
        self,
        line: int,
        row: Sequence[Any],
        columns: list[_Column | None],
        headers: Sequence[Any],
        root: dict[str, Entry],
    ) -> None:
        """Read one row into its entry."""
        keys = self._row_keys(row)
        path = self._path(keys)
        fields: dict[str, Entry] = {}
        itself: Node | None = None
        self._cells += len(self._steps)
        for position in range(len(self._keys), len(row)):
            cell = row[position].strip() if isinstance(row[position], str) else row[position]
            if cell is None or cell == "":
                continue
            place = Mark(self._file, line, position + 1)
            if position >= len(headers) or (columns[position] is None and not key_text(headers[position])):
                problem = "the row has more cells than there are headers"
                remedy = "write a header, or quote the cell that holds the delimiter"
                self._fault(place, path, problem, "write a header above it" if self._is_typed else remedy)
                break
            if (column := columns[position]) is None:
                continue
            node = self._node(cell, column, place, path)
            if column.field is None:
                itself = node
            else:
                self._put(fields, column, node, path)
        if self._is_by_path and itself is None and not fields:
            return
        if not self._are_keys(line, row, keys, headers) or not self._is_first(line, keys, root):
            return
        if itself is not None and fields:
            self._both(itself.mark, path)
        self._place(root, line, keys, Node(fields, Mark(self._file, line, len(keys))) if itself is None else itself)

    def _row_keys(self, row: Sequence[Any]) -> list[tuple[str, ...]]:
        """Read the cells that say where a row goes; empty where a cell says nothing."""
        if self._is_simple:
            text = key_text(row[0])
            return [(text,) if is_key(text) else ()]
        keys: list[tuple[str, ...]] = []
        for position, key in enumerate(self._keys):
            text = key_text(row[position]) if position < len(row) else ""
            parts = (text,) if key is Key.NAME else split_path(text)
            is_sound = parts is not None and len(parts) < MAX_LEVELS - 8 and all(map(is_key, parts))
            keys.append(parts if is_sound and parts is not None else ())
        return keys

    def _path(self, keys: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        """Give the path of a row, or as much of it as its keys say."""
        if self._is_simple:
            return (*self._fixed, *keys[0])
        return self._target.path([key for key in keys if key])

    def _are_keys(self, line: int, row: Sequence[Any], keys: list[tuple[str, ...]], headers: Sequence[Any]) -> bool:
        """Say whether the cells of a row say where it goes, noting a fault where they do not."""
        for position, key in enumerate(keys):
            if key:
                continue
            mark, path = Mark(self._file, line, position + 1), self._target.path([k for k in keys[:position] if k])
            cell = row[position] if position < len(row) else None
            if isinstance(cell, Unreadable):
                problem, remedy = cell.problem, cell.remedy
            elif self._keys[position] is Key.PATH:
                problem = "a row says of no field what it is, or not by its path"
                remedy = "write a dotted path: economics.discount_rate"
            else:
                what = key_text(headers[position]) if position and position < len(headers) else "name"
                problem = f"a row has no {what}, or none that is a key of 1 to {MAX_KEY_CHARS} characters"
                remedy = f"write the {what} into column {position + 1}"
            self._fault(mark, path, problem, remedy)
            return False
        return True

    def _is_first(self, line: int, keys: list[tuple[str, ...]], root: dict[str, Entry]) -> bool:
        """Say whether no row before had the same keys, noting a fault where one had."""
        if self._is_simple:
            first = root[keys[0][0]].mark.line if keys[0][0] in root else line
        else:
            first = self._lines.setdefault(tuple(keys), line)
        if first != line:
            problem, remedy = (
                f"the row's name stands twice: first in line {first}",
                "keep one of the two, or rename one",
            )
            self._fault(Mark(self._file, line, len(keys)), self._path(keys), problem, remedy)
        return first == line

    def _place(self, root: dict[str, Entry], line: int, keys: list[tuple[str, ...]], node: Node) -> None:
        """Put a row where its keys say."""
        if self._is_simple:
            root[keys[0][0]] = Entry(node, Mark(self._file, line, 1))
            return
        holder, number = root, 0
        parts: list[tuple[str, Mark]] = []
        for step in self._steps:
            if isinstance(step, Key):
                number += 1
            mark = Mark(self._file, line, max(number, 1))
            parts += [(part, mark) for part in (keys[number - 1] if isinstance(step, Key) else (step,))]
        for part, mark in parts[:-1]:
            below = holder.setdefault(part, Entry(Node({}, mark), mark)).node.value
            if not isinstance(below, dict):
                self._both(node.mark, self._target.path(keys))
                return
            holder = below
        last, mark = parts[-1]
        if last in holder:
            path = self._target.path(keys)
            holder[last] = Entry(joined(holder[last].node, node, self._faults, path), holder[last].mark)
        else:
            holder[last] = Entry(node, mark)

    def _put(self, fields: dict[str, Entry], column: _Column, node: Node, path: tuple[str, ...]) -> None:
        """Put a cell where its header says."""
        assert column.field is not None
        for part in column.parents:
            if part not in fields:
                fields[part] = Entry(Node({}, node.mark), node.mark)
                self._cells += 1
            below = fields[part].node.value
            if not isinstance(below, dict):
                self._both(node.mark, (*path, *column.path))
                return
            fields = below
        if column.field in fields:
            self._both(node.mark, (*path, *column.path))
        fields[column.field] = Entry(node, node.mark)

    def _both(self, mark: Mark, path: Sequence[str]) -> None:
        """Note a row that fills a column and another that lies below it."""
        problem = "the row fills a column and one that lies below it"
        self._fault(mark, path, problem, "leave one empty: a value, or its parts")

    def _node(self, cell: Any, column: _Column, mark: Mark, path: tuple[str, ...]) -> Node:
        """Read a cell."""
        shape = column.shape
        if self._is_typed and self._is_by_path:
            shape = scenario_shape().below(*path, *column.path)
        try:
            value = self._read_value(cell, column.unit, shape)
        except CellError as error:
            self._fault(mark, (*path, *column.path), str(error), error.remedy)
            return Node(None, mark)
        self._cells += len(value) + 1 if isinstance(value, list) else 1
        return Node([Node(item, mark) for item in value] if isinstance(value, list) else value, mark)


def _header(text: str) -> tuple[str, str]:
    """Part a header into its path and the unit in brackets behind it, if there is one."""
    if not text.endswith("]") or "[" not in text:
        return text, ""
    path, _, unit = text[:-1].rpartition("[")
    return path.rstrip(), unit.strip()


def key_text(cell: Any) -> str:
    """Give the text of a cell that is a name: a sheet keeps the year 2030 as a number."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or isinstance(cell, bool | Unreadable) or not isinstance(cell, int | float):
        return ""
    return repr(whole(cell))


def is_key(text: str) -> bool:
    """Say whether a text can be a key."""
    return 0 < len(text) <= MAX_KEY_CHARS and is_printable(text) and bool(text.strip())
