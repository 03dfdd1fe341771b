"""Lay a scenario out as the sheets of a workbook, so that reading them gives the same values to the last digit.

What no cell can say (a number that spreadsheets round, an empty mapping, a text with spaces around it) goes to the sheet `yaml`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from isopt.errors import UsageError
from isopt.scenario.document import MAX_LEVELS, Entry, Mark, Node, path_text, split_path
from isopt.scenario.reading.cells import cell_of, is_plain
from isopt.scenario.reading.columns import Sheet, field_column, key_columns, ordered_fields
from isopt.scenario.reading.rows import MAX_COLUMNS, MAX_PARTS, REMARK, is_key
from isopt.scenario.reading.shape import scenario_shape
from isopt.scenario.reading.targets import SCENARIO, VALUE, VARIANTS, Key, Target, find_target, sheet_name
from isopt.scenario.reading.workbook import YAML_SHEET
from isopt.scenario.writing.dump import yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isopt.scenario.reading.cells import Cell, CellValue
    from isopt.scenario.reading.shape import Shape

MAX_ROWS: Final = 1_048_575
_YAML_CHARS: Final = 30_000
"""Characters of a line of YAML in one cell."""

_NOWHERE: Final = Mark("", 0, 0)

Path_ = tuple[str, ...]
Keys_ = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet, as values."""

    target: Target
    rows: dict[Keys_, dict[Path_, CellValue]] = field(default_factory=dict)


def lay_out(root: Node, variants: Mapping[str, Entry]) -> list[Sheet]:
    """Lay a scenario and its variants out as sheets: sections in the order of the language, nested ones behind theirs.

    Raises UsageError where it is larger than any workbook.
    """
    tables, left = tables_of(root, variants)
    sheets = [_sheet(name, table) for name, table in sorted(tables.items(), key=sheet_order) if table.rows]
    return [*sheets, _yaml_sheet(left)] if left else sheets


def tables_of(root: Node, variants: Mapping[str, Entry]) -> tuple[dict[str, Table], dict[str, Any]]:
    """Sort a scenario's values into tables by the names of their sheets, and what no cell can say."""
    layout = _Layout()
    for name, entry in root.entries.items():
        layout.add_section(name, entry.node)
    for name, entry in variants.items():
        layout.add_variant(name, entry.node)
    return layout.tables, layout.left


def sheet_order(item: tuple[str, object]) -> tuple[int, str]:
    """Order sheets as the language orders sections."""
    order = ("scenario", *scenario_shape().fields)
    section = item[0].partition(".")[0]
    return (order.index(section) if section in order else len(order), item[0])


class _Layout:
    """Gather what each sheet holds."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {"scenario": Table(SCENARIO)}
        self.left: dict[str, Any] = {}
        self._shape = scenario_shape()

    def add_section(self, name: str, node: Node) -> None:
        """Lay out a section: as a sheet of its own, or in the sheet of the file's own fields."""
        shape = self._shape.at(name) if name in self._shape.fields else None
        target = find_target((name,)) if shape is not None else None
        if target is None or shape is None or not node.entries:
            self._add_paths("scenario", SCENARIO, (name,), node)
        elif Key.PATH in target.keys:
            self._add_paths(name, target, (name,), node)
        elif shape.entry is not None:
            self.tables.setdefault(name, Table(target))
            for key, entry in node.entries.items():
                for path, value in _leaves(entry.node, ()):
                    self._add_leaf((name, key), path, value)
        else:
            self._add_paths("scenario", SCENARIO, (name,), node)

    def add_variant(self, name: str, node: Node) -> None:
        """Lay out a variant as rows of the sheet of variants."""
        self._add_paths("variants", VARIANTS, ("variants", name), node)

    def _add_paths(self, sheet: str, target: Target, prefix: Path_, node: Node) -> None:
        """Lay values out as rows of path and value: all of them or none, for some are in order."""
        leaves = list(_leaves(node, ()))
        keys, shown = (prefix[1:], ()) if target is VARIANTS else ((), prefix if target is SCENARIO else ())
        rows: dict[Keys_, dict[Path_, CellValue]] = {}
        for path, value in leaves:
            shape = self._shape.below(*(path if target is VARIANTS else (*prefix, *path)))
            row = (*keys, path_text((*shown, *path)))
            is_path = bool(path or shown) and split_path(row[-1]) == (*shown, *path)
            fits = is_path and all(map(is_key, path)) and all(map(_is_name, row)) and len(path) < MAX_LEVELS - 16
            if not fits or _is_odd(value) or cell_of(value, "", shape) is None:
                for left, odd in leaves:
                    self._leave((*prefix, *left), odd)
                return
            rows[row] = {(): value}
        self.tables.setdefault(sheet, Table(target)).rows.update(rows)

    def _add_leaf(self, entry: Path_, path: Path_, value: CellValue) -> None:
        """Lay out one value of an entry: in the sheet of the part it belongs to, or as a column farther out."""
        places = list(self._places(entry, path))
        for number in range(len(places) - 1, -1, -1):
            target, keys, rest = places[number]
            if not self._fits(target, keys, rest, value):
                continue
            for outer, outer_keys, _ in places[: number + 1]:
                self._table(outer).rows.setdefault(outer_keys, {})
            if rest or not isinstance(value, dict):
                self._table(target).rows[keys][rest] = value
            return
        self._leave((*entry, *path), value)

    def _places(self, entry: Path_, path: Path_) -> Iterator[tuple[Target, Keys_, Path_]]:
        """Give the sheets a value may stand in, from its section inwards: with the keys of its row, the path of its column."""
        section, name = entry
        steps: list[str | Key] = [section, Key.NAME]
        keys = [name]
        shape = self._shape.below(section, "")
        yield Target(tuple(steps)), tuple(keys), path
        at = 0
        while at < len(path):
            shape = shape.at(path[at]) if shape is not None else None
            steps.append(path[at])
            at += 1
            inner = shape.entry if shape is not None else None
            if inner is None or shape is None or at == len(path) or path[at] in shape.fields:
                continue
            if inner.fields or inner.entry is not None:
                steps.append(Key.NAME)
                keys.append(path[at])
                shape = inner
                at += 1
                yield Target(tuple(steps)), tuple(keys), path[at:]

    def _fits(self, target: Target, keys: Keys_, rest: Path_, value: CellValue) -> bool:
        """Say whether a value can be a cell of a sheet."""
        sheet = sheet_name(target)
        if sheet is None or not all(map(_is_name, keys)):
            return False
        if not rest:
            if isinstance(value, dict):
                return True
            shape = target.entry
            return target.may_be_value and not _is_odd(value) and cell_of(value, "", shape) is not None
        if _is_odd(value) or (rest == (VALUE,) and target.may_be_value):
            return False
        text = path_text(rest)
        is_header = len(rest) <= MAX_PARTS and split_path(text) == rest and is_plain(text) and all(map(is_key, rest))
        shape = target.entry.below(*rest) if target.entry is not None else None
        return is_header and not text.startswith(REMARK) and cell_of(value, "", shape) is not None

    def _table(self, target: Target) -> Table:
        name = sheet_name(target)
        assert name is not None
        return self.tables.setdefault(name, Table(target))

    def _leave(self, path: Path_, value: Any) -> None:
        """Leave a value to be written as YAML."""
        holder = self.left
        for part in path[:-1]:
            holder = holder.setdefault(part, {})
        holder[path[-1]] = value


