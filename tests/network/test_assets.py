"""What can be built and what stands, by hand: sizes, stretches, groups, ways in both directions, links nothing uses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from network_parks import HOURS, assets_of, exact, network_of, sizes_of

HEAT = """\
resources: {heat: {unit: MWh, form: heat}, steam: {unit: MWh, form: heat}}
sites: {mill: {xy: [0, 0]}, town: {xy: [10, 0]}}
economics: {lifetime: 20 a}
flows:
  waste: {site: mill, resource: heat, gives: 10000 MWh/a}
  warm: {site: town, resource: heat, takes: 9000 MWh/a, otherwise: {price: 50 EUR/MWh}}
transport:
  pipe:
    carries: [heat]
    sizes:
      big: {capacity: 1 MW, capex: 10 EUR/m, fixed_opex: 2 %}
      small: {capacity: 0.5 MW, capex: 6 EUR/m, fixed_opex: 100 EUR/a}
"""

POWER = """\
resources: {gas: {unit: MWh, form: gas, buy: {price: 30 EUR/MWh}}, power: {unit: MWh, form: power}}
sites: {mill: {xy: [0, 0]}}
economics: {lifetime: 10 a}
flows: {use: {site: mill, resource: power, takes: 8760 MWh/a, otherwise: {price: 90 EUR/MWh}}}
"""


def test_a_new_size_comes_on_top_of_what_stands(tmp_path: Path) -> None:
    """Proves: the standing small pipe carries 0.5 MW and pays its own 100 EUR/a; new sizes are cut to 9000 − 4380 MWh.

    Breaks if: what stands has a capex, is left out of the room, or `fixed_opex` in % is not of the capex along 10 km.
    """
    net = network_of(tmp_path, HEAT + "links: {main: {from: mill, to: town, transport: pipe, existing: small}}\n")
    asset = assets_of(net)["pipe", "mill", "town", "heat"]
    assets, sizes, rows = net.assets, net.sizes, sizes_of(net, asset)
    assert assets.stands[asset]
    assert assets.standing[asset] == exact([0.5 * HOURS])
    assert assets.standing_eur_per_a[asset] == exact(100)
    assert sizes.capacity[rows["big"]] == exact([9000 - 0.5 * HOURS])
    assert sizes.capacity[rows["small"]] == exact([0.5 * HOURS])
    assert sizes.capex_eur[[rows["big"], rows["small"]]] == exact([100_000, 60_000])
    assert sizes.annuity_eur_per_a[rows["big"]] == exact(100_000 / 20)
    assert sizes.fixed_opex_eur_per_a[[rows["big"], rows["small"]]] == exact([2000, 100])
    connection = int(net.arcs.connection[0])
    assert net.connections.asset[connection] == asset
    assert net.arcs.upper_u[0] == exact([9000])


def test_a_link_that_stands_costs_whether_or_not_it_is_used(tmp_path: Path) -> None:
    """Proves: nothing gives steam, yet the pipe that stands for it pays 40 EUR/a: 4 MW alone pays nothing fixed.

    Breaks if: only what arcs lead over is listed, or a bare capacity pays.
    """
    net = network_of(
        tmp_path,
        HEAT
        + """\
links:
  main: {from: mill, to: town, transport: pipe, resources: [heat], existing: 4 MW}
  old: {from: town, to: mill, transport: pipe, sizes: {iron: {capacity: 1 MW, fixed_opex: 40 EUR/a}}, existing: iron}
