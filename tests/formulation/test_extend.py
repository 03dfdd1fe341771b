"""A user's own rules: compiled, kept, checked again from their Pyomo expressions, and named."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from formulation_parks import PARKS
from pyomo.gdp import Disjunct, Disjunction

import isopt
from isopt.errors import AuditError, UsageError
from isopt.formulation.formulate import formulate
from isopt.formulation.user_rules import extend_program
from isopt.network.build import build_network
from isopt.results.evaluate import evaluate
from isopt.solution.options import Options
from isopt.solution.solution import Solution, Termination

Load = Callable[[str], isopt.Case]
BRICKS = ("ash", "bricks", "lorry", "year")


@pytest.fixture
def park(tmp_path: Path) -> Load:
    def load(family: str) -> isopt.Case:
        path = tmp_path / f"{family}.yaml"
        path.write_text(PARKS[family])
        return isopt.load(path)

    return load


def test_rule_binds_and_is_named(park: Load) -> None:
    """Proves: with at most 25 t to the bricks, 75 t are landfilled: 25 · 10 + 75 · 60, proved; today is as it was.

    Breaks if: the rule is not appended, the baseline follows it, or the certificate keeps quiet.
    """

    def few(model: Any) -> None:
        model.few = pyo.Constraint(expr=model.flow[BRICKS] <= 25)

    results = park("giver_balance").solve(extend=few)
    assert results.status == "proved"
    assert results.plan.accounts.combined == pytest.approx(25 * 10 + 75 * 60)
    assert results.today is not None and results.today.accounts.combined == pytest.approx(6000)
    assert results.user_rules == ("few",)
    assert results.summary["certificate"]["user_rules"] == ["few"]


def test_whole_variable_and_list(park: Load) -> None:
    """Proves: ash goes in lots of 15 t, two at most: 30 t, through a Var and a ConstraintList of the user's.

    Breaks if: the Var is not whole, its bound is lost, or only the first of the list is heard.
    """

    def lots(model: Any) -> None:
        model.lots = pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(0, 7))
        model.rules = pyo.ConstraintList()
        model.rules.add(model.flow[BRICKS] == 15 * model.lots)
        model.rules.add((None, model.lots, 2))

    case = park("giver_balance")
    extended = extend_program(case.program, lots)
    assert list(extended.program.column_names())[-1] == "lots()"
    assert list(extended.program.row_names())[-2:] == ["rules(1)", "rules(2)"]
    results = case.solve(extend=lots)
    assert results.status == "proved"
    assert results.plan.accounts.combined == pytest.approx(30 * 10 + 70 * 60)


def test_nothing_added_changes_nothing(park: Load) -> None:
    """Proves: an `extend` that adds nothing gives the plan without it, and names no rule."""
    results = park("one_size").solve(extend=lambda _: None)
    assert results.plan.accounts.combined == pytest.approx(250)
    assert results.user_rules == ()


def test_dominated_size_can_be_asked_for(tmp_path: Path) -> None:
    """Proves: a size no plan needs (50 t for 200 EUR/a beside 50 t for 100) is there for a rule that wants it.

    Breaks if: the network is screened as it is without rules: the rule would find no such column.
    """
    path = tmp_path / "park.yaml"
    path.write_text(PARKS["one_size"].replace("capacity: 30 t/a, capex: 500 EUR", "capacity: 50 t/a, capex: 2000 EUR"))
    case = isopt.load(path)
    dear = ("mill", "works", "pipe", "water", "S")

    def ask(model: Any) -> None:
        model.mine = pyo.Constraint(expr=model.built[dear] == 1)

    assert len(case.program["built"]) == 1
    results = case.solve(extend=ask)
    assert [built.size for built in results.plan.plan.built] == ["S"]
    assert results.plan.accounts.combined == pytest.approx(200 + 30 * 5)


def test_missing_bounds_are_allowed(park: Load) -> None:
    """Proves: a Var without bounds gives the right plan; where the bound then is missing or loose, no proof is claimed."""

    def free(model: Any) -> None:
        model.extra = pyo.Var()
        model.rule = pyo.Constraint(expr=model.flow[BRICKS] <= 20 + model.extra)
        model.most = pyo.Constraint(expr=model.extra <= 5)

    results = park("giver_balance").solve(extend=free)
    assert results.plan.accounts.combined == pytest.approx(25 * 10 + 75 * 60)
    assert results.status in {"proved", "solver_proved", "plan"}
    certificate = results.certificate
    assert certificate is not None and (certificate.bound is None or certificate.bound <= 4750 + 1e-6)


def test_transformed_disjunction(park: Load) -> None:
    """Proves: either at most 10 t or at least 45 t: what `gdp.bigm` makes of it is compiled; 40 t are needed, so 10.

    Breaks if: rules and Vars inside Blocks are overlooked.
    """

    def either(model: Any) -> None:
        model.side = Disjunct([1, 2])
        model.side[1].rule = pyo.Constraint(expr=model.flow[BRICKS] <= 10)
        model.side[2].rule = pyo.Constraint(expr=model.flow[BRICKS] >= 45)
        model.choice = Disjunction(expr=[model.side[1], model.side[2]])
        pyo.TransformationFactory("gdp.bigm").apply_to(model)

    results = park("giver_balance").solve(extend=either)
    assert results.plan.accounts.combined == pytest.approx(10 * 10 + 90 * 60)


def test_rules_are_checked_after_a_collection_of_garbage(park: Load) -> None:
    """Proves: a disjunction's variables can be set once everything else has gone. Breaks if: the model is not kept."""

    def either(model: Any) -> None:
        model.side = Disjunct([1, 2])
        model.side[1].rule = pyo.Constraint(expr=model.flow[BRICKS] <= 10)
        model.side[2].rule = pyo.Constraint(expr=model.flow[BRICKS] >= 45)
        model.choice = Disjunction(expr=[model.side[1], model.side[2]])
        pyo.TransformationFactory("gdp.bigm").apply_to(model)

    extended = extend_program(formulate(build_network(park("giver_balance").scenario)), either)
    gc.collect()
    found = extended.check(np.zeros(sum(map(len, extended.program.variables))))
    assert any("choice" in problem for problem in found.problems)


