"""The parent's side of the worker: starts it, asks it, survives it. Loads no solver."""

from __future__ import annotations

import atexit
import math
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isopt.errors import SolverError
from isopt.solution.pipe import Done, Failed, pack, receive
from isopt.solution.tasks import Incumbent, Outcome, Reply, RootBound, SettleTask, SolveTask
from isopt.solution.termination import Termination

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from isopt.solution.tasks import Task

GRACE_S = 10.0
"""How long after its time limit a worker may still answer, beside a quarter of the limit."""

ATTEMPTS = 3

Changes = tuple[tuple[str, bool | int | float | str], ...]
"""Options of the solver that were changed, by name."""

RINS = ("mip_heuristic_run_rins", False)
"""What is switched off after two crashes: the heuristic the solver is known to have crashed in."""


class _Crash(Exception):  # noqa: N818 - how a process ended, not an error of isopt's
    """The worker died; the text says of what."""


class _Late(Exception):  # noqa: N818 - likewise
    """The deadline passed."""


class _Refused(Exception):  # noqa: N818 - likewise
    """The worker lives, the task raised."""

    def __init__(self, failed: Failed) -> None:
        self.error = failed.error or SolverError(f"the worker failed; please report this:\n{failed.trace}")
        super().__init__(str(self.error))


@dataclass(slots=True)
class _Progress:
    """What the worker has streamed so far."""

    incumbent: Incumbent | None = None
    root: RootBound | None = None

    def take(self, message: Incumbent | RootBound) -> None:
        if isinstance(message, RootBound):
            self.root = message
        elif self.incumbent is None or message.settled or message.objective < self.incumbent.objective:
            self.incumbent = message


@dataclass(slots=True)
class _Child:
    """A running worker process and what it says."""

    process: subprocess.Popen[bytes]
    messages: queue.SimpleQueue[Any]
    listener: threading.Thread


