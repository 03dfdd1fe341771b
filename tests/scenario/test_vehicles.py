"""Prices and emissions of vehicles, per km and per h, become those of what they carry (SEMANTICS 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from way_parks import check_faults, scenario_of

if TYPE_CHECKING:
    from pathlib import Path

COST = "cost: 0.1 EUR/(t km)"


@pytest.mark.parametrize(
    ("said", "per_t_km"),
    [
        ("cost: 1.2 EUR/km, load: 24 t", 0.05),
        ("cost: 1.2 EUR/km, load: 24 t, empty_return: 100 %", 0.1),
        ("cost: 1.2 EUR/km, load: 24 t, empty_return: 0.5", 0.075),
        ("cost: 60 EUR/h, load: 24 t, speed: 50 km/h", 0.05),
        ("cost: 60 EUR/h, load: 24 t, speed: 50 km/h, empty_return: 100 %", 0.1),
        ("cost: 1 EUR/min, load: 24000 kg, speed: 50000 m/h", 0.05),
        ("cost: {winter: 1.2 EUR/km, summer: 60 EUR/h}, load: 24, speed: 50", 0.05),
        ("cost: {solid: 1.2 EUR/km, milk: 1 EUR/km}, load: {ash: 24 t, liquid: 20 m3}", 0.05),
        ("cost: 0.05 EUR/(t km), load: 3 t, empty_return: 100 %", 0.05),
    ],
)
def test_the_price_of_a_vehicle(tmp_path: Path, said: str, per_t_km: float) -> None:
    """Proves: 1.2 EUR/km at 24 t are 0.05 EUR/(t km), 60 EUR/h at 50 km/h the same; an empty way back comes on top.

    What is priced by amount has nothing of it.

    Breaks if: the way back, the speed or the load is left out, or a price per t and km is taken for one of a vehicle.
    """
    terms = scenario_of(tmp_path, (COST, said)).modes["lorry"].terms["ash"]
    assert terms.cost_eur_per_u_km == pytest.approx((per_t_km, per_t_km))
    assert terms.cost_eur_per_u == (0, 0)


def test_a_load_is_counted_in_each_resources_own_unit(tmp_path: Path) -> None:
    """Proves: 24 t hold 19.2 m3 of milk at 1.25 t/m3: 1.2 EUR/km are 0.0625 EUR per m3 and km.

    Breaks if: the load is taken for as many units of whatever is carried.
    """
    terms = scenario_of(tmp_path, (COST, "cost: 1.2 EUR/km, load: 24 t")).modes["lorry"].terms
    assert terms["milk"].cost_eur_per_u_km == pytest.approx((0.0625, 0.0625))


def test_emissions_of_a_vehicle(tmp_path: Path) -> None:
    """Proves: a factor per km, also by name and of other impacts, is of the vehicle: 0.9 kg/km · 2 / 24 t, 5 g/km · 2 / 24 t.

    Breaks if: impacts other than CO2 are not divided by the load, or the empty way back emits nothing.
    """
    said = f"{COST}, emissions: truck, load: 24 t, empty_return: 100 %"
    scenario = scenario_of(tmp_path, (COST, said))
    terms = scenario.modes["lorry"].terms["ash"]
    assert scenario.impacts == ("co2", "nox")
    co2, nox = terms.emissions_kg_per_u_km
    assert co2 == pytest.approx((0.075, 0.075))
    assert nox == pytest.approx((0.005 / 12, 0.005 / 12))
    assert terms.emissions_kg_per_u == ((0, 0), (0, 0))


def test_a_links_price_is_of_the_modes_vehicles(tmp_path: Path) -> None:
    """Proves: a link that states a price per h has the load and the speed of its mode: 80 EUR/h / (50 km/h · 20 t).

    Breaks if: a link's price is read without the vehicle.
    """
    scenario = scenario_of(tmp_path, (COST, f"{COST}, load: 20 t, speed: 50 km/h"), ("6 km", "6 km, cost: 80 EUR/h"))
    assert scenario.links["road"].terms["ash"].cost_eur_per_u_km == pytest.approx((0.08, 0.08))
    assert scenario.modes["lorry"].terms["ash"].cost_eur_per_u_km == pytest.approx((0.1, 0.1))


@pytest.mark.parametrize(
    ("said", "path", "problem", "remedy"),
    [
        (
            "cost: «1.2 EUR/km",
            "cost",
            "a figure per km of a vehicle whose load is unknown",
            "add `transport.lorry.load`",
        ),
        (
            f"{COST}, emissions: «truck",
            "emissions",
            "a figure per km of a vehicle whose load is unknown",
            "add `transport.lorry.load`",
        ),
        (
            "cost: «60 EUR/h, speed: 50 km/h",
            "cost",
            "a figure per h of a vehicle whose load is unknown",
            "add `transport.lorry.load`",
        ),
        (
            "cost: «60 EUR/h, load: 24 t",
            "cost",
            "a price per h of a vehicle whose speed is unknown",
            "add `transport.lorry.speed`",
        ),
        ("cost: 1.2 EUR/km, load: «0 t", "load", "a vehicle that takes nothing", "write more than 0"),
        (
            "cost: 60 EUR/h, load: 24 t, speed: «0 km/h",
            "speed",
            "a vehicle that never arrives",
            "write more than 0",
        ),
        (
            "cost: 1.2 EUR/km, load: «{solid: 24 t}",
            "load",
            "says nothing of resource 'milk'",
            "add `milk:`",
        ),
        (
            "cost: 1.2 EUR/km, load: «24 MWh",
            "load",
            "MWh found, but resource 'milk' is counted in m3",
            "write it per m3",
        ),
        (
            "cost: 1.2 EUR/km, load: «24 t/h",
            "load",
            "unit 't/h' found",
            "expected a quantity in u, t",
        ),
        (
            "cost: 1.2 EUR/km, load: 24 t, speed: «50 km",
            "speed",
            "unit 'km' found",
            "expected a quantity in km/h",
        ),
        (
            "cost: 1.2 EUR/km, load: 24 t, empty_return: «120 %",
            "empty_return",
            "a share of 120 % is more than the whole",
            "at most 1",
        ),
    ],
)
def test_what_is_said_of_vehicles_is_checked(tmp_path: Path, said: str, path: str, problem: str, remedy: str) -> None:
    """Proves: a price or factor of a vehicle needs what the vehicle takes, and per h how fast it goes; both are more than 0.

    Breaks if: a price without a load is taken for nothing.
    """
    found = [(f"transport.lorry.{path}", problem, remedy)]
    if "24 MWh" in said:
        said = said.replace("«", "")
        check_two_units(tmp_path, said)
        return
    check_faults(tmp_path, ((COST, said),), *found)


def check_two_units(folder: Path, said: str) -> None:
    """Hold that a load in MWh is wrong for ash, in t, and for milk, in m3."""
    check_faults(
        folder,
        ((COST, said.replace("load: ", "load: ««")),),
        ("transport.lorry.load", "MWh found, but resource 'ash' is counted in t", "write it per t"),
        ("transport.lorry.load", "MWh found, but resource 'milk' is counted in m3", "write it per m3"),
    )


def test_a_factor_per_km_is_of_what_moves(tmp_path: Path) -> None:
    """Proves: a named factor per km cannot be the factor of a disposal route.

    Breaks if: it counts per unit disposed of, or the program stumbles over it.
    """
    check_faults(
        tmp_path,
        (("60 EUR/t}", "60 EUR/t, emissions: «truck}"),),
        ("disposal.tip.emissions", "a factor per km found", "nothing moves here"),
    )
