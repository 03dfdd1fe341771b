"""SEMANTICS 5-10: pairs, one site, moving, losses, sharing, sizes; each on a park small enough to work out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import disposed, exact, faults_of, moved, parts, solve

PAIRS = """\
resources: {{ash: {{unit: t, form: solid}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [2, 0]}}}}
disposal: {{tip: {{gate_fee: 100 EUR/t}}}}
flows:
  out: {{site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}
  k1: {{site: kiln, resource: ash, takes: 60 t/a}}
  k2: {{site: kiln, resource: ash, takes: 40 t/a}}
transport: {{lorry: {{carries: [solid], {terms}}}}}
"""


@pytest.mark.parametrize(
    ("terms", "exchanges_eur", "disposal_eur"),
    [
        ("per_exchange: 500 EUR/a", 1000.0, 0.0),
        ("per_exchange: 250 EUR/(a km)", 1000.0, 0.0),
        ("per_exchange: 4500 EUR/a", 4500.0, 4000.0),
        ("per_exchange: 6500 EUR/a", 0.0, 10_000.0),
    ],
)
def test_per_exchange_is_paid_by_each_pair_in_use(
    tmp_path: Path, terms: str, exchanges_eur: float, disposal_eur: float
) -> None:
    """Proves: SEMANTICS 5: two needs on one site are two pairs: 2 · 500 EUR/a, or 2 · 250 · 2 km.

    At 4500 EUR/a the pair that saves 40 t · 100 = 4000 EUR stays unused, at 6500 the one that saves 6000 too.

    Breaks if: the fee is paid per pair of sites, per unit, or by pairs that carry nothing.
    """
    results = solve(tmp_path, PAIRS.format(terms=terms))
    expected = {"exchanges": exchanges_eur, "disposal": disposal_eur}
    assert parts(results) == {part: exact(value) for part, value in expected.items() if value}


def test_each_mode_is_a_pair(tmp_path: Path) -> None:
    """Proves: SEMANTICS 5: one giver and one need by two modes are two pairs.

    Two capacities of 50 t/a, two fees of 500.

    Breaks if: the fee is paid once per giver and taker.
    """
    text = """\
        resources: {ash: {unit: t, form: solid}}
        sites: {mill: {xy: [0, 0]}, kiln: {xy: [2, 0]}}
        disposal: {tip: {gate_fee: 100 EUR/t}}
        flows:
          out: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}
          in: {site: kiln, resource: ash, takes: 100 t/a}
        transport:
          lorry: {carries: [solid], per_exchange: 500 EUR/a, capacity: 50 t/a}
          rail: {like: lorry}
        """
    results = solve(tmp_path, text)
    assert parts(results) == {"exchanges": exact(1000)}
    assert results.summary["plan"]["exchanges"] == 2


MINIMUM = """\
calendar: {periods: {winter: 50 %, summer: 50 %}}
resources: {water: {unit: m3, form: liquid}}
sites: {mill: {xy: [0, 0]}, farm: {xy: [2, 0]}}
flows:
  out: {site: mill, resource: water, gives: {winter: 35 m3, summer: 25 m3}}
  need: {site: farm, resource: water, takes: {winter: 30 m3, summer: SUMMER m3}, otherwise: {price: 10 EUR/m3}}
