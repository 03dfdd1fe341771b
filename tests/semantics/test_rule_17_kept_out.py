"""SEMANTICS 17 and 18: guarantees keep out what is worse, heat serves who needs it less hot; solved, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import exact, moved, parts, solve

THROUGH_A_HUB = """\
resources: {{ash: {{unit: t, form: solid, properties: {{cl: percent}}}}}}
sites: {{mill: {{xy: [0, 0]}}, depot: {{xy: [1, 0], hub: {{carries: [ash], quality: {{cl: 2}}}}}}, kiln: {{xy: [2, 0]}}}}
flows:
  good: {{site: mill, resource: ash, gives: 50 t/a, quality: {{cl: 1.5}}}}
  bad: {{site: mill, resource: ash, gives: 50 t/a, quality: {{cl: {bad}}}}}
  in:
    site: kiln
    takes: 100 t/a
    accepts: {{ash: }}
    limits: {{cl: {{max: 2.5}}}}
    otherwise: {{price: 9 EUR/t, quality: {{cl: 0}}}}
transport: {{lorry: {{carries: [solid], links_only: true}}}}
links:
  there: {{from: mill, to: depot, transport: lorry}}
  on: {{from: depot, to: kiln, transport: lorry}}
  {past}
"""
PAST = "past: {from: mill, to: kiln, transport: lorry}"


def test_a_hub_lets_nothing_worse_in(tmp_path: Path) -> None:
    """Proves: SEMANTICS 17: of 1.5 and 3 % the blend would have 2.25 of 2.5, but the hub vouches for 2: 50 t are bought.

    The way that is shut is listed. At exactly 2 % both pass. Past the hub the worse goes too.

    Breaks if: givers are blended before the hub, the guarantee is not held, or is strict.
    """
    results = solve(tmp_path, THROUGH_A_HUB.format(bad=3, past=""))
    assert parts(results) == {"virgin": exact(50 * 9)}
    assert moved(results) == {("good", "hub.depot.ash"): exact(50), ("hub.depot.ash", "in"): exact(50)}
    assert ["bad", "hub.depot.ash"] in results.left_out[["giver", "end"]].values.tolist()
    assert parts(solve(tmp_path, THROUGH_A_HUB.format(bad=2, past=""))) == {}
    assert parts(solve(tmp_path, THROUGH_A_HUB.format(bad=3, past=PAST))) == {}


def test_what_leaves_a_hub_counts_as_guaranteed(tmp_path: Path) -> None:
    """Proves: SEMANTICS 17: what is as good as 1.5 % leaves the hub as the 2 % it vouches for.

    At a limit of 1.6 % the blend of x t at 2 % with bought 0 % has x = 80 of 100: all 50 good ones, and 30 of the bad
    at 2 %, for 20 t bought.

    Breaks if: a hub passes on the value of what entered (then 50 · 1.5 + 42.5 · 2 = 160, and 7.5 t would be bought).
    """
    text = THROUGH_A_HUB.format(bad=2, past="").replace("max: 2.5", "max: 1.6")
    assert parts(solve(tmp_path, text)) == {"virgin": exact(20 * 9)}


@pytest.mark.parametrize(("bad", "kept"), [(3, 50), (2, 100)])
def test_a_store_lets_nothing_worse_in(tmp_path: Path, bad: int, kept: int) -> None:
    """Proves: SEMANTICS 17: a silo that vouches for 2 % keeps winter's 1.5 % for summer, and 2 %, but not 3 %.

    Breaks if: only hubs guarantee.
    """
    text = f"""\
        calendar: {{periods: {{winter: 4380 h, summer: 4380 h}}}}
        resources: {{ash: {{unit: t, form: solid, properties: {{cl: percent}}}}}}
        sites: {{mill: {{xy: [0, 0]}}}}
        storage: {{silo: {{site: mill, resource: ash, quality: {{cl: 2}}}}}}
        flows:
          good: {{site: mill, resource: ash, gives: {{winter: 50 t, summer: 0 t}}, quality: {{cl: 1.5}}}}
          bad: {{site: mill, resource: ash, gives: {{winter: 50 t, summer: 0 t}}, quality: {{cl: {bad}}}}}
          in:
            site: mill
            takes: {{winter: 0 t, summer: 100 t}}
            accepts: {{ash: }}
            limits: {{cl: {{max: 2.5}}}}
            otherwise: {{price: 9 EUR/t, quality: {{cl: 0}}}}
        """
    results = solve(tmp_path, text)
    assert results.storage.level_winter.tolist() == [exact(kept)]
    assert results.summary["plan"]["cost"] == exact((100 - kept) * 9)


HEAT = """\
resources:
  stack: {{unit: GJ, form: heat, temperature: 80 degC}}
  warm: {{unit: MWh, form: heat, temperature: 60 degC}}
