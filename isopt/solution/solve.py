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


def secondary_costs(net: Network, program: Program) -> tuple[Floats, ...]:
    """Say what decides among plans of equal value: least Σ flow·km, then least Σ flow, then first by name (SEMANTICS 15)."""
    flow = program["flow"]
    count = sum(len(block) for block in program.variables)
    periods = len(net.periods)
    by_km, by_flow = np.zeros(count), np.zeros(count)
    by_km[flow.columns] = np.repeat(net.arcs.km, periods)
    by_flow[flow.columns] = 1.0
    chosen = [*flow.columns, *program["disposed"].columns]
    by_name = np.zeros(count)
    by_name[chosen] = np.arange(1, len(chosen) + 1) / max(len(chosen), 1)
    return tuple(cost for cost in (by_km, by_flow, by_name) if cost.any())


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
