"""The certified bound: never above the exact one, whatever the duals."""

from __future__ import annotations

import math
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from solution_programs import INF, fixed_charge, program

from isopt.formulation.program import Arrays
from isopt.solution.bound import Certifier, certified_bound, infeasibility_proved


def exact_bound(arrays: Arrays, y: np.ndarray, *, with_cost: bool = True) -> Fraction | None:
    """Evaluate the bound in exact arithmetic; None: there is none."""
    d = [Fraction(float(value)) if with_cost else Fraction(0) for value in arrays.cost]
    total = Fraction(0)
    for row, dual in enumerate(y.tolist()):
        side = float(arrays.row_lower[row] if dual > 0 else arrays.row_upper[row])
        if dual == 0 or not math.isfinite(side):
            continue
        total += Fraction(dual) * Fraction(side)
        for entry in range(arrays.start[row], arrays.start[row + 1]):
            d[arrays.index[entry]] -= Fraction(float(arrays.value[entry])) * Fraction(dual)
    for column, reduced in enumerate(d):
        if reduced == 0:
            continue
        bound = float(arrays.lower[column] if reduced > 0 else arrays.upper[column])
        if not math.isfinite(bound):
            return None
        total += reduced * Fraction(bound)
    return total


@st.composite
def programs_with_duals(draw: st.DrawFn) -> tuple[Arrays, np.ndarray]:
    """Draw a program of any magnitude, some sides and bounds missing, and any duals."""
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    n, m = draw(st.integers(1, 8)), draw(st.integers(1, 6))
    magnitude = draw(st.sampled_from([1.0, 1e-9, 1e9, 1e150, 1e-160]))

    def numbers(count: int, *, whole: bool) -> np.ndarray:
        plain = rng.normal(size=count) * 10.0 ** rng.integers(-8, 8, count)
        return np.rint(plain * 4) / 4 if whole else plain

    whole = draw(st.booleans())
    rows = []
    for _ in range(m):
        terms = dict(enumerate(numbers(n, whole=whole).tolist()))
        low, high = np.sort(numbers(2, whole=whole)).tolist()
        rows.append((low if rng.random() < 0.7 else -INF, terms, high if rng.random() < 0.7 else INF))
    bounds = []
    for _ in range(n):
        low, high = np.sort(numbers(2, whole=whole)).tolist()
        bounds.append((low if rng.random() < 0.8 else -INF, high if rng.random() < 0.8 else INF))
    return program(numbers(n, whole=whole).tolist(), bounds, rows), numbers(m, whole=whole) * magnitude


@settings(max_examples=400, deadline=None)
@given(programs_with_duals())
def test_bound_is_never_above_the_exact_one(drawn: tuple[Arrays, np.ndarray]) -> None:
    """Proves: rounding goes down, at every magnitude, and a missing bound that is needed gives no bound.

    Breaks if: a side or bound is taken from the wrong end, or 0·inf becomes a number.
    """
    arrays, y = drawn
    for with_cost in (True, False):
        computed = Certifier(arrays).bound(y, arrays.lower, arrays.upper, with_cost=with_cost)
        exact = exact_bound(arrays, y, with_cost=with_cost)
        if exact is None:
            assert computed == -INF
        elif math.isfinite(computed):
            assert Fraction(computed) <= exact
        else:
            assert computed < 0


@pytest.mark.parametrize("seed", range(20))
def test_cancelling_reduced_costs_are_enclosed(seed: int) -> None:
    """Proves: where c is Aᵀy as the computer sums it, d is nothing but rounding; times bounds of 1e9 it still counts.

    Breaks if: the error term of d is left out: the bound is then about 0, above the exact one.
    """
    rng = np.random.default_rng(seed)
    y, rows = rng.normal(size=40), rng.normal(size=(40, 6))
    total = np.zeros(6)
    for row, dual in zip(rows, y, strict=True):
        total += row * dual
    lines = [(0.0, dict(enumerate(row.tolist())), 0.0) for row in rows]
    arrays = program(total.tolist(), [(-1e9, 1e9)] * 6, lines)
    exact = exact_bound(arrays, y)
    assert exact is not None
    assert Fraction(certified_bound(arrays, y)) <= exact < 0


