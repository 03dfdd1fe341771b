"""Converting between YAML and workbooks: what is said stays the same, to the last digit."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import isopt
from isopt.errors import UsageError
from isopt.scenario.document import Document, Entry, Mark, Node
from isopt.scenario.reading.book import Book
from isopt.scenario.reading.merge import Source, load_document, load_source
from isopt.scenario.reading.scalars import is_printable
from isopt.scenario.reading.targets import Key, Target, find_target, sheet_name, table_targets
from isopt.scenario.reading.xlsx import write_book
from isopt.scenario.writing.convert import check_same, contents, converted
from isopt.scenario.writing.dump import dump_document, fingerprint
from isopt.scenario.writing.layout import lay_out

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*/*.yaml"))
MARK = Mark("made.yaml", 1, 1)


def put(folder: Path, source: Source, name: str) -> Path:
    for file, content in converted(source, name).items():
        (folder / file).write_bytes(content)
    return folder / name


@pytest.mark.parametrize("path", SHIPPED, ids=[path.parent.name for path in SHIPPED])
def test_shipped_scenarios_come_back(path: Path, tmp_path: Path) -> None:
    """Proves: load(YAML) = load(workbook) = load(YAML again) for every case and each of its variants; no cell needs YAML.

    Breaks if: a value, a type, a note or the order of periods is lost, or `like` is taken apart.
    """
    source = load_source(path)
    book = put(tmp_path, source, "park.xlsx")
    check_same(source, book)
    assert "yaml" not in Book(book, "park.xlsx").sheets
    again = put(tmp_path, load_source(book), "again.yaml")
    check_same(source, again)
    for variant in (None, *source.variants):
        names = {fingerprint(load_document(file, variant)) for file in (path, book, again)}
        assert len(names) == 1, variant


def test_a_solved_workbook_has_the_same_summary(tmp_path: Path) -> None:
    """Proves: harbour_park solved from its workbook has the summary it has from YAML, its input's hash included."""
    path = ROOT / "scenarios/harbour_park/scenario.yaml"
    book = put(tmp_path, load_source(path), "park.xlsx")
    summaries = [json.dumps(isopt.load(file).solve().summary, sort_keys=True) for file in (path, book)]
    assert summaries[0] == summaries[1]


ODD: dict[str, Any] = {
    "isopt": 1,
    "name": "012",
    "about": ["one", {"two": 2}],
    "extra": {"x": 1},
    "emissions": {"value": {"value": 3}, "gas": 1.0, "none": None, "list": [1]},
    "calendar": {"periods": {"winter": 1, "summer": 2, "# odd": 3}},
    "economics": {},
    "objective": {"co2": 0.1 + 0.2, "cost": 1.0},
    "sites": {
        "a": {"at": [1, 2.0]},
        " b ": {"note": "x"},
        "# c": {"note": ""},
        "d": {},
        "e": None,
        "12": {"note": "null"},
    },
    "resources": {
        "ash": {"unit": "t", "ewc": "012", "hazardous": True, "properties": {}, "note": "=cmd|' /C calc'!A0"}
    },
    "flows": {
        "a": {"like": "b", "gives": "65.0 kt/a", "accepts": {"ash": None, "slag": {}, "x.y": {"replaces": 1e300}}},
        "b": {"gives": {"winter": "1 t", "summer": 2}, "otherwise": ["tip"], "accepts": {}, "note": "a; b"},
        "c": {"otherwise": {"price": -0.0, "quality": {"cl [1]": 2**60}}, "note": "line\nline\r\n", "source": "+1"},
        "d": 7,
    },
    "transport": {
        "lorry": {"distances": {"a": {"b c": 1, "d.e": 2.5}}, "sizes": {"between": True, "S": {"capacity": 1}}}
    },
}
ODD_VARIANTS: dict[str, Any] = {
    "v": {"flows": {"a": None, "b": {"gives": "012"}}, "calendar": {"periods": {"z": 1, "a": 2}}},
    "w": {"flows": {"c": {}}},
    "u": {},
    "t": None,
    "# s": {"name": "x"},
}


