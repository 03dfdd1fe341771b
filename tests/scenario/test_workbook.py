"""Workbooks as scenario files: a sheet a section, nested parts their own, faults in their cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import Document, locate
from isopt.scenario.load import load_scenario
from isopt.scenario.reading.columns import Column, Sheet
from isopt.scenario.reading.merge import load_document
from isopt.scenario.reading.xlsx import write_book

Rows = list[list[object]]

PARK: dict[str, Rows] = {
    "scenario": [["field", "value"], ["isopt", 1], ["name", "Park"], ["about.authors", "somebody; else"]],
    "sites": [["site", "at", "note"], ["mill", "55.6; 11", None], ["kiln", "55.7; 11.3", "=1+1"]],
    "resources": [["resource", "unit", "form", "ewc"], ["ash", "t", "solid", "10 01 02"]],
    "disposal": [["route", "tax [EUR/t]", "landfill"], ["tip", 35, True]],
    "flows": [
        ["flow", "site", "resource", "gives [kt/a]", "takes [kt/a]", "otherwise", "otherwise.price [EUR/t]", "# who"],
        ["ash", "mill", "ash", 65, None, "tip", None, "somebody"],
        ["# planned", "mill", "ash", "later", None, None, None, None],
        ["clinker", "kiln", None, None, "120000 t/a", None, 45.5, None],
    ],
    "flows.accepts": [["flow", "resource", "replaces", "at_most"], ["clinker", "ash", 0.9, 0.3]],
    "transport": [["mode", "carries", "cost [EUR/(t km)]"], ["lorry", "solid", 0.12]],
    "economics": [["field", "value"], ["discount_rate", 0.06], ["lifetime", None]],
    "calendar": [["field", "value"], ["periods.winter", "4000 h"], ["periods.summer", 4760]],
    "variants": [
        ["variant", "field", "value"],
        ["high", "disposal.tip.tax", "90 EUR/t"],
        ["high", "flows.ash", "null"],
    ],
    "# notes": [["anything at all"]],
    "Sheet1": [],
}


def book(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write sheets as they are, the first row included."""
    made = [Sheet(name, (), tuple(map(tuple, rows))) for name, rows in sheets.items()]  # type: ignore[arg-type]
    path.write_bytes(write_book(made))
    return path


def load(folder: Path, sheets: dict[str, Rows], variant: str | None = None) -> Document:
    return load_document(book(folder / "park.xlsx", sheets), variant)


def faults_of(folder: Path, sheets: dict[str, Rows], load: Callable[[Path], object] = load_document) -> list[str]:
    path = book(folder / "park.xlsx", sheets)
    with pytest.raises(ScenarioError) as raised:
        load(path)
    faults: tuple[Fault, ...] = raised.value.faults
    assert all(fault.remedy for fault in faults)
    return [str(fault).removeprefix(f"{folder}/") for fault in faults]


def test_a_workbook_is_a_scenario(tmp_path: Path) -> None:
    """Proves: sections, nested parts, fields, variants and remarks of a workbook are what they would be in YAML.

    Breaks if: a sheet is left out, a remark counts, or a number changes its kind.
    """
    document = load(tmp_path, PARK)
    assert document.root.plain() == {
        "isopt": 1,
        "name": "Park",
        "about": {"authors": ["somebody", "else"]},
        "sites": {"mill": {"at": [55.6, 11]}, "kiln": {"at": [55.7, 11.3], "note": "=1+1"}},
        "resources": {"ash": {"unit": "t", "form": "solid", "ewc": "10 01 02"}},
        "disposal": {"tip": {"tax": "35 EUR/t", "landfill": True}},
        "flows": {
            "ash": {"site": "mill", "resource": "ash", "gives": "65 kt/a", "otherwise": "tip"},
            "clinker": {
                "site": "kiln",
                "takes": "120000 t/a",
                "otherwise": {"price": "45.5 EUR/t"},
                "accepts": {"ash": {"replaces": 0.9, "at_most": 0.3}},
            },
        },
        "transport": {"lorry": {"carries": ["solid"], "cost": "0.12 EUR/(t km)"}},
        "economics": {"discount_rate": 0.06},
        "calendar": {"periods": {"winter": "4000 h", "summer": 4760}},
    }
    assert document.variants == ("high",)
    assert set(document.tables) == {"sites", "resources", "disposal", "flows", "transport"}
    assert document.files == (str(tmp_path / "park.xlsx"),)
    assert load_scenario(tmp_path / "park.xlsx").givers["ash"].given_u[0] == pytest.approx(65_000 * 4000 / 8760)
    assert "ash" not in load_document(tmp_path / "park.xlsx", "high").root.entries["flows"].node.entries


