"""Trees that prove a bound: flat, plain, rechecked from scratch with numpy alone.

A tree is its nodes in preorder: a branching on an integer column, x ≤ at to the left, x ≥ at + 1 to the right, or a
leaf with the duals whose bound (or Farkas proof) holds in the leaf's box. The least bound of the leaves holds for all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.solution.bound import Certifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isopt.formulation.program import Arrays, Floats, Integers
    from isopt.solution.tasks import Json

FORMAT = "isopt-tree-1"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branching: `column` ≤ `at` in the subtree that follows, ≥ `at` + 1 in the one after it."""

    column: int
    at: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """A box with its duals (those that are not 0). `kind`: "bound", or "infeasible": a Farkas ray, its bound inf."""

    kind: str
    rows: Integers
    duals: Floats
    bound: float

    def dense(self, row_count: int) -> Floats:
        """Spread the duals over all rows."""
        y = np.zeros(row_count)
        y[self.rows] = self.duals
        return y


@dataclass(frozen=True, slots=True)
class Tree:
    """A proof of a bound; `better`: the best point met on the way that beats the target the search began with."""

    nodes: tuple[Branch | Leaf, ...]
    node_count: int = 0
    lp_count: int = 0
    closed: bool = False
    better: Floats | None = None

    @property
    def bound(self) -> float:
        """Give the least bound of the leaves; inf: every leaf is proved empty."""
        return min(node.bound for node in self.nodes if isinstance(node, Leaf))

    @property
    def leaves(self) -> Iterator[tuple[tuple[tuple[int, float, float], ...], Leaf]]:
        """Walk the leaves, each with its branchings as (column, lower, upper)."""
        todo: list[tuple[tuple[int, float, float], ...]] = [()]
        for node in self.nodes:
            path = todo.pop()
            if isinstance(node, Leaf):
                yield path, node
            else:
                todo.append((*path, (node.column, node.at + 1, math.inf)))
                todo.append((*path, (node.column, -math.inf, node.at)))


def to_json(tree: Tree) -> Json:
    """Lay a tree out as plain JSON; bounds, which may be infinite, as text."""
    return {
        "format": FORMAT,
        "nodes": [
            [node.column, node.at]
            if isinstance(node, Branch)
            else {
                "kind": node.kind,
                "rows": node.rows.tolist(),
                "duals": node.duals.tolist(),
                "bound": repr(node.bound),
            }
            for node in tree.nodes
        ],
    }


def from_json(data: Json) -> Tree:
    """Read a tree; ValueError where it is none. What it claims is not believed: `recheck` does the proof again."""
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("nodes"), list):
        raise ValueError(f"no certificate of the form {FORMAT}")
    nodes = tuple(_node(place, node) for place, node in enumerate(data["nodes"]))
    missing = 1
    for place, node in enumerate(nodes):
        if missing == 0:
            raise ValueError(f"node {place}: the tree ended before it")
        missing += 1 if isinstance(node, Branch) else -1
    if missing:
        raise ValueError(f"the tree lacks {missing} subtree(s): its leaves do not cover the program")
    return Tree(nodes)


def _node(place: int, node: Any) -> Branch | Leaf:
    if isinstance(node, list):
        if len(node) != 2 or not all(isinstance(part, int) and not isinstance(part, bool) for part in node):
            raise ValueError(f"node {place}: a branching is two whole numbers, column and place")
        return Branch(node[0], node[1])
    if not isinstance(node, dict) or node.get("kind") not in ("bound", "infeasible"):
        raise ValueError(f"node {place}: neither a branching nor a leaf")
    rows, duals = node.get("rows"), node.get("duals")
    if not isinstance(rows, list) or not isinstance(duals, list) or len(rows) != len(duals):
        raise ValueError(f"node {place}: rows and duals differ in number")
    if not all(isinstance(row, int) and not isinstance(row, bool) for row in rows) or len(set(rows)) != len(rows):
        raise ValueError(f"node {place}: rows are distinct whole numbers")
    if not all(type(dual) is float and math.isfinite(dual) for dual in duals):
        raise ValueError(f"node {place}: a dual is not a finite number")
    try:
        bound = float(node["bound"])
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"node {place}: no bound") from None
    if not all(0 <= row < 2**31 for row in rows):
        raise ValueError(f"node {place}: no such row")
    return Leaf(node["kind"], np.array(rows, np.int32), np.array(duals, np.float64), bound)


def recheck(arrays: Arrays, data: Json) -> float:
    """Prove the bound again from the program and the stored duals; ValueError where the certificate is malformed."""
    tree = from_json(data)
    certifier = Certifier(arrays)
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    undo: list[tuple[Floats, int, float]] = []
    todo: list[tuple[int, Floats | None, int, float]] = [(0, None, 0, 0.0)]
    least = math.inf
    for place, node in enumerate(tree.nodes):
        length, side, column, value = todo.pop()
        while len(undo) > length:
            changed, at, old = undo.pop()
            changed[at] = old
        if side is not None:
            undo.append((side, column, float(side[column])))
            side[column] = max(side[column], value) if side is lower else min(side[column], value)
        if isinstance(node, Branch):
            if not 0 <= node.column < arrays.column_count or not arrays.integer[node.column]:
                raise ValueError(f"node {place}: {node.column} is not an integer column of this program")
            if abs(node.at) >= 2**53:
                raise ValueError(f"node {place}: {node.at} is not a place to branch at")
            todo.append((len(undo), lower, node.column, node.at + 1.0))
            todo.append((len(undo), upper, node.column, float(node.at)))
        else:
            if len(node.rows) and int(node.rows.max()) >= arrays.row_count:
                raise ValueError(f"node {place}: no such row")
            y = node.dense(arrays.row_count)
            if node.kind == "infeasible":
                proved = certifier.bound(y, lower, upper, with_cost=False) > 0
                least = min(least, math.inf if proved else -math.inf)
            else:
                least = min(least, certifier.bound(y, lower, upper))
    return least