def node_of(value: Any) -> Node:
    if isinstance(value, dict):
        return Node({key: Entry(node_of(below), MARK) for key, below in value.items()}, MARK)
    return Node([node_of(item) for item in value] if isinstance(value, list) else value, MARK)


def source_of(value: dict[str, Any], variants: dict[str, Any] | None = None) -> Source:
    return Source(node_of(value), node_of(variants or {}).entries, (), ())


def test_what_cells_cannot_say_comes_back_too(tmp_path: Path) -> None:
    """Proves: empty mappings, nulls, texts like numbers and formulas, numbers of 17 digits and odd names survive both ways.

    Breaks if: anything is dropped because no cell can hold it.
    """
    source = source_of(ODD, ODD_VARIANTS)
    book = put(tmp_path, source, "park.xlsx")
    again = load_source(book)
    assert again.root.plain() == ODD
    assert contents(again) == contents(source)
    assert contents(load_source(put(tmp_path, again, "park.yaml"))) == contents(source)


def test_a_formula_stays_a_text(tmp_path: Path) -> None:
    """Proves: no cell of a converted workbook is a formula or a link, whatever texts it holds."""
    import zipfile

    source = source_of({"sites": {"a": {"note": "=1+1", "source": "https://example.org", "nace": "@x"}}})
    with zipfile.ZipFile(put(tmp_path, source, "park.xlsx")) as archive:
        pages = b"".join(archive.read(name) for name in archive.namelist() if "worksheets" in name)
    assert b"<f" not in pages
    assert b"hyperlink" not in pages


def test_sheets_are_what_a_person_would_make() -> None:
    """Proves: units stand in headers, parts have sheets of their own, names come first, what is said of figures last."""
    value = {
        "flows": {
            "clinker": {"note": "n", "takes": "120 kt/a", "site": "works", "accepts": {"ash": {"at_most": "30 %"}}},
            "bricks": {"takes": "7 kt/a", "site": "kiln", "quality": {"cl": 2}},
        }
    }
    sheets = {sheet.name: sheet for sheet in lay_out(node_of(value), {})}
    assert list(sheets) == ["flows", "flows.accepts"]
    headers = {name: [column.header for column in sheet.columns] for name, sheet in sheets.items()}
    assert headers["flows"] == ["flow", "site", "quality.cl", "takes [kt/a]", "note"]
    assert sheets["flows"].rows == (("clinker", "works", None, 120, "n"), ("bricks", "kiln", 2, 7, None))
    assert headers["flows.accepts"] == ["flow", "resource", "at_most [%]"]
    assert sheets["flows.accepts"].rows == (("clinker", "ash", 30),)


def test_large_tables_become_csv_under_the_files_name(tmp_path: Path) -> None:
    """Proves: a section of a workbook with more than 200 rows is a CSV file beside the YAML, named after it."""
    sites = {f"s{i}": {"at": [i, 1], "note": "n"} for i in range(201)}
    book = put(tmp_path, source_of({"sites": sites}), "park.xlsx")
    files = converted(load_source(book), "town.yaml")
    assert sorted(files) == ["town.yaml", "town_sites.csv"]
    assert files["town.yaml"] == b"sites:\n  file: town_sites.csv\n"


def test_other_suffixes_are_refused() -> None:
    """Proves: what is neither YAML nor a workbook is told so."""
    for name in ("park.ods", "park.xlsm", "park"):
        with pytest.raises(UsageError, match=r"ending in .yaml or .xlsx"):
            converted(source_of({}), name)