class Worker:
    """A solving process, started when needed or before, restarted when it dies. One task at a time; others wait."""

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._lock = threading.RLock()
        self._owner = os.getpid()
        _live.add(self)

    def __enter__(self) -> Worker:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Tell the process' number, where it runs."""
        return None if self._child is None else self._child.process.pid

    def start(self) -> None:
        """Start the process, without waiting for it; do nothing where it runs."""
        with self._lock:
            if self._child is not None and self._child.process.poll() is None:
                return
            self.close()
            home = str(Path(__file__).resolve().parents[2])
            paths = [home, *filter(None, [os.environ.get("PYTHONPATH")])]
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "isopt.solution.worker", str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                start_new_session=True,
            )
            messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
            listener = threading.Thread(target=_listen, args=(process, messages), daemon=True)
            self._child = _Child(process, messages, listener)
            listener.start()

    def close(self) -> None:
        """End the process and everything that belongs to it."""
        child, self._child = self._child, None
        if child is None:
            return
        if self._owner != os.getpid():  # a fork holds a copy: the process is another one's
            child.process.returncode = 0
            return
        child.process.kill()
        child.process.wait()
        child.listener.join()
        for stream in (child.process.stdin, child.process.stdout):
            try:
                if stream is not None:
                    stream.close()
            except OSError:  # what was not yet written to the dead process
                continue

    def run(
        self, task: Task, on_incumbent: Callable[[Incumbent], None] | None = None, deadline: float | None = None
    ) -> Reply:
        """Have a task done. `deadline` is on `time.monotonic`; a solve's own time limit implies one.

        A crash is answered by a second run, then by a third with other options (`Reply.changed_options`). A solve that
        is interrupted, or late, gives what it had streamed. Raises SolverError after the third crash.
        """
        with self._lock:
            began, limit = time.monotonic(), task.settings.time_limit_s
            if deadline is None and limit is not None:
                deadline = began + limit + max(GRACE_S, limit / 4)
            progress, crashes = _Progress(), list[str]()
            while True:
                attempt, changed = _attempt(task, len(crashes), time.monotonic() - began)
                try:
                    value = self._ask(attempt, progress, on_incumbent, deadline)
                except _Crash as crash:
                    self.close()
                    crashes.append(str(crash))
                    if len(crashes) < ATTEMPTS:
                        continue
                    raise SolverError(
                        f"the solver crashed {ATTEMPTS} times ({', '.join(crashes)}), also with other options; "
                        "try another seed or a smaller scenario, and report the scenario to the makers of HiGHS"
                    ) from None
                except (_Late, KeyboardInterrupt) as stopped:
                    self.close()
                    late = isinstance(stopped, _Late)
                    if not isinstance(task, SolveTask):
                        if late:
                            raise SolverError("the worker missed its deadline; allow more time") from None
                        raise
                    why = Termination.TIME_LIMIT if late else Termination.INTERRUPTED
                    value = self._cut(task, progress, why)
                except _Refused as refused:
                    raise refused.error from None
                except BaseException:
                    self.close()
                    raise
                return Reply(value, len(crashes) + 1, changed, tuple(crashes))

    def _ask(
        self,
        task: Task,
        progress: _Progress,
        on_incumbent: Callable[[Incumbent], None] | None,
        deadline: float | None,
    ) -> Any:
        """Send a task and listen until it is done."""
        self.start()
        child = self._child
        assert child is not None and child.process.stdin is not None
        try:
            child.process.stdin.write(pack(task))
            child.process.stdin.flush()
        except OSError:
            raise _Crash(_ending(child.process)) from None
        while True:
            try:
                message = child.messages.get(
                    timeout=None if deadline is None else max(deadline - time.monotonic(), 0.0)
                )
            except queue.Empty:
                raise _Late from None
            match message:
                case Done():
                    return message.value
                case Failed():
                    raise _Refused(message)
                case Incumbent() | RootBound():
                    progress.take(message)
                    if on_incumbent is not None and isinstance(message, Incumbent):
                        on_incumbent(message)
                case _:
                    raise _Crash(_ending(child.process))

    def _cut(self, task: SolveTask, progress: _Progress, why: Termination) -> Outcome:
        """Make a result of what was streamed: the incumbent, settled by a fresh worker, and the bound at the root."""
        incumbent, root = progress.incumbent, progress.root
        self.start()
        x, settled = None, False
        if incumbent is not None:
            x, settled = incumbent.x, incumbent.settled
            if not settled:
                question = SettleTask(task.arrays, x, task.secondary, replace(task.settings, time_limit_s=GRACE_S))
                try:
                    answer = self.run(question).value
                except SolverError:
                    answer = None
                x, settled = (x, False) if answer is None else (answer, True)
        return Outcome(
            termination=why,
            solver_status="stopped",
            x=x,
            objective=None if x is None else float(task.arrays.cost @ x),
            bound=None if root is None or root.bound == -math.inf else root.bound,
            certificate=None if root is None else root.certificate,
            settled=settled,
        )


def _listen(process: subprocess.Popen[bytes], messages: queue.SimpleQueue[Any]) -> None:
    """Queue what the worker says, and None at its end."""
    assert process.stdout is not None
    try:
        while (body := receive(process.stdout)) is not None:
            messages.put(pickle.loads(body))
    finally:
        messages.put(None)


def _ending(process: subprocess.Popen[bytes]) -> str:
    """Name how a process ended."""
    try:
        code = process.wait(5.0)
    except subprocess.TimeoutExpired:
        return "its pipe closed"
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _attempt(task: Task, crashes: int, elapsed_s: float) -> tuple[Task, Changes]:
    """Say how a task is run after so many crashes: the last time with other options, and with the time that is left."""
    if not crashes:
        return task, ()
    settings = task.settings
    changed: Changes = ()
    if crashes == ATTEMPTS - 1:
        changed = (RINS, ("random_seed", settings.seed + 1))
        settings = replace(settings, seed=settings.seed + 1, changes=(*settings.changes, RINS))
    if settings.time_limit_s is not None:
        settings = replace(settings, time_limit_s=max(settings.time_limit_s - elapsed_s, 1.0))
    return replace(task, settings=settings), changed


_live: weakref.WeakSet[Worker] = weakref.WeakSet()
_shared: list[Worker] = []


def shared_worker() -> Worker:
    """Give the one worker that calls of the API share, made at the first call and again after a fork."""
    if not _shared or _shared[0]._owner != os.getpid():
        _shared[:] = [Worker()]
    return _shared[0]


@atexit.register
def _close_all() -> None:
    for worker in list(_live):
        worker.close()
