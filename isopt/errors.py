"""Every error isopt raises on purpose.

::

    IsoptError                  catch this one to catch them all
    ├── ScenarioError           the input is faulty: holds every fault, each with its place and remedy
    ├── UsageError              a command, option or call that cannot be meant
    ├── NoPlanError             a value was asked of results that hold no plan
    ├── SolverError             the solver crashed, also with changed options
    ├── AuditError              a result contradicts its scenario; it is never shown
    └── VerificationError       stored results are not what their input gives
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHEET = re.compile(r"\.xls[xm]![^/\\]*$", re.IGNORECASE)


class IsoptError(Exception):
    """The root of all errors raised on purpose."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in the input: where it is, what it is, what to do.

    `line` and `column` count from 1; 0 where the fault has no place in a file. The file of a workbook's cell names its
    sheet too: `park.xlsx!flows`.
    """

    file: str
    line: int
    column: int
    path: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = place_text(self.file, self.line, self.column)
        where = f"{place} {self.path}" if self.path else place
        return f"{where}: {self.problem}; {self.remedy}" if self.remedy else f"{where}: {self.problem}"


class ScenarioError(IsoptError):
    """The input is faulty. `faults` holds every fault found, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UsageError(IsoptError):
    """A command, option or call that cannot be meant."""


class NoPlanError(IsoptError):
    """A value was asked of results that hold no plan."""


class SolverError(IsoptError):
    """The solver crashed, also with changed options, or returned what it must not."""


class AuditError(IsoptError):
    """A result contradicts its scenario; it is never shown as a result."""


class VerificationError(IsoptError):
    """Stored results are not what their input gives. `problems` names each place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("\n".join(self.problems))


def place_text(file: str, line: int, column: int) -> str:
    """Write a place as its readers look for it: `park.yaml:31:5`, or the cell of a sheet, `park.xlsx!flows:B7`."""
    if not line:
        return file
    return f"{file}:{column_letters(column)}{line}" if _SHEET.search(file) else f"{file}:{line}:{column}"


def column_letters(column: int) -> str:
    """Name a column, counted from 1, as spreadsheets do: A, B, …, Z, AA."""
    letters = ""
    while column > 0:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Suggest the nearest known word, else list the known ones (`otherwise` where there are none)."""
    words = sorted(known)
    folded = {candidate.casefold(): candidate for candidate in words}
    near = get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    if near:
        return f"did you mean '{folded[near[0]]}'?"
    if not words:
        return otherwise
    shown = ", ".join(words[:12])
    return f"known are {shown}{', …' if len(words) > 12 else ''}"
