"""How much can ever pass hubs and stores, alone and where they feed each other, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from network_parks import arcs_of, exact, network_of

from isopt.network.network import Network

CHAIN = """\
resources: {ash: {unit: t, form: solid}}
sites:
  mill: {xy: [0, 0]}
  port: {xy: [10, 0], hub: {carries: [ash], SIZES}}
  quay: {xy: [20, 0], hub: {carries: [ash]}}
  town: {xy: [30, 0]}
economics: {lifetime: 20 a}
transport: {lorry: {carries: [solid], cost: 0.1 EUR/(t km), LOSSES}}
links: {LINKS}
flows:
  a: {site: mill, resource: ash, gives: 100 t/a}
  b: {site: mill, resource: ash, gives: 50 t/a}
  c: {site: town, resource: ash, takes: 120 t/a}
"""
ONE_WAY = ", ".join(
    f"{name}: {{from: {name.split('_')[0]}, to: {name.split('_')[1]}, transport: lorry}}"
    for name in ("mill_port", "port_quay", "quay_town")
)
BOTH_WAYS = ONE_WAY.replace("to: quay, ", "to: quay, both: true, ")


def chain(folder: Path, *, links: str = ONE_WAY, losses: str = "links_only: true", sizes: str = "") -> Network:
    losses = losses if "links_only" in losses else f"links_only: true, {losses}"
    text = CHAIN.replace(", SIZES", sizes and f", {sizes}").replace("LOSSES", losses).replace("LINKS", links)
    return network_of(folder, text)


def passing(net: Network) -> dict[str, list[float]]:
    return {name: net.givers.given_u[row].tolist() for row, name in enumerate(net.givers.names) if name not in "ab"}


def test_no_more_leaves_a_hub_than_arrives_and_none_arrives_that_cannot_leave(tmp_path: Path) -> None:
    """Proves: 150 t could come, 120 t can go: 120 t pass both hubs, and enter each arc.

    Breaks if: a hub is bounded from one side alone.
    """
    net = chain(tmp_path)
    assert passing(net) == {"hub.port.ash": [exact(120)], "hub.quay.ash": [exact(120)]}
    assert net.takers.need_u[:, 0] == exact([120, 120, 120])
    assert net.arcs.upper_u[arcs_of(net)["a", "hub.port.ash"], 0] == exact(100)
    assert net.arcs.upper_u[arcs_of(net)["hub.port.ash", "hub.quay.ash"], 0] == exact(120)


def test_losses_on_the_way_raise_what_may_enter(tmp_path: Path) -> None:
    """Proves: at 2 %/km 80 % arrive on each leg: 150 t in are 120 t past the port, 96 past the quay, 76.8 t in town."""
    net = chain(tmp_path, losses="losses: 2 %/km")
    assert passing(net) == {"hub.port.ash": [exact(120)], "hub.quay.ash": [exact(96)]}
    assert net.arcs.upper_u[arcs_of(net)["hub.quay.ash", "c"], 0] == exact(96)


def test_sizes_of_a_hub_bound_it(tmp_path: Path) -> None:
    """Proves: the larger of two piers lets 30 t pass, and so the quay behind it."""
    sizes = "sizes: {small: {capacity: 10 t/a, capex: 1 EUR}, large: {capacity: 30 t/a, capex: 2 EUR}}"
    net = chain(tmp_path, sizes=sizes)
    assert passing(net) == {"hub.port.ash": [exact(30)], "hub.quay.ash": [exact(30)]}
    assert net.arcs.upper_u[arcs_of(net)["a", "hub.port.ash"], 0] == exact(30)


def test_nothing_circulates_between_hubs(tmp_path: Path) -> None:
    """Proves: with a way back from the quay to the port still no more than the 120 t that can leave pass them.

    With losses, no more than the 120 t that arrive at the port. Breaks if: hubs bound each other by themselves alone.
    """
    net = chain(tmp_path, links=BOTH_WAYS)
    assert passing(net) == {"hub.port.ash": [exact(120)], "hub.quay.ash": [exact(120)]}
    assert net.arcs.upper_u[arcs_of(net)["hub.quay.ash", "hub.port.ash"], 0] == exact(120)
    net = chain(tmp_path, links=BOTH_WAYS, losses="losses: 2 %/km")
    assert passing(net) == {"hub.port.ash": [exact(120)], "hub.quay.ash": [exact(96)]}


STORE = """\
resources: {ash: {unit: t, form: solid BUY}}
sites: {mill: {xy: [0, 0] HUB}}
economics: {lifetime: 20 a}
calendar: {periods: {winter: 25 %, spring: 25 %, summer: 50 %}}
storage: {shed: {site: mill, resource: ash STORE}}
flows:
  a: {site: mill, resource: ash, gives: {winter: 60 t, spring: 30 t, summer: 0 t}}
  b: {site: mill, resource: ash, takes: {winter: 0 t, spring: 10 t, summer: 40 t}}
