"""What earns without end is told before anything is solved, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import isopt
from isopt.formulation.formulate import formulate
from isopt.network.build import build_network
from isopt.solution.options import Options
from isopt.solution.process import Worker
from isopt.solution.termination import Termination
from isopt.solution.unbounded import find_unbounded, settle_unbounded

PARK = """
isopt: 1
name: boiler
resources:
  gas: {{unit: MWh, form: gas, buy: {{price: {gas} EUR/MWh{capacity}}}}}
  steam: {{unit: MWh, form: heat, sell: {{price: 20 EUR/MWh}}}}
  power: {{unit: MWh, form: power, sell: {{price: 1 EUR/MWh}}}}
  ice: {{unit: MWh, form: heat}}
sites: {{mill: {{xy: [0, 0]}}}}
technologies:
  boiling: {{takes: {{gas: 1 MWh/MWh}}, gives: {{steam: 0.9 MWh/MWh}}}}
  turning: {{takes: {{gas: 1 MWh/MWh}}, gives: {{power: 0.5 MWh/MWh}}, opex: 2 EUR/MWh}}
facilities: {{boiler: {{technology: boiling, site: mill}}, turbine: {{technology: turning, site: mill}}}}
flows: {{drying: {{site: mill, resource: {needs}, takes: 10 MWh/a, required: true}}}}
"""

Ask = Callable[..., tuple[tuple[str, ...], Termination]]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


@pytest.fixture
def ask(worker: Worker, tmp_path: Path) -> Ask:
    def of_park(gas: float, capacity: str = "", needs: str = "steam") -> tuple[tuple[str, ...], Termination]:
        path = tmp_path / "park.yaml"
        path.write_text(PARK.format(gas=gas, capacity=capacity, needs=needs))
        scenario = isopt.load(path).scenario
        net = build_network(scenario)
        program = formulate(net)
        endless = find_unbounded(worker, scenario, net, program)
        assert all(demand.place.startswith(str(path)) for demand in endless)
        return tuple(demand.path for demand in endless), settle_unbounded(worker, program, Options()).termination

    return of_park


def test_what_earns_without_end_is_named(ask: Ask) -> None:
    """Proves: gas at 10 made into steam at 0.9 · 20: the boiler and both markets, not the turbine, which loses.

    Breaks if: what could be spared is on the ray too, or nothing is named.
    """
    assert ask(10) == (("facilities.boiler", "resources.gas.buy", "resources.steam.sell"), Termination.UNBOUNDED)


@pytest.mark.parametrize("gas", [18, 18.001, 30])
def test_what_earns_nothing_has_an_end(ask: Ask, gas: float) -> None:
    """Proves: at 18 EUR and above gas is not worth its steam. Breaks if: a ray that costs nothing counts."""
    assert ask(gas)[0] == ()


def test_a_little_is_enough(ask: Ask) -> None:
    """Proves: a cent in 18 EUR earns without end. Breaks if: it is taken for rounding."""
    assert ask(17.99)[0] == ("facilities.boiler", "resources.gas.buy", "resources.steam.sell")


def test_a_capacity_is_an_end(ask: Ask) -> None:
    """Proves: gas of a limited market earns, with an end."""
    assert ask(10, ", capacity: 5 MW")[0] == ()


def test_without_any_plan_nothing_is_unbounded(ask: Ask) -> None:
    """Proves: what would earn, in a park where a need cannot be met, is infeasible by proof.

    Breaks if: unbounded is said of a scenario that has no plan.
    """
    endless, termination = ask(10, needs="ice")
    assert endless
    assert termination is Termination.INFEASIBLE


@pytest.mark.parametrize(("gas", "steam_eur"), [(20, 200 / 0.9), (22.7, 227 / 0.9), (30, 300 / 0.9)])
def test_what_nothing_limits_is_proved_all_the_same(gas: float, steam_eur: float, tmp_path: Path) -> None:
    """Proves: 10 MWh of steam take 10/0.9 of gas; duals that a rounding error spoils are mended by ones with room.

    Breaks if: a boiler without a limit leaves no certified bound.
    """
    path = tmp_path / "park.yaml"
    path.write_text(PARK.format(gas=gas, capacity="", needs="steam"))
    results = isopt.load(path).solve()
    assert results.plan.accounts.combined == pytest.approx(steam_eur)
    assert results.status == "proved"


def test_equal_prices_claim_no_more_than_is_proved(tmp_path: Path) -> None:
    """Proves: where gas and its steam cost the same, however much, the plan is right and no proof is made up."""
    path = tmp_path / "park.yaml"
    path.write_text(PARK.format(gas=18, capacity="", needs="steam"))
    results = isopt.load(path).solve()
    assert results.plan.accounts.combined == pytest.approx(200)
    assert results.status in {"proved", "solver_proved"}
