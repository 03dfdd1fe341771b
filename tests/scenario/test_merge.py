import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import Document, locate
from isopt.scenario.reading import likeness
from isopt.scenario.reading.merge import load_document, merge
from isopt.scenario.reading.yaml_reader import read_yaml_text


def load(
    folder: Path, files: Mapping[str, str] | str, variant: str | None = None, settings: Sequence[str] = ()
) -> Document:
    for name, text in ({"park.yaml": files} if isinstance(files, str) else files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load_document(folder / "park.yaml", variant, settings)


def faults_of(
    folder: Path, files: Mapping[str, str] | str, variant: str | None = None, settings: Sequence[str] = ()
) -> tuple[Fault, ...]:
    with pytest.raises(ScenarioError) as raised:
        load(folder, files, variant, settings)
    return raised.value.faults


def test_mappings_merge_and_all_else_is_replaced() -> None:
    """Proves: rule 27: mappings merge key by key, lists and scalars are replaced whole, null removes.

    Breaks if: lists are joined, or a removed entry stays as null.
    """
    base = read_yaml_text("a: {x: 1, y: [1, 2, 3], z: {p: 1}}\nb: 2\n", "base.yaml")
    change = read_yaml_text("\na: {y: [9], z: null, w: {v: null}}\nb: {c: 1}\n", "change.yaml")
    merged = merge(base, change)
    assert merged.plain() == {"a": {"x": 1, "y": [9], "w": {"v": None}}, "b": {"c": 1}}
    assert locate(merged, ("a", "x")).file == "base.yaml"
    assert locate(merged, ("a", "y")).line == 2
    assert base.plain() == {"a": {"x": 1, "y": [1, 2, 3], "z": {"p": 1}}, "b": 2}


def test_removing_what_is_not_there_is_a_fault() -> None:
    """Proves: all misspelt removals are named, with the nearest name.

    Breaks if: a misspelt null silently leaves the entry in place.
    """
    base = read_yaml_text("flows: {fly_ash: 1}\n", "base.yaml")
    with pytest.raises(ScenarioError) as raised:
        merge(base, read_yaml_text("flows: {fly_ahs: ~}\nsites: ~\n", "change.yaml"))
    assert [(fault.line, fault.path) for fault in raised.value.faults] == [(1, "flows.fly_ahs"), (2, "sites")]
    assert "did you mean 'fly_ash'?" in raised.value.faults[0].remedy


def test_the_order_of_change(tmp_path: Path) -> None:
    """Proves: extended file < table < file < variant < setting < own fields of a likeness (`like` comes last).

    tax: 1 in base, 2 by file, 3 by variant, 4 by setting; `b`, like `a`, has it from the setting.

    Breaks if: two steps change places.
    """
    files = {
        "base/root.yaml": "disposal: {a: {tax: 1, fee: 1, cap: 1}}\nsites: {file: sites.csv, s2: {at: 9}}\n",
        "base/sites.csv": "n,at\ns1,1\ns2,2\n",
        "park.yaml": (
            "extends: base/root.yaml\ndisposal: {a: {tax: 2, fee: 2}, b: {like: a, cap: 7}}\n"
            "variants: {high: {disposal: {a: {tax: 3}}}}\n"
        ),
    }
    document = load(tmp_path, files)
    assert document.root.plain() == {
        "disposal": {"a": {"tax": 2, "fee": 2, "cap": 1}, "b": {"tax": 2, "fee": 2, "cap": 7}},
        "sites": {"s1": {"at": 1}, "s2": {"at": 9}},
    }
    assert document.variants == ("high",)
    assert document.tables == ("sites",)
    folder = str(tmp_path)
    assert [file.removeprefix(folder + "/") for file in document.files] == [
        "park.yaml",
        "base/root.yaml",
        "base/sites.csv",
    ]
    high = load(tmp_path, files, "high").root.plain()
    assert isinstance(high, dict)
    assert high["disposal"]["b"]["tax"] == 3
    both = load(tmp_path, files, "high", ["disposal.a.tax=4"])
    assert both.variant == "high"
    plain = both.root.plain()
    assert isinstance(plain, dict)
    assert plain["disposal"]["a"]["tax"] == plain["disposal"]["b"]["tax"] == 4


def test_entries_beside_a_table_are_merged_over_it(tmp_path: Path) -> None:
    """Proves: an entry beside `file` changes, adds or removes a row.

    Breaks if: it replaces the row, or the null stays.
    """
    files = {
        "park.yaml": "flows: {file: t.csv, a: {y: 5}, b: ~, c: {x: 3}}\n",
        "t.csv": "n,x,y\na,1,2\nb,1,2\n",
    }
    assert load(tmp_path, files).root.plain() == {"flows": {"a": {"x": 1, "y": 5}, "c": {"x": 3}}}


@pytest.mark.parametrize(
    ("section", "path", "word"),
    [
        ("{file: none.csv}", "flows.file", "no file"),
        ("{file: ../park.csv}", "flows.file", "leaves"),
        ("{file: /etc/passwd.csv}", "flows.file", "leaves"),
        ("{file: t.txt}", "flows.file", "a CSV file or a workbook"),
        ("{file: t.csv, instead: 1}", "flows.instead", "neither true nor false"),
        ("{file: t.csv, zz: ~}", "flows.zz", "removes"),
    ],
)
def test_tables_that_cannot_be_read_are_faults_of_their_line(
    tmp_path: Path, section: str, path: str, word: str
) -> None:
    """Proves: what is wrong with a table's mention is told where it is mentioned.

    Breaks if: a file outside the folder is opened, or an unsupported form silently does nothing.
    """
    faults = faults_of(tmp_path, {"park.yaml": f"name: x\nflows: {section}\n", "t.csv": "n,a\nx,1\n", "t.txt": ""})
    assert [(fault.line, fault.path) for fault in faults] == [(2, path)]
    assert word in faults[0].problem


def test_extends_in_a_circle_is_a_fault(tmp_path: Path) -> None:
    """Proves: two files that extend each other, one too deep a chain, and a missing file are faults.

    Breaks if: reading does not end.
    """
    circle = {"park.yaml": "extends: b.yaml\n", "b.yaml": "extends: park.yaml\n"}
    assert "circle" in faults_of(tmp_path, circle)[0].problem
    chain = {f"c{i}.yaml": f"extends: c{i + 1}.yaml\n" for i in range(40)}
    assert "32 files" in faults_of(tmp_path, {**chain, "park.yaml": "extends: c0.yaml\n"})[0].problem
    assert faults_of(tmp_path, "extends: gone.yaml\n")[0].path == "extends"
    assert "not a path" in faults_of(tmp_path, "extends: [a]\n")[0].problem
    assert "exist" in faults_of(tmp_path / "nowhere", {})[0].problem


def test_variants_of_extended_files_are_composed(tmp_path: Path) -> None:
    """Proves: a variant that two files define removes what either removes, and is shown among the variants.

    Breaks if: a null in a file's variant removes the line of the extended file's variant instead of the entry.
    """
    files = {
        "base.yaml": "flows: {a: {x: 1}, b: {x: 1}}\nvariants: {v: {flows: {a: {x: 2}}}, w: {flows: {b: ~}}, z: {}}\n",
        "park.yaml": "extends: base.yaml\nvariants: {v: {flows: {a: ~}}, z: ~}\n",
    }
    assert load(tmp_path, files, "v").root.plain() == {"flows": {"b": {"x": 1}}}
    assert load(tmp_path, files, "w").variants == ("v", "w")


def test_variants_that_cannot_be_meant_are_faults(tmp_path: Path) -> None:
    """Proves: an unknown variant is named with the nearest; tables and `extends` in variants are refused.

    Breaks if: a misspelt variant solves the base case.
    """
    faults = faults_of(tmp_path, "name: x\nvariants: {high_tax: {}}\n", "high_tacks")
    assert "did you mean 'high_tax'?" in faults[0].remedy
    assert "no variants" in faults_of(tmp_path, "name: x\n", "any")[0].remedy
    assert "tables in variants" in faults_of(tmp_path, "variants: {v: {flows: {file: x.csv}}}\n")[0].problem
    assert faults_of(tmp_path, "variants: {v: {extends: x.yaml}}\n")[0].path == "variants.v.extends"
    assert [fault.path for fault in faults_of(tmp_path, "variants: {v: 1, w: [2]}\n")] == ["variants.v", "variants.w"]


def test_settings_change_one_value(tmp_path: Path) -> None:
    """Proves: a setting changes, adds, removes; its value is YAML; quotes hold dots; the mark names the setting.

    Breaks if: a later setting does not win, or a section of fields cannot be begun.
    """
    text = 'disposal: {landfill: {tax: 35 EUR/t, "a.b": 1, gone: 1}}\nname: x\n'
    settings = [
        "disposal.landfill.tax=90 EUR/t",
        "disposal.landfill.tax=120 EUR/t",
        'disposal.landfill."a.b"=[1, x]',
        "disposal.landfill.gone=null",
        "disposal.landfill.capacity={2026: 1, 2030: 2}",
        'economics.discount_rate="6 %"',
        "name=a=b",
    ]
    document = load(tmp_path, text, None, settings)
    assert document.root.plain() == {
        "disposal": {"landfill": {"tax": "120 EUR/t", "a.b": [1, "x"], "capacity": {"2026": 1, "2030": 2}}},
        "name": "a=b",
        "economics": {"discount_rate": "6 %"},
    }
    mark = locate(document.root, ("disposal", "landfill", "tax"))
    assert (mark.file, mark.line, mark.column) == ("--set disposal.landfill.tax=120 EUR/t", 1, 1)


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ("disposal.landfil.tax=1", "nothing of this name"),
        ("dispsal.landfill.tax=1", "nothing of this name"),
        ("disposal.landfill.none=null", "removes"),
        ("disposal.landfill.tax.x=1", "not a mapping"),
        ("disposal.landfill.list.x=1", "lists are replaced whole"),
        ("disposal.landfill", "not a setting"),
        ("=1", "not a setting"),
        ("a..b=1", "not a setting"),
        ("disposal.landfill.tax=", "missing"),
        ("disposal.landfill.tax=[1", "not YAML"),
        ("disposal.landfill.tax=.inf", "finite"),
        ("disposal.landfill.tax=&a 1", "anchor"),
        ("disposal.file=x.csv", "cannot be set"),
        ("extends=x.yaml", "cannot be set"),
        (".".join("a" * 65) + "=1", "levels"),
    ],
)
def test_settings_that_cannot_be_meant_are_faults(tmp_path: Path, setting: str, word: str) -> None:
    """Proves: a misspelt path never makes a new entry in silence; the fault names the setting.

    Breaks if: `--set disposal.landfil.tax=1` adds a route called landfil.
    """
    faults = faults_of(tmp_path, "disposal: {landfill: {tax: 1, list: [1]}}\n", None, [setting])
    assert len(faults) == 1
    assert word in faults[0].problem
    assert faults[0].file == f"--set {setting}"


