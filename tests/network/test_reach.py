"""How much can ever happen, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from network_parks import HOURS, arcs_of, exact, network_of

from isopt.network.network import Network

HEAD = """\
resources:
  wood: {unit: t, form: solid BUY}
  heat: {unit: MWh, form: heat, temperature: 90 degC SELL}
  ash: {unit: t, form: solid}
sites: {mill: {xy: [0, 0]}, town: {xy: [10, 0]}, port: {xy: [0, 10]}}
economics: {lifetime: 20 a}
transport:
  lorry: {carries: [solid], cost: 0.1 EUR/(t km)}
  pipe: {carries: [heat], cost: 1 EUR/(MWh km), losses: 2 %/km}
technologies:
  boiler:
    takes: {wood: 0.25 t/MWh}
    gives: {heat: HEAT, ash: {amount: 0.01 t/MWh, ASH}}
    SIZES
facilities: {boiler: {technology: boiler, site: mill}}
flows:
  FLOWS
"""


def park(
    folder: Path,
    flows: str,
    *,
    buy: str = "",
    sell: str = "",
    heat: str = "1 MWh/MWh",
    ash: str = "otherwise: unused",
    sizes: str = "",
    more: str = "",
) -> Network:
    text = HEAD.replace(" BUY", buy and f", {buy}").replace(" SELL", sell and f", {sell}")
    text = text.replace("HEAT", heat).replace("ASH", ash).replace("SIZES", sizes).replace("FLOWS", flows)
    return network_of(folder, text + more)


def given(net: Network) -> dict[str, float]:
    return {name: float(net.givers.given_u[row, 0]) for row, name in enumerate(net.givers.names)}


def taken(net: Network) -> dict[str, float]:
    return {name: float(net.takers.need_u[row, 0]) for row, name in enumerate(net.takers.names)}


def upper(net: Network) -> dict[tuple[str, str], float]:
    return {pair: float(net.arcs.upper_u[row, 0]) for pair, row in arcs_of(net).items()}


WOOD = "w: {site: mill, resource: wood, gives: 100 t/a}"
NEED = "h: {site: town, resource: heat, takes: 160 MWh/a}"


def test_what_comes_in_bounds_what_goes_out(tmp_path: Path) -> None:
    """Proves: 100 t of wood make 400 MWh at 0.25 t each, 4 t of ash; no facility runs without wood.

    Breaks if: recipes do not pass on what ports let in.
    """
    net = park(tmp_path, WOOD + "\n  h: {site: town, resource: heat, takes: 1 GWh/a}")
    assert net.facilities.upper_activity[0, 0] == exact(400)
    assert net.recipes.upper_activity[0, 0] == exact(400)
    assert given(net)["boiler.heat"] == exact(400)
    assert given(net)["boiler.ash"] == exact(4)
    assert upper(net)["w", "boiler.wood"] == exact(100)


def test_what_is_needed_bounds_what_runs(tmp_path: Path) -> None:
    """Proves: heat without `otherwise` must find a taker: 160 MWh at 80 % arriving are 200 MWh, 50 t of wood, bought.

    Breaks if: what leaves does not bound what runs, or losses are forgotten.
    """
    net = park(tmp_path, NEED, buy="buy: {price: 20 EUR/t}")
    assert given(net)["boiler.heat"] == exact(200)
    assert net.facilities.upper_activity[0, 0] == exact(200)
    assert taken(net)["boiler.wood"] == exact(50)
    assert net.purchases.upper_u[0, 0] == exact(50)
    assert given(net)["boiler.ash"] == exact(2)


def test_nothing_bounds_what_is_bought_and_sold(tmp_path: Path) -> None:
    """Proves: wood from a market into heat to a market has no bound; the arc to a need of 160 MWh has one all the same."""
    net = park(tmp_path, NEED, buy="buy: {price: 20 EUR/t}", sell="sell: {price: 30 EUR/MWh}")
    assert np.isinf(net.facilities.upper_activity).all()
    assert np.isinf(net.purchases.upper_u).all()
    assert np.isinf(net.sales.upper_u).all()
    assert upper(net)["boiler.heat", "h"] == exact(200)


def test_a_market_has_its_capacity(tmp_path: Path) -> None:
    """Proves: wood bought at 1 t/h bounds the boiler at 4 MW; heat sold at 2 MW and 200 MWh needed bound it further."""
    bought = "buy: {price: 20 EUR/t, capacity: 1 t/h}"
    net = park(tmp_path, NEED, buy=bought, sell="sell: {price: 30 EUR/MWh}")
    assert net.facilities.upper_activity[0, 0] == exact(4 * HOURS)
    net = park(tmp_path, NEED, buy=bought, sell="sell: {price: 30 EUR/MWh, capacity: 2 MW}")
    assert net.facilities.upper_activity[0, 0] == exact(2 * HOURS + 200)


def test_sizes_bound_what_runs(tmp_path: Path) -> None:
    """Proves: the largest size, 30 kW, bounds heat at 30 kW, wood at a quarter t each, whatever is bought and sold."""
    sizes = "sizes: {small: {capacity: 10 kW, capex: 1 kEUR}, large: {capacity: 30 kW, capex: 2 kEUR}}"
    net = park(tmp_path, NEED, buy="buy: {price: 20 EUR/t}", sell="sell: {price: 30 EUR/MWh}", sizes=sizes)
    assert net.facilities.upper_activity[0, 0] == exact(0.03 * HOURS)
    assert taken(net)["boiler.wood"] == exact(0.0075 * HOURS)
    assert given(net)["boiler.heat"] == exact(0.03 * HOURS)


def test_disposal_with_room_bounds_what_runs(tmp_path: Path) -> None:
    """Proves: all ash must go: 5 t/a to the tip and 3 t/a of room in the pit bound the boiler at 800 MWh.

    Breaks if: routes count as bottomless although they have a limit.
    """
    disposal = "disposal: {tip: {capacity: 5 t/a}, pit: {total: 3 t, site: town}}\n"
    net = park(
        tmp_path,
        NEED,
        buy="buy: {price: 20 EUR/t}",
        sell="sell: {price: 30 EUR/MWh}",
        ash="otherwise: [tip, pit]",
        more=disposal,
    )
    assert given(net)["boiler.ash"] == exact(8)
    assert upper(net)["boiler.ash", "disposal.pit"] == exact(3)
    assert net.facilities.upper_activity[0, 0] == exact(800)


KILN = """\
resources:
  wood: {unit: t, form: solid, buy: {price: 20 EUR/t}}
  straw: {unit: t, form: solid}
  heat: {unit: MWh, form: heat, sell: {price: 30 EUR/MWh}}