sites: {{works: {{xy: [0, 0]}}}}
flows:
  chimney: {{site: works, resource: stack, gives: 18 GJ/a}}
  rinse: {{site: works, resource: warm, gives: 100 MWh/a}}
  drying: {{site: works, takes: 10 MWh/a, {need}, otherwise: {{price: 40 EUR/MWh}}}}
"""


@pytest.mark.parametrize(
    ("need", "bought"),
    [
        ("temperature: 75 degC", 10 - 18 / 3.6),
        ("temperature: 75 degC, approach: 6 K", 10),
        ("temperature: 55 degC", 0),
        ("temperature: 55 degC, approach: 6 K", 10 - 18 / 3.6),
    ],
)
def test_a_need_takes_all_heat_hot_enough(tmp_path: Path, need: str, bought: float) -> None:
    """Proves: SEMANTICS 18: a need at 75 degC takes heat of 80, not of 60; one at 55 takes both; 5 K hotter by default.

    18 GJ do as much as 18 / 3.6 = 5 MWh.

    Breaks if: heat is counted in its own unit, or the approach is left out.
    """
    expected = {"virgin": exact(bought * 40)} if bought else {}
    assert parts(solve(tmp_path, HEAT.format(need=need))) == expected


def test_an_input_takes_all_heat_hot_enough(tmp_path: Path) -> None:
    """Proves: SEMANTICS 18: a dryer asks 0.5 MWh/t at 75 degC, named steam; 9 GJ of stack at 80 are 2.5 MWh: 5 of 8 t.

    Warm at 60 degC does nothing; 3 t are bought.

    Breaks if: an input takes only what it names, or GJ as if they were MWh.
    """
    text = """\
        resources:
          sludge: {unit: t}
          pellets: {unit: t}
          steam: {unit: MWh, form: heat, temperature: 120 degC}
          stack: {unit: GJ, form: heat, temperature: 80 degC}
          warm: {unit: MWh, form: heat, temperature: 60 degC}
        sites: {works: {xy: [0, 0]}}
        technologies:
          drying:
            takes: {sludge: 1 t/t, steam: {amount: 0.5 MWh/t, temperature: 75 degC}}
            gives: {pellets: 1 t/t}
        facilities: {dryer: {technology: drying, site: works}}
        flows:
          out: {site: works, resource: sludge, gives: 99 t/a}
          chimney: {site: works, resource: stack, gives: 9 GJ/a}
          rinse: {site: works, resource: warm, gives: 100 MWh/a}
          in: {site: works, resource: pellets, takes: 8 t/a, otherwise: {price: 100 EUR/t}}
        """
    assert parts(solve(tmp_path, text)) == {"virgin": exact((8 - 9 / 3.6 / 0.5) * 100)}


def test_a_heat_pump_is_a_technology(tmp_path: Path) -> None:
    """Proves: SEMANTICS 18: 30 MWh at 40 degC and 10 MWh of power make 40 MWh at 90, hot enough for a need at 75.

    The warm heat by itself is not. 10 · 80 EUR of power, 60 MWh bought at 50.

    Breaks if: what is given has another level than its resource, or cold heat slips through.
    """
    text = """\
        resources:
          warm: {unit: MWh, form: heat, temperature: 40 degC}
          hot: {unit: MWh, form: heat, temperature: 90 degC}
          power: {unit: MWh, form: power, buy: {price: 80 EUR/MWh}}
        sites: {works: {xy: [0, 0]}}
        technologies: {pumping: {takes: {warm: 0.75 MWh/MWh, power: 0.25 MWh/MWh}, gives: {hot: 1 MWh/MWh}}}
        facilities: {heat_pump: {technology: pumping, site: works}}
        flows:
          rinse: {site: works, resource: warm, gives: 30 MWh/a}
          drying: {site: works, takes: 100 MWh/a, temperature: 75 degC, otherwise: {price: 50 EUR/MWh}}
        """
    assert parts(solve(tmp_path, text)) == {"market": exact(10 * 80), "virgin": exact(60 * 50)}
