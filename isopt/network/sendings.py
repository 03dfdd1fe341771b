"""What may be sent to each disposal route: rows of routes without a way, and arcs to those with a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.terms import ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from isopt.network.network import Arcs, Givers, Routes
    from isopt.network.terms import Ids

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Members = tuple[Integers, Integers, Floats]


@dataclass(frozen=True, slots=True)
class Sendings:
    """Rows of `routes` and arcs in order of the route they end at, then of their own."""

    rows: Integers
    row_route: Integers
    arcs: Integers
    arc_route: Integers

    @classmethod
    def of(cls, routes: Routes, arcs: Arcs, taker_count: int) -> Sendings:
        """Sort what is sent by where it ends."""
        rows = np.argsort(routes.route, kind="stable").astype(np.int32)
        sent = np.nonzero(arcs.end >= taker_count)[0].astype(np.int32)
        leaving = sent[np.argsort(arcs.end[sent], kind="stable")]
        return cls(rows, routes.route[rows], leaving, arcs.end[leaving] - taker_count)

    def to(self, route: int) -> tuple[Integers, Integers]:
        """List the rows of `routes` and the arcs that end at a route."""
        first, last = np.searchsorted(self.row_route, ids([route, route + 1]))
        start, end = np.searchsorted(self.arc_route, ids([route, route + 1]))
        return self.rows[first:last], self.arcs[start:end]

    def weighed(self, ends: Sequence[tuple[int, Floats]], routes: Routes, arcs: Arcs) -> tuple[Members, Members]:
        """List what each route counts, rows of `routes` and arcs, by the giver's weight; a weight of NaN does not count."""
        rows: list[Members] = []
        ways: list[Members] = []
        for number, (route, weight) in enumerate(ends):
            for found, giver, members in zip((rows, ways), (routes.giver, arcs.giver), self.to(route), strict=True):
                value = weight[giver[members]]
                counted = ~np.isnan(value)
                found.append((np.full(counted.sum(), number, np.int32), members[counted], value[counted]))
        return _joined(rows), _joined(ways)


def by_giver(weights: Mapping[str, float], number: Ids, givers: Givers) -> Floats:
    """Lay weights of resources out by giver; NaN for those that do not count."""
    column = np.full(len(number.resource), np.nan)
    for name, weight in weights.items():
        column[number.resource[name]] = weight
    return column[givers.resource]


def _joined(parts: list[Members]) -> Members:
    if not parts:
        return ids([]), ids([]), np.zeros(0)
    row, member, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    return row, member, weight
