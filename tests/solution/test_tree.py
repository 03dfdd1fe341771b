"""The tree: its bound is right, its certificate can be rechecked, a broken one is refused."""

from __future__ import annotations

import copy
import itertools
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from solution_programs import INF, empty_with_integers, fixed_charge, program

from isopt.formulation.program import Arrays
from isopt.solution.highs import LinearRelaxation, solve_lp, solve_mip
from isopt.solution.tasks import LpStatus, Settings
from isopt.solution.tree import Tree, from_json, prove, recheck, to_json


def enumerate_optimum(arrays: Arrays) -> float:
    """Solve every choice of the switches."""
    places = np.flatnonzero(arrays.integer)
    best = INF
    for choice in itertools.product((0.0, 1.0), repeat=len(places)):
        lower, upper = arrays.lower.copy(), arrays.upper.copy()
        lower[places] = upper[places] = choice
        result = solve_lp(arrays, lower, upper)
        if result.status is LpStatus.OPTIMAL and result.objective is not None:
            best = min(best, result.objective)
    return best


def tree_of(arrays: Arrays, target: float, nodes: int = 10_000) -> Tree:
    return prove(arrays, LinearRelaxation(arrays), target, nodes)


@pytest.mark.parametrize("seed", range(6))
def test_tree_proves_the_enumerated_optimum(seed: int) -> None:
    """Proves: the tree closes 1e-6 under the optimum of 2^8 enumerated choices, never passes it, finds it by itself.

    Breaks if: a leaf's box is not the one its duals were made for, or a branch is lost.
    """
    arrays = fixed_charge(seed, 2, 4)
    optimum = enumerate_optimum(arrays)
    tree = tree_of(arrays, optimum - 1e-6)
    assert tree.closed
    assert optimum - 1e-6 <= tree.bound <= optimum + 1e-9
    alone = tree_of(arrays, INF)
    assert alone.closed
    assert alone.better is not None
    assert math.isclose(float(arrays.cost @ alone.better), optimum, rel_tol=1e-9)
    assert alone.bound <= optimum


def test_recheck_gives_the_same_bound_after_a_trip_through_json() -> None:
    """Proves: the certificate, written and read as text, gives its bound again to the last bit, closed or not.

    Breaks if: floats are rounded on the way, or boxes are rebuilt in another order.
    """
    arrays = fixed_charge(2, 5, 6)
    best = solve_mip(arrays, Settings()).objective
    assert best is not None
    for nodes in (0, 7, 10_000):
        tree = tree_of(arrays, best - 1e-6, nodes)
        data = json.loads(json.dumps(to_json(tree)))
        assert recheck(arrays, data) == tree.bound <= best
        assert from_json(data).bound == tree.bound
        assert len(list(tree.leaves)) * 2 - 1 == len(tree.nodes)
    assert tree.closed


def test_tree_is_the_same_every_time() -> None:
    """Proves: equal programs give equal certificates.

    Breaks if: a tie is broken by anything but numbers of columns.
    """
    arrays = fixed_charge(4, 5, 6)
    first, second = (json.dumps(to_json(tree_of(arrays, INF, 40))) for _ in range(2))
    assert first == second


def test_node_limit_and_stop_leave_a_valid_bound() -> None:
    """Proves: more nodes never weaken the bound; a stopped search returns at least the root's.

    Breaks if: an open node is left out of the least.
    """
    arrays = fixed_charge(0, 6, 12)
    bounds = [tree_of(arrays, INF, nodes).bound for nodes in (0, 10, 60)]
    assert bounds == sorted(bounds)
    assert prove(arrays, LinearRelaxation(arrays), INF, 1000, stop=lambda: True).bound == bounds[0]


def test_infeasible_integers_are_proved() -> None:
    """Proves: 2a + 2b = 3 has no whole point, its relaxation has some: every leaf holds a Farkas ray.

    Breaks if: the empty box is believed to the solver.
    """
    arrays = empty_with_integers()
    tree = tree_of(arrays, INF)
    assert tree.closed
    assert tree.bound == INF
    assert {leaf.kind for _, leaf in tree.leaves} == {"infeasible"}
    assert recheck(arrays, to_json(tree)) == INF


def test_general_integers_are_branched_within_their_bounds() -> None:
    """Proves: max 3a + 2b, 4a + 3b ≤ 12.5, a ≤ 2.5 is 8 (a = 2, b = 1 or a = 0, b = 4); a = 3 is barred.

    Breaks if: x ≤ k | x ≥ k + 1 leaves out or doubles a whole number.
    """
    arrays = program([-3, -2], [(0, 2.5), (0, 9)], [(-INF, {0: 4.0, 1: 3.0}, 12.5)], integer=[0, 1])
    tree = tree_of(arrays, INF)
    assert tree.closed
    assert math.isclose(tree.bound, -8, rel_tol=1e-7)


