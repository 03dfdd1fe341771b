"""The shipped case of municipal waste reaches its published optimum, with the case's own rounding and with exact fractions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import isopt

DAYS = 365
CASE = Path(__file__).parents[2] / "scenarios/municipal_waste/scenario.yaml"


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    """Read what is published of the case."""
    cases: dict[str, Any] = yaml.safe_load((shared / "data/published_cases.yaml").read_text())
    return dict(cases["municipal_waste"])


def test_published_optimum(published: dict[str, Any]) -> None:
    """Proves: fixed costs of sites, technologies with residues, recipes by feed reach 27 792.857 USD a day.

    Breaks if: ash pays no way or gate fee, a plant's fixed cost is left out, or the landfill takes more than there is room.
    """
    results = isopt.load(CASE).solve()
    assert results.status == "proved"
    assert "27 792.857" in published["source"]
    assert results.plan.accounts.cost_eur / DAYS == pytest.approx(27_792.857, abs=5e-4)
    sent = {(m.giver, m.end): sum(m.amount_u) / DAYS for m in results.plan.plan.moves}
    assert sent["waste_1", "landfill"] == pytest.approx(100)
    assert sent["waste_3", "waste_to_energy.waste"] == pytest.approx(40.95, abs=0.005)
    assert sent["waste_to_energy.ash", "landfill"] == pytest.approx(20.95, abs=0.005)
    assert results.today is None


def test_exact_fractions(published: dict[str, Any]) -> None:
    """Proves: the composition's exact fractions give the figure worked out for them. Breaks if: a variant is not merged deep."""
    results = isopt.load(CASE, variant="exact_fractions").solve()
    wanted = published["optimal_plan_exact_fractions"]["objective"]
    assert results.plan.accounts.cost_eur / DAYS == pytest.approx(wanted, abs=0.005)
