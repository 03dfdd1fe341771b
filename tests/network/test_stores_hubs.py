"""Stores and hubs, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from network_parks import assets_of, exact, network_of, sizes_of

PARK = """\
resources:
  ash: {unit: t, form: solid}
  brine: {unit: m3, form: liquid, mass: 1.2 t/m3}
  heat: {unit: MWh, form: heat}
sites:
  mill: {xy: [0, 0]}
  harbour:
    xy: [10, 0]
    hub: {carries: [ash, brine], handling: 2 EUR/t, sizes: {pier: {capacity: 300 t/a, capex: 10 kEUR, fixed_opex: 1 %}}}
  town: {xy: [20, 0]}
economics: {lifetime: 20 a}
calendar: {periods: {winter: 2190 h, summer: 6570 h}}
transport:
  ship: {carries: [solid, liquid], cost: 1 EUR/(t km)}
  pipe: {carries: [heat], cost: 0.1 EUR/(MWh km)}
flows:
  a: {site: mill, resource: ash, gives: 100 t/a}
  b: {site: mill, resource: brine, gives: 100 m3/a}
  c: {site: town, resource: ash, takes: 100 t/a}
  d: {site: town, resource: brine, takes: 100 m3/a}
  e: {site: mill, resource: heat, gives: {summer: 900 MWh, winter: 0 MWh}}
  f: {site: mill, resource: heat, takes: {summer: 0 MWh, winter: 800 MWh}, otherwise: {price: 50 EUR/MWh}}
storage:
  pit:
    site: mill
    resource: heat
    loss: 0.01 %/h
    initial: 5 MWh
    charge: 1 MW
    handling: 1 EUR/MWh
    holding: 8.76 EUR/(MWh a)
    sizes:
      large: {capacity: 5000 MWh, capex: 500 kEUR}
      small: {capacity: 500 MWh, capex: 90 kEUR}
    existing: 60 MWh
"""


def test_hubs_are_givers_and_takers_of_what_they_carry(tmp_path: Path) -> None:
    """Proves: one row a resource, one asset a site; brine takes 1.2 of the pier's tonnes per m3."""
    net = network_of(tmp_path, PARK)
    hubs = net.hubs
    asset = assets_of(net)["hub", "harbour", "harbour", "harbour"]
    assert [net.givers.names[row] for row in hubs.giver] == ["hub.harbour.ash", "hub.harbour.brine"]
    assert [net.takers.names[row] for row in hubs.taker] == ["hub.harbour.ash", "hub.harbour.brine"]
    assert hubs.asset.tolist() == [asset, asset]
    assert hubs.weight == exact([1.0, 1.2])
    pier = sizes_of(net, asset)["pier"]
    assert net.sizes.annuity_eur_per_a[pier] == exact(500)
    assert net.sizes.fixed_opex_eur_per_a[pier] == exact(100)
    assert net.sizes.capacity[pier] == exact(np.minimum([75, 225], [25 * 2.2, 75 * 2.2])), "100 t and 120 t in a year"


def test_a_hub_without_sizes_has_no_limit(tmp_path: Path) -> None:
    """Proves: a hub without sizes is no asset."""
    text = PARK.replace(", sizes: {pier: {capacity: 300 t/a, capex: 10 kEUR, fixed_opex: 1 %}}", "")
    assert network_of(tmp_path, text).hubs.asset.tolist() == [-1, -1]


def test_stores_keep_what_is_left_of_each_hour(tmp_path: Path) -> None:
    """Proves: 0.9999^hours is left; charge is 1 MW of hours, discharge is what can be in it; capacity is an amount.

    Breaks if: a store's capacity is spread over the year like a rate.
    """
    net = network_of(tmp_path, PARK)
    stores = net.stores
    hours = np.array([2190, 6570])
    asset = assets_of(net)["storage", "mill", "mill", "pit"]
    assert stores.names == ("pit",)
    assert stores.asset.tolist() == [asset]
    assert stores.kept_share[0] == exact(0.9999**hours)
    assert stores.initial_u == exact([5])
    assert (stores.charge_u[0] <= hours).all()
    assert stores.holding_eur_per_u[0] == exact(8.76 * hours / 8760)
    assert net.assets.standing[asset] == exact([60, 60])
    rows = sizes_of(net, asset)
    assert net.sizes.capacity[rows["small"]] == exact([500, 500])
    assert (stores.upper_u <= 5060).all()


def test_without_initial_a_store_starts_as_it_ends(tmp_path: Path) -> None:
    """Proves: no content is given where the file gives none; one that needs no building is no asset."""
    text = PARK.replace("    initial: 5 MWh\n", "")
    text = text[: text.index("    sizes:\n      large")]
    stores = network_of(tmp_path, text).stores
    assert np.isnan(stores.initial_u).all()
    assert stores.asset.tolist() == [-1]
