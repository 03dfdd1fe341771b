"""Published instances, solved and held to what is published of them: `python -m benchmarks.published`."""

from __future__ import annotations

import argparse
import contextlib
import csv
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

import isopt
from benchmarks.importers import FAMILIES, textbook
from benchmarks.importers.shared import Known, MissingDataError, Verdict, known
from benchmarks.importers.writing import write
from benchmarks.timing import machine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

EXACT_SHARE = 1e-6
"""How far from a published optimum, or bound, a value may be: published values are rounded."""

BEST_SHARE = 0.005
"""How far above the best plan known a plan may be."""

DEFAULT_LIMIT_S = 120.0

HEADERS = ("instance", "status", "plan", "bound", "gap", "published", "known as", "load_s", "solve_s", "verdict")
WIDTHS = (36, 17, 15, 15, 9, 13, 11, 7, 8, 0)


@dataclass(frozen=True, slots=True)
class Case:
    """An instance, how long it may take, and what is good enough."""

    family: str
    name: str
    time_limit_s: float = DEFAULT_LIMIT_S
    gap_share: float = 0.0
    """A certified gap that will do in place of the optimum."""

    @property
    def label(self) -> str:
        """Name it across families."""
        return f"{self.family}/{self.name}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What isopt found; numbers are absent where nothing is held, or proved."""

    status: str
    plan: float | None = None
    bound: float | None = None
    gap: float | None = None
    load_s: float | None = None
    solve_s: float | None = None


def _cases(family: str, *names: str, time_limit_s: float = DEFAULT_LIMIT_S, gap_share: float = 0.0) -> tuple[Case, ...]:
    return tuple(Case(family, name, time_limit_s, gap_share) for name in names)


ASKED = (
    *_cases("textbook", "trnsport", "multi", "multmip1", time_limit_s=60),
    *_cases("fctp", "bk4x3", "bal8x12", "ran10x10a", "ran10x10c", "ran4x64", "ran8x32", time_limit_s=60),
    *_cases("fcnetlib", "fixnet6"),
    *_cases("facility", *(f"orlib_cap/cap{k}" for k in (41, 61, 62, 71, 72, 91, 93, 101, 103, 121, 123, 131, 133))),
    *_cases("canad", *(f"R/{group}.{k}" for group in ("r01", "r03") for k in range(1, 10))),
    *_cases("canad", "C/c33", "C/c41", "C/c44", gap_share=0.01),
    *_cases("facility", *(f"tscflp_fernandes/PSC{k}-C1-50" for k in range(1, 6))),
    *_cases("facility", *(f"tscflp_fernandes/PSC{k}-C3-50" for k in range(1, 6)), time_limit_s=300),
)
"""What isopt is held to, each in its time."""


def published(case: Case) -> Known:
    """Look up what is published of a case, in the scenario's money."""
    if case.family != "textbook":
        return known(case.family).get(case.name, Known(Verdict.UNKNOWN, None, ""))
    entry = known(case.family)[textbook.published_as(case.name)]
    return replace(entry, value=(entry.value or 0.0) * textbook.money_per_published_unit(case.name))


def solve(case: Case, folder: Path) -> Outcome:
    """Write a case into a folder, load it, solve it within its time."""
    path = write(FAMILIES[case.family].draft(case.name), folder)
    began = time.perf_counter()
    scenario = isopt.load(path)
    loaded = time.perf_counter()
    results = scenario.solve(isopt.Options(time_limit_s=case.time_limit_s, gap=EXACT_SHARE / 10))
    ended = time.perf_counter()
    certificate = results.certificate
    return Outcome(
        status=results.status if results.found else results.termination.name.lower(),
        plan=results.found.accounts.combined if results.found else None,
        bound=certificate.bound if certificate else None,
        gap=certificate.gap if certificate else None,
        load_s=loaded - began,
        solve_s=ended - loaded,
    )


