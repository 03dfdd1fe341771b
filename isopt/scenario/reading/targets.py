"""Where the rows of a table go: a path in which each key is a cell of the row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from isopt.scenario.document import path_text
from isopt.scenario.reading.settings import FIELD_SECTIONS
from isopt.scenario.reading.shape import scenario_shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from isopt.scenario.reading.shape import Shape

VALUE: Final = "value"
"""The header of a column that is the entry itself, where an entry may be one value: `emissions`, or a field's value."""


MAX_SHEET_NAME: Final = 31
"""Characters of the name of a sheet."""


class Key(Enum):
    """What a row's cell says of where the row goes."""

    NAME = "the name of an entry"
    PATH = "a dotted path"


Pattern = tuple[str | Key, ...]
"""A path in which a key stands for all entries."""


@dataclass(frozen=True)
class Target:
    """Where the rows of a table go: `flows`, then the row's name, then `accepts`, then the row's second name."""

    steps: Pattern

    @property
    def fixed(self) -> tuple[str, ...]:
        """What all rows have in common: the path of what the table is."""
        return tuple(str(step) for step in takewhile(lambda step: not isinstance(step, Key), self.steps))

    @property
    def keys(self) -> tuple[Key, ...]:
        """What a row's first cells are."""
        return tuple(step for step in self.steps if isinstance(step, Key))

    @property
    def pattern(self) -> Pattern:
        """What the table says all of: the path of the mapping its rows are entries of."""
        return self.steps[:-1]

    @property
    def is_nested(self) -> bool:
        """Whether it is a part of all entries of a section, as `flows.accepts` is."""
        return len(self.keys) > 1

    def path(self, keys: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        """Give the path of a row, or as much of it as its keys say."""
        found: list[str] = []
        left = iter(keys)
        for step in self.steps:
            if not isinstance(step, Key):
                found.append(step)
                continue
            key = next(left, None)
            if key is None:
                break
            found.extend(key)
        return tuple(found)

    @property
    def entry(self) -> Shape | None:
        """The shape that every row has; None where rows are paths, or nothing is known of them."""
        return _entry(self)

    @property
    def may_be_value(self) -> bool:
        """Whether the column `value` is the entry itself, not a field of this name."""
        if Key.PATH in self.steps:
            return True
        return self.entry is not None and self.entry.takes_scalar and VALUE not in self.entry.fields


@lru_cache(maxsize=1024)
def _entry(target: Target) -> Shape | None:
    if Key.PATH in target.steps:
        return None
    return scenario_shape().below(*("" if isinstance(step, Key) else step for step in target.steps))


def find_target(path: Sequence[str]) -> Target | None:
    """Find where a table's rows go that stands at a path, or is named by it; None where no table can stand.

    A part that is a field goes before an entry of this name: `flows.accepts` is a part of all flows.
    """
    if len(path) == 1 and path[0] not in FIELD_SECTIONS:
        return Target((path[0], Key.NAME))
    shape: Shape | None = scenario_shape()
    steps: list[str | Key] = []
    for part in path:
        entry = shape.entry if shape is not None else None
        if shape is not None and entry is not None and part in entry.fields and part not in shape.fields:
            steps.append(Key.NAME)
            shape = entry
        shape = shape.at(part) if shape is not None else None
        steps.append(part)
    if shape is None or (shape.entry is None and (len(path) > 1 or not shape.fields)):
        return None
    return Target((*steps, Key.PATH if shape.entry is None else Key.NAME))


@lru_cache(maxsize=1024)
def sheet_name(target: Target) -> str | None:
    """Name the sheet of a target; None where no sheet can be named so."""
    path = tuple(step for step in target.steps if not isinstance(step, Key))
    name = path_text(path)
    if len(name) > MAX_SHEET_NAME or set(name) & set("[]:*?/\\'\""):
        return None
    return name if find_target(path) == target else None


def table_targets() -> Iterator[Target]:
    """Give all that may be a table: each section, and each part of its entries that is a mapping of names."""
    root = scenario_shape()
    for name in root.fields:
        target, shape = find_target((name,)), root.at(name)
        if target is None or shape is None or name == "variants" or not (shape.entry or shape.fields):
            continue
        yield target
        yield from _parts((name,), shape if Key.PATH in target.keys else shape.entry)


def _parts(path: tuple[str, ...], shape: Shape | None) -> Iterator[Target]:
    """Give the parts of a record that may be tables."""
    for name in shape.fields if shape is not None else ():
        below = shape.at(name) if shape is not None else None
        target = find_target((*path, name)) if below is not None and below.entry is not None else None
        if target is not None:
            yield target
        if below is not None:
            yield from _parts((*path, name), below if target is None else below.entry)


SCENARIO: Final = Target((Key.PATH,))
"""Rows that may say anything of the file: its own fields, or a path to any other."""

VARIANTS: Final = Target(("variants", Key.NAME, Key.PATH))
"""Rows that are changes: of which variant, at which path."""
