"""The worker: what it answers, and that it may die."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from solution_programs import INF, Bomb, empty_with_integers, fixed_charge, program

from isopt.errors import IsoptError, SolverError
from isopt.solution.certificate import recheck
from isopt.solution.process import Worker
from isopt.solution.tasks import (
    Incumbent,
    InfeasibilityTask,
    LpStatus,
    LpTask,
    Outcome,
    ProveTask,
    Settings,
    SolveTask,
    WriteTask,
)
from isopt.solution.termination import Termination


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def test_solve_is_proved_and_its_certificate_holds(worker: Worker) -> None:
    """Proves: plan, claimed and certified bound agree to 1e-9 relative; the last incumbent streamed is the plan.

    Breaks if: any stage of a solve loses what the one before found.
    """
    arrays = fixed_charge(2, 5, 6)
    seen: list[Incumbent] = []
    outcome: Outcome = worker.run(SolveTask(arrays, (np.ones(arrays.column_count),)), seen.append).value
    assert outcome.termination is Termination.GAP
    assert outcome.x is not None
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert outcome.certificate is not None
    assert outcome.objective == pytest.approx(844, abs=1e-9)
    assert 844 - 1e-6 <= outcome.bound <= 844 + 1e-9
    assert recheck(arrays, outcome.certificate) == outcome.bound
    assert seen[-1].settled
    assert seen[-1].x.tolist() == outcome.x.tolist()


def test_equal_tasks_give_equal_bytes(worker: Worker) -> None:
    """Proves: plan and certificate are the same to the byte, in a used worker and in a new one.

    Breaks if: something of the task before, a hash seed or the clock gets into a result.
    """
    task = SolveTask(fixed_charge(0, 4, 8), settings=Settings(gap_abs_eur=5.0))
    with Worker() as fresh:
        answers = [each.run(task).value for each in (worker, worker, fresh)]
    assert len({(a.x.tobytes(), json.dumps(a.certificate), a.solver_bound, a.termination) for a in answers}) == 1


def test_linear_program_takes_the_same_way(worker: Worker) -> None:
    """Proves: without integers the outcome has plan, bound and certificate too: 4 at 2 EUR is 8.

    Breaks if: the certificate is only made for integers.
    """
    arrays = program([2.0], [(0, 9)], [(4.0, {0: 1.0}, INF)])
    outcome = worker.run(SolveTask(arrays)).value
    assert outcome.termination is Termination.GAP
    assert outcome.x.tolist() == [4.0]
    assert outcome.bound == pytest.approx(8)
    assert recheck(arrays, outcome.certificate) == outcome.bound


def test_infeasible_and_unbounded_are_told_apart(worker: Worker) -> None:
    """Proves: an empty relaxation, an empty choice of integers (both proved), and a cost that falls without end.

    Breaks if: a verdict is taken over from the solver.
    """
    empty = program([1.0], [(0, 1)], [(3.0, {0: 1.0}, INF)])
    for arrays in (empty, empty_with_integers()):
        outcome = worker.run(SolveTask(arrays)).value
        assert outcome.termination is Termination.INFEASIBLE
        assert outcome.x is None
        assert recheck(arrays, outcome.certificate) == INF
        assert worker.run(InfeasibilityTask(arrays)).value.bound == INF
    endless = program([-1.0, 1.0], [(0, INF), (0, 1)], [(-5.0, {0: -1.0, 1: 1.0}, INF)][:0], integer=[1])
    assert worker.run(SolveTask(endless)).value.termination is Termination.UNBOUNDED


def test_work_limit_ends_at_the_same_place(worker: Worker) -> None:
    """Proves: one node for solver and proof stops a hard program with a plan, a bound below it, and says why.

    Breaks if: the limit does not reach the solver or the tree.
    """
    task = SolveTask(fixed_charge(0, 8, 20), settings=Settings(work_limit=1, proof_nodes=1))
    first, second = worker.run(task).value, worker.run(task).value
    assert first.termination is Termination.WORK_LIMIT
    assert first.bound < first.objective
    assert first.tree_nodes <= 3
    assert (first.objective, first.bound) == (second.objective, second.bound)


def test_time_limit_covers_solver_and_proof(worker: Worker) -> None:
    """Proves: a hard program under a limit comes back with a plan and a bound that can be rechecked.

    Breaks if: the proof is skipped when the solver used its time.
    """
    arrays = fixed_charge(1, 20, 20)
    outcome = worker.run(SolveTask(arrays, settings=Settings(time_limit_s=2.0))).value
    assert outcome.termination is Termination.TIME_LIMIT
    assert outcome.bound < outcome.objective
    assert recheck(arrays, outcome.certificate) == outcome.bound


def test_start_is_taken(worker: Worker) -> None:
    """Proves: with the optimum as start, one node finds a plan no worse than it.

    Breaks if: the start is lost on its way to the solver.
    """
    arrays = fixed_charge(0, 8, 20)
    best = worker.run(SolveTask(arrays, settings=Settings(proof_nodes=0))).value
    again = worker.run(SolveTask(arrays, (), Settings(work_limit=1, proof_nodes=1), start=best.x)).value
    assert again.objective <= best.objective + 1e-9 * abs(best.objective)


def test_other_tasks(worker: Worker) -> None:
    """Proves: relaxations with other bounds, trees and model files come from the same worker.

    Breaks if: a kind of task is not served.
    """
    arrays = program([1.0, 5.0], [(0, 9), (0, 1)], [(2.0, {0: 1.0, 1: 4.0}, INF)], integer=[1])
    assert worker.run(LpTask(arrays)).value.objective == pytest.approx(2)
    assert worker.run(LpTask(arrays, upper=np.array([0.0, 1.0]))).value.x.tolist() == [0.0, 0.5]
    assert worker.run(LpTask(arrays, upper=np.array([0.0, 0.0]))).value.status is LpStatus.INFEASIBLE
    assert worker.run(ProveTask(arrays, 1.9)).value.closed
    names = ("flow(ash,clinker)", "used(ash>kiln-1)"), ("need(kiln)",)
    text = worker.run(WriteTask(arrays, *names, ".lp")).value.decode()
    assert "flow(ash,clinker)" in text
    assert "used(ash_kiln_1)" in text
    assert "used(ash>kiln-1)" in worker.run(WriteTask(arrays, *names, ".mps")).value.decode()


def test_error_in_a_task_is_told_and_the_worker_lives(worker: Worker) -> None:
    """Proves: a suffix nobody knows is a SolverError with a remedy, an unforeseen error one with its traceback.

    Breaks if: the worker dies of a task's error, or the parent waits forever.
    """
    arrays = program([1.0], [(0, 1)], [(0.0, {0: 1.0}, 1.0)])
    with pytest.raises(SolverError, match=r"use \.lp or \.mps"):
        worker.run(WriteTask(arrays, ("a",), ("r",), ".docx"))
    before = worker.pid
    with pytest.raises(IsoptError, match="ZeroDivisionError"):
        worker.run(SolveTask(arrays, Bomb("1 / 0")))  # type: ignore[arg-type]
    assert worker.pid == before


def test_prints_do_not_reach_the_protocol(worker: Worker) -> None:
    """Proves: what Python or C writes to standard output inside the worker disturbs nothing.

    Breaks if: answers travel through file number 1.
    """
    arrays = program([1.0], [(0, 1)], [(1.0, {0: 1.0}, 1.0)])
    noise = Bomb("import os; print('x' * 100_000, flush=True); os.write(1, b'y' * 100_000)")
    reply = worker.run(LpTask(arrays, cost=noise))  # type: ignore[arg-type]
    assert reply.value.objective == pytest.approx(1)


PARENT = """
import os, sys, time
sys.path[:0] = {paths!r}
from solution_programs import fixed_charge
from isopt.solution.process import Worker
from isopt.solution.tasks import Settings, SolveTask

worker = Worker()

def tell(incumbent):
    print(worker.pid, flush=True)
    {then}

worker.run(SolveTask(fixed_charge(1, 20, 20), settings=Settings(time_limit_s=100.0)), tell)
"""


def is_running(pid: int) -> bool:
    """Tell whether a process is there and not just its entry."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
@pytest.mark.parametrize(
    "then", ["os.kill(os.getpid(), 9)", "os.fork() and os.kill(os.getpid(), 9); time.sleep(15); os._exit(0)"]
)
def test_busy_worker_ends_with_its_parent(then: str) -> None:
    """Proves: a worker in the middle of a solve is gone soon after its parent, even if a child keeps the pipe.

    Breaks if: the worker only looks at its pipe between tasks.
    """
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
    script = textwrap.dedent(PARENT).format(paths=paths, then=then)
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, start_new_session=True)
    assert parent.stdout is not None
    with parent.stdout:
        pid = int(parent.stdout.readline())
    assert parent.wait() == -signal.SIGKILL
    for _ in range(200):
        if not is_running(pid):
            break
        time.sleep(0.05)
    assert not is_running(pid)
    if "fork" in then:
        os.killpg(parent.pid, signal.SIGKILL)