def test_places_are_cells(tmp_path: Path) -> None:
    """Proves: file, sheet, row and column of a value are known. Breaks if: blank columns or remarks shift them."""
    root = load(tmp_path, PARK).root
    mark = locate(root, ("flows", "clinker", "otherwise", "price"))
    assert (mark.file, mark.line, mark.column) == (f"{tmp_path / 'park.xlsx'}!flows", 4, 7)
    mark = locate(root, ("flows", "clinker", "accepts", "ash"), of_key=True)
    assert (mark.file.rpartition("!")[2], mark.line, mark.column) == ("flows.accepts", 2, 2)


def changed(sheet: str, row: int, column: int, cell: object) -> dict[str, Rows]:
    rows = [list(line) for line in PARK.get(sheet, [[]])]
    rows += [[] for _ in range(row - len(rows))]
    rows[row - 1] += [None] * (column - len(rows[row - 1]))
    rows[row - 1][column - 1] = cell
    return {**PARK, sheet: rows}


@pytest.mark.parametrize(
    ("sheet", "row", "column", "cell", "fault"),
    [
        ("resources", 2, 4, 100102, "park.xlsx!resources:D2 resources.ash.ewc: the number 100102 where a text is expected"),
        ("flows", 2, 2, "mil", "park.xlsx!flows:B2 flows.ash.site: unknown site 'mil'; did you mean 'mill'?"),
        ("flows", 2, 4, "65 MW", "park.xlsx!flows:D2 flows.ash.gives: MWh/h found"),
        ("flows", 1, 4, "givs [kt/a]", "park.xlsx!flows:D2 flows.ash.givs: unknown field 'givs'; did you mean 'gives'?"),
        ("flows", 4, 1, "ash", "park.xlsx!flows:A4 flows.ash: the row's name stands twice: first in line 2"),
        ("flows", 2, 9, "lost", "park.xlsx!flows:I2 flows.ash: the row has more cells than there are headers"),
        ("flows.accepts", 2, 1, "clinkr", "park.xlsx!flows.accepts:A2 flows.clinkr: there is no 'clinkr'"),
        ("flows.accepts", 2, 2, "slag", "park.xlsx!flows.accepts:B2 flows.clinker.accepts.slag: unknown resource 'slag'"),
        ("sites", 2, 2, "55,6", "park.xlsx!sites:B2 sites.mill.at: '55,6' is one item"),
        ("economics", 2, 1, "discount rat", "park.xlsx!economics:A2 economics.discount rat: unknown field"),
        ("economics", 2, 1, "a..b", "park.xlsx!economics:A2 economics: a row says of no field what it is"),
        ("scenario", 3, 2, None, "park.xlsx!scenario:A1: lacks `name`"),
        ("scenario", 5, 1, None, ""),
        ("flow", 1, 1, "x", "park.xlsx!flow:A1: unknown sheet 'flow'; did you mean 'flows'?"),
        ("flows.acepts", 1, 1, "x", "park.xlsx!flows.acepts:A1: unknown sheet 'flows.acepts'; did you mean 'flows.accepts'?"),
        ("variants", 2, 2, None, "park.xlsx!variants:B2 variants.high: a row says of no field"),
        ("yaml", 1, 1, "a: [", "park.xlsx!yaml:A2: this is not YAML"),
        ("yaml", 1, 1, "name: again", "park.xlsx!yaml:A1 name: this is stated twice: first at"),
    ],
)  # fmt: skip
def test_faults_name_the_cell(tmp_path: Path, sheet: str, row: int, column: int, cell: object, fault: str) -> None:
    """Proves: mistakes people make in spreadsheets are told with file, sheet and cell, and what to do."""
    sheets = changed(sheet, row, column, cell)
    if not fault:
        load_scenario(book(tmp_path / "park.xlsx", sheets))
        return
    found = faults_of(tmp_path, sheets, load_scenario)
    assert any(each.startswith(fault) for each in found), found


