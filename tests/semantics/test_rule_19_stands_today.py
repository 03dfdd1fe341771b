"""SEMANTICS 19 and 29: today with what stands, its markets and no new building; what has no end; by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import disposed, exact, moved, parts, solve

PLANT = """\
resources: {{ash: {{unit: t}}, sand: {{unit: t, sell: {{price: 10 EUR/t}}}}}}
sites: {{mill: {{xy: [0, 0]}}}}
economics: {{lifetime: 10 a}}
disposal: {{tip: {{gate_fee: 5 EUR/t}}}}
technologies:
  grinding:
    takes: {{ash: 1 t/t}}
    gives: {{sand: 1 t/t}}
    opex: {opex} EUR/t
    sizes: {{S: {{capacity: 60 t/a, capex: 80 EUR, fixed_opex: 5 %/a}}, L: {{capacity: 100 t/a, capex: 100 EUR}}}}
facilities: {{grinder: {{technology: grinding, site: mill{existing}}}}}
flows: {{out: {{site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}}}
"""


@pytest.mark.parametrize(("existing", "fixed"), [(", existing: S", 0.05 * 80), (", existing: 60 t/a", 0)])
def test_a_facility_that_stands_runs_today(tmp_path: Path, existing: str, fixed: float) -> None:
    """Proves: SEMANTICS 19: today 60 t are ground at 2 EUR and sold at 10, 40 tipped; S that stands pays 5 % of 80 EUR.

    Nothing is built today; the plan builds L on top (100 EUR over 10 a) and grinds all 100 t.

    Breaks if: today has no markets, builds, or pays capex for what stands.
    """
    results = solve(tmp_path, PLANT.format(opex=2, existing=existing))
    stands = {"fixed_opex": exact(fixed)} if fixed else {}
    assert disposed(results, "baseline") == {("out", "tip"): exact(40)}
    assert parts(results, "baseline") == {
        "conversion": exact(60 * 2),
        "market": exact(-60 * 10),
        "disposal": exact(40 * 5),
        **stands,
    }
    assert parts(results) == {"conversion": exact(100 * 2), "market": exact(-100 * 10), "capex": exact(10), **stands}


@pytest.mark.parametrize(("opex", "ground"), [(14.9, 60), (15.1, 0)])
def test_today_runs_what_costs_least(tmp_path: Path, opex: float, ground: int) -> None:
    """Proves: SEMANTICS 19: grinding pays up to 10 + 5 = 15 EUR/t; above that what stands is idle today.

    Breaks if: what stands must run, or the first route of `otherwise` goes before it at any price.
    """
    results = solve(tmp_path, PLANT.format(opex=opex, existing=", existing: 60 t/a"))
    assert results.summary["baseline"]["cost"] == exact(ground * (opex - 10) + (100 - ground) * 5)


def test_a_facility_that_does_not_stand_is_not_there_today(tmp_path: Path) -> None:
    """Proves: SEMANTICS 19: not built, and without sizes not marked `existing`, nothing is ground today.

    Breaks if: what needs no building counts as standing.
    """
    built = PLANT.format(opex=2, existing="")
    sizes = built.index("    sizes:"), built.index("facilities:")
    free = built[: sizes[0]] + built[sizes[1] :]
    for text, cost in ((built, 100 * 5), (free, 100 * 5), (free.replace("mill}}", "mill, existing: true}}"), -100 * 8)):
        assert solve(tmp_path, text).summary["baseline"]["cost"] == exact(cost)


WAYS = """\
resources: {{ash: {{unit: t, form: solid}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [3, 4]}}, yard: {{xy: [5, 0]}}}}
disposal: {{tip: {{gate_fee: 10 EUR/t}}}}
flows:
  out: {{site: mill, resource: ash, gives: 30 t/a, otherwise: tip}}
  a: {{site: kiln, resource: ash, takes: 20 t/a, otherwise: {{price: 7 EUR/t}}}}
  b: {{site: yard, resource: ash, takes: 10 t/a, otherwise: {{price: 7 EUR/t}}}}
transport: {{lorry: {{carries: [solid], cost: {cost} EUR/t}}}}
links: {{road: {{from: mill, to: kiln, transport: lorry, existing: true}}}}
"""


@pytest.mark.parametrize(("cost", "today", "plan"), [(1, 20, 30), (16.9, 20, 30), (17.1, 0, 0)])
def test_exchanges_run_today_over_what_exists(tmp_path: Path, cost: float, today: int, plan: int) -> None:
    """Proves: SEMANTICS 19: over the road that exists 20 t may go today, over none to the yard; the plan may use both.

    It saves 10 + 7 EUR/t: where the lorry costs more than 17, nothing goes today either.

    Breaks if: a mode is open everywhere once one link of it exists, or exchanges over what exists are forced.
    """
    summary = solve(tmp_path, WAYS.format(cost=cost)).summary
    assert summary["baseline"]["cost"] == exact(today * cost + (30 - today) * (10 + 7))
    assert summary["plan"]["cost"] == exact(plan * cost + (30 - plan) * (10 + 7))


SILO = """\
calendar: {{periods: {{winter: 4380 h, summer: 4380 h}}}}
resources: {{ash: {{unit: t, form: solid}}}}
sites: {{mill: {{xy: [0, 0]}}}}
disposal: {{tip: {{gate_fee: 10 EUR/t}}}}
storage:
  silo:
    site: mill
    resource: ash
    sizes: {{L: {{capacity: 100 t, capex: 100 EUR, lifetime: 10 a}}}}
    {existing}
