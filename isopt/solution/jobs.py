"""What the worker does with each task: the solving itself, in the order of the design."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.solution import highs
from isopt.solution.certificate import Tree, to_json
from isopt.solution.tasks import (
    Incumbent,
    InfeasibilityTask,
    LpStatus,
    LpTask,
    Outcome,
    ProveTask,
    RootBound,
    SettleTask,
    SolveTask,
    WriteTask,
)
from isopt.solution.termination import Termination
from isopt.solution.tiebreak import clean, settle
from isopt.solution.tree import prove

if TYPE_CHECKING:
    from collections.abc import Callable

    from isopt.formulation.program import Arrays, Floats
    from isopt.solution.tasks import LpResult, Task

    Emit = Callable[[Incumbent | RootBound], None]

SOLVER_SHARE = 0.8
"""The share of the time left that the solver gets; the proof has the rest, and what the solver leaves."""


@dataclass(slots=True)
class Clock:
    """The time a task may take, and what its phases took."""

    limit_s: float | None
    began: float = field(default_factory=time.monotonic)
    phases: list[tuple[str, float]] = field(default_factory=list)

    def left(self) -> float | None:
        """Tell the seconds left; None: no limit."""
        return None if self.limit_s is None else max(self.limit_s - (time.monotonic() - self.began), 0.0)

    def over(self) -> bool:
        """Tell whether the time is used up."""
        return self.left() == 0.0

    def lap(self, phase: str) -> None:
        """Note the end of a phase."""
        self.phases.append((phase, time.monotonic() - self.began - sum(seconds for _, seconds in self.phases)))


def run(task: Task, emit: Emit) -> Any:
    """Do a task; `emit` takes what is found on the way."""
    match task:
        case SolveTask():
            return _Solve(task, emit).run()
        case LpTask():
            return _relax(task)
        case InfeasibilityTask():
            return _prove(task.arrays, math.inf, task)
        case ProveTask():
            return _prove(task.arrays, task.target, task)
        case SettleTask():
            return settle(task.arrays, task.x, task.secondary)
        case WriteTask():
            return highs.write_model(task.arrays, task.column_names, task.row_names, task.suffix)


def _relax(task: LpTask) -> LpResult:
    settings = task.settings
    return highs.solve_lp(
        task.arrays, task.lower, task.upper, task.cost, seed=settings.seed, seconds=settings.time_limit_s
    )


def slack_of(arrays: Arrays, x: Floats, gap_abs_eur: float) -> float:
    """Tell how far below a plan's cost a bound may stay and still close the gap: at least what rounding costs."""
    return max(gap_abs_eur, 1e-9 * (1 + float(np.abs(arrays.cost * x).sum())))


def _prove(arrays: Arrays, target: float, task: InfeasibilityTask | ProveTask) -> Tree:
    clock = Clock(task.settings.time_limit_s)
    relaxation = highs.LinearRelaxation(arrays, task.settings.seed)
    if (left := clock.left()) is not None:
        relaxation.limit(left)
    return prove(arrays, relaxation, target, task.settings.proof_nodes, stop=clock.over)


class _Solve:
    """One solve: relaxation, solver, settling, proof."""

    def __init__(self, task: SolveTask, emit: Emit) -> None:
        self.task, self.arrays, self.settings, self.emit = task, task.arrays, task.settings, emit
        self.clock = Clock(task.settings.time_limit_s)
        self.x: Floats | None = None
        self.objective = math.inf
        self.settled = False

    def run(self) -> Outcome:
        """Solve and prove."""
        relaxation = highs.LinearRelaxation(self.arrays, self.settings.seed)
        if (left := self.clock.left()) is not None:
            relaxation.limit(left)
        first = relaxation.solve()
        if first.status is LpStatus.UNBOUNDED:
            return self._outcome(Termination.UNBOUNDED, "Unbounded", ray=first.ray)
        root = prove(self.arrays, relaxation, math.inf, 0)
        self.clock.lap("relaxation")
        if first.status is LpStatus.INFEASIBLE:
            proved = root.bound == math.inf
            why = Termination.INFEASIBLE if proved else Termination.SOLVER_INFEASIBLE
            return self._outcome(why, "Infeasible", tree=root, ray=first.ray)
        self.emit(RootBound(root.bound, to_json(root)))
        raw = self._raw(first)
        self.clock.lap("solver")
        if raw.x is not None:
            self._take(raw.x, fallback=True)
        self.clock.lap("settling")
        target = self.objective - self._slack() if self.x is not None else math.inf
        if (left := self.clock.left()) is not None:
            relaxation.limit(left)
        tree = prove(
            self.arrays, relaxation, target, self.settings.proof_nodes, stop=self.clock.over, retarget=self._retarget
        )
        if tree.bound < root.bound:
            tree = replace(root, node_count=tree.node_count, lp_count=tree.lp_count)
        self.clock.lap("proof")
        return self._outcome(self._why(raw, tree), raw.status, raw=raw, tree=tree)

    def _raw(self, first: LpResult) -> highs.Raw:
        if not self.arrays.integer.any() and first.status is LpStatus.OPTIMAL:
            return highs.Raw("Optimal", first.x, first.objective, first.objective, 0, highs.TIGHT)
        left = self.clock.left()
        settings = self.settings if left is None else replace(self.settings, time_limit_s=SOLVER_SHARE * left)
        return highs.solve_mip(self.arrays, settings, self.emit, self.task.start)

    def _take(self, found: Floats, *, fallback: bool = False) -> None:
        """Settle a point and keep it where it is the best; with `fallback`, as it is where it cannot be settled."""
        x = settle(self.arrays, found, self.task.secondary)
        settled = x is not None
        if x is None:
            if not fallback:
                return
            x = clean(self.arrays, found)
        objective = float(self.arrays.cost @ x)
        if objective < self.objective:
            self.x, self.objective, self.settled = x, objective, settled
            self.emit(Incumbent(objective, x, settled))

    def _slack(self) -> float:
        return 0.0 if self.x is None else slack_of(self.arrays, self.x, self.settings.gap_abs_eur)

    def _retarget(self, found: Floats) -> float:
        self._take(found)
        return self.objective - self._slack()

    def _why(self, raw: highs.Raw, tree: Tree) -> Termination:
        if self.x is not None and tree.bound >= self.objective - self._slack():
            return Termination.GAP
        if self.x is None and tree.bound == math.inf:
            return Termination.INFEASIBLE
        if self.clock.over() or raw.status == "Time limit reached":
            return Termination.TIME_LIMIT
        if raw.status == "Infeasible" and self.x is None:
            return Termination.SOLVER_INFEASIBLE
        if raw.status == "Optimal" and self.x is not None:
            return Termination.SOLVER_GAP
        return Termination.FAILED if self.settings.work_limit is None else Termination.WORK_LIMIT

    def _outcome(
        self,
        why: Termination,
        status: str,
        *,
        raw: highs.Raw | None = None,
        tree: Tree | None = None,
        ray: Floats | None = None,
    ) -> Outcome:
        return Outcome(
            termination=why,
            solver_status=status,
            x=self.x,
            objective=None if self.x is None else self.objective,
            solver_bound=None if raw is None else raw.bound,
            bound=None if tree is None or not math.isfinite(tree.bound) else tree.bound,
            certificate=None if tree is None or tree.bound == -math.inf else to_json(tree),
            ray=ray,
            mip_nodes=0 if raw is None else raw.nodes,
            tree_nodes=0 if tree is None else tree.node_count,
            tree_lps=0 if tree is None else tree.lp_count,
            settled=self.settled,
            seconds=tuple(self.clock.phases),
        )
