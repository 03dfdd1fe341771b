"""The empty workbook: every section has its sheet, every field its header, and nothing in it counts yet."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from isopt.cli.new import CURRENCY, START
from isopt.errors import ScenarioError
from isopt.scenario.load import load_scenario
from isopt.scenario.reading.book import Book
from isopt.scenario.reading.columns import Sheet
from isopt.scenario.reading.merge import load_document
from isopt.scenario.reading.shape import scenario_shape
from isopt.scenario.reading.targets import sheet_name, table_targets
from isopt.scenario.reading.xlsx import write_book
from isopt.scenario.writing.template import template

EXAMPLE = START.format(name="park.yaml", schema="x")


@pytest.fixture(scope="module")
def sheets() -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in template(EXAMPLE, CURRENCY)}


def test_it_loads_as_an_empty_scenario(sheets: dict[str, Sheet], tmp_path: Path) -> None:
    """Proves: the empty workbook lacks its name and nothing else, and with one is a scenario of nothing.

    Breaks if: an example counts.
    """
    path = tmp_path / "park.xlsx"
    path.write_bytes(write_book(list(sheets.values())))
    assert load_document(path).root.plain() == {"isopt": 1, "currency": "EUR"}
    with pytest.raises(ScenarioError) as raised:
        load_scenario(path)
    assert [str(fault).removeprefix(str(path)) for fault in raised.value.faults] == [
        "!scenario:A1: lacks `name`; add `name:`"
    ]


def test_the_example_counts_without_its_marks(sheets: dict[str, Sheet], tmp_path: Path) -> None:
    """Proves: with the # taken away, the example is the scenario that `isopt new` writes.

    Breaks if: a header's unit changes what an example's cell says.
    """
    bare = []
    for sheet in sheets.values():
        if sheet.name.startswith("#"):
            continue
        rows = [tuple(cell.removeprefix("# ") if isinstance(cell, str) else cell for cell in row) for row in sheet.rows]
        if [column.header for column in sheet.columns][2:3] == ["# example"]:
            rows = [(row[0], row[2], None, row[3]) for row in rows]
        bare.append(Sheet(sheet.name, sheet.columns, tuple(rows)))
    (tmp_path / "park.xlsx").write_bytes(write_book(bare))
    (tmp_path / "park.yaml").write_text(EXAMPLE, encoding="utf-8")
    for variant in (None, "dear_landfill"):
        found, meant = (load_document(tmp_path / name, variant).root.plain() for name in ("park.xlsx", "park.yaml"))
        assert found == meant
    load_scenario(tmp_path / "park.xlsx")


def test_every_part_of_the_language_has_its_sheet(sheets: dict[str, Sheet]) -> None:
    """Proves: new sections and parts come in by themselves. Breaks if: a section is listed by hand."""
    for section in scenario_shape().fields:
        shape = scenario_shape().at(section)
        if shape is not None and (shape.entry is not None or shape.fields):
            assert section in sheets, section
    for target in table_targets():
        entry, name = target.entry, sheet_name(target)
        if name is not None and entry is not None and (entry.fields or entry.entry is not None):
            assert name in sheets, name
            headers = [re.sub(r" \[.*\]$", "", column.header) for column in sheets[name].columns]
            for field in entry.fields:
                below = entry.at(field)
                if below is None or below.takes_scalar or below.item is not None:
                    assert field in headers, (name, field)


def test_headers_have_units_notes_and_choices(sheets: dict[str, Sheet]) -> None:
    """Proves: a header states the unit of a bare number, its note the manual, its cells offer words and names."""
    columns = {column.header: column for column in sheets["flows"].columns}
    assert list(columns)[:3] == ["flow", "site", "resource"]
    assert columns["gives [u/a]"].note.startswith("How much arises")
    assert columns["otherwise.price [EUR/u]"].note.startswith("Price per unit of need")
    assert columns["site"].section == "sites"
    assert columns["resource"].section == "resources"
    assert columns["otherwise"].section == "disposal"
    assert columns["like"].section == "flows"
    assert columns["required"].words == ("true", "false")
    assert "guess" in columns["confidence"].words
    assert [column.section for column in sheets["flows.accepts"].columns[:2]] == ["flows", "resources"]
    assert [column.header for column in sheets["transport.sizes"].columns[:2]] == ["transport", "size"]
    assert [column.header for column in sheets["technologies.recipes.takes"].columns[:3]] == [
        "technology", "recipe", "resource",
    ]  # fmt: skip
    form = {column.header: column for column in sheets["resources"].columns}["form"]
    assert form.words == ("solid", "liquid", "gas", "heat", "power")
    for name, sheet in sheets.items():
        if not name.startswith("#"):
            assert all(column.note for column in sheet.columns if column.header[:1] not in "#v"), name


def test_sheets_hold_what_the_headers_promise(sheets: dict[str, Sheet], tmp_path: Path) -> None:
    """Proves: headers, notes, drop-downs and frozen panes are in the file; a reference offers names below the examples."""
    path = tmp_path / "park.xlsx"
    path.write_bytes(write_book(list(sheets.values())))
    book = Book(path, "park.xlsx")
    number = book.sheets.index("flows") + 1
    with zipfile.ZipFile(path) as archive:
        page = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
        notes = b"".join(archive.read(name) for name in archive.namelist() if "comments" in name)
    assert "<formula1>'sites'!$A$4:$A$2001</formula1>" in page
    assert "measured,reported,memory,guess" in page
    assert 'state="frozen"' in page
    assert b"How much arises" in notes


def test_equal_bytes(sheets: dict[str, Sheet]) -> None:
    """Proves: the same sheets are the same file, whenever it is written."""
    first = write_book(list(sheets.values()))
    assert first == write_book(template(EXAMPLE, CURRENCY))
