"""Read a part of a scenario from a CSV file: one row an entry, its first cell the name, the other headers dotted paths."""

from __future__ import annotations

import csv
import gc
import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import FaultList, Mark, path_text
from isopt.scenario.reading.cells import Words
from isopt.scenario.reading.paths import read_bytes
from isopt.scenario.reading.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isopt.scenario.document import Node
    from isopt.scenario.reading.targets import Target

MAX_TABLE_BYTES: Final = 50 * 2**20
"""Bytes of one table."""


def read_table(path: Path, shown_as: str, target: Target) -> Node:
    """Read a CSV file into the mapping that would stand in its place in YAML.

    Raises ScenarioError with every fault found.
    """
    what = path_text(target.fixed)
    with no_collection(), open_csv(path, shown_as, what) as lines:
        faults = FaultList()
        rows = csv_rows(lines, shown_as, target.fixed, faults)
        return Rows(shown_as, target, Words(), is_typed=False).read(rows, faults)


@contextmanager
def open_csv(path: Path, shown_as: str, what: str) -> Iterator[io.TextIOBase]:
    """Open a table after checking that it is UTF-8 text and not too large."""
    data = read_bytes(path, MAX_TABLE_BYTES)
    if isinstance(data, str):
        remedy = "check its path" if "larger" not in data else "leave out what the scenario does not need"
        raise ScenarioError([Fault(shown_as, 0, 0, what, f"the table {data}", remedy)])
    yield _checked(data, shown_as, what)


def csv_rows(
    lines: io.TextIOBase, shown_as: str, path: tuple[str, ...], faults: FaultList
) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not blank, each with the line it starts in; the delimiter is that of the first line."""
    header = lines.readline()
    lines.seek(0)
    delimiter = next((sign for sign in ",;\t" if sign in header), ",")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if any(row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as problem:
        faults.add(Mark(shown_as, line, 1), path, f"this is not CSV: {problem}", "check the quotes of this row")


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause the search for cycles: a tree of millions of values has none, and looking triples the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _checked(data: bytes, shown_as: str, what: str) -> io.TextIOBase:
    """Check that a table is UTF-8 text and open it."""
    at, problem = data.find(b"\0"), "the character U+0000 is not allowed in a table"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as found:
        at, problem = found.start, "this is not UTF-8 text"
    if at >= 0:
        line, column = data.count(b"\n", 0, at) + 1, at - data.rfind(b"\n", 0, at)
        raise ScenarioError([Fault(shown_as, line, column, what, problem, "save the file as CSV in UTF-8")])
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")
