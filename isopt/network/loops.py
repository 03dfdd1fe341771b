"""Hubs and stores that feed each other: nothing circulates among them (SEMANTICS 15).

What passes one of them comes from elsewhere and goes elsewhere, each unit past each of them once: with stores among them,
once a year. So no more passes than enters all of them together; where nothing is lost on the way, no more than leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.network.sums import Bundles, sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.network import Arcs, Connections
    from isopt.network.passages import Reach
    from isopt.network.works import Works

    Floats = NDArray[np.float64]
    Integers = NDArray[np.integer[Any]]
    Flags = NDArray[np.bool_]
    Members = tuple[Integers, Integers]
    """Group, and a row of what belongs to it."""


@dataclass(frozen=True, slots=True)
class Loops:
    """Groups of hubs and stores each of which leads to each other."""

    group: Integers
    """By hub or store in a group."""
    giver: Integers
    """By hub or store in a group, its row of givers."""
    taker: Integers
    is_yearly: Flags
    """By group: whether there are stores, so that what enters in one period leaves in another."""
    is_lossless: Flags
    entering: Bundles
    """Arcs into groups from elsewhere: from one giver into one group."""
    leaving: Bundles
    """Arcs from one group to one end elsewhere."""
    bought: Members
    sold: Members

    @classmethod
    def of(cls, works: Works, arcs: Arcs, connections: Connections) -> Loops:
        """Find the groups; where moving within one earns something it is none: more may well go round there."""
        hubs, stores = works.hubs, works.stores
        giver, taker = np.concatenate([hubs.giver, stores.giver]), np.concatenate([hubs.taker, stores.taker])
        of_giver = _spread(giver, np.arange(len(giver)), len(works.givers.names))
        of_end = _spread(taker, np.arange(len(taker)), max(len(works.takers.names), int(arcs.end.max(initial=0)) + 1))
        source, target = of_giver[arcs.giver], of_end[arcs.end]
        earns = np.asarray((arcs.cost_eur_per_u < 0).any(axis=1) | (arcs.emissions_kg_per_u < 0).any(axis=(0, 2)))
        group, count = _groups(source, target, earns, len(giver))
        node_group = np.append(group, -1)
        out_of, into = node_group[source], node_group[target]
        within = (out_of == into) & (out_of >= 0)
        stands = np.append((connections.standing_loss_u > 0).any(axis=1), False)[arcs.connection]
        losing = out_of[within & (stands | (arcs.arrival_share < 1).any(axis=1))]
        is_store = np.arange(len(giver)) >= len(hubs.giver)
        leaking = group[len(hubs.giver) :][(stores.kept_share < 1).any(axis=1)]
        inside = np.nonzero(group >= 0)[0]
        return cls(
            group=group[inside],
            giver=giver[inside],
            taker=taker[inside],
            is_yearly=np.isin(np.arange(count), group[is_store]),
            is_lossless=~np.isin(np.arange(count), np.concatenate([losing, leaking])),
            entering=_bundles(np.where(within, -1, into), arcs.giver),
            leaving=_bundles(np.where(within, -1, out_of), arcs.end),
            bought=_members(node_group[of_end[works.purchases.taker]]),
            sold=_members(node_group[of_giver[works.sales.giver]]),
        )

    def passing_u(self, reach: Reach, arriving_u: Floats, takeable_u: Floats) -> Floats:
        """Bound what passes each hub and store by what enters and leaves its group; shape (group rows, periods).

        Given what arrives over each arc, and what all arcs to one end let through for what that takes.
        """
        count = len(self.is_yearly)
        entering = np.minimum(self.entering.total(arriving_u), reach.given_u[self.entering.other])
        leaving = np.minimum(self.leaving.total(reach.arc_u), self.leaving.largest(takeable_u))
        into = sums(self.entering.one, entering, count) + sums(self.bought[0], reach.bought_u[self.bought[1]], count)
        out_of = sums(self.leaving.one, leaving, count) + sums(self.sold[0], reach.sold_u[self.sold[1]], count)
        into, out_of = self._over_year(into), self._over_year(out_of)
        return np.asarray(np.where(self.is_lossless[:, None], np.minimum(into, out_of), into)[self.group])

    def _over_year(self, amount_u: Floats) -> Floats:
        """Add the periods up where what enters in one may leave in another."""
        return np.asarray(np.where(self.is_yearly[:, None], amount_u.sum(axis=1, keepdims=True), amount_u))


def _spread(row: Integers, value: Integers, count: int) -> Integers:
    """Lay values out by row; -1 elsewhere."""
    column = np.full(count, -1, np.intp)
    column[row] = value
    return column


def _members(group: Integers) -> Members:
    row = np.nonzero(group >= 0)[0]
    return group[row], row


def _bundles(group: Integers, beyond: Integers) -> Bundles:
    of_group, member = _members(group)
    return Bundles.of(member, of_group, beyond[member])


def _groups(source: Integers, target: Integers, earns: Flags, count: int) -> tuple[Integers, int]:
    """Give a number to each group of nodes that arcs lead round among; -1 to nodes in none."""
    inner = (source >= 0) & (target >= 0)
    if not inner.any():
        return np.full(count, -1, np.int32), 0
    from scipy.sparse import csr_array  # noqa: PLC0415 - only where there are hubs or stores that lead to each other
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    ways = csr_array((np.ones(inner.sum()), (source[inner], target[inner])), shape=(count, count))
    found, part = connected_components(ways, connection="strong")
    alike = part[source[inner]] == part[target[inner]]
    earning = part[source[inner]][alike & earns[inner]]
    kept = np.nonzero((np.bincount(part, minlength=found) > 1) & ~np.isin(np.arange(found), earning))[0]
    return _spread(kept, np.arange(len(kept)), found)[part].astype(np.int32), len(kept)
