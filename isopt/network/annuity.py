"""Annualised investment."""

from __future__ import annotations

import math


def annuity_factor(rate: float, lifetime_a: float) -> float:
    """Say what share of an investment is paid each year: r / (1 − (1 + r)^−n), or 1/n without interest."""
    if math.isinf(lifetime_a):
        return 0.0
    if rate == 0:
        return 1 / lifetime_a
    return rate / -math.expm1(-lifetime_a * math.log1p(rate))