sites: {mill: {xy: [0, 0]}}
technologies:
  kiln:
    recipes:
      straw: {takes: {straw: 0.5 t/MWh}, gives: {heat: 1 MWh/MWh}}
      wood: {takes: {wood: 0.25 t/MWh}, gives: {heat: 2 MWh/MWh}}
    shares: {SHARES}
facilities: {kiln: {technology: kiln, site: mill}}
flows: {s: {site: mill, resource: straw, gives: 50 t/a}}
"""


def test_shares_of_recipes_bound_the_whole(tmp_path: Path) -> None:
    """Proves: straw for 100 MWh at a share of at least 20 % bounds the kiln at 500 MWh, heat at 100 + 2 · 500 MWh.

    Where wood has at most 60 %, straw has at least 40 %: 250 MWh, of which wood 150. Breaks if: shares bound nothing.
    """
    net = network_of(tmp_path, KILN.replace("SHARES", "straw: {min: 20 %}"))
    assert net.facilities.upper_activity[0, 0] == exact(500)
    assert net.recipes.upper_activity[:, 0] == exact([100, 500])
    assert given(net)["kiln.heat"] == exact(1000)
    net = network_of(tmp_path, KILN.replace("SHARES", "straw: {min: 20 %}, wood: {max: 60 %}"))
    assert net.facilities.upper_activity[0, 0] == exact(250)
    assert net.recipes.upper_activity[:, 0] == exact([100, 150])
    assert given(net)["kiln.heat"] == exact(400)
    assert taken(net)["kiln.wood"] == exact(37.5)


LOOP = """\
resources: {water: {unit: t, form: liquid}, dirt: {unit: t, form: liquid}}
sites: {mill: {xy: [0, 0]}}
technologies:
  use: {takes: {water: 1 t/t}, gives: {dirt: 1 t/t}, opex: 1 EUR/t}
  wash: {takes: {dirt: 1 t/t}, gives: {water: {amount: BACK t/t, otherwise: unused}}}
facilities: {use: {technology: use, site: mill}, wash: {technology: wash, site: mill}}
flows: {a: {site: mill, resource: water, gives: 100 t/a}}
"""


def test_a_loop_that_shrinks_is_bounded(tmp_path: Path) -> None:
    """Proves: water used, washed at half and used again: 100 · 2 t are used at most, to the hundredth that ends the rounds.

    At nine tenths 1 000 t. Where all comes back, nothing bounds how often. Breaks if: a bound is below what can be.
    """
    used = float(network_of(tmp_path, LOOP.replace("BACK", "0.5")).facilities.upper_activity[0, 0])
    assert 200 <= used <= 204
    used = float(network_of(tmp_path, LOOP.replace("BACK", "0.9")).facilities.upper_activity[0, 0])
    assert 1000 <= used <= 1100
    assert np.isinf(network_of(tmp_path, LOOP.replace("BACK", "1")).facilities.upper_activity).all()
