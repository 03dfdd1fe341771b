"""Sizes: what can be built and what stands today, of technologies, stores, hubs, ways alike."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from plant_changes import check_fault, scenario_of

from isopt.scenario.plants import Sizing
from isopt.scenario.resolving.scale import cutting_error

OVEN = "site: kiln}\nstorage"
"""The end of the facility's entry."""


def sizing_of(folder: Path, said: str) -> Sizing:
    """Give the sizing of the park's facility with something more said of it."""
    return scenario_of(folder, (OVEN, f"site: kiln, {said}}}\nstorage")).facilities["oven"].sizing


def test_sizes_are_read(tmp_path: Path) -> None:
    """Proves: a rate per hour is spread by hours (5 t/h · 4000 h), one per year by the year's share; names give the order.

    30 % of capex and 5 kEUR/a are told apart; a size's own lifetime goes before the default of 20 a.

    Breaks if: a rate is taken as a yearly total, or a share as a sum.
    """
    sizing = sizing_of(
        tmp_path,
        "sizes: {S: {capacity: 5 t/h, capex: 1 MEUR, fixed_opex: 3 %},"
        " L: {capacity: 87600 t/a, capex: 2 MEUR, fixed_opex: 5 kEUR/a, lifetime: 30 a}}",
    )
    large, small = sizing.sizes
    assert (small.name, small.capacity.amount, small.capacity.unit) == ("S", (20_000, 23_800), "t")
    assert (small.capex_eur, small.fixed_opex_share, small.fixed_opex_eur_per_a) == (1e6, 0.03, 0)
    assert large.capacity.amount == pytest.approx((40_000, 47_600))
    assert (large.fixed_opex_share, large.fixed_opex_eur_per_a, large.lifetime_a) == (0, 5000, 30)
    assert small.lifetime_a == 20
    assert small.capacity.weight_per_u == {"activity": 1}
    assert (sizing.is_between, sizing.existing, sizing.is_existing, sizing.is_limited) == (False, None, False, True)


@pytest.mark.parametrize(
    ("said", "capex_eur"),
    [
        ("capacity: 5 t/h, capex: 200 kEUR/(t/h)", 1_000_000),
        ("capacity: 43800 t/a, capex: 200 kEUR/(t/h)", 1_000_000),
        ("capacity: 10 t/h, capex: 20 EUR/(t/a)", 10 * 8760 * 20),
        ("capacity: 10, capex: 20 EUR/(t/a)", 10 * 8760 * 20),
        ("capacity: 2 MW, capex: 300 EUR/kW", 600_000),
    ],
)
def test_capex_per_capacity(tmp_path: Path, said: str, capex_eur: float) -> None:
    """Proves: a price per capacity is multiplied out: 5 t/h at 200 kEUR per t/h are 1 MEUR; years and hours are told apart.

    Breaks if: a price per yearly tonne is multiplied with an hourly rate.
    """
    (size,) = sizing_of(tmp_path, f"sizes: {{S: {{{said}}}}}").sizes
    assert size.capex_eur == pytest.approx(capex_eur)


def test_a_store_counts_its_content(tmp_path: Path) -> None:
    """Proves: a store's capacity is an amount in the resource's own unit, the same in every period; its price is per that.

    500 kg of a resource in t are 0.5 u; 80 EUR/t cost 40 EUR.

    Breaks if: a content is multiplied with the hours of a period.
    """
    store = scenario_of(
        tmp_path, ("resource: ash}\n", "resource: ash, sizes: {S: {capacity: 500 kg, capex: 80 EUR/t}}}\n")
    ).stores["silo"]
    (size,) = store.sizing.sizes
    assert (size.capacity.amount, size.capacity.weight_per_u) == ((0.5, 0.5), {"ash": 1})
    assert size.capex_eur == pytest.approx(40)