transport: {pipe: {carries: [liquid], losses: 5 %/km, minimum: 50 m3/a}}
"""


def test_minimum_is_of_what_enters_in_a_year(tmp_path: Path) -> None:
    """Proves: SEMANTICS 5: the minimum is a yearly total of what enters.

    A tenth is lost (5 %/km · 2 km): needs of 30 and 15 m3 take 33.33… and 16.66…, together 50, though each season is
    below 50. With 14.9 m3 less than 50 can enter: no pair.

    Breaks if: the minimum holds in each period, or for what arrives (45).
    """
    enough = solve(tmp_path, MINIMUM.replace("SUMMER", "15"))
    assert moved(enough) == {("out", "need"): exact(50)}
    assert enough.exchanges.arriving.tolist() == [exact(45)]
    short = solve(tmp_path, MINIMUM.replace("SUMMER", "14.9"))
    assert parts(short) == {"virgin": exact(449)}
    assert short.left_out.reason.tolist() == ["the mode's minimum is more than can ever move"]


def test_minimum_is_all_or_nothing(tmp_path: Path) -> None:
    """Proves: SEMANTICS 5: of 60 m3 one need gets at least 50 or nothing.

    Serving `a` saves 50 · 10 = 500 EUR, `b` 55 · 9 = 495: `a` gets its 50, the 10 left over are too few for `b`, which
    buys 55 · 9 = 495 EUR. Without minimum `b` buys 45.

    Breaks if: a minimum is a mere lower price, or a pair may carry a little.
    """
    text = """\
        resources: {{water: {{unit: m3, form: liquid}}}}
        sites: {{mill: {{xy: [0, 0]}}, farm: {{xy: [2, 0]}}}}
        flows:
          out: {{site: mill, resource: water, gives: 60 m3/a}}
          a: {{site: farm, resource: water, takes: 50 m3/a, otherwise: {{price: 10 EUR/m3}}}}
          b: {{site: farm, resource: water, takes: 55 m3/a, otherwise: {{price: 9 EUR/m3}}}}
        transport: {{pipe: {{carries: [liquid]{minimum}}}}}
        """
    with_minimum = solve(tmp_path, text.format(minimum=", minimum: 50 m3/a"))
    assert moved(with_minimum) == {("out", "a"): exact(50)}
    assert parts(with_minimum) == {"virgin": exact(495)}
    assert parts(solve(tmp_path, text.format(minimum=""))) == {"virgin": exact(405)}


def test_no_fee_and_no_minimum_on_the_way_to_disposal_or_on_one_site(tmp_path: Path) -> None:
    """Proves: SEMANTICS 5: to a located route the lorry costs 10 t · 3 km · 1 EUR, without fee and without minimum.

    On one site 4 t move for nothing. Baseline 14 t · (3 + 20) = 322, plan 10 t · 23 = 230 EUR/a.

    Breaks if: `per_exchange` or `minimum` hold for every arc.
    """
    text = """\
        resources: {ash: {unit: t, form: solid}}
        sites: {mill: {xy: [0, 0]}, quarry: {xy: [3, 0]}}
        disposal: {tip: {gate_fee: 20 EUR/t, site: quarry}}
        flows:
          out: {site: mill, resource: ash, gives: 14 t/a, otherwise: tip}
          in: {site: mill, resource: ash, takes: 4 t/a}
        transport: {lorry: {carries: [solid], cost: 1 EUR/(t km), per_exchange: 5000 EUR/a, minimum: 50 t/a}}
        """
    results = solve(tmp_path, text)
    assert results.summary["baseline"]["cost"] == exact(322)
    assert parts(results) == {"disposal": exact(200), "transport": exact(30)}


ON_SITE = """\
resources: {slag: {unit: t, form: solid, properties: {cl: percent}, quality: {cl: 2}}}
sites: {mill: {xy: [0, 0]}}
disposal: {tip: {gate_fee: 100 EUR/t}}
flows:
  out: {site: mill, resource: slag, gives: 100 t/a, otherwise: tip, costs: 3 EUR/t}
  in:
    site: mill
    takes: 120 t/a
    accepts: {slag: {replaces: 0.9, at_most: %s}}
    limits: {cl: {max: %s}}
    otherwise: {price: 50 EUR/t, quality: {cl: 0}}
transport:
  lorry: {carries: [solid], cost: 9 EUR/(t km), handling: 9 EUR/t, per_exchange: 9 kEUR/a, capacity: 1 t/a,
          emissions: 9 kgCO2e/(t km), minimum: 99 t/a, reach: 0 km}
