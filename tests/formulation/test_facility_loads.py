"""What a facility may run at, for every design: the rows of its load, held against the words of the language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from formulation_networks import facility

from isopt.formulation.formulate import formulate
from isopt.formulation.program import Arrays, Program
from isopt.network.network import Network
from isopt.solution.process import Worker
from isopt.solution.tasks import LpStatus, LpTask

PERIODS = ("winter", "summer")
CASES = {
    "one size": ([(10.0, 0.0)], None),
    "two sizes": ([(10.0, 0.0), (40.0, 0.0)], None),
    "a stretch": ([(10.0, 30.0)], None),
    "two stretches": ([(10.0, 10.0), (20.0, 80.0)], None),
    "what stands": ([], 25.0),
    "sizes beside what stands": ([(10.0, 0.0), (40.0, 0.0)], 25.0),
    "a stretch beside what stands": ([(10.0, 30.0)], 25.0),
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def best(worker: Worker, arrays: Arrays, cost: dict[int, float], fixed: dict[int, float]) -> float | None:
    """Give the least cost with some columns fixed; None where nothing holds."""
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    for column, value in fixed.items():
        lower[column] = upper[column] = value
    costs = np.zeros(arrays.column_count)
    costs[list(cost)] = list(cost.values())
    result = worker.run(LpTask(arrays, lower, upper, costs)).value
    return result.objective if result.status is LpStatus.OPTIMAL else None


def designs(net: Network) -> Iterator[tuple[int | None, float]]:
    """List every design: nothing more than stands, or a size, and how far along its stretch."""
    yield None, 0.0
    for size, along in enumerate(net.sizes.is_stretch):
        yield from ((size, far) for far in ((0.0, 0.3, 1.0) if along else (0.0,)))


def fixed_columns(program: Program, net: Network, size: int | None, far: float) -> dict[int, float]:
    built, stretch = program["built"], program["stretch"]
    place = np.cumsum(net.sizes.is_stretch) - 1
    columns = {built.start + k: float(k == size) for k in range(len(built))}
    columns |= {stretch.start + k: 0.0 for k in range(len(stretch))}
    if size is not None and net.sizes.is_stretch[size]:
        columns[stretch.start + int(place[size])] = far
    return columns


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("most", [np.inf, 35.0, 8.0])
def test_every_design_runs_within_its_load(case: str, most: float, worker: Worker) -> None:
    """Proves: off it runs at 0; on between a fifth of what stands and is built, and all of it, or M where that is less.

    Breaks if: the least load is of the size cut to M, of the largest size, or what stands is left out.
    """
    sizes, standing = CASES[case]
    net = facility(sizes, standing=standing, min_load=0.2, most=most, periods=PERIODS)
    program = formulate(net)
    arrays = program.to_highs()
    activity, running = program["activity"].start, program["running"].start
    for (size, far), on in product(designs(net), product((0, 1), repeat=2)):
        fixed = fixed_columns(program, net, size, far)
        fixed |= {running + t: float(value) for t, value in enumerate(on)}
        for t, is_on in enumerate(on):
            capacity = net.assets.standing[0, t]
            if size is not None:
                capacity += net.sizes.capacity[size, t] + far * net.sizes.stretch_capacity[size, t]
            limit = min(capacity, net.facilities.upper_activity[0, t])
            least = best(worker, arrays, {activity + t: 1.0}, fixed)
            is_there = size is not None or standing is not None
            other = on[1 - t]
            other_cannot = other and 0.2 * (capacity * (2.0 if t else 0.5)) > net.facilities.upper_activity[0, 1 - t]
            if (any(on) and not is_there) or (is_on and 0.2 * capacity > limit) or other_cannot:
                assert least is None
            elif not is_on:
                assert least == pytest.approx(0.0, abs=1e-7)
                assert best(worker, arrays, {activity + t: -1.0}, fixed) == pytest.approx(0.0, abs=1e-7)
            else:
                assert least == pytest.approx(0.2 * capacity)
                assert best(worker, arrays, {activity + t: -1.0}, fixed) == pytest.approx(-limit)


def test_one_plain_size_is_as_strong_as_the_simple_form(worker: Worker) -> None:
    """Proves: of one size C the relaxation is that of activity ≤ C·running, ≥ 0.2·C·running, running ≤ built.

    Breaks if: the rows for several sizes leave room that one size does not need.
    """
    arrays = formulate(facility([(10.0, 0.0)], min_load=0.2)).to_highs()
    simple = replace(
        arrays,
        row_lower=np.array([-np.inf, 0.0, -np.inf]),
        row_upper=np.array([0.0, np.inf, 0.0]),
        start=np.array([0, 2, 4, 6], np.int32),
        index=np.array([0, 2, 0, 2, 2, 1], np.int32),
        value=np.array([1.0, -10.0, 1.0, -2.0, 1.0, -1.0]),
    )
    draw = np.random.default_rng(0)
    for direction in draw.normal(size=(60, 3)) * [0.1, 1.0, 1.0]:
        cost = dict(enumerate(direction.tolist()))
        assert best(worker, arrays, cost, {}) == pytest.approx(best(worker, simple, cost, {}), abs=1e-9)


def test_a_load_within_a_stretch_needs_all_of_it(worker: Worker) -> None:
    """Proves: where at most 20 of 10..100 can ever run, running 20 takes the whole yes/no, also relaxed.

    Breaks if: the relaxation builds a fifth of the longest stretch instead.
    """
    net = facility([(10.0, 90.0)], most=20.0)
    program = formulate(net)
    assert "asset_reach" in {rows.name for rows in program.rows}
    least = best(worker, program.to_highs(), {program["built"].start: 1.0}, {program["activity"].start: 20.0})
    assert least == pytest.approx(1.0)
