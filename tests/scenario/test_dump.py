import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isopt.scenario.document import Document, Entry, Mark, Node
from isopt.scenario.reading.cells import read_cell
from isopt.scenario.reading.merge import load_document
from isopt.scenario.reading.scalars import is_printable
from isopt.scenario.reading.yaml_reader import read_yaml_text
from isopt.scenario.writing import dump
from isopt.scenario.writing.dump import dump_document, fingerprint
from isopt.scenario.writing.dump_table import cell_text

MARK = Mark("made.yaml", 1, 1)

TRICKY = ["NO", "012", "12", "1e3", "true", "null", "~", "", " a ", ".nan", "inf", "-", "<<", "a: b", "#", "a #b", "[x"]
TRICKY += ["65 kt/a", "30 %", "a;b", "é\u2028ü", "a\nb\r\n", "'", '"', "\\", "*a", "&b", "!c", "---", "=1", "@", "`"]

texts = st.sampled_from(TRICKY) | st.text(max_size=12).filter(is_printable)
numbers = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
scalars = texts | numbers | st.booleans() | st.none()
keys = (st.sampled_from(TRICKY) | st.text(min_size=1, max_size=8)).filter(
    lambda key: bool(key.strip()) and is_printable(key)
)
trees = st.recursive(
    scalars, lambda below: st.lists(below, max_size=4) | st.dictionaries(keys, below, max_size=4), max_leaves=12
)
sections = st.dictionaries(keys.filter(lambda key: key not in ("extends", "variants", "like")), trees, max_size=5)


def node_of(value: object) -> Node:
    if isinstance(value, dict):
        return Node({key: Entry(node_of(below), MARK) for key, below in value.items()}, MARK)
    if isinstance(value, list):
        return Node([node_of(item) for item in value], MARK)
    assert value is None or isinstance(value, (str, int, float))
    return Node(value, MARK)


def document_of(value: dict[str, object], tables: tuple[str, ...] = ()) -> Document:
    return Document(node_of(value), "made.yaml", tables=tables)


def reloaded(document: Document, changed: dict[str, bytes] | None = None) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (changed or dump_document(document)).items():
            (Path(folder) / name).write_bytes(data)
        return load_document(Path(folder) / "scenario.yaml")


@given(sections)
def test_yaml_round_trip(value: dict[str, object]) -> None:
    """Proves: whatever texts, numbers and keys a document holds, its YAML is read as the same values and types.

    Breaks if: `NO`, `012`, `1e3` or a key with a colon is written without quotes, or a float is rounded.
    """
    data = dump_document(document_of(value))["scenario.yaml"]
    assert repr_sorted(read_yaml_text(data, "scenario.yaml").plain()) == repr_sorted(value)


@given(scalars | st.lists(scalars, max_size=4), st.sampled_from(["", "t/a", "%"]))
def test_cells_say_what_they_hold_or_are_not_written(value: object, unit: str) -> None:
    """Proves: a value is written as a cell only if the cell is read as the same value and type.

    Breaks if: the text "12" comes back as a number, or an empty list as an absent field.
    """
    text = cell_text(value, unit)  # type: ignore[arg-type]
    if text is not None:
        assert repr(read_cell(text, unit)) == repr(value)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.dictionaries(keys, st.dictionaries(keys.filter(lambda key: key != "like"), trees, max_size=3), max_size=8))
def test_table_round_trip(entries: dict[str, dict[str, object]]) -> None:
    """Proves: a large section comes back equal from its table and what is written beside it.

    Breaks if: an entry that no row can say is lost, doubled or changed.
    """
    rows: dict[str, object] = {f"row_{i}": {"gives": f"{i}.5 t/a", "site": "here"} for i in range(201)}
    value: dict[str, object] = {"flows": {**rows, **entries}}
    document = document_of(value, ("flows",))
    assert repr_sorted(reloaded(document).root.plain()) == repr_sorted(value)


def test_units_of_a_column_stand_in_its_header() -> None:
    """Proves: 201 rows of a table are written as CSV, units in the header; 200 are written in place.

    Breaks if: the threshold is off by one, or units are repeated in every cell.
    """
    rows: dict[str, object] = {f"row_{i:03}": {"gives": f"{i} t/a"} for i in range(201)}
    files = dump_document(document_of({"flows": rows}, ("flows",)))
    assert list(files) == ["flows.csv", "scenario.yaml"]
    assert files["scenario.yaml"] == b"flows:\n  file: flows.csv\n"
    assert files["flows.csv"].startswith(b"name,gives [t/a]\nrow_000,0\nrow_001,1\n")
    del rows["row_200"]
    assert list(dump_document(document_of({"flows": rows}, ("flows",)))) == ["scenario.yaml"]