@pytest.mark.parametrize(
    ("what", "act"),
    [
        ("pair_use.*was changed", lambda m: m.pair_use.deactivate()),
        (r"used\[ash,bricks,lorry\]' was changed", lambda m: m.used["ash", "bricks", "lorry"].fix(0)),
        (r"flow\[ash,bricks,lorry,year\]' was changed", lambda m: m.flow[BRICKS].setub(1)),
        ("'pair_use' was removed", lambda m: m.del_component("pair_use")),
        ("entries of 'pair_use' were", lambda m: m.pair_use.clear()),
        ("was changed", lambda m: m.pair_use[BRICKS].set_value(m.flow[BRICKS] <= 1)),
        ("objective was changed", lambda m: m.objective.set_value(m.flow[BRICKS])),
        ("objective was changed", lambda m: m.objective.deactivate()),
        ("'mine' is a second objective", lambda m: m.add_component("mine", pyo.Objective(expr=m.flow[BRICKS]))),
        ("not linear", lambda m: m.add_component("r", pyo.Constraint(expr=m.flow[BRICKS] ** 2 <= 1))),
        ("SOSConstraint", lambda m: m.add_component("r", pyo.SOSConstraint(var=m.used, sos=1))),
        ("neither whole nor continuous", lambda m: m.add_component("r", pyo.Var(domain=pyo.Any))),
        ("whole in part", lambda m: m.add_component("r", pyo.Var([0, 1], domain=lambda _, i: [pyo.Reals, pyo.Binary][i]))),
        ("factor inf", lambda m: m.add_component("r", pyo.Constraint(expr=float("inf") * m.flow[BRICKS] <= 1))),
        ("which is not in the model", lambda m: m.add_component("r", pyo.Constraint(expr=_stray() <= 1))),
    ],
)  # fmt: skip
def test_what_is_refused(what: str, act: Callable[[Any], None], park: Load) -> None:
    """Proves: whatever changes the model, or would go unheard, is refused by name. Breaks if: it is ignored."""
    with pytest.raises(UsageError, match=f"extend: .*{what}"):
        park("pair_use").solve(extend=act)


def _stray() -> Any:
    variable = pyo.Var()
    variable.construct()
    return variable


def test_references_are_no_rules(park: Load) -> None:
    """Proves: a Reference to what is there adds no column and no row. Breaks if: flows are counted twice."""

    def refer(model: Any) -> None:
        model.flows = pyo.Reference(model.flow[:, :, :, :])
        model.uses = pyo.Reference(model.pair_use[:, :, :, :])

    program = park("pair_use").program
    assert list(extend_program(program, refer).program.column_names()) == list(program.column_names())
    assert extend_program(program, refer).rules == ()


