"""What flows say beyond amounts: least shares, minimum, costs of use, temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from way_parks import Change, check_faults, scenario_of

if TYPE_CHECKING:
    from pathlib import Path

ASH = "gives: 65 kt/a"
CEMENT = "takes: 90 kt/a"
ACCEPTED = "{at_most: 25 %}"
BAKING = "baking: {site: dairy, resource: steam, takes: 8 MW}"
LEVELS = (
    "steam: {unit",
    "hot: {unit: GJ, form: heat, temperature: 90 degC}\n  warm: {unit: MWh, form: heat, temperature: 60}\n  steam: {unit",
)


def test_least_shares_and_minimum(tmp_path: Path) -> None:
    """Proves: either side may state the least share of the year's total, and the least that exchanges bring at all.

    A `minimum` is per year, in the flow's own unit; a rate is one over the year's 8760 h.

    Breaks if: one of them is read for givers only, or in base units.
    """
    scenario = scenario_of(
        tmp_path,
        (ASH, f"{ASH}, at_least: 50 %, minimum: 2 kt/a"),
        (CEMENT, f"{CEMENT}, at_least: 0.25, minimum: 3 t/h"),
    )
    ash, cement = scenario.givers["ash"], scenario.takers["cement"]
    assert (ash.at_least_share, ash.minimum_u, ash.is_required) == (0.5, 2000, False)
    assert (cement.at_least_share, cement.minimum_u, cement.is_required) == (0.25, 26_280, False)
    assert (scenario.takers["baking"].at_least_share, scenario.takers["baking"].minimum_u) == (0, 0)


def test_using_costs_and_emits(tmp_path: Path) -> None:
    """Proves: `costs` and `emissions` of an accepted resource are per unit arriving, by period or by name, of all impacts.

    Breaks if: they are taken per unit of need, or dropped.
    """
    scenario = scenario_of(
        tmp_path,
        ("emissions: {truck:", "emissions: {mill: {co2: 5 kgCO2e/t, nox: 2 g/kg}, truck:"),
        (ACCEPTED, "{replaces: 0.5, costs: {winter: 3 EUR/t, summer: 2 EUR/kg}, emissions: mill}"),
    )
    accepted = scenario.takers["cement"].accepts["ash"]
    assert accepted.costs_eur_per_u == (3, 2000)
    assert accepted.emissions_kg_per_u == ((5, 5), (2, 2))
    plain = scenario.takers["baking"].accepts["steam"]
    assert (plain.costs_eur_per_u, plain.emissions_kg_per_u) == ((0, 0), ((0, 0), (0, 0)))


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ("takes: 8 MW, temperature: 85 degC", {"hot": 1 / 3.6, "steam": 1}),
        ("takes: 8 MW, temperature: 85.1 degC", {"steam": 1}),
        ("takes: 8 MW, temperature: 50, approach: 10 K", {"hot": 1 / 3.6, "steam": 1, "warm": 1}),
        ("takes: 8 MW, temperature: 50, approach: 10.5", {"hot": 1 / 3.6, "steam": 1}),
        ("takes: 8 MW, temperature: 358.15 K, approach: 0", {"hot": 1 / 3.6, "steam": 1}),
        ("resource: hot, takes: 8 GJ/h, temperature: 60, approach: 5", {"hot": 1, "steam": 3.6}),
        ("takes: 8 MW, temperature: 60, accepts: {hot: {replaces: 0.2}}", {"hot": 0.2, "steam": 1}),
        ("takes: 8 MW, temperature: 145.5", {}),
    ],
)
def test_heat_hot_enough(tmp_path: Path, said: str, accepted: dict[str, float]) -> None:
    """Proves: SEMANTICS 18: a need with a temperature accepts all heat at least 5 K hotter, or as `approach` says.

    One unit replaces as many units of need as it has energy: 1 GJ is 1/3.6 MWh. What is accepted by name keeps its own terms.

    Breaks if: the approach is left out or taken off, units are not converted, or what is named loses its `replaces`.
    """
    taker = scenario_of(tmp_path, LEVELS, (BAKING, f"baking: {{site: dairy, {said}}}")).takers["baking"]
    assert {name: each.replaces_per_u[0] for name, each in taker.accepts.items()} == pytest.approx(accepted)
    assert all(each.at_most_share == (1, 1) for each in taker.accepts.values())


@pytest.mark.parametrize(
    ("changes", "path", "problem", "remedy"),
    [
        (
            ((ASH, f"{ASH}, at_least: «120 %"),),
            "flows.ash.at_least",
            "a share of 120 % is more than the whole",
            "at most 1",
        ),
        (
            ((ASH, f"{ASH}, minimum: «{{winter: 2 kt/a, summer: 3 kt/a}}"),),
            "flows.ash.minimum",
            "differs by period, but counts once a year",
            "write one number",
        ),
        (
            ((CEMENT, f"{CEMENT}, minimum: «3 MWh/a"),),
            "flows.cement.minimum",
            "MWh/a found, but flow 'cement' is counted in t",
            "write it per t",
        ),
        (
            ((ACCEPTED, "{costs: «3 EUR/MWh}"),),
            "flows.cement.accepts.ash.costs",
            "EUR/MWh found, but resource 'ash' is counted in t",
            "write it per t",
        ),
        (
            ((ACCEPTED, "{costs: «-3 EUR/t}"),),
            "flows.cement.accepts.ash.costs",
            "-3 is negative",
            "at least 0",
        ),
        (
            ((ACCEPTED, "{emissions: «truck}"),),
            "flows.cement.accepts.ash.emissions",
            "a factor per km found",
            "not per km",
        ),
        (
            ((BAKING, "baking: {site: dairy, resource: «steam, takes: 8 MW, temperature: 146}"),),
            "flows.baking.resource",
            "'steam' has 150 degC, and 151 are needed",
            "lower `temperature` or `approach`",
        ),
        (
            (
                (", temperature: 150 degC", ""),
                (BAKING, "baking: {site: dairy, accepts: {steam: «{}}, takes: 8 MW, temperature: 90}"),
            ),
            "flows.baking.accepts.steam",
            "the temperature of 'steam' is unknown, and heat is needed hot",
            "add resources.steam.temperature",
        ),
        (
            ((CEMENT, f"{CEMENT}, approach: «3 K"),),
            "flows.cement.approach",
            "an approach to no temperature",
            "add `temperature:`",
        ),
        (
            ((CEMENT, f"{CEMENT}, temperature: «warm"),),
            "flows.cement.temperature",
            "'warm' is no temperature",
            "write it like 85 degC",
        ),
        (
            ((BAKING, BAKING.replace("8 MW", "8 MW, temperature: 90, approach: «-3 K")),),
            "flows.baking.approach",
            "'-3 K' is no difference of temperatures",
            "write 0 or more",
        ),
        (
            (("otherwise: tip", "otherwise: «unused"),),
            "flows.ash.otherwise",
            "what a flow gives is unused where `otherwise` is left out",
            "leave it out",
        ),
    ],
)
def test_what_is_said_of_flows_is_checked(
    tmp_path: Path, changes: tuple[Change, ...], path: str, problem: str, remedy: str
) -> None:
    """Proves: shares are at most the whole, a minimum is one number a year in the flow's unit, heat is hot enough.

    Breaks if: any of them is let through, or heat too cold, or of a temperature nobody knows, is accepted because it is named.
    """
    check_faults(tmp_path, changes, (path, problem, remedy))
