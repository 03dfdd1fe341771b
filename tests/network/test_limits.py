"""Limits, by hand: blends at inputs and disposal, loads of a property, room left, today's order of routes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from network_parks import exact, network_of

PARK = """\
resources:
  ash: {unit: t, form: solid, properties: {chloride: ppm}, quality: {chloride: 40}, buy: {price: 9 EUR/t}}
  brick: {unit: t, form: solid}
sites: {mill: {xy: [0, 0]}, works: {xy: [10, 0]}, hill: {xy: [20, 0]}}
transport: {lorry: {carries: [solid], cost: 1 EUR/(t km)}}
technologies:
  kiln:
    takes:
      ash: {amount: 1, limits: {chloride: {max: 50, min: 10}}, otherwise: {price: 30 EUR/t, quality: {chloride: 0}}}
    gives: {brick: 1}
facilities: {oven: {technology: kiln, site: works}}
flows:
  clean: {site: mill, resource: ash, gives: 100 t/a, quality: {chloride: 20}, otherwise: [tip, cell]}
  dirty: {site: works, resource: ash, gives: 300 t/a, quality: {chloride: 90}, otherwise: [cell, tip]}
  wall: {site: works, resource: brick, takes: 100 t/a, otherwise: {price: 90 EUR/t}}
disposal:
  tip: {gate_fee: 5 EUR/t, capacity: 350 t/a, total: 900 t}
  cell: {gate_fee: 9 EUR/t, site: hill, limits: {chloride: {max: 60, max_load: 2700}}}
"""


def test_an_input_has_bounds_like_a_need(tmp_path: Path) -> None:
    """Proves: the oven's blend counts what arrives, what the market (40) and its own supplier (0) bring.

    Each stands against 50 and 10, by the largest excess: 90 is 40 over 50, 80 over 10.
    Breaks if: what is bought dilutes nothing.
    """
    net = network_of(tmp_path, PARK)
    limits = net.quality_limits
    rows = {(net.ends[end], label): row for row, (end, label) in enumerate(zip(limits.end, limits.label, strict=True))}
    most, least = rows["oven.ash", "chloride max"], rows["oven.ash", "chloride min"]
    names, arcs = net.givers.names, net.arcs
    by_arc = {(limit, names[arcs.giver[arc]]): value for limit, arc, value in zip(*limits.arc, strict=True)}
    assert by_arc[most, "clean"] == exact(-30 / 50)
    assert by_arc[most, "dirty"] == exact(40 / 50)
    assert by_arc[least, "clean"] == exact(-10 / 80)
    assert by_arc[least, "dirty"] == exact(-80 / 80)
    bought = {
        (limit, bool(net.purchases.is_virgin[row])): value for limit, row, value in zip(*limits.purchase, strict=True)
    }
    assert bought == {
        (most, False): exact(-10 / 50),
        (most, True): exact(-50 / 50),
        (least, False): exact(-30 / 80),
        (least, True): exact(10 / 80),
    }
    assert len(limits.virgin[0]) == 0


def test_a_route_limits_the_blend_and_the_load(tmp_path: Path) -> None:
    """Proves: all that goes to the cell blends to 60 at most, and brings 2700 ppm·t a year: 20 and 90 per t arriving.

    Breaks if: what has a way there is left out, or the tip is limited.
    """
    net = network_of(tmp_path, PARK)
    limits, loads, arcs = net.quality_limits, net.load_limits, net.arcs
    (cell,) = [row for row, end in enumerate(limits.end) if net.ends[end] == "disposal.cell"]
    blend = {net.givers.names[arcs.giver[a]]: v for limit, a, v in zip(*limits.arc, strict=True) if limit == cell}
    assert blend == {"clean": exact(-40 / 40), "dirty": exact(30 / 40)}
    assert [net.disposal[route] for route in loads.route] == ["cell"]
    assert loads.label == ("chloride",)
    assert loads.most == exact([2700])
    load = {net.givers.names[arcs.giver[arc]]: value for _, arc, value in zip(*loads.arc, strict=True)}
    assert load == {"clean": exact(20), "dirty": exact(90)}
    assert len(loads.route_row[0]) == 0


def test_a_route_without_a_site_has_rows_not_arcs(tmp_path: Path) -> None:
    """Proves: the same limits on a route without a site count what is disposed of there."""
    net = network_of(tmp_path, PARK.replace(", site: hill", ""))
    limits, loads = net.quality_limits, net.load_limits
    values = [net.givers.names[net.routes.giver[row]] for row in loads.route_row[1]]
    assert dict(zip(values, loads.route_row[2].tolist(), strict=True)) == {"clean": exact(20), "dirty": exact(90)}
    assert sorted(limits.route_row[2].tolist()) == exact([-40 / 40, 30 / 40])


def test_room_left_is_a_limit_of_its_own(tmp_path: Path) -> None:
    """Proves: the tip takes 350 t a year, and 900 t in all: a plan of one year may use all of what is left."""
    net = network_of(tmp_path, PARK)
    limits = net.disposal_limits
    assert limits.label == ("ash", "total ash")
    assert limits.capacity == exact([350, 900])
    assert np.bincount(limits.route_row[0]).tolist() == [2, 2]


def test_today_a_route_is_full_by_any_of_its_limits(tmp_path: Path) -> None:
    """Proves: the cell, second for the clean ash, is held back until the tip's year or its room is full.

    Breaks if: both would have to be full: the tip's 900 t never are while 350 t a year go there.
    """
    net = network_of(tmp_path, PARK, is_today=True)
    rules, arcs = net.precedence, net.arcs
    held = [(net.givers.names[arcs.giver[arc]], net.ends[arcs.end[arc]]) for arc in rules.arc]
    assert held == [("clean", "disposal.cell")]
    assert [net.disposal_limits.label[limit] for limit in rules.limit] == ["ash"]
    assert (rules.also[0].tolist(), [net.disposal_limits.label[limit] for limit in rules.also[1]]) == (
        [0],
        ["total ash"],
    )