""",
    )
    found = assets_of(net)
    idle = [found["pipe", "town", "mill", name] for name in ("heat", "steam")]
    main = found["pipe", "mill", "town", "heat"]
    assert net.assets.standing_eur_per_a[idle] == exact([40, 40])
    assert net.assets.standing_eur_per_a[main] == 0
    assert net.assets.standing[main] == exact([4 * HOURS])
    assert not sizes_of(net, idle[0])
    assert set(net.connections.asset.tolist()) == {main}
    assert not sizes_of(net, main), "what stands carries more than can ever move: no size adds anything"


def test_today_only_what_stands_can_be_used(tmp_path: Path) -> None:
    """Proves: the baseline has the pipe that stands, for heat as for steam, at its capacity, and no size to build."""
    net = network_of(
        tmp_path, HEAT + "links: {main: {from: mill, to: town, transport: pipe, existing: small}}\n", is_today=True
    )
    assert len(net.sizes.asset) == 0
    assert net.assets.standing == exact(np.full((2, 1), 0.5 * HOURS))
    assert net.arcs.upper_u == exact(np.array([[0.5 * HOURS]]))


def test_a_stretch_runs_between_two_sizes(tmp_path: Path) -> None:
    """Proves: `between` gives one stretch, from 0.5 MW at 60 000 EUR to 1 MW at 100 000 EUR, uncut.

    Breaks if: its ends are cut to what can be carried, which would bend the line of costs.
    """
    net = network_of(tmp_path, HEAT.replace("sizes:\n", "sizes:\n      between: true\n"))
    sizes = net.sizes
    assert sizes.name == ("small..big",)
    assert sizes.is_stretch.all()
    assert sizes.capacity == exact(np.array([[0.5 * HOURS]]))
    assert sizes.stretch_capacity == exact(np.array([[0.5 * HOURS]]))
    assert sizes.capex_eur == exact([60_000])
    assert sizes.stretch_capex_eur == exact([40_000])
    assert sizes.annuity_eur_per_a == exact([3000])
    assert sizes.stretch_annuity_eur_per_a == exact([2000])
    assert sizes.fixed_opex_eur_per_a == exact([100])
    assert sizes.stretch_fixed_opex_eur_per_a == exact([1900])
    assert net.arcs.upper_u == exact(np.array([[HOURS]])), "up to the larger size"


def test_both_directions_are_one_asset(tmp_path: Path) -> None:
    """Proves: a `both` link is built once and opened once, with its capacity either way, named as the link is.

    Breaks if: each direction has its own asset, or the room is that of one direction only (5000 of 9000 MWh).
    """
    net = network_of(
        tmp_path,
        HEAT.replace("capacity: 1 MW", "capacity: 2 MW")
        + "links: {main: {from: town, to: mill, transport: pipe, both: true, fixed: 7 EUR/a, existing: 0.1 MW}}\n"
        + "",
    )
    back = network_of(
        tmp_path,
        HEAT.replace("capacity: 1 MW", "capacity: 2 MW").replace(
            "transport:",
            "  more: {site: town, resource: heat, gives: 5000 MWh/a}\n"
            "  hot: {site: mill, resource: heat, takes: 6000 MWh/a, otherwise: {price: 50 EUR/MWh}}\n"
            "transport:",
        )
        + "links: {main: {from: town, to: mill, transport: pipe, both: true, fixed: 7 EUR/a, existing: 0.1 MW}}\n",
    )
    assert list(assets_of(net)) == [("pipe", "town", "mill", "heat"), ("pipe", "town", "mill", "steam")]
    asset = assets_of(back)["pipe", "town", "mill", "heat"]
    away = back.arcs.mode >= 0
    assert len(set(back.arcs.connection[away].tolist())) == 2
    assert back.connections.asset.tolist() == [asset, asset]
    assert back.connections.opening.tolist() == [0, 0]
    assert back.openings.label == ("heat",)
    assert back.sites[back.openings.source[0]] == "town"
    assert back.openings.fixed_eur_per_a == exact([7])
    assert back.sizes.capacity[sizes_of(back, asset)["big"]] == exact([9000 - 0.1 * HOURS])


def test_a_size_no_cheaper_than_one_that_carries_as_much_is_dropped(tmp_path: Path) -> None:
    """Proves: `dear` carries what `big` does, at more: no plan needs it, unless a user's own rule may."""
    text = HEAT.replace("      small:", "      dear: {capacity: 3 MW, capex: 11 EUR/m, fixed_opex: 2 %}\n      small:")
    assert set(sizes_of(network_of(tmp_path, text))) == {"big", "small"} | {"dear"}, "9000 MWh: only dear carries all"
    text = text.replace("capacity: 1 MW", "capacity: 2 MW")
    assert set(sizes_of(network_of(tmp_path, text))) == {"big", "small"}
    assert set(sizes_of(network_of(tmp_path, text, keep_dominated=True))) == {"big", "dear", "small"}


