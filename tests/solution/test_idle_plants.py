"""What costs nothing and changes nothing does not happen: nothing circulates, runs, is traded or lies idle (SEMANTICS 15)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import isopt
from isopt.results.plan import Plan

Solve = Callable[[str], Plan]

HEAD = """
isopt: 1
name: idle
resources:
  ash: {unit: t, form: solid}
  gravel: {unit: t, form: solid}
  water: {unit: t, form: liquid, buy: {price: 3 EUR/t, capacity: 1 Mt/a}, sell: {price: 3 EUR/t, capacity: 1 Mt/a}}
  air: {unit: t, form: gas, buy: {price: 0 EUR/t, capacity: 1 Mt/a}}
"""


@pytest.fixture
def solve(write: Callable[..., Path]) -> Solve:
    def of_text(text: str) -> Plan:
        results = isopt.load(write(HEAD + text)).solve()
        assert results.status == "proved"
        return results.plan.plan

    return of_text


def amounts(plan: Plan) -> dict[tuple[str, str], float]:
    return {(move.giver, move.end): sum(move.amount_u) for move in plan.moves}


def test_nothing_circulates_between_hubs(solve: Solve) -> None:
    """Proves: where hubs and the way between them cost nothing, ash takes the straight way and no other.

    Breaks if: ash goes round and round, or over a hub it need not pass.
    """
    plan = solve(
        """
sites:
  mill: {xy: [0, 0]}
  one: {xy: [3, 4], hub: {carries: [ash]}}
  other: {xy: [6, 0], hub: {carries: [ash]}}
  works: {xy: [9, 0]}
transport: {lorry: {carries: [solid]}}
flows:
  ash: {site: mill, resource: ash, gives: 10 t/a, required: true}
  bricks: {site: works, resource: ash, takes: 10 t/a}
"""
    )
    assert amounts(plan) == {("ash", "bricks"): 10}


def test_nothing_circulates_on_one_site(solve: Solve) -> None:
    """Proves: between a hub and a store of one site nothing moves to and fro, and no content lies there all year.

    Breaks if: only km are counted, of which there are none.
    """
    plan = solve(
        """
calendar: {periods: {winter: 4380 h, summer: 4380 h}}
sites: {mill: {xy: [0, 0], hub: {carries: [ash]}}}
storage: {heap: {site: mill, resource: ash, existing: 50 t}}
flows:
  ash: {site: mill, resource: ash, gives: {winter: 10 t, summer: 0 t}, required: true}
  bricks: {site: mill, resource: ash, takes: {winter: 0 t, summer: 10 t}}
"""
    )
    assert amounts(plan) == {("ash", "heap"): 10, ("heap", "bricks"): 10}
    assert [stock.level_u for stock in plan.stocks] == [pytest.approx((10, 0))]


def test_what_earns_nothing_is_not_traded(solve: Solve) -> None:
    """Proves: a tank that could buy and sell at one price does neither, and stays empty.

    Breaks if: trades or contents are left where the solver happened to leave them.
    """
    plan = solve(
        """
sites: {mill: {xy: [0, 0]}}
storage: {tank: {site: mill, resource: water, existing: 50 t}}
flows: {bricks: {site: mill, resource: ash, takes: 10 t/a, otherwise: {price: 1 EUR/t}}}
"""
    )
    assert not plan.trades
    assert not plan.stocks
    assert not plan.moves


def test_what_brings_nothing_does_not_run(solve: Solve) -> None:
    """Proves: a fan whose air costs nothing and goes nowhere rests, and is not switched on; nor is it built for nothing.

    Breaks if: it runs, or a build of 0 EUR stands idle.
    """
    plan = solve(
        """
economics: {lifetime: 10 a}
sites: {mill: {xy: [0, 0]}}
technologies:
  blowing:
    takes: {air: 1 t/t}
    gives: {gravel: {amount: 1 t/t, otherwise: unused}}
    min_load: 10 %
    sizes: {S: {capacity: 100 t/a, capex: 0 EUR}}
facilities: {fan: {technology: blowing, site: mill}}
flows: {bricks: {site: mill, resource: ash, takes: 10 t/a, otherwise: {price: 1 EUR/t}}}
"""
    )
    assert not plan.runs
    assert not plan.trades
    assert not plan.built