def test_all_faults_of_a_workbook_come_at_once(tmp_path: Path) -> None:
    """Proves: faults of several sheets are one reading's."""
    sheets = {**changed("resources", 2, 4, 100102), "flow": [["x"]]}
    sheets["flows"] = [["flow", "gives", "gives"], ["a", 1, None]]
    assert [each.split(" ")[0] for each in faults_of(tmp_path, sheets)] == [
        "park.xlsx!flow:A1:",
        "park.xlsx!flows:C1",
        "park.xlsx!resources:D2",
    ]


def test_the_yaml_sheet_says_what_cells_cannot(tmp_path: Path) -> None:
    """Proves: rows are lines of YAML, indentation and blank rows kept, long ones go on beside; places are rows."""
    yaml: Rows = [["disposal:"], ["  pit: {tax: 5}", ""], [None], ["  tip:"], ["    quality: {}"], ["about:", " long"]]
    sheets = {**PARK, "yaml": yaml, "scenario": PARK["scenario"][:3]}
    root = load(tmp_path, sheets).root
    assert root.entries["disposal"].node.plain() == {
        "tip": {"tax": "35 EUR/t", "landfill": True, "quality": {}},
        "pit": {"tax": 5},
    }
    assert root.entries["about"].node.plain() == "long"
    mark = locate(root, ("disposal", "pit", "tax"))
    assert (mark.file.rpartition("!")[2], mark.line, mark.column) == ("yaml", 2, 1)


def test_matrices_have_sheets(tmp_path: Path) -> None:
    """Proves: distances are a sheet of their own name, or one the mode's row names; names may be numbers."""
    matrix: Rows = [["[m]", "mill", "2"], ["mill", None, 800], [2, 900, 0]]
    sheets = {**PARK, "sites": [["site", "at"], ["mill", "1; 2"], [2, "3; 4"]], "transport.lorry.distances": matrix}
    sheets = {name: rows for name, rows in sheets.items() if not name.startswith("flows")}
    distances = {"mill": {"2": "800 m"}, "2": {"mill": "900 m"}}
    root = load(tmp_path, sheets).root
    assert root.entries["transport"].node.entries["lorry"].node.entries["distances"].node.plain() == distances
    del sheets["transport.lorry.distances"]
    sheets["km"] = matrix
    sheets["transport"] = [["mode", "carries", "distances.sheet"], ["lorry", "solid", "km"]]
    root = load(tmp_path, sheets).root
    assert root.entries["transport"].node.entries["lorry"].node.entries["distances"].node.plain() == distances
    sheets["km"] = [["km", "mill"], ["mill", None], [2, -3]]
    found = faults_of(tmp_path, sheets)
    assert found[0].startswith("park.xlsx!km:A3")
    assert found[1].startswith("park.xlsx!km:B3 transport.lorry.distances.2.mill: the distance -3 is negative")


