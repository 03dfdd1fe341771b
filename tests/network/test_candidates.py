"""Which ways lead where, and what is left out, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from network_parks import arcs_of, exact, network_of

from isopt.network.network import Network

WAYS = """\
resources: {heat: {unit: MWh, form: heat}}
sites: {mill: {xy: [0, 0]}, town: {xy: [30, 0]}, port: {xy: [0, 5]}}
economics: {lifetime: 20 a}
transport:
  pipe: {carries: [heat], cost: 1 EUR/(MWh km), reach: 10 km, detour: 1.2, MODE}
links: {LINKS}
flows:
  a: {site: mill, resource: heat, gives: 100 MWh/a}
  b: {site: town, resource: heat, takes: 100 MWh/a}
  c: {site: town, resource: heat, gives: 100 MWh/a}
  d: {site: mill, resource: heat, takes: 100 MWh/a}
  e: {site: port, resource: heat, takes: 100 MWh/a}
"""


def ways(folder: Path, mode: str, links: str = "") -> Network:
    return network_of(folder, WAYS.replace("MODE", mode).replace("LINKS", links))


def km(net: Network) -> dict[tuple[str, str], float]:
    return {pair: float(net.arcs.km[row]) for pair, row in arcs_of(net).items()}


def why_not(net: Network) -> dict[tuple[str, str, str], int]:
    out = net.left_out
    labels = net.mode_labels
    rows = zip(out.giver, out.end, out.mode, out.reason, strict=True)
    return {(net.givers.names[g], net.ends[e], labels[m]): int(reason) for g, e, m, reason in rows}


def test_a_stated_distance_is_final_and_its_pair_exists(tmp_path: Path) -> None:
    """Proves: 30 km at a detour of 1.2 are beyond 10 km; 50 km said of the pair are not, one way.

    Breaks if: the detour is laid on what is stated, or the way back has it too.
    """
    (tmp_path / "km.csv").write_text(",mill,town,port\nmill,0,50,7\ntown,,0,\nport,,,0\n")
    net = ways(tmp_path, "distances: {file: km.csv}")
    assert km(net) == {("a", "b"): 50, ("a", "d"): 0, ("a", "e"): 7, ("c", "b"): 0}
    assert net.arcs.cost_eur_per_u[arcs_of(net)["a", "b"], 0] == exact(50)


def test_links_go_before_stated_distances(tmp_path: Path) -> None:
    """Proves: a link's own distance is final; a link without one has the stated one."""
    (tmp_path / "km.csv").write_text(",mill,town,port\nmill,0,50,7\ntown,60,0,\nport,,,0\n")
    links = "x: {from: mill, to: town, transport: pipe, distance: 3 km}, y: {from: town, to: mill, transport: pipe}"
    net = ways(tmp_path, "distances: {file: km.csv}", links)
    assert km(net)["a", "b"] == 3
    assert km(net)["c", "d"] == 60


def test_links_only_means_links(tmp_path: Path) -> None:
    """Proves: a stated distance opens no pair of a mode that needs links."""
    (tmp_path / "km.csv").write_text(",mill,town,port\nmill,0,50,7\ntown,60,0,\nport,,,0\n")
    net = ways(tmp_path, "links_only: true, distances: {file: km.csv}", "x: {from: mill, to: port, transport: pipe}")
    assert set(km(net)) == {("a", "d"), ("a", "e"), ("c", "b")}


