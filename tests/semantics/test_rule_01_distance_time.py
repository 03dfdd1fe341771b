"""SEMANTICS 1-4: distance, time, signs and defaults, mass; each on a park small enough to work out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import disposed, exact, faults_of, moved, parts, solve

EARTH = """\
resources: {ash: {unit: t, form: solid}}
sites: {mill: {at: [0, 0]}, kiln: {at: %s}}
disposal: {tip: {gate_fee: 1000000 EUR/t}}
flows:
  out: {site: mill, resource: ash, gives: 10 t/a, otherwise: tip}
  in: {site: kiln, resource: ash, takes: 10 t/a}
transport: {lorry: {carries: [solid], cost: 1 EUR/(t km), detour: 1.5}}
"""


@pytest.mark.parametrize(
    ("place", "straight_km"),
    [("[0, 1]", 111.1950802335329), ("[-1, 0]", 111.1950802335329), ("[90, 45]", 10007.557221017962)],
)
def test_great_circle_times_detour(tmp_path: Path, place: str, straight_km: float) -> None:
    """Proves: SEMANTICS 1: one degree of the equator or a meridian is 6371.0088 km · π/180 = 111.1950802 km.

    From the equator to the pole it is 90 of them; the road is 1.5 times as long. 10 t · 1 EUR/(t km) · road.

    Breaks if: another sphere, an ellipsoid, a flat projection, or no detour is used.
    """
    results = solve(tmp_path, EARTH % place)
    assert results.exchanges.distance.tolist() == [exact(1.5 * straight_km)]
    assert results.summary["plan"]["cost"] == exact(10 * 1.5 * straight_km)


PLANE = """\
resources: {{ash: {{unit: t, form: solid}}}}
sites: {{mill: {{xy: [1, 1]}}, kiln: {{xy: [4, 5]}}}}
disposal: {{tip: {{gate_fee: 100 EUR/t}}}}
flows:
  out: {{site: mill, resource: ash, gives: 10 t/a, otherwise: tip}}
  in: {{site: kiln, resource: ash, takes: 10 t/a}}
transport: {{lorry: {{carries: [solid], cost: 1 EUR/(t km), detour: 1.2, reach: {reach} km}}}}
{links}
"""


def test_plane_and_reach_after_detour(tmp_path: Path) -> None:
    """Proves: SEMANTICS 1: √(3² + 4²) = 5 km on the plane, times 1.2 is 6 km.

    a reach of 6 km allows it, of 5.9 km does not.

    10 t · 6 km · 1 EUR = 60 EUR/a, without the exchange 10 t · 100 EUR = 1000 EUR/a.

    Breaks if: reach is held against the straight distance, or a pair exactly at reach is refused.
    """
    assert solve(tmp_path, PLANE.format(reach=6, links="")).summary["plan"]["cost"] == exact(60)
    beyond = solve(tmp_path, PLANE.format(reach=5.9, links=""))
    assert beyond.summary["plan"]["cost"] == exact(1000)
    assert beyond.left_out[["giver", "end", "mode", "distance", "reason"]].values.tolist() == [
        ["out", "in", "lorry", exact(6), "farther than the mode's reach"]
    ]


def test_distance_of_a_link_is_final_and_ignores_reach(tmp_path: Path) -> None:
    """Proves: SEMANTICS 1: a link of 7 km is 7 km, not 7 · 1.2, and exists though reach is 3 km.

    10 t · 7 km = 70 EUR/a. A link without a distance has 5 · 1.2 = 6 km and exists too.

    Breaks if: detour multiplies stated distances, or reach closes stated links.
    """
    link = "links: {road: {from: mill, to: kiln, transport: lorry%s}}"
    stated = solve(tmp_path, PLANE.format(reach=3, links=link % ", distance: 7 km"))
    assert stated.exchanges.distance.tolist() == [exact(7)]
    assert stated.summary["plan"]["cost"] == exact(70)
    assert solve(tmp_path, PLANE.format(reach=3, links=link % "")).summary["plan"]["cost"] == exact(60)


def test_link_holds_in_one_direction(tmp_path: Path) -> None:
    """Proves: SEMANTICS 1: an entry from kiln to mill says nothing of mill to kiln, which stays 6 km long.

    Breaks if: links are read as undirected.
    """
    links = "links: {back: {from: kiln, to: mill, transport: lorry, distance: 1 km}}"
    assert solve(tmp_path, PLANE.format(reach=9, links=links)).summary["plan"]["cost"] == exact(60)


def test_two_entries_on_one_pair_are_a_fault(tmp_path: Path) -> None:
    """Proves: SEMANTICS 1: two entries with the same from, to, transport and a common resource are refused.

    Breaks if: the later one silently wins.
    """
    links = "links: {a: {from: mill, to: kiln, transport: lorry}, b: {from: mill, to: kiln, transport: lorry}}"
    found = faults_of(tmp_path, PLANE.format(reach=9, links=links))
    assert "links.b: says again what 'a' says of 'ash'" in found


TWO_SEASONS = """\
calendar: {periods: {winter: 3000 h, summer: 5000 h}, year: 8000 h}
resources: {heat: {unit: MWh, form: heat}, ash: {unit: t, form: solid}}
sites: {mill: {xy: [0, 0]}}
disposal: {vent: {gate_fee: 1 EUR/MWh}, tip: {gate_fee: 1 EUR/t}}
flows:
  warm: {site: mill, resource: heat, gives: 40 MW, otherwise: vent}
  warmth: {site: mill, resource: heat, takes: 999 GWh/a}
  out: {site: mill, resource: ash, %s, otherwise: tip}
  in: {site: mill, resource: ash, takes: 99 kt/a}
