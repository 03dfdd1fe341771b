"""Ways that lose as long as they stand, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from network_parks import arcs_of, exact, network_of

PARK = """\
resources: {heat: {unit: MWh, form: heat}}
sites: {mill: {xy: [0, 0]}, town: {xy: [10, 0]}}
economics: {lifetime: 20 a}
calendar: {periods: {winter: 2190 h, summer: 6570 h}}
transport: {pipe: {carries: [heat], losses: 20 W/m, sizes: {one: {capacity: 2 MW, capex: 1 EUR/m}}}}
flows:
  waste: {site: mill, resource: heat, gives: 9 GWh/a}
  warm: {site: town, resource: heat, takes: 9 GWh/a, otherwise: {price: 50 EUR/MWh}}
  pool: {site: town, takes: 9 GWh/a, accepts: {heat: {replaces: 0.8, costs: 3 EUR/MWh}}, revenue: 10 EUR/MWh}
"""


def test_a_standing_loss_is_rate_by_length_by_hours(tmp_path: Path) -> None:
    """Proves: 20 W/m over 10 km is 0.2 MW: 438 MWh in winter, 1314 in summer, by the pipe, not by its arcs."""
    net = network_of(tmp_path, PARK)
    assert net.connections.standing_loss_u == exact(np.array([[438, 1314]]))
    assert sorted(net.standing_losses.arc.tolist()) == sorted(arcs_of(net).values())
    assert net.standing_losses.connection.tolist() == [0, 0]
    assert net.arcs.arrival_share == exact(np.ones((2, 2))), "nothing is lost by what is carried"


def test_what_is_lost_pays_nothing_of_what_arrives(tmp_path: Path) -> None:
    """Proves: into the pool 3 EUR of use and 8 EUR of revenue per MWh arriving: a lost one costs 5 EUR; heat for warm, 0.

    Breaks if: revenue is paid on what never arrives.
    """
    net = network_of(tmp_path, PARK)
    rows, losses = arcs_of(net), net.standing_losses
    cost = dict(zip(losses.arc.tolist(), losses.cost_eur_per_u.tolist(), strict=True))
    assert cost[rows["waste", "pool"]] == exact([5, 5])
    assert cost[rows["waste", "warm"]] == exact([0, 0])


def test_ways_that_lose_by_what_they_carry_are_not_listed(tmp_path: Path) -> None:
    """Proves: a share lost per km is no standing loss."""
    net = network_of(tmp_path, PARK.replace("20 W/m", "1 %/km"))
    assert len(net.standing_losses.arc) == 0
    assert not net.connections.standing_loss_u.any()
