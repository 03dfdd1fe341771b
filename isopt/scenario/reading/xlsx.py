"""Write sheets as an Excel workbook, the same bytes for the same sheets."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from isopt.scenario.reading.extra import imported
from isopt.scenario.reading.rows import REMARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isopt.scenario.reading.cells import Cell
    from isopt.scenario.reading.columns import Column, Sheet

LAST_SUGGESTED_ROW: Final = 2000
"""How far down a sheet choices are offered, and looked for."""

WIDE: Final = 60
"""Width of a column that is for people only."""

MAX_LIST_CHARS: Final = 255
"""Characters of all words that a cell can offer."""

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}
_CREATED: Final = datetime(2000, 1, 1)
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "'")


def write_book(sheets: Sequence[Sheet]) -> bytes:
    """Write sheets as a workbook: headers with notes, choices for what is named or one of few words.

    Raises UsageError where the package that writes it is not installed.
    """
    stream = io.BytesIO()
    book = imported("xlsxwriter").Workbook(stream, _OPTIONS)
    book.set_properties({"created": _CREATED})
    formats = {
        "header": book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDEBF7", "num_format": "@"}),
        "remark": book.add_format({"italic": True, "font_color": "#7F7F7F", "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}),
        "inert": book.add_format({"num_format": "@", "quote_prefix": True}),
    }
    names = {sheet.name: sheet for sheet in sheets}
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, names, formats)
    book.close()
    return stream.getvalue()


def _write_sheet(page: Any, sheet: Sheet, names: dict[str, Sheet], formats: dict[str, Any]) -> None:
    """Write one sheet; where it has headers, they stay in sight."""
    first = 1 if sheet.columns else 0
    for number, column in enumerate(sheet.columns):
        width = WIDE if column.header.startswith(REMARK) else max(12, min(30, len(column.header) + 3))
        folded = {"level": 1, "hidden": True} if column.is_folded else {}
        page.set_column(number, number, width, formats["text"] if column.is_text else None, folded)
        page.write_string(0, number, column.header, formats["header"])
        if column.note:
            page.write_comment(0, number, column.note, {"x_scale": 2.0, "y_scale": 1.2})
        _offer(page, number, column, names)
    if sheet.columns:
        page.freeze_panes(1, sheet.key_count)
    for (line, number), words in sheet.choices.items():
        _offer_words(page, (first + line, number, first + line, number), words)
    for line, row in enumerate(sheet.rows, first):
        is_remark = bool(row) and isinstance(row[0], str) and row[0].startswith(REMARK)
        for number, cell in enumerate(row):
            _write_cell(page, line, number, cell, is_remark, formats)


def _write_cell(page: Any, line: int, number: int, cell: Cell, is_remark: bool, formats: dict[str, Any]) -> None:
    """Write a cell as what it is: a text stays one, whatever it looks like."""
    if cell is None:
        return
    style = formats["remark"] if is_remark else None
    if isinstance(cell, str):
        is_risky = cell.startswith(_FORMULA_SIGNS)
        page.write_string(line, number, cell, style or formats["inert" if is_risky else "text"])
    elif isinstance(cell, bool):
        page.write_boolean(line, number, cell, style)
    else:
        page.write_number(line, number, cell, style)


def _offer(page: Any, number: int, column: Column, names: dict[str, Sheet]) -> None:
    """Offer the words a cell can hold, or the names it may mean; other names are let in, for they may stand elsewhere."""
    place = (1, number, LAST_SUGGESTED_ROW, number)
    if column.words:
        _offer_words(page, place, column.words)
    elif column.section in names:
        rows = names[str(column.section)].rows
        remarks = sum(1 for row in rows if row and str(row[0]).startswith(REMARK))
        source = f"='{column.section}'!$A${2 + remarks}:$A${LAST_SUGGESTED_ROW + 1}"
        page.data_validation(*place, {"validate": "list", "source": source, "show_error": False})


def _offer_words(page: Any, place: tuple[int, int, int, int], words: tuple[str, ...]) -> None:
    """Offer the only words that some cells can hold, unless these are more than a workbook can offer."""
    if len(",".join(words)) <= MAX_LIST_CHARS:
        message = f"One of: {', '.join(words)}"
        page.data_validation(*place, {"validate": "list", "source": list(words), "error_message": message[:255]})
