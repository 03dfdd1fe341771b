"""SEMANTICS 13: where a facility's output goes, markets and their capacities, recycling; by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import disposed, exact, moved, parts, solve

GRINDING = """\
resources:
  ash: {{unit: t, form: solid}}
  sand: {{unit: t, form: solid, sell: {{price: 5 EUR/t, capacity: 40 t/a}}, otherwise: dump}}
  dust: {{unit: t, form: solid}}
sites: {{mill: {{xy: [0, 0]}}}}
disposal: {{tip: {{gate_fee: 50 EUR/t}}, dump: {{gate_fee: 7 EUR/t}}}}
technologies: {{grinding: {{takes: {{ash: 1 t/t}}, gives: {{sand: 0.8 t/t, dust: {dust}}}, opex: 1 EUR/t}}}}
facilities: {{grinder: {{technology: grinding, site: mill}}}}
flows:
  out: {{site: mill, resource: ash, gives: 100 t/a{out}}}
  road: {{site: mill, resource: sand, takes: 30 t/a, otherwise: {{price: 20 EUR/t}}}}
"""
TIPPED, REQUIRED = ", otherwise: tip", ", required: true"
UNUSED = "{amount: 0.2 t/t, otherwise: unused}"


def test_an_output_goes_to_takers_market_and_disposal(tmp_path: Path) -> None:
    """Proves: SEMANTICS 13: of 80 t of sand 30 are taken, 40 sold (the market takes no more), 10 dumped; dust goes free.

    100 t are ground at 1 EUR: 100 + 10 · 7 − 40 · 5; today all is tipped and 30 t are bought.

    Breaks if: the market takes more than its capacity, what is left vanishes, or `unused` costs anything.
    """
    results = solve(tmp_path, GRINDING.format(dust=UNUSED, out=TIPPED))
    assert moved(results) == {("out", "grinder.ash"): exact(100), ("grinder.sand", "road"): exact(30)}
    given = {pair: amount for pair, amount in disposed(results).items() if pair[1] != "unused"}
    assert given == {("grinder.sand", "dump"): exact(10)}
    assert parts(results) == {"conversion": exact(100), "disposal": exact(70), "market": exact(-200)}
    assert parts(results, "baseline") == {"disposal": exact(100 * 50), "virgin": exact(30 * 20)}


def test_nothing_vanishes(tmp_path: Path) -> None:
    """Proves: SEMANTICS 13: dust that nobody takes, buys or dumps keeps the grinder from running.

    With the tip open the ash is tipped and the sand bought; where the ash must be taken there is no plan, and the
    output is named.

    Breaks if: an output without a place vanishes.
    """
    tipped = solve(tmp_path, GRINDING.format(dust="0.2 t/t", out=TIPPED))
    assert parts(tipped) == {"disposal": exact(100 * 50), "virgin": exact(30 * 20)}
    stuck = solve(tmp_path, GRINDING.format(dust="0.2 t/t", out=REQUIRED))
    assert stuck.status == "infeasible"
    assert stuck.conflict is not None
    paths = {rule.path for rule in stuck.conflict.rules}
    assert "flows.out.required" in paths
    assert any(".dust" in path for path in paths), paths


def test_all_of_an_output_must_find_a_taker(tmp_path: Path) -> None:
    """Proves: SEMANTICS 13: with one taker of 6 t of dust, 30 t of ash are ground, for 24 t of sand; 70 t are tipped.

    6 t of sand are bought.

    Breaks if: part of an output may be left over.
    """
    text = GRINDING.format(dust="0.2 t/t", out=TIPPED) + "  fill: {site: mill, resource: dust, takes: 6 t/a}\n"
    assert parts(solve(tmp_path, text)) == {
        "conversion": exact(30),
        "disposal": exact(70 * 50),
        "virgin": exact(6 * 20),
    }


def test_a_market_sells_to_all_sites_together(tmp_path: Path) -> None:
    """Proves: SEMANTICS 13: 1 MW of gas is 3000 MWh in winter, for both boilers: 1500 MWh of steam, of 2000 needed.

    In summer 2000 of 5760 MWh are enough for 1000. 5000 MWh of gas at 10 EUR, 500 MWh of steam at 50.

    Breaks if: the capacity holds for each site or for the year, or is not held at all.
    """
    text = """\
        calendar: {periods: {winter: 3000 h, summer: 5760 h}}
        resources:
          gas: {unit: MWh, form: gas, buy: {price: 10 EUR/MWh, capacity: 1 MW}}
          steam: {unit: MWh, form: heat}
        sites: {mill: {xy: [0, 0]}, kiln: {xy: [9, 0]}}
        technologies: {boiling: {takes: {gas: 2 MWh/MWh}, gives: {steam: 1 MWh/MWh}}}
        facilities: {boiler: {technology: boiling, sites: [mill, kiln]}}
        flows:
          a: {site: mill, resource: steam, takes: {winter: 1000 MWh, summer: 500 MWh}, otherwise: {price: 50 EUR/MWh}}
          b: {site: kiln, resource: steam, takes: {winter: 1000 MWh, summer: 500 MWh}, otherwise: {price: 50 EUR/MWh}}
        """
    assert parts(solve(tmp_path, text)) == {"market": exact(5000 * 10), "virgin": exact(500 * 50)}


@pytest.mark.parametrize(("recycle", "bought", "dumped"), [("", 30, 20), (", recycle: true", 10, 0)])
def test_an_output_feeds_its_own_input_only_where_it_may(
    tmp_path: Path, recycle: str, bought: int, dumped: int
) -> None:
    """Proves: SEMANTICS 13: each t of brick takes 3 t of water and gives 2: for 10 t, 30 are bought and 20 dumped.

    With `recycle` the 20 go round and 10 are bought.

    Breaks if: water goes round on one site without leave, or not with it.
    """
    text = f"""\
        resources:
          clay: {{unit: t}}
          brick: {{unit: t}}
          water: {{unit: t, form: liquid, buy: {{price: 1 EUR/t}}, otherwise: dump}}
        sites: {{mill: {{xy: [0, 0]}}}}
        disposal: {{dump: {{gate_fee: 4 EUR/t}}}}
        technologies: {{baking: {{takes: {{clay: 1, water: 3}}, gives: {{brick: 1, water: 2}}{recycle}}}}}
        facilities: {{oven: {{technology: baking, site: mill}}}}
        flows:
          pit: {{site: mill, resource: clay, gives: 100 t/a}}
          house: {{site: mill, resource: brick, takes: 10 t/a, otherwise: {{price: 100 EUR/t}}}}
        """
    expected = {"market": exact(bought * 1), "disposal": exact(dumped * 4)}
    assert parts(solve(tmp_path, text)) == {part: value for part, value in expected.items() if value != 0}


def test_flows_trade_with_no_market(tmp_path: Path) -> None:
    """Proves: SEMANTICS 13: a flow neither sells at 5 nor buys at 1: it tips at 50 and buys at its own price of 20.

    Breaks if: markets are open to flows.
    """
    text = """\
        resources: {ash: {unit: t, sell: {price: 5 EUR/t}}, sand: {unit: t, buy: {price: 1 EUR/t}}}
        sites: {mill: {xy: [0, 0]}}
        disposal: {tip: {gate_fee: 50 EUR/t}}
        flows:
          out: {site: mill, resource: ash, gives: 10 t/a, otherwise: tip}
          road: {site: mill, resource: sand, takes: 10 t/a, otherwise: {price: 20 EUR/t}}
        """
    assert parts(solve(tmp_path, text)) == {"disposal": exact(10 * 50), "virgin": exact(10 * 20)}
