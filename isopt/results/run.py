"""One run from a scenario to results: baseline, plan, proof, audit; or the conflict that leaves no plan."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.formulation.formulate import formulate
from isopt.network.build import build_network
from isopt.results.baseline import find_baseline
from isopt.results.evaluate import evaluate
from isopt.solution.diagnosis import Conflict, Demand, find_conflict, is_feasible
from isopt.solution.options import Options
from isopt.solution.other_solver import solve_with
from isopt.solution.process import shared_worker
from isopt.solution.solve import secondary_costs, solve
from isopt.solution.tasks import Settings, SolveTask
from isopt.solution.termination import Termination
from isopt.solution.unbounded import find_unbounded, settle_unbounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from isopt.formulation.user_rules import Extended
    from isopt.results.results import Results
    from isopt.scenario.scenario import Scenario
    from isopt.solution.process import Worker
    from isopt.solution.solve import Progress


def run(
    scenario: Scenario,
    options: Options | None = None,
    *,
    extend: Callable[[Any], None] | None = None,
    solver: str = "highs",
    worker: Worker | None = None,
    on_progress: Progress | None = None,
) -> Results:
    """Solve a scenario.

    Raises AuditError, SolverError, and UsageError for an unknown solver or a rule that cannot be kept.
    """
    options = options or Options()
    worker = worker or shared_worker()
    baseline = find_baseline(worker, scenario, seed=options.seed, time_limit_s=options.time_limit_s)
    combined = baseline.today.accounts.combined if baseline.today else None
    net = build_network(scenario, keep_dominated=extend is not None)
    program, extended = formulate(net), None
    if extend is not None:
        from isopt.formulation.user_rules import extend_program  # noqa: PLC0415 - Pyomo costs 0.4 s

        extended = extend_program(program, extend)
        program = extended.program
    is_own = solver.casefold() == "highs"
    endless = find_unbounded(worker, scenario, net, program)
    if endless:
        solution = settle_unbounded(worker, program, options)
    elif is_own:
        solution = solve(
            worker,
            program.to_highs(),
            options,
            baseline=combined,
            secondary=secondary_costs(net, program),
            on_progress=on_progress,
        )
    else:
        solution = solve_with(
            worker,
            program,
            options,
            solver,
            baseline=combined,
            secondary=secondary_costs(net, program),
            on_progress=on_progress,
        )
    infeasible = solution.termination in {Termination.INFEASIBLE, Termination.SOLVER_INFEASIBLE}
    return evaluate(
        scenario,
        net,
        program,
        solution,
        options,
        today=baseline.today,
        no_baseline=baseline.no_baseline,
        proof_of_baseline=baseline.proof,
        solver=f"HiGHS {version('highspy')}" if is_own else solver,
        conflict=_conflict(worker, scenario, extended) if infeasible else None,
        endless=endless if solution.termination is Termination.UNBOUNDED else (),
        user_rules=extended.rules if extended else (),
        check_rules=extended.check if extended else None,
    )


def _conflict(worker: Worker, scenario: Scenario, extended: Extended | None) -> Conflict | None:
    """Explain why there is no plan: by the scenario's rules, or by those of the user's own that it could do without."""
    if extended is None or not is_feasible(worker, scenario):
        return find_conflict(worker, scenario)
    spared: list[str] = []
    for name in extended.rules:
        arrays = extended.without([*spared, name]).to_highs()
        task = SolveTask(replace(arrays, cost=np.zeros(arrays.column_count)), settings=Settings(proof_nodes=0))
        if worker.run(task).value.x is None:
            spared.append(name)
    return Conflict(
        rules=tuple(
            Demand(f"extend.{name}", "", "a rule added to the model; without the rules added the scenario has a plan")
            for name in extended.rules
            if name not in spared
        ),
        missing=(),
    )
