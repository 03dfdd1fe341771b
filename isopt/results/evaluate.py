"""From a solution to results: account, audit, reconcile; nothing is shown that did not pass."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isopt.errors import AuditError, UsageError
from isopt.results.accounts import account
from isopt.results.audit import MONEY_TOLERANCE, Claims, audit_plan
from isopt.results.plan import read_plan, without_idle
from isopt.results.results import Audited, Certificate, Proof, Results
from isopt.scenario.writing.dump import fingerprint
from isopt.solution.gap import gap_of, holding_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from isopt.formulation.program import Floats, Program
    from isopt.formulation.user_rules import RuleCheck
    from isopt.network.network import Network
    from isopt.results.plan import Plan
    from isopt.scenario.scenario import Scenario
    from isopt.solution.diagnosis import Conflict, Demand
    from isopt.solution.options import Options
    from isopt.solution.solution import Solution


def audited(scenario: Scenario, net: Network, plan: Plan, *, is_today: bool = False) -> Audited:
    """Account for a plan and audit it.

    Raises AuditError naming each place where the plan contradicts the scenario.
    """
    accounts = account(scenario, net, plan)
    claims = Claims(
        accounts.cost_parts_eur,
        accounts.emission_parts_kg,
        accounts.avoided_kg,
        accounts.landfilled_t,
        accounts.combined,
    )
    audit = audit_plan(scenario, plan, claims, is_today=is_today)
    if audit.problems:
        shown = audit.problems[:10]
        more = len(audit.problems) - len(shown)
        raise AuditError("\n".join([*shown, *([f"and {more} more"] if more else [])]))
    return Audited(plan, accounts, audit.worst_violation)


def reconcile(item: Audited, program: Program, x: Floats) -> None:
    """Hold that the accounts give what the program minimised.

    Raises AuditError where they differ by more than 1e-9 of the parts' sizes.
    """
    costs = np.concatenate([block.cost for block in program.variables])
    parts = costs * x
    objective, size = float(parts.sum()), float(np.abs(parts).sum())
    if not abs(item.accounts.combined - objective) <= MONEY_TOLERANCE * max(size, 1.0):
        raise AuditError(f"the accounts give {item.accounts.combined!r}, the model minimised {objective!r}")


def evaluate(
    scenario: Scenario,
    net: Network,
    program: Program,
    solution: Solution,
    options: Options,
    *,
    today: Audited | None,
    no_baseline: str | None,
    proof_of_baseline: dict[str, object] | None,
    solver: str,
    conflict: Conflict | None = None,
    endless: tuple[Demand, ...] = (),
    user_rules: tuple[str, ...] = (),
    check_rules: Callable[[Floats], RuleCheck] | None = None,
) -> Results:
    """Turn a solution into results. `check_rules` evaluates the user's own rules at a plan.

    Raises AuditError where the plan contradicts the scenario or the user's rules, or the bound the plan.
    """
    found = certificate = None
    baseline = today.accounts.combined if today else None
    value = None
    if solution.x is not None:
        x = without_idle(net, program, solution.x)
        broken = 0.0 if check_rules is None else _follow(check_rules, solution.x, x)
        found = audited(scenario, net, read_plan(net, program, x))
        found = replace(found, worst_violation=max(found.worst_violation, broken))
        reconcile(found, program, x)
        value = found.accounts.combined
        check_bound(value, solution.bound, found)
        gap_abs, gap = gap_of(value, solution.bound, baseline)
        certificate = Certificate(
            worst_violation=max(found.worst_violation, today.worst_violation if today else 0.0),
            bound=solution.bound,
            gap_abs=gap_abs,
            gap=gap,
            solver_bound=solution.solver_bound,
            solver_gap=gap_of(value, solution.solver_bound, baseline)[1],
            solver=solver,
            input_sha256=fingerprint(scenario.document),
            changed_options=solution.changed_options,
        )
    return Results(
        scenario=scenario,
        network=net,
        holding=holding_of(options, solution.termination, value, (solution.bound, solution.solver_bound), baseline),
        termination=solution.termination,
        found=found,
        today=today,
        no_baseline=no_baseline,
        certificate=certificate,
        proof=Proof(solution.proof, proof_of_baseline),
        conflict=conflict,
        endless=endless,
        user_rules=user_rules,
        log={"attempts": solution.attempts, "crashes": list(solution.crashes), "seconds": solution.seconds},
    )


def _follow(check_rules: Callable[[Floats], RuleCheck], found: Floats, shown: Floats) -> float:
    """Hold that a plan follows the user's rules, also with what carries nothing off; give the worst violation.

    Raises AuditError where the solver broke a rule, UsageError where a rule asks for what a scenario does not know.
    """
    if problems := check_rules(found).problems:
        raise AuditError("\n".join(problems[:10]))
    check = check_rules(shown)
    if check.problems:
        raise UsageError(
            f"extend: {check.problems[0]} once what carries nothing is switched off, as it is in every plan; let the "
            "rule speak of flows too (such as `flow >= 1 * used`)"
        )
    return check.worst_violation


def check_bound(plan: float, bound: float | None, found: Audited) -> None:
    """Hold that no certified bound is above the plan.

    Raises AuditError where it is, by more than rounding and the plan's own violation allow.
    """
    size = found.accounts.magnitude
    if bound is not None and bound > plan + (MONEY_TOLERANCE + found.worst_violation) * max(size, 1.0):
        raise AuditError(f"the bound {bound!r} is above the plan {plan!r}: one of them is wrong")
