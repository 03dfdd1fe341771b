"""A list of faults that knows where every path of the document stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from isopt.errors import Fault, did_you_mean
from isopt.scenario.document import MAX_FAULTS, locate, path_text

if TYPE_CHECKING:
    from collections.abc import Collection

    from isopt.scenario.document import Document

Path = tuple[str | int, ...]

MAX_COMPARED: Final = 5_000
"""Words compared to find what is meant by misspelt ones, in one file: more would take longer than reading it."""


class Faults:
    """Collect faults; those of entries already known to be faulty are consequences and left out."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: list[Fault] = []
        self._faulty: set[Path] = set()
        self._holding_faulty: set[Path] = set()
        self._compared = 0

    def add(self, path: Path, problem: str, remedy: str, *, of_key: bool = False) -> None:
        """Note a fault at a path of the document, unless what stands there is faulty already in form."""
        if not self.is_faulty(*path):
            self.note(path, problem, remedy, of_key=of_key)

    def note(self, path: Path, problem: str, remedy: str, *, of_key: bool = False) -> None:
        """Note a fault at a path of the document."""
        if len(self._found) > MAX_FAULTS:
            return
        mark = locate(self._document.root, path, of_key=of_key)
        if len(self._found) == MAX_FAULTS:
            path, remedy = (), "correct these first"
            problem = f"more than {MAX_FAULTS} faults; the rest is not listed"
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

    def suggest(self, word: str, known: Collection[str], otherwise: str = "") -> str:
        """Suggest the nearest known word, `otherwise` where there is none or a file has too many misspelt ones."""
        if self._compared > MAX_COMPARED:
            return otherwise or "check its spelling"
        self._compared += len(known)
        return did_you_mean(word, known, otherwise)

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
