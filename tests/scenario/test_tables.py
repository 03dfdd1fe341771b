import time
from pathlib import Path

import pytest

from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import locate
from isopt.scenario.reading import rows, tables
from isopt.scenario.reading.paths import inside
from isopt.scenario.reading.tables import read_table
from isopt.scenario.reading.targets import Key, Target

FLOWS = Target(("flows", Key.NAME))


def table(folder: Path, content: str | bytes) -> object:
    path = folder / "flows.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, "flows.csv", FLOWS).plain()


def faults_of(folder: Path, content: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(ScenarioError) as raised:
        table(folder, content)
    return raised.value.faults


def test_a_row_is_the_entry_it_would_be_in_yaml(tmp_path: Path) -> None:
    """Proves: headers are paths, units go to bare numbers only, empty cells are absent, `;` makes lists.

    Breaks if: a unit is written twice, an empty cell becomes null, or a number in a list stays a text.
    """
    rows = (
        "flow,gives [t/a],accepts.fly_ash.at_most [%],at,otherwise,required\n"
        'ash,65000,,"55.6; 11.1",landfill;,true\n'
        "clinker, 120 kt/a ,30,, landfill ; vented,false\n"
        "nothing,,,,,\n"
    )
    assert table(tmp_path, rows) == {
        "ash": {"gives": "65000 t/a", "at": [55.6, 11.1], "otherwise": ["landfill"], "required": True},
        "clinker": {
            "gives": "120 kt/a",
            "accepts": {"fly_ash": {"at_most": "30 %"}},
            "otherwise": ["landfill", "vented"],
            "required": False,
        },
        "nothing": {},
    }


def test_cells_are_read_like_yaml_words(tmp_path: Path) -> None:
    """Proves: a cell is what the same word is in YAML: NO and 012 are texts, 1e3 is a number.

    Breaks if: tables and YAML files read the same word differently.
    """
    assert table(tmp_path, "x,a,b,c,d,e\ny,NO,012,1e3,-7,12:30\n") == {
        "y": {"a": "NO", "b": "012", "c": 1000.0, "d": -7, "e": "12:30"}
    }


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, sign: str, end: str, start: str) -> None:
    """Proves: all three delimiters, line ends and a byte order mark give the same table.

    Breaks if: the mark sticks to the first header, or the delimiter is not found in the header.
    """
    lines = [["flow", "site", "note"], ["ash", "plant", '"a\nb"'], ["", "", ""], ["dust", "plant", ""]]
    text = start + end.join(sign.join(cells) for cells in lines) + end
    assert table(tmp_path, text) == {"ash": {"site": "plant", "note": "a\nb"}, "dust": {"site": "plant"}}


def test_marks_are_lines_and_fields(tmp_path: Path) -> None:
    """Proves: after a cell of two lines the next row stands in line 4, and its third field is column 3.

    Breaks if: rows are counted instead of lines.
    """
    path = tmp_path / "flows.csv"
    path.write_text('flow,note,gives\nash,"a\nb",1\ndust,,2\n')
    root = read_table(path, "flows.csv", FLOWS)
    mark = locate(root, ("dust", "gives"))
    assert (mark.file, mark.line, mark.column) == ("flows.csv", 4, 3)
    assert locate(root, ("dust",), of_key=True).line == 4


@pytest.mark.parametrize(
    ("content", "place", "word"),
    [
        ("", (1, 1), "empty"),
        ("n,a\nx,1\ny,2\nx,3\n", (4, 1), "first in line 2"),
        ("n,a,a\nx,1,2\n", (1, 3), "twice"),
        ("n,a [t],a [kt]\nx,1,2\n", (1, 3), "twice"),
        ("n,a\n ,1\n", (2, 1), "no name"),
        ("n,a\nx,1,2\n", (2, 3), "more cells"),
        ("n,,a\nx,1,2\n", (2, 2), "more cells"),
        ("n,a,a.b\nx,1,2\n", (2, 3), "lies below it"),
        ("n,a.b,a\nx,1,2\n", (2, 3), "lies below it"),
        ("n,a..b\nx,1\n", (1, 2), "not a header"),
        ("n,a.b.c.d.e.f.g.h.i\nx,1\n", (1, 2), "not a header"),
        ("n,a\nx,.nan\n", (2, 2), "finite"),
        ("n,a\nx,1;1e999\n", (2, 2), "finite"),
        ("n,a\nx,\x1b[31m\n", (2, 2), "control"),
        ('n,a\nx,"1\n', (2, 1), "not CSV"),
        ('n,a\nx,"1"2\n', (2, 1), "not CSV"),
        (b"n,a\nx,\xff\n", (2, 3), "UTF-8"),
        (b"n,a\nx,\0\n", (2, 3), "U+0000"),
        ("n,a\n" + "x" * 200 + ",1\n", (2, 1), "128"),
        ("n,a\nx," + "y" * 200_000 + "\n", (2, 1), "not CSV"),
        ("n" + ",a" * 20_000 + "\n", (1, 10_001), "columns"),
    ],
)
def test_faulty_tables_are_refused_in_place(
    tmp_path: Path, content: str | bytes, place: tuple[int, int], word: str
) -> None:
    """Proves: each fault of a table names its line, its field and a remedy.

    Breaks if: a row is dropped, overwritten or cut without a word.
    """
    found = [fault for fault in faults_of(tmp_path, content) if word in fault.problem]
    assert [(fault.line, fault.column) for fault in found] == [place]
    assert all(fault.remedy for fault in found)