def test_false_target_is_not_reached() -> None:
    """Proves: asked to prove more than the optimum, the tree meets the better point, says so and stays below it.

    Breaks if: a leaf is closed because the target says so.
    """
    arrays = fixed_charge(1, 2, 4)
    optimum = enumerate_optimum(arrays)
    tree = tree_of(arrays, optimum + 50)
    assert tree.better is not None
    assert tree.bound <= optimum


def test_certificate_of_another_program_gives_that_programs_bound() -> None:
    """Proves: duals are valid for any program of the shape: the recheck of a cheaper one never passes its own optimum.

    Breaks if: the stored bound is believed.
    """
    arrays = fixed_charge(3, 2, 4)
    cheaper = replace(arrays, cost=arrays.cost * 0.5)
    data = to_json(tree_of(arrays, INF))
    assert recheck(cheaper, data) <= enumerate_optimum(cheaper)


def broken_certificates() -> list[tuple[str, object]]:
    """List changes that make a certificate no certificate."""

    def leaf_of(data: dict) -> dict:
        return next(node for node in data["nodes"] if isinstance(node, dict))

    return [
        ("format", lambda data: data.update(format="other")),
        ("nodes", lambda data: data.update(nodes={})),
        ("lacks a subtree", lambda data: data["nodes"].pop()),
        ("goes on after its end", lambda data: data["nodes"].append(copy.deepcopy(leaf_of(data)))),
        ("empty", lambda data: data["nodes"].clear()),
        ("unknown column", lambda data: data["nodes"].__setitem__(0, [10_000, 0])),
        ("negative column", lambda data: data["nodes"].__setitem__(0, [-1, 0])),
        ("column not integer", lambda data: data["nodes"].__setitem__(0, [0, 0])),
        ("branch between whole numbers", lambda data: data["nodes"][0].__setitem__(1, 0.5)),
        ("branch beyond exact numbers", lambda data: data["nodes"][0].__setitem__(1, 2**60)),
        ("unknown kind", lambda data: leaf_of(data).update(kind="believed")),
        ("dual is no number", lambda data: leaf_of(data).update(rows=[0], duals=[math.nan])),
        ("dual is infinite", lambda data: leaf_of(data).update(rows=[0], duals=[INF])),
        ("dual is too large", lambda data: leaf_of(data).update(rows=[0], duals=[10**400])),
        ("dual is text", lambda data: leaf_of(data).update(rows=[0], duals=["1"])),
        ("row unknown", lambda data: leaf_of(data).update(rows=[10_000], duals=[1.0])),
        ("row negative", lambda data: leaf_of(data).update(rows=[-1], duals=[1.0])),
        ("row twice", lambda data: leaf_of(data).update(rows=[0, 0], duals=[1.0, 1.0])),
        ("rows without duals", lambda data: leaf_of(data).update(rows=[0, 1], duals=[1.0])),
        ("no bound", lambda data: leaf_of(data).pop("bound")),
    ]


@pytest.mark.parametrize(
    ("what", "change"), broken_certificates(), ids=lambda part: part if isinstance(part, str) else ""
)
def test_malformed_certificate_is_refused(what: str, change: object) -> None:
    """Proves: a certificate that does not cover the box, or names what is not there, raises ValueError.

    Breaks if: a check is dropped: a hand-made file could then claim any bound.
    """
    arrays = fixed_charge(2, 3, 4)
    data = to_json(tree_of(arrays, INF, 6))
    assert isinstance(data["nodes"][0], list)
    change(data)  # type: ignore[operator]
    with pytest.raises(ValueError):
        recheck(arrays, data)


def test_very_deep_certificate_is_read() -> None:
    """Proves: 20 000 branchings one inside the other neither exhaust the stack nor change the bound, 0.

    Breaks if: the tree is walked by recursion.
    """
    arrays = program([1.0], [(0, 40_000)], [(0.0, {0: 1.0}, INF)], integer=[0])
    leaf = {"kind": "bound", "rows": [], "duals": [], "bound": "0.0"}
    nodes: list[object] = []
    for depth in range(20_000):
        nodes += [[0, depth], leaf]
    assert abs(recheck(arrays, {"format": "isopt-tree-1", "nodes": [*nodes, leaf]})) < 1e-300


def test_farkas_leaf_that_proves_nothing_makes_the_bound_nothing() -> None:
    """Proves: a leaf called infeasible without a ray that shows it leaves no bound at all.

    Breaks if: `kind` is believed.
    """
    arrays = fixed_charge(2, 2, 3)
    data = {"format": "isopt-tree-1", "nodes": [{"kind": "infeasible", "rows": [0], "duals": [0.0], "bound": "inf"}]}
    assert recheck(arrays, data) == -INF
