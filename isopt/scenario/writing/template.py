"""An empty workbook to fill in: a sheet for each section and each nested part, headers with units, choices, an example."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from isopt.scenario.document import Node, path_text, split_path
from isopt.scenario.reading.cells import cell_of
from isopt.scenario.reading.columns import Column, Sheet, field_column, key_columns, ordered_fields, template_unit
from isopt.scenario.reading.rows import REMARK
from isopt.scenario.reading.shape import scenario_shape
from isopt.scenario.reading.targets import (
    SCENARIO,
    VALUE,
    VARIANTS,
    Key,
    Target,
    find_target,
    sheet_name,
    table_targets,
)
from isopt.scenario.reading.workbook import YAML_SHEET
from isopt.scenario.reading.yaml_reader import read_yaml_text
from isopt.scenario.writing.layout import Table, sheet_order, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isopt.scenario.reading.cells import Cell
    from isopt.scenario.reading.shape import Shape

README: Final = f"{REMARK} read me"

FOLDED: Final = 6
"""The columns of a record within an entry are folded away if there are so many."""

_GUIDE: Final = (
    "Write the park's name into the sheet `scenario`, then fill in sites, resources, flows and how things move.",
    "A row is an entry; its first column is the entry's name. Rest the mouse on a header to read what it means.",
    "Rows, columns and sheets that start with # are for people only. The grey rows are an example: take the # away and they count.",
    "A header may state a unit in brackets, and it may be changed: `gives [kt/a]`. A cell may state its own: 65 kt/a.",
    "In headers, u is the resource's own unit (t, MWh, m3 …). An empty cell says nothing.",
    "Columns may be added, with a dotted header: `quality.chloride`, `cost.winter [EUR/(t km)]`. Columns that are empty may go.",
    "Columns that few parks need are folded away behind the + above them.",
    "A part of an entry that is a list of entries itself has its own sheet: first column the entry, second the part.",
    "The sheet `variants` holds changes to compare: a variant's name, the path of what it changes, the new value.",
    f"What no cell can say may stand as YAML in a sheet `{YAML_SHEET}`.",
    "`isopt check` finds every fault and names its cell; `isopt solve` finds the plan.",
)
_FRAME: Final = ("variants",)


def template(example_text: str, currency: str) -> list[Sheet]:
    """Give the sheets of an empty scenario, with a small one, given as YAML, as an example that is not read."""
    example = read_yaml_text(example_text, "example")
    root = Node({name: entry for name, entry in example.entries.items() if name not in _FRAME}, example.mark)
    variants = example.entries["variants"].node.entries if "variants" in example.entries else {}
    filled, _ = tables_of(root, variants)
    sheets = [_fields(SCENARIO, filled["scenario"], {"isopt": 1, "currency": currency})]
    named = {name: target for target in _targets() if (name := sheet_name(target)) is not None}
    for name, target in sorted(named.items(), key=sheet_order):
        table = filled.get(name, Table(target))
        sheets.append(_fields(target, table, {}) if Key.PATH in target.keys else _entries(name, table, currency))
    sheets.append(_changes(filled.get("variants", Table(VARIANTS))))
    return [_guide(sheets), *sheets]


def _targets() -> Iterator[Target]:
    """Give what has a sheet: all but parts that are no more than a value for each name, which are columns."""
    for target in table_targets():
        entry = target.entry
        if not target.is_nested or (entry is not None and (entry.fields or entry.entry is not None)):
            yield target


def _paths(shape: Shape | None) -> Iterator[tuple[str, ...]]:
    """Give the fields of a record, those of records within it included, that one cell can hold."""
    for field in ordered_fields(shape):
        below = shape.at(field) if shape is not None else None
        if below is None or below.takes_scalar or below.item is not None:
            yield (field,)
        if below is not None and below.fields:
            yield from ((field, *path) for path in _paths(below))


def _entries(name: str, table: Table, currency: str) -> Sheet:
    """Give the empty sheet of entries, each a row."""
    target = table.target
    shape = target.entry
    paths = list(_paths(shape)) or ([()] if target.may_be_value else [])
    units = {path: template_unit(shape.below(*path) if shape is not None else None, currency) for path in paths}
    shapes = {path: shape.below(*path) if shape is not None else None for path in paths}
    rows: list[tuple[Cell, ...]] = []
    for keys, row in table.rows.items():
        cells = [cell_of(row[path], units[path], shapes[path]) if path in row else None for path in paths]
        rows.append((f"{REMARK} {keys[0]}", *keys[1:], *cells))
    within = Counter(path[:length] for path in paths for length in range(1, len(path)))
    columns = (
        replace(
            field_column(target, path, shapes[path], units[path]),
            is_folded=any(within[path[:length]] >= FOLDED for length in range(1, len(path))),
        )
        for path in paths
    )
    return Sheet(name, (*key_columns(target), *columns), tuple(rows), len(target.keys))


def _fields(target: Target, table: Table, given: dict[str, Cell]) -> Sheet:
    """Give the sheet of a section's own fields, each a row whose value is to be filled in."""
    name = ".".join(target.fixed) or "scenario"
    section = scenario_shape().below(*target.fixed)
    rows: list[tuple[Cell, ...]] = []
    choices: dict[tuple[int, int], tuple[str, ...]] = {}
    for path in _paths(section):
        shape = section.below(*path) if section is not None else None
        if not target.fixed and len(path) > 1:
            continue
        text = path_text(path)
        example = table.rows.get((text,), {}).get(())
        told = field_column(target, path, shape).note.replace("\n", " ")
        shown = cell_of(example, "", shape) if example is not None else None
        if shape is not None and shape.words:
            choices[len(rows), 1] = shape.words
        rows.append((text, given.get(text), shown, told))
    columns = (Column(f"{REMARK} example"), Column(f"{REMARK} meaning"))
    return Sheet(name, (*key_columns(target), Column(VALUE), *columns), tuple(rows), 1, choices)


def _changes(table: Table) -> Sheet:
    """Give the empty sheet of variants."""
    rows = []
    for keys, row in table.rows.items():
        shape = scenario_shape().below(*(split_path(keys[1]) or ()))
        rows.append((f"{REMARK} {keys[0]}", keys[1], cell_of(row[()], "", shape)))
    note = Column(VALUE, "The new value; null removes what stands there.")
    return Sheet("variants", (*key_columns(VARIANTS), note), tuple(rows), 2)


def _guide(sheets: list[Sheet]) -> Sheet:
    """Say how the workbook works, and what each sheet is for."""
    rows: list[tuple[Cell, ...]] = [(line,) for line in _GUIDE]
    rows += [(None,), ("Sheet", "What it holds")]
    for sheet in sheets:
        target = find_target(split_path(sheet.name) or (sheet.name,)) if sheet.name != "scenario" else None
        steps = target.steps if target is not None else ()
        shape = scenario_shape().below(*("" if isinstance(step, Key) else step for step in steps[:-1]))
        manual = shape.manual if steps and shape is not None else "The file's own fields."
        rows.append((sheet.name, manual.split("\n")[0]))
    return Sheet(README, (), tuple(rows))