"""


def test_on_one_site_things_move_free(tmp_path: Path) -> None:
    """Proves: SEMANTICS 6: on one site no cost, fee, minimum, capacity, reach or CO2 of the mode holds.

    `costs` and `at_most` do: 30 % of 120 t are 36 t of need, met by 40 t of slag. 60 t to the tip 6000, sorting 40 · 3
    = 120, 84 t bought 4200.

    Breaks if: on-site moves use a mode, or escape the rules of both ends; or are not listed.
    """
    results = solve(tmp_path, ON_SITE % ("30 %", 2))
    row = results.exchanges.to_dict("records")[0]
    assert (row["mode"], row["distance"], row["co2"]) == ("on_site", 0.0, 0.0)
    assert (row["entering"], row["arriving"], row["cost"]) == (exact(40), exact(40), exact(120))
    assert parts(results) == {"disposal": exact(6000), "handling": exact(120), "virgin": exact(4200)}


def test_on_one_site_limits_hold(tmp_path: Path) -> None:
    """Proves: SEMANTICS 6: a blend's limit holds on one site.

    2 · s ≤ 0.5 · (s + v), s · 0.9 + v = 120, so 1.5 s ≤ 0.5 (120 − 0.9 s), s ≤ 60 / 1.95 = 30.769… t.

    Breaks if: limits are left to transport.
    """
    assert moved(solve(tmp_path, ON_SITE % ("100 %", 0.5))) == {("out", "in"): exact(60 / 1.95)}


def test_moving_is_paid_for_what_enters(tmp_path: Path) -> None:
    """Proves: SEMANTICS 7: of 100 m3 a tenth is lost.

    Cost 100 · 2 km · 0.01 = 2 EUR, handling 100 · 0.5 = 50 EUR, CO2 100 · 2 km · 0.1 = 20 kg: all of what enters,
    though 90 arrive. A cost per m3 counts no km: 100 · 0.03 = 3 EUR.

    Breaks if: cost, handling or emissions are of what arrives.
    """
    text = """\
        resources: {{water: {{unit: m3, form: liquid}}}}
        sites: {{mill: {{xy: [0, 0]}}, farm: {{xy: [2, 0]}}}}
        flows:
          out: {{site: mill, resource: water, gives: 150 m3/a}}
          need: {{site: farm, resource: water, takes: 90 m3/a, otherwise: {{price: 10 EUR/m3}}}}
        transport:
          pipe: {{carries: [liquid], losses: 5 %/km, cost: {cost}, handling: 0.5 EUR/m3, emissions: 0.1 kgCO2e/(m3 km)}}
        """
    results = solve(tmp_path, text.format(cost="0.01 EUR/(m3 km)"))
    assert parts(results) == {"transport": exact(2), "handling": exact(50)}
    assert results.summary["plan"]["co2_parts_t"]["transport"] == exact(0.02)
    assert results.exchanges[["entering", "arriving"]].values.tolist() == [[exact(100), exact(90)]]
    assert parts(solve(tmp_path, text.format(cost="0.03 EUR/m3")))["transport"] == exact(3)


def test_capacity_is_per_pair_of_sites_resource_and_direction(tmp_path: Path) -> None:
    """Proves: SEMANTICS 7: 100 t/a from a to b hold for both ash givers of `a` together (160 given, 60 remain).

    Slag the same way (90), ash back (95) and ash to c (70) have their own. Qualities keep each ash to its taker: 60 t ·
    100 EUR remain.

    Breaks if: each giver has the capacity to itself, or resources, directions or sites share one.
    """
    text = """\
        resources: {ash: {unit: t, form: solid, properties: {kind: ppm}}, slag: {unit: t, form: solid}}
        sites: {a: {xy: [0, 0]}, b: {xy: [2, 0]}, c: {xy: [0, 2]}}
        disposal: {tip: {gate_fee: 100 EUR/t}}
        flows:
          there1: {site: a, resource: ash, gives: 80 t/a, otherwise: tip, quality: {kind: 1}}
          there2: {site: a, resource: ash, gives: 80 t/a, otherwise: tip, quality: {kind: 1}}
          back: {site: b, resource: ash, gives: 95 t/a, otherwise: tip, quality: {kind: 2}}
          away: {site: a, resource: ash, gives: 70 t/a, otherwise: tip, quality: {kind: 0}}
          slag: {site: a, resource: slag, gives: 90 t/a, otherwise: tip}
          at_b: {site: b, takes: 999 t/a, accepts: {ash: {limits: {kind: {min: 1, max: 1}}}}}
          at_a: {site: a, takes: 999 t/a, accepts: {ash: {limits: {kind: {min: 2}}}}}
          at_c: {site: c, takes: 999 t/a, accepts: {ash: {limits: {kind: {max: 0}}}}}
          slag_at_b: {site: b, resource: slag, takes: 999 t/a}
        transport: {lorry: {carries: [solid], capacity: 100 t/a}}
        """
    results = solve(tmp_path, text)
    sent = moved(results)
    assert sent.pop(("there1", "at_b")) + sent.pop(("there2", "at_b")) == exact(100)
    assert sent == {("back", "at_a"): exact(95), ("away", "at_c"): exact(70), ("slag", "slag_at_b"): exact(90)}
    assert parts(results) == {"disposal": exact(6000)}


def test_capacity_is_a_rate_in_each_period(tmp_path: Path) -> None:
    """Proves: SEMANTICS 7: 1 t/h lets 4000 t pass in a winter of 4000 h and 4760 in summer.

    Of 5000 and 1000 t given 4000 and 1000 move.

    Breaks if: the capacity holds for the year as a whole (all 6000 would pass 8760).
    """
    text = """\
        calendar: {periods: {winter: 4000 h, summer: 4760 h}}
        resources: {ash: {unit: t, form: solid}}
        sites: {a: {xy: [0, 0]}, b: {xy: [2, 0]}}
        disposal: {tip: {gate_fee: 100 EUR/t}}
        flows:
          out: {site: a, resource: ash, gives: {winter: 5000 t, summer: 1000 t}, otherwise: tip}
          in: {site: b, resource: ash, takes: 1 t/h, %s}
        transport: {lorry: {carries: [solid], capacity: 1 t/h}}
        """
    frame = solve(tmp_path, text % "profile: {winter: 100 %, summer: 0 %}").exchanges
    assert frame[["entering_winter", "entering_summer"]].values.tolist() == [[exact(4000), 0.0]]
    frame = solve(tmp_path, text % "profile: {winter: 60 %, summer: 40 %}").exchanges
    assert frame[["entering_winter", "entering_summer"]].values.tolist() == [[exact(4000), exact(1000)]]


LOSSY = """\
resources: {{water: {{unit: m3, form: liquid, mass: 1 t/m3}}}}
sites: {{mill: {{xy: [0, 0]}}, farm: {{xy: [{km}, 0]}}}}
disposal: {{river: {{{route}}}}}
flows:
  out: {{site: mill, resource: water, gives: 150 m3/a, otherwise: river}}
  need: {{site: farm, resource: water, takes: 90 m3/a, otherwise: {{price: 10 EUR/m3}}}}
