"""The files of a scenario: which may be named, what has been read of them, workbooks that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from isopt.errors import ScenarioError
from isopt.scenario.document import fault
from isopt.scenario.reading.paths import inside
from isopt.scenario.reading.tables import MAX_TABLE_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from isopt.scenario.document import FaultList, Node
    from isopt.scenario.reading.book import Book

MAX_ALL_TABLES_BYTES: Final = 4 * MAX_TABLE_BYTES
"""Bytes of all tables of a scenario together."""


class Files:
    """All files one scenario is read from."""

    def __init__(self, faults: FaultList) -> None:
        self.faults = faults
        self.read: list[str] = []
        """All files read, as shown to the user."""
        self.tables: set[str] = set()
        """Sections that came, in whole or in part, from a table."""
        self._bytes_left = MAX_ALL_TABLES_BYTES
        self._books: dict[Path, Book] = {}

    def named(self, node: Node, folder: Path, path: Sequence[str]) -> Path | None:
        """Find the file a value names; None, with the fault noted, if it may not or cannot be read."""
        relative = node.value
        if not isinstance(relative, str):
            self.faults.add(node.mark, path, "this is not a path", "name a file in this file's folder")
            return None
        target = inside(folder, relative)
        if target is None:
            problem, remedy = f"the path '{relative[:80]}' leaves this file's folder", "move the file into the folder"
            self.faults.add(node.mark, path, problem, remedy)
            return None
        try:
            found = target.is_file()
        except OSError:
            found = False
        if not found:
            problem, remedy = f"there is no file '{relative[:80]}'", "check the path: it starts at this file's folder"
            self.faults.add(node.mark, path, problem, remedy)
            return None
        return target

    def count(self, table: Path, shown: str, named_by: Node, path: Sequence[str]) -> None:
        """Count the bytes of a table that is read for the first time; raise ScenarioError where they are too many."""
        if shown in self.read:
            return
        self.read.append(shown)
        self._bytes_left -= table.stat().st_size
        if self._bytes_left < 0:
            problem = f"all tables together are larger than {MAX_ALL_TABLES_BYTES // 2**20} MiB"
            raise ScenarioError([fault(named_by.mark, path, problem, "leave out what the scenario does not need")])

    def book(self, path: Path, shown: str) -> Book:
        """Open a workbook, once; raise ScenarioError where it cannot be read, UsageError where nothing can read it."""
        from isopt.scenario.reading.book import Book  # noqa: PLC0415 - its parsers cost some milliseconds

        key = path.resolve()
        if key not in self._books:
            self._books[key] = Book(path, shown)
        return self._books[key]