"""


def seasons(folder: Path, gives: str) -> dict[str, tuple[float, float]]:
    frame = solve(folder, TWO_SEASONS % gives).exchanges
    return {row.giver: (row.entering_winter, row.entering_summer) for row in frame.itertuples()}


@pytest.mark.parametrize(
    ("gives", "winter_t", "summer_t"),
    [
        ("gives: 80 t/a", 30.0, 50.0),
        ("gives: 80 t", 30.0, 50.0),
        ("gives: 2 t/h", 6000.0, 10000.0),
        ("gives: {winter: 60 t, summer: 7 t}", 60.0, 7.0),
        ("gives: {winter: 2 t/h, summer: 80 t/a}", 6000.0, 50.0),
        ("gives: 80 t/a, profile: {winter: 90 %, summer: 10 %}", 72.0, 8.0),
        ("gives: 2 t/h, profile: {winter: 0.25, summer: 0.75}", 4000.0, 12000.0),
    ],
)
def test_rates_and_totals_by_period(tmp_path: Path, gives: str, winter_t: float, summer_t: float) -> None:
    """Proves: SEMANTICS 2: rates and totals are spread over 3000 h of winter and 5000 h of summer.

    80 t/a is 80 · 3/8 = 30 and 80 · 5/8 = 50, like a total of 80 t spread by hours; 2 t/h is 6000 and 10 000; totals by
    period stand as they are; a profile shares the year's total (80, or 2 · 8000 = 16 000) out. 40 MW is 120 000 and
    200 000 MWh.

    Breaks if: a year has 8760 h here, a profile works on periods' rates, or totals are not spread by hours.
    """
    found = seasons(tmp_path, gives)
    assert found["out"] == (exact(winter_t), exact(summer_t))
    assert found["warm"] == (exact(120_000), exact(200_000))


def test_rate_per_year_whatever_its_hours(tmp_path: Path) -> None:
    """Proves: SEMANTICS 2: 80 t/a is 80 t in a year of 8000 h and in one of 8760; 1 MW is 8000 or 8760 MWh.

    Breaks if: t/a is taken per 8760 h.
    """
    text = """\
        calendar: {year: %s h}
        resources: {heat: {unit: MWh, form: heat}, ash: {unit: t, form: solid}}
        sites: {mill: {xy: [0, 0]}}
        disposal: {vent: {gate_fee: 1 EUR/MWh}, tip: {gate_fee: 1 EUR/t}}
        flows:
          warm: {site: mill, resource: heat, gives: 1 MW, otherwise: vent}
          out: {site: mill, resource: ash, gives: 80 t/a, otherwise: tip}
        """
    for hours in (8000, 8760):
        found = disposed(solve(tmp_path, text % hours))
        assert found == {("out", "tip"): exact(80), ("warm", "vent"): exact(hours)}


def test_periods_must_make_up_the_year(tmp_path: Path) -> None:
    """Proves: SEMANTICS 2: periods of 8759 h in a year of 8760 are refused, as are shares of 99.9 %.

    Three thirds that make up the year to 1e-10 are taken: 0.3333333333 of 8760 t. A profile of 99 % is refused.

    Breaks if: the year is silently shortened, or rounding of shares is refused.
    """
    for periods, total in (("{a: 8000 h, b: 759 h}", "8759 h"), ("{a: 40 %, b: 59.9 %}", "8751.24 h")):
        found = faults_of(tmp_path, f"calendar: {{periods: {periods}}}\n")
        assert f"calendar.periods: the periods add up to {total}, the year has 8760 h" in found
    thirds = "calendar: {periods: {a: 33.33333333 %, b: 33.33333333 %, c: 33.33333333 %}}\n"
    results = solve(tmp_path, thirds + TWO_SEASONS.partition("\n")[2] % "gives: 8760 t/a")
    assert results.exchanges.set_index("giver").entering_a["out"] == exact(0.3333333333 * 8760)
    found = faults_of(tmp_path, TWO_SEASONS % "gives: 1 t/a, profile: {winter: 50 %, summer: 49 %}")
    assert "flows.out.profile: the shares add up to 0.99" in found


DEFAULTS = """\
resources: {ash: {unit: t, form: solid}}
sites: {mill: {xy: [0, 0]}, kiln: {xy: [3000, 4000]}}
disposal: {tip: {gate_fee: 100 EUR/t, emissions: 7 kgCO2e/t}}
flows:
  out: {site: mill, resource: ash, gives: 10 Mt/a, otherwise: tip}
  in: {site: kiln, resource: ash, takes: 9 Mt/a}
