"""Any solver Pyomo knows in the place of HiGHS: the same plan, settled, bounded and audited the same way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from solution_programs import Bomb, fixed_charge

import isopt
from isopt.errors import SolverError, UsageError
from isopt.formulation.program import Arrays, Index, Program, Rows, Variables
from isopt.solution import other_solver
from isopt.solution.options import Options
from isopt.solution.other_process import Claim, Question, gap_options
from isopt.solution.other_solver import consult, solve_with
from isopt.solution.process import Worker
from isopt.solution.solution import Termination
from isopt.solution.solve import solve

OTHERS = ["appsi_highs", "scip_direct"]
"""Solvers that come with isopt and its `test` extra."""


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def as_program(arrays: Arrays) -> Program:
    """Give arrays the form of a program: continuous columns first, as `fixed_charge` has them."""
    first = int((~arrays.integer).sum())
    blocks = []
    for name, inside in (("x", slice(0, first)), ("y", slice(first, arrays.column_count))):
        count = inside.stop - inside.start
        lower, upper, cost = arrays.lower[inside], arrays.upper[inside], arrays.cost[inside]
        blocks.append(Variables(name, _numbered(count), inside.start, lower, upper, cost, name == "y"))
    row = np.repeat(np.arange(arrays.row_count, dtype=np.int32), np.diff(arrays.start))
    rows = Rows(
        "rows", _numbered(arrays.row_count), arrays.row_lower, arrays.row_upper, row, arrays.index, arrays.value
    )
    return Program(tuple(blocks), (rows,))


def _numbered(count: int) -> Index:
    return Index(((tuple(map(str, range(count))), np.arange(count, dtype=np.int32)),))


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("seed", [1, 2])
def test_agrees_with_ours(seed: int, name: str, worker: Worker) -> None:
    """Proves: another solver finds the same optimum, with the same certified bound up to the gap, 0.

    Breaks if: columns come back in another order, integers are not fixed, or the bound is the solver's word.
    """
    arrays = fixed_charge(seed, 4, 5)
    options = Options(gap_abs_eur=0.0)
    ours = solve(worker, arrays, options, baseline=None)
    theirs = solve_with(worker, as_program(arrays), options, name, baseline=None)
    assert theirs.termination is Termination.GAP
    assert theirs.objective == pytest.approx(ours.objective, rel=1e-9)
    assert theirs.bound == pytest.approx(ours.objective, rel=1e-8)
    assert theirs.solver_bound is not None and theirs.solver_bound <= ours.objective * (1 + 1e-6)
    assert theirs.proof is not None


@pytest.mark.parametrize("name", ["appsi_highs", "Scip_Direct"])
def test_shipped_scenario_through_pyomo(name: str, root: Path) -> None:
    """Proves: `--solver` gives the plan of HiGHS, audited and proved, and the certificate names who found it."""
    case = isopt.load(root / "scenarios" / "harbour_park" / "scenario.yaml")
    results = case.solve(solver=name)
    assert results.status == "proved"
    assert results.certificate is not None and results.certificate.solver == name
    assert results.plan.accounts.combined == pytest.approx(11_788_647.017, abs=1e-3)


def test_highs_in_any_case_is_ours(root: Path) -> None:
    """Proves: `HiGHS` is no other solver. Breaks if: it is looked up in Pyomo, where `highs` stands for another door."""
    results = isopt.load(root / "scenarios" / "harbour_park" / "scenario.yaml").solve(solver="HiGHS")
    assert results.certificate is not None and results.certificate.solver.startswith("HiGHS 1.")


def test_unknown_and_missing_solvers(worker: Worker) -> None:
    """Proves: both are told apart, and the message says how to see which there are."""
    program = as_program(fixed_charge(1, 2, 2))
    with pytest.raises(UsageError, match=r"Pyomo knows none of the name 'hihgs'.*pyomo help --solvers"):
        solve_with(worker, program, Options(), "hihgs", baseline=None)
    if not pyo.SolverFactory("baron").available(exception_flag=False):
        with pytest.raises(UsageError, match=r"'baron' is not available here.*pyomo help --solvers"):
            solve_with(worker, program, Options(), "baron", baseline=None)


def test_what_cannot_be_is_proved_here(worker: Worker) -> None:
    """Proves: an empty relaxation, and one only integers empty, end with our own proof, whatever the solver says."""
    for row, columns in (((9.0, 9.0), 2), ((3.0, 3.0), 2)):
        side = np.array(row[:1])
        program = Program(
            (Variables("y", _numbered(columns), 0, np.zeros(2), np.ones(2), np.ones(2), True),),
            (
                Rows("odd", _numbered(1), side, side, np.zeros(2, np.int32), np.arange(2, dtype=np.int32),
                     np.full(2, 2.0)),
            ),
        )  # fmt: skip
        solution = solve_with(worker, program, Options(), "scip_direct", baseline=None)
        assert solution.termination is Termination.INFEASIBLE
        assert solution.x is None and solution.proof is not None


def test_unbounded_is_decided_before(worker: Worker) -> None:
    """Proves: a cost that falls without end is named so without asking the solver."""
    free = Variables("x", _numbered(1), 0, np.zeros(1), np.array([np.inf]), -np.ones(1), False)
    none = np.zeros(0, np.int32)
    rows = Rows("any", _numbered(1), np.full(1, -1.0), np.ones(1), none, none, np.zeros(0))
    solution = solve_with(worker, Program((free,), (rows,)), Options(), "nobody", baseline=None)
    assert solution.termination is Termination.UNBOUNDED and solution.x is None


def test_rows_without_terms_and_idle_columns(worker: Worker) -> None:
    """Proves: a row nothing enters, and a column in no row, are no stumbling block. x ≥ 1.5 and y whole: y = 2."""
    blocks = (
        Variables("x", _numbered(2), 0, np.array([0.0, -4.0]), np.array([5.0, -2.0]), np.zeros(2), False),
        Variables("y", _numbered(1), 2, np.zeros(1), np.full(1, 9.0), np.ones(1), True),
    )
    rows = Rows(
        "rows", _numbered(3), np.array([-1.0, 1.5, 0.0]), np.array([1.0, np.inf, np.inf]),
        np.array([1, 2, 2], np.int32), np.array([0, 2, 0], np.int32), np.array([1.0, 1.0, -1.0]),
    )  # fmt: skip
    for name in OTHERS:
        solution = solve_with(worker, Program(blocks, (rows,)), Options(gap_abs_eur=0.0), name, baseline=None)
        assert solution.termination is Termination.GAP and solution.x is not None
        assert solution.objective == pytest.approx(2)
        assert -4 <= solution.x[1] <= -2


def claim_of(monkeypatch: pytest.MonkeyPatch, *claims: Any) -> None:
    """Put words into the solver's mouth."""
    said = iter(claims)
    monkeypatch.setattr(other_solver, "consult", lambda _: next(said))


