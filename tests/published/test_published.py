"""Published optima pin the engine: each instance is imported, solved and held to its published value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from published_solves import hold_to, solve

from benchmarks.importers import textbook, wang_smith
from benchmarks.importers.shared import known_optima

if TYPE_CHECKING:
    from pathlib import Path

HOURS_PER_YEAR = 8760


@pytest.mark.parametrize("name", ["bk4x3", "bal8x12", "ran10x10a", "ran10x10c", "ran4x64", "ran8x32"])
def test_fixed_charge_transportation(name: str, tmp_path: Path) -> None:
    """Proves: links with a price, a capacity and a fixed cost, between flows that are required, reach the published optimum.

    Breaks if: a fixed cost is dropped or paid twice, flow leaks through a closed link, or an equality becomes a limit.
    """
    hold_to(solve("fctp", name, tmp_path), known_optima("fctp")[name])


@pytest.mark.parametrize("name", textbook.names())
def test_textbook(name: str, tmp_path: Path) -> None:
    """Proves: Dantzig's transport problem, and AMPL's three products under one capacity per route, reach the optima.

    multmip1 adds a fixed cost per route in use, paid once for all products.

    Breaks if: a shared link counts each product alone, or a price per product is mixed up.
    """
    published = known_optima("textbook")[textbook.published_as(name)]
    hold_to(solve("textbook", name, tmp_path), published * textbook.money_per_published_unit(name))


def test_wang_smith(tmp_path: Path) -> None:
    """Proves: limits on blends, virgin included, give the published least fresh water, 20 + 50 + 20 + 0 = 90 t/h.

    Breaks if: a limit leaves the virgin material out, or is held by each giver instead of the blend.
    """
    results = solve("wang_smith", "wang_smith_1994", tmp_path)
    published = wang_smith.published_case("wang_smith_1994")["optimum"]["min_freshwater_t_h"]
    hold_to(results, published * HOURS_PER_YEAR)
    bought = dict(zip(results.virgin["need"], results.virgin["plan"], strict=True))
    by_hand = {f"process_{k}_water": t_h * HOURS_PER_YEAR for k, t_h in ((1, 20), (2, 50), (3, 20), (4, 0))}
    assert bought == pytest.approx(by_hand)
