"""Families of what stands at a site, each on a park solved by hand; a lorry takes 10 EUR/t from the mill to the works.

Prices are chosen so that what a family forbids would pay: without it the optimum is another number, named in each test.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from formulation_plant_parks import PLANT_PARKS

import isopt
from isopt.results.results import Results

Solve = Callable[[str], Results]


@pytest.fixture
def solve(tmp_path: Path) -> Solve:
    def of_family(family: str) -> Results:
        path = tmp_path / "park.yaml"
        path.write_text(PLANT_PARKS[family])
        results = isopt.load(path).solve()
        assert results.status == "proved"
        return results

    return of_family


def moves(results: Results) -> dict[tuple[str, str], float]:
    return {(move.giver, move.end): sum(move.amount_u) for move in results.plan.plan.moves}


def combined(results: Results) -> float:
    return results.plan.accounts.combined


def sizes(results: Results) -> list[str]:
    return [built.size for built in results.plan.plan.built]


def test_output_balance(solve: Solve) -> None:
    """Proves: gravel finds a taker or is not made: 50 t crushed give 40, and 10 of stone to landfill; 50 t stay ash.

    3000 + 50 · 3 + 10 · 60 + 40 · 10. Breaks if: gravel may vanish (100 t crushed: 1900 EUR), or stone may (3550).
    """
    results = solve("output_balance")
    assert combined(results) == pytest.approx(4150)
    assert moves(results)["crusher.stone", "landfill"] == pytest.approx(10)


def test_input_balance(solve: Solve) -> None:
    """Proves: a tonne crushed takes one of ash and 20 EUR of power: 30 t from the mill at 30 EUR, 10 t bought at 50.

    Ash of the quarry would cost 30 more. Breaks if: power comes free (800 EUR), or gravel from nothing (400).
    """
    results = solve("input_balance")
    assert combined(results) == pytest.approx(30 * (20 + 10) + 10 * 50)
    assert [(trade.node, sum(trade.amount_u)) for trade in results.plan.plan.trades] == [
        ("crusher.power", pytest.approx(15))
    ]


def test_recipe_mix(solve: Solve) -> None:
    """Proves: ash is at most 70 % of what is crushed: 12 of 40 t are bought stone at 30 EUR; 40 t · 10 EUR of lorry.

    Breaks if: either share is left out: 10 t by the least share of stone alone (700 EUR), none (400).
    """
    results = solve("recipe_mix")
    assert combined(results) == pytest.approx(12 * 30 + 40 * 10)
    assert {run.recipe: sum(run.amount) for run in results.plan.plan.runs} == pytest.approx({"fresh": 12, "old": 28})


def test_hub_balance(solve: Solve) -> None:
    """Proves: 30 km in two legs over the hub: 10 + 2 + 20 EUR/t for 40 t, the other 60 to landfill.

    Breaks if: what leaves need not have arrived (40 t cheaper), or handling is not paid (4800 EUR).
    """
    results = solve("hub_balance")
    assert combined(results) == pytest.approx(40 * 32 + 60 * 60)
    assert moves(results) == pytest.approx(
        {("ash", "hub.works.ash"): 40, ("hub.works.ash", "cover"): 40, ("ash", "landfill"): 60}
    )


def test_store_balance(solve: Solve) -> None:
    """Proves: winter's 60 t are summer's 75, of which half a year leaves 0.8: 75 EUR of handling.

    Breaks if: losses are left out (60 EUR), or winter comes after no summer (300).
    """
    results = solve("store_balance")
    assert combined(results) == pytest.approx(75)
    assert results.plan.plan.stocks[0].level_u == pytest.approx((0, 75))


def test_store_start(solve: Solve) -> None:
    """Proves: 10 t at the year's end leave 8 t for winter; 52 are bought at 5 EUR: 10 + 260.

    Breaks if: what it starts with is there for nothing (262 EUR), or binds only the start.
    """
    results = solve("store_start")
    assert combined(results) == pytest.approx(10 + 52 * 5)
    assert results.plan.plan.stocks[0].level_u == pytest.approx((0, 10))


def test_share_given(solve: Solve) -> None:
    """Proves: half the ash goes to takers, at 10 EUR/t, the rest to landfill at 5. Breaks if: it need not (500 EUR)."""
    results = solve("share_given")
    assert combined(results) == pytest.approx(50 * 10 + 50 * 5)
    assert results.today is not None
    assert results.today.accounts.combined == pytest.approx(500)


def test_share_met(solve: Solve) -> None:
    """Proves: exchanges meet 40 t of 100, at 10 EUR/t, the rest is bought at 5. Breaks if: they need not (500 EUR)."""
    assert combined(solve("share_met")) == pytest.approx(40 * 10 + 60 * 5)


def test_flow_use(solve: Solve) -> None:
    """Proves: ash moves to takers 50 t or nothing: bricks save 35 EUR on each of 30 t, 20 t of tiles lose 5 each.

    50 · 10 + 50 · 5. Breaks if: the least amount is left out (650 EUR), or nothing moves (1700).
    """
    results = solve("flow_use")
    assert combined(results) == pytest.approx(50 * 10 + 50 * 5)
    assert moves(results)["ash", "tiles"] == pytest.approx(20)


def test_flow_minimum(solve: Solve) -> None:
    """Proves: bricks take 30 t from exchanges or none: 20 t at 10 save 100 EUR, 10 t at 20 lose 50.

    Breaks if: the least amount is left out (1400 EUR), or nothing moves (1500).
    """
    results = solve("flow_minimum")
    assert combined(results) == pytest.approx(20 * 10 + 10 * 20 + 70 * 15)


def test_facility_capacity(solve: Solve) -> None:
    """Proves: the small crusher (100 EUR/a) makes 30 t, 10 are bought: 900; the large one 40: 1300; none: 2000.

    Breaks if: it runs above its capacity (500 EUR), or unbuilt (400).
    """
    results = solve("facility_capacity")
    assert combined(results) == pytest.approx(100 + 30 * 10 + 10 * 50)
    assert sizes(results) == ["S"]


def test_facility_running(solve: Solve) -> None:
    """Proves: winter's 10 t are half the small crusher's season, not half the large one's, which would rest: 950.

    100 + 30 · 10 + 10 · 50. Breaks if: the least load counts over the year, or is left out (550 EUR).
    """
    results = solve("facility_running")
    assert combined(results) == pytest.approx(100 + 30 * 10 + 10 * 50)
    assert results.plan.plan.runs[0].amount == pytest.approx((10, 20))


def test_running_built(solve: Solve) -> None:
    """Proves: a crusher of 2000 EUR a year that would save 1600 is not built, and none runs.

    Breaks if: it runs unbuilt (400 EUR).
    """
    results = solve("running_built")
    assert combined(results) == pytest.approx(2000)
    assert not results.plan.plan.runs


def test_load_least(solve: Solve) -> None:
    """Proves: what stands runs at 30 of 60 t or not at all: 20 t to the works, 10 dumped at 8. Breaks if: 20 run (200)."""
    results = solve("load_least")
    assert combined(results) == pytest.approx(20 * 10 + 10 * 8)


def test_load_smallest(solve: Solve) -> None:
    """Proves: 40 t are enough for the crusher of 50 at 60 %, not for the cheaper one of 80: 100 + 400.

    Breaks if: the least load is of the smallest size whichever is built (450 EUR).
    """
    results = solve("load_smallest")
    assert combined(results) == pytest.approx(100 + 40 * 10)
    assert sizes(results) == ["S"]


def test_hub_capacity(solve: Solve) -> None:
    """Proves: 30 t a year fit the hub built: 100 + 30 · 32 + 10 · 50. Breaks if: 40 do (1380 EUR), or it is free."""
    assert combined(solve("hub_capacity")) == pytest.approx(100 + 30 * 32 + 10 * 50)


def test_hub_use(solve: Solve) -> None:
    """Proves: two flows share the small hub's 30 t; the large one costs 2000. 100 + 30 · 32 + 10 · 50.

    Breaks if: each has the hub to itself (1380 EUR), or the strong rows cut the plan off.
    """
    results = solve("hub_use")
    assert combined(results) == pytest.approx(100 + 30 * 32 + 10 * 50)
    assert sizes(results) == ["S"]


def test_store_capacity(solve: Solve) -> None:
    """Proves: a pond of 50 t leaves 40 for winter: 100 + 50 + 20 · 5. Breaks if: it holds 75 (175 EUR), or is free."""
    results = solve("store_capacity")
    assert combined(results) == pytest.approx(100 + 50 + 20 * 5)
    assert sizes(results) == ["S"]


def test_store_use(solve: Solve) -> None:
    """Proves: 60 t/a are 30 t in summer, 24 in winter: 100 + 30 + 36 · 10. Breaks if: 50 t enter (350 EUR)."""
    assert combined(solve("store_use")) == pytest.approx(100 + 30 + 36 * 10)


def test_disposal_asset_capacity(solve: Solve) -> None:
    """Proves: a cell for 60 t a year, at 5 EUR/t, and 40 t burnt at 30: 100 + 300 + 1200. Breaks if: it takes all (600)."""
    results = solve("disposal_asset_capacity")
    assert combined(results) == pytest.approx(100 + 60 * 5 + 40 * 30)
    assert sizes(results) == ["S"]


def test_disposal_asset_use(solve: Solve) -> None:
    """Proves: two givers share the cell's 60 t. Breaks if: each has it to itself (550 EUR)."""
    assert combined(solve("disposal_asset_use")) == pytest.approx(100 + 60 * 5 + 30 * 30)


