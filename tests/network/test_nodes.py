"""Rows of givers and takers, and what lies between them, by hand."""

from __future__ import annotations

from pathlib import Path

from network_parks import arcs_of, exact, network_of

from isopt.network.network import ON_SITE, Network
from isopt.network.plants import NodeKind

PARK = """\
resources:
  ash: {unit: t, form: solid}
  brick: {unit: t, form: solid}
  dust: {unit: t, form: solid}
sites:
  mill: {xy: [0, 0]}
  harbour: {xy: [10, 0], hub: {carries: [ash], handling: 2 EUR/t}}
  town: {xy: [20, 0]}
transport: {lorry: {carries: [solid], cost: 0.1 EUR/(t km), handling: 1 EUR/t, emissions: 0.5 kgCO2e/(t km)}}
disposal:
  tip: {gate_fee: 30 EUR/t, emissions: 3 kgCO2e/t, avoids: 7 kgCO2e/t}
  pit: {gate_fee: 5 EUR/t, tax: 2 EUR/t, emissions: 4 kgCO2e/t, avoids: 8 kgCO2e/t, site: town}
technologies:
  press:
    takes: {ash: {amount: 2 t/t, costs: 6 EUR/t, emissions: 11 kgCO2e/t}}
    gives:
      brick: {amount: 1, costs: 3 EUR/t, otherwise: unused}
      dust: {amount: 0.5, otherwise: [pit, tip]}
facilities: {press: {technology: press, site: mill}}
storage: {shed: {site: mill, resource: ash, handling: 4 EUR/t}}
flows:
  a: {site: mill, resource: ash, gives: 100 t/a, costs: 5 EUR/t, otherwise: tip, at_least: 30 %, minimum: 20 t/a}
  b: {site: town, resource: brick, takes: 80 t/a, revenue: 9 EUR/t, at_least: 25 %, minimum: 10 t/a}
  c:
    site: town
    takes: 50 t/a
    accepts: {ash: {replaces: 0.5, costs: 2 EUR/t, emissions: 6 kgCO2e/t}}
    otherwise: {price: 40 EUR/t}
"""


def cost(net: Network, giver: str, end: str) -> float:
    return float(net.arcs.cost_eur_per_u[arcs_of(net)[giver, end], 0])


def co2(net: Network, giver: str, end: str) -> float:
    return float(net.arcs.emissions_kg_per_u[0, arcs_of(net)[giver, end], 0])


def test_rows_are_flows_then_ports_hubs_and_stores(tmp_path: Path) -> None:
    """Proves: the order of nodes, their kinds and what they are part of; only flows are bound or have a supplier."""
    net = network_of(tmp_path, PARK)
    assert net.givers.names == ("a", "press.brick", "press.dust", "hub.harbour.ash", "shed")
    assert net.givers.kind.tolist() == [NodeKind.FLOW, NodeKind.PORT, NodeKind.PORT, NodeKind.HUB, NodeKind.STORE]
    assert net.givers.part.tolist() == [-1, 0, 0, 0, 0]
    assert [net.resources[row] for row in net.givers.resource] == ["ash", "brick", "dust", "ash", "ash"]
    assert net.givers.is_bound.tolist() == [True, False, False, False, False]
    assert net.takers.names == ("b", "c", "press.ash", "hub.harbour.ash", "shed")
    assert net.takers.kind.tolist() == [NodeKind.FLOW, NodeKind.FLOW, NodeKind.PORT, NodeKind.HUB, NodeKind.STORE]
    assert [net.sites[row] for row in net.takers.site] == ["town", "town", "mill", "harbour", "mill"]
    assert net.takers.has_virgin.tolist() == [False, True, False, False, False]


def test_shares_and_least_amounts_of_flows(tmp_path: Path) -> None:
    """Proves: `at_least` is of the year's total: 30 % of 100, 25 % of 80; nodes have neither."""
    net = network_of(tmp_path, PARK)
    assert net.givers.at_least_u == exact([30, 0, 0, 0, 0])
    assert net.givers.minimum_u == exact([20, 0, 0, 0, 0])
    assert net.takers.at_least_u == exact([20, 0, 0, 0, 0])
    assert net.takers.minimum_u == exact([10, 0, 0, 0, 0])


def test_what_is_required_needs_no_share(tmp_path: Path) -> None:
    """Proves: a required flow without `otherwise` has no share to meet beside its balance."""
    net = network_of(tmp_path, PARK.replace("revenue: 9 EUR/t, at_least: 25 %", "required: true"))
    assert net.takers.at_least_u[0] == 0
    assert net.takers.is_bound[0]


def test_everything_meets_what_takes_its_resource(tmp_path: Path) -> None:
    """Proves: an arc between every two nodes of a resource; none from a hub or a store to itself, none from hubs to disposal.

    Breaks if: a kind of node is left out on either side.
    """
    net = network_of(tmp_path, PARK)
    found = {
        (net.givers.names[g], net.ends[e], net.mode_labels[m])
        for g, e, m in zip(net.arcs.giver, net.arcs.end, net.arcs.mode, strict=True)
    }
    assert found == {
        ("a", "c", "lorry"), ("a", "press.ash", "on_site"), ("a", "hub.harbour.ash", "lorry"), ("a", "shed", "on_site"),
        ("press.brick", "b", "lorry"), ("press.dust", "disposal.pit", "lorry"),
        ("hub.harbour.ash", "c", "lorry"), ("hub.harbour.ash", "press.ash", "lorry"), ("hub.harbour.ash", "shed", "lorry"),
        ("shed", "c", "lorry"), ("shed", "press.ash", "on_site"), ("shed", "hub.harbour.ash", "lorry"),
    }  # fmt: skip


