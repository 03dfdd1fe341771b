"""SEMANTICS 21: conversion, storage, market and what is avoided, part by part; by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import disposed, exact, parts, solve

PARK = """\
calendar: {{periods: {{winter: 4380 h, summer: 4380 h}}}}
economics: {{carbon_price: 10 EUR/t}}
objective: {{cost: 1, co2: 100 EUR/t{avoids}}}
resources:
  ash: {{unit: t, form: solid}}
  sand: {{unit: t, form: solid}}
  dust: {{unit: t, form: solid, sell: {{price: 6 EUR/t, avoids: 50 kgCO2e/t}}}}
  power: {{unit: MWh, form: power, buy: {{price: 80 EUR/MWh, emissions: 300 kgCO2e/MWh}}}}
sites: {{mill: {{xy: [0, 0]}}}}
technologies:
  grinding:
    takes:
      ash: {{amount: 1 t/t, costs: 1 EUR/t, emissions: 5 kgCO2e/t}}
      power: 0.1 MWh/t
    gives: {{sand: {{amount: 0.9 t/t, costs: 0.5 EUR/t}}, dust: 0.1 t/t}}
    opex: 4 EUR/t
    emissions: 7 kgCO2e/t
facilities: {{grinder: {{technology: grinding, site: mill}}}}
storage: {{silo: {{site: mill, resource: ash, handling: 2 EUR/t, holding: 3 EUR/(t a)}}}}
flows:
  out: {{site: mill, resource: ash, gives: {{winter: 40 t, summer: 0 t}}}}
  road: {{site: mill, resource: sand, takes: {{winter: 0 t, summer: 27 t}}, otherwise: {{price: 100 EUR/t}}}}
"""
"""27 t of sand are 30 t of ash, kept from winter to summer, 3 MWh of power, 3 t of dust."""

COST = {
    "handling": 30 * 2 + 30 * 1 + 27 * 0.5,
    "storage": 30 * 3 * 4380 / 8760,
    "conversion": 30 * 4,
    "market": 3 * 80 - 3 * 6,
    "carbon": 10 * (30 * (7 + 5) + 3 * 300) / 1000,
}
CO2_T = {"conversion": 30 * (7 + 5) / 1000, "market": 3 * 300 / 1000}


@pytest.mark.parametrize(("avoids", "credit"), [("", 0), (", avoids: false", 0), (", avoids: true", 3 * 0.05)])
def test_parts_of_plants_stores_and_markets(tmp_path: Path, avoids: str, credit: float) -> None:
    """Proves: SEMANTICS 21: opex is conversion; `costs` of ports and the silo are handling; its content, storage.

    30 t lie at winter's end for half a year. Market is power bought less dust sold; CO2 is of conversion (running and
    ash at use) and of power. Dust avoids 3 · 50 kg: shown apart, and off combined only where the objective says so; the
    carbon price is on all 1.26 t either way.

    Breaks if: a part is in another's place, or what is avoided lowers cost or CO2.
    """
    results = solve(tmp_path, PARK.format(avoids=avoids))
    plan = results.summary["plan"]
    assert parts(results) == {part: exact(value) for part, value in COST.items()}
    assert {part: t for part, t in plan["co2_parts_t"].items() if t} == {part: exact(t) for part, t in CO2_T.items()}
    assert plan["avoided_t"] == {"co2": exact(3 * 0.05)}
    assert plan["co2_t"] == exact(1.26)
    assert plan["combined"] == exact(sum(COST.values()) + 100 * (1.26 - credit))


@pytest.mark.parametrize(
    ("avoids", "route", "cost", "combined"),
    [("", "kiln", 100 * 10, 100 * 10), (", avoids: true", "works", 100 * 11, 100 * (11 - 100 * 0.02))],
)
def test_what_disposal_avoids_decides_only_where_counted(
    tmp_path: Path, avoids: str, route: str, cost: float, combined: float
) -> None:
    """Proves: SEMANTICS 21: 20 kg/t avoided at 100 EUR/t are worth 2 EUR/t, against a fee dearer by 1; cost keeps the fee.

    Breaks if: the plan is steered by what the objective does not count, or the credit is booked as money.
    """
    text = f"""\
        objective: {{cost: 1, co2: 100 EUR/t{avoids}}}
        resources: {{ash: {{unit: t}}}}
        sites: {{mill: {{xy: [0, 0]}}}}
        disposal: {{kiln: {{gate_fee: 10 EUR/t}}, works: {{gate_fee: 11 EUR/t, avoids: 20 kgCO2e/t}}}}
        flows: {{out: {{site: mill, resource: ash, gives: 100 t/a, otherwise: [kiln, works]}}}}
        """
    results = solve(tmp_path, text)
    plan = results.summary["plan"]
    assert disposed(results) == {("out", route): exact(100)}
    assert (plan["cost"], plan["combined"], plan["co2_t"]) == (exact(cost), exact(combined), exact(0))
    assert plan["avoided_t"].get("co2", 0) == exact(2 if avoids else 0)
