"""What the importers of networks write, on instances small enough to read; needs no shared data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from benchmarks.importers import FAMILIES, canad, facility, fcnetlib
from benchmarks.importers.shared import Known, Verdict, known, known_optima
from benchmarks.importers.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Put = Callable[[str, str], None]

DESIGN = """\
 MULTIGEN.DAT:
      3      4      2
      1      2     10      5      7      1      1
      1      2      8      4      9      1      2
      2      3      1      6      3      1      3
      1      3     30      9      0      1      4
      1      3      4
      2      3      2
"""

FLOW = """\
# tiny: one source, two ways side by side, a node between
4 5 5 0 0 0
d 1 -5
d 2 2
d 3 3
a 1 2 1 7 1.5 9
a 1 2 2 0 2 9
a 2 2 1 1 1 1
a 2 3 1 4 0.25 5
a 3 2 1 4 0.25 5
"""

LOCATION = """\
2 3
10 100
20 150.5
4 8 2
1 2 3
0 5 6
"""

LOCATION_BY_CUSTOMER = """\
 2 3
 10 100.
 20 150.5
 4
 1. 0.
 8
 2. 5.
 2
 3. 6.
"""

TWO_STAGES = """\
1 2 3
4
8
2
20 90
5 6
10 30
11 31
1 2 3
7 8 9
"""


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Put a file into a folder of published data."""
    monkeypatch.setenv("ISOPT_SHARED", str(tmp_path / "shared"))

    def put_file(path: str, text: str) -> None:
        target = tmp_path / "shared" / "benchmarks" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    return put_file


def written(family: str, name: str, folder: Path) -> tuple[dict[str, object], dict[str, str]]:
    """Import an instance; give its scenario.yaml, and its tables by section."""
    path = write(FAMILIES[family].draft(name), folder / "out")
    tables = {table.stem: table.read_text(encoding="utf-8") for table in path.parent.glob("*.csv")}
    return yaml.safe_load(path.read_text(encoding="utf-8")), tables


def test_multicommodity_design_as_tables(put: Put, tmp_path: Path) -> None:
    """Proves: commodities are resources, arcs side by side are links of different modes that all resources share.

    Node 2 lets the first commodity pass, and no other node any: each starts or ends there.
    """
    put("canad/R/tiny.dow", DESIGN)
    scenario, tables = written("canad", "R/tiny", tmp_path)
    assert canad.names() == ["R/tiny"]
    mode = {"carries": ["solid"], "links_only": True, "shared": True}
    assert scenario == {
        "isopt": 1,
        "name": "canad R/tiny",
        "transport": {"way_1": mode, "way_2": mode},
        **{section: {"file": f"{section}.csv"} for section in ("resources", "sites", "flows", "links")},
    }
    assert tables == {
        "resources": "name,unit,form\ngoods_1,t,solid\ngoods_2,t,solid\n",
        "sites": "name,hub.carries\nnode_1,goods_2;\nnode_2,goods_1;\nnode_3,\n",
        "flows": (
            "name,site,resource,gives [t/a],takes [t/a],required\n"
            "goods_1_supply,node_1,goods_1,4.0,,\n"
            "goods_1_demand,node_3,goods_1,,4.0,true\n"
            "goods_2_supply,node_2,goods_2,2.0,,\n"
            "goods_2_demand,node_3,goods_2,,2.0,true\n"
        ),
        "links": (
            "name,from,to,transport,distance [km],cost [EUR/t],capacity [t/a],fixed [EUR/a]\n"
            "arc_1_2_1,node_1,node_2,way_1,1,10.0,5.0,7.0\n"
            "arc_1_2_2,node_1,node_2,way_2,1,8.0,4.0,9.0\n"
            "arc_2_3_1,node_2,node_3,way_1,1,1.0,6.0,3.0\n"
            "arc_1_3_1,node_1,node_3,way_1,1,30.0,9.0,0.0\n"
        ),
    }


