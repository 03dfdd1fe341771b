"""SEMANTICS 24: least load of what runs, sizes cut from a curve, capacities between sizes; by hand."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import pytest
from semantics_scenarios import exact, parts, solve

LOAD = """\
calendar: {{periods: {{winter: 100 h, summer: 300 h}}, year: 400 h}}
economics: {{lifetime: 10 a}}
resources: {{ash: {{unit: t}}, sand: {{unit: t}}}}
sites: {{mill: {{xy: [0, 0]}}}}
disposal: {{dump: {{gate_fee: 2 EUR/t}}}}
technologies:
  grinding:
    takes: {{ash: 1 t/t}}
    gives: {{sand: {output}}}
    opex: 1 EUR/t
    min_load: {least}
facilities: {{grinder: {{technology: grinding, site: mill, {size}}}}}
flows:
  out: {{site: mill, resource: ash, gives: 9000 t/a}}
  road: {{site: mill, resource: sand, takes: {{winter: 60 t, summer: {summer} t}}, otherwise: {{price: 10 EUR/t}}}}
"""
STANDS = "existing: 1 t/h"
TO_DUMP = "{amount: 1 t/t, otherwise: dump}"


@pytest.mark.parametrize(
    ("least", "output", "cost"),
    [
        ("50 %", "1 t/t", 60 * 1 + 120 * 10),
        ("40 %", "1 t/t", 60 * 1 + 120 * 1),
        ("50 %", TO_DUMP, 60 * 1 + 150 * 1 + 30 * 2),
        ("70 %", "1 t/t", 60 * 10 + 120 * 10),
    ],
)
def test_least_load_in_each_period_of_its_own(tmp_path: Path, least: str, output: str, cost: float) -> None:
    """Proves: SEMANTICS 24: 1 t/h at half load is 50 t in winter and 150 in summer, or nothing, each period by itself.

    Winter's 60 t are ground; summer's 120 are bought at 10, for 150 are too many; at 40 % 120 are just enough; with a
    dump for 30 t it is worth running; at 70 % winter's 60 are too few as well.

    Breaks if: the load is of the year, one switch is for all periods, or a facility must run.
    """
    text = LOAD.format(least=least, output=output, size=STANDS, summer=120)
    assert solve(tmp_path, text).summary["plan"]["cost"] == exact(cost)


BUILT = "sizes: {S: {capacity: 1 t/h, capex: 100 EUR}, L: {capacity: 2 t/h, capex: 50 EUR}}"


@pytest.mark.parametrize(("least", "size", "capex"), [("50 %", "S", 10), ("25 %", "L", 5), ("0", "L", 5)])
def test_least_load_is_of_the_size_in_use(tmp_path: Path, least: str, size: str, capex: float) -> None:
    """Proves: SEMANTICS 24: half of 2 t/h is 100 t in winter, more than the 60 needed; so the dearer, smaller S is built.

    At 25 % L is low enough: 50 t in winter, 150 of 160 in summer.

    Breaks if: the load is of the smallest size, or of the largest.
    """
    results = solve(tmp_path, LOAD.format(least=least, output="1 t/t", size=BUILT, summer=160))
    assert parts(results) == {"conversion": exact(60 + 160), "capex": exact(capex)}
    assert results.investments["size"].tolist() == [size]


def test_least_load_of_what_stands_and_what_is_added(tmp_path: Path) -> None:
    """Proves: SEMANTICS 10, 24: 0.5 t/h that stand and 1 t/h on top are 1.5 t/h in use: half is 75 t in winter, 225 in summer.

    Summer's 240 t are ground, winter's 60 are too few and bought: 600 + 10 of capex, where without S 10 + 90 t would be
    bought.

    Breaks if: the load is of the new size alone (50 t in winter), or of what stands alone (25).
    """
    size = "existing: 0.5 t/h, sizes: {S: {capacity: 1 t/h, capex: 100 EUR}}"
    text = LOAD.format(least="50 %", output="1 t/t", size=size, summer=240)
    assert parts(solve(tmp_path, text)) == {"conversion": exact(240), "virgin": exact(60 * 10), "capex": exact(10)}


CURVE = """\
calendar: {{periods: {{all: 400 h}}, year: 400 h}}
economics: {{lifetime: 10 a}}
resources: {{ash: {{unit: t}}, sand: {{unit: t}}}}
sites: {{mill: {{xy: [0, 0]}}}}
technologies: {{grinding: {{takes: {{ash: 1 t/t}}, gives: {{sand: 1 t/t}}, {sizes}}}}}
facilities: {{grinder: {{technology: grinding, site: mill}}}}
flows:
  out: {{site: mill, resource: ash, gives: 9000 t/a}}
  road: {{site: mill, resource: sand, takes: {need} t/a, otherwise: {{price: 10 EUR/t}}}}