def test_sheets_of_a_yaml_file(tmp_path: Path) -> None:
    """Proves: a YAML file takes a section, or a part, from a sheet: the named one, the one of its name, or the only one."""
    book(tmp_path / "park.xlsx", {**PARK, "other": [["flow", "gives"], ["x", 1]]})
    book(tmp_path / "one.xlsx", {"Tabelle1": [["site", "at"], ["mill", "1; 2"]]})
    park = tmp_path / "park.yaml"
    park.write_text("flows: {file: park.xlsx, accepts: {file: park.xlsx}}\nsites: {file: one.xlsx}\n")
    plain = load_document(park).root.plain()
    assert plain["flows"]["clinker"]["accepts"] == {"ash": {"replaces": 0.9, "at_most": 0.3}}  # type: ignore[index]
    assert plain["sites"] == {"mill": {"at": [1, 2]}}  # type: ignore[index]
    park.write_text("flows: {file: park.xlsx, sheet: other, x: {gives: 2}}\neconomics: {file: park.xlsx}\n")
    assert load_document(park).root.plain() == {"flows": {"x": {"gives": 2}}, "economics": {"discount_rate": 0.06}}
    park.write_text("flows: {file: park.xlsx, sheet: flow}\n")
    with pytest.raises(
        ScenarioError, match=r"park.yaml:1:33 flows.sheet: .*has no sheet 'flow'; did you mean 'flows'\?"
    ):
        load_document(park)
    park.write_text("flows: {file: ../park.xlsx}\n")
    with pytest.raises(ScenarioError, match="leaves this file's folder"):
        load_document(park)


def test_workbooks_extend_and_are_extended(tmp_path: Path) -> None:
    """Proves: YAML extends a workbook, a workbook extends YAML or a workbook, `instead` replaces a section, null removes."""
    book(tmp_path / "base.xlsx", PARK)
    (tmp_path / "over.yaml").write_text("extends: base.xlsx\ndisposal: {tip: {tax: 5}}\nflows: {ash: ~}\n")
    plain = load_document(tmp_path / "over.yaml").root.plain()
    assert plain["disposal"] == {"tip": {"tax": 5, "landfill": True}}  # type: ignore[index]
    assert list(plain["flows"]) == ["clinker"]  # type: ignore[index,call-overload]
    top: dict[str, Rows] = {
        "scenario": [["field", "value"], ["extends", "over.yaml"], ["disposal.instead", True]],
        "disposal": [["route", "tax"], ["pit", 7]],
        "sites": [["site", "at", "note"], ["mill", "null", "moved"]],
        "flows.accepts": [["flow", "resource", "at_most"], ["clinker", "ash", 0.5]],
    }
    plain = load(tmp_path, top).root.plain()
    assert plain["disposal"] == {"pit": {"tax": 7}}  # type: ignore[index]
    assert plain["sites"]["mill"] == {"note": "moved"}  # type: ignore[index]
    assert plain["flows"]["clinker"]["accepts"] == {"ash": {"replaces": 0.9, "at_most": 0.5}}  # type: ignore[index]
    assert plain["name"] == "Park"  # type: ignore[index]


def test_headers_may_be_numbers(tmp_path: Path) -> None:
    """Proves: a year, which a sheet keeps as a number, is a key. Breaks if: it becomes 2030.0."""
    sheets: dict[str, Rows] = {"calendar.profiles": [["profile", 2030, 2035.0], [1, 0.5, 0.5]]}
    assert load(tmp_path, sheets).root.plain() == {"calendar": {"profiles": {"1": {"2030": 0.5, "2035": 0.5}}}}


def test_columns_of_people_are_left_alone(tmp_path: Path) -> None:
    """Proves: a column, row or sheet that starts with # is not read, whatever it holds."""
    sheets: dict[str, Rows] = {
        "sites": [["site", "# x", "note"], ["a", "#REF!", "n"], ["# b", None, "n"]],
        "#x": [["y"]],
    }
    assert load(tmp_path, sheets).root.plain() == {"sites": {"a": {"note": "n"}}}


def test_suffixes(tmp_path: Path) -> None:
    """Proves: upper case is a workbook too; other spreadsheets are told to be saved as one."""
    book(tmp_path / "PARK.XLSX", {"sites": [["site", "note"], ["a", "n"]]})
    assert load_document(tmp_path / "PARK.XLSX").root.plain() == {"sites": {"a": {"note": "n"}}}
    assert Column("x").header == "x"
