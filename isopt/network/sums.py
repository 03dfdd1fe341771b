"""Sums and products of bounds, of which some are infinite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def sums(row: NDArray[np.integer[Any]], amount: Floats, count: int) -> Floats:
    """Add amounts of shape (entries, periods) up by row; shape (count, periods)."""
    periods = amount.shape[1]
    cell = row.astype(np.int64)[:, None] * periods + np.arange(periods)
    return np.asarray(
        np.bincount(cell.reshape(-1), amount.reshape(-1), count * periods).reshape(count, periods), np.float64
    )


def product(amount: Floats, factor: Floats) -> Floats:
    """Multiply bounds by factors of which 0 takes nothing, also of what is unbounded."""
    return np.multiply(amount, factor, out=np.zeros(np.broadcast_shapes(amount.shape, factor.shape)), where=factor > 0)
