"""What a workbook's XML says that its reader does not: how far a sheet reaches, errors, formulas without values, percentages.

The reader gives an error or a formula that was never worked out as an empty cell, which would be a value silently missing, and lays
a sheet out up to its farthest cell, however far a hostile file puts it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from isopt.scenario.reading.cells import Unreadable
from isopt.scenario.reading.scalars import MAX_TEXT_CHARS

MAX_SHEET_CHARS: Final = 200_000_000
"""Characters of all cells of a sheet: texts are stored once, however often they stand there."""

_PERCENT_FORMATS: Final = frozenset({9, 10})
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class DamagedError(ValueError):
    """XML that no spreadsheet program writes."""


@dataclass(slots=True)
class SheetScan:
    """What is known of a sheet before its cells are laid out; rows and columns count from 1."""

    rows: int = 0
    columns: int = 0
    characters: int = 0
    unreadable: dict[tuple[int, int], Unreadable] = field(default_factory=dict)
    percentages: set[tuple[int, int]] = field(default_factory=set)


def scan_sheet(data: bytes, text_sizes: list[int], percent_styles: set[int]) -> SheetScan:
    """Scan the XML of a sheet; raise DamagedError where it is none."""
    scan = SheetScan()
    _parse(data, _SheetHandler(scan, text_sizes, percent_styles))
    return scan


def scan_texts(data: bytes) -> list[int]:
    """Count the characters of each shared text; raise DamagedError where one is longer than any cell can be."""
    handler = _TextHandler()
    _parse(data, handler)
    if any(size > MAX_TEXT_CHARS for size in handler.sizes):
        raise DamagedError(f"a text is longer than {MAX_TEXT_CHARS} characters")
    return handler.sizes


def scan_styles(data: bytes) -> set[int]:
    """Find the styles that show a number as a percentage."""
    handler = _StyleHandler()
    _parse(data, handler)
    percent = _PERCENT_FORMATS | {number for number, code in handler.codes.items() if "%" in _LITERAL.sub("", code)}
    return {style for style, number in enumerate(handler.formats) if number in percent}


def scan_elements(data: bytes, wanted: str) -> list[dict[str, str]]:
    """List the attributes of all elements of one name, each under its local name."""
    handler = _ElementHandler(wanted)
    _parse(data, handler)
    return handler.found


class _Handler:
    """Ignore everything."""

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        """Begin an element."""

    def end(self, _name: str) -> None:
        """End an element."""

    def text(self, _text: str) -> None:
        """Take characters."""


class _SheetHandler(_Handler):
    """Follow the cells of a sheet."""

    def __init__(self, scan: SheetScan, text_sizes: list[int], percent_styles: set[int]) -> None:
        self._scan = scan
        self._sizes = text_sizes
        self._percent = percent_styles
        self._row = self._column = 0
        self._cell: dict[str, str] | None = None
        self._has_formula = self._has_content = self._is_value = False
        self._value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = _whole(attributes.get("r"), self._row + 1)
            self._column = 0
        elif name == "c":
            self._cell = attributes
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            if reference:
                self._column, self._row = _column_number(reference[1]), int(reference[2])
            elif "r" in attributes:
                raise DamagedError(f"'{attributes['r'][:20]}' is no cell")
            else:
                self._column += 1
            self._has_formula = self._has_content = False
            self._value = ""
        elif self._cell is not None:
            self._has_content = True
            self._has_formula |= name == "f"
            self._is_value = name in {"v", "t"}

    def text(self, text: str) -> None:
        if self._is_value:
            self._value += text

    def end(self, name: str) -> None:
        self._is_value = False
        if name != "c" or self._cell is None:
            return
        if self._has_content:
            self._note(self._cell.get("t", "n"), _whole(self._cell.get("s"), 0))
        self._cell = None

    def _note(self, kind: str, style: int) -> None:
        """Note what is remarkable about a cell that is not empty."""
        scan, place = self._scan, (self._row, self._column)
        scan.rows, scan.columns = max(scan.rows, self._row), max(scan.columns, self._column)
        size = len(self._value)
        if kind == "s":
            index = _whole(self._value.strip() or None, -1)
            size = self._sizes[index] if 0 <= index < len(self._sizes) else 0
        scan.characters += size
        if size > MAX_TEXT_CHARS or scan.characters > MAX_SHEET_CHARS:
            raise DamagedError("its texts are longer than any sheet's")
        if kind == "e":
            problem = f"the cell holds the error {self._value.strip()[:20]}"
            scan.unreadable[place] = Unreadable(problem, "correct its formula, or write a value")
        elif kind == "d":
            scan.unreadable[place] = DATE
        elif self._has_formula and kind == "n" and not self._value.strip():
            remedy = "open the workbook in a spreadsheet program and save it, or write a value"
            scan.unreadable[place] = Unreadable("the cell's formula has no stored value", remedy)
        elif kind == "n" and style in self._percent:
            scan.percentages.add(place)


DATE: Final = Unreadable(
    "the cell holds a date or time, which no field does",
    "format the cell as text or number and write it again: spreadsheets change 1-2 into a date",
)


class _TextHandler(_Handler):
    """Count the characters of shared texts."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self.sizes.append(0)

    def text(self, text: str) -> None:
        if self.sizes:
            self.sizes[-1] += len(text)


class _StyleHandler(_Handler):
    """Collect number formats and the styles that use them."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.formats: list[int] = []
        self._is_of_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[_whole(attributes.get("numFmtId"), 0)] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_of_cells = True
        elif name == "xf" and self._is_of_cells:
            self.formats.append(_whole(attributes.get("numFmtId"), 0))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False


class _ElementHandler(_Handler):
    """Collect the attributes of one kind of element."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._wanted:
            self.found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})


def _parse(data: bytes, handler: _Handler) -> None:
    """Parse XML without any of its documents' own entities; names come without their namespace's prefix."""
    local: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        handler.start(local.get(name) or local.setdefault(name, name.rpartition(":")[2]), attributes)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: handler.end(local[name])
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise DamagedError(str(error)) from None


def _refuse_doctype(*_: Any) -> None:
    raise DamagedError("it declares a document type")


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise DamagedError(f"'{text[:20]}' is no whole number")
    return int(text)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
