"""Technologies, facilities, stores, hubs, markets: how each field is read, and in what unit."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from plant_changes import scenario_of

from isopt.scenario.plants import Facility, Store
from isopt.scenario.resolving.plants import sent_from_ports

TAKES = "{ash: 1.2, power: 0.3}"
GIVES = "gives: {brick: 1}"
SILO = "resource: ash}\n"


def oven_of(folder: Path, *changes: tuple[str, str]) -> Facility:
    """Give the facility of the changed park."""
    return scenario_of(folder, *changes).facilities["oven"]


def silo_of(folder: Path, said: str) -> Store:
    """Give the store of the park with something more said of it."""
    return scenario_of(folder, (SILO, f"resource: ash, {said}}}\n")).stores["silo"]


def test_the_smallest_facility(tmp_path: Path) -> None:
    """Proves: amounts alone make a technology: one unnamed recipe, activity counted in nothing stated, no building.

    Breaks if: a default is missing, or a facility without sizes is taken for limited.
    """
    oven = oven_of(tmp_path)
    (recipe,) = oven.recipes
    assert (oven.name, oven.entry, oven.technology, oven.site) == ("oven", "oven", "baking", "kiln")
    assert (oven.activity_unit, oven.min_load_share, oven.may_recycle) == ("u", 0, False)
    assert (recipe.name, recipe.least_share, recipe.most_share) == ("", 0, 1)
    assert recipe.takes_u == {"ash": (1.2, 1.2), "power": (0.3, 0.3)}
    assert recipe.gives_u == {"brick": (1, 1)}
    assert (recipe.opex_eur, recipe.emissions_kg) == ((0, 0), ((0, 0),))
    assert not oven.sizing.is_limited
    assert oven.inputs["ash"].virgin is None
    assert oven.inputs["ash"].accepts["ash"].replaces_per_u == (1, 1)
    assert (oven.outputs["brick"].routes, oven.outputs["brick"].is_free) == ((), False)


@pytest.mark.parametrize(
    ("said", "amounts", "unit"),
    [
        ("0.4", (0.4, 0.4), "u"),
        ("0.4 t", (400, 400), "u"),
        ("400 kg", (400, 400), "u"),
        ("40 %", (0.4, 0.4), "u"),
        ("0.4 t/MWh", (400, 400), "MWh"),
        ("30 g/kg", (30, 30), "t"),
        ("5 kg/piece", (5, 5), "piece"),
        ("{winter: 1, summer: 2 t}", (1, 2000), "u"),
        ("{amount: {winter: 1 kg/t, summer: 2 t/kt}}", (1, 2), "t"),
    ],
)
def test_amounts_of_ports(tmp_path: Path, said: str, amounts: tuple[float, ...], unit: str) -> None:
    """Proves: an amount of tar, counted in kg, is per unit of activity: bare in kg, else converted; a `/` names the activity.

    30 g/kg are 30 kg per t of activity.

    Breaks if: a ratio of masses is taken for a pure number, or a mapping by period for a port.
    """
    oven = oven_of(tmp_path, (GIVES, f"gives: {{brick: 1, tar: {said}}}"))
    assert oven.recipes[0].gives_u["tar"] == pytest.approx(amounts)
    assert oven.activity_unit == unit


@pytest.mark.parametrize(
    "said",
    [
        "opex: 3 EUR/t",
        "emissions: 3 kgCO2e/t",
        "emissions: burner",
        "sizes: {S: {capacity: 5 t/h}}",
        "scale: {capacity: 1 t/h, capex: 9 EUR, exponent: 1, from: 1 t/h, to: 4 t/h, steps: 3}",
    ],
)
def test_what_activity_is_counted_in(tmp_path: Path, said: str) -> None:
    """Proves: any figure of the technology may say that activity is counted in t.

    Breaks if: only amounts are asked.
    """
    assert oven_of(tmp_path, (GIVES, f"{GIVES}\n    {said}")).activity_unit == "t"


def test_a_facility_may_say_what_activity_is(tmp_path: Path) -> None:
    """Proves: where the technology's figures are bare, a facility's sizes say the unit, for all its facilities.

    Breaks if: the unit is taken before the facilities are read.
    """
    scenario = scenario_of(
        tmp_path,
        ("site: kiln}\nstorage", "site: kiln}\n  plant: {technology: baking, site: mill, existing: 3 MW}\nstorage"),
    )
    assert {facility.activity_unit for facility in scenario.facilities.values()} == {"MWh"}


def test_opex_and_emissions_are_per_activity(tmp_path: Path) -> None:
    """Proves: both are taken as they are, per unit of activity, by period, by name of a factor.

    Breaks if: they are converted by a resource's unit.
    """
    said = f"{GIVES}\n    opex: {{winter: 3 EUR/t, summer: 4 EUR/t}}\n    emissions: burner"
    (recipe,) = oven_of(tmp_path, (GIVES, said)).recipes
    assert recipe.opex_eur == (3, 4)
    assert recipe.emissions_kg == ((50, 50),)


RECIPES = """\
    recipes:
      dry: {takes: {ash: 1.2}, gives: {brick: 1}, opex: 3 EUR/t, emissions: burner}
      wet: {takes: {ash: {amount: 1.5, costs: 2 EUR/t}, power: 0.1}, gives: {brick: 1, tar: 3}}
    shares: {wet: {min: 20 %, max: 0.7}}
