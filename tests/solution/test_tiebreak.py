"""Settling: whole integers, ties broken, clean values."""

from __future__ import annotations

import numpy as np
import pytest
from solution_programs import INF, fixed_charge, program

from isopt.solution.highs import solve_mip
from isopt.solution.tasks import Settings
from isopt.solution.tiebreak import clean, settle, violation


def test_equal_cost_is_decided_by_the_secondary_costs_in_order() -> None:
    """Proves: three flows of equal cost share 10; km (5, 2, 2) decide first, then names (0, 1, 0): the third.

    Breaks if: secondary costs are weighed together or their order is lost.
    """
    arrays = program([1, 1, 1], [(0, 10)] * 3, [(10.0, {0: 1.0, 1: 1.0, 2: 1.0}, 10.0)])
    x = settle(arrays, np.zeros(3), [np.array([5.0, 2, 2]), np.array([0.0, 1, 0])])
    assert x is not None
    assert x.tolist() == [0.0, 0.0, 10.0]


def test_secondary_cost_never_costs() -> None:
    """Proves: the cheap, long way (1 EUR, 100 km) stays before the dear, short one (2 EUR, 1 km).

    Breaks if: the optimal face is left.
    """
    arrays = program([1, 2], [(0, 6), (0, 10)], [(10.0, {0: 1.0, 1: 1.0}, 10.0)])
    x = settle(arrays, np.zeros(2), [np.array([100.0, 1.0])])
    assert x is not None
    assert x.tolist() == [6.0, 4.0]


def test_nothing_circulates() -> None:
    """Proves: a free cycle 1 → 2 → 1 beside the flow from 1 is emptied: least Σ flow is 7 + 0 + 0.

    Breaks if: the first optimum found is reported (SEMANTICS 15).
    """
    rows = [(7.0, {0: 1.0}, 7.0), (0.0, {1: 1.0, 2: -1.0}, 0.0)]
    x = settle(program([1, 0, 0], [(0, 9)] * 3, rows), np.zeros(3), [np.ones(3)])
    assert x is not None
    assert x.tolist() == [7.0, 0.0, 0.0]


@pytest.mark.parametrize("seed", range(4))
def test_primary_cost_is_kept_on_fixed_charge_programs(seed: int) -> None:
    """Proves: after two tie-breaks the plan costs what it did, its switches are whole, its rows hold to 1e-9.

    Breaks if: a face is fixed at the wrong side, or cleaning breaks a balance.
    """
    arrays = fixed_charge(seed, 5, 6)
    raw = solve_mip(arrays, Settings())
    assert raw.x is not None
    plain = settle(arrays, raw.x)
    km = np.random.default_rng(seed).uniform(1, 100, arrays.column_count)
    x = settle(arrays, raw.x, [km, np.ones(arrays.column_count)])
    assert x is not None
    assert plain is not None
    assert abs(arrays.cost @ x - arrays.cost @ plain) <= 1e-9 * (1 + np.abs(arrays.cost * x).sum())
    assert np.all(x[arrays.integer] == np.rint(x[arrays.integer]))
    assert violation(arrays, x) <= 1e-9 * (1 + np.abs(x).max())
    assert km @ x <= km @ plain + 1e-6


def test_leak_through_a_closed_switch_is_opened_or_stopped() -> None:
    """Proves: switches 1e-7 that carried 1e-3 of 1e4 are rounded up where the need has no other way; else left closed.

    Breaks if: rounding to 0 is the only try (no plan then), or all are rounded up (50 paid for nothing).
    """
    rows = [(1e-3, {0: 1.0, 2: 1.0}, 1e-3), (-INF, {0: 1.0, 1: -1e4}, 0.0)]
    leaking = np.array([1e-3, 1e-7, 0.0])
    forced = settle(program([1, 50, 1], [(0, 1e4), (0, 1), (0, 0)], rows, integer=[1]), leaking)
    assert forced is not None
    assert forced.tolist() == [1e-3, 1.0, 0.0]
    other = settle(program([1, 50, 2], [(0, 1e4), (0, 1), (0, 1)], rows, integer=[1]), leaking)
    assert other is not None
    assert other.tolist() == [0.0, 0.0, 1e-3]


def test_idle_switch_is_switched_off() -> None:
    """Proves: used = 1 without flow is 0 in the plan, also at cost 0; one that is needed (at least one open) stays.

    Breaks if: a switch nothing needs is shown as an exchange.
    """
    rows = [(-INF, {0: 1.0, 1: -5.0}, 0.0)]
    free = program([1, 0], [(0, 5), (0, 1)], rows, integer=[1])
    x = settle(free, np.array([0.0, 1.0]))
    assert x is not None
    assert x.tolist() == [0.0, 0.0]
    needed = program([1, 0], [(0, 5), (0, 1)], [*rows, (1.0, {1: 1.0}, INF)], integer=[1])
    x = settle(needed, np.array([0.0, 1.0]))
    assert x is not None
    assert x.tolist() == [0.0, 1.0]


def test_no_plan_with_these_integers_is_said() -> None:
    """Proves: a need of 9 over a closed switch that nobody used cannot be settled: None.

    Breaks if: an infeasible flow problem is reported as a plan.
    """
    arrays = program([1, 1], [(0, 5), (0, 1)], [(9.0, {0: 1.0}, INF)], integer=[1])
    assert settle(arrays, np.zeros(2)) is None


def test_cleaning_snaps_noise_and_nothing_else() -> None:
    """Proves: 1e-12, −1e-13 and 10 − 1e-11 become 0, 0, 10; 1e-3 and 9.9 stay; no −0 is left.

    Breaks if: noise is shown as an exchange.
    """
    arrays = program([0] * 5, [(0, 10)] * 5, [(-INF, {0: 1.0}, INF)])
    x = clean(arrays, np.array([1e-12, -1e-13, 10 - 1e-11, 1e-3, 9.9]))
    assert x.tolist() == [0.0, 0.0, 10.0, 1e-3, 9.9]
    assert not np.any(np.signbit(x))