def test_a_group_keeps_every_size(tmp_path: Path) -> None:
    """Proves: members of `one_of` have one number, its name is kept, and none of their sizes is dropped."""
    text = HEAT.replace("      small:", "      dear: {capacity: 3 MW, capex: 12 EUR/m}\n      small:").replace(
        "1 MW", "2 MW"
    )
    net = network_of(tmp_path, text + "links: {main: {from: mill, to: town, transport: pipe, one_of: street}}\n")
    assert set(sizes_of(net)) == {"big", "dear", "small"}
    assert net.assets.groups == ("street",)
    assert net.assets.group.tolist() == [0]
    assert network_of(tmp_path, text).assets.group.tolist() == [-1]


@pytest.mark.parametrize("min_load", [False, True])
def test_a_facility_is_cut_to_what_it_can_ever_make(tmp_path: Path, min_load: bool) -> None:
    """Proves: nobody takes more than 1 MW of power, so that a 3 MW engine counts as 1 MW and `dear` is dropped.

    Breaks if: that is done where the size itself says how much must run (`min_load`).
    """
    text = (
        POWER
        + f"""\
technologies:
  engine:
    takes: {{gas: 2 MWh/MWh}}
    gives: {{power: 1 MWh}}
    min_load: {30 if min_load else 0} %
    sizes:
      dear: {{capacity: 3 MW, capex: 600 kEUR}}
      large: {{capacity: 2 MW, capex: 500 kEUR}}
      small: {{capacity: 0.5 MW, capex: 200 kEUR}}
facilities: {{chp: {{technology: engine, site: mill}}}}
"""
    )
    net = network_of(tmp_path, text)
    asset = assets_of(net)["facility", "mill", "mill", "chp"]
    rows = sizes_of(net, asset)
    assert net.facilities.asset.tolist() == [asset]
    assert net.sizes.capacity[rows["large"]] == exact([(2 if min_load else 1) * HOURS])
    assert net.sizes.capacity[rows["small"]] == exact([0.5 * HOURS])
    assert set(rows) == ({"dear", "large", "small"} if min_load else {"large", "small"})


def test_a_scale_is_cut_into_sizes(tmp_path: Path) -> None:
    """Proves: from 1 to 4 MW in 3 steps: 1, 2, 4 MW at capex 100·(q)^0.5 kEUR; between them stretches."""
    text = (
        POWER.replace("8760", "100000")
        + """\
technologies:
  engine:
    takes: {gas: 2 MWh/MWh}
    gives: {power: 1 MWh}
    scale: {capacity: 1 MW, capex: 100 kEUR, exponent: 0.5, from: 1 MW, to: 4 MW, steps: 3, between: true}
facilities: {chp: {technology: engine, site: mill}}
"""
    )
    sizes = network_of(tmp_path, text).sizes
    assert sizes.name == ("1..2", "2..3")
    assert sizes.capacity == exact(np.array([[1], [2]]) * HOURS)
    assert sizes.stretch_capacity == exact(np.array([[1], [2]]) * HOURS)
    assert sizes.capex_eur == exact([100_000, 100_000 * 2**0.5])
    assert sizes.capex_eur + sizes.stretch_capex_eur == exact([100_000 * 2**0.5, 200_000])