def shortfall(outcome: Outcome, entry: Known, gap_share: float = 0.0) -> str | None:
    """Say what an outcome lacks beside what is published; None where it holds."""
    if entry.verdict is Verdict.UNKNOWN:
        return None
    if entry.verdict is Verdict.INFEASIBLE or entry.value is None:
        return None if outcome.status in {"infeasible", "solver_infeasible"} else "not said to be infeasible"
    if outcome.plan is None:
        return "no plan"
    exact, best = EXACT_SHARE * abs(entry.value), BEST_SHARE * abs(entry.value)
    above = f"{(outcome.plan - entry.value) / abs(entry.value):.3%} above"
    if outcome.bound is not None and outcome.bound > entry.value + exact:
        return "WRONG: the bound is above the published plan"
    if entry.verdict is Verdict.BEST:
        return None if outcome.plan <= entry.value + best else f"{above} the best"
    if outcome.plan < entry.value - exact:
        return "WRONG: the plan is below the published optimum"
    has_gap = outcome.gap is not None and outcome.gap <= gap_share
    return None if has_gap or outcome.plan <= entry.value + exact else f"{above} the optimum"


def _chosen(patterns: Sequence[str]) -> list[Case]:
    """List the cases asked; or all instances of all families whose label matches a pattern."""
    if not patterns:
        return list(ASKED)
    asked = {case.label: case for case in ASKED}
    named = [
        asked.get(f"{family}/{name}", Case(family, name))
        for family, module in FAMILIES.items()
        if family != "wang_smith"
        for name in module.names()
    ]
    return [case for case in named if any(fnmatch(case.label, pattern) for pattern in patterns)]


def _row(case: Case, entry: Known, outcome: Outcome, verdict: str) -> dict[str, Any]:
    values = (
        case.label, outcome.status, outcome.plan, outcome.bound, outcome.gap, entry.value, entry.verdict.value,
        outcome.load_s, outcome.solve_s, verdict,
    )  # fmt: skip
    return dict(zip(HEADERS, values, strict=True))


def _rows(cases: Sequence[Case]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Solve one case after the other; what goes wrong with one is its row, and the next is tried."""
    for case in cases:
        entry = published(case)
        with tempfile.TemporaryDirectory() as folder:
            try:
                outcome = solve(case, Path(folder))
                lacks = shortfall(outcome, entry, case.gap_share)
            except Exception as problem:  # a fault of isopt in one case must not cost the results of the others
                outcome, lacks = Outcome("error"), f"{type(problem).__name__}: {problem}".splitlines()[0]
        unjudged = entry.verdict is Verdict.UNKNOWN and lacks is None
        yield _row(case, entry, outcome, lacks or ("nothing to hold it to" if unjudged else "holds")), lacks is None


def _cell(header: str, value: float | str | None) -> str:
    if not isinstance(value, float):
        return str(value) if value is not None else "-"
    if header == "gap":
        return f"{value:.2e}"
    return f"{value:.1f}" if header.endswith("_s") else f"{value:.3f}"


def _line(cells: Sequence[str]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.published", description=__doc__)
    parser.add_argument("pattern", nargs="*", help="instances such as 'canad/C/*'; without it, those isopt is held to")
    parser.add_argument("--time-limit", type=float, metavar="S", help="seconds for each, instead of its own limit")
    parser.add_argument("--out", type=Path, metavar="FILE", help="a CSV file for the results")
    given = parser.parse_args()
    try:
        cases = _chosen(given.pattern)
        if not cases:
            parser.error(f"no instance matches {' '.join(given.pattern)}; names are such as 'canad/R/r01.1'")
        if given.time_limit:
            cases = [replace(case, time_limit_s=given.time_limit) for case in cases]
        return _report(cases, given.out)
    except MissingDataError as problem:
        parser.error(str(problem))


def _report(cases: Sequence[Case], out: Path | None) -> int:
    """Print a line as each case ends, and write it; 1 where one does not hold."""
    print(machine())
    print(_line(HEADERS))
    held = []
    with contextlib.ExitStack() as stack:
        table = None
        if out is not None:
            file = stack.enter_context(out.open("w", encoding="utf-8", newline=""))
            table = csv.DictWriter(file, HEADERS, lineterminator="\n")
            table.writeheader()
        for row, holds in _rows(cases):
            print(_line([_cell(header, row[header]) for header in HEADERS]))
            sys.stdout.flush()
            if table is not None:
                table.writerow(row)
                file.flush()
            held.append(holds)
    print(f"{sum(held)} of {len(held)} hold")
    return 0 if all(held) else 1


if __name__ == "__main__":
    raise SystemExit(main())
