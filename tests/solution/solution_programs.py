"""Programs for the tests of the solving layer, as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.program import Arrays

if TYPE_CHECKING:
    from collections.abc import Sequence

INF = float("inf")


def program(
    cost: Sequence[float],
    bounds: Sequence[tuple[float, float]],
    rows: Sequence[tuple[float, dict[int, float], float]],
    integer: Sequence[int] = (),
) -> Arrays:
    """Lay out a program given row by row as (lower, {column: value}, upper)."""
    marks = np.zeros(len(cost), bool)
    marks[list(integer)] = True
    entries = [entry for _, terms, _ in rows for entry in terms.items()]
    return Arrays(
        cost=np.array(cost, float),
        lower=np.array([low for low, _ in bounds], float),
        upper=np.array([high for _, high in bounds], float),
        integer=marks,
        row_lower=np.array([low for low, _, _ in rows], float),
        row_upper=np.array([high for _, _, high in rows], float),
        start=np.cumsum([0, *(len(terms) for _, terms, _ in rows)]).astype(np.int32),
        index=np.array([column for column, _ in entries], np.int32),
        value=np.array([value for _, value in entries], float),
    )


def fixed_charge(seed: int, givers: int, takers: int) -> Arrays:
    """Draw a fixed-charge transportation problem: flows, then the switch of each."""
    draw = np.random.default_rng(seed)
    need = draw.integers(5, 25, takers).astype(float)
    share = draw.uniform(0.5, 1.5, givers)
    gives = np.ceil(share / share.sum() * need.sum() * 1.02)
    arcs = [(giver, taker) for giver in range(givers) for taker in range(takers)]
    most = [float(min(gives[giver], need[taker])) for giver, taker in arcs]
    count = len(arcs)
    rows: list[tuple[float, dict[int, float], float]] = [
        (-INF, {arc: 1.0 for arc, (at, _) in enumerate(arcs) if at == giver}, float(gives[giver]))
        for giver in range(givers)
    ]
    rows += [
        (float(need[taker]), {arc: 1.0 for arc, (_, at) in enumerate(arcs) if at == taker}, float(need[taker]))
        for taker in range(takers)
    ]
    rows += [(-INF, {arc: 1.0, count + arc: -most[arc]}, 0.0) for arc in range(count)]
    cost = [*draw.integers(1, 10, count).tolist(), *draw.integers(20, 120, count).tolist()]
    bounds = [(0.0, amount) for amount in most] + [(0.0, 1.0)] * count
    return program(cost, bounds, rows, integer=range(count, 2 * count))


def empty_with_integers() -> Arrays:
    """Give 2a + 2b = 3 on switches: its relaxation has points, it has none."""
    return program([1.0, 1.0], [(0, 1), (0, 1)], [(3.0, {0: 2.0, 1: 2.0}, 3.0)], integer=[0, 1])


class Bomb:
    """Something that runs a line of Python where it is unpickled: in the worker."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, (self.code,)
