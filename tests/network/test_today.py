"""What the baseline may do, by hand (SEMANTICS 19)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from network_parks import arcs_of, exact, network_of, sizes_of

from isopt.network.network import Network

PARK = """\
resources: {ash: {unit: t, form: solid, buy: {price: 1 EUR/t}}, brick: {unit: t, form: solid}}
sites:
  mill: {xy: [0, 0]}
  town: {xy: [20, 0]}
  port: {xy: [10, 0], hub: {carries: [ash], HUB}}
economics: {lifetime: 20 a}
transport:
  lorry: {carries: [solid], cost: 0.1 EUR/(t km)}
  rail: {carries: [solid], cost: 0.1 EUR/(t km), sizes: {one: {capacity: 50 t/a, capex: 1 kEUR}}}
technologies:
  press: {takes: {ash: 1 t/t}, gives: {brick: {amount: 1, otherwise: unused}}, SIZES}
facilities: {press: {technology: press, site: mill, FACILITY}}
storage: {shed: {site: mill, resource: ash, STORE}}
disposal: {tip: {gate_fee: 3 EUR/t, site: town}}
links: {LINKS}
flows:
  a: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}
  b: {site: mill, resource: ash, takes: 100 t/a, otherwise: {price: 9 EUR/t}}
  c: {site: town, resource: ash, takes: 100 t/a, otherwise: {price: 9 EUR/t}}
  d: {site: town, resource: brick, takes: 100 t/a, otherwise: {price: 9 EUR/t}}
"""
TO_TIP = ("a", "disposal.tip", "lorry")


def today(folder: Path, **said: str) -> Network:
    text = PARK.replace("LINKS", said.pop("LINKS", ""))
    for word in ("HUB", "SIZES", "FACILITY", "STORE"):
        part = said.pop(word, "")
        text = text.replace(f", {word}", part and f", {part}")
    return network_of(folder, text, is_today=True)


def moves(net: Network) -> set[tuple[str, str, str]]:
    arcs = net.arcs
    return {
        (net.givers.names[g], net.ends[e], net.mode_labels[m])
        for g, e, m in zip(arcs.giver, arcs.end, arcs.mode, strict=True)
    }


def test_nothing_moves_but_to_disposal_where_nothing_stands(tmp_path: Path) -> None:
    """Proves: no exchange on site or by an unsized mode, no facility, no store; to the tip by lorry, not by rail.

    Breaks if: a mode that needs no building is taken for one that runs.
    """
    net = today(tmp_path)
    assert moves(net) == {TO_TIP}
    assert net.facilities.names == net.stores.names == ()
    assert len(net.purchases.taker) == 0


def test_an_existing_facility_runs_on_its_site(tmp_path: Path) -> None:
    """Proves: it takes ash of its site and buys; bricks find no way to town; a and b still do not meet on site."""
    net = today(tmp_path, FACILITY="existing: true")
    assert moves(net) == {TO_TIP, ("a", "press.ash", "on_site")}
    assert [net.takers.names[taker] for taker in net.purchases.taker] == ["press.ash"]


def test_what_stands_of_a_facility_is_all_there_is(tmp_path: Path) -> None:
    """Proves: 30 t/a stand, its sizes are not offered, it is paid for as it stands."""
    sizes = (
        "sizes: {one: {capacity: 30 t/a, capex: 1 kEUR, fixed_opex: 10 EUR/a}, two: {capacity: 60 t/a, capex: 2 kEUR}}"
    )
    net = today(tmp_path, SIZES=sizes, FACILITY="existing: one")
    assert net.facilities.upper_activity[0, 0] == exact(30)
    asset = int(net.facilities.asset[0])
    assert sizes_of(net, asset) == {}
    assert net.assets.standing_eur_per_a[asset] == exact(10)


def test_an_existing_store_takes_and_gives_on_its_site(tmp_path: Path) -> None:
    """Proves: ash goes from a into the shed and from there to b, without leaving the site."""
    net = today(tmp_path, STORE="existing: 10 t")
    assert moves(net) == {TO_TIP, ("a", "shed", "on_site"), ("shed", "b", "on_site")}
    assert net.stores.upper_u[0, 0] == exact(10)


def test_an_existing_link_opens_its_mode_between_its_sites(tmp_path: Path) -> None:
    """Proves: an existing lorry link to town lets a reach c by lorry; the one to the port is not marked, and is not open."""
    links = "x: {from: mill, to: town, transport: lorry, existing: true}, y: {from: mill, to: port, transport: lorry}"
    assert moves(today(tmp_path, LINKS=links)) == {TO_TIP, ("a", "c", "lorry")}
    closed = links.replace("existing: true", "existing: true, closed: true")
    assert moves(today(tmp_path, LINKS=closed)) == set()


def test_an_existing_railway_carries_what_it_can_to_takers_and_disposal(tmp_path: Path) -> None:
    """Proves: 50 t/a stand: rail leads to c and to the tip, 50 t over each; no second track can be built.

    Breaks if: a mode with sizes is dropped although a link of it stands, or opens elsewhere too.
    """
    net = today(tmp_path, LINKS="x: {from: mill, to: town, transport: rail, existing: one}")
    assert moves(net) == {TO_TIP, ("a", "c", "rail"), ("a", "disposal.tip", "rail")}
    rail = [row for row in range(len(net.arcs)) if net.mode_labels[net.arcs.mode[row]] == "rail"]
    assert net.arcs.upper_u[rail, 0] == exact([50, 50])
    assert len(net.sizes.asset) == 0


def test_a_link_that_leads_both_ways_is_open_both_ways(tmp_path: Path) -> None:
    """Proves: what stands from town to mill opens the way from mill to town if it is `both`."""
    link = "x: {from: town, to: mill, transport: lorry, existing: true}"
    assert moves(today(tmp_path, LINKS=link)) == {TO_TIP}
    assert ("a", "c", "lorry") in moves(today(tmp_path, LINKS=link.replace("lorry,", "lorry, both: true,")))


def test_hubs_without_sizes_are_open_and_sized_ones_must_stand(tmp_path: Path) -> None:
    """Proves: over two existing links ash passes the port; a pier of 20 t/a that stands lets 20 t pass, one that does not none."""
    links = (
        "x: {from: mill, to: port, transport: lorry, existing: true}, "
        "y: {from: port, to: town, transport: lorry, existing: true}"
    )
    net = today(tmp_path, LINKS=links)
    assert moves(net) == {TO_TIP, ("a", "hub.port.ash", "lorry"), ("hub.port.ash", "c", "lorry")}
    sizes = "sizes: {one: {capacity: 20 t/a, capex: 1 kEUR}}"
    assert moves(today(tmp_path, LINKS=links, HUB=sizes)) == {TO_TIP}
    net = today(tmp_path, LINKS=links, HUB=f"{sizes}, existing: one")
    assert net.arcs.upper_u[arcs_of(net)["a", "hub.port.ash"], 0] == exact(20)


DISPOSAL = """\
resources: {ash: {unit: t, form: solid}}
sites: {mill: {xy: [0, 0]}}
economics: {lifetime: 20 a}
disposal:
  new: {gate_fee: 1 EUR/t, sizes: {one: {capacity: 10 t/a, capex: 1 kEUR}}}
  old: {gate_fee: 2 EUR/t, sizes: {one: {capacity: 10 t/a, capex: 1 kEUR}}, existing: one}
  room: {gate_fee: 3 EUR/t, total: 25 t}
  tip: {gate_fee: 4 EUR/t}
  far: {gate_fee: 5 EUR/t}
