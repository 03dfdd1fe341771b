"""Load, solve and audit a park written as plain data."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from park_generator import as_yaml

import isopt
from isopt.results.audit import Claims, audit_plan
from isopt.solution.gap import gap_of
from isopt.solution.options import Options

if TYPE_CHECKING:
    from oracle_reading import Plain

    from isopt.results.results import Audited, Results
    from isopt.scenario.scenario import Scenario

EXACT = Options(gap_abs_eur=0.0)
AGREEMENT = 1e-6
"""Of the sum of the parts' sizes: how far two programs' optima may be apart."""
ROUNDING = 1e-9


def load(plain: Plain) -> isopt.Case:
    """Load a park through the whole line: YAML text, file, reader."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "park.yaml"
        path.write_text(as_yaml(plain), encoding="utf-8")
        return isopt.load(path)


def solve(plain: Plain, options: Options = EXACT) -> Results:
    """Solve a park and hold what holds of every result."""
    results = load(plain).solve(options)
    check_results(results, options)
    return results


def check_results(results: Results, options: Options) -> None:
    """Hold that a result is audited, its bound below it, its gap what it says, its figures finite."""
    assert results.status in {"proved", "solver_proved", "infeasible", "solver_infeasible"}, results.status
    check_finite(results.summary)
    if results.today is not None:
        audit(results.scenario, results.today, is_today=True)
    if results.found is None:
        assert results.certificate is None
        assert results.summary["plan"] is None
        return
    audit(results.scenario, results.found, is_today=False)
    certificate, value = results.certificate, results.found.accounts.combined
    size = max(results.found.accounts.magnitude, 1.0)
    assert certificate is not None
    baseline = results.today.accounts.combined if results.today else None
    assert (certificate.gap_abs, certificate.gap) == gap_of(value, certificate.bound, baseline)
    if certificate.bound is not None:
        assert certificate.bound <= value + ROUNDING * size
        assert certificate.gap_abs == max(0.0, value - certificate.bound)
    if results.status == "proved":
        assert certificate.gap_abs is not None
        allowed = options.gap_abs_eur if options.gap_abs_eur is not None else options.gap * max(
            (baseline - certificate.bound) if baseline is not None else max(abs(value), abs(certificate.bound)), 1.0
        )  # fmt: skip
        assert certificate.gap_abs <= allowed + ROUNDING * max(1.0, abs(value))


def audit(scenario: Scenario, item: Audited, *, is_today: bool) -> None:
    """Audit once more what a result claims to be audited."""
    accounts = item.accounts
    claims = Claims(
        accounts.cost_parts_eur,
        accounts.emission_parts_kg,
        accounts.avoided_kg,
        accounts.landfilled_t,
        accounts.combined,
    )
    assert audit_plan(scenario, item.plan, claims, is_today=is_today).problems == []


def check_finite(value: Any) -> None:
    """Hold that no figure is NaN or infinite."""
    if isinstance(value, dict):
        for inner in value.values():
            check_finite(inner)
    elif isinstance(value, list):
        for inner in value:
            check_finite(inner)
    elif isinstance(value, float):
        assert math.isfinite(value)


def is_infeasible(results: Results) -> bool:
    """Tell whether there is no plan at all."""
    return results.status in {"infeasible", "solver_infeasible"}
