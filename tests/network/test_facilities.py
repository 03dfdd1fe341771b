"""Facilities, their recipes and ports, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from network_parks import HOURS, exact, network_of

PARK = """\
resources:
  bark: {unit: t, form: solid}
  husk: {unit: t, form: solid}
  power: {unit: MWh, form: power}
  steam: {unit: MWh, form: heat}
sites: {mill: {xy: [0, 0]}, town: {xy: [10, 0]}}
economics: {lifetime: 20 a}
calendar: {periods: {winter: 2190 h, summer: 6570 h}}
technologies:
  boiler:
    recipes:
      bark: {takes: {bark: 0.4 t/MWh, power: 0.02 MWh/MWh}, gives: {steam: 1}, opex: 3 EUR/MWh, emissions: 5 kgCO2e/MWh}
      husk: {takes: {husk: {winter: 0.3 t/MWh, summer: 0.2 t/MWh}}, gives: {steam: 0.9}}
    shares: {husk: {min: 10 %, max: 25 %}}
    sizes: {one: {capacity: 4 MW, capex: 1 MEUR}, two: {capacity: 8 MW, capex: 1.5 MEUR}}
facilities: {kiln: {technology: boiler, sites: [mill, town]}, old: {technology: boiler, site: mill, existing: 2 MW}}
flows:
  a: {site: mill, resource: bark, gives: 100 kt/a}
  b: {site: mill, resource: husk, gives: 100 kt/a}
  c: {site: town, resource: bark, gives: 100 kt/a}
  d: {site: mill, resource: steam, takes: 100 GWh/a, otherwise: {price: 50 EUR/MWh}}
  e: {site: town, resource: steam, takes: 100 GWh/a, otherwise: {price: 50 EUR/MWh}}
  f: {site: mill, resource: power, gives: 10 GWh/a}
"""


def test_a_facility_at_several_sites_is_one_at_each(tmp_path: Path) -> None:
    """Proves: rows by name, each at its site, with its ports as givers and takers after the flows."""
    net = network_of(tmp_path, PARK)
    facilities = net.facilities
    assert facilities.names == ("kiln@mill", "kiln@town", "old")
    assert [net.sites[site] for site in facilities.site] == ["mill", "town", "mill"]
    assert [net.assets.label[asset] for asset in facilities.asset] == list(facilities.names)
    ports = [f"{name}.{port}" for name in facilities.names for port in ("bark", "husk", "power", "steam")]
    named = {*net.givers.names, *net.takers.names}
    assert set(ports) <= named
    assert net.assets.standing[facilities.asset[2]] == exact(2 * np.array([2190, 6570]))


def test_recipes_say_what_they_take_and_give(tmp_path: Path) -> None:
    """Proves: amounts per MWh by recipe and period; shares of the facility's activity; opex and emissions."""
    net = network_of(tmp_path, PARK)
    recipes, ports = net.recipes, net.ports
    assert recipes.name == ("bark", "husk") * 3
    assert recipes.facility.tolist() == [0, 0, 1, 1, 2, 2]
    assert recipes.least_share == exact([0, 0.1] * 3)
    assert recipes.most_share == exact([1, 0.25] * 3)
    assert recipes.opex_eur[:2] == exact(np.array([[3, 3], [0, 0]]))
    assert recipes.emissions_kg[0, :2] == exact(np.array([[5, 5], [0, 0]]))
    taken = {
        (net.takers.names[row], recipes.name[recipe]): amounts.tolist()
        for row, recipe, amounts in zip(*ports.taker, strict=True)
    }
    assert taken["old.bark", "bark"] == exact([0.4, 0.4])
    assert taken["old.power", "bark"] == exact([0.02, 0.02])
    assert taken["old.husk", "husk"] == exact([0.3, 0.2])
    assert len(taken) == 9
    given = {
        (net.givers.names[row], recipes.name[recipe]): amounts.tolist()
        for row, recipe, amounts in zip(*ports.giver, strict=True)
    }
    assert given["kiln@town.steam", "bark"] == exact([1, 1])
    assert given["kiln@town.steam", "husk"] == exact([0.9, 0.9])


def test_sizes_bound_what_runs(tmp_path: Path) -> None:
    """Proves: a new 8 MW kiln beside 2 MW that stand: 10 MW run at most, a quarter of it on husk.

    Breaks if: what stands does not add up with what is built.
    """
    net = network_of(tmp_path, PARK)
    recipes, facilities = net.recipes, net.facilities
    hours = np.array([2190, 6570])
    assert sum(hours) == HOURS
    assert (facilities.upper_activity[2] <= 10 * hours + 1e-6).all()
    assert (facilities.upper_activity[0] <= 8 * hours + 1e-6).all()
    assert (recipes.upper_activity[5] <= 2.5 * hours + 1e-6).all()


def test_what_needs_no_building_has_no_asset(tmp_path: Path) -> None:
    """Proves: a technology without sizes is no asset, and needs none to run."""
    sizes = "    sizes: {one: {capacity: 4 MW, capex: 1 MEUR}, two: {capacity: 8 MW, capex: 1.5 MEUR}}\n"
    net = network_of(tmp_path, PARK.replace(sizes, "").replace("existing: 2 MW", "existing: true"))
    assert net.facilities.asset.tolist() == [-1, -1, -1]
    assert len(net.assets.kind) == 0
