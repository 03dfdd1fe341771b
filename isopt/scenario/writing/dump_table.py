"""Write a section as a table, and what no table can say beside it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, Final

from isopt.scenario.document import Node, path_text, split_path
from isopt.scenario.reading.cells import read_cell, spelt
from isopt.scenario.reading.rows import MAX_PARTS
from isopt.scenario.reading.scalars import MAX_TEXT_CHARS, NotFiniteError
from isopt.scenario.reading.tables import MAX_TABLE_BYTES
from isopt.scenario.reading.targets import VALUE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from isopt.scenario.document import Entry, Scalar

_DENSE_CELLS: Final = 1_000_000
_RARE: Final = 20
"""In a large table, a column that fewer than one row in so many would fill is not worth its commas."""

_Cells = dict[tuple[str, ...], "Scalar | list[Scalar]"]


def dump_table(entries: Mapping[str, Entry]) -> tuple[bytes, Node] | None:
    """Write entries as CSV; what a row cannot hold is given back to be written beside the table.

    None where nothing can be a row, or a name would be misread beside a table.
    """
    fits: dict[tuple[str, ...], bool] = {}
    rows = {name: cells for name in sorted(entries) if (cells := _row(name, entries[name].node, fits)) is not None}
    counts = Counter(path for cells in rows.values() for path in cells)
    parents = {path[:length] for path in counts for length in range(1, len(path))}
    is_sparse = len(rows) * len(counts) > _DENSE_CELLS + _RARE * counts.total()
    apart = {path for path, count in counts.items() if path in parents or (is_sparse and count * _RARE < len(rows))}
    rows = {name: cells for name, cells in rows.items() if apart.isdisjoint(cells)}
    left = {name: entry for name, entry in sorted(entries.items()) if name not in rows}
    if not rows or not {"file", "instead"}.isdisjoint(left) or any(entry.node.value is None for entry in left.values()):
        return None
    data = _csv(rows, sorted(counts.keys() - apart))
    return (data, Node(left, next(iter(entries.values())).mark)) if len(data) <= MAX_TABLE_BYTES else None


def cell_text(value: Scalar | list[Scalar], unit: str = "") -> str | None:
    """Write a value as the cell that is read as it; None if there is no such cell."""
    if isinstance(value, list):
        words = [spelt(item) for item in value]
        text = "; ".join(words) + (";" if len(words) == 1 else "")
    else:
        text = spelt(value)
        if unit:
            text = text.removesuffix(f" {unit}")
    if not text or text != text.strip() or len(text) >= MAX_TEXT_CHARS or "\r" in text:
        return None
    try:
        again = read_cell(text, unit)
    except NotFiniteError:
        return None
    return text if again == value and _kinds(again) == _kinds(value) else None


def _row(name: str, node: Node, fits: dict[tuple[str, ...], bool]) -> _Cells | None:
    """Give the cells of an entry; None if it holds what no cell can. `fits` remembers which paths can be headers."""
    if not isinstance(node.value, dict) or not name.strip() or name != name.strip() or "\r" in name:
        return None
    cells: _Cells = {}
    for path, value in _leaves(node, ()):
        if path not in fits:
            fits[path] = len(path) <= MAX_PARTS and split_path(path_text(path)) == path and "\r" not in path_text(path)
        if value is _NO_CELL or not fits[path] or path == (VALUE,) or cell_text(value) is None:
            return None
        cells[path] = value
    return cells


_NO_CELL: Final[list[Scalar]] = []


def _leaves(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Scalar | list[Scalar]]]:
    """Give the values below a node and their paths, `_NO_CELL` for those that no cell can hold."""
    value = node.value
    if isinstance(value, dict):
        if not value and path:
            yield path, _NO_CELL
        for key, entry in value.items():
            yield from _leaves(entry.node, (*path, key))
    elif isinstance(value, list):
        scalars = [item.value for item in value if not isinstance(item.value, (dict, list))]
        yield path, scalars if scalars and len(scalars) == len(value) else _NO_CELL
    else:
        yield path, value


def _csv(rows: Mapping[str, _Cells], paths: Collection[tuple[str, ...]]) -> bytes:
    units = {path: _unit([cells[path] for cells in rows.values() if path in cells]) for path in paths}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    headers = (f"{path_text(path)} [{units[path]}]" if units[path] else path_text(path) for path in paths)
    writer.writerow(["name", *headers])
    for name, cells in rows.items():
        texts = (cell_text(cells[path], units[path]) if path in cells else "" for path in paths)
        writer.writerow([name, *(text or "" for text in texts)])
    return stream.getvalue().encode()


def _unit(values: list[Scalar | list[Scalar]]) -> str:
    """Find the unit that all values of a column end in, so that its header can say it once."""
    first = values[0]
    _, _, unit = first.partition(" ") if isinstance(first, str) else ("", "", "")
    if not unit or unit != unit.strip() or not {"[", "]"}.isdisjoint(unit):
        return ""
    ending = f" {unit}"
    for value in values:
        if not isinstance(value, str) or not value.endswith(ending) or cell_text(value, unit) is None:
            return ""
    return unit


def _kinds(value: Scalar | list[Scalar]) -> list[type]:
    return [type(item) for item in value] if isinstance(value, list) else [type(value)]
