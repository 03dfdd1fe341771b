r"""Bounds that need no trust in the solver: from any row duals, rounded outward, with numpy alone.

For every x in the program and every y with y_i > 0 only where row i has a lower side b_i, y_i < 0 only where it has an
upper one,

.. math:: c x = y A x + d x \ge \sum_i y_i b_i + \sum_j \min_{l_j \le x_j \le u_j} d_j x_j, \qquad d = c - A^T y.

Each d_j is enclosed in an interval that holds its exact value; products and sums are rounded down.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.formulation.program import Arrays, Floats

UNIT_ROUNDOFF = 2.0**-53
"""Half the distance of 1 to the next number: the relative error of one rounding."""

SMALLEST = 5e-324
"""The smallest positive number: more than what one product loses by underflow."""


class Certifier:
    """What of a program does not change with the duals; `bound` is then fast enough for every node of a tree."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self._row = np.repeat(np.arange(arrays.row_count, dtype=np.int32), np.diff(arrays.start))
        self._has_lower = np.isfinite(arrays.row_lower)
        self._has_upper = np.isfinite(arrays.row_upper)
        self._zero_cost = np.zeros(arrays.column_count)

    def project(self, y: Floats) -> Floats:
        """Set to 0 every dual that is not finite or whose sign asks for a row side that does not exist."""
        valid = ((y > 0) & self._has_lower) | ((y < 0) & self._has_upper)
        return np.where(valid & np.isfinite(y), y, 0.0)

    def bound(self, y: Floats, lower: Floats, upper: Floats, *, with_cost: bool = True) -> float:
        """Bound the cost (or 0, without cost) of every x in the program and the box from below.

        −inf: no bound; inf: the box is empty.
        """
        if np.any(lower > upper):
            return math.inf
        y = self.project(y)
        cost = self.arrays.cost if with_cost else self._zero_cost
        with np.errstate(all="ignore"):
            low, high = self._reduced_costs(y, cost, lower, upper)
            terms = np.minimum(_least(low, lower), _least(low, upper))
            terms = np.minimum(terms, np.minimum(_least(high, lower), _least(high, upper)))
            side = np.where(y > 0, self.arrays.row_lower, self.arrays.row_upper)
            active = y != 0
            terms = np.concatenate([terms, np.nextafter(y[active] * side[active], -np.inf)])
        return _sum_down(terms)

    def _reduced_costs(self, y: Floats, cost: Floats, lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
        """Enclose d = c − Aᵀy.

        A sum of k products has an error of at most γ_k·Σ|a y|, γ_k = k·u/(1 − k·u), and of k underflows. Twice that,
        and a little, also covers the rounding of Σ|a y|, of the last subtraction and of this estimate itself.
        """
        arrays, columns = self.arrays, len(cost)
        weight = y[self._row]
        used = weight != 0
        index, product = arrays.index[used], arrays.value[used] * weight[used]
        total = np.bincount(index, weights=product, minlength=columns)
        magnitude = np.bincount(index, weights=np.abs(product), minlength=columns)
        count = np.bincount(index, minlength=columns)
        middle = cost - total
        steps = np.where(count > 0, count + 4.0, 0.0)
        error = steps * (2 * UNIT_ROUNDOFF * (magnitude + np.abs(middle)) + 2 * SMALLEST)
        low, high = middle - error, middle + error
        touched = count > 0
        low[touched] = np.nextafter(low[touched], -np.inf)
        high[touched] = np.nextafter(high[touched], np.inf)
        open_ended = touched & (low <= 0) & (high >= 0) & ~(np.isfinite(lower) & np.isfinite(upper))
        for column in np.flatnonzero(open_ended):
            low[column], high[column] = self._exact_sign(int(column), y, cost, low[column], high[column])
        overflown = ~(np.isfinite(low) & np.isfinite(high))
        low[overflown], high[overflown] = -np.inf, np.inf
        return low, high

    def _exact_sign(self, column: int, y: Floats, cost: Floats, low: float, high: float) -> tuple[float, float]:
        """Sharpen the enclosure of one d_j at 0 by exact arithmetic: a column without a bound needs its sign."""
        at = np.flatnonzero(self.arrays.index == column)
        exact = Fraction(float(cost[column]))
        for value, weight in zip(self.arrays.value[at].tolist(), y[self._row[at]].tolist(), strict=True):
            exact -= Fraction(value) * Fraction(weight)
        if exact == 0:
            return 0.0, 0.0
        return (max(low, 0.0), high) if exact > 0 else (low, min(high, 0.0))


def _least(factor: Floats, bound: Floats) -> Floats:
    """Round the products down; 0 times a missing bound is 0: there the factor is 0, or the edge of its enclosure."""
    product = factor * bound
    product[np.isnan(product)] = 0.0
    return np.nextafter(product, -np.inf)


def _sum_down(terms: NDArray[np.float64]) -> float:
    if np.any(np.isnan(terms)) or np.any(np.isneginf(terms)):
        return -math.inf
    finite = np.minimum(terms, np.finfo(np.float64).max)
    try:
        total = math.fsum(finite[finite != 0].tolist())
    except OverflowError:
        return -math.inf
    return math.nextafter(total, -math.inf)


def certified_bound(arrays: Arrays, y: Floats, lower: Floats | None = None, upper: Floats | None = None) -> float:
    """Bound the optimum of the program, in the box given or its own, from below by any row duals; −inf: no bound."""
    lower = arrays.lower if lower is None else lower
    upper = arrays.upper if upper is None else upper
    return Certifier(arrays).bound(y, lower, upper)


def infeasibility_proved(arrays: Arrays, ray: Floats, lower: Floats | None = None, upper: Floats | None = None) -> bool:
    """Tell whether the ray proves, by Farkas' lemma and in safe arithmetic, that no x meets the rows in the box."""
    lower = arrays.lower if lower is None else lower
    upper = arrays.upper if upper is None else upper
    return Certifier(arrays).bound(ray, lower, upper, with_cost=False) > 0