flows:
  out: {{site: mill, resource: ash, gives: {{winter: 60 t, summer: 0 t}}, otherwise: tip}}
  in: {{site: mill, resource: ash, takes: {{winter: 0 t, summer: 60 t}}, otherwise: {{price: 7 EUR/t}}}}
"""


@pytest.mark.parametrize(("existing", "kept"), [("existing: 50 t", 50), ("", 0)])
def test_a_store_that_stands_holds_today(tmp_path: Path, existing: str, kept: int) -> None:
    """Proves: SEMANTICS 19: a silo of 50 t that stands keeps 50 of winter's 60 t for summer, today; a new one is not there.

    The rest is tipped and bought. The plan builds L, for 100 / 10 a year.

    Breaks if: on one site things cannot move into what stands, or stores are left out of today.
    """
    results = solve(tmp_path, SILO.format(existing=existing))
    assert results.summary["baseline"]["cost"] == exact((60 - kept) * (10 + 7))
    assert parts(results) == {"capex": exact(10)}


def test_on_one_site_only_what_stands_is_served_today(tmp_path: Path) -> None:
    """Proves: SEMANTICS 19: on the site of a facility that stands a flow still sells nothing to a flow today.

    60 t are ground for 10 EUR/t at 2, 40 tipped at 5, the neighbour buys 40 at 30; in the plan he has 40 t, not bought.

    Breaks if: a site with something that stands is open today as a whole.
    """
    text = PLANT.format(opex=2, existing=", existing: 60 t/a").replace(
        "flows: {out: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}",
        "flows:\n  out: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}\n"
        "  in: {site: mill, resource: ash, takes: 40 t/a, otherwise: {price: 30 EUR/t}}",
    )
    results = solve(tmp_path, text)
    assert results.summary["baseline"]["cost"] == exact(60 * (2 - 10) + 40 * 5 + 40 * 30)
    assert moved(results) == {("out", "in"): exact(40), ("out", "grinder.ash"): exact(60)}
    assert results.summary["plan"]["cost"] == exact(60 * (2 - 10))


BOILER = """\
resources:
  gas: {{unit: MWh, form: gas, buy: {{price: {gas} EUR/MWh{capacity}}}}}
  steam: {{unit: MWh, form: heat, sell: {{price: 20 EUR/MWh}}}}
  ash: {{unit: t, buy: {{price: 1 EUR/t}}, sell: {{price: 2 EUR/t{sold}}}}}
sites: {{mill: {{xy: [0, 0]}}}}
technologies: {{boiling: {{takes: {{gas: 1 MWh/MWh}}, gives: {{steam: 0.8 MWh/MWh}}}}}}
facilities: {{boiler: {{technology: boiling, site: mill}}}}
storage: {{silo: {{site: mill, resource: ash}}}}
"""


def test_what_earns_without_end_is_named(tmp_path: Path) -> None:
    """Proves: SEMANTICS 29: gas at 10 makes steam for 0.8 · 20 = 16: `unbounded`, naming the boiler and both markets.

    Ash bought at 1 and sold at 2 through a silo is named by its markets.

    Breaks if: an endless gain is a solver's failure, or has no name.
    """
    results = solve(tmp_path, BOILER.format(gas=10, capacity="", sold=", capacity: 5 t/a"))
    assert results.status == "unbounded"
    assert {demand.path for demand in results.endless} == {
        "facilities.boiler",
        "resources.gas.buy",
        "resources.steam.sell",
    }
    traded = solve(tmp_path, BOILER.format(gas=17, capacity="", sold=""))
    assert traded.status == "unbounded"
    assert {"resources.ash.buy", "resources.ash.sell"} <= {demand.path for demand in traded.endless}


def test_a_capacity_is_an_end(tmp_path: Path) -> None:
    """Proves: SEMANTICS 29: with 5 MWh of gas and 7 t of ash a year the same gains have an end: 5 · (16 − 10) + 7 · (2 − 1).

    Breaks if: what could earn is refused for what it is, not for what it does.
    """
    results = solve(tmp_path, BOILER.format(gas=10, capacity=", capacity: 5 MWh/a", sold=", capacity: 7 t/a"))
    assert results.status == "proved"
    assert results.summary["plan"]["cost"] == exact(-(5 * (16 - 10) + 7 * (2 - 1)))