def test_a_table_with_an_entry_called_file_is_written_in_place() -> None:
    """Proves: entries named as a table's own keys, or removed by null, do not garble the reference.

    Breaks if: an entry `file` beside a table is taken for the table's name.
    """
    rows: dict[str, object] = {f"row_{i}": {"x": i} for i in range(201)}
    for odd in ({"file": {"x": []}}, {"gone": None}, {"instead": {}, "file": {"x": {}}}):
        value: dict[str, object] = {"flows": {**rows, **odd}}
        assert repr_sorted(reloaded(document_of(value, ("flows",))).root.plain()) == repr_sorted(value)


def test_large_documents_stay_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a document too large for one YAML file puts its large sections into tables, wherever they came from.

    Breaks if: what `like` or several files made large cannot be read again.
    """
    monkeypatch.setattr(dump, "MAX_NODES", 300)
    value: dict[str, object] = {"flows": {f"row_{i}": {"x": i} for i in range(201)}, "calendar": {"periods": {}}}
    files = dump_document(document_of(value))
    assert "flows.csv" in files
    assert reloaded(document_of(value), files).root.plain() == value


def test_canonical_form() -> None:
    """Proves: isopt, name, currency come first, then sorted keys; periods and lists keep their order.

    Breaks if: the order of the user's keys shows, or winter and summer change places.
    """
    text = (
        "zeta: 1\ncurrency: EUR\ncalendar: {periods: {winter: 4380 h, summer: 4380 h}, base: [z, a]}\nname: '012'\n"
        "isopt: 1\nflows: {b: {}, a: {x: [{q: 1, p: 'NO'}]}}\n"
    )
    files = dump_document(Document(read_yaml_text(text, "park.yaml"), "park.yaml"))
    assert files["scenario.yaml"].decode() == (
        "isopt: 1\nname: 012\ncurrency: EUR\ncalendar:\n  base: [z, a]\n  periods:\n    winter: 4380 h\n"
        "    summer: 4380 h\nflows:\n  a:\n    x:\n      - {p: NO, q: 1}\n  b: {}\nzeta: 1\n"
    )


def test_the_fingerprint_sees_values_only() -> None:
    """Proves: comments, key order and quotes do not matter; a value, a type, an order of periods or a list does.

    Breaks if: two different scenarios share a name, or one scenario has two.
    """

    def of(text: str) -> str:
        return fingerprint(Document(read_yaml_text(text, "park.yaml"), "park.yaml"))

    base = "a: {x: 1, y: [1, 2]}\ncalendar: {periods: {w: 1, s: 2}}\n"
    assert of(base) == of("# note\ncalendar:\n  periods: {w: 1, 's': 2}\na: {y: [1, 2], 'x': 1}\n")
    others = [
        base.replace("x: 1", "x: 2"),
        base.replace("x: 1", "x: '1'"),
        base.replace("x: 1", "x: true"),
        base.replace("[1, 2]", "[2, 1]"),
        base.replace("w: 1, s: 2", "s: 2, w: 1"),
        base.replace("a:", "b:"),
        base + "c: {}\n",
        base + "c: ~\n",
    ]
    assert len({of(text) for text in [base, *others]}) == 9


def test_the_fingerprint_does_not_see_the_layout_of_files() -> None:
    """Proves: a document and its dumped, reloaded form have one fingerprint, tables or not.

    Breaks if: marks, file names or the origin of a section enter the hash.
    """
    document = document_of({"flows": {f"row_{i}": {"x": i, "y": f"{i} t"} for i in range(300)}, "name": "x"})
    as_table = replace(document, tables=("flows",))
    assert fingerprint(document) == fingerprint(reloaded(as_table)) == fingerprint(reloaded(document))
    assert dump_document(as_table) == dump_document(reloaded(as_table))


@pytest.mark.parametrize("seed", ["0", "1", "77"])
def test_equal_input_gives_equal_bytes(seed: str) -> None:
    """Proves: the dump does not depend on the hash seed.

    Breaks if: a set is written in the order it is walked.
    """
    program = (
        "from isopt.scenario.reading.yaml_reader import read_yaml_text as r\n"
        "from isopt.scenario.document import Document\nfrom isopt.scenario.writing.dump import dump_document, fingerprint\n"
        "d = Document(r('flows: {' + ', '.join(f'f{i}: {{a{i % 7}: 1, b: x}}' for i in range(250)) + '}', 'p'), 'p',"
        " tables=('flows',))\nprint(fingerprint(d), dump_document(d))"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": each}, capture_output=True, check=True
        ).stdout
        for each in ("5", seed)
    ]
    assert outputs[0] == outputs[1]


def repr_sorted(value: object) -> str:
    """Write a value with sorted keys, so that 1, 1.0 and True differ and the order of keys does not."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {repr_sorted(value[key])}" for key in sorted(value)) + "}"
    return f"[{', '.join(map(repr_sorted, value))}]" if isinstance(value, list) else repr(value)
