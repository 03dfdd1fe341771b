"""SEMANTICS 21: the parts of cost and CO2, and that they add up."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from semantics_scenarios import exact, parts, solve

ALL_PARTS = """\
currency: DKK
economics: {{discount_rate: 10 %, lifetime: 2 a, carbon_price: 20 DKK/t}}
objective: {{cost: {cost}, co2: {co2}}}
resources: {{ash: {{unit: t, form: solid}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [3, 4]}}}}
disposal:
  tip: {{gate_fee: 60 DKK/t, tax: 45 DKK/t, pays: 5 DKK/t, emissions: 2 kgCO2e/t}}
flows:
  out: {{site: mill, resource: ash, gives: 100 t/a, otherwise: tip, costs: 1.5 DKK/t}}
  in:
    site: kiln
    takes: 50 t/a
    accepts: {{ash: {{replaces: 0.5, at_most: 80 %}}}}
    revenue: 3 DKK/t
    otherwise: {{price: 200 DKK/t, emissions: 800 kgCO2e/t}}
transport:
  belt:
    carries: [solid]
    cost: 0.1 DKK/(t km)
    handling: 0.25 DKK/t
    per_exchange: 11 DKK/a
    emissions: 0.3 kgCO2e/(t km)
    sizes: {{S: {{capacity: 90 t/a, capex: 210 DKK, fixed_opex: 10 %}}}}
