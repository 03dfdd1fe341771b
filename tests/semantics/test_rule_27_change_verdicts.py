"""SEMANTICS 27-29: in which order changes are made; what a gap is; what a verdict claims."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import disposed, exact, parts, solve, write_scenario

import isopt
from isopt import NoPlanError, Options

BASE = """\
resources: {ash: {unit: t}}
sites: {mill: {xy: [0, 0]}}
disposal: {tip: {gate_fee: 1 EUR/t}, pit: {gate_fee: 2 EUR/t}}
flows: {out: {site: mill, resource: ash, gives: 10 t/a, otherwise: [tip, pit]}}
"""

FILE = """\
extends: base.yaml
disposal: {tip: {gate_fee: 10 EUR/t}, pit: {gate_fee: 20 EUR/t}}
variants:
  dear: {disposal: {tip: {gate_fee: 100 EUR/t}}}
  pit_alone: {flows: {out: {otherwise: [pit]}}, disposal: {tip: null}}
"""


@pytest.mark.parametrize(
    ("variant", "settings", "cost"),
    [
        (None, (), 100.0),
        ("dear", (), 200.0),
        ("dear", ("disposal.tip.gate_fee=3 EUR/t",), 30.0),
        (None, ("disposal.tip.gate_fee=3 EUR/t", "disposal.tip.gate_fee=4 EUR/t"), 40.0),
        ("pit_alone", ("disposal.pit.gate_fee=7 EUR/t",), 70.0),
    ],
)
def test_order_of_change(tmp_path: Path, variant: str | None, settings: tuple[str, ...], cost: float) -> None:
    """Proves: SEMANTICS 27: 10 t at the extended file's 1 EUR/t.

    Over which goes the file's 10, the variant's 100 (now the pit's 20 is cheaper), then each `--set` in turn.

    Breaks if: two steps change places.
    """
    write_scenario(tmp_path, BASE, "base.yaml")
    (tmp_path / "park.yaml").write_text(FILE, encoding="utf-8")
    results = isopt.load(tmp_path / "park.yaml", variant=variant, settings=settings).solve()
    assert results.summary["plan"]["cost"] == exact(cost)
    assert results.summary["variant"] == variant


def test_lists_are_replaced_whole(tmp_path: Path) -> None:
    """Proves: SEMANTICS 27: a variant's `otherwise: [pit]` leaves nothing of `[tip, pit]`.

    Today is the pit, 10 t · 20 EUR; and a setting's list replaces it likewise.

    Breaks if: lists are joined, or changed item by item.
    """
    write_scenario(tmp_path, BASE, "base.yaml")
    (tmp_path / "park.yaml").write_text(FILE, encoding="utf-8")
    results = isopt.load(tmp_path / "park.yaml", variant="pit_alone").solve()
    assert disposed(results, "baseline") == {("out", "pit"): exact(10)}
    results = isopt.load(tmp_path / "park.yaml", settings=["flows.out.otherwise=[pit, tip]"]).solve()
    assert disposed(results, "baseline") == {("out", "pit"): exact(10)}
    assert parts(results) == {"disposal": exact(100)}


HARD = """\
resources: {water: {unit: t, form: liquid}}
sites: {mill: {xy: [0, 0]}, farm: {xy: [1, 0]}}
flows:
  out: {site: mill, resource: water, gives: 60 t/a}
  a: {site: farm, resource: water, takes: 50 t/a, otherwise: {price: 10 EUR/t}}
  b: {site: farm, resource: water, takes: 45 t/a, otherwise: {price: 10.5 EUR/t}}
  c: {site: farm, resource: water, takes: 30 t/a, otherwise: {price: 9 EUR/t}}
transport: {pipe: {carries: [liquid], minimum: 28 t/a, per_exchange: 100 EUR/a}}
"""
"""Of 60 t, at least 28 go to whoever gets any. 28 to a and 32 to b save 280 + 336 − 200 = 416 EUR/a, the most there is:
a alone 400, b alone 372.5, c alone 170, b and c 336 + 252 − 200 = 388, a and c 320 + 252 − 200 = 372. Today's purchases are
500 + 472.5 + 270 = 1242.5, so the optimum is 826.5."""


def test_the_gap_is_the_share_of_the_saving_that_may_be_missed(tmp_path: Path) -> None:
    """Proves: SEMANTICS 28: gap_abs = plan − bound, and gap = gap_abs / (baseline − bound), not / plan.

    With a bound from the relaxation alone the gap is some 15 % of the saving, though 9 % of the plan.

    Breaks if: the gap is measured by the plan's own value, which any base cost dilutes.
    """
    results = solve(tmp_path, HARD, options=Options(proof_node_limit=0))
    summary = results.summary
    certificate, plan, baseline = summary["certificate"], summary["plan"]["combined"], summary["baseline"]["combined"]
    assert (plan, baseline) == (exact(826.5), exact(1242.5))
    assert certificate["bound"] < plan - 1
    assert certificate["gap_abs"] == exact(plan - certificate["bound"])
    assert certificate["gap"] == exact(certificate["gap_abs"] / (baseline - certificate["bound"]))
    assert certificate["gap"] > 0.1


def test_the_default_gap(tmp_path: Path) -> None:
    """Proves: SEMANTICS 28: a solve stops at 1e-4 of the saving unless told otherwise.

    Where 90 % of it may be missed, any plan that saves a tenth is `proved` to that gap: with a gap of 90 % plan − bound
    ≤ 0.9 · (1242.5 − bound).

    Breaks if: the default is another, or the gap asked for is measured otherwise than the gap reported.
    """
    assert Options().gap == 1e-4
    assert solve(tmp_path, HARD).summary["certificate"]["gap"] <= 1e-4
    wide = solve(tmp_path, HARD, options=Options(gap=0.9)).summary
    assert wide["status"] == "proved"
    bound = wide["certificate"]["bound"]
    assert wide["plan"]["combined"] - bound <= 0.9 * (1242.5 - bound)


def test_the_gap_without_a_baseline_and_of_small_sums(tmp_path: Path) -> None:
    """Proves: SEMANTICS 28: with a need that nothing meets today there is no baseline.

    And the gap is gap_abs / max(|plan|, |bound|, 1). Where baseline − bound is below 1 (prices in thousandths), it is
    gap_abs / 1.

    Breaks if: a missing baseline counts as 0, or a saving of cents makes a gap of cents look large.
    """
    forced = HARD.replace(
        "site: farm, resource: water, takes: 30 t/a,", "site: farm, resource: water, takes: 30 t/a, required: true,"
    )
    forced = forced.replace("required: true, otherwise: {price: 9 EUR/t}", "required: true")
    summary = solve(tmp_path, forced, options=Options(proof_node_limit=0)).summary
    certificate, plan = summary["certificate"], summary["plan"]["combined"]
    assert summary["baseline"] is None
    assert certificate["gap"] == exact(certificate["gap_abs"] / max(abs(plan), abs(certificate["bound"]), 1))
    small = (
        HARD.replace("price: 10 EUR", "price: 0.01 EUR")
        .replace("price: 10.5", "price: 0.0105")
        .replace("price: 9", "price: 0.009")
    )
    summary = solve(tmp_path, small.replace("100 EUR/a", "0.1 EUR/a"), options=Options(proof_node_limit=0)).summary
    assert summary["baseline"]["combined"] - summary["certificate"]["bound"] < 1
    assert summary["certificate"]["gap_abs"] > 0.01
    assert summary["certificate"]["gap"] == exact(summary["certificate"]["gap_abs"])


def test_proved_and_solver_proved(tmp_path: Path) -> None:
    """Proves: SEMANTICS 29: `proved` needs the certified bound.

    With the proof's branching switched off the same plan is `solver_proved`: the solver's bound closes the gap, the
    certified one does not, and neither is above the plan.

    Breaks if: the solver's own claim is taken for a proof.
    """
    proved = solve(tmp_path, HARD).summary
    assert proved["status"] == "proved"
    assert proved["plan"]["combined"] == exact(826.5)
    assert proved["certificate"]["audit"] == "passed"
    claimed = solve(tmp_path, HARD, options=Options(proof_node_limit=0)).summary
    assert claimed["status"] == "solver_proved"
    assert claimed["certificate"]["gap"] > 1e-4 >= claimed["certificate"]["solver_gap"]
    for summary in (proved, claimed):
        assert summary["certificate"]["bound"] <= 826.5 * (1 + 1e-9)


def regional(count: int) -> str:
    """Write a park of many possible pipes, each with a fee and a minimum: too much for one node."""
    sites = [f"  g{i}: {{xy: [{i * 37 % 101}, {i * 59 % 97}]}}" for i in range(count)]
    sites += [f"  k{i}: {{xy: [{i * 71 % 103}, {i * 83 % 107}]}}" for i in range(count)]
    flows = [f"  o{i}: {{site: g{i}, resource: water, gives: {40 + i * 29 % 53} t/a}}" for i in range(count)]
    flows += [
        f"  n{i}: {{site: k{i}, resource: water, takes: {30 + i * 43 % 61} t/a, otherwise: {{price: 30 EUR/t}}}}"
        for i in range(count)
    ]
    pipe = "{carries: [liquid], cost: 0.1 EUR/(t km), per_exchange: 400 EUR/a, minimum: 17 t/a}"
    head = "resources: {water: {unit: t, form: liquid}}"
    return "\n".join([head, "sites:", *sites, "flows:", *flows, f"transport: {{pipe: {pipe}}}", ""])


def test_an_audited_plan_short_of_its_gap_is_a_plan(tmp_path: Path) -> None:
    """Proves: SEMANTICS 29: a solve stopped by its work limit holds an audited plan whose gap nobody closed: `plan`.

    Breaks if: what was asked for is reported as reached.
    """
    summary = solve(tmp_path, regional(10), options=Options(work_limit=1)).summary
    certificate = summary["certificate"]
    assert summary["status"] == "plan"
    assert summary["termination"] == "the work limit was reached"
    assert certificate["audit"] == "passed"
    assert min(certificate["gap"], certificate["solver_gap"]) > 1e-4
    assert summary["baseline"]["combined"] > summary["plan"]["combined"] > certificate["bound"]


def test_infeasible_has_a_proof_and_no_figures(tmp_path: Path) -> None:
    """Proves: SEMANTICS 29: a required need of 61 of 60 t has no plan.

    That is proved, the figures are absent and asking for them is an error, the conflict is named in the scenario's
    words.

    Breaks if: a missing plan is shown as zeros.
    """
    results = solve(tmp_path, HARD.replace("takes: 50 t/a,", "takes: 61 t/a, required: true,"))
    summary = results.summary
    assert summary["status"] == "infeasible"
    assert summary["plan"] is None
    assert summary["landfill_diversion"] is None
    assert "certificate" not in summary
    assert summary["baseline"]["cost"] == exact(1352.5)
    assert {rule["path"] for rule in summary["conflict"]["rules"]} >= {"flows.a.required"}
    assert summary["conflict"]["missing"] == [{"flow": "a", "site": "farm", "amount": exact(1), "unit": "t/a"}]
    with pytest.raises(NoPlanError):
        _ = results.exchanges
