"""Whole scenarios against brute force over all on/off designs and against a second solver ("It must show" 6)."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, note, settings
from oracle import Best, brute_force, second_solver
from oracle_reading import Reading
from oracle_writer import plan_program, today_program
from park_checks import AGREEMENT, is_infeasible, load, solve
from park_generator import as_yaml, parks

from isopt import ScenarioError
from isopt.solution.options import Options

if TYPE_CHECKING:
    from oracle_reading import Plain

FAST = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

PLACES = """
isopt: 1
name: found
resources: {brine: {unit: m3, form: liquid, mass: 2 t/m3}, whey: {unit: m3, form: liquid, mass: 1 t/m3}}
sites: {mill: {xy: [0, 0]}, farm: {xy: [4, 0]}}
economics: {lifetime: 10 a}
"""
SHARED = """
flows:
  b: {{site: mill, resource: brine, gives: 100 m3/a}}
  w: {{site: mill, resource: whey, gives: 100 m3/a}}
  need_b: {{site: farm, resource: brine, takes: 100 m3/a, otherwise: {{price: 50 EUR/m3}}}}
  need_w: {{site: farm, resource: whey, takes: 100 m3/a, otherwise: {{price: 49 EUR/m3}}}}
transport: {{pipe: {{carries: [brine, whey], shared: true, {}}}}}
"""


def agree(what: str, value: float, best: Best) -> None:
    """Hold two optima together to 1e-6 of the sum of the parts' sizes."""
    assert abs(value - best.combined) <= AGREEMENT * max(best.size, 1.0), f"{what}: isopt {value!r}, oracle {best!r}"


def compare(plain: Plain, *, every: bool = False) -> None:
    """Solve a park with isopt, by brute force and with SCIP, and hold the three together, today too."""
    program = plan_program(Reading(plain))
    best, second = brute_force(program, every=every), second_solver(program)
    assert (best is None) == (second is None), "the oracles disagree"
    if best is not None and second is not None:
        agree("SCIP against brute force", second.combined, best)
    results = solve(plain)
    assert is_infeasible(results) == (best is None), f"isopt says {results.status}, brute force {best}"
    if best is not None:
        assert results.certificate is not None
        agree("plan", results.plan.accounts.combined, best)
        bound = results.certificate.bound
        assert bound is None or bound <= best.combined + AGREEMENT * max(best.size, 1.0)
    least = brute_force(today_program(Reading(plain)), every=every)
    assert (results.today is None) == (least is None), f"isopt says {results.no_baseline}, brute force {least}"
    if results.today is not None and least is not None:
        agree("baseline", results.today.accounts.combined, least)


@FAST
@given(parks())
def test_parks_agree_with_brute_force_and_scip(plain: Plain) -> None:
    """Proves: over the whole language, plan and baseline are the optimum, and infeasible is infeasible.

    Breaks if: any stage from the reader to the solver changes what a scenario means.
    """
    note(as_yaml(plain))
    compare(plain)


@FAST
@given(parks())
def test_default_gap_is_kept(plain: Plain) -> None:
    """Proves: with the default gap a plan is within it of the optimum, measured as SEMANTICS 28 says."""
    note(as_yaml(plain))
    results = solve(plain, Options())
    best = brute_force(plan_program(Reading(plain)))
    assert is_infeasible(results) == (best is None)
    if best is not None:
        value = results.plan.accounts.combined
        baseline = results.today.accounts.combined if results.today else None
        scale = baseline - best.combined if baseline is not None else max(abs(value), abs(best.combined))
        slack = AGREEMENT * max(best.size, 1.0)
        assert best.combined - slack <= value <= best.combined + 1e-4 * max(scale, 1.0) + slack


FOUND = {
    "nothing to decide": """
        flows: {need: {site: farm, resource: brine, takes: 20 m3/a, required: true}}
        """,
    "a baseline whose disposal is out of reach": """
        disposal: {tip: {site: farm}}
        flows: {g: {site: mill, resource: brine, gives: 20 m3/a, otherwise: tip}}
        transport: {barge: {carries: [brine], sizes: {S: {capacity: 50 m3/a}}}}
        """,
    "a third route today": """
        disposal:
          first: {gate_fee: 50 EUR/t, capacity: 240 t/a}
          second: {gate_fee: 40 EUR/t, capacity: 24 t/a}
          third: {gate_fee: 1 EUR/t}
        flows:
          g: {site: mill, resource: brine, gives: 80 m3/a, otherwise: [first, second, third]}
          h: {site: mill, resource: brine, gives: 12 m3/a, otherwise: [second]}
        """,
    "shared sizes and capacity in t of what is counted in m3": SHARED.format(
        "capacity: 150 t/a, sizes: {A: {capacity: 150 t/a, fixed_opex: 2 kEUR/a}, B: {capacity: 120 t/a}}"
    ),
    "a shared link beside its shared mode": SHARED.format("capacity: 90 m3/a")
    + "links: {one: {from: mill, to: farm, transport: pipe, resources: [brine], capacity: 60 m3/a}}",
}


@pytest.mark.parametrize("name", FOUND)
def test_park_found_before(name: str) -> None:
    """Proves: what drawing parks, or reading the code for them, has brought up stays right.

    Breaks if: a program without columns passes for solved, a route is used today while an earlier one has room, what a
    way shares is counted in one amount here and another there, or two ways of one mode between two sites are taken for one.
    """
    compare(yaml.safe_load(PLACES) | yaml.safe_load(dedent(FOUND[name])))


def test_shared_sizes_counted_in_two_amounts_are_refused() -> None:
    """Proves: sizes that weigh what shares them differently are a fault with its remedy (found: a wrong optimum).

    Breaks if: brine of 2 t/m3 and whey of 1 t/m3 are counted together by the weights of one of them.
    """
    way = "sizes: {A: {capacity: 120 m3/a}, B: {capacity: 150 t/a}}"
    with pytest.raises(ScenarioError, match="write all sizes in one unit"):
        load(yaml.safe_load(PLACES) | yaml.safe_load(SHARED.format(way)))


def test_shared_capacity_and_size_count_in_their_own_amounts() -> None:
    """Proves: a way may be limited in t and built in m3; both hold what shares it, each by its own weights."""
    compare(
        yaml.safe_load(PLACES) | yaml.safe_load(SHARED.format("capacity: 150 t/a, sizes: {A: {capacity: 150 m3/a}}"))
    )