def test_infeasible_rules_are_named(park: Load) -> None:
    """Proves: rules that contradict each other, not the one beside them nor the scenario's, are the conflict shown.

    Breaks if: the scenario is blamed, or a rule that can stay.
    """

    def contradict(model: Any) -> None:
        model.most = pyo.Constraint(expr=model.flow[BRICKS] <= 10)
        model.beside = pyo.Constraint(expr=model.flow[BRICKS] <= 1e6)
        model.least = pyo.Constraint(expr=model.flow[BRICKS] >= 20)

    results = park("giver_balance").solve(extend=contradict)
    assert results.status == "infeasible"
    assert [rule["path"] for rule in results.summary["conflict"]["rules"]] == ["extend.most", "extend.least"]


def test_infeasible_scenario_explains_itself(tmp_path: Path) -> None:
    """Proves: where the scenario has no plan even without the rules, its own conflict is shown."""
    path = tmp_path / "park.yaml"
    path.write_text(PARKS["giver_balance"].replace("takes: 40 t/a", "takes: 400 t/a, required: true"))

    def few(model: Any) -> None:
        model.few = pyo.Constraint(expr=model.flow[BRICKS] <= 10)

    results = isopt.load(path).solve(extend=few)
    assert results.status == "infeasible" and results.conflict is not None
    assert not any(rule.path.startswith("extend") for rule in results.conflict.rules)


def test_broken_rule_is_an_audit_error(park: Load) -> None:
    """Proves: a plan that breaks a user's rule is never shown, found by the rule's own expression.

    Breaks if: only the compiled rows are believed.
    """
    case = park("giver_balance")
    plan = case.solve()

    def few(model: Any) -> None:
        model.few = pyo.Constraint(expr=model.flow[BRICKS] <= 25)

    extended = extend_program(case.program, few)
    x = np.zeros(extended.program.to_highs().column_count)
    names = list(extended.program.column_names())
    x[names.index("flow(ash,bricks,lorry,year)")] = 40
    x[names.index("disposed(ash,landfill,year)")] = 60
    solution = Solution(Termination.SOLVER_GAP, x, 4000.0, None, None, None)
    with pytest.raises(AuditError, match=r"your rule 'few': 40\.0 is not within \[-inf, 25"):
        evaluate(
            case.scenario, plan.network, extended.program, solution, Options(), today=None, no_baseline=None,
            proof_of_baseline=None, solver="none", user_rules=extended.rules, check_rules=extended.check,
        )  # fmt: skip


def test_tolerance_is_relative(park: Load) -> None:
    """Proves: rounding of large terms is no breach, one part in 10^5 is. Breaks if: the scale is left out."""

    def ratio(model: Any) -> None:
        rest = model.disposed["ash", "landfill", "year"]
        model.even = pyo.Constraint(expr=1e9 * model.flow[BRICKS] - 1e9 * rest == 0)

    extended = extend_program(park("giver_balance").program, ratio)
    x = np.zeros(extended.program.to_highs().column_count)
    names = list(extended.program.column_names())
    x[names.index("flow(ash,bricks,lorry,year)")] = 40
    at = names.index("disposed(ash,landfill,year)")
    for value, holds in ((40 * (1 + 1e-8), True), (40 * (1 + 1e-5), False)):
        x[at] = value
        check = extended.check(x)
        assert (check.problems == ()) == holds
        assert check.worst_violation == pytest.approx(abs(value / 40 - 1), rel=1e-3)


def test_user_variables_are_checked(park: Load) -> None:
    """Proves: a fraction where the user's Var is whole, or a value beyond its bounds, is a breach."""

    def whole(model: Any) -> None:
        model.lots = pyo.Var(domain=pyo.Integers, bounds=(0, 3))

    extended = extend_program(park("giver_balance").program, whole)
    x = np.zeros(extended.program.to_highs().column_count)
    for value, said in ((2.0, ()), (0.5, ("whole",)), (4.0, ("lots",))):
        x[-1] = value
        problems = extended.check(x).problems
        assert len(problems) == len(said) and all(word in problems[0] for word in said)


def test_use_without_flow_is_refused(park: Load) -> None:
    """Proves: a rule that only an exchange carrying nothing can meet is refused with its remedy, not shown as a plan."""

    def idle(model: Any) -> None:
        model.on = pyo.Constraint(expr=model.used["ash", "tiles", "lorry"] == 1)
        model.off = pyo.Constraint(expr=model.flow["ash", "tiles", "lorry", "year"] == 0)

    with pytest.raises(UsageError, match=r"'on'.*carries nothing.*flows too"):
        park("pair_use").solve(extend=idle)


def test_extend_needs_a_function(park: Load) -> None:
    """Proves: what cannot be called is refused in words; what the function itself raises passes."""
    with pytest.raises(UsageError, match="not callable"):
        park("pair_use").solve(extend=3)  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        park("pair_use").solve(extend=lambda model: model.flow["nobody"])
