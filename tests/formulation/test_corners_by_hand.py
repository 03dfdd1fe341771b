"""Where families meet: blends with purchases, blends in a tip, a pipe that leads both ways, what stands, what is avoided."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import isopt
from isopt.results.results import Results

Solve = Callable[[str], Results]

HEAD = """
isopt: 1
name: corner
resources:
  ash: {unit: t, form: solid, properties: {chloride: "%"}, quality: {chloride: 0}, buy: {price: 20 EUR/t}}
  gravel: {unit: t, form: solid, sell: {price: 30 EUR/t, avoids: 100 kgCO2e/t, capacity: 100 t/a}}
  heat: {unit: MWh, form: heat}
sites: {mill: {xy: [0, 0]}, works: {xy: [10, 0]}}
"""


@pytest.fixture
def solve(write: Callable[..., Path]) -> Solve:
    def of_text(text: str) -> Results:
        results = isopt.load(write(HEAD + text)).solve()
        assert results.status == "proved"
        return results

    return of_text


def combined(results: Results) -> float:
    return results.plan.accounts.combined


def test_what_is_bought_is_part_of_an_inputs_blend(solve: Solve) -> None:
    """Proves: ash of 4 % for nothing is a quarter of what a crusher of at most 1 % takes; the rest is bought, of 0 %.

    100 t sold at 30, 75 t bought at 20. Breaks if: what is bought does not count (all 100 t of ash: −3000, or none).
    """
    results = solve(
        """
technologies: {crushing: {takes: {ash: {amount: 1 t/t, limits: {chloride: {max: 1}}}}, gives: {gravel: 1 t/t}}}
facilities: {crusher: {technology: crushing, site: mill}}
flows: {ash: {site: mill, resource: ash, gives: 100 t/a, quality: {chloride: 4}}}
"""
    )
    assert combined(results) == pytest.approx(75 * 20 - 100 * 30)


def test_a_tip_limits_the_blend_of_all_that_goes_there(solve: Solve) -> None:
    """Proves: 40 t of 1 % let 20 t of 4 % into a tip of at most 2 %; the other 80 burn at 30: 60 · 5 + 80 · 30.

    Breaks if: the limit is of each giver alone (3200 EUR), or of none (700).
    """
    results = solve(
        """
disposal: {burner: {gate_fee: 30 EUR/t}, tip: {gate_fee: 5 EUR/t, limits: {chloride: {max: 2}}}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, quality: {chloride: 4}, otherwise: [burner, tip]}
  dust: {site: works, resource: ash, gives: 40 t/a, quality: {chloride: 1}, otherwise: [burner, tip]}
"""
    )
    assert combined(results) == pytest.approx(60 * 5 + 80 * 30)


def test_a_pipe_that_leads_both_ways_loses_once(solve: Solve) -> None:
    """Proves: one pipe of 100 EUR a year brings 100 MWh there in winter, 50 back in summer; it loses 43.8 in each.

    Heat enters at 1 EUR: 100 + 143.8 + 93.8. Breaks if: each direction is built (437.6), or loses for itself: then
    nothing enters the idle one to be lost, and no pipe can be (7500).
    """
    results = solve(
        """
calendar: {periods: {winter: 4380 h, summer: 4380 h}}
transport: {pipe: {carries: [heat], links_only: true, losses: 1 W/m, sizes: {S: {capacity: 1 MW, capex: 1 kEUR, lifetime: 10 a}}}}
links: {main: {from: mill, to: works, transport: pipe, both: true}}
flows:
  cooling: {site: mill, resource: heat, gives: {winter: 500 MWh, summer: 0 MWh}, costs: 1 EUR/MWh}
  drying: {site: works, resource: heat, takes: {winter: 100 MWh, summer: 0 MWh}, otherwise: {price: 50 EUR/MWh}}
  steaming: {site: works, resource: heat, gives: {winter: 0 MWh, summer: 500 MWh}, costs: 1 EUR/MWh}
  rinsing: {site: mill, resource: heat, takes: {winter: 0 MWh, summer: 50 MWh}, otherwise: {price: 50 EUR/MWh}}
"""
    )
    assert combined(results) == pytest.approx(100 + 143.8 + 93.8)
    assert len(results.plan.plan.built) == 1


def test_what_stands_is_paid_and_built_upon(solve: Solve) -> None:
    """Proves: a crusher of 30 t stands, 7 EUR a year; one of 50 comes on top for 110: 80 t are sold at 30.

    Breaks if: what stands is free, or is no more once something is built (50 t).
    """
    results = solve(
        """
technologies:
  crushing:
    takes: {ash: 1 t/t}
    gives: {gravel: 1 t/t}
    sizes:
      old: {capacity: 30 t/a, capex: 100 EUR, fixed_opex: 7 %, lifetime: 10 a}
      new: {capacity: 50 t/a, capex: 1 kEUR, fixed_opex: 10 EUR/a, lifetime: 10 a}
facilities: {crusher: {technology: crushing, site: mill, existing: old}}
flows: {ash: {site: mill, resource: ash, gives: 100 t/a, quality: {chloride: 4}}}
"""
    )
    assert combined(results) == pytest.approx(7 + 100 + 10 - 80 * 30)
    assert [built.size for built in results.plan.plan.built] == ["new"]


@pytest.mark.parametrize(("counts", "value"), [("true", 500 - 100 * 10), ("false", 0)])
def test_what_is_avoided_counts_only_where_it_is_said(counts: str, value: float, solve: Solve) -> None:
    """Proves: at 35 EUR/t crushing loses 5 on a tonne of gravel, and gains 10 with 100 kg avoided at 100 EUR/t.

    The carbon price is on none of it. Breaks if: what is avoided counts always, or never, or as CO2 not emitted.
    """
    results = solve(
        f"""
economics: {{carbon_price: 70 EUR/t}}
objective: {{cost: 1, co2: 100 EUR/t, avoids: {counts}}}
technologies: {{crushing: {{takes: {{ash: 1 t/t}}, gives: {{gravel: 1 t/t}}, opex: 35 EUR/t}}}}
facilities: {{crusher: {{technology: crushing, site: mill}}}}
flows: {{ash: {{site: mill, resource: ash, gives: 100 t/a, quality: {{chloride: 4}}}}}}
"""
    )
    assert combined(results) == pytest.approx(value)
