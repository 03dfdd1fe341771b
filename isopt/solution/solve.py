"""Solve a program: a plan within the gap asked for, and a certified bound beside it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from isopt.solution.gap import is_reached, target
from isopt.solution.solution import Solution
from isopt.solution.tasks import LpResult, LpTask, Outcome, Reply, Settings, SolveTask
from isopt.solution.termination import Termination

if TYPE_CHECKING:
    from collections.abc import Callable

    from isopt.formulation.program import Arrays, Floats, Program
    from isopt.network.network import Network
    from isopt.solution.options import Options
    from isopt.solution.process import Worker
    from isopt.solution.tasks import Incumbent, RootBound

    Progress = Callable[[Incumbent | RootBound], None]

_LIMITS = {Termination.TIME_LIMIT, Termination.WORK_LIMIT, Termination.INTERRUPTED}


_RUNNING = ("activity", "bought", "sold")
"""What happens without moving: nothing of it is idle."""


def secondary_costs(net: Network, program: Program) -> tuple[Floats, ...]:
    """Say what decides among plans of equal value (SEMANTICS 15).

    Least Σ flow·km, then least Σ flow; then least of what runs, is bought and sold, then least in stores; then first by
    name. So nothing circulates, nothing runs or lies idle.
    """
    count = sum(len(block) for block in program.variables)
    by_km, by_flow, by_run, by_level, by_name = np.zeros((5, count))
    by_km[program["flow"].columns] = np.repeat(net.arcs.km, len(net.periods))
    by_flow[program["flow"].columns] = 1.0
    for name in _RUNNING:
        by_run[program[name].columns] = 1.0
    by_level[program["level"].columns] = 1.0
    named = ("flow", "disposed", *_RUNNING, "level", "lost")
    chosen = np.concatenate([program[name].columns for name in named])
    by_name[chosen] = np.arange(1, len(chosen) + 1) / max(len(chosen), 1)
    return tuple(cost for cost in (by_km, by_flow, by_run, by_level, by_name) if cost.any())


def solve(
    worker: Worker,
    arrays: Arrays,
    options: Options,
    *,
    baseline: float | None,
    secondary: tuple[Floats, ...] = (),
    on_progress: Progress | None = None,
) -> Solution:
    """Solve to the gap asked for. Where the first target proves too wide for the plan it found, a narrower one follows."""
    began = time.monotonic()
    root = worker.run(LpTask(arrays, settings=_settings(options, 0.0, began)))
    estimate = _estimate(root.value)
    gap_abs = 0.5 * target(options, estimate, baseline) if options.gap_abs_eur is None else options.gap_abs_eur
    replies: list[Reply] = []
    start: Floats | None = None
    while True:
        task = SolveTask(arrays, secondary, _settings(options, gap_abs, began), start)
        reply = worker.run(task, on_incumbent=on_progress)
        replies.append(reply)
        outcome: Outcome = reply.value
        if outcome.objective is None or outcome.termination in _LIMITS or options.gap_abs_eur is not None:
            break
        narrower = 0.9 * target(options, outcome.objective, baseline)
        if is_reached(options, outcome.objective, outcome.bound, baseline) or narrower >= gap_abs:
            break
        gap_abs, start = narrower, outcome.x
    return _solution(outcome, replies)


def _estimate(root: LpResult) -> float:
    return root.objective if root.objective is not None else 0.0


def _settings(options: Options, gap_abs: float, began: float) -> Settings:
    left = None
    if options.time_limit_s is not None:
        left = max(0.05, options.time_limit_s - (time.monotonic() - began))
    return Settings(
        gap_abs_eur=gap_abs,
        time_limit_s=left,
        work_limit=options.work_limit,
        proof_nodes=options.proof_nodes,
        seed=options.seed,
    )


def _solution(outcome: Outcome, replies: list[Reply]) -> Solution:
    return Solution(
        termination=outcome.termination,
        x=outcome.x,
        objective=outcome.objective,
        bound=outcome.bound,
        solver_bound=outcome.solver_bound,
        proof=outcome.certificate,
        attempts=sum(reply.attempts for reply in replies),
        changed_options=tuple(f"{name}={value}" for reply in replies for name, value in reply.changed_options),
        crashes=tuple(crash for reply in replies for crash in reply.crashes),
        seconds=dict(outcome.seconds),
    )