transport: {{pipe: {{carries: [liquid], losses: 10 %/km}}}}
"""


def test_what_arrives(tmp_path: Path) -> None:
    """Proves: SEMANTICS 8: over 4 km at 10 %/km 60 % arrive: 150 m3 enter, 90 arrive.

    The 60 lost go nowhere: none to the river, and nothing is called diverted, as nothing was landfilled.

    Breaks if: losses compound (0.9^4 = 65.61 %), or what is lost counts as disposed of or diverted.
    """
    results = solve(tmp_path, LOSSY.format(km=4, route=""))
    assert results.exchanges[["entering", "arriving"]].values.tolist() == [[exact(150), exact(90)]]
    assert disposed(results) == {}
    assert results.summary["landfill_diversion"] is None


def test_no_arc_where_all_is_lost(tmp_path: Path) -> None:
    """Proves: SEMANTICS 8: at 10 km · 10 %/km = 1 nothing arrives, and there is no arc.

    At 9.9 km one hundredth arrives.

    Breaks if: an arc with nothing (or less) arriving takes water away for free.
    """
    gone = solve(tmp_path, LOSSY.format(km=10, route=""))
    assert parts(gone) == {"virgin": exact(900)}
    assert gone.left_out.reason.tolist() == ["all would be lost on the way"]
    little = solve(tmp_path, LOSSY.format(km=9.9, route=""))
    assert little.exchanges[["entering", "arriving"]].values.tolist() == [[exact(150), exact(1.5)]]


@pytest.mark.parametrize("route", ["gate_fee: 1 EUR/m3", "tax: 1 EUR/m3", "landfill: true"])
def test_losses_of_what_is_a_burden_are_refused(tmp_path: Path, route: str) -> None:
    """Proves: SEMANTICS 8: losing what must be disposed of at a cost, or to landfill, would make it vanish: refused.

    Breaks if: a leaky pipe is a free way of disposal.
    """
    found = faults_of(tmp_path, LOSSY.format(km=4, route=route))
    assert "transport.pipe.losses: would lose 'water', which must be disposed of ('river')" in found


SHARED = """\
resources:
  acid: {{unit: t, form: liquid}}
  foam: {{unit: m3, form: liquid{mass}}}