"""
SCALE = "scale: {capacity: 2 t/h, capex: 100 EUR, exponent: 0.5, from: 1 t/h, to: 16 t/h, steps: 3%s}"


@pytest.mark.parametrize(
    ("need", "size", "capacity"), [(200, "1", 1), (400, "1", 1), (440, "2", 4), (1600, "2", 4), (1640, "3", 16)]
)
def test_sizes_cut_from_a_curve(tmp_path: Path, need: int, size: str, capacity: int) -> None:
    """Proves: SEMANTICS 24: 1 to 16 t/h in 3 steps are 1, 4 and 16 t/h, at 100 · √(q / 2) EUR each, over 10 a.

    The least that can do all of the need is built: 400 h at 1 t/h are 400 t.

    Breaks if: steps are even in t/h (8.5 in the middle), or the exponent or the curve's own capacity is left out.
    """
    results = solve(tmp_path, CURVE.format(sizes=SCALE % "", need=need))
    assert results.investments[["size", "capacity"]].values.tolist() == [[size, exact(capacity)]]
    assert parts(results) == {"capex": exact(100 * sqrt(capacity / 2) / 10)}


@pytest.mark.parametrize("need", [400, 1000, 1600, 4000])
def test_a_curve_with_capacities_between(tmp_path: Path, need: int) -> None:
    """Proves: SEMANTICS 24: with `between` a capacity q costs what the straight line between the two cuts says.

    At 2.5 t/h that is half-way from 1 to 4 t/h: half of both capex; at 10 t/h half-way from 4 to 16.

    Breaks if: the curve itself is paid, or the next size.
    """
    one, four, sixteen = (100 * sqrt(capacity / 2) for capacity in (1, 4, 16))
    capex = {400: one, 1000: (one + four) / 2, 1600: four, 4000: (four + sixteen) / 2}[need]
    assert parts(solve(tmp_path, CURVE.format(sizes=SCALE % ", between: true", need=need))) == {
        "capex": exact(capex / 10)
    }


@pytest.mark.parametrize(("need", "capex"), [(200, 100), (400, 100), (800, 100 + 120 / 3), (1600, 220), (2000, 220)])
def test_capacities_between_sizes(tmp_path: Path, need: int, capex: float) -> None:
    """Proves: SEMANTICS 24: from 1 t/h (100 EUR) to 4 t/h (220 EUR) each t/h more costs 40; none smaller, none larger.

    For 0.5 t/h the smallest is built; of 5 t/h one is bought: 400 t at 10.

    Breaks if: lines reach beyond the sizes, or start at nothing.
    """
    sizes = "sizes: {between: true, S: {capacity: 1 t/h, capex: 100 EUR}, L: {capacity: 4 t/h, capex: 220 EUR}}"
    results = solve(tmp_path, CURVE.format(sizes=sizes, need=need))
    bought = {"virgin": exact(400 * 10)} if need == 2000 else {}
    assert parts(results) == {"capex": exact(capex / 10), **bought}
