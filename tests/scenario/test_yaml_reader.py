import subprocess
import sys
from pathlib import Path

import pytest

from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import MAX_FAULTS, locate, path_text, split_path
from isopt.scenario.reading.yaml_reader import MAX_FILE_BYTES, read_yaml, read_yaml_text, read_yaml_value

SECONDS_ALLOWED = 5.0
"""Five times what is promised, since tests share their machine."""

MIB_ALLOWED = 200

MEASURED = """
import resource, sys, time
from pathlib import Path
from isopt.errors import ScenarioError
from isopt.scenario.reading.yaml_reader import read_yaml

def peak_mib():
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if "VmHWM" in line).split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

before, start = peak_mib(), time.perf_counter()
try:
    read_yaml(Path(sys.argv[1]), "hostile.yaml")
except ScenarioError:
    print(time.perf_counter() - start, peak_mib() - before)
"""


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(ScenarioError) as raised:
        read_yaml_text(text, "park.yaml")
    return raised.value.faults


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("NULL", None),
        ("nuLL", "nuLL"),
        ("true", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("012", "012"),
        ("-012", "-012"),
        ("2026-01-01", "2026-01-01"),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("-.5", -0.5),
        ("1.", 1.0),
        (".", "."),
        ("1e", "1e"),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", float(2**63)),
        ("65 kt/a", "65 kt/a"),
        ("'12'", "12"),
        ('"true"', "true"),
        ('".nan"', ".nan"),
        ('"10 01 02"', "10 01 02"),
    ],
)
def test_scalars_follow_yaml_1_2(word: str, value: object) -> None:
    """Proves: an unquoted word is read by YAML 1.2's core rules, a quoted one as it stands: `NO` is Norway.

    Breaks if: the parser's own YAML 1.1 rules come through (012 = 10, 12:30 = 750, NO = False).
    """
    found = read_yaml_text(f"key: {word}\n", "park.yaml").plain()
    assert found == {"key": value}
    assert isinstance(found, dict)
    assert type(found["key"]) is type(value)


def test_marks_count_from_one() -> None:
    """Proves: key and value of line 3 stand at columns 3 and 10 (`  resource…` would be 3 and 13), as editors count.

    Breaks if: the parser's marks, which count from 0, are passed on.
    """
    root = read_yaml_text("flows:\n ash:\n  gives: 65 kt/a\n  at: [1, 2]\n", "park.yaml")
    key = locate(root, ("flows", "ash", "gives"), of_key=True)
    value = locate(root, ("flows", "ash", "gives"))
    assert (key.file, key.line, key.column) == ("park.yaml", 3, 3)
    assert (value.line, value.column) == (3, 10)
    item = locate(root, ("flows", "ash", "at", 1))
    assert (item.line, item.column) == (4, 11)
    assert locate(root, ("flows", "ash", "missing"), of_key=True).line == 2


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("a: &x 1\n", (1, 4), "anchor"),
        ("a: &x 1\nb: *x\n", (2, 4), "alias"),
        ("a: {<<: {b: 1}}\n", (1, 5), "merge"),
        ("a: !!str 1\n", (1, 4), "tag"),
        ("a: !secret 1\n", (1, 4), "tag"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("a: 1\nb: 2\na: 3\n", (3, 1), "first at line 1, column 1"),
        ("? [a, b]\n: 1\n", (1, 3), "key"),
        ("{? : 1}\n", (1, 4), "empty"),
        ("a: .nan\n", (1, 4), "finite"),
        ("a: -.inf\n", (1, 4), "finite"),
        ("a: nan\n", (1, 4), "finite"),
        ("a: 1e999\n", (1, 4), "finite"),
        ("a: " + "9" * 400 + "\n", (1, 4), "finite"),
        ("", (1, 1), "nothing"),
        ("# only a comment\n", (2, 1), "nothing"),
        ("---\n", (2, 1), "nothing"),
        ("- a\n", (1, 1), "mapping"),
        ("just text\n", (1, 1), "mapping"),
        ("a: [1, 2\nb: 3\n", (2, 2), "not YAML"),
        ("a:\n\t- 1\n", (2, 1), "not YAML"),
        ("a: b: c\n", (1, 5), "not YAML"),
        (b"a: 1\nb: \xff\n", (2, 4), "UTF-8"),
        (b"a: \0\n", (1, 4), "U+0000"),
        ('a: "\\0"\n', (1, 4), "control"),
        ("a: *nowhere\n", (1, 4), "alias"),
    ],
)
def test_what_a_scenario_never_needs_is_refused_in_place(text: str | bytes, place: tuple[int, int], word: str) -> None:
    """Proves: each refused construct is one fault with its line, column and remedy.

    Breaks if: a construct is expanded, silently dropped, or reported without its place.
    """
    found = [fault for fault in faults_of(text) if word in fault.problem]
    assert [(fault.line, fault.column) for fault in found] == [place]
    assert all(fault.remedy for fault in found)


def test_all_faults_come_at_once() -> None:
    """Proves: two duplicates, an anchor and an infinity are four faults of one reading, each with its path.

    Breaks if: reading stops at the first fault.
    """
    faults = faults_of("a: {x: 1, x: 2}\nb: &c [.inf]\na: 3\n")
    assert [(fault.line, fault.path) for fault in faults] == [(1, "a.x"), (2, "b"), (2, "b[0]"), (3, "a")]