links: {{road: {{from: mill, to: kiln, transport: belt, fixed: 7 DKK/a}}}}
"""

EXPECTED = {
    "disposal": 20 * (60 + 45 - 5),
    "virgin": 10 * 200,
    "transport": 80 * 5 * 0.1,
    "handling": 80 * (0.25 + 1.5),
    "exchanges": 11 + 7,
    "conversion": 0,
    "storage": 0,
    "capex": 210 * 0.1 / (1 - 1.1**-2),
    "fixed_opex": 21,
    "carbon": 20 * 8.16,
    "market": 0,
    "revenue": -40 * 3,
}
"""80 t replace 40 of 50 t; 20 t go to the tip, 10 t are bought."""


@pytest.mark.parametrize(("cost", "co2"), [("1", "0"), ("0.5", "100 DKK/t"), ("2", "0.1 DKK/kgCO2e")])
def test_every_part_of_cost_and_co2(tmp_path: Path, cost: str, co2: str) -> None:
    """Proves: SEMANTICS 21: 80 t move and meet 80 % of 50 t.

    Disposal (60 + 45 − 5) · 20, virgin 200 · 10, transport 80 · 5 km · 0.1, handling (0.25 + sorting 1.5) · 80,
    exchanges 11 + link 7, capex 210 · 0.1/(1 − 1.1⁻²) = 121, fixed opex 10 % of 210, revenue −3 · 40. CO2: tip 40 kg,
    bought 8000, transport 80 · 5 · 0.3 = 120: 8.16 t, all at the carbon price of 20. combined = c · cost + w · co2.

    Breaks if: a part is missing, counted twice, has the wrong sign, or CO2 of one kind escapes the carbon price.
    """
    results = solve(tmp_path, ALL_PARTS.format(cost=cost, co2=co2))
    plan = results.summary["plan"]
    assert plan["cost_parts"] == {part: exact(value) for part, value in EXPECTED.items()}
    assert {part: value for part, value in plan["co2_parts_t"].items() if value} == {
        "disposal": exact(0.04),
        "virgin": exact(8),
        "transport": exact(0.12),
    }
    weight = 100.0 if co2 != "0" else 0.0
    assert plan["combined"] == exact(float(cost) * sum(EXPECTED.values()) + weight * 8.16)
    assert (plan["capex"], plan["capex_invested"]) == (exact(121), exact(210))


def test_parts_add_up(tmp_path: Path) -> None:
    """Proves: SEMANTICS 21: Σ parts = cost and Σ parts = co2, today and in the plan, to 1e-9 · Σ|parts|.

    Tables say the same. Today: 100 t · 100, 50 t · 200, CO2 0.2 + 40 t at 20.

    Breaks if: a total is summed otherwise than its parts.
    """
    results = solve(tmp_path, ALL_PARTS.format(cost="1", co2="75 DKK/t"))
    for side in ("baseline", "plan"):
        figures = results.summary[side]
        size = sum(map(abs, figures["cost_parts"].values()))
        assert abs(math.fsum(figures["cost_parts"].values()) - figures["cost"]) <= 1e-9 * size
        assert math.fsum(figures["co2_parts_t"].values()) == exact(figures["co2_t"])
        assert figures["combined"] == exact(figures["cost"] + 75 * figures["co2_t"])
        for frame, total in ((results.costs, figures["cost"]), (results.emissions, figures["co2_t"])):
            column = frame.set_index("part")[side]
            assert column["total"] == exact(total)
            assert column.drop("total").sum() == exact(total)
    assert parts(results, "baseline") == {
        "disposal": exact(10_000),
        "virgin": exact(10_000),
        "carbon": exact(20 * 40.2),
    }


def test_what_is_avoided_is_credited_once(tmp_path: Path) -> None:
    """Proves: SEMANTICS 21: an exchange brings exactly the `otherwise` not used on both sides.

    100 EUR/t and 2 kg/t of the tip, 0.5 · 200 EUR and 0.5 · 800 kg of the purchase, per t; baseline − plan = 80 · (100
    + 100) − new costs.

    Breaks if: avoided material is subtracted from a plan that already does without it.
    """
    results = solve(tmp_path, ALL_PARTS.format(cost="1", co2="0"))
    baseline, plan = results.summary["baseline"], results.summary["plan"]
    new = sum(value for part, value in EXPECTED.items() if part not in {"disposal", "virgin", "carbon"})
    saved_t = 80 * 0.002 + 40 * 0.8 - 0.12
    assert baseline["co2_t"] - plan["co2_t"] == exact(saved_t)
    assert baseline["cost"] - plan["cost"] == exact(80 * 100 + 40 * 200 - new + 20 * saved_t)


def test_link_costs_once_anything_uses_it(tmp_path: Path) -> None:
    """Proves: SEMANTICS 21: a link's `fixed` is one of exchanges.

    Paid per resource that uses it, once for all where it is shared, and not by an unused one: 2 · 7, 7, and 0 EUR/a.

    Breaks if: it is paid per pair, or by links that stand idle.
    """
    text = """\
        resources: {ash: {unit: t, form: solid}, slag: {unit: t, form: solid}}
        sites: {mill: {xy: [0, 0]}, kiln: {xy: [1, 0]}}
        disposal: {tip: {gate_fee: 10 EUR/t}}
        flows:
          ash: {site: mill, resource: ash, gives: GIVEN t/a, otherwise: tip}
          ash2: {site: mill, resource: ash, gives: GIVEN t/a, otherwise: tip}
          slag: {site: mill, resource: slag, gives: GIVEN t/a, otherwise: tip}
          in: {site: kiln, takes: 99 t/a, accepts: {ash: {}, slag: {}}}
        transport: {lorry: {carries: [solid]}}
        links: {road: {from: mill, to: kiln, transport: lorry, fixed: 7 EUR/a, shared: SHARED}}
        """
    for given, shared, expected in (("5", "false", 14.0), ("5", "true", 7.0), ("0", "false", 0.0)):
        found = parts(solve(tmp_path, text.replace("GIVEN", given).replace("SHARED", shared)))
        assert found == ({"exchanges": exact(expected)} if expected else {})


def test_capex_without_interest_is_spread_evenly(tmp_path: Path) -> None:
    """Proves: SEMANTICS 21: annualised capex is capex · r/(1 − (1 + r)⁻ⁿ), and capex/n at r = 0: 210/2 = 105.

    At 10 %: 121.

    Breaks if: r = 0 divides by zero or gives 0.
    """
    text = ALL_PARTS.format(cost="1", co2="0")
    assert parts(solve(tmp_path, text.replace("discount_rate: 10 %", "discount_rate: 0 %")))["capex"] == exact(105)
