"""The gap: what a plan may still miss, and what share of the provable saving that is (SEMANTICS 28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.solution.solution import Holding
from isopt.solution.termination import Termination

if TYPE_CHECKING:
    from isopt.solution.options import Options


def measure(bound: float, plan: float | None, baseline: float | None) -> float:
    """Say what a gap is measured by: baseline − bound, at least 1; without a baseline the larger of plan and bound."""
    if baseline is not None:
        return max(baseline - bound, 1.0)
    return max(abs(plan) if plan is not None else 0.0, abs(bound), 1.0)


def gap_of(plan: float, bound: float | None, baseline: float | None) -> tuple[float, float] | tuple[None, None]:
    """Work out the absolute gap and its share; absent where there is no bound."""
    if bound is None:
        return None, None
    gap_abs = max(0.0, plan - bound)
    return gap_abs, gap_abs / measure(bound, plan, baseline)


def target(options: Options, estimate: float, baseline: float | None) -> float:
    """Turn the gap asked for into an amount, given an estimate of the plan's value that is not below the bound."""
    if options.gap_abs_eur is not None:
        return options.gap_abs_eur
    return options.gap * measure(estimate, estimate, baseline)


def is_reached(options: Options, plan: float, bound: float | None, baseline: float | None) -> bool:
    """Say whether a bound is as near to the plan as asked for; rounding at the scale of the figures is allowed."""
    gap_abs, share = gap_of(plan, bound, baseline)
    if gap_abs is None or share is None:
        return False
    rounding = 1e-9 * max(1.0, abs(plan))
    if options.gap_abs_eur is not None:
        return gap_abs <= options.gap_abs_eur + rounding
    return share <= options.gap or gap_abs <= rounding


def holding_of(
    options: Options,
    termination: Termination,
    plan: float | None,
    bounds: tuple[float | None, float | None],
    baseline: float | None,
) -> Holding:
    """Say what was found: never better than what was proved. `bounds`: certified, and the solver's."""
    certified, claimed = bounds
    if plan is None:
        return {
            Termination.INFEASIBLE: Holding.INFEASIBLE,
            Termination.SOLVER_INFEASIBLE: Holding.SOLVER_INFEASIBLE,
            Termination.UNBOUNDED: Holding.UNBOUNDED,
        }.get(termination, Holding.NOTHING)
    if is_reached(options, plan, certified, baseline):
        return Holding.PROVED
    return Holding.SOLVER_PROVED if is_reached(options, plan, claimed, baseline) else Holding.PLAN
