"""Markets, by hand: who buys and sells, at what, and what they share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from network_parks import HOURS, exact, network_of

PARK = """\
resources:
  gas: {unit: MWh, form: gas, buy: {price: 30 EUR/MWh, emissions: 200 kgCO2e/MWh, capacity: 5 MW}}
  power: {unit: MWh, form: power, sell: {price: 60 EUR/MWh, avoids: 400 kgCO2e/MWh, capacity: 2 MW}}
  slag: {unit: t, form: solid, sell: {price: -5 EUR/t}}
sites: {mill: {xy: [0, 0]}}
economics: {lifetime: 20 a}
technologies:
  engine:
    takes: {gas: {amount: 2 MWh/MWh, costs: 1 EUR/MWh, emissions: 10 kgCO2e/MWh, otherwise: {price: 45 EUR/MWh}}}
    gives: {power: 1, slag: {amount: 0.1, otherwise: tip}}
    sizes: {one: {capacity: 4 MW, capex: 1 MEUR}}
disposal: {tip: {gate_fee: 20 EUR/t}}
facilities: {east: {technology: engine, site: mill}, west: {technology: engine, site: mill}}
storage: {tank: {site: mill, resource: gas, handling: 2 EUR/MWh, sizes: {one: {capacity: 100 MWh, capex: 10 kEUR}}}}
"""


def test_inputs_and_stores_buy(tmp_path: Path) -> None:
    """Proves: gas at the market costs 30 + 1 at use and emits 200 + 10, from the own supplier 45 and 0; stored 30 + 2.

    Breaks if: what using or storing costs is left out, or laid on the own supplier's price.
    """
    net = network_of(tmp_path, PARK)
    bought = net.purchases
    rows = {
        (net.takers.names[taker], bool(own)): row
        for row, (taker, own) in enumerate(zip(bought.taker, bought.is_virgin, strict=True))
    }
    assert set(rows) == {
        ("east.gas", False),
        ("east.gas", True),
        ("west.gas", False),
        ("west.gas", True),
        ("tank", False),
    }
    market, own, store = rows["east.gas", False], rows["east.gas", True], rows["tank", False]
    assert bought.cost_eur_per_u[[market, own, store], 0] == exact([31, 45, 32])
    assert bought.emissions_kg_per_u[0, [market, own, store], 0] == exact([210, 0, 200])
    assert {net.resources[row] for row in bought.resource} == {"gas"}
    assert (bought.upper_u[market] <= 5 * HOURS).all()


def test_outputs_sell(tmp_path: Path) -> None:
    """Proves: what a sale avoids is kept beside its price; a price may be negative; stores sell what they hold."""
    net = network_of(tmp_path, PARK.replace("form: gas, buy", "form: gas, sell: {price: 20 EUR/MWh}, buy"))
    sold = net.sales
    rows = {net.givers.names[giver]: row for row, giver in enumerate(sold.giver)}
    assert set(rows) == {"east.power", "east.slag", "west.power", "west.slag", "tank"}
    assert sold.price_eur_per_u[[rows["east.power"], rows["west.slag"], rows["tank"]], 0] == exact([60, -5, 20])
    assert sold.avoided_kg_per_u[0, [rows["east.power"], rows["west.slag"]], 0] == exact([400, 0])


def test_all_share_a_market(tmp_path: Path) -> None:
    """Proves: 5 MW of gas for both engines and the tank together, 2 MW of power for both; no row where there is no limit.

    Breaks if: an own supplier counts into the market.
    """
    net = network_of(tmp_path, PARK)
    limits = net.market_limits
    assert [net.resources[row] for row in limits.resource] == ["gas", "power"]
    assert limits.is_purchase.tolist() == [True, False]
    assert limits.capacity_u == exact(np.array([[5], [2]]) * HOURS)
    members = sorted(net.takers.names[net.purchases.taker[row]] for row in limits.purchase[1])
    assert members == ["east.gas", "tank", "west.gas"]
    assert not net.purchases.is_virgin[limits.purchase[1]].any()
    assert limits.purchase[0].tolist() == [0, 0, 0]
    assert limits.sale[0].tolist() == [1, 1]


def test_a_single_buyer_needs_no_row(tmp_path: Path) -> None:
    """Proves: where one facility alone sells, its bound says what the market takes."""
    text = PARK.replace(", west: {technology: engine, site: mill}", "")
    limits = network_of(tmp_path, text).market_limits
    net = network_of(tmp_path, text)
    assert [net.resources[row] for row in limits.resource] == ["gas"], "the tank buys, too"
    power = [row for row, giver in enumerate(net.sales.giver) if net.givers.names[giver] == "east.power"]
    assert (net.sales.upper_u[power] <= 2 * HOURS).all()
