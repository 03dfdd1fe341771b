"""The baseline: today, as a plan of its own, audited like any other (SEMANTICS 19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.formulate import formulate
from isopt.network.build import build_baseline_network
from isopt.network.today import today_of
from isopt.results.evaluate import audited, check_bound, reconcile
from isopt.results.plan import read_plan, without_idle
from isopt.solution.diagnosis import find_shortage_of
from isopt.solution.options import Options
from isopt.solution.solve import secondary_costs, solve

if TYPE_CHECKING:
    from isopt.formulation.program import Floats, Program
    from isopt.network.network import Network
    from isopt.results.results import Audited
    from isopt.scenario.scenario import Scenario
    from isopt.solution.process import Worker
    from isopt.solution.solution import Json, Solution


@dataclass(frozen=True, slots=True)
class Baseline:
    """Today's figures and the proof that they are the least of today's choices; or why there is none."""

    today: Audited | None
    no_baseline: str | None
    proof: Json | None


def find_baseline(worker: Worker, scenario: Scenario, *, seed: int = 0, time_limit_s: float | None = None) -> Baseline:
    """Work out what happens today; what choice is left goes to least combined, then CO2, then landfilled."""
    reason = cannot_be(scenario)
    if reason is not None:
        return Baseline(None, reason, None)
    net = build_baseline_network(scenario)
    program = formulate(net)
    costs = (*_today_costs(net, program), *secondary_costs(net, program))
    options = Options(gap_abs_eur=0.0, seed=seed, time_limit_s=time_limit_s)
    solution: Solution = solve(worker, program.to_highs(), options, baseline=None, secondary=costs)
    if solution.x is None:
        missing = find_shortage_of(worker, today_of(scenario), net)
        return Baseline(
            None, f"today, {missing[0]}" if missing else "today cannot be: limits contradict", solution.proof
        )
    x = without_idle(net, program, solution.x)
    today = audited(scenario, net, read_plan(net, program, x), is_today=True)
    reconcile(today, program, x)
    check_bound(today.accounts.combined, solution.bound, today)
    return Baseline(today, None, solution.proof)


def cannot_be(scenario: Scenario) -> str | None:
    """Say what has no way today at all: what only exchanges could meet or take."""
    for name, taker in scenario.takers.items():
        if taker.is_required and taker.virgin is None and any(taker.need_u):
            return f"nothing meets '{name}' today: it is required and has no `otherwise`"
    for name, giver in scenario.givers.items():
        if giver.is_required and not giver.routes and any(giver.given_u):
            return f"nothing takes '{name}' today: it is required and has no `otherwise`"
    return None


def _today_costs(net: Network, program: Program) -> tuple[Floats, ...]:
    """CO2, then what is landfilled, per column."""
    count = sum(len(block) for block in program.variables)
    periods = len(net.periods)
    co2, landfilled = np.zeros(count), np.zeros(count)
    flow, disposed, virgin = program["flow"], program["disposed"], program["virgin"]
    co2[flow.columns] = net.arcs.co2_kg_per_u.reshape(-1)
    co2[disposed.columns] = net.routes.co2_kg_per_u.reshape(-1)
    co2[virgin.columns] = net.takers.virgin_co2_kg_per_u[net.takers.has_virgin].reshape(-1)
    landfilled[flow.columns] = (net.arcs.landfilled_t_per_u[:, None] * net.arcs.arrival_share).reshape(-1)
    landfilled[disposed.columns] = np.repeat(net.routes.landfilled_t_per_u, periods)
    return tuple(cost for cost in (co2, landfilled) if cost.any())
