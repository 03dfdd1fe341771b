"""Branch and bound of our own, best first, whose product is a certificate.

HiGHS bounds; nothing it says is believed: each leaf keeps duals, and its bound is computed from them by `bound`.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from isopt.solution.bound import Certifier
from isopt.solution.certificate import Branch, Leaf, Tree, from_json, recheck, to_json
from isopt.solution.tasks import LpResult, LpStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from isopt.formulation.program import Arrays, Floats, Integers
    from isopt.solution.highs import LinearRelaxation

__all__ = ["Branch", "Leaf", "Tree", "from_json", "prove", "recheck", "to_json"]

INTEGRALITY = 1e-9
"""How far from a whole number an integer column may be."""

MARGINS = (1e-2, 1e-4, 1e-6)
"""Shares of the largest cost by which columns without an upper bound are made cheaper, to have duals with room."""

STEPS = (1e-9, 1e-7, 1e-5, 1e-3)
"""How much of duals with room is mixed into others that lack a little."""

RELIABLE, CANDIDATES = 8, 8
"""A column is tried on both sides until it was tried this often; so many are tried at a node."""

Box = dict[int, tuple[float, float]]


@dataclass(slots=True)
class _Node:
    """A node as it grows: a leaf until `left` is set."""

    box: Box
    leaf: Leaf
    columns: Integers
    values: Floats
    column: int = -1
    at: int = 0
    left: _Node | None = None
    right: _Node | None = None


@dataclass(slots=True)
class _PseudoCosts:
    """What a unit of rounding down or up has added to the objective so far, per column."""

    gain: Floats
    count: Floats

    @classmethod
    def of(cls, columns: int) -> _PseudoCosts:
        return cls(np.zeros((2, columns)), np.zeros((2, columns)))

    def learn(self, side: int, column: int, gain: float) -> None:
        self.gain[side, column] += gain
        self.count[side, column] += 1

    def rate(self, columns: Integers, down: Floats) -> Floats:
        """Score columns by the product of both expected gains; never-tried ones by the mean of the others."""
        tried = self.count > 0
        expected = []
        for side, distance in ((0, down), (1, 1 - down)):
            known = tried[side]
            mean = float(np.mean(self.gain[side][known] / self.count[side][known])) if known.any() else 1.0
            gain = self.gain[side, columns] / np.maximum(self.count[side, columns], 1)
            expected.append(np.where(known[columns], gain, mean) * distance)
        return np.asarray(np.maximum(expected[0], 1e-6) * np.maximum(expected[1], 1e-6))


@dataclass(slots=True)
class _Search:
    """One search: the program, its hot relaxation, what was learnt."""

    arrays: Arrays
    relaxation: LinearRelaxation
    target: float
    retarget: Callable[[Floats], float] | None
    better: tuple[float, Floats] | None = None
    certifier: Certifier = field(init=False)
    integers: Integers = field(init=False)
    pseudo: _PseudoCosts = field(init=False)
    roomy: list[Floats] | None = None
    nodes: int = 0
    lps: int = 0

    def __post_init__(self) -> None:
        self.certifier = Certifier(self.arrays)
        self.integers = np.flatnonzero(self.arrays.integer).astype(np.int32)
        self.pseudo = _PseudoCosts.of(self.arrays.column_count)

    def evaluate(self, box: Box, parent: _Node | None) -> _Node:
        """Solve the relaxation in a box and certify what it says; the parent's duals hold there too."""
        if any(low > high for low, high in box.values()):
            nothing = np.zeros(0)
            empty = Leaf("infeasible", nothing.astype(np.int32), nothing, math.inf)
            return _Node(box, empty, empty.rows, nothing)
        self.relaxation.move(box)
        result = self.relaxation.solve()
        self.lps += 1
        lower, upper = self.relaxation.lower, self.relaxation.upper
        leaf = self._leaf(result, lower, upper)
        if parent is not None and (leaf is None or leaf.bound < parent.leaf.bound):
            inherited = parent.leaf.dense(self.arrays.row_count)
            bound = self.certifier.bound(inherited, lower, upper)
            if leaf is None or bound > leaf.bound:
                leaf = Leaf("bound", parent.leaf.rows, parent.leaf.duals, bound)
        if leaf is None:
            leaf = self._keep("bound", np.zeros(self.arrays.row_count), lower, upper)
        none = np.zeros(0, np.int32)
        if result.status is not LpStatus.OPTIMAL or result.x is None or leaf.bound >= self.target:
            columns = self._unfixed(lower, upper) if leaf.bound < self.target else none
            finite = np.isfinite(lower[columns])
            return _Node(box, leaf, columns, np.where(finite, lower[columns], np.minimum(upper[columns] - 1, 0)) + 0.5)
        values = np.clip(result.x[self.integers], lower[self.integers], upper[self.integers])
        broken = np.abs(values - np.rint(values)) > INTEGRALITY
        if not broken.any():
            self.meet(result.x, float(self.arrays.cost @ result.x))
        return _Node(box, leaf, self.integers[broken], values[broken])

    def _leaf(self, result: LpResult, lower: Floats, upper: Floats) -> Leaf | None:
        if result.status is LpStatus.OPTIMAL and result.y is not None:
            return self._keep("bound", result.y, lower, upper)
        if result.status is LpStatus.INFEASIBLE:
            for ray in self._rays(result, lower, upper):
                if self.certifier.bound(ray, lower, upper, with_cost=False) > 0:
                    return self._keep("infeasible", ray, lower, upper)
        return None

    def _rays(self, result: LpResult, lower: Floats, upper: Floats) -> list[Floats]:
        rays = [] if result.ray is None else [result.ray, -result.ray]
        if any(self.certifier.bound(ray, lower, upper, with_cost=False) > 0 for ray in rays):
            return rays
        found = self.relaxation.farkas()
        return rays if found is None else [found]

    def _keep(self, kind: str, y: Floats, lower: Floats, upper: Floats) -> Leaf:
        y = self.certifier.project(y)
        bound = math.inf if kind == "infeasible" else self.certifier.bound(y, lower, upper)
        if bound == -math.inf:
            y, bound = self._with_room(y, lower, upper)
        rows = np.flatnonzero(y).astype(np.int32)
        return Leaf(kind, rows, y[rows], bound)

    def _with_room(self, y: Floats, lower: Floats, upper: Floats) -> tuple[Floats, float]:
        """Mend duals by which a column without an upper bound would gain a rounding error: mix in a little of others."""
        if self.roomy is None:
            self.roomy = self._find_roomy()
        for step, inner in product(STEPS, self.roomy):
            mixed = (1 - step) * y + step * inner
            bound = self.certifier.bound(mixed, lower, upper)
            if bound > -math.inf:
                return mixed, bound
        return y, -math.inf

    def _find_roomy(self) -> list[Floats]:
        """Find duals that leave room at every column without an upper bound: those of a program where it costs less.

        There are none where something without end costs nothing.
        """
        arrays = self.arrays
        endless = np.isinf(arrays.upper).astype(np.float64) - np.isinf(arrays.lower)
        largest = float(np.abs(arrays.cost).max(initial=0.0))
        if not endless.any():
            return []
        for margin in MARGINS:
            y = self.relaxation.duals(arrays.cost - margin * largest * endless)
            if y is not None and self.certifier.bound(y, arrays.lower, arrays.upper) > -math.inf:
                return [self.certifier.project(y)]
        return []

    def _unfixed(self, lower: Floats, upper: Floats) -> Integers:
        """List what can be branched on where there is no point to tell."""
        return self.integers[lower[self.integers] < upper[self.integers]][:1]

    def sides(self, node: _Node, column: int, value: float) -> tuple[Box, Box]:
        """Split a node's box at a column."""
        at = math.floor(value)
        low, high = node.box.get(column, (float(self.arrays.lower[column]), float(self.arrays.upper[column])))
        return node.box | {column: (low, float(at))}, node.box | {column: (at + 1.0, high)}

    def split(self, node: _Node) -> tuple[_Node, _Node]:
        """Choose the column whose sides rise most, and solve both: seldom-tried columns by trial, others by record."""
        score = self.pseudo.rate(node.columns, node.values - np.floor(node.values))
        best, best_place, best_pair = -math.inf, -1, None
        trials = 0
        for place in np.lexsort((node.columns, -score)).tolist():
            column = int(node.columns[place])
            reliable = bool(self.pseudo.count[:, column].min() >= RELIABLE)
            if not reliable and trials == CANDIDATES:
                break
            pair = None if reliable else self._try(node, column, float(node.values[place]))
            trials += not reliable
            merit = float(score[place]) if pair is None else self._merit(node, pair)
            if merit > best or best_place < 0:
                best, best_place, best_pair = merit, place, pair
            if reliable or best == math.inf:
                break
        column, value = int(node.columns[best_place]), float(node.values[best_place])
        node.column, node.at = column, math.floor(value)
        return best_pair or self._try(node, column, value)

    def _try(self, node: _Node, column: int, value: float) -> tuple[_Node, _Node]:
        pair = []
        for side, box in enumerate(self.sides(node, column, value)):
            child = self.evaluate(box, node)
            distance = (value - math.floor(value)) if side == 0 else (math.floor(value) + 1 - value)
            gain = min(child.leaf.bound, self.target) - node.leaf.bound
            if math.isfinite(gain):
                self.pseudo.learn(side, column, max(gain, 0.0) / distance)
            pair.append(child)
        return pair[0], pair[1]

    def _merit(self, node: _Node, pair: tuple[_Node, _Node]) -> float:
        if all(child.leaf.bound >= self.target for child in pair):
            return math.inf
        gains = [min(child.leaf.bound, self.target) - node.leaf.bound for child in pair]
        return max(gains[0], 1e-6) * max(gains[1], 1e-6)

    def meet(self, x: Floats, objective: float) -> None:
        """Lower the target where a point beats it."""
        if objective >= self.target:
            return
        if self.better is None or objective < self.better[0]:
            self.better = (objective, x)
        parts = self.arrays.cost * x
        own = objective - 1e-9 * (1 + float(np.abs(parts).sum()))
        self.target = min(self.target, own if self.retarget is None else self.retarget(x))