sites: {{mill: {{xy: [0, 0]}}, farm: {{xy: [1, 0]}}}}
disposal: {{tip: {{gate_fee: {{acid: 100 EUR/t, foam: 40 EUR/m3}}}}}}
flows:
  acid: {{site: mill, resource: acid, gives: 80 t/a, otherwise: tip}}
  foam: {{site: mill, resource: foam, gives: 80 m3/a, otherwise: tip}}
  sour: {{site: farm, resource: acid, takes: 99 t/a}}
  light: {{site: farm, resource: foam, takes: 99 m3/a}}
transport: {{pipe: {{carries: [liquid], shared: true, {terms}}}}}
"""


def test_shared_capacity_is_counted_in_tonnes(tmp_path: Path) -> None:
    """Proves: SEMANTICS 9: 100 t/a for both together: acid saves 100 EUR/t, foam 40 EUR/m3 = 80 EUR/t at 0.5 t/m3.

    So 80 t of acid and 20 t = 40 m3 of foam move, 40 m3 · 40 = 1600 EUR remain.

    Breaks if: m3 and t are added up, or each resource has the capacity to itself.
    """
    results = solve(tmp_path, SHARED.format(mass=", mass: 0.5 t/m3", terms="capacity: 100 t/a"))
    assert moved(results) == {("acid", "sour"): exact(80), ("foam", "light"): exact(40)}
    assert parts(results) == {"disposal": exact(1600)}


def test_shared_size_is_built_once(tmp_path: Path) -> None:
    """Proves: SEMANTICS 9: one shared pipe serves all it carries.

    It has 120 t/a for 80 t of acid and 80 m3 = 40 t of foam: one capex of 1000 EUR over 10 a. Not shared, two are built:
    200 EUR/a.

    Breaks if: `shared` builds one asset per resource.
    """
    size = "sizes: {DN50: {capacity: 120 t/a, capex: 1000 EUR, lifetime: 10 a}}"
    shared = solve(tmp_path, SHARED.format(mass=", mass: 0.5 t/m3", terms=size))
    assert parts(shared) == {"capex": exact(100)}
    assert shared.investments.serves.tolist() == ["shared"]
    own = SHARED.format(mass=", mass: 0.5 t/m3", terms=size).replace("shared: true", "shared: false")
    assert parts(solve(tmp_path, own)) == {"capex": exact(200)}


def test_shared_needs_one_unit_or_masses(tmp_path: Path) -> None:
    """Proves: SEMANTICS 9: t and m3 without mass cannot share.

    Breaks if: what has no mass weighs nothing, or 1 t.
    """
    found = faults_of(tmp_path, SHARED.format(mass="", terms="capacity: 100 t/a"))
    assert "transport.pipe.shared: carries several units, and 'foam' has no mass" in found


def test_parallel_links_are_of_different_modes(tmp_path: Path) -> None:
    """Proves: SEMANTICS 9: a road and a rail link between the same sites carry 60 t/a each.

    Of 150 t 30 remain, 30 · 10 EUR.

    Breaks if: one entry hides the other.
    """
    text = """\
        resources: {ash: {unit: t, form: solid}}
        sites: {mill: {}, kiln: {}}
        disposal: {tip: {gate_fee: 10 EUR/t}}
        flows:
          out: {site: mill, resource: ash, gives: 150 t/a, otherwise: tip}
          in: {site: kiln, resource: ash, takes: 999 t/a}
        transport: {lorry: {carries: [solid], links_only: true}, rail: {carries: [solid], links_only: true}}
        links:
          road: {from: mill, to: kiln, transport: lorry, distance: 1 km, capacity: 60 t/a}
          track: {from: mill, to: kiln, transport: rail, distance: 1 km, capacity: 60 t/a}
        """
    results = solve(tmp_path, text)
    assert results.exchanges[["mode", "entering"]].values.tolist() == [["lorry", exact(60)], ["rail", exact(60)]]
    assert parts(results) == {"disposal": exact(300)}


SIZES = """\
resources: {{ash: {{unit: t, form: solid}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [2, 0]}}}}
disposal: {{tip: {{gate_fee: 100 EUR/t}}}}
flows:
  out: {{site: mill, resource: ash, gives: {gives} t/a, otherwise: tip}}
  in: {{site: kiln, resource: ash, takes: 999 t/a}}