"""
OWN = "    takes: {ash: 1.2, power: 0.3}\n    gives: {brick: 1}\n"


def test_recipes_share_their_ports(tmp_path: Path) -> None:
    """Proves: recipes have amounts, opex and emissions of their own, but one port for each resource.

    What one recipe says of it (costs 2 EUR/t) holds for all. Shares are of the activity.

    Breaks if: a port is made for each recipe.
    """
    oven = oven_of(tmp_path, (OWN, RECIPES))
    dry, wet = oven.recipes
    assert (dry.name, dry.takes_u, dry.gives_u) == ("dry", {"ash": (1.2, 1.2)}, {"brick": (1, 1)})
    assert wet.takes_u == {"ash": (1.5, 1.5), "power": (0.1, 0.1)}
    assert (dry.least_share, dry.most_share, wet.least_share, wet.most_share) == (0, 1, 0.2, 0.7)
    assert (dry.opex_eur, wet.opex_eur) == ((3, 3), (0, 0))
    assert sorted(oven.inputs) == ["ash", "power"]
    assert sorted(oven.outputs) == ["brick", "tar"]
    assert oven.inputs["ash"].accepts["ash"].costs_eur_per_u == (2, 2)


def test_what_an_input_port_says(tmp_path: Path) -> None:
    """Proves: costs and emissions at use are per unit arriving, `otherwise` is a purchase, limits are bounds on the blend.

    Breaks if: a field of the mapping is not read, or not in the resource's unit.
    """
    said = (
        "{tar: {amount: 3, costs: 2 EUR/t, emissions: 4 kgCO2e/t,"
        " otherwise: {price: -9 EUR/t, emissions: burner}},"
        " ash: {amount: 1, limits: {cl: {max: 2}}, otherwise: {quality: {cl: 1}}}}"
    )
    oven = oven_of(tmp_path, (TAKES, said))
    tar, ash = oven.inputs["tar"], oven.inputs["ash"]
    assert tar.accepts["tar"].costs_eur_per_u == pytest.approx((0.002, 0.002))
    assert tar.accepts["tar"].emissions_kg_per_u[0] == pytest.approx((0.004, 0.004))
    assert tar.virgin is not None
    assert tar.virgin.price_eur_per_u == pytest.approx((-0.009, -0.009))
    assert tar.virgin.emissions_kg_per_u[0] == pytest.approx((0.05, 0.05))
    assert ash.virgin is not None
    assert ash.virgin.quality == {"cl": 1}
    assert (ash.limits["cl"].least, ash.limits["cl"].most) == (-math.inf, 2)


def test_what_an_output_port_says(tmp_path: Path) -> None:
    """Proves: an output's own `otherwise` goes before its resource's; `unused` lets it go free; quality over the resource's.

    Breaks if: routes of the resource are added to the port's own.
    """
    tar = ("tar: {unit: kg, form: liquid}", "tar: {unit: kg, form: liquid, otherwise: [drain, tip]}")
    brick = ("brick: {unit: t, form: solid}", "brick: {unit: t, form: solid, otherwise: unused}")
    gives = (GIVES, "gives: {brick: 1, tar: 3, ash: {amount: 1, costs: 2, quality: {cl: 4}, otherwise: tip}}")
    oven = oven_of(tmp_path, tar, brick, gives)
    assert (oven.outputs["tar"].routes, oven.outputs["tar"].is_free) == (("drain", "tip"), False)
    assert (oven.outputs["brick"].routes, oven.outputs["brick"].is_free) == ((), True)
    assert (oven.outputs["ash"].routes, oven.outputs["ash"].quality) == (("tip",), {"cl": 4})
    assert oven.outputs["ash"].costs_eur_per_u == (2, 2)
    own = (GIVES, "gives: {brick: 1, tar: {amount: 3, otherwise: drain}}")
    assert oven_of(tmp_path, tar, own).outputs["tar"].routes == ("drain",)
    assert oven_of(tmp_path, (GIVES, "gives: {brick: 1, ash: 1}")).outputs["ash"].quality == {"cl": 1}


def test_disposal_has_terms_for_what_ports_send(tmp_path: Path) -> None:
    """Proves: a route that only a facility's output uses knows its price per unit of it: 60 EUR/t are 0.06 EUR/kg.

    Breaks if: terms are made for flows alone.
    """
    scenario = scenario_of(tmp_path, (GIVES, "gives: {brick: 1, tar: {amount: 3, otherwise: [tip, drain]}}"))
    assert sent_from_ports(scenario.facilities) == {("tip", "tar"), ("drain", "tar")}
    assert scenario.disposal["tip"].terms["tar"].gate_fee_eur_per_u == pytest.approx((0.06, 0.06))


def test_heat_hot_enough(tmp_path: Path) -> None:
    """Proves: with a `temperature` all heat at least `approach` (5 K) hotter is accepted, in energy.

    1 GJ of steam does what 1/3.6 MWh of water does, at 1/3.6 of the cost. At 76 degC water of 80 degC is too cold by
    default, but not at an approach of 2 K.

    Breaks if: units are not converted, or only the named resource is accepted.
    """
    at_60 = oven_of(tmp_path, (TAKES, "{ash: 1, water: {amount: 0.1, temperature: 60 degC, costs: 3}}")).inputs["water"]
    assert sorted(at_60.accepts) == ["steam", "water"]
    assert at_60.accepts["steam"].replaces_per_u == pytest.approx((1 / 3.6, 1 / 3.6))
    assert at_60.accepts["steam"].costs_eur_per_u == pytest.approx((3 / 3.6, 3 / 3.6))
    assert at_60.accepts["water"].costs_eur_per_u == (3, 3)
    steam = oven_of(tmp_path, (TAKES, "{ash: 1, steam: {amount: 1, temperature: 76}}")).inputs["steam"]
    assert sorted(steam.accepts) == ["steam"]
    close = oven_of(tmp_path, (TAKES, "{ash: 1, steam: {amount: 1, temperature: 349.15 K, approach: 2 K}}"))
    assert sorted(close.inputs["steam"].accepts) == ["steam", "water"]
    named = oven_of(tmp_path, (TAKES, "{ash: 1, water: 0.1}")).inputs["water"]
    assert sorted(named.accepts) == ["water"]


def test_facilities_at_several_sites(tmp_path: Path) -> None:
    """Proves: `sites` stands for a facility at each, named entry@site, even where it is one.

    Breaks if: the name depends on how many sites there are.
    """
    both = scenario_of(tmp_path, ("site: kiln}\nstorage", "sites: [mill, kiln]}\nstorage")).facilities
    assert {name: (each.entry, each.site) for name, each in both.items()} == {
        "oven@kiln": ("oven", "kiln"),
        "oven@mill": ("oven", "mill"),
    }
    assert list(scenario_of(tmp_path, ("site: kiln}\nstorage", "sites: [mill]}\nstorage")).facilities) == ["oven@mill"]


def test_min_load_and_recycle(tmp_path: Path) -> None:
    """Proves: both are the technology's.

    Breaks if: a facility does not get them.
    """
    said = "gives: {brick: 1, ash: 0.1}\n    sizes: {S: {capacity: 5 t/h}}\n    min_load: 40 %\n    recycle: true"
    oven = oven_of(tmp_path, (GIVES, said))
    assert (oven.min_load_share, oven.may_recycle) == (0.4, True)


def test_a_store_by_default(tmp_path: Path) -> None:
    """Proves: a store of which nothing is said loses nothing, costs nothing and has no limit.

    Breaks if: a default limits it.
    """
    silo = scenario_of(tmp_path).stores["silo"]
    assert (silo.name, silo.site, silo.resource) == ("silo", "mill", "ash")
    assert (silo.kept_share, silo.initial_u) == ((1, 1), None)
    assert (silo.charge_u, silo.discharge_u) == ((math.inf, math.inf), (math.inf, math.inf))
    assert (silo.handling_eur_per_u, silo.holding_eur_per_u) == ((0, 0), (0, 0))
    assert silo.quality == {"cl": 1}
    assert not silo.sizing.is_limited


@pytest.mark.parametrize(
    ("loss", "kept"),
    [
        ("0.1 %/h", (0.999**4000, 0.999**4760)),
        ("10 %/a", (0.9 ** (4000 / 8760), 0.9 ** (4760 / 8760))),
        ("10 %", (0.9 ** (4000 / 8760), 0.9 ** (4760 / 8760))),
        ("0.1", (0.9 ** (4000 / 8760), 0.9 ** (4760 / 8760))),
        ("100 %/h", (0, 0)),
        ("{winter: 0, summer: 10 %/a}", (1, 0.9 ** (4760 / 8760))),
    ],
)
def test_losses_of_a_store_compound(tmp_path: Path, loss: str, kept: tuple[float, ...]) -> None:
    """Proves: what is kept in a period is (1 − loss)^hours; a loss per year, or a bare share, is of a year (SEMANTICS 25).

    Breaks if: losses add up instead of compounding.
    """
    flow = ("gives: 65 kt/a, otherwise: tip}", "gives: 65 kt/a}")
    silo = scenario_of(tmp_path, flow, (SILO, f"resource: ash, loss: {loss}}}\n")).stores["silo"]
    assert silo.kept_share == pytest.approx(kept)


def test_what_a_store_says(tmp_path: Path) -> None:
    """Proves: charge and discharge are rates, most per period; holding is per unit and time, for the hours of each period.

    3 EUR/(t a) over 4000 of 8760 h are 1.37 EUR, 1 EUR/(t h) over 4000 h are 4000 EUR.

    Breaks if: a rate is a yearly total, or holding is charged by the year in each period.
    """
    silo = silo_of(
        tmp_path,
        "charge: 5 t/h, discharge: {winter: 87600 t/a, summer: 2 t/h}, initial: 300 kg, handling: 2 EUR/t,"
        " holding: {winter: 3 EUR/(t a), summer: 1 EUR/(t h)}, quality: {cl: 3}",
    )
    assert silo.charge_u == (20_000, 23_800)
    assert silo.discharge_u == pytest.approx((40_000, 9_520))
    assert silo.initial_u == 0.3
    assert silo.handling_eur_per_u == (2, 2)
    assert silo.holding_eur_per_u == pytest.approx((3 * 4000 / 8760, 4760))
    assert silo.quality == {"cl": 3}


HUB = "hub: {carries: [solid]}"


def test_a_hub_carries_forms_and_resources(tmp_path: Path) -> None:
    """Proves: forms stand for their resources; handling is per unit arriving of each, by resource where it says so.

    Breaks if: a price per t is taken per kg.
    """
    said = "hub: {carries: [solid, tar], handling: {solid: 2 EUR/t, tar: 3 EUR/t}}"
    hub = scenario_of(tmp_path, (HUB, said)).hubs["kiln"]
    assert hub.carries == ("ash", "brick", "tar")
    assert hub.handling_eur_per_u["ash"] == (2, 2)
    assert hub.handling_eur_per_u["tar"] == pytest.approx((0.003, 0.003))
    assert not hub.sizing.is_limited


@pytest.mark.parametrize("said", ["{cl: 3}", "{ash: {cl: 3}}"])
def test_what_a_hub_guarantees(tmp_path: Path, said: str) -> None:
    """Proves: a value holds for each resource that has the property, or for the one named; else the resource's own.

    Breaks if: brick, which has no such property, gets a value.
    """
    hub = scenario_of(tmp_path, (HUB, f"hub: {{carries: [solid], quality: {said}}}")).hubs["kiln"]
    assert hub.quality == {"ash": {"cl": 3}, "brick": {}}
    assert scenario_of(tmp_path).hubs["kiln"].quality == {"ash": {"cl": 1}, "brick": {}}


def test_a_hubs_capacity_is_of_all_that_arrives(tmp_path: Path) -> None:
    """Proves: its sizes weigh each resource by what a unit of it takes of the room: 1 kg of tar takes 0.001 t.

    Breaks if: amounts in several units are added.
    """
    said = "hub: {carries: [solid, tar], sizes: {S: {capacity: 5 t/h, capex: 1 MEUR}}, existing: 1 t/h}"
    sizing = scenario_of(tmp_path, (HUB, said)).hubs["kiln"].sizing
    assert sizing.sizes[0].capacity.weight_per_u == {"ash": 1, "brick": 1, "tar": 0.001}
    assert sizing.existing is not None
    assert sizing.existing.capacity.amount == (4000, 4760)


def test_markets(tmp_path: Path) -> None:
    """Proves: prices are signed and per unit, by period; a capacity is a rate in each period; `avoids` is kept apart.

    Breaks if: a capacity per year is allowed in every period.
    """
    said = (
        "tar: {unit: kg, form: liquid, buy: {price: 90 EUR/t, emissions: burner, capacity: 2 t/h},"
        " sell: {price: {winter: -5 EUR/t, summer: 5 EUR/t}, avoids: 100 kgCO2e/t, capacity: 8760 t/a}}"
    )
    tar = scenario_of(tmp_path, ("tar: {unit: kg, form: liquid}", said)).resources["tar"]
    assert tar.buy is not None
    assert tar.sell is not None
    assert tar.buy.price_eur_per_u == pytest.approx((0.09, 0.09))
    assert tar.buy.emissions_kg_per_u[0] == pytest.approx((0.05, 0.05))
    assert tar.buy.capacity_u == pytest.approx((8e6, 9.52e6))
    assert tar.sell.price_eur_per_u == pytest.approx((-0.005, 0.005))
    assert tar.sell.emissions_kg_per_u[0] == pytest.approx((0.1, 0.1))
    assert tar.sell.capacity_u == pytest.approx((4e6, 4.76e6))
    empty = scenario_of(tmp_path, ("tar: {unit: kg, form: liquid}", "tar: {unit: kg, form: liquid, buy: {}}"))
    buy = empty.resources["tar"].buy
    assert buy is not None
    assert (buy.price_eur_per_u, buy.emissions_kg_per_u, buy.capacity_u) == ((0, 0), ((0, 0),), (math.inf, math.inf))
    assert empty.resources["brick"].buy is None


def test_impacts_other_than_co2(tmp_path: Path) -> None:
    """Proves: recipes, ports and markets carry every impact of the scenario, in its order.

    Breaks if: only CO2 is converted.
    """
    changes = (
        ("burner: 50 kgCO2e/t", "burner: {co2: 50 kgCO2e/t, nox: 2 kg/t}"),
        (GIVES, f"{GIVES}\n    emissions: burner"),
        ("{ash: 1.2,", "{ash: {amount: 1.2, emissions: burner},"),
        ("brick: {unit: t, form: solid}", "brick: {unit: t, form: solid, buy: {emissions: burner}}"),
    )
    scenario = scenario_of(tmp_path, *changes)
    oven = scenario.facilities["oven"]
    assert scenario.impacts == ("co2", "nox")
    assert oven.recipes[0].emissions_kg == ((50, 50), (2, 2))
    assert oven.inputs["ash"].accepts["ash"].emissions_kg_per_u == ((50, 50), (2, 2))
    buy = scenario.resources["brick"].buy
    assert buy is not None
    assert buy.emissions_kg_per_u == ((50, 50), (2, 2))