transport:
  belt: {carries: [solid], sizes: {wide: {capacity: 99 Mt/a, capex: 300 EUR, lifetime: 30 a}}}
"""


def test_defaults(tmp_path: Path) -> None:
    """Proves: SEMANTICS 3: the objective is cost alone (combined = cost though 7 t CO2 of 1 Mt remain).

    Money has no interest (300 EUR over 30 a = 10 EUR/a), the way is 5000 km straight with detour 1 and within reach,
    moving costs nothing else: 1 Mt · 100 EUR + 10 EUR = 100 000 010 EUR/a, 1 Mt · 7 kg = 7000 t.

    Breaks if: any default differs.
    """
    results = solve(tmp_path, DEFAULTS)
    plan = results.summary["plan"]
    assert results.exchanges.distance.tolist() == [exact(5000)]
    assert parts(results) == {"disposal": exact(1e8), "capex": exact(10)}
    assert plan["cost"] == plan["combined"] == exact(100_000_010)
    assert plan["co2_t"] == exact(7000)


def test_capacity_is_unlimited_by_default(tmp_path: Path) -> None:
    """Proves: SEMANTICS 3: a mode and a route without capacity carry and take whatever there is: 9 of 10 Mt move.

    Breaks if: some large number stands for no limit.
    """
    results = solve(tmp_path, DEFAULTS.partition("transport:")[0] + "transport: {air: {carries: [solid]}}\n")
    assert moved(results) == {("out", "in"): exact(9e6)}
    assert disposed(results) == {("out", "tip"): exact(1e6)}


def test_what_may_be_negative(tmp_path: Path) -> None:
    """Proves: SEMANTICS 3: some numbers may be negative.

    They are coordinates, temperature, quality, emission factors and the price of a need's `otherwise`.
    10 t bought at −5 EUR and −50 kg: −50 EUR/a and −0.5 t; a blend of −3 is below the limit of −2.

    Breaks if: one of them is refused, or its sign is lost.
    """
    text = """\
        resources:
          brine: {unit: t, form: heat, temperature: -20 degC, properties: {pour_point: degC}, quality: {pour_point: -3}}
        sites: {mill: {at: [-33.9, -70.5]}}
        flows:
          in:
            site: mill
            resource: brine
            takes: 10 t/a
            limits: {pour_point: {max: -2}}
            otherwise: {price: -5 EUR/t, emissions: -50 kgCO2e/t, quality: {pour_point: -3}}
        """
    plan = solve(tmp_path, text).summary["plan"]
    assert plan["cost"] == exact(-50)
    assert plan["co2_t"] == exact(-0.5)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("gate_fee: 100 EUR/t", "gate_fee: -100 EUR/t", "disposal.tip.gate_fee"),
        ("capex: 300 EUR", "capex: -300 EUR", "transport.belt.sizes.wide.capex"),
        ("lifetime: 30 a", "lifetime: 30 a, fixed_opex: -1 EUR/a", "transport.belt.sizes.wide.fixed_opex"),
        ("lifetime: 30 a", "lifetime: 30 a, fixed_opex: -1 %", "transport.belt.sizes.wide.fixed_opex"),
        ("carries: [solid]", "carries: [solid], per_exchange: -1 EUR/a", "transport.belt.per_exchange"),
        ("carries: [solid]", "carries: [solid], cost: -1 EUR/(t km)", "transport.belt.cost"),
        ("carries: [solid]", "carries: [solid], handling: -1 EUR/t", "transport.belt.handling"),
    ],
)
def test_what_may_not_be_negative(tmp_path: Path, old: str, new: str, path: str) -> None:
    """Proves: SEMANTICS 3: a negative cost of building, moving or disposing is a fault.

    So for capex, fixed_opex, per_exchange, transport cost, handling and gate fee.

    Breaks if: one of them is let through, and exchanges pay for themselves.
    """
    found = faults_of(tmp_path, DEFAULTS.replace(old, new))
    assert f" {path}: -" in found
    assert "is negative" in found


def test_capex_needs_a_lifetime(tmp_path: Path) -> None:
    """Proves: SEMANTICS 3: a capex without any lifetime is a fault.

    The economics' lifetime is one: 300 EUR / 10 a = 30 EUR/a.

    Breaks if: a lifetime is made up.
    """
    text = DEFAULTS.replace(", lifetime: 30 a", "")
    assert "transport.belt.sizes.wide: a capex without a lifetime" in faults_of(tmp_path, text)
    results = solve(tmp_path, text + "economics: {lifetime: 10 a}\n")
    assert parts(results)["capex"] == exact(30)


MASS = """\
resources: {sludge: {unit: m3, form: liquid, mass: 0.8 t/m3}, dust: {unit: kg, form: liquid}}
sites: {mill: {xy: [0, 0]}, kiln: {xy: [10, 0]}}
disposal:
  tip: {gate_fee: 50 EUR/t, landfill: true, site: kiln}
