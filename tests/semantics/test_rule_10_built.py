"""SEMANTICS 9 and 10: links that lead either way, what stands beside what is built, one of several; by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import exact, parts, solve

SAME_TIME = """\
resources: {{fresh: {{unit: t, form: liquid}}, used: {{unit: t, form: liquid}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [1, 0]}}}}
flows:
  well: {{site: mill, resource: fresh, gives: 100 t/a}}
  wash: {{site: kiln, resource: fresh, takes: 12 t/a, otherwise: {{price: 5 EUR/t}}}}
  drain: {{site: kiln, resource: used, gives: 100 t/a}}
  rinse: {{site: mill, resource: used, takes: 12 t/a, otherwise: {{price: 7 EUR/t}}}}
transport:
  pipe:
    carries: [liquid]
    links_only: true
    shared: true
    sizes: {{S: {{capacity: 10 t/a, capex: 100 EUR, lifetime: 10 a}}}}
links:
  {links}
"""
EITHER_WAY = "main: {from: mill, to: kiln, transport: pipe, fixed: 3 EUR/a, both: true}"
TWO_LINKS = """there: {from: mill, to: kiln, transport: pipe, fixed: 3 EUR/a}
  back: {from: kiln, to: mill, transport: pipe, fixed: 3 EUR/a}"""


@pytest.mark.parametrize(("links", "assets"), [(EITHER_WAY, 1), (TWO_LINKS, 2)])
def test_a_link_either_way_is_one_asset(tmp_path: Path, links: str, assets: int) -> None:
    """Proves: SEMANTICS 9, 10: 10 t/a go there and 10 t/a back at once over a pipe of 10 t/a; 2 t of each are bought.

    It is built once (100 EUR over 10 a) and pays its 3 EUR once; two links of one direction pay all twice.

    Breaks if: both directions share the capacity, or each is paid.
    """
    results = solve(tmp_path, SAME_TIME.format(links=links))
    assert parts(results) == {
        "virgin": exact(2 * 5 + 2 * 7),
        "capex": exact(assets * 10),
        "exchanges": exact(assets * 3),
    }


def test_one_resource_goes_either_way(tmp_path: Path) -> None:
    """Proves: SEMANTICS 9: a pipe that is not shared carries water there in winter and back in summer, built once.

    4380 h at 1 t/h are 4380 t each way: all that is needed.

    Breaks if: the way back is an asset of its own, or not there.
    """
    text = """\
        calendar: {periods: {winter: 4380 h, summer: 4380 h}}
        resources: {water: {unit: t, form: liquid}}
        sites: {mill: {xy: [0, 0]}, kiln: {xy: [1, 0]}}
        flows:
          well: {site: mill, resource: water, gives: {winter: 9000 t, summer: 0 t}}
          lake: {site: kiln, resource: water, gives: {winter: 0 t, summer: 9000 t}}
          wash: {site: kiln, resource: water, takes: {winter: 4380 t, summer: 0 t}, otherwise: {price: 5 EUR/t}}
          rinse: {site: mill, resource: water, takes: {winter: 0 t, summer: 4380 t}, otherwise: {price: 5 EUR/t}}
        transport:
          pipe:
            carries: [liquid]
            links_only: true
            sizes: {S: {capacity: 1 t/h, capex: 100 EUR, lifetime: 10 a}}
        links: {main: {from: kiln, to: mill, transport: pipe, fixed: 3 EUR/a, both: true}}
        """
    assert parts(solve(tmp_path, text)) == {"capex": exact(10), "exchanges": exact(3)}


STANDS = """\
resources: {{water: {{unit: t, form: liquid}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [1, 0]}}}}
flows:
  well: {{site: mill, resource: water, gives: 100 t/a}}
  wash: {{site: kiln, resource: water, takes: {need} t/a, otherwise: {{price: 5 EUR/t}}}}
transport:
  pipe:
    carries: [liquid]
    links_only: true
    sizes:
      S: {{capacity: 10 t/a, capex: 1 EUR/m, fixed_opex: 4 %/a, lifetime: 10 a}}
      L: {{capacity: 20 t/a, capex: 150 EUR, fixed_opex: 2 EUR/a, lifetime: 10 a}}
