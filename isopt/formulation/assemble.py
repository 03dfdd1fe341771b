"""How families lay out their triples over periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.program import Index, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from isopt.formulation.labels import Axis
    from isopt.formulation.program import Variables
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network

    Floats = NDArray[np.float64]
    Ids = NDArray[np.integer]
    Triples = tuple[Ids, Ids, Floats]
    Place = Callable[[Variables, Ids, Ids, Floats], Triples]
    """How an entity's columns are put into a row: `by_period` or `over_year`."""


def by_period(block: Variables, entity: Ids, row: Ids, value: Floats) -> Triples:
    """Put an entity's column of every period into the row of that period; `value` has shape (entities, periods)."""
    periods = value.shape[1]
    if periods == 1:
        return row, block.start + entity, value.reshape(-1)
    step = np.arange(periods)
    rows = (row[:, None] * periods + step).reshape(-1)
    columns = (block.start + entity[:, None] * periods + step).reshape(-1)
    return rows, columns, value.reshape(-1)


def over_year(block: Variables, entity: Ids, row: Ids, value: Floats) -> Triples:
    """Put an entity's columns of all periods into one row; `value` has shape (entities, periods)."""
    periods = value.shape[1]
    columns = (block.start + entity[:, None] * periods + np.arange(periods)).reshape(-1)
    return np.repeat(row, periods), columns, value.reshape(-1)


def in_every_period(block: Variables, entity: Ids, row: Ids, value: Floats) -> Triples:
    """Put an entity's one column into the row of every period; `value` has shape (entities, periods)."""
    periods = value.shape[1]
    rows = (row[:, None] * periods + np.arange(periods)).reshape(-1)
    return rows, np.repeat(block.start + entity, periods), value.reshape(-1)


def arriving(net: Network, x: Decisions, arc: Ids, row: Ids, factor: Floats, place: Place = by_period) -> list[Triples]:
    """Put what arrives over arcs into rows: what enters less its losses, `factor` (arcs, periods) for each unit."""
    terms = [place(x.flow, arc, row, factor * net.arcs.arrival_share[arc])]
    losing = net.standing_losses.arc
    if len(losing):
        of_arc = np.full(len(net.arcs), -1)
        of_arc[losing] = np.arange(len(losing))
        member = np.nonzero(of_arc[arc] >= 0)[0]
        terms.append(place(x.lost, of_arc[arc[member]], row[member], -factor[member]))
    return terms


def per_period(net: Network, value: Floats) -> Floats:
    """Repeat a number per entity over the periods; shape (entities, periods)."""
    return np.repeat(value[:, None], len(net.periods), axis=1)


def ones(net: Network, count: int) -> Floats:
    """Give a one per entity and period."""
    return np.ones((count, len(net.periods)))


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


def nothing(name: str) -> Rows:
    """Make a family that has nothing to say."""
    none, empty = np.zeros(0, np.int32), np.zeros(0)
    return Rows(name=name, index=Index((((), none),)), lower=empty, upper=empty, row=none, column=none, value=empty)


def places(count: int, rows: Ids) -> Ids:
    """Give each of `count` rows its place among those chosen; -1 for the others, and for what is at -1."""
    found = np.full(count + 1, -1)
    found[rows] = np.arange(len(rows))
    return found