def test_a_difference_is_noticed(tmp_path: Path) -> None:
    """Proves: a file that does not say the same, or cannot be read, is not taken for it."""
    source = source_of({"name": "x"}, {"v": {"name": "y"}})
    (tmp_path / "park.yaml").write_text("name: x\nvariants: {v: {name: z}}\n")
    with pytest.raises(UsageError, match="cannot be written so"):
        check_same(source, tmp_path / "park.yaml")
    (tmp_path / "park.yaml").write_text("name: [x\n")
    with pytest.raises(UsageError, match="cannot be written so"):
        check_same(source, tmp_path / "park.yaml")


def test_every_part_with_a_sheet_is_found_by_its_name() -> None:
    """Proves: what the language has of tables is found by the names of their sheets, so that new records need nothing here."""
    targets = list(table_targets())
    names = [name for target in targets if (name := sheet_name(target)) is not None]
    assert len(names) == len(set(names)) > 20
    assert {"flows", "flows.accepts", "transport.sizes", "transport.distances", "calendar.periods"} <= set(names)
    assert find_target(("flows", "accepts")) == Target(("flows", Key.NAME, "accepts", Key.NAME))
    assert find_target(("transport", "lorry", "sizes")) == Target(("transport", "lorry", "sizes", Key.NAME))
    assert find_target(("economics",)) == Target(("economics", Key.PATH))
    assert find_target(("flows", "ash")) is None


TRICKY = ["NO", "012", "12", "1e3", "true", "null", "", " a ", ".nan", "=1+1", "a;b", "a, b", "#x", "65 kt/a", "30 %"]
TRICKY += ["é\u2028ü", "a\nb\r\n", "_x000D_", "value", "[t/a]", "a [t]", "a.b", '"', "'", "\ufeff", "😀", "file"]
texts = st.sampled_from(TRICKY) | st.text(max_size=8).filter(is_printable)
scalars = texts | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = scalars | st.booleans() | st.none()
names = (st.sampled_from(["ash", "a.b", "12", *TRICKY]) | st.text(min_size=1, max_size=6)).filter(
    lambda name: bool(name.strip()) and is_printable(name) and len(name) < 100
)
fields = st.sampled_from(
    [
        "site",
        "gives",
        "accepts",
        "otherwise",
        "quality",
        "note",
        "sources",
        "limits",
        "sizes",
        "distances",
        "takes",
        "at",
    ]
)
trees = st.recursive(
    scalars,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(names | fields, below, max_size=3),
    max_leaves=10,
)
sections = st.sampled_from(
    ["flows", "transport", "emissions", "sites", "economics", "calendar", "technologies", "about", "name", "unheard_of"]
)


def is_mention(value: Any) -> bool:
    """Say whether a tree would be taken for a table: no scenario in YAML can hold it either."""
    if isinstance(value, list):
        return any(map(is_mention, value))
    return isinstance(value, dict) and (
        not {"file", "sheet", "instead"}.isdisjoint(value) or any(map(is_mention, value.values()))
    )


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.dictionaries(sections, trees | st.dictionaries(names, st.dictionaries(fields | names, trees), max_size=4)),
    st.dictionaries(names, st.dictionaries(sections, trees, max_size=2), max_size=2),
)
def test_whatever_a_document_holds_comes_back(value: dict[str, Any], variants: dict[str, Any]) -> None:
    """Proves: any document comes back equal, type by type, from its workbook, and from YAML made of that.

    Breaks if: a cell, a header or a name is read otherwise than it was written.
    """
    if any(map(is_mention, value.values())) or any(map(is_mention, variants.values())):
        return
    source = source_of(value, variants)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "park.xlsx").write_bytes(write_book(lay_out(source.root, source.variants)))
        again = load_source(Path(folder) / "park.xlsx")
        assert contents(again) == contents(source)
        for name, content in dump_document(Document(again.root, ""), again.variants, name="park.yaml").items():
            (Path(folder) / name).write_bytes(content)
        assert contents(load_source(Path(folder) / "park.yaml")) == contents(source)
