"""What the importers of networks write is the published instance: read again and solved by code that shares nothing with isopt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from written_networks import least_cost, read

from benchmarks.importers import FAMILIES, canad, facility, fcnetlib
from benchmarks.importers.shared import family_folder, known_optima
from benchmarks.importers.writing import write

if TYPE_CHECKING:
    from pathlib import Path

heavy = pytest.mark.heavy


@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("canad", "R/r01.1"),
        ("canad", "R/r03.1"),
        ("canad", "CPlus/c25_100_10_V_L_5"),
        ("fcnetlib", "fixnet6"),
        ("fcnetlib", "l61x114"),
        ("fcnetlib", "sp50x100"),
        ("fcnetlib", "mtest4ma"),
        ("facility", "orlib_cap/cap41"),
        ("facility", "orlib_cap/cap61"),
        ("facility", "orlib_cap/cap133"),
        ("canad", "C/c33"),
        pytest.param("fcnetlib", "h50x2450b", marks=heavy),
        pytest.param("fcnetlib", "k15x630", marks=heavy),
    ],
)
def test_written_scenario_has_the_published_optimum(family: str, name: str, tmp_path: Path) -> None:
    """Proves: nothing of an instance is lost or changed on its way into the language.

    sp50x100, k15x630: arcs side by side; mtest4ma: one way out of each node; h50x2450b: arcs from a node to itself;
    cap41: the other order of numbers.

    Breaks if: columns of a file are mixed up, hubs leave a way out or open one that is none.
    """
    written = read(write(FAMILIES[family].draft(name), tmp_path))
    assert least_cost(written) == pytest.approx(known_optima(family)[name], rel=1e-6)


@pytest.mark.parametrize("name", ["R/r01.7", "R/r03.9"])
def test_written_scenario_has_no_plan_where_none_is_published(name: str, tmp_path: Path) -> None:
    """Proves: capacities are written as narrow as they are."""
    assert least_cost(read(write(canad.draft(name), tmp_path))) is None


@pytest.mark.parametrize(
    ("name", "nodes", "arcs", "commodities", "demand"),
    [
        ("R/r01.1", 10, 35, 10, 613.0),
        ("C/c33", 20, 228, 39, 17084.0),
        ("C/c53", 30, 520, 400, 17702.0),
        ("CPlus/c100_400_10_V_L_10", 100, 400, 10, 72.0),
    ],
)
def test_multicommodity_instances_are_read_whole(
    name: str, nodes: int, arcs: int, commodities: int, demand: float
) -> None:
    """Proves: counts and the total demand are those of the file."""
    instance = canad.read(name)
    assert (instance.node_count, len(instance.arcs), len(instance.commodities)) == (nodes, arcs, commodities)
    assert sum(goods.demand for goods in instance.commodities) == demand


def test_every_flow_network_supplies_what_its_file_says() -> None:
    """Proves: of all instances, supplies add up to the total in the file's own header, arcs and loops to its count."""
    for name in fcnetlib.names():
        instance = fcnetlib.read(name)
        lines = (family_folder("fcnetlib") / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        node_count, arc_count, supply, is_tree = map(int, lines[2].split()[:4])
        loops = sum(words[0] == "a" and words[1] == words[2] for words in map(str.split, lines[3:]))
        assert -sum(amount for amount in instance.demand.values() if amount < 0) == supply
        assert (instance.node_count, len(instance.arcs) + loops) == (node_count, arc_count)
        assert len({(arc.source, arc.target, arc.copy) for arc in instance.arcs}) == len(instance.arcs)
        assert instance.is_tree == bool(is_tree) == (name == "mtest4ma")


@pytest.mark.parametrize(
    ("name", "houses", "customers", "demand", "capacity"),
    [
        ("orlib_cap/cap41", (16,), 50, 58268.0, (80000.0,)),
        ("orlib_cap/cap133", (50,), 50, 58268.0, (2913400.0,)),
        ("orlib_capABC/capa_8000", (100,), 1000, 50886.0, (800000.0,)),
        ("tscflp_fernandes/PSC1-C1-50", (50, 100), 200, 3008.0, (10805.0, 10424.0)),
        ("tscflp_fernandes/PSC1-C3-100", (100, 200), 400, 6023.0, (118349.0, 122592.0)),
    ],
)
def test_location_instances_are_read_whole(
    name: str, houses: tuple[int, ...], customers: int, demand: float, capacity: tuple[float, ...]
) -> None:
    """Proves: counts, total demand and total capacity of each tier are those of the file."""
    instance = facility.read(name)
    assert tuple(len(tier.houses) for tier in instance.tiers) == houses
    assert tuple(sum(house.capacity for house in tier.houses) for tier in instance.tiers) == capacity
    assert (len(instance.demand), sum(instance.demand)) == (customers, demand)
    widths = (*houses[1:], customers)
    for tier, width in zip(instance.tiers, widths, strict=True):
        assert {len(row) for row in tier.cost} == {width}


def test_whole_prices_are_shared_out_over_the_demand() -> None:
    """Proves: OR-Library's price of a whole demand comes back to the last digit: cap61's first customer, 6 739.725."""
    instance = facility.read("orlib_cap/cap61")
    assert instance.tiers[0].cost[0][0] * instance.demand[0] == pytest.approx(6739.725, rel=1e-15)
