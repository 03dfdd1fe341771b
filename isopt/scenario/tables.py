"""Read a section from a table: one row an entry, its first cell the name, the other headers dotted paths."""

from __future__ import annotations

import csv
import gc
import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import Entry, FaultList, Mark, Node, split_path
from isopt.scenario.paths import read_bytes
from isopt.scenario.scalars import MAX_KEY_CHARS, NotFiniteError, is_printable, read_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isopt.scenario.document import Scalar

MAX_TABLE_BYTES: Final = 50 * 2**20
"""Bytes of one table."""

MAX_TABLE_CELLS: Final = 8_000_000
"""Rows, cells and the mappings that dotted headers make of them."""

MAX_COLUMNS: Final = 10_000
"""Headers of a table."""

MAX_PARTS: Final = 8
"""Parts of a header."""

_MAX_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Column:
    """What the cells below a header are."""

    parents: tuple[str, ...]
    field: str
    unit: str


def read_table(path: Path, shown_as: str, section: str) -> Node:
    """Read a CSV file into the mapping that its section would be in YAML."""
    data = read_bytes(path, MAX_TABLE_BYTES)
    if isinstance(data, str):
        remedy = "check its path" if "larger" not in data else "leave out what the scenario does not need"
        raise ScenarioError([Fault(shown_as, 0, 0, section, f"the table {data}", remedy)])
    with _no_collection():
        return _Table(shown_as, section).read(_checked(data, shown_as, section))


def read_cell(text: str, unit: str = "") -> Scalar | list[Scalar]:
    """Read a trimmed cell that is not empty; raise NotFiniteError where a number is not finite.

    A bare number takes the header's unit; a cell with `;` is a list, where a last `;` only says that it is one.
    """
    if ";" not in text:
        return _with_unit(text, unit)
    parts = [part.strip() for part in text.split(";")]
    if not parts[-1]:
        parts.pop()
    return [_with_unit(part, unit) for part in parts]


