"""The runner of published instances: what it asks, what it lets pass, what it writes; needs no shared data."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks import published
from benchmarks.importers.shared import Known, Verdict
from benchmarks.published import Outcome, shortfall

if TYPE_CHECKING:
    from pathlib import Path

OPTIMUM = Known(Verdict.OPTIMAL, 1000.0, "small")
BEST = Known(Verdict.BEST, 1000.0, "large")
NONE = Known(Verdict.INFEASIBLE, None, "small")


@pytest.mark.parametrize(
    ("outcome", "entry", "expected"),
    [
        (Outcome("proved", 1000.0005, 999.9, 1e-6), OPTIMUM, None),
        (Outcome("plan", 1009.0, 1000.0, 9e-3), OPTIMUM, None),
        (Outcome("plan", 1009.0, 995.0, 0.014), OPTIMUM, "0.900% above the optimum"),
        (Outcome("plan", 1009.0), OPTIMUM, "0.900% above the optimum"),
        (Outcome("proved", 999.0, 998.0, 1e-3), OPTIMUM, "WRONG: the plan is below the published optimum"),
        (Outcome("plan", 1000.0, 1000.1, 0.0), OPTIMUM, "WRONG: the bound is above the published plan"),
        (Outcome("time_limit"), OPTIMUM, "no plan"),
        (Outcome("plan", 1005.0, 900.0, 0.1), BEST, None),
        (Outcome("plan", 950.0, 940.0, 0.01), BEST, None),
        (Outcome("plan", 1006.0, 900.0, 0.1), BEST, "0.600% above the best"),
        (Outcome("plan", 1005.0, 1002.0, 0.1), BEST, "WRONG: the bound is above the published plan"),
        (Outcome("infeasible"), NONE, None),
        (Outcome("solver_infeasible"), NONE, None),
        (Outcome("time_limit"), NONE, "not said to be infeasible"),
        (Outcome("plan", 1.0), Known(Verdict.UNKNOWN, None, ""), None),
    ],
)
def test_what_is_let_pass(outcome: Outcome, entry: Known, expected: str | None) -> None:
    """Proves: an optimum is met to 1e-6, or by a certified gap of 1 %; a best plan is met to 0.5 %; a bound never lies."""
    assert shortfall(outcome, entry, gap_share=0.01) == expected


def test_no_case_is_asked_twice() -> None:
    """Proves: each instance has one time limit."""
    labels = [case.label for case in published.ASKED]
    assert len(labels) == len(set(labels))


@pytest.fixture
def _shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay out one source of 10, two sinks of 6 and 4: 6 · 2 + 30 + 4 · 0.5 + 7 = 51; and a file cut short."""
    for family in ("canad/R", "facility/orlib_cap", "fcnetlib", "fctp", "textbook"):
        (tmp_path / "shared" / "benchmarks" / family).mkdir(parents=True)
    family = tmp_path / "shared" / "benchmarks" / "fctp"
    tiny = "# tiny\n1 2 2\n1 10 E\n1 6 E\n2 4 E\n1 1 2 30 10\n1 2 0.5 7 10\n"
    (family / "tiny.txt").write_text(tiny, encoding="utf-8")
    (family / "narrow.txt").write_text(tiny.replace("30 10", "30 5"), encoding="utf-8")
    (family / "known_optima.csv").write_text(
        "instance,tier,objective,status,evidence\ntiny,small,51,optimal,by hand\nnarrow,small,51,optimal,by mistake\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("ISOPT_SHARED", str(tmp_path / "shared"))


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["published", *arguments])
    return published.main()


@pytest.mark.usefixtures("_shared")
def test_results_are_shown_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: a line and a row per case; one that does not hold is named, the rest is tried, and the exit code says so."""
    table = tmp_path / "results.csv"
    assert run(monkeypatch, "fctp/*", "--time-limit", "60", "--out", str(table)) == 1
    assert "1 of 2 hold" in capsys.readouterr().out
    with table.open(encoding="utf-8", newline="") as lines:
        rows = {row["instance"]: row for row in csv.DictReader(lines)}
    assert rows["fctp/tiny"]["verdict"] == "holds"
    assert float(rows["fctp/tiny"]["plan"]) == pytest.approx(51)
    assert rows["fctp/narrow"]["verdict"] == "no plan"
    assert rows["fctp/narrow"]["plan"] == ""


@pytest.mark.usefixtures("_shared")
def test_a_pattern_that_matches_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a typing error is not an empty success."""
    with pytest.raises(SystemExit):
        run(monkeypatch, "canad/R/r99*")
