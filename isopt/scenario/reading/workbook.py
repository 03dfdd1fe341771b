"""Read a workbook as a scenario file: a sheet a section, and a sheet each for what is nested in it.

`scenario` holds the file's own fields, `variants` its changes, both by dotted path; `yaml` what no cell can say, as YAML
text. Sheets, columns and rows that start with `#` are for readers only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import Entry, FaultList, Mark, Node, split_path
from isopt.scenario.reading.cells import Unreadable, read_typed, whole
from isopt.scenario.reading.change import joined, nearest
from isopt.scenario.reading.matrices import is_matrix, read_matrix
from isopt.scenario.reading.rows import REMARK, Rows
from isopt.scenario.reading.shape import scenario_shape
from isopt.scenario.reading.tables import no_collection
from isopt.scenario.reading.targets import SCENARIO, VARIANTS, Key, find_target, sheet_name, table_targets
from isopt.scenario.reading.yaml_reader import read_yaml_text

if TYPE_CHECKING:
    from collections.abc import Collection

    from isopt.scenario.reading.book import Book
    from isopt.scenario.reading.targets import Target

YAML_SHEET: Final = "yaml"
"""The sheet whose rows are lines of YAML, each in one cell or in several that are read as one."""

SHEETS: Final = {"scenario": SCENARIO, "variants": VARIANTS}
"""Sheets that are no sections."""


@dataclass(frozen=True, slots=True)
class BookTree:
    """What a workbook says as a whole."""

    root: Node
    tables: frozenset[str]
    """Sections that have a sheet of entries."""
    additions: tuple[tuple[Target, Node], ...]
    """What nested sheets add to entries: each a tree below what its rows have in common."""
    unknown: tuple[str, ...]
    """Sheets that are nothing a scenario has."""


def read_book(book: Book, faults: FaultList) -> BookTree:
    """Read all sheets; two that say the same field are a fault."""
    mark = Mark(book.place("scenario"), 1, 1) if "scenario" in book.sheets else Mark(book.shown_as, 0, 0)
    root = Node({}, mark)
    additions: list[tuple[Target, Node]] = []
    tables: set[str] = set()
    unknown: list[str] = []
    for sheet in book.sheets:
        if sheet.startswith(REMARK):
            continue
        path = split_path(sheet) or (sheet,)
        target = SHEETS.get(sheet) or (find_target(path) if path[0] in scenario_shape().fields else None)
        try:
            if sheet == YAML_SHEET:
                root = joined(root, _read_yaml(book, sheet), faults, ())
            elif is_matrix(path) and path[0] in scenario_shape().fields:
                root = joined(root, wrapped(read_sheet(book, sheet, path), path), faults, ())
            elif target is None:
                unknown.append(sheet)
            elif (node := read_sheet(book, sheet, target)).value and target.is_nested and Key.PATH not in target.keys:
                additions.append((target, node))
            elif node.value:
                tables |= {sheet} if target.steps == (sheet, Key.NAME) else set()
                root = joined(root, wrapped(node, target.fixed), faults, ())
        except ScenarioError as error:
            faults.extend(error.faults)
    return BookTree(root, frozenset(tables), tuple(additions), tuple(unknown))


def read_sheet(book: Book, sheet: str, what: Target | tuple[str, ...]) -> Node:
    """Read a sheet as the rows of a target, or as the matrix at a path; nothing where the sheet is blank.

    Raises ScenarioError with every fault found.
    """
    shown_as = book.place(sheet)
    with no_collection():
        rows = iter(list(book.rows(sheet)))
        first = next(rows, None)
        if first is None:
            return Node({}, Mark(shown_as, 1, 1))
        rows = iter([first, *rows])
        if isinstance(what, tuple):
            return read_matrix(rows, shown_as, what)
        return Rows(shown_as, what, read_typed, is_typed=True).read(rows)


def note_unknown(book: Book, sheets: Collection[str], faults: FaultList) -> None:
    """Note the sheets that mean nothing, unless they are blank."""
    known = [*SHEETS, YAML_SHEET, *filter(None, map(sheet_name, table_targets()))]
    for sheet in sheets:
        try:
            is_blank = next(book.rows(sheet), None) is None
        except ScenarioError as error:
            faults.extend(error.faults)
            continue
        if not is_blank:
            remedy = f"{nearest(sheet, known, 'rename it')}; or start its name with {REMARK} if it is for people only"
            faults.add(Mark(book.place(sheet), 1, 1), (), f"unknown sheet '{sheet}'", remedy.replace("?;", "?"))


def wrapped(node: Node, path: tuple[str, ...]) -> Node:
    """Put a tree below a path."""
    for part in reversed(path):
        node = Node({part: Entry(node, node.mark)}, node.mark)
    return node


def _read_yaml(book: Book, sheet: str) -> Node:
    """Read the sheet that holds YAML; the place of whatever it says is its row."""
    lines: list[str] = []
    faults = FaultList()
    for number, row in book.rows(sheet):
        lines += [""] * (number - 1 - len(lines))
        for column, cell in enumerate(row, 1):
            if isinstance(cell, Unreadable):
                faults.add(Mark(book.place(sheet), number, column), (), cell.problem, cell.remedy)
        lines.append("".join(map(_yaml_text, row)))
    faults.raise_any()
    if not any(line.strip() and not line.lstrip().startswith("#") for line in lines):
        return Node({}, Mark(book.place(sheet), 1, 1))
    try:
        return _in_rows(read_yaml_text("\n".join(lines) + "\n", book.place(sheet)))
    except ScenarioError as error:
        raise ScenarioError(
            Fault(each.file, each.line, min(each.column, 1), each.path, each.problem, each.remedy)
            for each in error.faults
        ) from None


def _yaml_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return cell if isinstance(cell, str) else repr(whole(cell))


def _in_rows(node: Node) -> Node:
    """Give all of a tree the first column of its line."""
    mark, value = replace(node.mark, column=1), node.value
    if isinstance(value, dict):
        entries = {key: Entry(_in_rows(entry.node), replace(entry.mark, column=1)) for key, entry in value.items()}
        return Node(entries, mark)
    return Node([_in_rows(item) for item in value] if isinstance(value, list) else value, mark)
