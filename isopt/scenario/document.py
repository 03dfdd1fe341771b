"""The located tree: what a scenario's files say, and where each word of it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.errors import Fault, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Scalar = str | int | float | bool | None

MAX_LEVELS = 64
"""Mappings and lists within each other, the file itself being the first."""

MAX_FAULTS = 1000
"""Faults reported of one reading; a file with more is not the file its user meant."""

_PLAIN_PART = re.compile(r"[^\s.\[\]\"](?:[^.\[\]\"]*[^\s.\[\]\"])?")
_PART = re.compile(r'(?:\s*"((?:[^"]|"")*+)"\s*+|([^."]++))(?:\.|$)')


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it starts."""

    value: Scalar | dict[str, Entry] | list[Node]
    mark: Mark

    @property
    def entries(self) -> dict[str, Entry]:
        """The entries of a mapping; none of anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def plain(self) -> object:
        """Give the value without its places."""
        value = self.value
        if isinstance(value, dict):
            return {key: entry.node.plain() for key, entry in value.items()}
        if isinstance(value, list):
            return [item.plain() for item in value]
        return value

    def size(self) -> int:
        """Count the values in the tree, this one included."""
        value = self.value
        if isinstance(value, dict):
            return 1 + sum(entry.node.size() for entry in value.values())
        if isinstance(value, list):
            return 1 + sum(item.size() for item in value)
        return 1

    def levels(self) -> int:
        """Count how many mappings and lists lie within each other."""
        value = self.value
        if isinstance(value, dict):
            return 1 + max((entry.node.levels() for entry in value.values()), default=0)
        if isinstance(value, list):
            return 1 + max((item.levels() for item in value), default=0)
        return 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a mapping and where its key stands."""

    node: Node
    mark: Mark


@dataclass(frozen=True, slots=True)
class Document:
    """A scenario as merged from all its files, before any of it is understood."""

    root: Node
    """The merged mapping, without `extends` and `variants`."""

    file: str
    """The file that was asked for, as shown to the user."""

    variant: str | None = None
    """The variant that was applied."""

    variants: tuple[str, ...] = ()
    """Names of all variants the files define."""

    tables: tuple[str, ...] = ()
    """Sections that came, in whole or in part, from a table."""

    files: tuple[str, ...] = ()
    """All files read, as shown to the user."""


class FaultList:
    """Collect what is wrong while reading, up to `MAX_FAULTS`."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    @property
    def is_full(self) -> bool:
        """Say whether looking further is pointless."""
        return len(self._faults) >= MAX_FAULTS

    @property
    def found(self) -> tuple[Fault, ...]:
        """All faults so far."""
        return tuple(self._faults)

    def add(self, mark: Mark, path: Sequence[str | int], problem: str, remedy: str) -> None:
        """Note one fault."""
        self.extend([fault(mark, path, problem, remedy)])

    def extend(self, faults: Iterable[Fault]) -> None:
        """Note faults found elsewhere."""
        for each in faults:
            if len(self._faults) < MAX_FAULTS:
                self._faults.append(each)
            elif len(self._faults) == MAX_FAULTS:
                problem = f"more than {MAX_FAULTS} faults; the rest is not listed"
                self._faults.append(Fault(each.file, each.line, each.column, "", problem, "correct these first"))

    def raise_any(self) -> None:
        """Raise ScenarioError with all faults, if there are any."""
        if self._faults:
            raise ScenarioError(self._faults)


def fault(mark: Mark, path: Sequence[str | int], problem: str, remedy: str) -> Fault:
    """Make the fault that stands at a mark."""
    return Fault(mark.file, mark.line, mark.column, path_text(path), problem, remedy)


def locate(root: Node, path: Sequence[str | int], *, of_key: bool = False) -> Mark:
    """Find the mark of what a path leads to, or of the last thing on the way that exists.

    With `of_key`, of the key it stands under; an item of a list has no key and gives itself.
    """
    node, key = root, root.mark
    for part in path:
        value = node.value
        if isinstance(value, dict) and isinstance(part, str) and part in value:
            node, key = value[part].node, value[part].mark
        elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
            node = value[part]
            key = node.mark
        else:
            break
    return key if of_key else node.mark


def path_text(path: Sequence[str | int]) -> str:
    """Write a path as users do: `flows.ash.accepts.fly_ash`, `sites.x.at[1]`, `emissions."lorry.new"`."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
        else:
            text = part if _PLAIN_PART.fullmatch(part) else '"' + part.replace('"', '""') + '"'
            written += f".{text}" if written else text
    return written


def split_path(text: str) -> tuple[str, ...] | None:
    """Read a path of keys as `path_text` writes it; None if it is not one.

    A part may be put in double quotes, within which a double quote is written twice.
    """
    parts: list[str] = []
    at = 0
    while found := _PART.match(text, at):
        quoted, bare = found.groups()
        part = bare.strip() if quoted is None else quoted.replace('""', '"')
        if not part:
            return None
        parts.append(part)
        at = found.end()
        if at == len(text):
            return None if text[-1] == "." else tuple(parts)
    return None
