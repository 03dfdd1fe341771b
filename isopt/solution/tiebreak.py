"""From what the solver found to the plan that is reported: whole integers, flows solved again, ties broken.

Runs in the worker. Every program here is solved cold: hot-started ones have been wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isopt.solution.highs import solve_lp
from isopt.solution.tasks import LpResult, LpStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isopt.formulation.program import Arrays, Floats

NOISE = 1e-9
"""What is nearer to a bound, or to 0, than this (relative to the values) is there."""


def settle(arrays: Arrays, x_integers: Floats, secondary: Sequence[Floats] = ()) -> Floats | None:
    """Round the integers, solve the rest cold, then minimise each secondary cost among the plans of equal cost.

    Where the rounded integers admit no plan, those that carried anything are rounded up; None where that fails too.
    """
    face, first = _fixed(arrays, np.rint(x_integers))
    if first.status is not LpStatus.OPTIMAL:
        face, first = _fixed(arrays, np.where(x_integers > NOISE, np.ceil(x_integers - NOISE), np.rint(x_integers)))
    if first.status is not LpStatus.OPTIMAL or first.x is None:
        return None
    best = clean(arrays, first.x)
    limit = float(arrays.cost @ best) + NOISE * (1 + float(np.abs(arrays.cost * best).sum()))
    result, cost = first, arrays.cost
    for wanted in secondary:
        face = _optimal_face(face, cost, result)
        cost = wanted
        result = solve_lp(replace(face, cost=wanted))
        if result.status is not LpStatus.OPTIMAL or result.x is None:
            break
        candidate = clean(arrays, result.x)
        if float(arrays.cost @ candidate) > limit or not holds(arrays, candidate):
            break
        best = candidate
    return drop_idle(arrays, best)


def _fixed(arrays: Arrays, whole: Floats) -> tuple[Arrays, LpResult]:
    """Fix the integers at these values (within their bounds) and solve."""
    whole = np.clip(whole, np.ceil(arrays.lower), np.floor(arrays.upper))
    face = replace(
        arrays,
        lower=np.where(arrays.integer, whole, arrays.lower),
        upper=np.where(arrays.integer, whole, arrays.upper),
    )
    return face, solve_lp(face)


def _optimal_face(face: Arrays, cost: Floats, result: LpResult) -> Arrays:
    """Keep only what is optimal: columns with a reduced cost stay at their bound, rows with a dual at that side.

    By complementary slackness these are exactly the optimal points; a row on the cost would be ill conditioned instead.
    """
    if result.x is None or result.y is None:
        return face
    x, y = result.x, result.y
    row = np.repeat(np.arange(face.row_count), np.diff(face.start))
    reduced = cost - np.bincount(face.index, weights=face.value * y[row], minlength=face.column_count)
    tolerance = NOISE * (1 + float(np.abs(cost).max(initial=0.0)))
    at_lower = (reduced > tolerance) & np.isfinite(face.lower)
    at_upper = (reduced < -tolerance) & np.isfinite(face.upper)
    low_side = (y > tolerance) & np.isfinite(face.row_lower)
    high_side = (y < -tolerance) & np.isfinite(face.row_upper)
    at_lower &= np.abs(x - face.lower) <= 1e-6 * (1 + np.abs(x))
    at_upper &= np.abs(x - face.upper) <= 1e-6 * (1 + np.abs(x))
    return replace(
        face,
        lower=np.where(at_upper, face.upper, face.lower),
        upper=np.where(at_lower, face.lower, face.upper),
        row_lower=np.where(high_side, face.row_upper, face.row_lower),
        row_upper=np.where(low_side, face.row_lower, face.row_upper),
    )


def clean(arrays: Arrays, x: Floats) -> Floats:
    """Put whole numbers where integers belong, and what is within noise of a bound or 0 there, unless a row suffers.

    What is noise is measured by a column's own range: amounts of other columns are in other units.
    """
    x = np.where(arrays.integer, np.rint(x), x)
    size = np.where(np.isfinite(arrays.upper), np.abs(arrays.upper), np.maximum(1.0, np.abs(x)))
    snapped = np.where((np.abs(x) < NOISE * size) & (arrays.lower <= 0) & (arrays.upper >= 0), 0.0, x)
    for bound in (arrays.lower, arrays.upper):
        with np.errstate(invalid="ignore"):
            near = np.abs(snapped - bound) <= NOISE * size
        snapped = np.where(near & np.isfinite(bound), bound, snapped)
    snapped = np.clip(snapped, arrays.lower, arrays.upper) + 0.0
    plain = np.clip(x, arrays.lower, arrays.upper) + 0.0
    return snapped if holds(arrays, snapped, than=plain) else plain


def drop_idle(arrays: Arrays, x: Floats) -> Floats:
    """Switch off integers that nothing needs: used without flow is 0, though the cost be 0.

    What one held on another (running needs built) is met in a further pass.
    """
    while True:
        tidy = _without_idle(arrays, x)
        if np.array_equal(tidy, x):
            return x
        x = tidy


def _without_idle(arrays: Arrays, x: Floats) -> Floats:
    """Switch off integers that nothing needs, the dearest first."""
    idle = np.flatnonzero(arrays.integer & (x > np.maximum(arrays.lower, 0)) & (arrays.cost >= 0))
    if not len(idle):
        return x
    x = x.copy()
    row = np.repeat(np.arange(arrays.row_count), np.diff(arrays.start))
    chosen = np.isin(arrays.index, idle)
    entries = np.flatnonzero(chosen)
    entries = entries[np.argsort(arrays.index[entries], kind="stable")]
    columns = arrays.index[entries]
    activity = np.bincount(row, weights=arrays.value * x[arrays.index], minlength=arrays.row_count)
    for column in idle[np.lexsort((idle, -arrays.cost[idle]))].tolist():
        own = entries[np.searchsorted(columns, column, "left") : np.searchsorted(columns, column, "right")]
        step = max(float(arrays.lower[column]), 0.0) - float(x[column])
        rows, change = row[own], arrays.value[own] * step
        after = activity[rows] + change
        slack = NOISE * (1 + np.abs(activity[rows]) * 1e-3)
        below = (change < 0) & (after < arrays.row_lower[rows] - slack)
        above = (change > 0) & (after > arrays.row_upper[rows] + slack)
        if not (below.any() or above.any()):
            x[column] += step
            activity[rows] = after
    return x


def holds(arrays: Arrays, x: Floats, *, than: Floats | None = None) -> bool:
    """Say whether every row holds to within noise of its own terms, or at least as well as at another point."""
    missed, size = _rows(arrays, x)
    allowed = 10 * NOISE * size
    if than is not None:
        allowed = np.maximum(allowed, _rows(arrays, than)[0])
    return bool((missed <= allowed).all())


def _rows(arrays: Arrays, x: Floats) -> tuple[Floats, Floats]:
    """Measure each row's violation, and the size of its terms and sides."""
    row = np.repeat(np.arange(arrays.row_count), np.diff(arrays.start))
    terms = arrays.value * x[arrays.index]
    activity = np.bincount(row, weights=terms, minlength=arrays.row_count)
    size = np.bincount(row, weights=np.abs(terms), minlength=arrays.row_count)
    sides = np.maximum(
        *(np.where(np.isfinite(side), np.abs(side), 0.0) for side in (arrays.row_lower, arrays.row_upper))
    )
    missed = np.maximum(np.maximum(arrays.row_lower - activity, activity - arrays.row_upper), 0.0)
    return np.asarray(missed), np.asarray(size + sides, dtype=np.float64)


def violation(arrays: Arrays, x: Floats) -> float:
    """Measure the greatest violation of a row."""
    return float(_rows(arrays, x)[0].max(initial=0.0))