def test_ways_cost_per_length(tmp_path: Path) -> None:
    """Proves: a way's capex may be per length, and sizes in several units of one amount are counted in that of the first.

    36 GJ/h are 10 MW.

    Breaks if: capacities of one asset are left in units that cannot be added.
    """
    pipe = (
        "  pipe: {carries: [steam], sizes: {A: {capacity: 5, capex: 100 EUR/m}, B: {capacity: 10 MW}}}\ntechnologies:"
    )
    sizing = scenario_of(tmp_path, ("technologies:", pipe)).modes["pipe"].sizing
    first, second = sizing.sizes
    assert (first.capex_eur, first.capex_eur_per_km) == (0, 100_000)
    assert first.capacity.amount == (5 * 4000, 5 * 4760)
    assert second.capacity.amount == pytest.approx((36 * 4000, 36 * 4760))
    assert second.capacity.weight_per_u == first.capacity.weight_per_u == {"steam": 1}


def test_between_orders_by_capacity(tmp_path: Path) -> None:
    """Proves: with `between` sizes come in order of capacity, whatever their names; it is no size itself.

    Breaks if: straight lines are drawn in order of name.
    """
    sizing = sizing_of(tmp_path, "sizes: {between: true, a: {capacity: 9 t/h}, b: {capacity: 2 t/h}}")
    assert [size.name for size in sizing.sizes] == ["b", "a"]
    assert sizing.is_between


def test_what_stands_is_named_or_measured(tmp_path: Path) -> None:
    """Proves: `existing` is a size by name (its fixed_opex is still known), or a capacity that pays nothing fixed, or true.

    A name goes before a quantity: a size may be called "5 t/h".

    Breaks if: what stands by its capacity is given a price.
    """
    sizes = 'sizes: {S: {capacity: 5 t/h, capex: 1 MEUR, fixed_opex: 3 %}, "5 t/h": {capacity: 6 t/h}}'
    named = sizing_of(tmp_path, f"existing: S, {sizes}")
    assert named.existing in named.sizes
    assert named.existing is not None
    assert named.existing.fixed_opex_share == 0.03
    measured = sizing_of(tmp_path, f"existing: 4 t/h, {sizes}").existing
    assert measured is not None
    assert (measured.name, measured.capacity.amount, measured.capex_eur) == ("existing", (16_000, 19_040), 0)
    assert (measured.fixed_opex_eur_per_a, measured.fixed_opex_share, measured.lifetime_a) == (0, 0, math.inf)
    quoted = sizing_of(tmp_path, f"existing: 5 t/h, {sizes}").existing
    assert quoted is not None
    assert quoted.capacity.amount == (24_000, 28_560)
    true = sizing_of(tmp_path, "existing: true")
    assert (true.existing, true.is_existing, true.is_limited) == (None, True, False)
    assert not sizing_of(tmp_path, "existing: false").is_existing


def test_a_group_of_which_one_is_built(tmp_path: Path) -> None:
    """Proves: `one_of` names the group; each facility of `sites` is a member.

    Breaks if: only entries count, not the facilities they stand for.
    """
    scenario = scenario_of(
        tmp_path, (OVEN, "sites: [mill, kiln], one_of: ovens, sizes: {S: {capacity: 5 t/h}}}\nstorage")
    )
    assert {name: facility.sizing.group for name, facility in scenario.facilities.items()} == {
        "oven@kiln": "ovens",
        "oven@mill": "ovens",
    }


def test_a_facility_replaces_its_technologys_sizes(tmp_path: Path) -> None:
    """Proves: sizes of the technology hold for its facilities, but for those that say their own.

    Breaks if: both lists are put together.
    """
    technology = ("gives: {brick: 1}", "gives: {brick: 1}\n    sizes: {S: {capacity: 5 t/h}}")
    inherited = scenario_of(tmp_path, technology).facilities["oven"].sizing
    assert [size.name for size in inherited.sizes] == ["S"]
    own = scenario_of(tmp_path, technology, (OVEN, "site: kiln, sizes: {M: {capacity: 7 t/h}}}\nstorage"))
    assert [size.name for size in own.facilities["oven"].sizing.sizes] == ["M"]


SCALE = "scale: {capacity: 10 t/h, capex: 1 MEUR, exponent: 0.6, from: 2 t/h, to: 32 t/h, steps: 5, fixed_opex: 2 %"