def prove(
    arrays: Arrays,
    relaxation: LinearRelaxation,
    target: float,
    node_limit: int,
    *,
    stop: Callable[[], bool] = lambda: False,
    retarget: Callable[[Floats], float] | None = None,
) -> Tree:
    """Branch until every leaf's certified bound reaches `target`, the nodes are used up, or `stop` says so.

    With target inf every leaf must be proved empty. A point with whole integers that beats the target is returned as
    `better`; it lowers the target, to what `retarget` makes of it.
    """
    search = _Search(arrays, relaxation, target, retarget)
    root = search.evaluate({}, None)
    heap = [(root.leaf.bound, 0, root)]
    while heap and heap[0][0] < search.target and search.nodes < node_limit and not stop():
        _, _, node = heap[0]
        if not len(node.columns):
            break
        heapq.heappop(heap)
        node.left, node.right = search.split(node)
        for child in (node.left, node.right):
            search.nodes += 1
            heapq.heappush(heap, (child.leaf.bound, search.nodes, child))
    return Tree(
        nodes=tuple(_preorder(root)),
        node_count=search.nodes + 1,
        lp_count=search.lps,
        closed=not heap or heap[0][0] >= search.target,
        better=None if search.better is None else search.better[1],
    )


def _preorder(root: _Node) -> Iterator[Branch | Leaf]:
    todo = [root]
    while todo:
        node = todo.pop()
        if node.left is None or node.right is None:
            yield node.leaf
        else:
            yield Branch(node.column, node.at)
            todo += [node.right, node.left]
