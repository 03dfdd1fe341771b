"""SEMANTICS 19 and 20: today as it is, not a better tomorrow; and what is landfilled beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import disposed, exact, moved, parts, solve

TODAY = """\
resources: {ash: {unit: t, form: solid}}
sites: {mill: {xy: [0, 0]}, kiln: {xy: [2, 0]}}
disposal:
  dear: {gate_fee: 100 EUR/t, emissions: 10 kgCO2e/t, landfill: true, capacity: 60 t/a}
  middling: {gate_fee: 50 EUR/t, capacity: 30 t/a}
  cheap: {gate_fee: 1 EUR/t}
flows:
  out: {site: mill, resource: ash, gives: 100 t/a, otherwise: [dear, middling, cheap]}
  here: {site: mill, resource: ash, takes: 5 t/a, otherwise: {price: 8 EUR/t}}
  there: {site: kiln, resource: ash, takes: 20 t/a, otherwise: {price: 7 EUR/t, emissions: 100 kgCO2e/t}}
  extra: {site: kiln, resource: ash, takes: 40 t/a, revenue: 3 EUR/t}
transport: {lorry: {carries: [solid], cost: 1 EUR/(t km)}}
"""


def test_the_baseline_is_today(tmp_path: Path) -> None:
    """Proves: SEMANTICS 19: today 60 t fill the first route.

    30 the second, 10 go to the third, though it is the cheapest; both needs buy, on one site too; the optional need
    takes nothing, no lorry drives: 6000 + 1500 + 10 + 5 · 8 + 20 · 7 = 7690 EUR/a, 60 · 10 + 20 · 100 = 2600 kg. Plan:
    5 + 20 + 40 t taken, 35 to the cheap route: 60 · 2 km − 40 · 3 + 35 = 35 EUR/a.

    Breaks if: the baseline picks routes by price, or exchanges that cost nothing.
    """
    results = solve(tmp_path, TODAY)
    before = {("out", "dear"): 60.0, ("out", "middling"): 30.0, ("out", "cheap"): 10.0}
    assert disposed(results, "baseline") == {pair: exact(amount) for pair, amount in before.items()}
    assert parts(results, "baseline") == {"disposal": exact(7510), "virgin": exact(180)}
    baseline = results.summary["baseline"]
    assert (baseline["cost"], baseline["co2_t"], baseline["landfilled_t"]) == (exact(7690), exact(2.6), exact(60))
    assert results.summary["plan"]["cost"] == exact(35)
    assert results.summary["landfill_diversion"] == exact(1)


def test_what_choice_is_left_goes_to_least_combined(tmp_path: Path) -> None:
    """Proves: SEMANTICS 19: two givers share the 100 t/a of their first route (50 EUR/t).

    What is left over costs 10 EUR/t for ash and 20 for slag. So slag has the first route: 100 · 50 + 100 · 10 = 6000,
    not 7000.

    Breaks if: the first by name goes first.
    """
    text = """\
        resources: {ash: {unit: t}, slag: {unit: t}}
        sites: {mill: {xy: [0, 0]}}
        disposal: {pit: {gate_fee: 50, capacity: 100 t/a}, other: {gate_fee: {ash: 10 EUR/t, slag: 20 EUR/t}}}
        flows:
          ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: [pit, other]}
          slag: {site: mill, resource: slag, gives: 100 t/a, otherwise: [pit, other]}
        """
    results = solve(tmp_path, text)
    assert disposed(results, "baseline") == {("slag", "pit"): exact(100), ("ash", "other"): exact(100)}
    assert results.summary["baseline"]["cost"] == exact(6000)


def test_ties_of_today_go_to_less_co2_then_less_landfilled(tmp_path: Path) -> None:
    """Proves: SEMANTICS 19: at equal cost slag (5 kg/t elsewhere, not 9) leaves the pit to ash.

    At equal CO2 too, the one whose other route is no landfill goes there.

    Breaks if: the solver's choice decides what is reported as today.
    """
    text = """\
        resources: {ash: {unit: t}, slag: {unit: t}}
        sites: {mill: {xy: [0, 0]}}
        disposal:
          pit: {capacity: 100 t/a}
          for_ash: {emissions: %s kgCO2e/t, landfill: true}
          for_slag: {emissions: 5 kgCO2e/t}
        flows:
          ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: [pit, for_ash]}
          slag: {site: mill, resource: slag, gives: 100 t/a, otherwise: [pit, for_slag]}
        """
    assert disposed(solve(tmp_path, text % 9), "baseline") == {
        ("ash", "pit"): exact(100),
        ("slag", "for_slag"): exact(100),
    }
    assert disposed(solve(tmp_path, text % 5), "baseline") == {
        ("ash", "pit"): exact(100),
        ("slag", "for_slag"): exact(100),
    }
    assert disposed(solve(tmp_path, text % 4), "baseline") == {
        ("ash", "for_ash"): exact(100),
        ("slag", "pit"): exact(100),
    }


def test_to_a_located_route_by_modes_without_sizes(tmp_path: Path) -> None:
    """Proves: SEMANTICS 19: today ash goes to the quarry by lorry, 10 t · 3 km · 2 EUR = 60 EUR/a.

    The belt, which has to be built, stands in the plan only (100 EUR over 10 a = 10 EUR/a).

    Breaks if: something is built today, or the way to the tip is free.
    """
    text = """\
        resources: {ash: {unit: t, form: solid}}
        sites: {mill: {xy: [0, 0]}, quarry: {xy: [3, 0]}}
        disposal: {tip: {site: quarry}}
        flows: {out: {site: mill, resource: ash, gives: 10 t/a, otherwise: tip}}
        transport:
          lorry: {carries: [solid], cost: 2 EUR/(t km)}
          belt: {carries: [solid], sizes: {S: {capacity: 10 t/a, capex: 100 EUR, lifetime: 10 a}}}
        """
    results = solve(tmp_path, text)
    assert parts(results, "baseline") == {"transport": exact(60)}
    assert parts(results) == {"capex": exact(10)}


@pytest.mark.parametrize(
    ("flow", "reason"),
    [
        ("in: {site: mill, resource: ash, takes: 5 t/a, required: true}", "nothing meets 'in' today: it is required"),
        (
            "full: {site: mill, resource: ash, gives: 9 t/a, otherwise: hole}",
            "today, 2 t/a of 'full' at 'mill' cannot go",
        ),
        (
            "away: {site: mill, resource: ash, gives: 9 t/a, otherwise: moon}",
            "today, 9 t/a of 'away' at 'mill' cannot go",
        ),
    ],
)
def test_where_today_cannot_be(tmp_path: Path, flow: str, reason: str) -> None:
    """Proves: SEMANTICS 19: where today cannot be, `baseline` is null with the reason.

    Diversion is null, and the plan is solved all the same: the need takes what has no way today.

    Breaks if: a missing baseline counts as 0, or stops the solve.
    """
    text = f"""\
        resources: {{ash: {{unit: t, form: solid}}}}
        sites: {{mill: {{xy: [0, 0]}}, moon: {{xy: [9999, 0]}}}}
        disposal: {{tip: {{gate_fee: 1, landfill: true}}, hole: {{capacity: 7 t/a}}, moon: {{site: moon}}}}
        flows:
          out: {{site: mill, resource: ash, gives: 10 t/a, otherwise: tip}}
          sink: {{site: mill, resource: ash, takes: 99 t/a}}
          {flow}
        transport: {{lorry: {{carries: [solid], reach: 10 km}}}}
        """
    results = solve(tmp_path, text)
    summary = results.summary
    assert summary["baseline"] is None
    assert summary["no_baseline"].startswith(reason)
    assert summary["landfill_diversion"] is None
    assert summary["status"] == "proved"
    assert results.costs.baseline.isna().all()
    assert disposed(results).get(("out", "tip"), 0.0) == 0.0


DIVERTED = """\
resources: {ash: {unit: t}, mud: {unit: m3, mass: 0.5 t/m3}}
sites: {mill: {xy: [0, 0]}}
disposal: {tip: {landfill: true, gate_fee: 10 EUR/t}, burner: {gate_fee: 90 EUR/t}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: %s}
  mud: {site: mill, resource: mud, gives: 100 m3/a, otherwise: %s}
  in: {site: mill, resource: mud, takes: 60 m3/a}
