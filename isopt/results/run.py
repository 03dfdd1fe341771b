"""One run from a scenario to results: baseline, plan, proof, audit; or the conflict that leaves no plan."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from isopt.formulation.formulate import formulate
from isopt.network.build import build_network
from isopt.results.baseline import find_baseline
from isopt.results.evaluate import evaluate
from isopt.solution.diagnosis import find_conflict
from isopt.solution.options import Options
from isopt.solution.process import shared_worker
from isopt.solution.solve import secondary_costs, solve
from isopt.solution.termination import Termination

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """Solve a scenario. Raises AuditError, SolverError."""
    options = options or Options()
    worker = worker or shared_worker()
    baseline = find_baseline(worker, scenario, seed=options.seed, time_limit_s=options.time_limit_s)
    combined = baseline.today.accounts.combined if baseline.today else None
    net = build_network(scenario, keep_dominated=extend is not None)
    program = formulate(net)
    arrays = program.to_highs()
    solution = solve(
        worker,
        arrays,
        options,
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
        solver=f"HiGHS {version('highspy')}",
        conflict=find_conflict(worker, scenario) if infeasible else None,
    )
