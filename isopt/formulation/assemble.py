"""How families lay out their triples over periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.program import Index, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from isopt.formulation.program import Variables

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Axis = tuple[tuple[str, ...], NDArray[np.integer]]
    Triples = tuple[NDArray[np.integer], NDArray[np.integer], Floats]


def by_period(block: Variables, entity: NDArray[np.integer], row: NDArray[np.integer], value: Floats) -> Triples:
    """Put an entity's column of every period into the row of that period; `value` has shape (entities, periods)."""
    periods = value.shape[1]
    if periods == 1:
        return row, block.start + entity, value.reshape(-1)
    step = np.arange(periods)
    rows = (row[:, None] * periods + step).reshape(-1)
    columns = (block.start + entity[:, None] * periods + step).reshape(-1)
    return rows, columns, value.reshape(-1)


def over_year(block: Variables, entity: NDArray[np.integer], row: NDArray[np.integer], value: Floats) -> Triples:
    """Put an entity's columns of all periods into one row; `value` has shape (entities, periods)."""
    periods = value.shape[1]
    columns = (block.start + entity[:, None] * periods + np.arange(periods)).reshape(-1)
    return np.repeat(row, periods), columns, value.reshape(-1)


def family(name: str, axes: Sequence[Axis], lower: Floats, upper: Floats, terms: Sequence[Triples]) -> Rows:
    """Make a family of rows from its index, sides and triples; sides are laid out entity by entity."""
    count = len(axes[0][1])
    assert len(lower) == len(upper) == count, name
    row, column, value = terms[0] if len(terms) == 1 else (np.concatenate(part) for part in zip(*terms, strict=True))
    if np.count_nonzero(value) < len(value):
        keep = np.nonzero(value)[0]
        row, column, value = row[keep], column[keep], value[keep]
    return Rows(
        name=name,
        index=Index(tuple(axes)),
        lower=lower,
        upper=upper,
        row=row.astype(np.int32, copy=False),
        column=column.astype(np.int32, copy=False),
        value=value,
    )


def spread(axes: Sequence[Axis], periods: tuple[str, ...]) -> list[Axis]:
    """Index rows by entity and period."""
    count = len(axes[0][1])
    if len(periods) == 1:
        return [*axes, (periods, np.zeros(count, np.int32))]
    return [
        *((labels, np.repeat(codes, len(periods))) for labels, codes in axes),
        (periods, np.tile(np.arange(len(periods), dtype=np.int32), count)),
    ]
