"""What a cell of a table says: words of a CSV file, typed cells of a sheet."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from isopt.scenario.reading.scalars import MAX_TEXT_CHARS, NotFiniteError, is_printable, read_scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isopt.scenario.document import Scalar
    from isopt.scenario.reading.shape import Shape

    Cell = str | int | float | bool | None
    CellValue = Scalar | list[Scalar]

LARGEST_WHOLE: Final = 2**53
"""A float of a smaller size that is whole was an integer; spreadsheets know no difference."""

MAX_CELL_CHARS: Final = 32_767
"""Characters of a cell of a sheet, in UTF-16."""

_MAX_REMEMBERED: Final = 10_000
_ODD: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
"""What workbooks write in other words, or readers may read otherwise."""


class CellError(ValueError):
    """A cell that says nothing a scenario can hold; `remedy` says what to write instead."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A typed cell that holds what no scenario can: a date, an error, a formula without its value."""

    problem: str
    remedy: str


class Percent(float):
    """A number whose cell shows it as a percentage: 30 % is 0.3."""


def read_cell(text: str, unit: str = "") -> CellValue:
    """Read a trimmed cell that is not empty; raise NotFiniteError where a number is not finite.

    A bare number takes the header's unit; a cell with `;` is a list, where a last `;` only says that it is one.
    """
    if ";" not in text:
        return _with_unit(text, unit)
    return [_with_unit(part, unit) for part in _parts(text)]


def read_typed(cell: Any, unit: str, shape: Shape | None) -> CellValue:
    """Read a cell of a sheet, trimmed and not empty, as what its field holds; raise CellError where it cannot be meant.

    Where only texts can stand, a text is a text whatever it looks like; elsewhere it is read as in a CSV file.
    """
    if isinstance(cell, Unreadable):
        raise CellError(cell.problem, cell.remedy)
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int | float):
        number = _number(cell, unit, shape)
        return [number] if _is_list_only(shape) else number
    text = str(cell)
    if len(text) > MAX_TEXT_CHARS:
        raise CellError(f"a text is longer than {MAX_TEXT_CHARS} characters", "shorten it")
    if not is_printable(text):
        raise CellError("the cell holds a control character", "remove it")
    if text == "null":
        return None
    try:
        return _text(text, unit, shape)
    except NotFiniteError as problem:
        raise _not_finite(problem) from None


def _text(text: str, unit: str, shape: Shape | None) -> CellValue:
    if shape is None:
        return read_cell(text, unit)
    if shape.item is not None and (";" in text or not shape.takes_scalar):
        item = shape.item
        if "," in text and ";" not in text:
            raise CellError(f"'{text[:40]}' is one item", "part several with ';': 55.6; 11.1")
        return [_word(part, unit, item) for part in _parts(text)]
    return _word(text, unit, shape)


def _word(text: str, unit: str, shape: Shape) -> Scalar:
    return text if shape.takes_text and not shape.takes_number else _with_unit(text, unit)


def _number(cell: float, unit: str, shape: Shape | None) -> Scalar:
    """Read a number, which spreadsheets keep as a float."""
    if not math.isfinite(cell):
        raise CellError(f"'{cell}' is not a finite number", "write a number, or leave the cell empty")
    if unit and isinstance(cell, Percent):
        raise CellError(
            f"the cell is shown as a percentage, but its header says [{unit}]",
            "show the column as plain numbers, or take the unit out of its header: the cell's 30% is 0.3",
        )
    holder = shape.item if _is_list_only(shape) and shape is not None else shape
    number = whole(cell)
    if holder is not None and holder.takes_text and not holder.takes_number:
        problem = f"the number {number!r} where a text is expected"
        raise CellError(problem, "format the cell as text and write it again: spreadsheets change codes into numbers")
    return f"{number!r} {unit}" if unit else number


def whole(number: float) -> int | float:
    """Give a number of a sheet as an integer where it is one."""
    is_whole = abs(number) < LARGEST_WHOLE and float(number).is_integer() and repr(float(number)) != "-0.0"
    return int(number) if is_whole else float(number)


def _is_list_only(shape: Shape | None) -> bool:
    return shape is not None and shape.item is not None and not shape.takes_scalar


def _parts(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(";")]
    if not parts[-1]:
        parts.pop()
    return parts


def _with_unit(word: str, unit: str) -> Scalar:
    value = read_scalar(word)
    return f"{word} {unit}" if unit and type(value) in (int, float) else value


def _not_finite(problem: NotFiniteError) -> CellError:
    return CellError(f"'{str(problem)[:40]}' is not a finite number", "write a number, or leave the cell empty")


def cell_of(value: CellValue, unit: str, shape: Shape | None) -> Cell:
    """Write a value as the cell that is read as it; None if there is no such cell."""
    for cell in _candidates(value, unit):
        if isinstance(cell, str) and not is_plain(cell):
            continue
        as_read = float(f"{cell:.16G}") if isinstance(cell, int | float) and not isinstance(cell, bool) else cell
        try:
            again = read_typed(as_read, unit, shape)
        except (CellError, NotFiniteError, OverflowError):
            continue
        if repr(again) == repr(value):
            return cell
    return None


def _candidates(value: CellValue, unit: str) -> Iterator[Cell]:
    """Give the cells that might say a value, the natural one first."""
    if isinstance(value, list):
        if len(value) == 1:
            yield value[0]
        yield "; ".join(map(spelt, value)) + (";" if len(value) == 1 else "")
        return
    if unit and isinstance(value, str) and value.endswith(f" {unit}"):
        word = value.removesuffix(f" {unit}")
        try:
            number = read_scalar(word)
        except NotFiniteError:
            number = None
        if isinstance(number, int | float) and not isinstance(number, bool):
            yield number
        yield word
    if isinstance(value, int | float) and not isinstance(value, bool):
        if math.isfinite(value):
            yield value
        yield repr(value)
    elif value is not None:
        yield value
    yield spelt(value)


def spelt(value: Scalar) -> str:
    """Spell a scalar as a word of a table."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else repr(value)


def is_plain(text: str) -> bool:
    """Say whether a text comes back from a cell as it went in."""
    is_trimmed = bool(text) and text == text.strip()
    return is_trimmed and not _ODD.search(text) and len(text.encode("utf-16-le")) <= 2 * MAX_CELL_CHARS


class Words:
    """Read cells of CSV files; words that come often are read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CellValue] = {}

    def __call__(self, text: Any, unit: str, _shape: Shape | None) -> CellValue:
        """Read a trimmed cell that is not empty; raise CellError where it cannot be meant."""
        word = (text, unit)
        if word in self._known:
            return self._known[word]
        try:
            value = read_cell(text, unit)
        except NotFiniteError as problem:
            raise _not_finite(problem) from None
        if not is_printable(text):
            raise CellError("the cell holds a control character", "remove it")
        if len(self._known) < _MAX_REMEMBERED and len(text) <= 64:
            self._known[word] = value
        return value