def test_disposal_opened(solve: Solve) -> None:
    """Proves: 1000 EUR a year open the cell for both: alone each saves 750, together 1500.

    Breaks if: each pays for itself (1800 EUR), or none does (300).
    """
    assert combined(solve("disposal_opened")) == pytest.approx(1000 + 60 * 5)


def test_disposal_load(solve: Solve) -> None:
    """Proves: 100 of chloride a year are 50 t of ash with 2 each, at 10 EUR/t; 50 t burn. Breaks if: all go (1000)."""
    assert combined(solve("disposal_load")) == pytest.approx(50 * 10 + 50 * 30)


def test_asset_reach(solve: Solve) -> None:
    """Proves: between 20 t (100 EUR/a) and 120 (600) a pipe of 60 t costs 300. Breaks if: it costs 100, or 600."""
    results = solve("asset_reach")
    assert combined(results) == pytest.approx(300)
    assert results.plan.plan.built[0].position == pytest.approx(0.4)


def test_stretch_use(solve: Solve) -> None:
    """Proves: the pipe carries 120 t at most, for 600 EUR: 80 t are bought at 20.

    Breaks if: the stretch is had without its lower end, or beyond its upper (980 EUR).
    """
    results = solve("stretch_use")
    assert combined(results) == pytest.approx(600 + 80 * 20)
    assert results.plan.plan.built[0].position == pytest.approx(1.0)