def test_products_are_rounded_down() -> None:
    """Proves: 1000 products that each round up, less their sum, stay below the exact value; so do row sides.

    Breaks if: the products with bounds, or those with row sides, are rounded to nearest.
    """
    rng = np.random.default_rng(3)
    pairs = [(a, b) for a, b in rng.uniform(1, 2, (4000, 2)).tolist() if Fraction(a * b) > Fraction(a) * Fraction(b)]
    pairs = pairs[:1000]
    pairs.append((-math.fsum(a * b for a, b in pairs), 1.0))
    columns = program([a for a, _ in pairs], [(b, b) for _, b in pairs], [(0.0, {0: 1.0}, INF)])
    exact = exact_bound(columns, np.zeros(1))
    assert exact is not None
    assert Fraction(certified_bound(columns, np.zeros(1))) <= exact
    sides = program([0.0], [(0, 0)], [(b, {}, b) for _, b in pairs])
    y = np.array([a for a, _ in pairs])
    exact = exact_bound(sides, y)
    assert exact is not None
    assert Fraction(certified_bound(sides, y)) <= exact


def test_bound_is_near_the_exact_one() -> None:
    """Proves: the price of safety is small: within 1e-12 of Σ|terms| on a program of 840 columns.

    Breaks if: error terms grow with the size of the program instead of a column's entries.
    """
    arrays = fixed_charge(1, 14, 30)
    y = np.random.default_rng(0).normal(size=arrays.row_count)
    exact = exact_bound(arrays, Certifier(arrays).project(y))
    assert exact is not None
    assert abs(certified_bound(arrays, y) - float(exact)) <= 1e-12 * 1e5


def test_bound_of_a_column_without_upper_bound_needs_the_sign_of_its_reduced_cost() -> None:
    """Proves: d = 0.3 − 3·0.1 = −5.6e-17 exactly, x ≥ 0 unlimited: no bound; with d = 0 exactly there is one.

    Breaks if: a reduced cost that is only nearly 0 is taken for 0.
    """
    nearly = program([0.3], [(0, INF)], [(2.0, {0: 3.0}, INF)])
    assert Fraction(0.3) - 3 * Fraction(0.1) < 0
    assert certified_bound(nearly, np.array([0.1])) == -INF
    exactly = program([0.75], [(0, INF)], [(2.0, {0: 3.0}, INF)])
    assert math.isclose(certified_bound(exactly, np.array([0.25])), 0.5)


def test_duals_of_a_missing_side_or_no_number_count_for_nothing() -> None:
    """Proves: x ≤ 1 has no lower side, so y = 5 is projected to 0, as are inf and NaN: the bound is 2·0 = 0.

    Breaks if: signs are not projected.
    """
    arrays = program([2.0], [(0, 9)], [(-INF, {0: 1.0}, 1.0)])
    for dual in (5.0, INF, math.nan, -INF):
        assert abs(certified_bound(arrays, np.array([dual]))) < 1e-300


def test_farkas_ray_proves_and_a_wrong_one_does_not() -> None:
    """Proves: x + y ≥ 3 with x, y ≤ 1 is empty by ray 1 (3 − 2 > 0); ray −1, 0 and a feasible program prove nothing.

    Breaks if: the check accepts a bound of 0, or a sign.
    """
    empty = program([1.0, 1.0], [(0, 1), (0, 1)], [(3.0, {0: 1.0, 1: 1.0}, INF)])
    assert infeasibility_proved(empty, np.array([1.0]))
    assert not infeasibility_proved(empty, np.array([-1.0]))
    assert not infeasibility_proved(empty, np.array([0.0]))
    full = program([1.0, 1.0], [(0, 1), (0, 1)], [(2.0, {0: 1.0, 1: 1.0}, INF)])
    assert not infeasibility_proved(full, np.array([1.0]))
    assert infeasibility_proved(full, np.array([1.0]), upper=np.array([1.0, 0.5]))


def test_certificates_and_the_parent_side_load_no_solver() -> None:
    """Proves: what rechecks a bound, and what starts the worker, imports neither highspy nor scipy.

    Breaks if: a module of the parent's side imports `highs`, `jobs` or `tiebreak`.
    """
    code = (
        "import sys, isopt.solution.certificate, isopt.solution.process, isopt.solution.options;"
        "sys.exit(any(name in sys.modules for name in ('highspy', 'scipy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
