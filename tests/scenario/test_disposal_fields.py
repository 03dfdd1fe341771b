"""What disposal routes say beyond prices: room left, limits, a fixed cost, sizes, what they avoid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from way_parks import Change, check_faults, scenario_of

from isopt.scenario.plants import LoadLimit
from isopt.scenario.scenario import Bounds, Disposal

if TYPE_CHECKING:
    from pathlib import Path

FEE = "tip: {gate_fee: 60 EUR/t}"
MILK: Change = ("excess:", "whey: {site: dairy, resource: milk, gives: 5 m3/h, otherwise: tip}\n  excess:")


def saying(more: str) -> Change:
    """Say more of the route."""
    return FEE, f"tip: {{gate_fee: 60 EUR/t, {more}}}"


def tip(folder: Path, more: str, *changes: Change) -> Disposal:
    """Give the route of the park with something more said of it."""
    return scenario_of(folder, saying(more), *changes).disposal["tip"]


def test_nothing_more_is_said(tmp_path: Path) -> None:
    """Proves: a route of which nothing more is said has no limit, no fixed cost, needs no building, avoids nothing.

    Breaks if: something is made up.
    """
    route = tip(tmp_path, "tax: 0")
    assert (route.total, route.limits, route.loads, route.fixed_eur_per_a) == ((), {}, (), 0)
    assert not route.sizing.is_limited
    assert route.terms["ash"].avoided_kg_per_u == ((0, 0), (0, 0))


@pytest.mark.parametrize(
    ("said", "rooms"),
    [
        ("500 kt", [(500_000, "t", {"ash": 1, "milk": 1.25})]),
        ("{solid: 5 kt, milk: 9 m3}", [(5000, "t", {"ash": 1}), (9, "m3", {"milk": 1})]),
    ],
)
def test_room_left(tmp_path: Path, said: str, rooms: list[tuple[float, str, dict[str, float]]]) -> None:
    """Proves: `total` is one amount of all that goes there, by mass, or one for each resource; not per year.

    Breaks if: it is spread over the year, or each resource has all of it.
    """
    found = tip(tmp_path, f"total: {said}", MILK).total
    assert [(room.amount, room.unit, room.weight_per_u) for room in found] == [
        ((amount,), unit, weights) for amount, unit, weights in rooms
    ]


def test_limits_of_a_route(tmp_path: Path) -> None:
    """Proves: `max` is of the blend in each period, in the property's unit; `max_load` of the year, value times amount.

    Breaks if: the two are mixed up, or a value with a unit is not converted.
    """
    route = tip(tmp_path, "limits: {cl: {max: 15000 ppm, max_load: 9000}}")
    assert route.limits == {"cl": Bounds(-math.inf, 1.5)}
    assert route.loads == (LoadLimit("cl", 9000),)


def test_a_route_is_an_asset(tmp_path: Path) -> None:
    """Proves: sizes are rates, per period; what stands is one of them or a capacity; the fixed cost is per year.

    Breaks if: a size is counted per year in each period.
    """
    route = tip(
        tmp_path,
        "fixed: 5 kEUR/a, sizes: {S: {capacity: 8760 t/a, capex: 1 MEUR}}, existing: 2 t/h, avoids: 3 kgCO2e/t",
    )
    assert route.fixed_eur_per_a == 5000
    (size,) = route.sizing.sizes
    assert (size.name, size.capex_eur) == ("S", 1e6)
    assert size.capacity.amount == pytest.approx((4000, 4760))
    assert route.sizing.existing is not None
    assert route.sizing.existing.capacity.amount == (8000, 9520)
    assert route.terms["ash"].avoided_kg_per_u == ((3, 3), (0, 0))


def test_avoided_emissions_count_where_the_objective_says_so(tmp_path: Path) -> None:
    """Proves: `objective.avoids` is off unless it is said. Breaks if: what is avoided counts by itself."""
    assert not scenario_of(tmp_path).counts_avoided
    assert scenario_of(tmp_path, ("economics:", "objective: {cost: 1, avoids: true}\neconomics:")).counts_avoided


def test_an_impact_that_is_only_avoided(tmp_path: Path) -> None:
    """Proves: what `objective` weighs may be mentioned by `avoids` alone. Breaks if: it is taken for a misspelt field."""
    scenario = scenario_of(
        tmp_path, saying("avoids: {dust: 2 kg/t}"), ("economics:", "objective: {cost: 1, dust: 3 EUR/t}\neconomics:")
    )
    assert scenario.impacts == ("co2", "dust", "nox")
    assert scenario.disposal["tip"].terms["ash"].avoided_kg_per_u == ((0, 0), (2, 2), (0, 0))


@pytest.mark.parametrize(
    ("changes", "path", "problem", "remedy"),
    [
        ((saying("total: «5 kt/a"),), "total", "unit 'kt/a' found", "expected a quantity in u, t"),
        (
            (saying("total: «{winter: 5 kt, summer: 6 kt}"),),
            "total",
            "differs by period, but counts for whole years",
            "write one number",
        ),
        (
            (saying("total: «5 MWh"),),
            "total",
            "a capacity in MWh, but resource 'ash' is counted in t",
            "write one capacity per resource",
        ),
        ((saying("fixed: «5 kEUR"),), "fixed", "unit 'kEUR' found", "expected a quantity in EUR/a"),
        ((saying("limits: {«ph: {max: 3}}"),), "limits.ph", "unknown property 'ph'", "known are cl"),
        (
            (saying("limits: {cl: «{}}"),),
            "limits.cl",
            "a limit without `max` or `max_load`",
            "add one of them",
        ),
        (
            (saying("limits: {cl: {«min: 3, max: 5}}"),),
            "limits.cl.min",
            "unknown field 'min'",
            "known are max, max_load",
        ),
        ((saying("limits: {cl: {max: «3 t}}"),), "limits.cl.max", "'3 t' is no value in percent", "write a number"),
        (
            (saying("sizes: {S: {capacity: 5 t/h}}, existing: «true"),),
            "existing",
            "says not how much stands",
            "name a size (S)",
        ),
        (
            (saying("limits: {cl: {max_load: 9}}"), (", quality: {cl: 1}", ""), ("ash: {site", "ash: «{site")),
            "flows.ash",
            "its cl is unknown, and 'tip' limits it",
            "add `quality: {cl: …}`",
        ),
        (
            (
                saying("limits: {cl: «{max: 9}}"),
                MILK,
                ("mass: 1.25", "mass: 1.25, properties: {cl: percent}, quality: {cl: 0}"),
            ),
            "limits.cl",
            "weighs m3 and t together",
            "what meets one limit has one unit",
        ),
        ((saying("avoids: «truck"),), "avoids", "a factor per km found", "not per km"),
    ],
)
def test_what_is_said_of_routes_is_checked(
    tmp_path: Path, changes: tuple[Change, ...], path: str, problem: str, remedy: str
) -> None:
    """Proves: room is an amount, limits are of known properties in one unit, and all that may go there has known values.

    Breaks if: a limit is read that nothing can be held against.
    """
    check_faults(tmp_path, changes, (path if path.startswith("flows") else f"disposal.tip.{path}", problem, remedy))