def test_a_link_may_lead_both_ways(tmp_path: Path) -> None:
    """Proves: `both` opens the way back over the same 4 km, priced by the link; it is one asset and one opening.

    Breaks if: the way back is measured anew, or is a connection of its own to be paid and built.
    """
    link = (
        "x: {from: mill, to: town, transport: pipe, both: true, distance: 4 km, cost: 2 EUR/(MWh km), fixed: 5 EUR/a, "
        "sizes: {one: {capacity: 1 MW, capex: 1 kEUR}}}"
    )
    net = ways(tmp_path, "handling: 0 EUR/MWh", link)
    arcs = [arcs_of(net)["a", "b"], arcs_of(net)["c", "d"]]
    assert net.arcs.km[arcs] == exact([4, 4])
    assert net.arcs.cost_eur_per_u[arcs, 0] == exact([8, 8])
    connections = net.arcs.connection[arcs]
    assert connections[0] != connections[1]
    assert len(set(net.connections.asset[connections].tolist())) == 1
    assert len(set(net.connections.opening[connections].tolist())) == 1
    assert net.connections.opening[connections[0]] == 0


def test_the_way_back_is_as_long_as_the_way_there(tmp_path: Path) -> None:
    """Proves: where the mode says 50 km there and 60 km back, a link that leads both ways is 50 km long."""
    (tmp_path / "km.csv").write_text(",mill,town,port\nmill,0,50,7\ntown,60,0,\nport,,,0\n")
    net = ways(tmp_path, "distances: {file: km.csv}", "x: {from: mill, to: town, transport: pipe, both: true}")
    assert km(net)["a", "b"] == km(net)["c", "d"] == 50


GUARANTEES = """\
resources:
  ash: {unit: t, form: solid, properties: {lead: mg/kg, lime: "%"}, quality: {lead: 40 mg/kg, lime: 20 %}}
sites:
  mill: {xy: [0, 0]}
  port: {xy: [10, 0], hub: {carries: [ash], quality: {ash: {lead: 50 mg/kg}}}}
transport: {lorry: {carries: [solid], cost: 0.1 EUR/(t km)}}
storage: {shed: {site: mill, resource: ash, quality: {lead: 30 mg/kg}}}
flows:
  clean: {site: mill, resource: ash, gives: 100 t/a, quality: {lead: 30 mg/kg, lime: 10 %}}
  dirty: {site: mill, resource: ash, gives: 100 t/a, quality: {lead: 45 mg/kg, lime: 30 %}}
  foul: {site: mill, resource: ash, gives: 100 t/a, quality: {lead: 90 mg/kg, lime: 30 %}}
  b: {site: port, takes: 50 t/a, accepts: {ash: {}}, LIMITS}
"""


@pytest.mark.parametrize(
    ("limits", "into_shed", "into_port"),
    [
        ("revenue: 0 EUR/t", {"clean", "dirty", "foul", "hub.port.ash"}, {"clean", "dirty", "foul", "shed"}),
        ("limits: {lead: {max: 60 mg/kg}}", {"clean"}, {"clean", "dirty", "shed"}),
        ("limits: {lead: {min: 10 mg/kg}}", {"clean", "dirty", "foul", "hub.port.ash"}, {"foul"}),
        ("limits: {lime: {min: 5 %}}", {"dirty", "foul", "hub.port.ash"}, {"dirty", "foul", "shed"}),
    ],
)
def test_nothing_worse_than_guaranteed_enters(
    limits: str, into_shed: set[str], into_port: set[str], tmp_path: Path
) -> None:
    """Proves: where something limits lead (shed: 30, port: 50) or lime (both: the ash's 20 %), what is worse stays out.

    Breaks if: a guarantee nobody asks for keeps things apart, or a least bound is read as a most.
    """
    net = network_of(tmp_path, GUARANTEES.replace("LIMITS", limits))
    found = arcs_of(net)
    assert {giver for giver, end in found if end == "shed"} == into_shed
    assert {giver for giver, end in found if end == "hub.port.ash"} == into_port
    kept_apart = {(giver, end) for (giver, end, _), reason in why_not(net).items() if reason == 7}
    everything = {(giver, "shed") for giver in ("clean", "dirty", "foul", "hub.port.ash")}
    everything |= {(giver, "hub.port.ash") for giver in ("clean", "dirty", "foul", "shed")}
    assert kept_apart == everything - set(found)