def test_fixed_charge_flow_as_tables(put: Put, tmp_path: Path) -> None:
    """Proves: what things pass is a hub, and what is needed there is needed beside it; the one source is none.

    Breaks if: an arc from a node to itself is written, or the two ways from 1 to 2 are one.
    """
    put("fcnetlib/tiny.txt", FLOW)
    scenario, tables = written("fcnetlib", "tiny", tmp_path)
    assert scenario["about"] == "tiny: one source, two ways side by side, a node between"
    assert list(scenario["transport"]) == ["way_1", "way_2", "access"]
    assert tables == {
        "sites": "name,hub.carries\nnode_1,\nnode_2,goods;\nnode_3,goods;\nnode_4,\nbeside_2,\nbeside_3,\n",
        "flows": (
            "name,site,resource,gives [t/a],takes [t/a],required\n"
            "supply_1,node_1,goods,5.0,,\n"
            "demand_2,beside_2,goods,,2.0,true\n"
            "demand_3,beside_3,goods,,3.0,true\n"
        ),
        "links": (
            "name,from,to,transport,distance [km],cost [EUR/t],capacity [t/a],fixed [EUR/a]\n"
            "arc_1_2_1,node_1,node_2,way_1,1,1.5,9.0,7.0\n"
            "arc_1_2_2,node_1,node_2,way_2,1,2.0,9.0,0.0\n"
            "arc_2_3_1,node_2,node_3,way_1,1,0.25,5.0,4.0\n"
            "arc_3_2_1,node_3,node_2,way_1,1,0.25,5.0,4.0\n"
            "access_2,node_2,beside_2,access,1,,,\n"
            "access_3,node_3,beside_3,access,1,,,\n"
        ),
    }


def test_one_way_out_of_each_node_is_a_group_of_links_to_build(put: Put, tmp_path: Path) -> None:
    """Proves: where a file asks for it, links have one size each and `one_of` names those out of the same node."""
    put("fcnetlib/tree.txt", FLOW.replace("4 5 5 0 0 0", "4 5 5 1 0 0"))
    _, tables = written("fcnetlib", "tree", tmp_path)
    assert tables["links"].splitlines()[:4] == [
        "name,from,to,transport,distance [km],cost [EUR/t],sizes.only.capacity [t/a],sizes.only.fixed_opex [EUR/a],one_of",
        "arc_1_2_1,node_1,node_2,way_1,1,1.5,9.0,7.0,out_of_1",
        "arc_1_2_2,node_1,node_2,way_2,1,2.0,9.0,0.0,out_of_1",
        "arc_2_3_1,node_2,node_3,way_1,1,0.25,5.0,4.0,out_of_2",
    ]


def test_several_sources_may_be_passed(put: Put) -> None:
    """Proves: only where all comes from one node does nothing pass it."""
    put("fcnetlib/two.txt", FLOW.replace("d 1 -5", "d 1 -4\nd 4 -1").replace("a 2 2 1 1 1 1", "a 2 1 1 1 1 1"))
    assert fcnetlib.read("two").passed == {1, 2, 3}


def test_location_as_tables(put: Put, tmp_path: Path) -> None:
    """Proves: a warehouse is a hub of one size before a free way; a whole price is shared out: 2 for 8 t is 0.25 EUR/t."""
    put("facility/orlib_cap/tiny.txt", LOCATION)
    _, tables = written("facility", "orlib_cap/tiny", tmp_path)
    assert tables == {
        "sites": (
            "name,hub.carries,hub.sizes.only.capacity [t/a],hub.sizes.only.fixed_opex [EUR/a]\n"
            "works,,,\n"
            "warehouse_1,goods;,10.0,100.0\n"
            "warehouse_2,goods;,20.0,150.5\n"
            "customer_1,,,\ncustomer_2,,,\ncustomer_3,,,\n"
        ),
        "flows": (
            "name,site,resource,takes [t/a],gives [t/a],required\n"
            "works,works,goods,14.0,,\n"
            "demand_1,customer_1,goods,,4.0,true\n"
            "demand_2,customer_2,goods,,8.0,true\n"
            "demand_3,customer_3,goods,,2.0,true\n"
        ),
        "links": (
            "name,from,to,transport,distance [km],cost [EUR/t]\n"
            "warehouse_1_works,warehouse_1,works,works_way,1,\n"
            "warehouse_2_works,warehouse_2,works,works_way,1,\n"
            "customer_1_warehouse_1,customer_1,warehouse_1,warehouse_way,1,0.25\n"
            "customer_2_warehouse_1,customer_2,warehouse_1,warehouse_way,1,0.25\n"
            "customer_3_warehouse_1,customer_3,warehouse_1,warehouse_way,1,1.5\n"
            "customer_1_warehouse_2,customer_1,warehouse_2,warehouse_way,1,0.0\n"
            "customer_2_warehouse_2,customer_2,warehouse_2,warehouse_way,1,0.625\n"
            "customer_3_warehouse_2,customer_3,warehouse_2,warehouse_way,1,3.0\n"
        ),
    }