def test_a_scale_is_cut_into_sizes(tmp_path: Path) -> None:
    """Proves: 5 steps from 2 to 32 t/h are 2, 4, 8, 16, 32 t/h, each at 1 MEUR · (q/10)^0.6 (SEMANTICS 24).

    A capacity just above one step costs as much as the next: 2^0.6 − 1 = 51.6 % more.

    Breaks if: steps are equal in capacity, or the ends are off.
    """
    sizing = sizing_of(tmp_path, f"{SCALE}}}")
    assert [size.name for size in sizing.sizes] == ["1", "2", "3", "4", "5"]
    assert [size.capacity.amount[0] / 4000 for size in sizing.sizes] == pytest.approx([2, 4, 8, 16, 32])
    assert sizing.sizes[-1].capacity.amount == (32 * 4000, 32 * 4760)
    assert [size.capex_eur for size in sizing.sizes] == pytest.approx(
        [1e6 * (q / 10) ** 0.6 for q in (2, 4, 8, 16, 32)]
    )
    assert {(size.fixed_opex_share, size.lifetime_a) for size in sizing.sizes} == {(0.02, 20)}
    assert sizing.cutting_error_share == pytest.approx(2**0.6 - 1)
    assert not sizing.is_between


def test_a_scale_with_between(tmp_path: Path) -> None:
    """Proves: with `between` what is cut off is the chord's distance from the curve, here found by trying 100 000 capacities.

    A fixed_opex that is a sum grows as capex does. Names have as many digits as the last.

    Breaks if: the formula of the furthest point is wrong.
    """
    said = SCALE.replace("fixed_opex: 2 %", "fixed_opex: 10 kEUR/a").replace("steps: 5", "steps: 12")
    sizing = sizing_of(tmp_path, f"{said}, between: true}}")
    assert [size.name for size in sizing.sizes][:2] == ["01", "02"]
    assert [size.fixed_opex_eur_per_a for size in sizing.sizes] == pytest.approx(
        [size.capex_eur / 100 for size in sizing.sizes]
    )
    ratio = 16 ** (1 / 11)
    tried = [1 + (ratio - 1) * i / 100_000 for i in range(100_001)]
    slope = (ratio**0.6 - 1) / (ratio - 1)
    worst = max(abs((1 + slope * (t - 1)) / t**0.6 - 1) for t in tried)
    assert sizing.cutting_error_share == pytest.approx(worst, rel=1e-6)
    assert 0 < sizing.cutting_error_share < 0.01


def test_a_scale_may_mix_units_of_one_amount(tmp_path: Path) -> None:
    """Proves: `from`, `to` and `capacity` are compared in one unit, where the resource tells how: 36 GJ/h are 10 MW.

    All sizes are then counted in the unit of the first.

    Breaks if: 1 MW is taken for less than 2 GJ/h.
    """
    scale = "{capacity: 10 MW, capex: 1 MEUR, exponent: 1, from: 3.6, to: 175200 MWh/a, steps: 2}"
    pipe = f"  pipe: {{carries: [steam], scale: {scale}}}\ntechnologies:"
    first, last = scenario_of(tmp_path, ("technologies:", pipe)).modes["pipe"].sizing.sizes
    assert (first.capex_eur, last.capex_eur) == pytest.approx((100_000, 2_000_000))
    assert first.capacity.amount == pytest.approx((3.6 * 4000, 3.6 * 4760))
    assert last.capacity.amount == pytest.approx((72 * 4000, 72 * 4760))
    assert last.capacity.weight_per_u == {"steam": 1}


@pytest.mark.parametrize(("exponent", "error"), [(1.0, 0.0), (1.5, None)])
def test_the_cutting_error_of_steeper_curves(exponent: float, error: float | None) -> None:
    """Proves: straight costs have no error between sizes; above exponent 1 the chord lies above the curve.

    Breaks if: an exponent of 1 divides by zero, or only concave curves have an error.
    """
    found = cutting_error(2, exponent, is_between=True)
    if error is not None:
        assert found == error
        return
    slope = 2**exponent - 1
    worst = max(abs((1 + slope * x) / (1 + x) ** exponent - 1) for x in (i / 100_000 for i in range(100_001)))
    assert found == pytest.approx(worst, rel=1e-6)


def faulty(said: str, path: str, problem: str, remedy: str) -> tuple[str, str, str, str]:
    """One row: what is said of the oven besides its site."""
    return (said, f"facilities.oven.{path}" if path else "facilities.oven", problem, remedy)


