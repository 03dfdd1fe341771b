"""What the columns of a sheet are: their headers, what each means, what its cells may be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from isopt.scenario.document import path_text
from isopt.scenario.reading.shape import scenario_shape
from isopt.scenario.reading.targets import VALUE, Key
from isopt.scenario.records.shared import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.reading.cells import Cell
    from isopt.scenario.reading.shape import Shape
    from isopt.scenario.reading.targets import Target

_REFERENCE = re.compile(r"\ba key of `(\w+)`")
_PER = re.compile(r"\bper (\w+)[.,;]?$")
_OWN: Final = "like"
"""The field that names an entry of its own section."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet."""

    header: str
    note: str = ""
    """What the field means."""
    words: tuple[str, ...] = ()
    """The only words its cells can hold."""
    section: str | None = None
    """The section whose entries its cells name."""
    is_text: bool = False
    """Whether its cells are texts, whatever they look like."""
    is_folded: bool = False
    """Whether it is one of many that are seldom filled."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its columns and the rows below their headers."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    key_count: int = 1
    """How many columns say where a row goes."""
    choices: Mapping[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    """The only words of single cells, by row and column below the headers."""


def key_columns(target: Target) -> tuple[Column, ...]:
    """Describe the columns that say where a row goes."""
    columns: list[Column] = []
    shape: Shape | None = scenario_shape()
    part = ""
    for step in target.steps:
        if step is Key.PATH:
            columns.append(Column("field", "What the row is about: a field, or a dotted path to one.", is_text=True))
            break
        if isinstance(step, Key):
            columns.append(_name_column(part, shape, is_first=not columns, is_nested=target.is_nested))
            shape = shape.entry if shape is not None else None
        else:
            shape = shape.at(step) if shape is not None else None
            part = step
    return tuple(columns)


def field_column(target: Target, path: tuple[str, ...], shape: Shape | None, unit: str = "") -> Column:
    """Describe the column of a field, or of the entry itself where the path is empty."""
    header = path_text(path) if path else VALUE
    note = shape.manual if shape is not None else ""
    if shape is not None and shape.unit and not unit:
        note += f"\nBare numbers are in {_in_words(shape.unit)}."
    if shape is not None and shape.item is not None:
        note += "\nSeveral are parted by ;"
    section = None
    if shape is not None and shape.takes_text and not shape.words:
        section = str(target.steps[0]) if path[-1:] == (_OWN,) else _section_of(_told(shape.manual))
    return Column(
        header=f"{header} [{unit}]" if unit else header,
        note=note.strip(),
        words=shape.words if shape is not None and shape.item is None else (),
        section=section,
        is_text=_is_text(shape),
    )


def _is_text(shape: Shape | None) -> bool:
    holder = shape.item if shape is not None and shape.item is not None and not shape.takes_scalar else shape
    return holder is not None and holder.takes_text and not holder.takes_number


def template_unit(shape: Shape | None, currency: str) -> str:
    """Give the unit a header states for bare numbers; none for shares, which spreadsheets show as percentages."""
    if shape is None or not shape.unit or "pure number" in shape.unit or shape.takes_text:
        return ""
    return shape.unit.replace("¤", currency)


def ordered_fields(shape: Shape | None) -> tuple[str, ...]:
    """Give a record's fields, what it says of its own figures last."""
    fields = shape.fields if shape is not None else ()
    kept = frozenset(Entry.model_fields)
    return (*(name for name in fields if name not in kept), *(name for name in fields if name in kept))


def _name_column(part: str, shape: Shape | None, *, is_first: bool, is_nested: bool) -> Column:
    """Describe the column of an entry's name."""
    manual = shape.manual if shape is not None else ""
    if is_first and part in scenario_shape().fields:
        return Column(_one_of(part), f"Name. {manual}".strip(), section=part if is_nested else None, is_text=True)
    first, *_ = re.findall(r"\w+", manual.lower()) or [""]
    named = _section_of(" ".join(manual.split()[:5])) if first != part else None
    per = _PER.search(manual.split("\n")[0])
    header = _one_of(named) if named else per[1] if per else _one_of(part)
    return Column(header, manual, section=named, is_text=True)


def _section_of(manual: str) -> str | None:
    """Find the section whose entries a field, or the keys of a mapping, name: its manual says so."""
    root = scenario_shape()
    if found := _REFERENCE.search(manual):
        return found[1] if found[1] in root.fields else None
    for word in re.findall(r"[`\w']+", manual.lower()):
        for name in root.fields:
            if word in {name, _one_of(name)} and (shape := root.at(name)) is not None and shape.entry is not None:
                return name
    return None


def _told(manual: str) -> str:
    """Give the words of a field's manual that may tell what it names: its first, and any `key of` a section."""
    reference = _REFERENCE.search(manual)
    return reference[0] if reference else " ".join(manual.split()[:1])


def _one_of(plural: str) -> str:
    """Name one of several: `technology` of `technologies`."""
    if plural.endswith("ies"):
        return f"{plural[:-3]}y"
    return plural[:-1] if plural.endswith("s") else plural


def _in_words(unit: str) -> str:
    return unit.replace("¤", "the currency").replace("%, or a pure number", "shares: 0.3, or 30 %")
