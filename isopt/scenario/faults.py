"""A list of faults that knows where every path of the document stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.errors import Fault
from isopt.scenario.document import locate, path_text

if TYPE_CHECKING:
    from isopt.scenario.document import Document

Path = tuple[str | int, ...]


class Faults:
    """Collect faults; those of entries already known to be faulty are consequences and left out."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: list[Fault] = []
        self._faulty: set[Path] = set()
        self._holding_faulty: set[Path] = set()

    def add(self, path: Path, problem: str, remedy: str, *, of_key: bool = False) -> None:
        """Note a fault at a path of the document, unless what stands there is faulty already in form."""
        if not self.is_faulty(*path):
            self.note(path, problem, remedy, of_key=of_key)

    def note(self, path: Path, problem: str, remedy: str, *, of_key: bool = False) -> None:
        """Note a fault at a path of the document."""
        mark = locate(self._document.root, path, of_key=of_key)
        self._found.append(Fault(mark.file, mark.line, mark.column, path_text(path), problem, remedy))

    def mark_faulty(self, path: Path) -> None:
        """Remember that what stands at a path is faulty in form, so that consequences are not reported."""
        self._faulty.add(path)
        self._holding_faulty.update(path[:depth] for depth in range(1, len(path)))

    def is_faulty(self, *path: str | int) -> bool:
        """Say whether what stands at a path, anything in it or what it is in, is faulty in form."""
        if path in self._faulty or path in self._holding_faulty:
            return True
        return any(path[:depth] in self._faulty for depth in range(1, len(path)))

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
