"""Every family of rows on a park solved by hand; mill and works are 10 km apart, a lorry takes 10 EUR/t over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from formulation_parks import PARKS

import isopt
from isopt.results.results import Results

Solve = Callable[[str], Results]


@pytest.fixture
def solve(tmp_path: Path) -> Solve:
    def of_family(family: str) -> Results:
        path = tmp_path / "park.yaml"
        path.write_text(PARKS[family])
        results = isopt.load(path).solve()
        assert results.status == "proved"
        return results

    return of_family


def moves(results: Results) -> dict[tuple[str, str], float]:
    return {(move.giver, move.end): sum(move.amount_u) for move in results.plan.plan.moves}


def combined(results: Results) -> float:
    return results.plan.accounts.combined


def test_giver_balance(solve: Solve) -> None:
    """Proves: all ash goes somewhere: 40 t at 10 EUR/t to the works, 60 t at 60 EUR/t to landfill; 400 + 3600.

    Breaks if: ash may vanish (0 EUR), or dust, which is free to stay, must move.
    """
    results = solve("giver_balance")
    assert combined(results) == pytest.approx(4000)
    assert moves(results) == pytest.approx({("ash", "bricks"): 40, ("ash", "landfill"): 60})


def test_taker_balance(solve: Solve) -> None:
    """Proves: 1 t sent arrives as 0.9 t and replaces 0.45 t; 100 t meet 45 t, 55 t are bought: 1000 + 55 · 50.

    Breaks if: the loss or `replaces` is left out, or is counted at the wrong end.
    """
    results = solve("taker_balance")
    assert combined(results) == pytest.approx(3750)
    assert results.plan.plan.purchases[0].amount_u == pytest.approx((55,))


def test_recipe_share(solve: Solve) -> None:
    """Proves: ash from two givers together meets 30 t of 100: 20 t at 10, 10 t at 20 EUR/t, 70 t bought at 50.

    Breaks if: the share holds for each arc alone (30 t + 20 t).
    """
    results = solve("recipe_share")
    assert combined(results) == pytest.approx(20 * 10 + 10 * 20 + 70 * 50)
    assert moves(results) == pytest.approx({("ash", "bricks"): 20, ("dust", "bricks"): 10})


def test_pair_use(solve: Solve) -> None:
    """Proves: an exchange pays 1500 EUR once it is used: 100 t save 40 EUR each and do, 20 t save 800 and do not.

    Breaks if: `per_exchange` is paid in part, or not at all (2200 EUR).
    """
    results = solve("pair_use")
    assert combined(results) == pytest.approx(100 * 10 + 1500 + 20 * 50)
    assert moves(results) == pytest.approx({("ash", "bricks"): 100})


def test_pair_minimum(solve: Solve) -> None:
    """Proves: a pair moves at least 30 t a year or nothing: 30 + 30 t (1400) beat 40 + 0 t (1600) and the barred 40 + 20.

    Breaks if: the minimum holds per period, or not at all (1200 EUR).
    """
    results = solve("pair_minimum")
    assert combined(results) == pytest.approx(60 * 10 + 10 * 50 + 10 * 30)
    assert moves(results) == pytest.approx({("ash", "bricks"): 30, ("ash", "tiles"): 30})


def test_connection_use(solve: Solve) -> None:
    """Proves: two exchanges share one bridge at 1500 EUR/a: they save 40 · 40 + 40 · 20 = 2400 of 3200 EUR.

    Breaks if: each pays for itself (3100 EUR), or none does (800).
    """
    assert combined(solve("connection_use")) == pytest.approx(80 * 10 + 1500)


def test_connection_capacity(solve: Solve) -> None:
    """Proves: both exchanges together fit on 50 t/a; bricks, which save more, get 40, tiles 10.

    Breaks if: each exchange has the capacity for itself (800 EUR).
    """
    results = solve("connection_capacity")
    assert combined(results) == pytest.approx(50 * 10 + 30 * 30)
    assert moves(results) == pytest.approx({("ash", "bricks"): 40, ("ash", "tiles"): 10})


def test_asset_capacity(solve: Solve) -> None:
    """Proves: the small pipe (100 EUR/a, 50 t/a) leaves 50 t to buy at 5: 350; the large one 20 t: 600; none: 500.

    Breaks if: water flows without a pipe (100 EUR), or over its capacity.
    """
    results = solve("asset_capacity")
    assert combined(results) == pytest.approx(100 + 50 * 5)
    assert [built.size for built in results.plan.plan.built] == ["S"]


def test_asset_use(solve: Solve) -> None:
    """Proves: two flows share the small pipe: cooling, which saves 5, all 50 t of it; 100 + 10 · 5 + 20 · 4.

    Breaks if: the strong rows cut the plan off, or each flow has the pipe to itself (180 EUR).
    """
    results = solve("asset_use")
    assert combined(results) == pytest.approx(100 + 10 * 5 + 20 * 4)
    assert moves(results) == pytest.approx({("rinse", "cooling"): 50})


def test_one_size(solve: Solve) -> None:
    """Proves: one size is built: M with 30 t bought, 100 + 150. Breaks if: both stand and carry 80 t (150 EUR)."""
    results = solve("one_size")
    assert combined(results) == pytest.approx(250)
    assert [built.size for built in results.plan.plan.built] == ["M"]


def test_disposal_capacity(solve: Solve) -> None:
    """Proves: the landfill takes 60 t at 10, the burner the rest at 30. Breaks if: it takes all (1000 EUR)."""
    results = solve("disposal_capacity")
    assert combined(results) == pytest.approx(60 * 10 + 40 * 30)
    assert moves(results) == pytest.approx({("ash", "landfill"): 60, ("ash", "burner"): 40})


def test_disposal_filled(solve: Solve) -> None:
    """Proves: today the landfill of 60 t is full, by whichever giver, before 10 t burn: 60 · 50 + 10 · 30.

    Breaks if: it may be called full while it has room (70 · 30 = 2100 EUR).
    """
    results = solve("disposal_filled")
    assert results.today is not None
    assert results.today.accounts.combined == pytest.approx(60 * 50 + 10 * 30)


def test_disposal_order(solve: Solve) -> None:
    """Proves: today fills the first route, though dear, before the next: 60 · 50 + 40 · 30; a plan may choose: 100 · 30.

    Breaks if: today is a better tomorrow (3000 EUR), or the order binds the plan.
    """
    results = solve("disposal_order")
    assert results.today is not None
    assert results.today.accounts.combined == pytest.approx(60 * 50 + 40 * 30)
    assert combined(results) == pytest.approx(100 * 30)


def test_quality(solve: Solve) -> None:
    """Proves: chloride of the blend is at most 1: a quarter is ash of 4, the rest sand of 0; 25 · 10 + 75 · 20.

    Breaks if: the virgin part is left out of the blend (2000 EUR), or the limit (1000).
    """
    results = solve("quality")
    assert combined(results) == pytest.approx(25 * 10 + 75 * 20)
    assert moves(results) == pytest.approx({("ash", "sand"): 25})
