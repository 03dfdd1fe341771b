"""Corners where an answer was once wrong: extremes of size, of what is possible, of names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import isopt
from isopt import Options, ScenarioError
from isopt.results.store import write_results

HEAD = "isopt: 1\nname: corner\nresources: {x: {unit: t, form: solid}}\nsites: {a: {xy: [0, 0]}, b: {xy: [10, 0]}}\n"
Write = Callable[..., Path]


def test_nothing_possible_at_all_is_infeasible(write: Write) -> None:
    """Proves: a required need with no giver anywhere is infeasible by proof, with what is missing (SEMANTICS 29).

    Breaks if: a program without columns counts as solved.
    """
    results = isopt.load(write(HEAD + "flows: {n: {site: a, resource: x, takes: 8 t/a, required: true}}")).solve()
    assert results.status == "infeasible"
    assert results.conflict is not None
    assert [rule.path for rule in results.conflict.rules] == ["flows.n.required"]
    assert [shortage.amount_u for shortage in results.conflict.missing] == pytest.approx([8])


def test_no_way_today_but_a_plan(write: Write) -> None:
    """Proves: where today's first route cannot be reached, the baseline is null with its reason (SEMANTICS 19).

    There is a plan: the pipe of 100 EUR over 10 a carries 100 t to a fee of 1.
    """
    text = HEAD.replace("solid", "liquid") + (
        "disposal: {m: {gate_fee: 1 EUR/t, site: b}, d: {gate_fee: 9 EUR/t}}\n"
        "flows: {g: {site: a, resource: x, gives: 100 t/a, otherwise: [m, d]}}\n"
        "transport: {pipe: {carries: [liquid], sizes: {S: {capacity: 100 t/a, capex: 100 EUR, lifetime: 10 a}}}}"
    )
    results = isopt.load(write(text)).solve()
    assert results.today is None
    assert results.no_baseline == "today, 100 t/a of 'g' at 'a' cannot go anywhere"
    assert results.plan.accounts.combined == pytest.approx(100 * 1 + 10)


def test_every_earlier_route_holds_a_later_one_back(write: Write, tmp_path: Path) -> None:
    """Proves: g's third route waits for its first, also where another fills the second (SEMANTICS 19): 10 · 50 + 10 · 20."""
    text = HEAD + (
        "disposal: {d1: {gate_fee: 50 EUR/t, capacity: 10 t/a}, d2: {gate_fee: 20 EUR/t, capacity: 10 t/a},"
        " d3: {gate_fee: 1 EUR/t}}\n"
        "flows:\n  g: {site: a, resource: x, gives: 10 t/a, otherwise: [d1, d2, d3]}\n"
        "  h: {site: a, resource: x, gives: 10 t/a, otherwise: [d2]}\n"
    )
    results = isopt.load(write(text)).solve()
    assert results.today is not None
    assert results.today.accounts.combined == pytest.approx(10 * 50 + 10 * 20)
    write_results(results, tmp_path / "out", Options())
    assert isopt.verify(tmp_path / "out").status == "proved"


def test_signs_in_names(write: Write) -> None:
    """Proves: a name is only a name: `fly+ash` fills 50 t of one route and 50 of the next."""
    text = HEAD.replace("{x:", '{"fly+ash":') + (
        "disposal: {l1: {gate_fee: 10 EUR/t, capacity: 50 t/a}, l2: {gate_fee: 20 EUR/t}}\n"
        'flows: {g: {site: a, resource: "fly+ash", gives: 100 t/a, otherwise: [l1, l2]}}'
    )
    assert isopt.load(write(text)).solve().plan.accounts.combined == pytest.approx(50 * 10 + 50 * 20)


def test_kilograms_beside_rivers(write: Write) -> None:
    """Proves: 2 kg of catalyst stay 2 kg beside 2.19e9 m3 of sea water. Breaks if: noise is measured across units."""
    text = (
        "isopt: 1\nname: corner\nresources: {sea: {unit: m3}, catalyst: {unit: kg}}\nsites: {a: {xy: [0, 0]}}\n"
        "disposal: {back: {}}\nflows:\n  g: {site: a, resource: sea, gives: 6 Mm3/d, otherwise: back}\n"
        "  n: {site: a, resource: catalyst, takes: 2 kg/a, otherwise: {price: 30 EUR/kg}}\n"
    )
    assert isopt.load(write(text)).solve().plan.accounts.combined == pytest.approx(60)


@pytest.mark.parametrize("scale", ["e-2", "e-10", "e-15"])
def test_limits_of_any_size_hold(write: Write, scale: str) -> None:
    """Proves: with twice the limit in x, half of 100 t is x, however small the numbers: 50 · 1 + 50 · 50."""
    text = HEAD.replace("form: solid", f"form: solid, properties: {{d: g/t}}, quality: {{d: 4{scale}}}") + (
        f"flows:\n  g: {{site: a, resource: x, gives: 100 t/a}}\n  n: {{site: b, resource: x, takes: 100 t/a, "
        f"limits: {{d: {{max: 2{scale}}}}}, otherwise: {{price: 50 EUR/t, quality: {{d: 0}}}}}}\n"
        "transport: {lorry: {carries: [solid], cost: 0.1 EUR/(t km)}}\n"
    )
    assert isopt.load(write(text)).solve().plan.accounts.combined == pytest.approx(50 * 1 + 50 * 50)


