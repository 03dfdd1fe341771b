"""Another solver in the place of HiGHS, through Pyomo: what it finds is settled, bounded and audited like any plan.

It runs in a process of its own. Only the plan comes from it: the relaxation before, the flows after and the certified
bound are worked out as ever.
"""

from __future__ import annotations

import math
import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.errors import SolverError, UsageError
from isopt.solution.certificate import to_json
from isopt.solution.gap import is_reached, target
from isopt.solution.other_process import Claim, Question
from isopt.solution.pipe import LENGTH, Done, Failed, pack
from isopt.solution.solution import Solution
from isopt.solution.tasks import (
    Incumbent,
    InfeasibilityTask,
    LpStatus,
    LpTask,
    ProveTask,
    Reply,
    RootBound,
    Settings,
    SettleTask,
)
from isopt.solution.termination import Termination

if TYPE_CHECKING:
    from isopt.formulation.program import Arrays, Floats, Program
    from isopt.solution.certificate import Tree
    from isopt.solution.options import Options
    from isopt.solution.process import Worker
    from isopt.solution.solve import Progress
    from isopt.solution.tasks import LpResult, Task

SOLVER_SHARE = 0.8
"""The share of the time left that the solver gets; the proof has the rest."""

GRACE_S = 10.0
"""How long after its time limit a solver may still answer, beside a quarter of the limit."""

WHOLE = 1e-3
"""How far from whole numbers a solver's yes/no may be; what is farther was never meant to be whole."""

ROUNDS = 10
"""How often a better plan that the proof meets may take the place of the solver's."""

_STOPPED = {
    "optimal": Termination.SOLVER_GAP,
    "globallyOptimal": Termination.SOLVER_GAP,
    "locallyOptimal": Termination.SOLVER_GAP,
    "feasible": Termination.FAILED,
    "maxTimeLimit": Termination.TIME_LIMIT,
    "maxIterations": Termination.WORK_LIMIT,
    "maxEvaluations": Termination.WORK_LIMIT,
    "userInterrupt": Termination.INTERRUPTED,
    "resourceInterrupt": Termination.INTERRUPTED,
    "infeasible": Termination.SOLVER_INFEASIBLE,
    "infeasibleOrUnbounded": Termination.SOLVER_INFEASIBLE,
}
"""Why it stopped, by Pyomo's word; what is not here is a failure. The relaxation is bounded: nothing is unbounded."""


def solve_with(
    worker: Worker,
    program: Program,
    options: Options,
    solver: str,
    *,
    baseline: float | None,
    secondary: tuple[Floats, ...] = (),
    on_progress: Progress | None = None,
) -> Solution:
    """Solve a program by any solver Pyomo knows.

    Raises UsageError where it is unknown, not available or not for whole numbers, SolverError where it fails.
    """
    return _Run(worker, program, options, solver, baseline, secondary, on_progress).run()