@pytest.mark.parametrize(
    ("stopped", "why"),
    [
        ("maxTimeLimit", Termination.TIME_LIMIT),
        ("maxIterations", Termination.WORK_LIMIT),
        ("unbounded", Termination.FAILED),
        ("error", Termination.FAILED),
        ("userInterrupt", Termination.INTERRUPTED),
    ],
)
def test_endings_without_a_plan(
    stopped: str, why: Termination, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: an ending is called what it is, never better. Breaks if: a failure passes for infeasible."""
    claim_of(monkeypatch, Claim(stopped, "", None, None))
    solution = solve_with(worker, as_program(fixed_charge(1, 2, 2)), Options(), "mute", baseline=None)
    assert solution.termination is why and solution.x is None and solution.bound is None


def test_a_liar_is_not_believed(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: "infeasible" for a program that has plans is not proved, so it stays the solver's claim."""
    claim_of(monkeypatch, Claim("infeasible", "", None, None))
    solution = solve_with(worker, as_program(fixed_charge(1, 2, 2)), Options(), "liar", baseline=None)
    assert solution.termination is Termination.SOLVER_INFEASIBLE and solution.x is None


def test_a_poor_plan_is_not_called_optimal(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a dear plan said to be optimal gets a bound that shows it, or gives way to the better one the proof meets."""
    arrays = fixed_charge(3, 3, 3)
    best = solve(worker, arrays, Options(gap_abs_eur=0.0), baseline=None)
    dear = solve(worker, _with_cost(arrays, -arrays.cost), Options(gap_abs_eur=0.0), baseline=None)
    assert best.objective is not None and dear.x is not None
    poor = float(arrays.cost @ dear.x)
    claim_of(monkeypatch, Claim("optimal", "", dear.x, poor))
    solution = solve_with(worker, as_program(arrays), Options(gap_abs_eur=0.0), "liar", baseline=None)
    assert solution.bound is not None and solution.objective is not None
    assert solution.bound <= best.objective * (1 + 1e-9)
    assert solution.termination is Termination.SOLVER_GAP or solution.objective == pytest.approx(best.objective)


def _with_cost(arrays: Arrays, cost: np.ndarray) -> Arrays:
    return replace(arrays, cost=cost)


def test_fractions_are_refused(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a solver that ignores whole numbers is named as such, not rounded into a plan."""
    arrays = fixed_charge(1, 2, 2)
    claim_of(monkeypatch, Claim("optimal", "", np.where(arrays.integer, 0.4, 1.0), None))
    with pytest.raises(UsageError, match="'smooth' does not keep yes/no decisions whole"):
        solve_with(worker, as_program(arrays), Options(), "smooth", baseline=None)


def test_crash_and_lateness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a solver that dies is an error that says of what; one that does not return is ended at its time."""
    dead: Any = Bomb("import os; os.kill(os.getpid(), 9)")
    with pytest.raises(SolverError, match=r"'fragile' crashed \(SIGKILL\)"):
        consult(Question(dead, "fragile", None, 0.0))
    monkeypatch.setattr(other_solver, "GRACE_S", 0.1)
    slow: Any = Bomb("import time; time.sleep(60)")
    assert consult(Question(slow, "slow", 0.1, 0.0)).stopped == "maxTimeLimit"


def test_failure_is_told(worker: Worker) -> None:
    """Proves: what a solver raises reaches the user with its name. Breaks if: it ends in a bare crash."""
    broken: Any = Bomb("raise ValueError('no licence')")
    with pytest.raises(SolverError, match="'strict' failed: ValueError: no licence"):
        consult(Question(broken, "strict", None, 0.0))


def test_gap_is_asked_in_the_solvers_words() -> None:
    """Proves: only known solvers get options: a word a solver does not know would end it."""
    assert gap_options("SCIP_direct", 2.5) == {"limits/absgap": 2.5, "limits/gap": 0.0}
    assert gap_options("appsi_highs", 1.0) == {"mip_abs_gap": 1.0, "mip_rel_gap": 0.0}
    assert gap_options("glpk", 1.0) == {}


def test_parent_loads_neither_solver_nor_pyomo() -> None:
    """Proves: asking another solver leaves the asking process light, and able to fork."""
    code = "import sys, isopt.solution.other_solver; print({'pyomo', 'highspy', 'pyscipopt'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
