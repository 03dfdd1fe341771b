"""SEMANTICS 5, 7 and 8: setup of a pair, handling at a hub, prices of vehicles, losses of what stands; by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import disposed, exact, moved, parts, solve

SETUP = """\
economics: {{discount_rate: 10 %, lifetime: 20 a}}
resources: {{ash: {{unit: t, form: solid}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [3, 4]}}, quarry: {{xy: [0, 9]}}}}
disposal: {{tip: {{gate_fee: {fee} EUR/t, site: quarry}}}}
flows:
  out: {{site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}
  here: {{site: mill, resource: ash, takes: 10 t/a}}
  there: {{site: kiln, resource: ash, takes: 60 t/a}}
transport: {{lorry: {{carries: [solid], cost: 1 EUR/t, setup: 1000 EUR{contract}}}}}
"""


@pytest.mark.parametrize(("contract", "years"), [(", contract: 2 a", 2), ("", 20), (", contract: 30 a", 30)])
def test_setup_is_an_annuity_over_the_contract(tmp_path: Path, contract: str, years: int) -> None:
    """Proves: SEMANTICS 5: 10 t stay, 60 go to the kiln, 30 to the tip; only the pair with the kiln pays the setup.

    It pays 1000 EUR · 0.1 / (1 − 1.1^−n) a year, n the contract, else the economics' lifetime of 20 a; 90 t drive.

    Breaks if: the lifetime goes before the contract, or moves on one site or to disposal pay a setup.
    """
    results = solve(tmp_path, SETUP.format(fee=50, contract=contract))
    assert moved(results) == {("out", "here"): exact(10), ("out", "there"): exact(60)}
    assert parts(results) == {
        "disposal": exact(30 * 50),
        "transport": exact(90),
        "exchanges": exact(1000 * 0.1 / (1 - 1.1**-years)),
    }


@pytest.mark.parametrize(("fee", "goes"), [(9.7, True), (9.5, False)])
def test_setup_decides(tmp_path: Path, fee: float, goes: bool) -> None:
    """Proves: SEMANTICS 5: over two years the setup is 1000 · 0.1 · 1.21 / 0.21 = 576.19 EUR/a, 9.603 EUR/t for 60 t.

    Kiln and tip are as dear to drive to: above that fee the pair is used, below it is not, and then pays nothing.

    Breaks if: the setup is paid where nothing moves, or is spread without interest (500 EUR/a, 8.33 EUR/t).
    """
    results = solve(tmp_path, SETUP.format(fee=fee, contract=", contract: 2 a"))
    assert disposed(results)["out", "tip"] == exact(30 if goes else 90)
    assert parts(results).get("exchanges", 0) == exact(1000 * 0.1 * 1.21 / 0.21 if goes else 0)


HUB = """\
resources: {ash: {unit: t, form: solid}}
sites: {mill: {xy: [0, 0]}, depot: {xy: [1, 0], hub: {carries: [ash], handling: 3 EUR/t}}, kiln: {xy: [3, 0]}}
flows:
  out: {site: mill, resource: ash, gives: 500 t/a}
  in: {site: kiln, resource: ash, takes: 72 t/a, otherwise: {price: 100 EUR/t}}
transport: {lorry: {carries: [solid], links_only: true, cost: 1 EUR/t, handling: 2 EUR/t, losses: 10 %/km}}
links:
  there: {from: mill, to: depot, transport: lorry}
  on: {from: depot, to: kiln, transport: lorry}
"""


def test_a_hub_handles_what_arrives(tmp_path: Path) -> None:
    """Proves: SEMANTICS 7: for 72 t, 72 / 0.8 = 90 leave the depot 2 km away, and 90 / 0.9 = 100 the mill.

    The hub handles the 90 t that arrive (3 EUR/t), the lorry on each leg what enters: 100 and 90 t (2 and 1 EUR/t).

    Breaks if: the hub charges what was sent or what goes on to arrive, or a leg is paid for what arrives.
    """
    results = solve(tmp_path, HUB)
    assert parts(results) == {"transport": exact(100 + 90), "handling": exact(90 * 3 + (100 + 90) * 2)}


VEHICLES = """\
resources: {{ash: {{unit: t, form: solid}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [3, 4]}}}}
disposal: {{tip: {{gate_fee: 100 EUR/t}}}}
flows:
  out: {{site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}
  in: {{site: kiln, resource: ash, takes: 100 t/a}}
transport: {{lorry: {{carries: [solid], load: 8 t, speed: 50 km/h, empty_return: {back}, cost: {cost}, emissions: {co2}}}}}
"""


@pytest.mark.parametrize(
    ("back", "cost", "paid"),
    [
        ("0", "2 EUR/km", 100 * 5 * 2 / 8),
        ("50 %", "2 EUR/km", 100 * 5 * 2 * 1.5 / 8),
        ("1", "2 EUR/km", 100 * 5 * 2 * 2 / 8),
        ("0", "40 EUR/h", 100 * 5 * 40 / (50 * 8)),
        ("50 %", "40 EUR/h", 100 * 5 * 40 * 1.5 / (50 * 8)),
    ],
)
def test_prices_of_a_vehicle(tmp_path: Path, back: str, cost: str, paid: float) -> None:
    """Proves: SEMANTICS 7: 100 t over 5 km, 8 t a load: 12.5 loads, not 13, the way back empty for its share.

    Per km: price · 5 / 8 a tonne; per h, at 50 km/h: price · 5 / (50 · 8). Emissions are per km at the same share.

    Breaks if: loads are rounded up, the empty return is left out of one of the two, or h are paid for what is loaded.
    """
    summary = solve(tmp_path, VEHICLES.format(back=back, cost=cost, co2="0.8 kgCO2e/km")).summary
    share = {"0": 1, "50 %": 1.5, "1": 2}[back]
    assert summary["plan"]["cost"] == exact(paid)
    assert summary["plan"]["co2_t"] == exact(100 * 5 * 0.8 * share / 8 / 1000)


STANDING = """\
calendar: {{periods: {{winter: 3000 h, summer: 5760 h}}}}
resources: {{heat: {{unit: MWh, form: heat}}}}
sites: {{works: {{xy: [0, 0]}}, town: {{xy: [2, 0]}}}}
flows:
  out: {{site: works, resource: heat, gives: {{winter: {winter} MWh, summer: {summer} MWh}}}}
  in: {{site: town, resource: heat, takes: {{winter: 1500 MWh, summer: 0 MWh}}, otherwise: {{price: 10 EUR/MWh}}}}
transport:
  pipe:
    carries: [heat]
    cost: 1 EUR/MWh
    losses: 50 W/m
    sizes: {{S: {{capacity: 1 MW, capex: 6000 EUR, lifetime: 6 a}}}}
{links}
"""
LOST_WINTER, LOST_SUMMER = 0.1 * 3000, 0.1 * 5760
"""50 W/m over 2 km are 0.1 MW."""


def test_a_way_loses_as_long_as_it_stands(tmp_path: Path) -> None:
    """Proves: SEMANTICS 8: 2 km at 50 W/m lose 0.1 MW: 300 MWh in winter, 576 in summer, when nobody needs any.

    1500 + 300 enter in winter, 576 in summer, each at 1 EUR, and the pipe costs 6000 / 6 a year, not 15 000 bought.

    Breaks if: the loss follows what is carried, or stops with the need.
    """
    results = solve(tmp_path, STANDING.format(winter=3000, summer=3000, links=""))
    rows = results.exchanges
    assert rows.entering_winter.sum() == exact(1500 + LOST_WINTER)
    assert rows.entering_summer.sum() == exact(LOST_SUMMER)
    assert parts(results) == {"transport": exact(1500 + LOST_WINTER + LOST_SUMMER), "capex": exact(1000)}


@pytest.mark.parametrize(
    ("winter", "summer", "cost"),
    [
        (1800, 576, 1800 + 576 + 1000),
        (1700, 576, 1700 + 576 + 1000 + 100 * 10),
        (1800, 575, 1500 * 10),
        (299, 576, 1500 * 10),
    ],
)
def test_at_least_what_is_lost_enters(tmp_path: Path, winter: int, summer: int, cost: float) -> None:
    """Proves: SEMANTICS 8: who cannot feed the loss of each period cannot build the pipe, and buys all 1500 MWh.

    With 100 MWh less in winter, 100 are bought; the loss comes first.

    Breaks if: the loss is cut to what there is, or evened out over the year.
    """
    results = solve(tmp_path, STANDING.format(winter=winter, summer=summer, links=""))
    assert results.summary["plan"]["cost"] == exact(cost)


@pytest.mark.parametrize(("summer", "status"), [(576, "proved"), (575, "infeasible")])
def test_what_stands_already_must_be_fed(tmp_path: Path, summer: int, status: str) -> None:
    """Proves: SEMANTICS 8, 10: a pipe that stands loses in every period, with capex paid long ago: 2376 EUR/a.

    Where the works cannot feed it in summer there is no plan.

    Breaks if: a pipe that stands may be left cold.
    """
    links = "links: {main: {from: works, to: town, transport: pipe, existing: S}}"
    summary = solve(tmp_path, STANDING.format(winter=1800, summer=summer, links=links)).summary
    assert summary["status"] == status
    if status == "proved":
        assert summary["plan"]["cost"] == exact(1800 + 576)