def test_location_in_either_order(put: Put) -> None:
    """Proves: demands and prices customer by customer are the same instance as demands first and prices by warehouse."""
    put("facility/orlib_cap/tiny.txt", LOCATION)
    put("facility/orlib_cap/cap41.txt", LOCATION_BY_CUSTOMER)
    assert facility.read("orlib_cap/tiny") == facility.read("orlib_cap/cap41")


def test_two_stages_as_tables(put: Put, tmp_path: Path) -> None:
    """Proves: plants and satellites are hubs one behind the other, and prices are per unit as they stand."""
    put("facility/tscflp_fernandes/tiny.txt", TWO_STAGES)
    scenario, tables = written("facility", "tscflp_fernandes/tiny", tmp_path)
    assert list(scenario["transport"]) == ["works_way", "plant_way", "satellite_way"]
    assert tables["sites"].splitlines()[2:5] == [
        "plant_1,goods;,20.0,90.0",
        "satellite_1,goods;,10.0,30.0",
        "satellite_2,goods;,11.0,31.0",
    ]
    assert tables["flows"].splitlines()[:3] == [
        "name,site,resource,gives [t/a],takes [t/a],required",
        "works,works,goods,14.0,,",
        "demand_1,customer_1,goods,,4.0,true",
    ]
    assert tables["links"].splitlines()[1:] == [
        "works_plant_1,works,plant_1,works_way,1,",
        "plant_1_satellite_1,plant_1,satellite_1,plant_way,1,5.0",
        "plant_1_satellite_2,plant_1,satellite_2,plant_way,1,6.0",
        *(
            f"satellite_{i}_customer_{j},satellite_{i},customer_{j},satellite_way,1,{price}.0"
            for i, row in enumerate([(1, 2, 3), (7, 8, 9)], 1)
            for j, price in enumerate(row, 1)
        ),
    ]


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("canad/R/cut.dow", DESIGN.replace("      2      3      2\n", ""), "5 rows of 4 arcs and 2 commodities"),
        ("canad/R/negative.dow", DESIGN.replace("30      9", "-3      9"), "negative price"),
        ("fcnetlib/cut.txt", FLOW.replace("a 3 2 1 4 0.25 5\n", ""), "4 arcs of 5"),
        ("fcnetlib/short.txt", FLOW.replace("d 1 -5", "d 1 -4"), "needs not met"),
        ("facility/orlib_cap/cut.txt", LOCATION.replace("0 5 6", "0 5"), "8 numbers behind the houses of 9"),
        ("facility/tscflp_fernandes/cut.txt", TWO_STAGES.replace("7 8 9", "7 8"), "19 numbers of 20"),
    ],
)
def test_files_that_are_not_whole_are_refused(put: Put, path: str, text: str, message: str) -> None:
    """Proves: a file cut short, or with prices that would break how it is modelled, is an error and no scenario."""
    put(path, text)
    family, _, name = path.rpartition(".")[0].partition("/")
    with pytest.raises(ValueError, match=message):
        FAMILIES[family].draft(name)


def test_known_values_by_what_they_claim(put: Put) -> None:
    """Proves: an optimum, a best plan and infeasibility are told apart; what is only remembered is not known."""
    put(
        "canad/known_optima.csv",
        "instance,tier,objective,status,evidence\n"
        'a,small,1.5,"optimal (divisible demand, CFLP)",sourced\n'
        "b,large,7,best-known (gap 6.2%),sourced\n"
        "c,small,,infeasible,by hand\n"
        'd,small,643036,"literature value RECALLED, unconfirmed",hint only\n'
        "e,small,9,optimal or best (single source),sourced\n",
    )
    assert known("canad") == {
        "a": Known(Verdict.OPTIMAL, 1.5, "small"),
        "b": Known(Verdict.BEST, 7.0, "large"),
        "c": Known(Verdict.INFEASIBLE, None, "small"),
        "d": Known(Verdict.UNKNOWN, None, "small"),
        "e": Known(Verdict.UNKNOWN, None, "small"),
    }
    assert known_optima("canad") == {"a": 1.5}
