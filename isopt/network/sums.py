"""Sums and products of bounds, of which some are infinite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.integer[Any]]


def sums(row: Integers, amount: Floats, count: int) -> Floats:
    """Add amounts of shape (entries, periods) up by row; shape (count, periods)."""
    periods = amount.shape[1]
    cell = row.astype(np.int64)[:, None] * periods + np.arange(periods)
    return np.asarray(
        np.bincount(cell.reshape(-1), amount.reshape(-1), count * periods).reshape(count, periods), np.float64
    )


def product(amount: Floats, factor: Floats) -> Floats:
    """Multiply bounds by factors of which 0 takes nothing, also of what is unbounded."""
    return np.multiply(amount, factor, out=np.zeros(np.broadcast_shapes(amount.shape, factor.shape)), where=factor > 0)


@dataclass(frozen=True, slots=True)
class Bundles:
    """Members that lead from one thing into one other, and so have one bound together."""

    order: Integers
    """Members, bundle by bundle."""
    starts: Integers
    """By bundle, its first place in `order`."""
    one: Integers
    """By bundle."""
    other: Integers

    @classmethod
    def of(cls, member: Integers, one: Integers, other: Integers) -> Bundles:
        """Bundle members by the two things, given for each."""
        code = one.astype(np.int64) * (int(other.max(initial=0)) + 1) + other
        order = np.argsort(code, kind="stable")
        starts = np.nonzero(np.diff(code[order], prepend=-1))[0]
        return cls(member[order], starts, one[order[starts]], other[order[starts]])

    def total(self, amount: Floats) -> Floats:
        """Add up by bundle."""
        return np.add.reduceat(amount[self.order], self.starts, axis=0) if len(self.starts) else amount[:0]

    def largest(self, amount: Floats) -> Floats:
        """Find the largest by bundle."""
        return np.maximum.reduceat(amount[self.order], self.starts, axis=0) if len(self.starts) else amount[:0]
