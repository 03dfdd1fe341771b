"""Whether cost can fall without end, told before anything is solved: a ray of the relaxation, in the scenario's words.

A direction x ≥ 0 along which every row keeps holding however far one goes, and cost falls. Only columns without an upper
bound are on it. Where the program has a plan at all, it then has one below every cost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isopt.solution.diagnosis import Demand, place_of
from isopt.solution.solution import Solution
from isopt.solution.tasks import LpResult, LpStatus, LpTask, Outcome, Settings, SolveTask
from isopt.solution.termination import Termination

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isopt.formulation.program import Arrays, Booleans, Floats, Program
    from isopt.network.network import Network
    from isopt.scenario.scenario import Scenario
    from isopt.solution.options import Options
    from isopt.solution.process import Worker

NOISE = 1e-8
"""What of a ray, or of what it earns relative to its parts, is rounding."""


def find_unbounded(worker: Worker, scenario: Scenario, net: Network, program: Program) -> tuple[Demand, ...]:
    """Name what earns without end if anything does: facilities, markets, routes on a ray; else nothing.

    Costs nothing where every column has an upper bound.
    """
    arrays = program.to_highs()
    endless = np.isinf(arrays.upper) | np.isinf(arrays.lower)
    if not endless.any():
        return ()
    recession = replace(
        arrays,
        lower=np.where(np.isinf(arrays.lower), -1.0, 0.0),
        upper=np.where(np.isinf(arrays.upper), 1.0, 0.0),
        row_lower=np.where(np.isinf(arrays.row_lower), -np.inf, 0.0),
        row_upper=np.where(np.isinf(arrays.row_upper), np.inf, 0.0),
    )
    steepest = _ray(worker, recession)
    if steepest is None or steepest.max() < 0.5 or not _earns(arrays, steepest):  # what earns goes as far as its box
        return ()
    shortest = _ray(worker, _shortest(recession, float(arrays.cost @ steepest)))
    ray = shortest if shortest is not None and _earns(arrays, shortest) else steepest
    return tuple(_named(scenario, net, program, np.abs(ray) > NOISE * np.abs(ray).max()))


def settle_unbounded(worker: Worker, program: Program, options: Options) -> Solution:
    """Decide a program that earns without end if it has a plan at all: unbounded, or without any plan."""
    arrays = program.to_highs()
    settings = Settings(time_limit_s=options.time_limit_s, proof_nodes=options.proof_nodes, seed=options.seed)
    reply = worker.run(SolveTask(replace(arrays, cost=np.zeros(arrays.column_count)), settings=settings))
    outcome: Outcome = reply.value
    has_plan = outcome.x is not None
    return Solution(
        termination=Termination.UNBOUNDED if has_plan else outcome.termination,
        x=None,
        objective=None,
        bound=None,
        solver_bound=None,
        proof=None if has_plan else outcome.certificate,
        attempts=reply.attempts,
        changed_options=tuple(f"{name}={value}" for name, value in reply.changed_options),
        crashes=reply.crashes,
        seconds=dict(outcome.seconds),
    )


def _ray(worker: Worker, arrays: Arrays) -> Floats | None:
    result: LpResult = worker.run(LpTask(arrays)).value
    return result.x if result.status is LpStatus.OPTIMAL else None


def _earns(arrays: Arrays, ray: Floats) -> bool:
    """Say whether cost falls along a ray by more than rounding."""
    return float(arrays.cost @ ray) < -NOISE * float(np.abs(arrays.cost * ray).sum())


def _shortest(recession: Arrays, earned: float) -> Arrays:
    """Ask for the least of a ray that earns as much: nothing is on it that could be spared."""
    priced = np.flatnonzero(recession.cost)
    largest = float(np.abs(recession.cost[priced]).max())
    return replace(
        recession,
        cost=np.ones(recession.column_count) * np.where(recession.lower < 0, 0.0, 1.0),
        upper=np.where(recession.upper > 0, np.inf, 0.0),
        row_lower=np.append(recession.row_lower, -np.inf),
        row_upper=np.append(recession.row_upper, earned / largest),
        start=np.append(recession.start, recession.start[-1] + len(priced)).astype(np.int32),
        index=np.append(recession.index, priced).astype(np.int32),
        value=np.append(recession.value, recession.cost[priced] / largest),
    )


def _named(scenario: Scenario, net: Network, program: Program, on_ray: Booleans) -> Iterator[Demand]:
    """Say in the scenario's words what is on a ray."""
    periods, found = len(net.periods), dict[str, str]()

    def rows(block: str) -> list[int]:
        return [int(row) for row in np.unique(np.flatnonzero(on_ray[program[block].columns]) // periods)]

    for row in rows("activity"):
        name = net.facilities.names[net.recipes.facility[row]]
        found[f"facilities.{scenario.facilities[name].entry}"] = f"'{name}' runs without limit"
    for row in rows("bought"):
        taker, resource = net.purchases.taker[row], net.resources[net.purchases.resource[row]]
        if net.purchases.is_virgin[row]:
            facility = scenario.facilities[net.facilities.names[net.takers.part[taker]]]
            path = f"technologies.{facility.technology}.takes.{resource}.otherwise"
            found[path] = f"'{net.takers.names[taker]}' buys without limit"
        else:
            found[f"resources.{resource}.buy"] = f"'{resource}' is bought without limit"
    for row in rows("sold"):
        resource = net.resources[net.sales.resource[row]]
        found[f"resources.{resource}.sell"] = f"'{resource}' is sold without limit"
    for row in rows("disposed"):
        route = net.disposal_labels[net.routes.route[row]]
        if route in scenario.disposal:
            found[f"disposal.{route}"] = f"'{route}' takes without limit"
    for arc in rows("flow"):
        end = int(net.arcs.end[arc]) - len(net.takers.names)
        if end >= 0:
            found[f"disposal.{net.disposal[end]}"] = f"'{net.disposal[end]}' takes without limit"
    for path, words in sorted(found.items()):
        yield Demand(path, place_of(scenario, path), words)