BETWEEN = "sizes: {between: true, "
FAULTS = [
    faulty("sizes: «{}", "sizes", "no size at all", "add one"),
    faulty("sizes: «{between: true}", "sizes", "no size at all", "add one"),
    faulty("sizes: {betwen: «true}", "sizes.betwen", "'betwen' is no size", "`between: true`"),
    faulty(
        "sizes: {scale: «{capacity: 1 t/h}}", "sizes.scale", "`scale` stands beside `sizes`, not in it", "move it out"
    ),
    faulty("sizes: {S: «{capex: 1 EUR}}", "sizes.S", "lacks `capacity`", "add `capacity:`"),
    faulty("sizes: {S: {capacity: «5 t}}", "sizes.S.capacity", "unit 't' found", "u/h, t/h"),
    faulty("sizes: {S: {capacity: «-5 t/h}}", "sizes.S.capacity", "-5 is negative", "at least 0"),
    faulty("sizes: {S: {capacity: 5 t/h, capex: «9 EUR/m}}", "sizes.S.capex", "unit 'EUR/m' found", "EUR, EUR/(u/h)"),
    faulty(
        "sizes: {S: {capacity: 5 t/h, capex: 9 EUR, lifetime: «0 a}}",
        "sizes.S.lifetime",
        "a lifetime of nothing",
        "write years",
    ),
    faulty(f"sizes: {{S: {{capacity: 5 t/h}}}}, «{SCALE}}}", "scale", "stands beside `sizes`", "keep one of them"),
    faulty(
        f"{BETWEEN}S: {{capacity: 5 t/h}}}}".replace("{between", "«{between"),
        "sizes",
        "`between` a single size",
        "second",
    ),
    faulty(
        f"{BETWEEN}S: {{capacity: 5 t/h}}, T: {{capacity: «5000 kg/h}}}}",
        "sizes.T.capacity",
        "as large as 'S': nothing lies between",
        "change a capacity",
    ),
    faulty(
        f"{BETWEEN}S: {{capacity: 5 t/h, capex: 9 EUR}}, T: «{{capacity: 6 t/h, capex: 8 EUR}}}}",
        "sizes.T",
        "larger than 'S', and cheaper: cost would fall as size grows",
        "drop 'S'",
    ),
    faulty(
        "scale: {capacity: 5 t/h, capex: 9 EUR, exponent: 1, from: 5 t/h, to: «4 t/h, steps: 3}",
        "scale.to",
        "is not more than `from`",
        "exchange",
    ),
    faulty(
        "scale: {capacity: 5 t/h, capex: 9 EUR, exponent: 1, from: «0 t/h, to: 4 t/h, steps: 3}",
        "scale.from",
        "a curve has no cost at a capacity of nothing",
        "more than 0",
    ),
    faulty(
        "scale: {capacity: «0 t/h, capex: 9 EUR, exponent: 1, from: 1 t/h, to: 4 t/h, steps: 3}",
        "scale.capacity",
        "a curve has no cost at a capacity of nothing",
        "more than 0",
    ),
    faulty(
        "scale: {capacity: 5 t/h, capex: 9 EUR, exponent: 1, from: 1 t/h, to: «4 MW, steps: 3}",
        "scale.to",
        "is in MWh, and `capacity` in t",
        "`capacity` in one unit",
    ),
    faulty(
        "sizes: {S: {capacity: 5 t/h, capex: «9 EUR/kW}}",
        "sizes.S.capex",
        "the price is per MWh and the capacity in t",
        "write both in one unit",
    ),
    faulty(
        "sizes: {S: {capacity: 5, capex: «9 EUR/kW}, T: {capacity: 5 t/h}}",
        "sizes.S.capex",
        "counts activity in MWh, facilities.oven.sizes.T.capacity in t",
        "count it in one unit everywhere",
    ),
    faulty(
        "scale: {capacity: 5 t/h, capex: 9 EUR, exponent: «2, from: 1 t/h, to: 4 t/h, steps: 3}",
        "scale.exponent",
        "2 is more than 1.5",
        "write at most 1.5",
    ),
    faulty(
        "scale: {capacity: 5 t/h, capex: 9 EUR, exponent: «0, from: 1 t/h, to: 4 t/h, steps: 3}",
        "scale.exponent",
        "0 is not more than 0",
        "write more than 0",
    ),
    faulty(
        "scale: {capacity: 5 t/h, capex: 9 EUR, exponent: 1, from: 1 t/h, to: 4 t/h, steps: «1}",
        "scale.steps",
        "1 is less than 2",
        "write at least 2",
    ),
    faulty("sizes: {S: {capacity: 5 t/h}}, existing: «M", "existing", "'M' is no size", "known are S"),
    faulty("existing: «M", "existing", "'M' is no capacity, and there are no sizes", "a capacity, or true"),
    faulty("existing: «5 tt/h", "existing", "unknown unit 'tt'", "did you mean"),
    faulty("existing: «5 t", "existing", "unit 't' found", "u/h"),
    faulty("existing: «-1", "existing", "-1 is negative", "at least 0"),
    faulty(
        "sizes: {S: {capacity: 5 t/h}}, existing: «true",
        "existing",
        "says not how much stands",
        "name a size (S), or write a capacity",
    ),
    faulty("one_of: «ovens", "one_of", "has no sizes, so it is never built", "add `sizes`"),
]