def test_all_faults_of_a_table_come_at_once(tmp_path: Path) -> None:
    """Proves: a second header, a second name and an infinity are three faults of one reading.

    Breaks if: reading stops at the first.
    """
    assert [fault.line for fault in faults_of(tmp_path, "n,a,a\nx,1,\nx,inf,\n")] == [1, 3, 3]


def test_missing_and_large_tables_are_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a missing table, one of too many bytes and one of too many cells are faults.

    Breaks if: a limit is checked only after the tree is built, or an OSError escapes.
    """
    with pytest.raises(ScenarioError, match="exist"):
        read_table(tmp_path / "none.csv", "none.csv", FLOWS)
    with (tmp_path / "large.csv").open("wb") as stream:
        stream.truncate(tables.MAX_TABLE_BYTES + 1)
    with pytest.raises(ScenarioError, match="50 MiB"):
        read_table(tmp_path / "large.csv", "large.csv", FLOWS)
    monkeypatch.setattr(rows, "MAX_TABLE_CELLS", 10)
    assert "10 cells" in faults_of(tmp_path, "n,a\n" + "".join(f"x{i},1\n" for i in range(20)))[0].problem


def test_paths_stay_in_the_folder(tmp_path: Path) -> None:
    """Proves: absolute paths, climbing ones and links that lead out are no paths of a scenario.

    Breaks if: a scenario from elsewhere can read what lies beside its folder.
    """
    home, other = tmp_path / "home", tmp_path / "other"
    (home / "below").mkdir(parents=True)
    other.mkdir()
    (other / "secret.csv").write_text("n\n")
    (home / "link.csv").symlink_to(other / "secret.csv")
    (home / "fine.csv").symlink_to(home / "below" / "real.csv")
    (home / "loop.csv").symlink_to(home / "loop.csv")
    assert inside(home, "below/x.csv") == (home / "below" / "x.csv").resolve()
    assert inside(home, "fine.csv") == (home / "below" / "real.csv").resolve()
    wrong = ["/etc/passwd", "../other/secret.csv", "below/../../other/secret.csv", "link.csv", "", "a\0b"]
    wrong += ["C:\\x.csv", "..\\x.csv", "\\x.csv", "loop.csv"]
    assert [inside(home, each) for each in wrong] == [None] * len(wrong)


def test_reading_time_grows_with_the_table(tmp_path: Path) -> None:
    """Proves: 40 000 cells are read in seconds, at a cost per row that does not grow.

    Breaks if: each row is compared with all before it.
    """
    lines = ["n,site,gives [t/a],accepts.ash.replaces", *(f"f{i},s{i % 50},{i},0.9" for i in range(10_000))]
    start = time.perf_counter()
    found = table(tmp_path, "\n".join(lines))
    assert time.perf_counter() - start < 10.0
    assert isinstance(found, dict)
    assert found["f9999"] == {"site": "s49", "gives": "9999 t/a", "accepts": {"ash": {"replaces": 0.9}}}


def test_rows_of_two_shapes_share_a_table(tmp_path: Path) -> None:
    """Proves: givers (`otherwise` a route) and needs (`otherwise.price`) stand in one table, each row filling its own.

    Breaks if: a column that lies below another is refused where no row fills both.
    """
    path = tmp_path / "t.csv"
    path.write_text("name,gives [t/a],takes [t/a],otherwise,otherwise.price [EUR/t]\nash,5,,landfill,\nneed,,3,,40\n")
    assert read_table(path, "t.csv", FLOWS).plain() == {
        "ash": {"gives": "5 t/a", "otherwise": "landfill"},
        "need": {"takes": "3 t/a", "otherwise": {"price": "40 EUR/t"}},
    }
