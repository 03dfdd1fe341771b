"""SEMANTICS 21: impacts other than CO2 are counted part by part like CO2, weighed by the objective, never paid as carbon."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from semantics_scenarios import exact, faults_of, moved, parts, solve, write_scenario

import isopt
from isopt.results.audit import Claims, audit_plan

PARK = """\
economics: {carbon_price: 20 EUR/t}
objective: {cost: 1, co2: 100 EUR/t, nox: 5 kEUR/t}
emissions:
  tip: {co2: 2 kgCO2e/t, nox: 10 g/t}
  lorry: {co2: 0.3 kgCO2e/(t km), dust: 1 g/(t km), nox: 0.02 kg/(t km)}
resources: {ash: {unit: t, form: solid}}
sites: {mill: {xy: [0, 0]}, kiln: {xy: [3, 4]}}
disposal: {tip: {gate_fee: 60 EUR/t, emissions: tip}}
flows:
  out: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}
  in:
    site: kiln
    takes: 50 t/a
    accepts: {ash: {replaces: 0.5, at_most: 80 %}}
    otherwise: {price: 200 EUR/t, emissions: {nox: 1.5 kg/t, co2: 800 kgCO2e/t}}
transport: {lorry: {carries: [solid], emissions: lorry}}
"""
"""80 t go 5 km and replace 40 of 50 t; 20 t go to the tip, 10 t are bought."""

NOX_KG = {"disposal": 20 * 0.01, "virgin": 10 * 1.5, "transport": 80 * 5 * 0.02}


def said_of(figures: dict[str, Any], impact: str) -> dict[str, Any]:
    """Total and parts of an impact, those that are not 0."""
    said = figures["impacts"][impact]
    return {"total_t": said["total_t"], "parts_t": {part: t for part, t in said["parts_t"].items() if t}}


def test_every_impact_part_by_part(tmp_path: Path) -> None:
    """Proves: SEMANTICS 21: of nox the tip emits 20 · 10 g, the purchase 10 · 1.5 kg, the lorry 80 · 5 km · 20 g: 23.2 kg.

    Today 100 · 10 g and 50 · 1.5 kg: 76 kg. Dust, which nothing weighs, is counted too: 80 · 5 · 1 g. CO2 is as without
    them, and alone pays the carbon price: 20 · 8.16. combined = cost + 100 · 8.16 + 5000 · 0.0232.

    Breaks if: an impact is mixed with another, a part is left out, or nox pays for carbon.
    """
    results = solve(tmp_path, PARK)
    baseline, plan = results.summary["baseline"], results.summary["plan"]
    nox, dust = said_of(plan, "nox"), said_of(plan, "dust")
    assert list(plan["impacts"]) == ["dust", "nox"]
    assert nox == {"total_t": exact(0.0232), "parts_t": {part: exact(kg / 1000) for part, kg in NOX_KG.items()}}
    assert dust == {"total_t": exact(0.0004), "parts_t": {"transport": exact(0.0004)}}
    assert baseline["impacts"]["nox"]["total_t"] == exact(0.076)
    assert baseline["impacts"]["dust"]["total_t"] == 0
    co2 = {part: t for part, t in plan["co2_parts_t"].items() if t}
    assert co2 == {"disposal": exact(0.04), "virgin": exact(8), "transport": exact(0.12)}
    assert parts(results) == {"disposal": exact(1200), "virgin": exact(2000), "carbon": exact(20 * 8.16)}
    assert plan["combined"] == exact(plan["cost"] + 100 * 8.16 + 5000 * 0.0232)
    assert baseline["combined"] == exact(baseline["cost"] + 100 * baseline["co2_t"] + 5000 * 0.076)


@pytest.mark.parametrize(("weight", "goes"), [("49 kEUR/t", 80.0), ("51 kEUR/t", 0.0)])
def test_the_weight_of_an_impact_decides(tmp_path: Path, weight: str, goes: float) -> None:
    """Proves: SEMANTICS 21: a t moved saves 1 EUR of cost and emits 20 g more nox: it pays below 50 kEUR per t of nox.

    Breaks if: the model does not know the weight, or takes it per kg.
    """
    text = f"""\
        objective: {{nox: {weight}}}
        emissions: {{lorry: {{nox: 20 g/t}}}}
        resources: {{ash: {{unit: t, form: solid}}}}
        sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [3, 4]}}}}
        disposal: {{tip: {{gate_fee: 1 EUR/t}}}}
        flows:
          out: {{site: mill, resource: ash, gives: 80 t/a, otherwise: tip}}
          in: {{site: kiln, resource: ash, takes: 80 t/a}}
        transport: {{lorry: {{carries: [solid], emissions: lorry}}}}
        """
    results = solve(tmp_path, text)
    assert moved(results) == ({("out", "in"): exact(goes)} if goes else {})
    assert results.summary["plan"]["impacts"]["nox"]["total_t"] == exact(goes * 20e-6)


def test_on_one_site_nothing_is_emitted_on_the_way(tmp_path: Path) -> None:
    """Proves: SEMANTICS 6, 21: on one site moving emits nothing of any impact; to a located tip the way counts too.

    40 t stay; 60 t go 5 km: 60 · 5 · 20 g on the way, 60 · 10 g there.

    Breaks if: an impact is priced per move, or only where things end.
    """
    text = PARK.replace("gate_fee: 60 EUR/t,", "site: kiln, gate_fee: 60 EUR/t,").replace(
        "site: kiln\n", "site: mill\n"
    )
    text = text.replace("replaces: 0.5, at_most: 80 %", "replaces: 1, at_most: 80 %")
    nox = said_of(solve(tmp_path, text).summary["plan"], "nox")["parts_t"]
    assert nox == {"disposal": exact(0.0006), "virgin": exact(0.015), "transport": exact(0.006)}


def test_least_co2_goes_before_other_impacts_today(tmp_path: Path) -> None:
    """Proves: SEMANTICS 19: what choice is left today goes to least combined, then CO2: no other impact is asked.

    Two ways to the tip cost the same; the one of less CO2 has more nox, which nothing weighs.

    Breaks if: ties are broken by the sum of all impacts.
    """
    text = """\
        emissions: {clean: {co2: 1 kgCO2e/t, nox: 9 t/t}, dirty: {co2: 2 kgCO2e/t}}
        resources: {ash: {unit: t, form: solid}}
        sites: {mill: {xy: [0, 0]}, yard: {xy: [3, 4]}}
        disposal: {tip: {gate_fee: 60 EUR/t, site: yard}}
        flows: {out: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}
        transport:
          barge: {carries: [solid], emissions: dirty}
          train: {carries: [solid], emissions: clean}
        """
    baseline = solve(tmp_path, text).summary["baseline"]
    assert baseline["co2_t"] == exact(0.1)
    assert baseline["impacts"]["nox"]["total_t"] == exact(900)


NESTED = """\
calendar: {{periods: {{winter: 25 %, summer: 75 %}}}}
emissions: {{factor: {factor}, other: {{nox: 7 kg/t}}}}
resources: {{ash: {{unit: t, form: solid}}}}
sites: {{mill: {{xy: [0, 0]}}}}
disposal: {{tip: {{emissions: {inline}}}}}
flows: {{out: {{site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}}}
"""


@pytest.mark.parametrize(
    "written",
    [
        "{winter: {co2: 8 kgCO2e/t, nox: 4 kg/t}, summer: {nox: 2 kg/t}}",
        "{co2: {winter: 8 kgCO2e/t, summer: 0}, nox: {winter: 4 kg/t, summer: 2 kg/t}}",
        "{ash: {co2: {winter: 8, summer: 0}, nox: {winter: 4, summer: 2}}}",
        "{co2: {winter: {solid: 8}, summer: {ash: 0}}, nox: {ash: {winter: 4, summer: 2}}}",
        "{winter: {solid: {co2: 8 kgCO2e/t, nox: 4000 g/t}}, summer: {solid: {nox: 2 kg/t}}}",
    ],
)
def test_impacts_nest_with_periods_resources_and_forms(tmp_path: Path, written: str) -> None:
    """Proves: SEMANTICS 21: by impact stands around, between or within the other kinds of keys, named or in place.

    25 t in winter at 8 kg CO2 and 4 kg nox, 75 t in summer at 2 kg nox: 0.2 t and 0.25 t. What is not said is 0.

    Breaks if: keys are read in one order only, or an impact left out is a fault or the one before it.
    """
    for factor, inline in ((written, "factor"), ("{nox: 1}", written), (written, "{co2: factor, nox: factor}")):
        plan = solve(tmp_path, NESTED.format(factor=factor, inline=inline)).summary["plan"]
        assert (plan["co2_t"], plan["impacts"]["nox"]["total_t"]) == (exact(0.2), exact(0.25))


def test_a_factor_may_borrow_impact_by_impact(tmp_path: Path) -> None:
    """Proves: SEMANTICS 21: `{co2: one factor, nox: another}` takes each impact from the factor named for it.

    Breaks if: a factor's whole mapping is taken for one impact; a factor of CO2 alone passes for one of nox.
    """
    text = NESTED.format(factor="3 kgCO2e/t", inline="{co2: factor, nox: other}")
    plan = solve(tmp_path, text).summary["plan"]
    assert (plan["co2_t"], plan["impacts"]["nox"]["total_t"]) == (exact(0.3), exact(0.7))
    found = faults_of(tmp_path, NESTED.format(factor="3 kgCO2e/t", inline="{nox: factor}"))
    assert "disposal.tip.emissions.nox: names a factor of co2 alone; name one that says something of nox" in found


def test_other_impacts_change_nothing_they_do_not_weigh(tmp_path: Path) -> None:
    """Proves: SEMANTICS 21: without weights, plan, cost and CO2 are to the last digit those of the scenario without nox.

    Breaks if: an unweighed impact enters the model.
    """
    weightless = PARK.replace(", nox: 5 kEUR/t", "")
    without = weightless.replace(", nox: 10 g/t", "").replace(", dust: 1 g/(t km), nox: 0.02 kg/(t km)", "")
    without = without.replace("nox: 1.5 kg/t, ", "")
    assert "nox" not in without
    one, other = solve(tmp_path, weightless), solve(tmp_path, without)
    assert other.summary["plan"]["impacts"] == {}
    for side in ("baseline", "plan"):
        by_impact = {"impacts", "avoided_t"}
        for key in {*one.summary[side]} - by_impact:
            assert one.summary[side][key] == other.summary[side][key]


@pytest.mark.parametrize("named", ["co2", "dust", "nox"])
def test_the_audit_works_every_impact_out_again(tmp_path: Path, named: str) -> None:
    """Proves: SEMANTICS 21, 29: a claim that is off in one part of one impact, or without that impact, is refused.

    Also combined under other weights than those claimed: 1 EUR/t more on an impact of some grams.

    Breaks if: the audit copies what it checks, or knows CO2 alone.
    """
    scenario = isopt.load(write_scenario(tmp_path, PARK)).scenario
    found = isopt.load(write_scenario(tmp_path, PARK)).solve().plan
    accounts = found.accounts
    right = Claims(
        accounts.cost_parts_eur,
        accounts.emission_parts_kg,
        accounts.avoided_kg,
        accounts.landfilled_t,
        accounts.combined,
    )
    assert audit_plan(scenario, found.plan, right).problems == []
    off = dict(accounts.emission_parts_kg[named])
    off["transport"] *= 1 + 1e-6
    without = {name: kg for name, kg in accounts.emission_parts_kg.items() if name != named}
    for wrong in ({**accounts.emission_parts_kg, named: off}, without):
        (problem, *_) = audit_plan(scenario, found.plan, replace(right, emission_parts_kg=wrong)).problems
        assert problem.startswith(f"{named}, ")
    weights = tuple(
        weight + (name == named)
        for name, weight in zip(scenario.impacts, scenario.impact_weights_eur_per_t, strict=True)
    )
    (problem,) = audit_plan(replace(scenario, impact_weights_eur_per_t=weights), found.plan, right).problems
    assert problem.startswith("combined: ")


def test_tables_have_a_column_per_impact(tmp_path: Path) -> None:
    """Proves: SEMANTICS 21: tables show each impact beside CO2, and every column adds up to what the summary says.

    Breaks if: a table mixes impacts up, or leaves one out.
    """
    results = solve(tmp_path, PARK)
    plan = results.summary["plan"]
    kinds = {"co2": ("co2", plan["co2_parts_t"])}
    kinds |= {name: (f"{name}_t", impact["parts_t"]) for name, impact in plan["impacts"].items()}
    frame = results.emissions.set_index(["impact", "part"])
    for name, (column, in_t) in kinds.items():
        assert results.exchanges[column].sum() == exact(in_t["transport"])
        assert results.disposal[column].sum() == exact(in_t["disposal"])
        assert results.virgin[column].sum() == exact(in_t["virgin"])
        assert results.sites[f"{column}_plan"].sum() == exact(in_t["disposal"] + in_t["virgin"])
        assert {part: frame["plan"][name, part] for part in in_t} == {part: exact(t) for part, t in in_t.items()}
        assert frame["plan"][name, "total"] == exact(math.fsum(in_t.values()))
    assert results.sites["nox_t_baseline"].sum() == exact(0.076)
    shown = [column.name for column in results.table("disposal").columns]
    assert shown[shown.index("co2") :] == ["co2", "dust_t", "nox_t", "illustrative"]


def test_an_objective_may_be_an_impact_alone(tmp_path: Path) -> None:
    """Proves: SEMANTICS 3, 21: `{cost: 0, nox: …}` minimises nox alone; with no weight at all nothing is minimised.

    Breaks if: only cost and CO2 are looked at.
    """
    results = solve(tmp_path, PARK.replace("cost: 1, co2: 100 EUR/t", "cost: 0"))
    plan = results.summary["plan"]
    assert plan["combined"] == exact(5000 * plan["impacts"]["nox"]["total_t"])
    found = faults_of(tmp_path, PARK.replace("cost: 1, co2: 100 EUR/t, nox: 5 kEUR/t", "cost: 0"))
    assert "objective: all weights are 0: nothing is minimised" in found