"""


def store(folder: Path, said: str = "", *, buy: str = "", hub: str = "") -> Network:
    parts = {"BUY": buy, "HUB": hub, "STORE": said}
    text = STORE
    for word, part in parts.items():
        text = text.replace(f" {word}", part and f", {part}")
    return network_of(folder, text)


def test_a_store_takes_what_can_leave_and_gives_what_came_in(tmp_path: Path) -> None:
    """Proves: 60, 30, 0 t could come and 0, 10, 40 t go: no more than the year's 50 t in, the 50 t at once, none in summer.

    Breaks if: a period's bound is taken for the year's.
    """
    net = store(tmp_path)
    stores = net.stores
    assert stores.charge_u.tolist() == [[exact(50), exact(30), exact(0)]]
    assert stores.discharge_u.tolist() == [[exact(0), exact(10), exact(40)]]
    assert stores.upper_u.tolist() == [[exact(50)] * 3]


def test_a_small_store_turns_over_what_it_holds(tmp_path: Path) -> None:
    """Proves: a shed of 7 t takes 7 t in winter, lets 7 t go in summer; 17 t in spring, of which 10 t leave at once."""
    net = store(tmp_path, "sizes: {one: {capacity: 7 t, capex: 1 EUR}}")
    stores = net.stores
    assert stores.charge_u.tolist() == [[exact(7), exact(17), exact(0)]]
    assert stores.discharge_u.tolist() == [[exact(0), exact(10), exact(7)]]
    assert stores.upper_u.tolist() == [[exact(7)] * 3]


def test_a_content_that_is_given_adds_to_what_can_be_held(tmp_path: Path) -> None:
    """Proves: with 20 t at the year's turn up to 20 + 50 t lie there."""
    net = store(tmp_path, "initial: 20 t")
    assert net.stores.upper_u.tolist() == [[exact(70)] * 3]


def test_what_decays_piles_up_to_a_limit(tmp_path: Path) -> None:
    """Proves: half of it left after a year, no more than 2 · what comes in is held; and more may enter than leaves."""
    loss = np.log(2) / 8760
    net = store(tmp_path, f"loss: {float(-np.expm1(-loss))!r} 1/h")
    stores = net.stores
    assert stores.kept_share.prod() == exact(0.5)
    assert stores.charge_u.tolist() == [[exact(60), exact(30), exact(0)]]
    assert stores.upper_u.tolist() == [[exact(180)] * 3]


def test_rates_of_a_store_bound_it(tmp_path: Path) -> None:
    """Proves: 8.76 t/a in, 43.8 t/a out: 2.19, 2.19 t in; of the 4.38 t of the year none leave in winter."""
    net = store(tmp_path, "charge: 8.76 t/a, discharge: 43.8 t/a")
    assert net.stores.charge_u.tolist() == [[exact(2.19), exact(2.19), exact(0)]]
    assert net.stores.discharge_u.tolist() == [[exact(0), exact(4.38), exact(4.38)]]


def test_what_is_bought_enters_too(tmp_path: Path) -> None:
    """Proves: bought without limit, the store takes in every period the 50 t that leave in the year."""
    net = store(tmp_path, buy="buy: {price: 1 EUR/t}")
    assert net.stores.charge_u.tolist() == [[exact(50)] * 3]
    assert net.purchases.upper_u.tolist() == [[exact(50)] * 3]


def test_a_hub_and_a_store_beside_it_pass_the_year_on(tmp_path: Path) -> None:
    """Proves: beside a hub, which leads into the shed and out of it, 50 t of winter's and spring's ash pass until summer.

    Breaks if: winter's ash may not pass because none is needed in winter.
    """
    net = store(tmp_path, hub="hub: {carries: [ash]}")
    assert net.stores.discharge_u.tolist() == [[exact(50)] * 3]
    assert passing(net)["hub.mill.ash"] == [exact(50)] * 3