def test_shared_pipes_are_counted_in_the_unit_of_their_sizes(tmp_path: Path) -> None:
    """Proves: a truck fleet for salt (t) and brine (m3, 1.2 t) of 100 t/a takes 1.2 of its capacity per m3."""
    net = network_of(
        tmp_path,
        """\
resources: {brine: {unit: m3, form: liquid, mass: 1.2 t/m3}, salt: {unit: t, form: solid}}
sites: {mill: {xy: [0, 0]}, town: {xy: [10, 0]}}
economics: {lifetime: 20 a}
transport: {fleet: {carries: [solid, liquid], shared: true, sizes: {ten: {capacity: 100 t/a, capex: 1 kEUR}}}}
flows:
  a: {site: mill, resource: brine, gives: 50 m3/a}
  b: {site: mill, resource: salt, gives: 60 t/a}
  c: {site: town, resource: brine, takes: 70 m3/a}
  d: {site: town, resource: salt, takes: 50 t/a}
""",
    )
    assert net.assets.label == ("shared",)
    assert net.arcs.weight == exact([1.2, 1.0])
    assert net.sizes.capacity == exact(np.array([[100.0]])), "of 50 · 1.2 + 50 t"


def test_disposal_with_sizes_counts_over_the_year(tmp_path: Path) -> None:
    """Proves: a cell for 400 t/a takes 100 t in winter and 300 in summer; what can come, 200 t, cuts it by half."""
    net = network_of(
        tmp_path,
        """\
resources: {ash: {unit: t, form: solid}}
sites: {mill: {xy: [0, 0]}}
economics: {lifetime: 20 a}
calendar: {periods: {winter: 2190 h, summer: 6570 h}}
disposal: {cell: {fixed: 9 EUR/a, sizes: {one: {capacity: 400 t/a, capex: 1 kEUR}}}, tip: {gate_fee: 20 EUR/t}}
flows: {ash: {site: mill, resource: ash, gives: 200 t/a, otherwise: [tip, cell]}}
""",
    )
    assert assets_of(net) == {("disposal", "", "", "cell"): 0}
    assert net.sizes.capacity == exact(np.array([[50, 150]]))
    assert net.openings.label == ("cell",)
    assert net.mode_or_kind_labels[net.openings.mode[0]] == "disposal"
    places = net.disposal_assets
    assert (places.asset.tolist(), places.opening.tolist()) == ([0], [0])
    assert [net.disposal[net.routes.route[row]] for row in places.route_row[1]] == ["cell"]
    assert places.route_row[2] == exact([1])


def test_a_shared_link_stands_once(tmp_path: Path) -> None:
    """Proves: a shared link that nothing uses stands once for all it carries, and pays once.

    Breaks if: it stands once for each resource of its mode.
    """
    net = network_of(
        tmp_path,
        HEAT
        + """\
links:
  old: {from: town, to: mill, transport: pipe, shared: true, sizes: {iron: {capacity: 1 MW, fixed_opex: 40 EUR/a}}, existing: iron}
""",
    )
    found = assets_of(net)
    assert ("pipe", "town", "mill", "shared by old") in found
    assert net.assets.standing_eur_per_a.sum() == exact(40)


def test_a_way_that_only_stands_carries_what_stands(tmp_path: Path) -> None:
    """Proves: where a mode has no sizes, 0.3 MW that stand on a link limit it; `existing: true` limits nothing.

    Breaks if: what has no sizes has no limit, whatever stands.
    """
    road = "links: {road: {from: mill, to: town, transport: belt, existing: EXISTING}}\n"
    text = HEAT[: HEAT.index("transport:")] + "transport: {belt: {carries: [heat], cost: 1 EUR/(MWh km)}}\n" + road
    net = network_of(tmp_path, text.replace("EXISTING", "0.3 MW"))
    asset = assets_of(net)["belt", "mill", "town", "heat"]
    assert net.connections.asset.tolist() == [asset]
    assert net.assets.standing[asset] == exact([0.3 * HOURS])
    assert net.arcs.upper_u == exact(np.array([[0.3 * HOURS]]))
    assert len(net.sizes.asset) == 0
    free = network_of(tmp_path, text.replace("EXISTING", "true"))
    assert free.arcs.upper_u == exact(np.array([[9000]]))
    assert len(free.assets.kind) == 0
