"""Commands with workbooks as a user runs them: make one, convert, solve, and what is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from isopt.scenario.reading.merge import load_document
from isopt.scenario.writing.dump import fingerprint

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def isopt(tmp_path: Path) -> Run:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "isopt", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    return run


@pytest.fixture
def park(root: Path, tmp_path: Path) -> Path:
    shutil.copy(root / "scenarios/harbour_park/scenario.yaml", tmp_path / "park.yaml")
    return tmp_path / "park.yaml"


def test_new_workbook(isopt: Run, tmp_path: Path) -> None:
    """Proves: the empty workbook is written once, and `check` says what it lacks and where."""
    done = isopt("new", "--workbook", "book/park.xlsx")
    assert (done.returncode, done.stdout) == (0, "wrote book/park.xlsx; fill it in, then: isopt check book/park.xlsx\n")
    assert isopt("new", "other.xlsx").returncode == 0
    assert (tmp_path / "other.xlsx").read_bytes() == (tmp_path / "book/park.xlsx").read_bytes()
    done = isopt("check", "book/park.xlsx")
    assert done.returncode == 1
    assert done.stderr.startswith("book/park.xlsx!scenario:A1: lacks `name`")
    assert "exists" in isopt("new", "--workbook", "book/park.xlsx").stderr
    assert "ends in .xlsx" in isopt("new", "--workbook", "park.ods").stderr


def test_convert_there_and_back(isopt: Run, park: Path, tmp_path: Path) -> None:
    """Proves: YAML to workbook to YAML says the same, is solved and verified as such, also with a variant."""
    done = isopt("convert", "park.yaml", "park.xlsx")
    assert (done.returncode, done.stdout) == (
        0, "wrote park.xlsx: says the same as park.yaml, without its comments\n",
    )  # fmt: skip
    assert isopt("convert", "park.xlsx", "new/again.yml").returncode == 0
    files = [park, tmp_path / "park.xlsx", tmp_path / "new/again.yml"]
    assert len({fingerprint(load_document(file, "high_tax")) for file in files}) == 1
    results = [isopt("solve", file, "--variant", "high_tax", "--json").stdout for file in files]
    assert json.loads(results[0])["status"] == "proved"
    assert results[0] == results[1] == results[2]
    assert isopt("solve", "park.xlsx", "--out", "results", "--quiet").returncode == 0
    assert isopt("verify", "results").returncode == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["park.yaml", "there.xlsx"], "there.xlsx exists; name another file, or add --force"),
        (["park.yaml", "park.yaml", "--force"], "is what is converted"),
        (["park.yaml", "park.ods"], "ending in .yaml or .xlsx"),
        (["park.yaml", "folder.xlsx", "--force"], "folder.xlsx exists"),
        (["nowhere.yaml", "x.xlsx"], "the file does not exist"),
        (["nowhere.xlsx", "x.yaml"], "the workbook does not exist"),
        (["there.xlsx", "x.yaml"], "no workbook that can be read"),
        (["park.yaml", "park.yaml/x.xlsx"], "cannot write"),
    ],
)
def test_what_convert_refuses(isopt: Run, park: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    """Proves: nothing is overwritten unasked, and what cannot be converted is told with a remedy and exit code 1."""
    (tmp_path / "there.xlsx").write_text("precious")
    (tmp_path / "folder.xlsx").mkdir()
    before = park.read_bytes()
    done = isopt("convert", *arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "there.xlsx").read_text() == "precious"
    assert park.read_bytes() == before


def test_force_replaces(isopt: Run, park: Path, tmp_path: Path) -> None:
    """Proves: --force replaces a file that is there."""
    (tmp_path / "there.xlsx").write_text("old")
    assert isopt("convert", park, "there.xlsx", "--force").returncode == 0
    assert isopt("check", "there.xlsx").stdout.startswith("there.xlsx: no faults")


def test_tables_are_converted_too(isopt: Run, root: Path, tmp_path: Path) -> None:
    """Proves: a scenario with CSV tables becomes one workbook that stands alone."""
    shutil.copytree(root / "scenarios/kalundborg", tmp_path / "case")
    assert isopt("convert", "case/scenario.yaml", "alone.xlsx").returncode == 0
    shutil.rmtree(tmp_path / "case")
    done = isopt("check", "alone.xlsx")
    assert done.returncode == 0
    assert "15 sites" in done.stdout
