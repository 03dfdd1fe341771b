"""Write a scenario as a user would: sections in YAML, those with many entries as tables beside it."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Cell = str | float | bool | None
    Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario to be written: its sections in YAML, and per section that is a table its rows."""

    sections: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """By section; a row's keys are headers, the first one's cells are the names of the entries."""


class _Plain(yaml.SafeDumper):
    """Write everything out: the language has no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        """Repeat what is meant twice."""
        return True


def write(draft: Draft, folder: Path) -> Path:
    """Write a draft into a folder; give the path of its scenario.yaml."""
    folder.mkdir(parents=True, exist_ok=True)
    sections = {"isopt": 1, **draft.sections}
    for section, rows in draft.tables.items():
        sections[section] = {"file": f"{section}.csv"}
        headers = list(dict.fromkeys(header for row in rows for header in row))
        with (folder / f"{section}.csv").open("w", encoding="utf-8", newline="") as lines:
            table = csv.writer(lines, lineterminator="\n")
            table.writerow(headers)
            table.writerows([_cell(row.get(header)) for header in headers] for row in rows)
    path = folder / "scenario.yaml"
    text = yaml.dump(sections, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
