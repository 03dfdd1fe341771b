"""The parent's side: crashes, deadlines, interrupts, no traces left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from solution_programs import INF, Bomb, fixed_charge, program

from isopt.errors import SolverError, UsageError
from isopt.solution import process
from isopt.solution.certificate import recheck
from isopt.solution.options import Options
from isopt.solution.process import RINS, Worker, shared_worker
from isopt.solution.tasks import Incumbent, LpTask, Settings, SolveTask
from isopt.solution.termination import Termination

EASY = program([2.0, 30.0], [(0, 9), (0, 1)], [(4.0, {0: 1.0}, INF), (-INF, {0: 1.0, 1: -9.0}, 0.0)], integer=[1])
HARD = fixed_charge(1, 20, 20)


def crash_so_often(times: int, signal_name: str, counter: Path) -> Bomb:
    """Kill the worker at its first runs of a task."""
    return Bomb(
        "import os, pathlib, signal\n"
        f"file = pathlib.Path({str(counter)!r})\n"
        "count = len(file.read_text()) if file.exists() else 0\n"
        "file.write_text('x' * (count + 1))\n"
        f"if count < {times}:\n"
        f"    os.kill(os.getpid(), signal.{signal_name})\n"
    )


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGABRT"])
@pytest.mark.parametrize("times", [1, 2])
def test_crashed_worker_is_replaced(name: str, times: int, tmp_path: Path) -> None:
    """Proves: one crash is repeated with the same options, after two RINS is off and the seed is 1; the result says so.

    Breaks if: a dead worker ends the run, or changed options are kept quiet. Optimum: 2·4 + 30 = 38.
    """
    with Worker() as worker:
        task = SolveTask(EASY, start=crash_so_often(times, name, tmp_path / "count"))  # type: ignore[arg-type]
        reply = worker.run(task)
    assert reply.value.objective == pytest.approx(38)
    assert reply.attempts == times + 1
    assert reply.crashes == (name,) * times
    assert reply.changed_options == ((RINS, ("random_seed", 1)) if times == 2 else ())


def test_third_crash_is_an_error_that_names_the_signal(tmp_path: Path) -> None:
    """Proves: three crashes are a SolverError with signal and remedy, and the next task is served.

    Breaks if: the parent tries forever.
    """
    with Worker() as worker:
        bomb = crash_so_often(99, "SIGSEGV", tmp_path / "count")
        with pytest.raises(SolverError, match=r"crashed 3 times .*SIGSEGV.*try another seed"):
            worker.run(SolveTask(EASY, start=bomb))  # type: ignore[arg-type]
        assert worker.run(SolveTask(EASY)).value.objective == pytest.approx(38)


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
def test_kill_in_the_middle_of_a_solve(name: str) -> None:
    """Proves: a worker killed while the solver runs, twice, is replaced; the third run ends by its limit with a plan.

    Breaks if: the parent waits for a dead solver.
    """
    kills: list[int] = []
    with Worker() as worker:

        def kill(_: Incumbent) -> None:
            if len(kills) < 2 and worker.pid not in kills:
                assert worker.pid is not None
                kills.append(worker.pid)
                os.kill(worker.pid, signal.Signals[name])

        reply = worker.run(SolveTask(HARD, settings=Settings(time_limit_s=3.0)), kill)
    assert reply.crashes == (name, name)
    assert reply.attempts == 3
    assert reply.value.x is not None


def test_worker_killed_between_tasks_is_replaced() -> None:
    """Proves: the task after a silent death is served.

    Breaks if: a closed pipe is an error of the user.
    """
    with Worker() as worker:
        worker.run(LpTask(EASY))
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        assert worker.run(LpTask(EASY)).value.objective == pytest.approx(8 + 30 * 4 / 9)


def test_interrupt_gives_the_last_incumbent_settled() -> None:
    """Proves: Ctrl-C in a solve returns what was streamed, settled, with the bound at the root; a new task is served.

    Breaks if: minutes of solving are thrown away by Ctrl-C.
    """
    with Worker() as worker:
        seen: list[Incumbent] = []

        def interrupt(incumbent: Incumbent) -> None:
            seen.append(incumbent)
            if len(seen) == 2:
                raise KeyboardInterrupt

        outcome = worker.run(SolveTask(HARD), interrupt).value
        assert outcome.termination is Termination.INTERRUPTED
        assert outcome.settled
        assert outcome.objective <= seen[-1].objective + 1e-6
        assert np.all(outcome.x[HARD.integer] == np.rint(outcome.x[HARD.integer]))
        assert recheck(HARD, outcome.certificate) == outcome.bound < outcome.objective
        assert worker.run(SolveTask(EASY)).value.objective == pytest.approx(38)


def test_interrupt_from_outside_while_waiting() -> None:
    """Proves: SIGINT that arrives while the parent waits for a worker asleep ends the wait; nothing is held.

    Breaks if: the parent blocks where signals do not reach it.
    """
    with Worker() as worker:
        timer = threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT))
        timer.start()
        outcome = worker.run(SolveTask(EASY, start=Bomb("import time; time.sleep(60)"))).value  # type: ignore[arg-type]
        timer.join()
    assert outcome.termination is Termination.INTERRUPTED
    assert outcome.x is None
    assert outcome.bound is None


def test_deadline_ends_a_worker_that_does_not_answer() -> None:
    """Proves: past its deadline a solve returns TIME_LIMIT with what was streamed, a relaxation raises.

    Breaks if: a solver that ignores its time limit holds the parent.
    """
    with Worker() as worker:
        asleep = Bomb("import time; time.sleep(60)")
        outcome = worker.run(SolveTask(EASY, start=asleep), deadline=time.monotonic() + 0.3).value  # type: ignore[arg-type]
        assert outcome.termination is Termination.TIME_LIMIT
        assert outcome.x is None
        with pytest.raises(SolverError, match="deadline"):
            worker.run(LpTask(EASY, cost=asleep), deadline=time.monotonic() + 0.3)  # type: ignore[arg-type]
        outcome = worker.run(SolveTask(HARD), deadline=time.monotonic() + 2.0).value
        assert outcome.termination is Termination.TIME_LIMIT
        assert outcome.settled


def test_error_in_the_callers_callback_ends_the_solve() -> None:
    """Proves: what `on_incumbent` raises reaches the caller, and the busy worker is not left behind.

    Breaks if: the next task reads the answer of this one.
    """

    def fail(_: Incumbent) -> None:
        raise RuntimeError("the caller's own")

    with Worker() as worker:
        with pytest.raises(RuntimeError, match="own"):
            worker.run(SolveTask(HARD), fail)
        assert worker.pid is None
        assert worker.run(SolveTask(EASY)).value.objective == pytest.approx(38)


def test_no_process_is_left() -> None:
    """Proves: a closed worker is dead and waited for; closing twice, or before the start, does nothing.

    Breaks if: a zombie stays.
    """
    worker = Worker()
    worker.close()
    worker.start()
    pid = worker.pid
    assert pid is not None
    worker.close()
    worker.close()
    assert worker.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_shared_worker_is_one_and_ends_with_the_program() -> None:
    """Proves: calls share one worker, a program that never closes it ends without a warning or a process left.

    Breaks if: the worker is not closed at exit.
    """
    code = "from isopt.solution.process import shared_worker as w; w().start(); assert w() is w(); print(w().pid)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_fork_gets_a_worker_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a process that is not the one that made the shared worker makes its own and leaves the other alone.

    Breaks if: two processes talk through one pipe.
    """
    monkeypatch.setattr(process, "_shared", [])
    mine = shared_worker()
    mine.start()
    child = mine._child
    assert child is not None
    number = os.getpid()
    with monkeypatch.context() as forked:
        forked.setattr(process.os, "getpid", lambda: number + 1)
        assert shared_worker() is not mine
        mine.close()
    assert mine.pid is None
    child.process.returncode = None
    mine._child = child
    mine.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("time_limit_s", 0),
        ("time_limit_s", float("nan")),
        ("gap", -1e-9),
        ("gap", INF),
        ("gap_abs_eur", -1),
        ("work_limit", 0),
        ("work_limit", 1.5),
        ("proof_node_limit", -1),
        ("seed", -1),
        ("seed", True),
    ],
)
def test_option_that_cannot_be_meant_is_refused(name: str, value: object) -> None:
    """Proves: the message names the option and what to give.

    Breaks if: nonsense reaches the solver.
    """
    with pytest.raises(UsageError, match=rf"^{name}: .*give "):
        Options(**{name: value})  # type: ignore[arg-type]