def test_one_of(solve: Solve) -> None:
    """Proves: one crusher of 20 t is built, at either site: 100 + 200 + 20 · 50. Breaks if: both are (600 EUR)."""
    results = solve("one_of")
    assert combined(results) == pytest.approx(100 + 20 * 10 + 20 * 50)
    assert len(results.plan.plan.built) == 1


def test_market_capacity(solve: Solve) -> None:
    """Proves: 10 MWh for all crush 20 t at 20 EUR: 15 at the works, 5 at the mill (10 more each), 20 are bought.

    Breaks if: each site has the market to itself (20 t more at 30 instead of 50).
    """
    assert combined(solve("market_capacity")) == pytest.approx(20 * 20 + 5 * 10 + 20 * 50)


def test_standing_loss(solve: Solve) -> None:
    """Proves: 230 MWh arrive of 317.6 that enter at 2 EUR; the pipe costs 100. Breaks if: the loss is twice, or none."""
    results = solve("standing_loss")
    assert combined(results) == pytest.approx(317.6 * 2 + 100)
    assert sum(sum(move.lost_u) for move in results.plan.plan.moves) == pytest.approx(87.6)


def test_loss_covered(solve: Solve) -> None:
    """Proves: the loss comes out of what enters for drying; rinsing, at 1 EUR, is bought: 287.6 · 2 + 100 + 30.

    Breaks if: rinsing takes less than nothing and buys the loss back at 1 EUR (617.6).
    """
    assert combined(solve("loss_covered")) == pytest.approx(287.6 * 2 + 100 + 30)
