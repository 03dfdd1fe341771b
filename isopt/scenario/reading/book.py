"""Open a workbook safely and give its sheets as rows of typed cells."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

from isopt.errors import Fault, ScenarioError
from isopt.scenario.reading.cells import Percent
from isopt.scenario.reading.extra import imported
from isopt.scenario.reading.paths import read_bytes
from isopt.scenario.reading.rows import MAX_TABLE_CELLS
from isopt.scenario.reading.sheet_scan import (
    DATE,
    DamagedError,
    scan_elements,
    scan_sheet,
    scan_styles,
    scan_texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BOOK_BYTES: Final = 50 * 2**20
"""Bytes of a workbook, and of what it unpacks to."""

MAX_MEMBERS: Final = 10_000
"""Files in a workbook."""

_OLD_OR_ENCRYPTED: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_READ: Final = (".xml", ".rels")
_MAIN: Final = "xl/workbook.xml"


class Book:
    """A workbook whose sheets can be read, each when it is asked for.

    Raises ScenarioError where the file is no workbook that can be read, or larger than any that is meant; UsageError
    where the package that reads it is not installed.
    """

    def __init__(self, path: Path, shown_as: str) -> None:
        self.shown_as = shown_as
        calamine = imported("python_calamine")
        data = read_bytes(path, MAX_BOOK_BYTES)
        if isinstance(data, str):
            raise self._fault(f"the workbook {data}", _too_large(data) or "check its path")
        self._members = self._unpacked(data)
        self._cells_left = MAX_TABLE_CELLS
        try:
            self._parts = self._parts_of_sheets()
            texts, styles = self._members.get("xl/sharedStrings.xml"), self._members.get("xl/styles.xml")
            self._text_sizes = scan_texts(texts) if texts else []
            self._percent_styles = scan_styles(styles) if styles else set()
            self._book = _tried(lambda: calamine.CalamineWorkbook.from_filelike(_packed(self._members)))
        except DamagedError as error:
            raise self._damaged(error) from None
        self.sheets: tuple[str, ...] = tuple(self._parts)

    def place(self, sheet: str) -> str:
        """Write how a sheet is shown as the place of faults."""
        return f"{self.shown_as}!{sheet}"

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Any]]]:
        """Give the rows of a sheet that are not blank, each with its number; an empty cell is None."""
        try:
            scan = scan_sheet(self._members[self._parts[sheet]], self._text_sizes, self._percent_styles)
            self._cells_left -= scan.rows * scan.columns
            if self._cells_left < 0:
                problem = f"the sheet reaches to row {scan.rows} and column {scan.columns}: more than can be read"
                remedy = "delete the rows and columns behind the table, or use a smaller one"
                raise ScenarioError([Fault(self.place(sheet), 0, 0, "", problem, remedy)])
            found = _tried(lambda: self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
        except DamagedError as error:
            raise self._damaged(error) from None
        remarkable: dict[int, dict[int, Any]] = {}
        for number, column in scan.percentages:
            if number <= len(found) and column <= len(found[number - 1]):
                remarkable.setdefault(number, {})[column] = Percent(found[number - 1][column - 1])
        for (number, column), unreadable in scan.unreadable.items():
            remarkable.setdefault(number, {})[column] = unreadable
        for number in range(1, max(len(found), scan.rows) + 1):
            row = [_typed(cell) for cell in found[number - 1]] if number <= len(found) else []
            for column, cell in remarkable.get(number, {}).items():
                row += [None] * (column - len(row))
                row[column - 1] = cell
            if any(cell is not None for cell in row):
                yield number, row

    def _unpacked(self, data: bytes) -> dict[str, bytes]:
        """Unpack what is to be read."""
        if data.startswith(_OLD_OR_ENCRYPTED):
            problem = "the workbook has a password, or is of the old kind .xls"
            raise self._fault(problem, "remove the password, or save it as .xlsx")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return dict(_members(archive))
        except _TooLargeError:
            problem = f"the workbook unpacks to more than {MAX_BOOK_BYTES // 2**20} MiB"
            raise self._fault(problem, "put large sections into CSV tables: {file: flows.csv}") from None
        except (zipfile.BadZipFile, zlib.error, DamagedError, OSError, EOFError, ValueError, RuntimeError) as error:
            raise self._damaged(error) from None

    def _parts_of_sheets(self) -> dict[str, str]:
        """Find each sheet's part of the workbook, in the order of the sheets; charts are no sheets."""
        if _MAIN not in self._members:
            raise DamagedError(f"it has no {_MAIN}")
        links = scan_elements(self._members.get("xl/_rels/workbook.xml.rels", b"<none/>"), "Relationship")
        targets = {link.get("Id"): link for link in links}
        parts: dict[str, str] = {}
        for sheet in scan_elements(self._members[_MAIN], "sheet"):
            link = targets.get(sheet.get("id"), {})
            name, part = sheet.get("name", ""), posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))[1:]
            if not link.get("Type", "").endswith("/worksheet"):
                continue
            if part not in self._members or not name or name in parts:
                raise DamagedError(f"its sheet '{name[:40]}' is not there, or there twice")
            parts[name] = part
        return parts

    def _fault(self, problem: str, remedy: str) -> ScenarioError:
        return ScenarioError([Fault(self.shown_as, 0, 0, "", problem, remedy)])

    def _damaged(self, error: Exception) -> ScenarioError:
        remedy = "open it in a spreadsheet program and save it again as .xlsx"
        return self._fault(f"this is no workbook that can be read: {error}", remedy)


class _TooLargeError(Exception):
    """A workbook that unpacks to more than is read."""


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Give what is to be read, counting as it comes: what a header says of sizes is not believed."""
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS or len({info.filename for info in infos}) < len(infos):
        raise DamagedError("its table of contents is no workbook's")
    left = MAX_BOOK_BYTES
    for info in infos:
        if not info.filename.endswith(_READ):
            continue
        if info.flag_bits & 1 or info.compress_type not in _METHODS:
            raise DamagedError("it has a password, or is packed in a way no spreadsheet program uses")
        with archive.open(info) as stream:
            data = stream.read(left + 1)
        left -= len(data)
        if left < 0:
            raise _TooLargeError
        yield info.filename, data


def _too_large(reason: str) -> str:
    return "put large sections into CSV tables: {file: flows.csv}" if "larger" in reason else ""


def _typed(cell: Any) -> Any:
    """Give a cell as text, number or truth value, or None; dates are none of these."""
    if isinstance(cell, str):
        return cell if cell.strip() else None
    return cell if isinstance(cell, int | float) else DATE


def _packed(members: dict[str, bytes]) -> io.BytesIO:
    """Pack again what was unpacked, so that the reader meets nothing else."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    stream.seek(0)
    return stream


def _tried(call: Any) -> Any:
    """Call the reader; whatever it raises, a panic of its own included, means that the file is damaged."""
    try:
        return call()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        raise DamagedError(str(error)[:200]) from None