economics: {{lifetime: 10 a}}
transport:
  belt:
    carries: [solid]
    sizes:
      S: {{capacity: 50 t/a, capex: 1000 EUR}}
      M: {{capacity: 80 t/a, capex: 1000 EUR/km, fixed_opex: 5 %}}
{more}
"""


@pytest.mark.parametrize(
    ("gives", "size", "expected"),
    [
        (45, "S", {"capex": 100.0}),
        (51, "S", {"capex": 100.0, "disposal": 100.0}),
        (54, "M", {"capex": 200.0, "fixed_opex": 100.0}),
        (130, "M", {"capex": 200.0, "fixed_opex": 100.0, "disposal": 5000.0}),
    ],
)
def test_at_most_one_size(tmp_path: Path, gives: int, size: str, expected: dict[str, float]) -> None:
    """Proves: SEMANTICS 10: S costs 1000 EUR / 10 a = 100 EUR/a for 50 t.

    M costs 2 km · 1000 / 10 = 200 and 5 % of 2000 = 100 EUR/a for 80 t. For 130 t both would be worth it, one is built;
    54 t are worth M by 300 to 500 EUR/a, 51 t are not by 300 to 200.

    Breaks if: sizes add up, capex per km is not multiplied by km, or a share of capex is one of the annuity.
    """
    results = solve(tmp_path, SIZES.format(gives=gives, more=""))
    assert results.investments[["size", "from_site", "to_site"]].values.tolist() == [[size, "mill", "kiln"]]
    assert parts(results) == {part: exact(value) for part, value in expected.items()}
    assert results.summary["plan"]["capex_invested"] == exact(10 * expected["capex"])


def test_several_parallel_ones_are_several_modes(tmp_path: Path) -> None:
    """Proves: SEMANTICS 10: two sized modes between the same sites are both built: 130 t by M (80) and the tube (50).

    Breaks if: one size per pair of sites, rather than per entry.
    """
    tube = "  tube: {carries: [solid], sizes: {T: {capacity: 50 t/a, capex: 500 EUR}}}"
    results = solve(tmp_path, SIZES.format(gives=130, more=tube))
    assert results.investments["size"].tolist() == ["M", "T"]
    assert parts(results) == {"capex": exact(250), "fixed_opex": exact(100)}


def test_a_size_serves_all_flows_of_one_direction(tmp_path: Path) -> None:
    """Proves: SEMANTICS 10: two givers of a site share one S (45 + 5 = 50 t) for one capex.

    Its capacity is of what enters.

    Breaks if: each pair builds its own.
    """
    text = SIZES.format(gives=45, more="").replace(
        "flows:\n", "flows:\n  more: {site: mill, resource: ash, gives: 5 t/a, otherwise: tip}\n"
    )
    results = solve(tmp_path, text)
    assert results.summary["plan"]["exchanges"] == 2
    assert parts(results) == {"capex": exact(100)}