def test_number_like_keys_are_kept_as_their_text() -> None:
    """Proves: years, yes and null as keys are the words the user wrote.

    Breaks if: keys are resolved, so that two spellings of a number become one key.
    """
    root = read_yaml_text("2026: a\n2026.0: b\ntrue: c\nno: d\n012: e\n", "park.yaml")
    assert root.plain() == {"2026": "a", "2026.0": "b", "true": "c", "no": "d", "012": "e"}


def test_limits_are_exact() -> None:
    """Proves: 64 levels and 100 000 keys and values are read, one more is refused.

    1 mapping + 1 key + 1 list + 99 997 items = 100 000.

    Breaks if: a limit is off by one, or only some kinds of nodes are counted.
    """
    read_yaml_text("a: " + "[" * 63 + "]" * 63, "park.yaml")
    assert "64 levels" in faults_of("a: " + "[" * 64 + "]" * 64)[0].problem
    read_yaml_text("a: [" + "1, " * 99_997 + "]", "park.yaml")
    assert "100000" in faults_of("a: [" + "1, " * 99_998 + "]")[0].problem


def test_files_that_cannot_be_read_are_faults(tmp_path: Path) -> None:
    """Proves: a missing file, a folder and a file above the limit are faults, not tracebacks.

    Breaks if: an OSError escapes, or a huge file is read before it is refused.
    """
    large = tmp_path / "large.yaml"
    with large.open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1)
    for path, word in ((tmp_path / "none.yaml", "exist"), (tmp_path, "folder"), (large, "16 MiB")):
        with pytest.raises(ScenarioError, match=word):
            read_yaml(path, path.name)


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    """Proves: a file saved with a byte order mark reads the same.

    Breaks if: the mark becomes part of the first key or moves its column.
    """
    root = read_yaml_text("\ufeffname: Ö\n".encode(), "park.yaml")
    assert root.plain() == {"name": "Ö"}
    assert locate(root, ("name",), of_key=True).column == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [("120 EUR/t", "120 EUR/t"), ("6", 6), ("[1, b]", [1, "b"]), ("{a: {b: ~}}", {"a": {"b": None}}), ("null", None)],
)
def test_values_of_settings_are_one_value(text: str, value: object) -> None:
    """Proves: a setting's value is a scalar or a bracketed list or mapping; blocks and nothing are refused.

    Breaks if: `a: b` sneaks in as a mapping, or an empty value means null.
    """
    assert read_yaml_value(text, "--set").plain() == value
    for wrong in ("a: b", "- a", "", "# x"):
        with pytest.raises(ScenarioError):
            read_yaml_value(wrong, "--set")


@pytest.mark.parametrize("path", [("flows", "ash"), ("a.b", "c d"), ('say "x"', "["), ("x",), (".",), (" ",)])
def test_paths_are_read_as_they_are_written(path: tuple[str, ...]) -> None:
    """Proves: any keys can be named on the command line and in faults.

    Breaks if: a dot or a quote within a key is taken for the end of the part.
    """
    assert split_path(path_text(path)) == path
    assert path_text(("sites", "x", "at", 1)) == "sites.x.at[1]"


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", '"a', 'a"b"', '""', " "])
def test_what_is_no_path_is_none(text: str) -> None:
    """Proves: an empty part or an open quote is no path.

    Breaks if: a typing slip on the command line makes a new key.
    """
    assert split_path(text) is None


HOSTILE = {
    "deep brackets": "[" * 10**6,
    "deep in a key": "a: " + "[" * 10**6,
    "deep braces": "{a: " * 250_000,
    "dashes": "- " * 500_000,
    "question marks": "? " * 500_000,
    "colons": ":" * 10**6,
    "commas": "a: [" + "," * 10**6,
    "a million items": "a: [" + "1," * 10**6 + "]",
    "many keys": "".join(f"k{i}: 1\n" for i in range(100_000)),
    "many keys on a line": "{" + ", ".join(f"k{i}: 1" for i in range(80_000)) + "}",
    "duplicates": "a: 1\n" * 100_000,
    "huge scalar": "a: " + "x" * 10**6,
    "huge number": "a: " + "9" * 100_000,
    "huge quoted": 'a: "' + "\\n" * 500_000 + '"',
    "huge key": "? " + "k" * 10**6 + "\n: 1",
    "long line of words": "a: " + "b " * 500_000,
    "steps": "".join(" " * i + "a:\n" for i in range(1400)),
    "aliases": "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(20_000)),
    "merges": "a: 1\n" + "".join(f"b{i}: {{<<: *a}}\n" for i in range(20_000)),
    "documents": "---\n" * 250_000,
    "tags": "a: !!int x\n" * 50_000,
    "not UTF-8": b"a: \xff" * 200_000,
    "binary": bytes(range(256)) * 4_000,
    "not numbers": "a: [" + ".nan," * 90_000 + "]",
    "comments": "# x\n" * 250_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_soon_and_small(name: str, tmp_path: Path) -> None:
    """Proves: a hostile megabyte ends in ScenarioError at once, and takes little memory.

    Breaks if: a limit is checked after the tree is built, or a scan is quadratic.
    """
    text = HOSTILE[name]
    path = tmp_path / "hostile.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    run = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    seconds, mib = map(float, run.stdout.split())
    assert seconds < SECONDS_ALLOWED
    assert mib < MIB_ALLOWED


def test_faults_are_capped() -> None:
    """Proves: a file of nothing but duplicates names a thousand and says that there are more.

    Breaks if: a hostile file can fill memory with faults.
    """
    faults = faults_of("a: 1\n" * 20_000)
    assert len(faults) == MAX_FAULTS + 1
    assert any("not listed" in fault.problem for fault in faults)
