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
from isopt.solution.diagnosis import find_shortage
from isopt.solution.options import Options
from isopt.solution.solve import secondary_costs, solve
from isopt.solution.unbounded import find_unbounded

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
    endless = find_unbounded(worker, today_of(scenario), net, program)
    if endless:
        words = "; ".join(item.words for item in endless)
        return Baseline(None, f"today, the cost can fall without end: {words}", None)
    costs = (*_today_costs(net, program), *secondary_costs(net, program))
    options = Options(gap_abs_eur=0.0, seed=seed, time_limit_s=time_limit_s)
    solution: Solution = solve(worker, program.to_highs(), options, baseline=None, secondary=costs)
    if solution.x is None:
        missing = find_shortage(worker, scenario, build_baseline_network)
        return Baseline(
            None, f"today, {missing[0]}" if missing else "today cannot be: limits contradict", solution.proof
        )
    x = without_idle(net, program, solution.x)
    today = audited(scenario, net, read_plan(net, program, x), is_today=True)
    reconcile(today, program, x)
    check_bound(today.accounts.combined, solution.bound, today)
    return Baseline(today, None, solution.proof)


def cannot_be(scenario: Scenario) -> str | None:
    """Say what has no way today at all: what only exchanges could meet or take, where nothing exchanges today."""
    if _exchanges_today(scenario):
        return None
    for name, taker in scenario.takers.items():
        if taker.is_required and taker.virgin is None and any(taker.need_u):
            return f"nothing meets '{name}' today: it is required and has no `otherwise`"
    for name, giver in scenario.givers.items():
        if giver.is_required and not giver.routes and any(giver.given_u):
            return f"nothing takes '{name}' today: it is required and has no `otherwise`"
    return None


def _exchanges_today(scenario: Scenario) -> bool:
    """Say whether anything stands today over or into which something could be exchanged."""
    sizings = [link.sizing for link in scenario.links.values()]
    sizings += [facility.sizing for facility in scenario.facilities.values()]
    sizings += [store.sizing for store in scenario.stores.values()]
    return any(sizing.is_existing for sizing in sizings)


def _today_costs(net: Network, program: Program) -> tuple[Floats, ...]:
    """CO2, then what is landfilled, per column."""
    count = sum(len(block) for block in program.variables)
    periods = len(net.periods)
    co2, landfilled = np.zeros(count), np.zeros(count)
    flow, disposed = program["flow"], program["disposed"]
    for name, emitted_kg in (
        ("flow", net.arcs.emissions_kg_per_u[0]),
        ("lost", net.standing_losses.emissions_kg_per_u[0]),
        ("disposed", net.routes.emissions_kg_per_u[0]),
        ("virgin", net.takers.virgin_emissions_kg_per_u[0, net.takers.has_virgin]),
        ("activity", net.recipes.emissions_kg[0]),
        ("bought", net.purchases.emissions_kg_per_u[0]),
    ):
        co2[program[name].columns] = emitted_kg.reshape(-1)
    landfilled[flow.columns] = (net.arcs.landfilled_t_per_u[:, None] * net.arcs.arrival_share).reshape(-1)
    landfilled[program["lost"].columns] = -np.repeat(net.arcs.landfilled_t_per_u[net.standing_losses.arc], periods)
    landfilled[disposed.columns] = np.repeat(net.routes.landfilled_t_per_u, periods)
    return tuple(cost for cost in (co2, landfilled) if cost.any())