def _with_unit(word: str, unit: str) -> Scalar:
    value = read_scalar(word)
    return f"{word} {unit}" if unit and type(value) in (int, float) else value


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the search for cycles: a tree of millions of values has none, and looking triples the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Table:
    """Build the mapping of one table."""

    def __init__(self, shown_as: str, section: str) -> None:
        self._file = shown_as
        self._section = section
        self._faults = FaultList()
        self._cells = 0
        self._known: dict[tuple[str, str], Scalar | list[Scalar]] = {}

    def read(self, lines: io.TextIOBase) -> Node:
        """Read header and rows."""
        entries: dict[str, Entry] = {}
        header = lines.readline()
        lines.seek(0)
        delimiter = next((sign for sign in ",;\t" if sign in header), ",")
        rows = self._rows(csv.reader(lines, delimiter=delimiter, strict=True))
        line, headers = next(rows, (1, []))
        if not headers:
            self._faults.add(Mark(self._file, 1, 1), (self._section,), "the table is empty", "write a line of headers")
        columns = self._columns(line, headers)
        for line, row in rows:
            if self._faults.is_full or self._cells > MAX_TABLE_CELLS:
                break
            self._row(line, row, columns, headers, entries)
        if self._cells > MAX_TABLE_CELLS:
            problem = f"the table has more than {MAX_TABLE_CELLS} cells"
            remedy = "leave out what the scenario does not need"
            self._faults.add(Mark(self._file, line, 1), (self._section,), problem, remedy)
        self._faults.raise_any()
        return Node(entries, Mark(self._file, 1, 1))

    def _rows(self, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
        """Give the rows that are not blank, each with the line it starts in."""
        line = 1
        try:
            for row in reader:
                if any(row):
                    yield line, row
                line = reader.line_num + 1  # type: ignore[attr-defined]
        except csv.Error as problem:
            mark = Mark(self._file, line, 1)
            self._faults.add(mark, (self._section,), f"this is not CSV: {problem}", "check the quotes of this row")

    def _columns(self, line: int, headers: list[str]) -> list[_Column | None]:
        """Read the headers; None for the first, for empty and for faulty ones."""
        if len(headers) > MAX_COLUMNS:
            mark, problem = Mark(self._file, line, MAX_COLUMNS + 1), f"the table has more than {MAX_COLUMNS} columns"
            self._faults.add(mark, (self._section,), problem, "write rows, not columns, or use a smaller table")
            self._faults.raise_any()
        columns: list[_Column | None] = [None] * len(headers)
        first: dict[tuple[str, ...], int] = {}
        for position, header in enumerate(headers):
            if not position or not header.strip():
                continue
            mark, path = Mark(self._file, line, position + 1), (self._section,)
            text, unit = _header(header.strip())
            parts = split_path(text)
            if parts is None or not all(map(_is_key, parts)) or len(parts) > MAX_PARTS:
                remedy = f"write a path of at most {MAX_PARTS} parts: accepts.fly_ash.at_most"
                self._faults.add(mark, path, f"'{header[:40]}' is not a header", remedy)
            elif parts in first:
                problem = f"the header '{text}' stands twice: first in column {first[parts] + 1}"
                self._faults.add(mark, path, problem, "keep one of the two")
            else:
                first[parts] = position
                columns[position] = _Column(parts[:-1], parts[-1], unit)
        return columns

    def _row(
        self, line: int, row: list[str], columns: list[_Column | None], headers: list[str], entries: dict[str, Entry]
    ) -> None:
        """Read one row into its entry."""
        mark = Mark(self._file, line, 1)
        name = row[0].strip()
        path = (self._section, name) if name else (self._section,)
        if not _is_key(name):
            problem = f"a row's name is no key of 1 to {MAX_KEY_CHARS} characters" if name else "a row has no name"
            self._faults.add(mark, path, problem, "write the entry's name into the first column")
        elif name in entries:
            problem = f"the row's name stands twice: first in line {entries[name].mark.line}"
            self._faults.add(mark, path, problem, "keep one of the two, or rename one")
        fields: dict[str, Entry] = {}
        self._cells += 1
        for position in range(1, len(row)):
            if not (text := row[position].strip()):
                continue
            place = Mark(self._file, line, position + 1)
            if position >= len(headers) or not headers[position].strip():
                problem = "the row has more cells than there are headers"
                remedy = "write a header, or quote the cell that holds the delimiter"
                self._faults.add(place, path, problem, remedy)
                break
            if column := columns[position]:
                self._put(fields, column, text, place, name)
        entries.setdefault(name, Entry(Node(fields, mark), mark))

    def _put(self, fields: dict[str, Entry], column: _Column, text: str, mark: Mark, name: str) -> None:
        """Put a cell where its header says."""
        value = self._value(text, column, mark, name)
        node = Node([Node(item, mark) for item in value] if isinstance(value, list) else value, mark)
        self._cells += len(value) + 1 if isinstance(value, list) else 1
        for part in column.parents:
            if part not in fields:
                fields[part] = Entry(Node({}, mark), mark)
                self._cells += 1
            below = fields[part].node.value
            if not isinstance(below, dict):
                self._both(column, mark, name)
                return
            fields = below
        if column.field in fields:
            self._both(column, mark, name)
        fields[column.field] = Entry(node, mark)

    def _both(self, column: _Column, mark: Mark, name: str) -> None:
        """Note a row that fills a column and another that lies below it."""
        path = (self._section, name, *column.parents, column.field)
        self._faults.add(
            mark, path, "the row fills a column and one that lies below it", "leave one empty: a value, or its parts"
        )

    def _value(self, text: str, column: _Column, mark: Mark, name: str) -> Scalar | list[Scalar]:
        """Read a cell; words that come often are read once."""
        word = (text, column.unit)
        if word in self._known:
            return self._known[word]
        try:
            value = read_cell(text, column.unit)
        except NotFiniteError as problem:
            remedy = "write a number, or leave the cell empty"
            path = (self._section, name, *column.parents, column.field)
            self._faults.add(mark, path, f"'{str(problem)[:40]}' is not a finite number", remedy)
            return None
        if not is_printable(text):
            path = (self._section, name, *column.parents, column.field)
            self._faults.add(mark, path, "the cell holds a control character", "remove it")
        elif len(self._known) < _MAX_REMEMBERED and len(text) <= 64:
            self._known[word] = value
        return value


def _header(text: str) -> tuple[str, str]:
    """Part a header into its path and the unit in brackets behind it, if there is one."""
    if not text.endswith("]") or "[" not in text:
        return text, ""
    path, _, unit = text[:-1].rpartition("[")
    return path.rstrip(), unit.strip()


def _is_key(text: str) -> bool:
    return 0 < len(text) <= MAX_KEY_CHARS and is_printable(text) and bool(text.strip())


def _checked(data: bytes, shown_as: str, section: str) -> io.TextIOBase:
    """Check that a table is UTF-8 text and open it."""
    at, problem = data.find(b"\0"), "the character U+0000 is not allowed in a table"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as found:
        at, problem = found.start, "this is not UTF-8 text"
    if at >= 0:
        line, column = data.count(b"\n", 0, at) + 1, at - data.rfind(b"\n", 0, at)
        raise ScenarioError([Fault(shown_as, line, column, section, problem, "save the file as CSV in UTF-8")])
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
