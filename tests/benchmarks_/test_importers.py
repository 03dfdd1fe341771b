"""The importers' command, on an instance small enough to solve by hand; needs no shared data."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import isopt
from benchmarks.importers.__main__ import main
from benchmarks.importers.shared import MissingDataError, known_optima, shared_folder

if TYPE_CHECKING:
    from pathlib import Path

INSTANCE = """\
# one source of 10, two sinks of 6 and 4
1 2 2
1 10 E
1 6 E
2 4 E
1 1 2 30 10
1 2 0.5 7 10
"""

OPTIMA = "instance,tier,objective,status,evidence\ntiny,small,51,optimal,by hand\nhuge,large,9,best-known,sourced\n"


@pytest.fixture
def _shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    family = tmp_path / "shared" / "benchmarks" / "fctp"
    family.mkdir(parents=True)
    (family / "tiny.txt").write_text(INSTANCE, encoding="utf-8")
    (family / "known_optima.csv").write_text(OPTIMA, encoding="utf-8")
    monkeypatch.setenv("ISOPT_SHARED", str(tmp_path / "shared"))


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["importers", *arguments])
    return main()


@pytest.mark.usefixtures("_shared")
def test_command_writes_a_scenario_that_solves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: what the command writes is the instance: 6 · 2 + 30 + 4 · 0.5 + 7 = 51.

    Breaks if: a price, a fixed price or an amount is read from another column.
    """
    assert run(monkeypatch, "fctp", "tiny", "--out", str(tmp_path / "out")) == 0
    path = tmp_path / "out" / "scenario.yaml"
    assert capsys.readouterr().out.strip() == str(path)
    results = isopt.load(path).solve()
    assert results.status == "proved"
    assert results.plan.accounts.combined == pytest.approx(known_optima("fctp")["tiny"])


@pytest.mark.usefixtures("_shared")
def test_command_writes_a_whole_family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: without a name every instance gets a folder; only proved optima are known optima."""
    assert run(monkeypatch, "fctp", "--out", str(tmp_path / "all")) == 0
    assert [folder.name for folder in (tmp_path / "all").iterdir()] == ["tiny"]
    assert set(known_optima("fctp")) == {"tiny"}


def test_missing_data_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: where the data is not, the error says where it was looked for and what to set."""
    monkeypatch.setenv("ISOPT_SHARED", str(tmp_path))
    with pytest.raises(MissingDataError, match="ISOPT_SHARED"):
        shared_folder()
    with pytest.raises(SystemExit):
        run(monkeypatch, "fctp", "tiny", "--out", str(tmp_path / "out"))