def test_likeness_is_a_copy_under_own_fields(tmp_path: Path) -> None:
    """Proves: chains are followed in any order, null removes a copied field, the entry liked stays as it is.

    Breaks if: the order of entries matters, or `like` is left in the entry.
    """
    text = "flows: {c: {like: b, z: 3}, b: {like: a, x: ~, y: {q: 2}}, a: {x: 1, y: {p: 1}}}\nobjective: {like: 1}\n"
    assert load(tmp_path, text).root.plain() == {
        "flows": {
            "c": {"y": {"p": 1, "q": 2}, "z": 3},
            "b": {"y": {"p": 1, "q": 2}},
            "a": {"x": 1, "y": {"p": 1}},
        },
        "objective": {"like": 1},
    }


def test_faulty_likenesses_are_all_named(tmp_path: Path) -> None:
    """Proves: circles, unknown names, non-names and empty removals are faults of one reading.

    Breaks if: a circle does not end, or hides the other faults.
    """
    text = (
        "flows:\n a: {like: b}\n b: {like: a}\n c: {like: c}\n d: {like: nonee}\n"
        " e: {like: 3}\n f: {like: none, x: ~}\n none: {}\n g: {like: h}\n h: 4\n"
    )
    found = {fault.line: fault.problem for fault in faults_of(tmp_path, text)}
    assert sorted(found) == [3, 4, 5, 6, 7, 9]
    assert "like each other" in found[3]
    assert "like each other" in found[4]
    assert "unknown 'nonee'" in found[5]
    assert "no fields" in found[9]


def test_likeness_is_no_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a chain of 5 000 is followed without recursion, and copies are counted before they are made.

    Breaks if: `like` can do what aliases were refused for.
    """
    chain = "flows:\n" + "".join(f" f{i}: {{like: f{i + 1}}}\n" for i in range(5_000)) + " f5000: {x: 1}\n"
    assert load(tmp_path, chain).root.size() == 10_004
    monkeypatch.setattr(likeness, "MAX_COPIED", 10_000)
    wide = "flows:\n a: {x: [" + "1," * 5_000 + "]}\n" + "".join(f" b{i}: {{like: a}}\n" for i in range(5))
    start = time.perf_counter()
    assert "copies hold more" in faults_of(tmp_path, wide)[0].problem
    assert time.perf_counter() - start < 5.0


def test_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    """Proves: faults of a table, of the extended file and of a setting are raised together.

    Breaks if: the first faulty file hides the others.
    """
    files = {"base.yaml": "a: &x 1\n", "park.yaml": "extends: base.yaml\nflows: {file: t.csv}\n", "t.csv": "n,a,a\n"}
    faults = faults_of(tmp_path, files, None, ["nonsense"])
    assert {Path(fault.file).name for fault in faults} == {"base.yaml", "t.csv", "--set nonsense"}
