"""Matrices of distances: what they are read as, and what is no matrix."""

from __future__ import annotations

from pathlib import Path

import pytest

import isopt
from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import locate
from isopt.scenario.reading.merge import load_document

PARK = "sites: {a: {}, b: {}, 'c.1': {}}\ntransport: {lorry: {distances: {file: km.csv}}}\n"


def distances(folder: Path, matrix: str | bytes, park: str = PARK) -> object:
    (folder / "park.yaml").write_text(park, encoding="utf-8")
    (folder / "km.csv").write_bytes(matrix if isinstance(matrix, bytes) else matrix.encode())
    root = load_document(folder / "park.yaml").root
    return root.entries["transport"].node.entries["lorry"].node.entries["distances"].node.plain()


def faults_of(folder: Path, matrix: str | bytes, park: str = PARK) -> tuple[Fault, ...]:
    with pytest.raises(ScenarioError) as raised:
        distances(folder, matrix, park)
    return raised.value.faults


def test_rows_lead_to_columns(tmp_path: Path) -> None:
    """Proves: cell (a, b) is the way from a to b, an empty cell says nothing, the diagonal neither, names are literal.

    Breaks if: the matrix is read the other way round, or taken to be symmetric.
    """
    matrix = ",a,b,c.1\nb,7,0,\na,0,5.5,1e2\nc.1,3,,\n"
    assert distances(tmp_path, matrix) == {"b": {"a": 7}, "a": {"b": 5.5, "c.1": 100.0}, "c.1": {"a": 3}}
    root = load_document(tmp_path / "park.yaml").root
    mark = locate(root, ("transport", "lorry", "distances", "a", "b"))
    assert (Path(mark.file).name, mark.line, mark.column) == ("km.csv", 3, 3)


@pytest.mark.parametrize(("corner", "cell"), [("[m]", "5.5 m"), ("from \\ to", 5.5), ("", 5.5), ("[km]", "5.5 km")])
def test_the_first_cell_may_state_a_unit(tmp_path: Path, corner: str, cell: object) -> None:
    """Proves: a unit in brackets in the first cell goes to all numbers; without one they are km."""
    assert distances(tmp_path, f"{corner};a;b\na;;5.5\nb;;\n") == {"a": {"b": cell}, "b": {}}


@pytest.mark.parametrize(
    ("matrix", "place", "problem"),
    [
        ("", (1, 1), "no columns"),
        ("km\na\n", (1, 1), "no columns"),
        (",a,b\na,,1\n", (1, 3), "has a column but no row"),
        (",a\na,\nb,1\n", (3, 1), "has a row but no column"),
        (",a,b,a\na,,1,1\nb,,,\n", (1, 4), "stands twice"),
        (",a,b\na,,1\nb,1,\na,,2\n", (4, 1), "first in line 2"),
        (",a,b\na,,-1\nb,,\n", (2, 3), "negative"),
        (",a,b\na,,far\nb,,\n", (2, 3), "'far' is no distance"),
        (",a,b\na,,1 km\nb,,\n", (2, 3), "is no distance"),
        (",a,b\na,,true\nb,,\n", (2, 3), "is no distance"),
        (",a,b\na,,inf\nb,,\n", (2, 3), "is no distance"),
        (",a,b\na,,1,2\nb,,\n", (2, 4), "more cells"),
        (",a,b\n,,1\nb,,\n", (2, 1), "a row has no site"),
        (",a,b\na,,1\nb,,\n,", None, ""),
        (b",a,b\na,,\xff\nb,,\n", (2, 4), "UTF-8"),
        (',a,b\na,,"1\nb,,\n', (2, 1), "not CSV"),
    ],
)
def test_faults_stand_in_the_cell(
    tmp_path: Path, matrix: str | bytes, place: tuple[int, int] | None, problem: str
) -> None:
    """Proves: what is no square matrix of distances is told in its cell, with a remedy."""
    if place is None:
        assert distances(tmp_path, matrix) == {"a": {"b": 1}, "b": {}}
        return
    found = [fault for fault in faults_of(tmp_path, matrix) if problem in fault.problem]
    assert place in [(fault.line, fault.column) for fault in found]
    assert all(fault.remedy and Path(fault.file).name == "km.csv" for fault in found)


def test_unknown_sites_are_told_once_each(tmp_path: Path) -> None:
    """Proves: a misspelt column is one fault however many rows fill it; an inline mapping is held to the same.

    They are told with all other faults of the file: here, that the lorry carries nothing known.

    Breaks if: what a matrix gets wrong hides the rest.
    """
    rest = "isopt: 1\nname: p\nresources: {ash: {unit: t}}\n"
    lorry = "transport: {lorry: {carries: [ahs], distances: "
    (tmp_path / "km.csv").write_text(",a,b,cc\na,,1,1\nb,2,,2\ncc,,,\n", encoding="utf-8")
    for matrix, places in (
        ("{file: km.csv}", [("km.csv", 1, 4), ("km.csv", 4, 1)]),
        ("{a: {b: 1, cc: 2}, b: {cc: 2}}", [("park.yaml", 5, 59)]),
    ):
        path = tmp_path / "park.yaml"
        path.write_text(f"{rest}sites: {{a: {{}}, b: {{}}}}\n{lorry}{matrix}}}}}\n", encoding="utf-8")
        with pytest.raises(ScenarioError) as raised:
            isopt.load(path)
        told = [fault for fault in raised.value.faults if fault.problem == "unknown site 'cc'"]
        assert [(Path(fault.file).name, fault.line, fault.column) for fault in told] == places
        assert "'ahs' is no form or resource" in str(raised.value)


def test_entries_beside_a_matrix_go_over_it(tmp_path: Path) -> None:
    """Proves: a pair beside `file` changes that pair alone."""
    park = PARK.replace("{file: km.csv}", "{file: km.csv, a: {b: 9}}")
    assert distances(tmp_path, ",a,b\na,,1\nb,2,\n", park) == {"a": {"b": 9}, "b": {"a": 2}}