@dataclass(slots=True)
class _Run:
    """One solve by another solver."""

    worker: Worker
    program: Program
    options: Options
    solver: str
    baseline: float | None
    secondary: tuple[Floats, ...]
    on_progress: Progress | None
    began: float = field(default_factory=time.monotonic)
    replies: list[Reply] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    arrays: Arrays = field(init=False)

    def run(self) -> Solution:
        """Relax, ask, settle, prove."""
        self.arrays = self.program.to_highs()
        root: LpResult = self._do(LpTask(self.arrays, settings=self._settings()))
        if root.status is LpStatus.UNBOUNDED:
            return self._solution(Termination.UNBOUNDED)
        if root.status is LpStatus.INFEASIBLE:
            return self._without_plan(Termination.SOLVER_INFEASIBLE, None)
        tree: Tree = self._do(ProveTask(self.arrays, math.inf, self._settings(proof_nodes=0)))
        if self.on_progress is not None and tree.bound > -math.inf:
            self.on_progress(RootBound(tree.bound, to_json(tree)))
        self._lap("relaxation")
        gap_abs = 0.5 * target(self.options, root.objective or 0.0, self.baseline)
        try:
            claim = self._ask(gap_abs if self.options.gap_abs_eur is None else self.options.gap_abs_eur)
            self._lap("solver")
            why = _STOPPED.get(claim.stopped, Termination.FAILED)
            if claim.x is None:
                return self._without_plan(why, claim.bound)
            why = Termination.FAILED if why is Termination.SOLVER_INFEASIBLE else why
            x = self._settled(claim.x)
        except KeyboardInterrupt:
            return self._solution(Termination.INTERRUPTED, tree=tree)
        self._lap("settling")
        try:
            x, proved = self._prove(x)
        except KeyboardInterrupt:
            return self._solution(Termination.INTERRUPTED, x=x, tree=tree, claimed=claim.bound)
        tree = proved if proved.bound >= tree.bound else tree
        self._lap("proof")
        return self._solution(why, x=x, tree=tree, claimed=claim.bound)

    def _without_plan(self, why: Termination, claimed: float | None) -> Solution:
        """Say why there is no plan; what the solver says cannot be is proved where it can be."""
        if why is not Termination.SOLVER_INFEASIBLE:
            return self._solution(why, claimed=claimed)
        tree: Tree = self._do(InfeasibilityTask(self.arrays, self._settings()))
        self._lap("proof")
        return self._solution(Termination.INFEASIBLE if tree.bound == math.inf else why, tree=tree)

    def _settled(self, found: Floats) -> Floats:
        integers = self.arrays.integer
        if np.any(np.abs(found - np.rint(found))[integers] > WHOLE):
            raise UsageError(
                f"solver: '{self.solver}' does not keep yes/no decisions whole; name one for mixed-integer programs"
            )
        x: Floats | None = self._do(SettleTask(self.arrays, found, self.secondary, self._settings()))
        if x is None:  # as it is: the audit judges it
            x = np.clip(np.where(integers, np.rint(found), found), self.arrays.lower, self.arrays.upper)
        if self.on_progress is not None:
            self.on_progress(Incumbent(self._cost(x), x, settled=True))
        return x

    def _prove(self, x: Floats) -> tuple[Floats, Tree]:
        """Bound the program up to the plan; a better plan met on the way takes its place."""
        for _ in range(ROUNDS):
            aim = self._cost(x) - self._slack(x)
            tree: Tree = self._do(ProveTask(self.arrays, aim, self._settings()))
            if tree.better is None:
                break
            better = self._settled(tree.better)
            if self._cost(better) >= self._cost(x):
                break
            x = better
        return x, tree

    def _slack(self, x: Floats) -> float:
        wanted = self.options.gap_abs_eur
        if wanted is None:
            wanted = 0.9 * target(self.options, self._cost(x), self.baseline)
        return max(wanted, 1e-9 * (1 + float(np.abs(self.arrays.cost * x).sum())))

    def _cost(self, x: Floats) -> float:
        return float(self.arrays.cost @ x)

    def _ask(self, gap_abs_eur: float) -> Claim:
        left = self._left()
        limit = None if left is None else SOLVER_SHARE * left
        return consult(Question(self.program, self.solver, limit, gap_abs_eur))

    def _do(self, task: Task) -> Any:
        reply = self.worker.run(task)
        self.replies.append(reply)
        return reply.value

    def _left(self) -> float | None:
        limit = self.options.time_limit_s
        return None if limit is None else max(0.05, limit - (time.monotonic() - self.began))

    def _settings(self, proof_nodes: int | None = None) -> Settings:
        return Settings(
            time_limit_s=self._left(),
            proof_nodes=self.options.proof_nodes if proof_nodes is None else proof_nodes,
            seed=self.options.seed,
        )

    def _lap(self, phase: str) -> None:
        self.seconds[phase] = time.monotonic() - self.began - sum(self.seconds.values())

    def _solution(
        self, why: Termination, *, x: Floats | None = None, tree: Tree | None = None, claimed: float | None = None
    ) -> Solution:
        bound = None if tree is None or not math.isfinite(tree.bound) else tree.bound
        objective = None if x is None else self._cost(x)
        if objective is not None and is_reached(self.options, objective, bound, self.baseline):
            why = Termination.GAP
        return Solution(
            termination=why,
            x=x,
            objective=objective,
            bound=bound,
            solver_bound=claimed,
            proof=None if tree is None or tree.bound == -math.inf else to_json(tree),
            attempts=sum(reply.attempts for reply in self.replies),
            changed_options=tuple(f"{name}={value}" for reply in self.replies for name, value in reply.changed_options),
            crashes=tuple(crash for reply in self.replies for crash in reply.crashes),
            seconds=dict(self.seconds),
        )


def consult(question: Question) -> Claim:
    """Ask a solver in a process of its own. A late one, and its children, are ended."""
    home = str(Path(__file__).resolve().parents[2])
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", "from isopt.solution.other_process import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])},
        start_new_session=True,
    )
    limit = question.time_limit_s
    try:
        answer, _ = process.communicate(
            pack(question), timeout=None if limit is None else limit + max(GRACE_S, limit / 4)
        )
    except subprocess.TimeoutExpired:
        _end(process)
        return Claim("maxTimeLimit", "ended: it was late", None, None)
    except BaseException:
        _end(process)
        raise
    finally:
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
    if process.returncode != 0 or not answer:
        raise SolverError(f"the solver '{question.solver}' crashed ({_ending(process.returncode)}); try another solver")
    match pickle.loads(answer[LENGTH.size :]):
        case Done(value=Claim() as claim):
            return claim
        case Failed(error=error, trace=trace):
            raise error or SolverError(f"the solver '{question.solver}' failed: {trace}; try another solver")
    raise AssertionError("the process answers with Done or Failed")


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _ending(code: int) -> str:
    return signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
