"""Metamorphic laws: what a change of a scenario may do to its plan, whatever the plan is."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import park_changes as change
import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st
from park_checks import AGREEMENT, is_infeasible, solve
from park_generator import as_yaml, parks

if TYPE_CHECKING:
    from collections.abc import Callable

    from oracle_reading import Plain

    from isopt.results.results import Results

    Law = Callable[[Plain, int], None]

FAST = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
HEAVY = settings(FAST, max_examples=100)
FACTOR = 3.7


def solved(plain: Plain, label: str) -> Results:
    note(f"# {label}\n{as_yaml(plain)}")
    return solve(plain)


def both(plain: Plain, made: change.Change, which: int) -> tuple[Results, Results]:
    """Solve a park and a changed copy."""
    return solved(plain, "before"), solved(made(deepcopy(plain), which), "after")


def size(*results: Results) -> float:
    """Give what differences are measured by: the sum of the parts' sizes."""
    return max(1.0, *(item.plan.accounts.magnitude for item in results))


def never_lowers(before: Results, after: Results) -> None:
    assert is_infeasible(before) == is_infeasible(after)
    if not is_infeasible(before):
        least = before.plan.accounts.combined - AGREEMENT * size(before, after)
        assert after.plan.accounts.combined >= least


def never_raises(before: Results, after: Results) -> None:
    if not is_infeasible(before):
        assert not is_infeasible(after)
        most = before.plan.accounts.combined + AGREEMENT * size(before, after)
        assert after.plan.accounts.combined <= most


def same(before: Results, after: Results, factor: float = 1.0) -> None:
    """Hold plan and baseline equal, but for a factor."""
    assert is_infeasible(before) == is_infeasible(after)
    assert (before.today is None) == (after.today is None)
    for one, other in ((before.found, after.found), (before.today, after.today)):
        if one is not None and other is not None:
            allowed = AGREEMENT * max(1.0, factor * one.accounts.magnitude, other.accounts.magnitude)
            assert abs(factor * one.accounts.combined - other.accounts.combined) <= allowed


def dearer_virgin(plain: Plain, which: int) -> None:
    never_lowers(*both(plain, change.dearer_virgin, which))


def higher_gate_fee(plain: Plain, which: int) -> None:
    never_lowers(*both(change.without_losses(plain), change.higher_gate_fee, which))


def wider_optional_need(plain: Plain, which: int) -> None:
    never_raises(*both(plain, change.wider_optional_need, which))


def relaxed_rule(plain: Plain, which: int) -> None:
    never_raises(*both(plain, change.relaxed_rule, which))


def another_route(plain: Plain, which: int) -> None:
    never_raises(*both(change.without_losses(plain), change.another_route, which))


def scaled_prices(plain: Plain, which: int) -> None:
    """Cost and the weight of CO2 are prices: combined scales with them."""
    before, after = both(plain, lambda copy, _: change.scaled_prices(copy, FACTOR * (1 + which)), which)
    same(before, after, FACTOR * (1 + which))


def useless_mode(plain: Plain, which: int) -> None:
    before, after = both(plain, change.useless_mode, which)
    if not is_infeasible(before):
        assert not is_infeasible(after)
        assert all(move.mode != "gold_cart" for move in after.plan.plan.moves)
        gap = after.plan.accounts.combined - before.plan.accounts.combined
        assert abs(gap) <= AGREEMENT * size(before, after)


def other_units(plain: Plain, which: int) -> None:
    same(*both(plain, change.other_units, which))


def renamed(plain: Plain, which: int) -> None:
    same(*both(plain, change.renamed, which))


def reordered(plain: Plain, which: int) -> None:
    """Equal to the last byte, the input's hash included (SEMANTICS 30); only the lines that a conflict cites move."""
    before, after = both(plain, change.reordered, which)
    assert json.dumps(without_places(before.summary)) == json.dumps(without_places(after.summary))
    if before.found is not None:
        assert [table.to_csv() for table in before.tables] == [table.to_csv() for table in after.tables]


def without_places(summary: dict[str, Any]) -> dict[str, Any]:
    """Leave out at which lines of which file the rules of a conflict stand."""
    if "conflict" not in summary:
        return summary
    rules = [{key: rule[key] for key in rule if key != "place"} for rule in summary["conflict"]["rules"]]
    return summary | {"conflict": summary["conflict"] | {"rules": rules}}


LAWS: tuple[Law, ...] = (
    dearer_virgin,
    higher_gate_fee,
    wider_optional_need,
    relaxed_rule,
    another_route,
    scaled_prices,
    useless_mode,
    other_units,
    renamed,
    reordered,
)


def hold(law: Law, profile: settings) -> None:
    """Try a law on drawn parks."""

    @seed(LAWS.index(law))
    @profile
    @given(parks(), st.integers(0, 200))
    def check(plain: Plain, which: int) -> None:
        law(plain, which)

    check()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law(law: Law) -> None:
    """Proves: the law of this name holds on ten drawn parks.

    Breaks if: a change that can only help hurts, one that can only hurt helps, or one that says nothing new is heard.
    """
    hold(law, FAST)


@pytest.mark.heavy
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law_on_many_parks(law: Law) -> None:
    """Proves: the same on a hundred."""
    hold(law, HEAVY)