links: {{main: {{from: mill, to: kiln, transport: pipe, distance: 100 m, existing: {stands}}}}}
"""


@pytest.mark.parametrize(("stands", "fixed"), [("S", 0.04 * 100), ("10 t/a", 0)])
def test_a_new_size_adds_to_what_stands(tmp_path: Path, stands: str, fixed: float) -> None:
    """Proves: SEMANTICS 10: 10 t/a stand, the need is 25: with L on top 30 can pass: 150 / 10 + 2 EUR/a, none bought.

    S that stands pays 4 % of its 100 m · 1 EUR a year and no capex, today too, when 15 t are bought at 5; a capacity
    that stands pays nothing.

    Breaks if: a new size replaces what stands, what stands pays capex, or a % is of nothing or of 1 EUR.
    """
    results = solve(tmp_path, STANDS.format(need=25, stands=stands))
    today = {"virgin": exact(15 * 5), "fixed_opex": exact(fixed)}
    assert parts(results, "baseline") == {part: value for part, value in today.items() if part == "virgin" or fixed}
    assert parts(results) == {"capex": exact(15), "fixed_opex": exact(fixed + 2)}


def test_one_new_size_beside_what_stands(tmp_path: Path) -> None:
    """Proves: SEMANTICS 10: of a need of 45 the pipe that stands and L bring 30; 15 are bought, for S does not add to L.

    Breaks if: both sizes are built beside what stands, which would save 15 · 5 for 10 + 4 EUR/a.
    """
    results = solve(tmp_path, STANDS.format(need=45, stands="S"))
    assert parts(results) == {"virgin": exact(15 * 5), "capex": exact(15), "fixed_opex": exact(4 + 2)}


GROUP = """\
resources: {{water: {{unit: t, form: liquid}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [1, 0]}}, yard: {{xy: [0, 1]}}}}
flows:
  well: {{site: mill, resource: water, gives: 100 t/a}}
  wash: {{site: kiln, resource: water, takes: 10 t/a, otherwise: {{price: 5 EUR/t}}}}
  rinse: {{site: yard, resource: water, takes: 10 t/a, otherwise: {{price: 8 EUR/t}}}}
transport:
  pipe:
    carries: [liquid]
    links_only: true
    sizes: {{S: {{capacity: 10 t/a, capex: 100 EUR, lifetime: 10 a}}}}
links:
  to_kiln: {{from: mill, to: kiln, transport: pipe{kiln}}}
  to_yard: {{from: mill, to: yard, transport: pipe{yard}}}
"""
ONE_OF = ", one_of: ditch"


@pytest.mark.parametrize(
    ("kiln", "yard", "cost"),
    [
        ("", "", 10 + 10),
        (ONE_OF, ONE_OF, 10 + 10 * 5),
        (ONE_OF + ", existing: S", ONE_OF, 10),
        (ONE_OF, "", 10 + 10),
    ],
)
def test_one_of_a_group(tmp_path: Path, kiln: str, yard: str, cost: float) -> None:
    """Proves: SEMANTICS 10: of two pipes at 10 EUR/a each one is built, that which saves 80 EUR/a, not 50.

    What stands does not count: then the other may be built. A group of one holds nothing back.

    Breaks if: `one_of` is not read, forces one, or counts what stands.
    """
    results = solve(tmp_path, GROUP.format(kiln=kiln, yard=yard))
    assert results.summary["plan"]["cost"] == exact(cost)


def test_one_of_a_store_and_a_facility(tmp_path: Path) -> None:
    """Proves: SEMANTICS 10: facility and store of one group: the oven saves 10 · 9 a year, the silo 10 · 4; one is built.

    Cost: the oven's 100 EUR over 10 a, and 10 t of summer's ash at 4.

    Breaks if: groups are held among links only.
    """
    text = """\
        calendar: {periods: {winter: 4380 h, summer: 4380 h}}
        resources: {ash: {unit: t, form: solid}, clay: {unit: t}, brick: {unit: t}}
        sites: {mill: {xy: [0, 0]}}
        technologies: {baking: {takes: {clay: 1 t/t}, gives: {brick: 1 t/t}, sizes: {S: {capacity: 1 t/h, capex: 100 EUR}}}}
        economics: {lifetime: 10 a}
        facilities: {oven: {technology: baking, site: mill, one_of: yard}}
        storage: {silo: {site: mill, resource: ash, one_of: yard, sizes: {S: {capacity: 99 t, capex: 100 EUR}}}}
        flows:
          pit: {site: mill, resource: clay, gives: 100 t/a}
          house: {site: mill, resource: brick, takes: 10 t/a, otherwise: {price: 9 EUR/t}}
          out: {site: mill, resource: ash, gives: {winter: 10 t, summer: 0 t}}
          in: {site: mill, resource: ash, takes: {winter: 0 t, summer: 10 t}, otherwise: {price: 4 EUR/t}}
        """
    assert parts(solve(tmp_path, text)) == {"virgin": exact(10 * 4), "capex": exact(10)}
    apart = parts(solve(tmp_path, text.replace(", one_of: yard, sizes", ", sizes")))
    assert apart == {"capex": exact(10 + 10)}
