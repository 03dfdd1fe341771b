"""What pairs in use pay, and how much arcs can carry, by hand."""

from __future__ import annotations

from pathlib import Path

from network_parks import HOURS, arcs_of, exact, network_of

PARK = """\
resources: {heat: {unit: MWh, form: heat}}
sites: {mill: {xy: [0, 0], hub: {carries: [heat]}}, town: {xy: [4, 0], hub: {carries: [heat]}}}
economics: {discount_rate: 5 %}
transport: {pipe: {carries: [heat], cost: 1 EUR/(MWh km), PIPE}}
links: {x: {from: mill, to: town, transport: pipe, LINK}}
disposal: {vent: {site: town}}
flows:
  a: {site: mill, resource: heat, gives: 90 GWh/a}
  b: {site: town, resource: heat, takes: 50 GWh/a}
"""


def test_setup_is_an_annuity_over_its_contract(tmp_path: Path) -> None:
    """Proves: 1 000 EUR at 5 % over 2 a are 537.805 EUR/a, beside 10 EUR/a and 2 EUR/(km a) over 4 km; pairs with hubs too.

    Breaks if: the setup is paid anew each year, or hubs pay nothing for being used.
    """
    each = "per_exchange: {heat: 10 EUR/a}, setup: 1 kEUR, contract: 2 a"
    net = network_of(tmp_path, PARK.replace("PIPE", each).replace(", LINK", ""))
    yearly = 1000 * 0.05 / (1 - 1.05**-2) + 10
    away = {("a", "b"), ("a", "hub.town.heat"), ("hub.mill.heat", "b"), ("hub.mill.heat", "hub.town.heat")}
    away.add(("hub.town.heat", "hub.mill.heat"))
    found = arcs_of(net)
    assert {pair for pair, row in found.items() if row in net.pairs.arc} == away & set(found)
    assert net.pairs.fixed_eur_per_a == exact([yearly] * len(net.pairs.arc))


def test_what_a_way_loses_standing_may_enter_besides(tmp_path: Path) -> None:
    """Proves: over 4 km at 25 W/m 100 kW are lost: 50 GWh and 876 MWh may enter on the way to a need of 50 GWh.

    Breaks if: M says what may arrive, so that the need could never be met in full.
    """
    said = PARK.replace("PIPE", "losses: 25 W/m").replace("LINK", "sizes: {one: {capacity: 20 MW, capex: 0 EUR}}")
    flows_alone = said.replace(", hub: {carries: [heat]}", "")
    for text in (flows_alone, said):
        net = network_of(tmp_path, text.replace("carries: [heat], cost", "carries: [heat], links_only: true, cost"))
        assert net.arcs.upper_u[arcs_of(net)["a", "b"], 0] == exact(50_000 + 0.1 * HOURS)