flows:
  wet: {site: mill, resource: sludge, gives: 100 m3/a, otherwise: tip}
  dry: {site: mill, resource: dust, gives: 500 kg/a, otherwise: tip}
transport: {tanker: {carries: [liquid], cost: 0.1 EUR/(t km), emissions: 0.2 kgCO2e/(t km)}}
"""


def test_prices_and_landfill_weigh(tmp_path: Path) -> None:
    """Proves: SEMANTICS 4: 100 m3 at 0.8 t/m3 are 80 t, 500 kg are 0.5 t.

    Landfilled 80.5 t, gate fee 80.5 · 50 = 4025 EUR/a, transport 80.5 t · 10 km · 0.1 = 80.5 EUR/a, CO2 80.5 · 10 · 0.2
    = 161 kg.

    Breaks if: a price per t is charged per m3 or per kg, or the landfilled figure mixes units.
    """
    results = solve(tmp_path, MASS)
    assert results.summary["baseline"]["landfilled_t"] == exact(80.5)
    assert parts(results) == {"disposal": exact(4025), "transport": exact(80.5)}
    assert results.summary["plan"]["co2_t"] == exact(0.161)
    assert results.diversion.set_index("resource").baseline.to_dict() == {
        "dust": exact(0.5), "sludge": exact(80), "total": exact(80.5),
    }  # fmt: skip


def test_without_mass_no_price_per_tonne_and_no_landfill(tmp_path: Path) -> None:
    """Proves: SEMANTICS 4: a resource without mass cannot meet a price per t.

    Nor a price per t·km, nor a landfill route.

    Breaks if: one m3 is silently taken for one t.
    """
    found = faults_of(tmp_path, MASS.replace(", mass: 0.8 t/m3", ""))
    assert "disposal.tip.gate_fee: EUR/t found, but resource 'sludge' is counted in m3" in found
    assert "transport.tanker.cost: EUR/(t km) found, but resource 'sludge' is counted in m3" in found
    assert "flows.wet.otherwise: 'sludge' has no mass, so what is landfilled cannot be weighed" in found
    assert "dust" not in found