@pytest.mark.parametrize(("rate", "years", "annuity"), [("10 %", 10_000, 0.1), ("1e-10", 30, 1 / 30)])
def test_annuities_at_the_ends(write: Write, rate: str, years: int, annuity: float) -> None:
    """Proves: neither an endless life nor a rate of almost nothing upsets the annuity or its audit."""
    text = HEAD + (
        f"economics: {{discount_rate: {rate}}}\nflows:\n  g: {{site: a, resource: x, gives: 10 t/a}}\n"
        "  n: {site: b, resource: x, takes: 10 t/a, otherwise: {price: 500 EUR/t}}\n"
        f"transport: {{belt: {{carries: [solid], sizes: {{S: {{capacity: 20 t/a, capex: 900 EUR, lifetime: {years} a}}}}}}}}\n"
    )
    assert isopt.load(write(text)).solve().plan.accounts.combined == pytest.approx(900 * annuity, rel=1e-8)


def faults(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        isopt.load(path)
    return str(caught.value)


def test_one_limit_has_one_unit(write: Write) -> None:
    """Proves: percent and kg/t are not blended as if they were alike (SEMANTICS 16)."""
    text = HEAD.replace(
        "{x: {unit: t, form: solid}}",
        '{x: {unit: t, properties: {cl: "%"}, quality: {cl: 2}}, y: {unit: t, properties: {cl: kg/t}, quality: {cl: 2}}}',
    ) + (
        "flows:\n  n: {site: b, takes: 200 t/a, accepts: {x: , y: }, limits: {cl: {max: 5}}}\n"
        "  g: {site: b, resource: x, gives: 1 t/a}\n"
    )
    assert "flows.n.limits.cl: 'cl' is counted in % and kg/t" in faults(write(text))


def test_carbon_is_a_cost_that_losses_may_not_dodge(write: Write) -> None:
    """Proves: what is priced when disposed of, also by carbon alone, may not leak away (SEMANTICS 8, 21)."""
    text = HEAD + (
        "economics: {carbon_price: 100 EUR/t}\ndisposal: {vent: {emissions: 1000 kgCO2e/t}}\n"
        "flows: {g: {site: a, resource: x, gives: 10 t/a, otherwise: vent}}\n"
        "transport: {pipe: {carries: [solid], losses: 1 %/km}}\n"
    )
    assert "transport.pipe.losses: would lose 'x'" in faults(write(text))


SHARED = """
isopt: 1
name: corner
sites: {a: {xy: [0, 0]}, b: {xy: [1, 0]}}
resources: {x: {unit: MWh, form: gas, mass: 0.1 t/MWh}, y: {unit: MWh, form: gas, mass: 0.5 t/MWh}}
flows:
  gx: {site: a, resource: x, gives: 10 MW}
  gy: {site: a, resource: y, gives: 10 MW}
  nx: {site: b, resource: x, takes: 10 MW, otherwise: {price: 50 EUR/MWh}}
  ny: {site: b, resource: y, takes: 10 MW, otherwise: {price: 40 EUR/MWh}}
transport: {pipe: {carries: [gas], shared: true, capacity: 3 t/h, sizes: {S: {capacity: 100 MW, capex: 8760 EUR, lifetime: 1 a}
"""


def test_shared_capacity_and_sizes_in_their_own_units(write: Write) -> None:
    """Proves: 3 t/h hold all 10 MW of x (1 t/h) and 4 MW of y (2 t/h), whatever the pipe's 100 MW: 6 MW are bought.

    Breaks if: a limit in t is turned into MWh by one resource's mass (SEMANTICS 9).
    """
    results = isopt.load(write(SHARED + "}}}")).solve()
    assert results.plan.accounts.combined == pytest.approx(8760 * (6 * 40 + 1))


def test_shared_sizes_weigh_alike(write: Write) -> None:
    """Proves: sizes that weigh what is shared differently are refused (SEMANTICS 9)."""
    text = SHARED + ", L: {capacity: 9 t/h, capex: 9 EUR, lifetime: 1 a}}}}"
    assert "transport.pipe.sizes: sizes in t and in MWh, which weigh" in faults(write(text))


@pytest.mark.parametrize("amount", ["1e-9 t/a", "1e14 t/a", "1e300 kt/a"])
def test_amounts_beyond_every_tolerance(write: Write, amount: str) -> None:
    """Proves: amounts a double cannot hold together with the rest are refused with place and remedy."""
    text = HEAD + f"flows: {{g: {{site: a, resource: x, gives: {amount}}}}}"
    assert "flows.g.gives: " in faults(write(text))