def test_arcs_cost_what_both_ends_ask_for(tmp_path: Path) -> None:
    """Proves: per t entering, over 20 km: 2 + 1 for the lorry, the giver's costs, costs at use or handling, less revenue.

    a to c: 3 + 5 + 2; to the press on site: 5 + 6; to the shed: 5 + 4; to the harbour, 10 km: 2 + 5 + 2.
    Bricks to b: 3 + 3 − 9. From the shed to c: 3 + 2; from the harbour to c, 10 km: 2 + 2. Dust to the pit: 3 + 5 + 2.
    """
    net = network_of(tmp_path, PARK)
    assert cost(net, "a", "c") == exact(10)
    assert cost(net, "a", "press.ash") == exact(11)
    assert cost(net, "a", "shed") == exact(9)
    assert cost(net, "a", "hub.harbour.ash") == exact(9)
    assert cost(net, "press.brick", "b") == exact(-3)
    assert cost(net, "shed", "c") == exact(5)
    assert cost(net, "hub.harbour.ash", "c") == exact(4)
    assert cost(net, "press.dust", "disposal.pit") == exact(10)


def test_arcs_emit_on_the_way_and_at_the_end(tmp_path: Path) -> None:
    """Proves: 0.5 kg per t and km, 6 kg at c, 11 kg at the press, 4 kg at the pit, which avoids 8."""
    net = network_of(tmp_path, PARK)
    assert co2(net, "a", "c") == exact(16)
    assert co2(net, "a", "press.ash") == exact(11)
    assert co2(net, "hub.harbour.ash", "press.ash") == exact(16)
    assert co2(net, "a", "shed") == 0
    pit = arcs_of(net)["press.dust", "disposal.pit"]
    assert co2(net, "press.dust", "disposal.pit") == exact(14)
    assert net.arcs.avoided_kg_per_u[0, pit, 0] == exact(8)
    assert net.arcs.avoided_kg_per_u.sum() == exact(8)


def test_what_is_lost_pays_nothing_at_the_end(tmp_path: Path) -> None:
    """Proves: at 1 %/km over 20 km of each t 0.8 arrive: 3 + 5 + 0.8 · 2 EUR, 10 + 0.8 · 6 kg.

    The disposal of ash has to go, for what must be disposed of may not be lost.
    """
    park = PARK.replace(
        "handling: 1 EUR/t,", "handling: 1 EUR/t, losses: {ash: 1 %/km, brick: 0 %/km, dust: 0 %/km},"
    ).replace("costs: 5 EUR/t, otherwise: tip,", "costs: 5 EUR/t,")
    net = network_of(tmp_path, park)
    assert cost(net, "a", "c") == exact(9.6)
    assert co2(net, "a", "c") == exact(14.8)


def test_routes_of_outputs_follow_those_of_flows(tmp_path: Path) -> None:
    """Proves: what is left of bricks goes free, dust to the tip; the pit has a site, and so no row."""
    net = network_of(tmp_path, PARK)
    rows = [
        (net.givers.names[g], net.disposal_labels[r]) for g, r in zip(net.routes.giver, net.routes.route, strict=True)
    ]
    assert rows == [("a", "tip"), ("press.brick", "unused"), ("press.dust", "tip")]
    assert net.routes.cost_eur_per_u[:, 0] == exact([30, 0, 30])
    assert net.routes.emissions_kg_per_u[0, :, 0] == exact([3, 0, 3])
    assert net.routes.avoided_kg_per_u[0, :, 0] == exact([7, 0, 7])


RECYCLING = """\
resources: {water: {unit: t, form: liquid}, dirt: {unit: t, form: solid}}
sites: {mill: {xy: [0, 0]}, town: {xy: [10, 0]}}
transport: {pipe: {carries: [liquid], cost: 1 EUR/(t km)}}
technologies:
  wash: {takes: {water: 1 t/t}, gives: {water: {amount: 0.9, otherwise: unused}}, recycle: RECYCLE}
facilities: {east: {technology: wash, site: mill}, west: {technology: wash, site: mill}}
flows: {a: {site: town, resource: water, gives: 100 t/a}}
"""


def test_a_facility_feeds_itself_only_if_it_recycles(tmp_path: Path) -> None:
    """Proves: water of the one wash goes to the other's input, and to its own only with `recycle`."""
    ways = arcs_of(network_of(tmp_path, RECYCLING.replace("RECYCLE", "false")))
    assert ("east.water", "west.water") in ways
    assert ("east.water", "east.water") not in ways
    ways = arcs_of(network_of(tmp_path, RECYCLING.replace("RECYCLE", "true")))
    assert ("east.water", "east.water") in ways


def test_on_site_arcs_have_no_mode(tmp_path: Path) -> None:
    """Proves: between two facilities of one site things move on site, at no cost and over no distance."""
    net = network_of(tmp_path, RECYCLING.replace("RECYCLE", "false"))
    arc = arcs_of(net)["east.water", "west.water"]
    assert net.arcs.mode[arc] == ON_SITE
    assert net.arcs.km[arc] == 0
    assert net.arcs.cost_eur_per_u[arc, 0] == 0
