"""Tables that stand for parts of a scenario: nested ones, matrices, what replaces instead of merging."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import Document, locate
from isopt.scenario.reading.merge import load_document


def load(folder: Path, files: Mapping[str, str], variant: str | None = None) -> Document:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load_document(folder / "park.yaml", variant)


def faults_of(folder: Path, files: Mapping[str, str]) -> tuple[Fault, ...]:
    with pytest.raises(ScenarioError) as raised:
        load(folder, files)
    return raised.value.faults


FLOWS = "flow,site,takes [t/a]\nclinker,works,120\nbricks,kiln,30\n"
ACCEPTS = "flow,resource,replaces,at_most [%],limits.cl.max\nclinker,ash,0.9,30,\nclinker,slag,,,2\nbricks,ash,1,,\n"
NESTED = {"clinker": {"ash": {"replaces": 0.9, "at_most": "30 %"}, "slag": {"limits": {"cl": {"max": 2}}}}}


def test_a_part_of_all_entries_may_be_a_table(tmp_path: Path) -> None:
    """Proves: the first column is the entry, the second the part, and the rest are headers as in any table.

    Breaks if: a row is put into another entry, or its place is that of the mention.
    """
    files = {"park.yaml": "flows: {file: f.csv, accepts: {file: a.csv}}\n", "f.csv": FLOWS, "a.csv": ACCEPTS}
    document = load(tmp_path, files)
    assert document.root.plain() == {
        "flows": {
            "clinker": {"site": "works", "takes": "120 t/a", "accepts": NESTED["clinker"]},
            "bricks": {"site": "kiln", "takes": "30 t/a", "accepts": {"ash": {"replaces": 1}}},
        }
    }
    mark = locate(document.root, ("flows", "clinker", "accepts", "ash", "at_most"))
    assert (Path(mark.file).name, mark.line, mark.column) == ("a.csv", 2, 4)
    mark = locate(document.root, ("flows", "clinker", "accepts", "slag"), of_key=True)
    assert (mark.line, mark.column) == (3, 2)
    assert Path(locate(document.root, ("flows", "clinker"), of_key=True).file).name == "f.csv"
    assert document.tables == ("flows",)


def test_nested_tables_beside_entries_in_place(tmp_path: Path) -> None:
    """Proves: entries written out may have their parts in a table, a part of a part has a dotted key, one entry its own table.

    Breaks if: only sections that are tables can have nested ones.
    """
    files = {
        "park.yaml": (
            "flows:\n  clinker: {takes: 1, accepts: {ash: {replaces: 3}}}\n  accepts: {file: a.csv}\n"
            "  accepts.limits: {file: l.csv}\n"
            "transport: {pipe: {sizes: {file: s.csv, S: {lifetime: 9}}}}\n"
            "calendar: {profiles: {file: p.csv}, periods: {file: h.csv}}\nemissions: {file: e.csv}\n"
        ),
        "a.csv": "flow,resource,at_most\nclinker,ash,0.5\n",
        "l.csv": "flow,resource,property,max\nclinker,ash,cl,2\n",
        "s.csv": "size,capacity [MW],capex [EUR/m]\nS,12,800\nL,40,1500\n",
        "p.csv": "profile,winter,summer\ncold,0.7,30 %\n",
        "h.csv": "period,value [h]\nwinter,4000\nsummer,4760\n",
        "e.csv": "factor,value [kgCO2e/t],co2.winter\nlorry,3,\ngas,,4\n",
    }
    assert load(tmp_path, files).root.plain() == {
        "flows": {
            "clinker": {"takes": 1, "accepts": {"ash": {"replaces": 3, "at_most": 0.5, "limits": {"cl": {"max": 2}}}}}
        },
        "transport": {
            "pipe": {
                "sizes": {
                    "S": {"capacity": "12 MW", "capex": "800 EUR/m", "lifetime": 9},
                    "L": {"capacity": "40 MW", "capex": "1500 EUR/m"},
                }
            }
        },
        "calendar": {
            "profiles": {"cold": {"winter": 0.7, "summer": "30 %"}},
            "periods": {"winter": "4000 h", "summer": "4760 h"},
        },
        "emissions": {"lorry": "3 kgCO2e/t", "gas": {"co2": {"winter": 4}}},
    }


@pytest.mark.parametrize(
    ("accepts", "place", "problem"),
    [
        ("flow,resource,replaces\nclinkr,ash,1\n", (2, 1), "there is no 'clinkr'"),
        ("flow,resource,replaces\nclinker,,1\n", (2, 2), "a row has no resource"),
        ("flow,resource,replaces\nclinker,ash,1\nclinker,ash,2\n", (3, 2), "first in line 2"),
        ("flow,resource,replaces\nclinker,ash,1e999\n", (2, 3), "not a finite number"),
        ("flow,resource,otherwise\nclinker,ash,1\nclinker,ash2,1,4\n", (3, 4), "more cells"),
    ],
)
def test_faults_of_nested_tables_stand_in_the_cell(
    tmp_path: Path, accepts: str, place: tuple[int, int], problem: str
) -> None:
    """Proves: an unknown entry, a lacking name, a second row and a faulty cell are told where they stand, with a remedy."""
    files = {"park.yaml": "flows: {file: f.csv, accepts: {file: a.csv}}\n", "f.csv": FLOWS, "a.csv": accepts}
    found = [fault for fault in faults_of(tmp_path, files) if problem in fault.problem]
    assert [(Path(fault.file).name, fault.line, fault.column) for fault in found] == [("a.csv", *place)]
    assert all(fault.remedy for fault in found)


def test_what_is_stated_twice_is_a_fault(tmp_path: Path) -> None:
    """Proves: a column of the outer table and a nested table cannot both say a field. Breaks if: one wins in silence."""
    files = {
        "park.yaml": "flows: {file: f.csv, accepts: {file: a.csv}}\n",
        "f.csv": "flow,takes,accepts.ash.replaces\nclinker,1,2\n",
        "a.csv": "flow,resource,replaces\nclinker,ash,1\n",
    }
    (fault,) = faults_of(tmp_path, files)
    assert (Path(fault.file).name, fault.line, fault.column) == ("a.csv", 2, 3)
    assert "f.csv:2:3" in fault.problem


@pytest.mark.parametrize(
    ("section", "problem", "remedy"),
    [
        ("flows: {acepts: {file: a.csv}}", "cannot be a table", "did you mean 'accepts'?"),
        ("flows: {accepts: {limits: {file: a.csv}}}", "cannot be a table", "flows: {accepts.limits: {file: …}}"),
        ("flows.accepts: {file: a.csv}", "stands within it", "flows: {accepts: {file: …}}"),
        ("flows: {accepts: {file: a.csv, clinker: {}}}", "nothing can stand beside", "the entry itself"),
        ("flows: {accepts: {file: a.ods}}", "a CSV file or a workbook", "save it"),
        ("flows: {file: a.ods}", "a CSV file or a workbook", "save it"),
        ("flows: {file: f.csv, instead: yes please}", "neither true nor false", "write true"),
        ("variants: {v: {flows: {accepts: {file: a.csv}}}}", "tables in variants", "extends"),
    ],
)
def test_tables_where_none_can_stand(tmp_path: Path, section: str, problem: str, remedy: str) -> None:
    """Proves: a table mentioned in the wrong place or way is told so, with the right one."""
    files = {"park.yaml": f"{section}\n", "a.csv": ACCEPTS, "f.csv": FLOWS, "a.ods": "x"}
    (fault,) = faults_of(tmp_path, files)
    assert problem in fault.problem
    assert remedy in fault.remedy
    assert (Path(fault.file).name, fault.line) == ("park.yaml", 1)


BASE = (
    "flows:\n  old: {takes: 1, accepts: {ash: {replaces: 1}}}\n  both: {takes: 2, pays: 3, accepts: {ash: {replaces: 2}}}\n"
    "transport: {lorry: {cost: 1, distances: {a: {b: 1}}}}\nsites: {a: {}, b: {}}\n"
)


def test_instead_replaces_what_the_extended_file_says(tmp_path: Path) -> None:
    """Proves: with `instead` rows take the place of what the extended file says, without it they are merged over that.

    So it is for a section, for a part of all its entries, for a part of one.

    Breaks if: an entry, or a field, of the extended file is left over.
    """
    table = {"base.yaml": BASE, "f.csv": "flow,takes\nboth,5\nnew,6\n", "a.csv": "flow,resource,replaces\nold,slag,9\n"}

    def flows(mention: str) -> object:
        document = load(tmp_path, {**table, "park.yaml": f"extends: base.yaml\nflows: {mention}\n"})
        return document.root.entries["flows"].node.plain()

    both = {"takes": 5, "pays": 3, "accepts": {"ash": {"replaces": 2}}}
    old = {"takes": 1, "accepts": {"ash": {"replaces": 1}}}
    assert flows("{file: f.csv}") == {"old": old, "both": both, "new": {"takes": 6}}
    assert flows("{file: f.csv, instead: false}") == {"old": old, "both": both, "new": {"takes": 6}}
    assert flows("{file: f.csv, instead: true}") == {"both": {"takes": 5}, "new": {"takes": 6}}
    assert flows("{accepts: {file: a.csv, instead: true}}") == {
        "old": {"takes": 1, "accepts": {"slag": {"replaces": 9}}},
        "both": {"takes": 2, "pays": 3},
    }
    one = "transport: {lorry: {distances: {file: km.csv, instead: true}}}\n"
    document = load(tmp_path, {**table, "km.csv": ",a,b\na,,\nb,4,\n", "park.yaml": f"extends: base.yaml\n{one}"})
    assert document.root.entries["transport"].node.plain() == {
        "lorry": {"cost": 1, "distances": {"a": {}, "b": {"a": 4}}}
    }


def test_rows_may_add_to_entries_of_the_extended_file(tmp_path: Path) -> None:
    """Proves: a nested table may add to what only the extended file has, and a misspelt entry is suggested from there."""
    files = {
        "base.yaml": BASE,
        "park.yaml": "extends: base.yaml\nflows: {accepts: {file: a.csv}}\n",
        "a.csv": "flow,resource,replaces\nold,slag,9\n",
    }
    flows = load(tmp_path, files).root.entries["flows"].node.plain()
    assert flows["old"]["accepts"] == {"ash": {"replaces": 1}, "slag": {"replaces": 9}}  # type: ignore[index]
    (fault,) = faults_of(tmp_path, {**files, "a.csv": "flow,resource,replaces\nodl,slag,9\n"})
    assert fault.remedy == "did you mean 'old'?"