@pytest.mark.parametrize(("said", "path", "problem", "remedy"), FAULTS, ids=[f"{row[1]}-{row[2]}" for row in FAULTS])
def test_one_fault_of_sizes(tmp_path: Path, said: str, path: str, problem: str, remedy: str) -> None:
    """Proves: what no size can be is refused once, with its place and a remedy; nothing that follows from it is.

    Breaks if: a check is dropped, or a fault is reported again where its consequence shows.
    """
    check_fault(tmp_path, ((OVEN, f"site: kiln, {said}}}\nstorage"),), path, problem, remedy)


@pytest.mark.parametrize(
    "consequence", ["existing: S", "existing: true", "one_of: ovens"], ids=["name", "true", "group"]
)
def test_no_fault_follows_from_faulty_sizes(tmp_path: Path, consequence: str) -> None:
    """Proves: where the technology's sizes cannot be read, nothing is said of what a facility makes of them.

    Breaks if: `existing: S` is called unknown because S was misspelt inside.
    """
    changes = (
        ("gives: {brick: 1}", "gives: {brick: 1}\n    min_load: 40 %\n    sizes: {S: {capacity: «5 t}}"),
        (OVEN, f"site: kiln, {consequence}}}\nstorage"),
    )
    check_fault(tmp_path, changes, "technologies.baking.sizes.S.capacity", "unit 't' found", "u/h, t/h")


def test_a_capex_needs_a_lifetime(tmp_path: Path) -> None:
    """Proves: without `economics.lifetime` a capex needs its own; a curve too.

    Breaks if: such an investment is spread over no years.
    """
    none = ("economics: {lifetime: 20 a}\n", "")
    for said, path in (
        ("sizes: {S: «{capacity: 5 t/h, capex: 9 EUR}}", "sizes.S"),
        (SCALE.replace(" {", " «{") + "}", "scale"),
    ):
        change = (OVEN, f"site: kiln, {said}}}\nstorage")
        check_fault(
            tmp_path, (none, change), f"facilities.oven.{path}", "a capex without a lifetime", "`economics.lifetime`"
        )


def test_sizes_of_several_resources_have_one_unit(tmp_path: Path) -> None:
    """Proves: sizes of one hub that weigh its resources differently are refused.

    Breaks if: the room of a hub is counted in t and in MWh at once.
    """
    changes = (
        ("tar: {unit: kg, form: liquid}", "tar: {unit: MWh, mass: 0.1 t/MWh, form: liquid}"),
        ("power: {unit: MWh, form: power}", "power: {unit: MWh, mass: 0.2 t/MWh, form: power}"),
        ("{carries: [solid]}", "{carries: [power, tar], sizes: «{A: {capacity: 5 t/h}, B: {capacity: 5 MW}}}"),
    )
    problem = "sizes in t and in MWh, which weigh what is shared differently"
    check_fault(tmp_path, changes, "sites.kiln.hub.sizes", problem, "write all sizes in one unit")
