"""Every figure a result claims is worked out again by the audit: each part of cost, of every impact, and what is avoided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fraud_parks import claims_of, side, solved

from isopt.results.accounts import COST_PARTS, EMISSION_PARTS
from isopt.results.audit import Claims, audit_plan


def refused(park: str, **changed: Any) -> list[str]:
    found = side(park, is_today=False)
    claims: Claims = replace(claims_of(found), **changed)
    return audit_plan(solved(park).scenario, found.plan, claims).problems


@pytest.mark.parametrize("part", COST_PARTS)
def test_a_part_of_cost(part: str) -> None:
    """Proves: one euro more or less in one part is named by that part. Breaks if: a part is not compared."""
    costs = claims_of(side("crusher", is_today=False)).cost_parts_eur
    for change in (1.0, -1.0, float("nan")):
        found = refused("crusher", cost_parts_eur={**costs, part: costs[part] + change})
        assert [problem.split(":")[0] for problem in found] == [f"cost, {part}"]


@pytest.mark.parametrize("part", EMISSION_PARTS)
@pytest.mark.parametrize("impact", ["co2", "nox"])
def test_a_part_of_an_impact(impact: str, part: str) -> None:
    """Proves: a kilogram of any impact in any part is compared. Breaks if: only CO2 is."""
    emitted = claims_of(side("crusher", is_today=False)).emission_parts_kg
    changed = {**emitted, impact: {**emitted[impact], part: emitted[impact][part] + 1.0}}
    found = refused("crusher", emission_parts_kg=changed)
    assert [problem.split(":")[0] for problem in found] == [f"{impact}, {part}"]


def test_an_impact_left_out_or_made_up() -> None:
    """Proves: an impact that is not claimed, and one the scenario does not know, are refused."""
    emitted = claims_of(side("crusher", is_today=False)).emission_parts_kg
    assert all(problem.startswith("nox, ") for problem in refused("crusher", emission_parts_kg={"co2": emitted["co2"]}))
    assert refused("crusher", emission_parts_kg={"co2": emitted["co2"]})
    made_up = refused("crusher", emission_parts_kg={**emitted, "sox": {"disposal": 1.0}})
    assert [problem.split(":")[0] for problem in made_up] == ["sox, disposal"]


def test_what_is_avoided_landfilled_and_minimised() -> None:
    """Proves: the ledger is compared impact by impact, however large the other; landfilled by resource; combined."""
    claims = claims_of(side("cell", is_today=False))
    changed = {**claims.avoided_kg, "nox": claims.avoided_kg["nox"] + 1e-3}
    assert [p.split(":")[0] for p in refused("cell", avoided_kg=changed)] == ["avoided nox, total"]
    assert claims.landfilled_t["ash"] > 0
    assert [p.split(":")[0] for p in refused("cell", landfilled_t={"ash": 0.0})] == ["landfilled, ash"]
    assert [p.split(":")[0] for p in refused("cell", combined=claims.combined + 1.0)] == ["combined"]


@pytest.mark.parametrize("park", ["crusher", "hub", "pond", "cell", "pipes", "lorries", "today"])
def test_every_part_a_park_has_is_priced_twice(park: str) -> None:
    """Proves: leaving out any part that is not 0 is refused, in every park. Breaks if: both sides forget the same."""
    costs = claims_of(side(park, is_today=False)).cost_parts_eur
    for part in [part for part, value in costs.items() if value]:
        found = refused(park, cost_parts_eur={key: value for key, value in costs.items() if key != part})
        assert [problem.split(":")[0] for problem in found] == [f"cost, {part}"]