"""


def test_diversion_is_by_mass(tmp_path: Path) -> None:
    """Proves: SEMANTICS 20: 100 t and 100 m3 · 0.5 = 50 t are landfilled today.

    60 m3 = 30 t find a taker: 30 / 150 = 20 %, of mud alone 60 %, of ash 0.

    Breaks if: m3 and t are added up.
    """
    results = solve(tmp_path, DIVERTED % ("tip", "tip"))
    assert results.summary["landfill_diversion"] == exact(0.2)
    assert results.diversion.set_index("resource").diverted_share.to_dict() == {
        "ash": exact(0), "mud": exact(0.6), "total": exact(0.2),
    }  # fmt: skip


def test_diversion_may_be_negative(tmp_path: Path) -> None:
    """Proves: SEMANTICS 20: where the plan landfills ash that is burnt today, 50 t become 100 + 20 = 120 t.

    1 − 2.4 = −1.4.

    Breaks if: it is cut off at 0.
    """
    assert solve(tmp_path, DIVERTED % ("[burner, tip]", "tip")).summary["landfill_diversion"] == exact(-1.4)


def test_diversion_is_null_where_nothing_is_landfilled_today(tmp_path: Path) -> None:
    """Proves: SEMANTICS 20: with nothing landfilled today diversion does not exist: null, not 0 or 100 %.

    Breaks if: a share of nothing is printed.
    """
    results = solve(tmp_path, DIVERTED % ("burner", "burner"))
    assert results.summary["landfill_diversion"] is None
    assert moved(results) == {("mud", "in"): exact(60)}
