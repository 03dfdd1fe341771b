"""Opening workbooks: what their cells are, and files that are damaged, hostile or not meant."""

from __future__ import annotations

import datetime
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from isopt.errors import Fault, ScenarioError, UsageError
from isopt.scenario.reading import book, extra
from isopt.scenario.reading.book import Book
from isopt.scenario.reading.cells import Percent, Unreadable

NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def written(path: Path, fill: Callable[[Any, Any], None]) -> Path:
    """Write a workbook of one sheet `flows`."""
    workbook = xlsxwriter.Workbook(path)
    fill(workbook, workbook.add_worksheet("flows"))
    workbook.close()
    return path


def parts(sheet: str, **others: str) -> dict[str, str]:
    """Give the parts of a hand-made workbook of one sheet `flows`."""
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook {NAMES} xmlns:r="{RELATIONS}"><sheets><sheet name="flows" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {NAMES}><sheetData>{sheet}</sheetData></worksheet>",
        **others,
    }


def zipped(path: Path, members: dict[str, str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def fault_of(path: Path) -> Fault:
    with pytest.raises(ScenarioError) as raised:
        list(Book(path, "park.xlsx").rows("flows"))
    (fault,) = raised.value.faults
    assert fault.remedy
    return fault


def test_cells_have_types(tmp_path: Path) -> None:
    """Proves: texts, numbers, truth values and percentages come as such, formulas as their stored values, rows with their numbers.

    Breaks if: a formula is worked out, or an error, a date or a formula without a value is an empty cell.
    """

    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, ["a", 5, 0.5])
        sheet.write_string(3, 0, "=1+1")
        sheet.write_boolean(3, 1, True)
        sheet.write_formula(3, 2, "=2+2", None, 7)
        sheet.write_number(3, 3, 0.3, workbook.add_format({"num_format": "0.0%"}))
        sheet.write_number(3, 4, 0.3, workbook.add_format({"num_format": '0.0"%"'}))
        sheet.write_formula(4, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(4, 2, "=A1", None, "")
        sheet.write_datetime(5, 1, datetime.datetime(2024, 1, 2), workbook.add_format({"num_format": "d.m.yy"}))
        sheet.write_string(7, 1, "   ")

    path = written(tmp_path / "x.xlsx", fill)
    rows = dict(Book(path, "park.xlsx").rows("flows"))
    assert sorted(rows) == [2, 4, 5, 6]
    assert rows[2][:3] == ["a", 5, 0.5]
    assert rows[4] == ["=1+1", True, 7, 0.3, 0.3]
    assert [type(cell) for cell in rows[4][3:]] == [Percent, float]
    problems = [cell.problem for row in (5, 6) for cell in rows[row] if isinstance(cell, Unreadable)]
    assert problems[0] == "the cell holds the error #DIV/0!"
    assert "no stored value" in problems[1]
    assert "date" in problems[2]


def test_sheets_are_found_by_their_links(tmp_path: Path) -> None:
    """Proves: a hand-made workbook is read, cells without references included."""
    row = '<row><c t="inlineStr"><is><t>flow</t></is></c><c><v>3</v></c></row><row r="4"><c r="B4"><v>2</v></c></row>'
    opened = Book(zipped(tmp_path / "x.xlsx", parts(row)), "park.xlsx")
    assert opened.sheets == ("flows",)
    assert list(opened.rows("flows")) == [(1, ["flow", 3]), (4, [None, 2])]


def far(reference: str) -> str:
    return f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{reference}"><v>1</v></c></row>'


@pytest.mark.parametrize("reference", ["XFD1048576", "A9999999", "ZZZ9999"])
def test_a_far_cell_lays_out_no_giant(tmp_path: Path, reference: str) -> None:
    """Proves: two cells that span a sheet are refused before the reader makes room for all between them."""
    start = time.process_time()
    fault = fault_of(zipped(tmp_path / "x.xlsx", parts(far(reference))))
    assert "more than can be read" in fault.problem
    assert fault.file == "park.xlsx!flows"
    assert time.process_time() - start < 5


def test_styled_blanks_do_not_count(tmp_path: Path) -> None:
    """Proves: formatting down to the last row is no data."""
    blank = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert list(Book(zipped(tmp_path / "x.xlsx", parts(blank)), "x").rows("flows")) == [(1, [1])]


def test_one_long_text_used_often_is_refused(tmp_path: Path) -> None:
    """Proves: 100 kB shared by 10 000 cells does not become a gigabyte."""
    texts = f"<sst {NAMES}><si><t>{'x' * 100_000}</t></si></sst>"
    cells = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(10_000))
    fault = fault_of(zipped(tmp_path / "x.xlsx", parts(cells, **{"xl/sharedStrings.xml": texts})))
    assert "longer than any sheet's" in fault.problem


def test_zip_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: what unpacks to more than the limit is refused as it unpacks; pictures and macros are not unpacked at all."""
    monkeypatch.setattr(book, "MAX_BOOK_BYTES", 200_000)
    bomb = zipped(tmp_path / "x.xlsx", parts(" " * 10_000_000))
    assert bomb.stat().st_size < 50_000
    assert "unpacks to more than" in fault_of(bomb).problem
    picture = parts("<row><c><v>1</v></c></row>", **{"xl/media/image1.png": "x" * 10_000_000})
    assert list(Book(zipped(tmp_path / "y.xlsx", picture), "x").rows("flows")) == [(1, [1])]


def test_headers_that_lie_are_refused(tmp_path: Path) -> None:
    """Proves: a member that says it is small and is not never reaches the reader."""
    path = zipped(tmp_path / "x.xlsx", parts("<row/>" + " " * 500_000))
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    name = data.rfind(b"xl/worksheets/sheet1.xml")
    assert at + 46 == name
    struct.pack_into("<L", data, at + 24, 100)
    path.write_bytes(data)
    assert "no workbook that can be read" in fault_of(path).problem


def encrypted_members(path: Path) -> Path:
    zipped(path, parts("<row/>"), zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(magic, at + 4)
    path.write_bytes(data)
    return path


def twice(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in [*parts("<row/>").items()]:
            archive.writestr(name, text)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("xl/workbook.xml", "<workbook/>")
    return path


@pytest.mark.parametrize(
    ("make", "problem", "remedy"),
    [
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "password", "save it as .xlsx"),
        (lambda path: path.write_bytes(b""), "no workbook", "save it again"),
        (lambda path: path.write_bytes(b"isopt: 1\nname: x\n"), "no workbook", "save it again"),
        (lambda path: path.write_bytes(b"PK\x03\x04 rubbish"), "no workbook", "save it again"),
        (lambda path: zipped(path, {"readme.xml": "<x/>"}), "no xl/workbook.xml", "save it again"),
        (lambda path: zipped(path, parts("<row><c r='A1'><v>1</v></c>")), "no workbook", "save it again"),
        (lambda path: zipped(path, parts('<row><c r="1A"><v>1</v></c></row>')), "'1A' is no cell", "save it again"),
        (lambda path: zipped(path, parts('<row r="-1"><c/></row>')), "no whole number", "save it again"),
        (lambda path: zipped(path, parts("<row/>"), zipfile.ZIP_BZIP2), "packed in a way", "save it again"),
        (lambda path: zipped(path, parts("", **{"xl/styles.xml": "<a"})), "no workbook", "save it again"),
        (encrypted_members, "password", "save it again"),
        (twice, "table of contents", "save it again"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_told(tmp_path: Path, make: Callable[[Path], object], problem: str, remedy: str) -> None:
    """Proves: encrypted, old, damaged and other files end in one fault that names the file, never another exception."""
    path = tmp_path / "x.xlsx"
    make(path)
    fault = fault_of(path)
    assert problem in fault.problem
    assert remedy in fault.remedy
    assert fault.file == "park.xlsx"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    """Proves: a document type, and with it any entity of a file's own, is refused."""
    laughs = '<!DOCTYPE w [<!ENTITY a "ha">]>' + parts("<row><c><v>&a;</v></c></row>")["xl/worksheets/sheet1.xml"]
    path = zipped(tmp_path / "x.xlsx", {**parts(""), "xl/worksheets/sheet1.xml": laughs})
    assert "document type" in fault_of(path).problem


def test_any_damage_is_a_fault(tmp_path: Path) -> None:
    """Proves: wherever a workbook is cut or a byte of it changed, it is read or refused, and nothing else happens."""
    path = written(tmp_path / "x.xlsx", lambda _, sheet: sheet.write_row(0, 0, ["flow", "gives", 3, "é"]))
    data = path.read_bytes()
    for at in range(0, len(data), 97):
        for damaged in (data[:at], data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]):
            path.write_bytes(damaged)
            try:
                opened = Book(path, "park.xlsx")
                for sheet in opened.sheets:
                    list(opened.rows(sheet))
            except ScenarioError as error:
                assert error.faults


def test_without_the_extra_a_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the absence of the reader is an error of usage with its remedy."""

    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(extra, "import_module", absent)
    with pytest.raises(UsageError, match=r"pip install 'isopt\[excel\]'"):
        Book(tmp_path / "x.xlsx", "x.xlsx")


def test_yaml_needs_no_parser_of_workbooks(root: Path) -> None:
    """Proves: a scenario without workbooks loads neither the reader nor the writer, nor XML or ZIP parsers of ours."""
    code = (
        "import sys; from pathlib import Path; from isopt.scenario.load import load_scenario; "
        "load_scenario(Path('scenarios/kalundborg/scenario.yaml')); "
        "lazy = ('python_calamine', 'xlsxwriter', 'isopt.scenario.reading.sheet_scan', 'isopt.scenario.writing.layout'); "
        "print(*[m for m in lazy "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.split() == []


def test_nothing_of_the_file_is_handed_on_unread() -> None:
    """Proves: the reader is given what was unpacked here, not the file: its members are stored, of known size."""
    with zipfile.ZipFile(book._packed({"a.xml": b"<a/>"})) as archive:
        assert [(info.filename, info.compress_type) for info in archive.infolist()] == [("a.xml", zipfile.ZIP_STORED)]