flows:
  a: {site: mill, resource: ash, gives: 100 t/a, otherwise: ROUTES}
"""


@pytest.mark.parametrize(
    ("routes", "kept", "capacities"),
    [
        ("[new, old, room, tip, far]", ["old", "room", "tip"], [10, 25]),
        ("[far, old]", ["far"], [10]),
        ("[old, new]", ["old"], [10]),
    ],
)
def test_routes_in_order_up_to_the_first_without_a_limit(
    routes: str, kept: list[str], capacities: list[float], tmp_path: Path
) -> None:
    """Proves: what must be built is not there, what stands takes 10 t, the room 25 t where used, and nothing follows the tip.

    Breaks if: an existing route counts as bottomless, or one that is not built as open.
    """
    net = network_of(tmp_path, DISPOSAL.replace("ROUTES", routes), is_today=True)
    assert sorted(net.disposal[route] for route in net.routes.route) == sorted(kept)
    assert net.disposal_limits.capacity == exact(capacities)
    assert len(net.sizes.asset) == 0


def test_what_has_no_route_today_must_find_a_taker(tmp_path: Path) -> None:
    """Proves: a giver whose only route is yet to be built is bound all the same: it does not simply keep its ash."""
    net = network_of(tmp_path, DISPOSAL.replace("ROUTES", "new"), is_today=True)
    assert len(net.routes.giver) == 0
    assert net.givers.is_bound.tolist() == [True]


def test_shares_and_least_amounts_bind_the_plan_alone(tmp_path: Path) -> None:
    """Proves: `at_least` and `minimum` are no rules of today; a required need with an `otherwise` follows that."""
    flows = """
      b: {site: mill, resource: ash, takes: 50 t/a, otherwise: {price: 1 EUR/t}, at_least: 50 %, minimum: 10 t/a}
      c: {site: mill, resource: ash, takes: 50 t/a, otherwise: {price: 1 EUR/t}, required: true}
    """
    text = DISPOSAL.replace("ROUTES", "tip").rstrip("\n") + flows.replace("\n      ", "\n  ")
    plan, net = network_of(tmp_path, text), network_of(tmp_path, text, is_today=True)
    assert plan.takers.at_least_u == exact([25, 0])
    assert plan.takers.has_virgin.tolist() == [True, False]
    assert not np.concatenate([net.takers.at_least_u, net.takers.minimum_u]).any()
    assert net.takers.has_virgin.tolist() == [True, True]
