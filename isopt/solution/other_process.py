"""The process that asks another solver through Pyomo: one question in, one answer out. Its parent survives it.

What solvers print goes nowhere: the answer leaves through what was standard output, whose number is given away first.
"""

from __future__ import annotations

import logging
import math
import os
import pickle
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isopt.errors import IsoptError, UsageError
from isopt.solution.pipe import Done, Failed, pack, receive

if TYPE_CHECKING:
    from isopt.formulation.program import Floats, Program

SEE_WHICH = "`pyomo help --solvers` shows which are; without `--solver` HiGHS is used, which comes with isopt"

GAPS: tuple[tuple[str, str, str], ...] = (
    ("highs", "mip_abs_gap", "mip_rel_gap"),
    ("scip", "limits/absgap", "limits/gap"),
    ("cbc", "allowableGap", "ratioGap"),
    ("gurobi", "MIPGapAbs", "MIPGap"),
)
"""What solvers whose name holds a word call their absolute and relative gap; Pyomo has no word of its own for it.

Any other solver stops at the gap it comes with; what is shown as proved does not depend on that.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A program, the solver to ask, and how."""

    program: Program
    solver: str
    time_limit_s: float | None
    gap_abs_eur: float


@dataclass(frozen=True, slots=True)
class Claim:
    """What the solver says, unchecked: why it stopped in Pyomo's word, a value per column, a bound."""

    stopped: str
    message: str
    x: Floats | None
    bound: float | None


def main() -> None:
    """Answer one question."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    body = receive(source)
    if body is None:
        return
    try:
        answer: Any = Done(ask(pickle.loads(body)))
    except IsoptError as error:
        answer = Failed(error, traceback.format_exc())
    except Exception as error:  # the parent must hear of every error
        answer = Failed(None, f"{type(error).__name__}: {error}")
    sink.write(pack(answer))
    sink.flush()


def ask(question: Question) -> Claim:
    """Hand the program to a solver that Pyomo knows; UsageError where it is unknown or not available."""
    logging.getLogger("pyomo").setLevel(logging.CRITICAL)
    import numpy as np  # noqa: PLC0415 - heavy, and only here
    import pyomo.environ as pyo  # noqa: PLC0415

    from isopt.formulation.pyomo_view import columns_of, to_pyomo  # noqa: PLC0415

    solver = find(question.solver)
    model = to_pyomo(question.program)
    for row in model.component_data_objects(pyo.Constraint):
        if not row.body.args:
            row.deactivate()  # holds, as the relaxation did; some file formats cannot say it
    limit = {} if question.time_limit_s is None else {"timelimit": max(question.time_limit_s, 0.1)}
    results = solver.solve(
        model, load_solutions=False, options=gap_options(question.solver, question.gap_abs_eur), **limit
    )
    stopped = str(results.solver.termination_condition)
    columns = columns_of(model, question.program)
    x = None
    if len(results.solution):
        model.solutions.load_from(results)
        values = [column.value for column in columns]
        if any(value is not None for value in values):
            known = zip(columns, values, strict=True)
            x = np.array([_at_rest(column) if value is None else value for column, value in known], np.float64)
    if x is not None and not np.all(np.isfinite(x)):
        x = None
    return Claim(stopped, str(results.solver.message or ""), x, _number(results.problem.lower_bound))


def find(name: str) -> Any:
    """Find a solver by the name Pyomo has for it, in any case."""
    import pyomo.environ as pyo  # noqa: PLC0415
    from pyomo.opt.base.solvers import UnknownSolver  # noqa: PLC0415

    known = {candidate.casefold(): candidate for candidate in pyo.SolverFactory}
    solver = pyo.SolverFactory(known.get(name.casefold(), name))
    if isinstance(solver, UnknownSolver):
        raise UsageError(f"solver: Pyomo knows none of the name '{name}'; {SEE_WHICH}")
    try:
        is_there = bool(solver.available(exception_flag=False))
    except Exception:  # how a solver that is not there says so differs
        is_there = False
    if not is_there:
        raise UsageError(f"solver: '{name}' is not available here; install it where Pyomo finds it; {SEE_WHICH}")
    return solver


def gap_options(name: str, gap_abs_eur: float) -> dict[str, float]:
    """Ask for the absolute gap alone, in the solver's own words where they are known."""
    for word, absolute, relative in GAPS:
        if word in name.casefold():
            return {absolute: gap_abs_eur, relative: 0.0}
    return {}


def _at_rest(column: Any) -> float:
    """Give the value of a column that the solver was not told of, for no row and no cost names it."""
    lower, upper = column.bounds
    return min(max(0.0, -math.inf if lower is None else lower), math.inf if upper is None else upper)


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