def _sheet(name: str, table: Table) -> Sheet:
    """Write a table's rows as cells, units that a column has in common in its header."""
    target = table.target
    paths = list(dict.fromkeys(path for row in table.rows.values() for path in row))
    if target.entry is not None:
        paths.sort(key=lambda path: _field_order(target.entry, path))
    if len(paths) > MAX_COLUMNS - len(target.keys) or len(table.rows) > MAX_ROWS:
        raise UsageError(f"`{name}` has more rows or columns than a sheet can hold: convert to YAML with CSV tables")
    shapes = {path: target.entry.below(*path) if target.entry is not None else None for path in paths}
    units = {path: _unit([row[path] for row in table.rows.values() if path in row], shapes[path]) for path in paths}
    rows = []
    for keys, row in table.rows.items():
        cells: list[Cell] = list(keys)
        for path in paths:
            shape = shapes[path] if target.entry is not None else _shape_of_row(target, keys)
            cells.append(cell_of(row[path], units[path], shape) if path in row else None)
        rows.append(tuple(cells))
    columns = (*key_columns(target), *(field_column(target, path, shapes[path], units[path]) for path in paths))
    return Sheet(name, columns, tuple(rows), len(target.keys))


def _shape_of_row(target: Target, keys: Keys_) -> Shape | None:
    """Give the shape of what a row's path leads to."""
    path = split_path(keys[-1]) or ()
    return scenario_shape().below(*(() if target is VARIANTS else target.fixed), *path)


def _field_order(shape: Shape | None, path: Path_) -> tuple[int, ...]:
    """Order columns as the records order their fields."""
    order = []
    for part in path:
        fields = ordered_fields(shape)
        order.append(fields.index(part) if part in fields else len(fields))
        shape = shape.at(part) if shape is not None else None
    return tuple(order)


def _unit(values: list[CellValue], shape: Shape | None) -> str:
    """Find the unit most values of a column end in, if its header can say it without touching the others."""
    if shape is None or not shape.takes_number:
        return ""
    ends = [value.partition(" ")[2] for value in values if isinstance(value, str)]
    counts = Counter(end for end in ends if end and end == end.strip() and not set(end) & set("[]"))
    for unit, _ in counts.most_common(1):
        if all(cell_of(value, unit, shape) is not None for value in values):
            return unit
    return ""


def _yaml_sheet(left: dict[str, Any]) -> Sheet:
    """Write what no cell can say as lines of YAML; a long one goes on in the cells beside it."""
    lines = yaml_text({name: _as_node(value) for name, value in left.items()}).splitlines()
    rows = tuple(
        tuple(line[at : at + _YAML_CHARS] for at in range(0, len(line), _YAML_CHARS)) or (None,) for line in lines
    )
    return Sheet(YAML_SHEET, (), rows)


def _as_node(value: Any) -> Node:
    if isinstance(value, dict):
        return Node({key: Entry(_as_node(inner), _NOWHERE) for key, inner in value.items()}, _NOWHERE)
    return Node([_as_node(item) for item in value] if isinstance(value, list) else value, _NOWHERE)


def _is_name(text: str) -> bool:
    """Say whether a text can be the cell of a name."""
    return is_key(text) and is_plain(text) and not text.startswith(REMARK)


def _is_odd(value: CellValue) -> bool:
    """Say whether a value is no scalar, and no list of scalars that has any."""
    items = value if isinstance(value, list) else [value]
    return not items or any(isinstance(item, dict | list) for item in items)


def _leaves(node: Node, path: Path_) -> Iterator[tuple[Path_, Any]]:
    """Give the values below a node and their paths: scalars, lists, and mappings that are empty."""
    value = node.value
    if isinstance(value, dict) and value:
        for key, entry in value.items():
            yield from _leaves(entry.node, (*path, key))
    else:
        yield path, node.plain()
