"""The only door to the solver. Runs in the worker: nothing else imports this module.

HiGHS counts duals as y with d = c − Aᵀy, for minimisation, as `bound` does.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np

from isopt.errors import SolverError
from isopt.solution.tasks import Incumbent, LpResult, LpStatus, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from isopt.formulation.program import Arrays, Floats

ROW_WISE, MINIMISE = 2, 1
TIGHT, DEFAULT = 1e-9, 1e-6
"""Feasibility tolerances: what is asked for, and what a MIP falls back to where that fails."""

_STATUS = highspy.HighsModelStatus


@dataclass(frozen=True, slots=True)
class Raw:
    """What the MIP solver says, unchecked."""

    status: str
    x: Floats | None
    objective: float | None
    bound: float | None
    nodes: int
    tolerance: float


def engine(seed: int = 0) -> Any:
    """Start a silent, single-threaded, repeatable solver with tight tolerances."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    for name, value in (("threads", 1), ("random_seed", seed)):
        _set(highs, name, value)
    for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance"):
        _set(highs, name, TIGHT)
    return highs


def _set(highs: Any, name: str, value: bool | int | float | str) -> None:
    if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
        raise SolverError(f"HiGHS refuses {name} = {value!r}; install the version that pyproject.toml names")


def _pass(highs: Any, arrays: Arrays, *, integers: bool) -> Any:
    """Hand the program over in one call; the arrays overload took half the time of filling a HighsLp."""
    n = arrays.column_count
    integrality = arrays.integer.astype(np.int32) if integers else np.zeros(n, np.int32)
    status = highs.passModel(
        n, arrays.row_count, len(arrays.value), ROW_WISE, MINIMISE, 0.0,
        arrays.cost, arrays.lower, arrays.upper, arrays.row_lower, arrays.row_upper,
        arrays.start, arrays.index, arrays.value, integrality,
    )  # fmt: skip
    if status == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refuses the program; a bound, cost or coefficient is not a usable number")
    return highs


def load(arrays: Arrays) -> Any:
    """Build the solver's own model: what a build benchmark measures."""
    return _pass(engine(), arrays, integers=True)


def solve_mip(
    arrays: Arrays,
    settings: Settings,
    on_incumbent: Callable[[Incumbent], None] | None = None,
    start: Floats | None = None,
) -> Raw:
    """Solve the program; where it fails at tolerance 1e-9, again at 1e-6."""
    raw = _solve_mip(arrays, settings, on_incumbent, start, TIGHT)
    if raw.x is None and raw.status in ("Infeasible", "Solve error", "Presolve error", "Postsolve error", "Unknown"):
        again = _solve_mip(arrays, settings, on_incumbent, start, DEFAULT)
        return again if again.x is not None or raw.status != "Infeasible" else raw
    return raw


def _solve_mip(
    arrays: Arrays,
    settings: Settings,
    on_incumbent: Callable[[Incumbent], None] | None,
    start: Floats | None,
    tolerance: float,
) -> Raw:
    highs = engine(settings.seed)
    _set(highs, "mip_feasibility_tolerance", tolerance)
    _set(highs, "mip_rel_gap", 0.0)
    _set(highs, "mip_abs_gap", settings.gap_abs_eur / 4)
    if settings.time_limit_s is not None:
        _set(highs, "time_limit", max(settings.time_limit_s, 0.0))
    if settings.work_limit is not None:
        _set(highs, "mip_max_nodes", settings.work_limit)
    for name, value in settings.changes:
        _set(highs, name, value)
    _pass(highs, arrays, integers=True)
    if start is not None:
        known = np.flatnonzero(np.isfinite(start)).astype(np.int32)
        highs.setSolution(len(known), known, start[known])
    if on_incumbent is not None:
        highs.cbMipImprovingSolution += lambda event: on_incumbent(
            Incumbent(float(event.data_out.objective_function_value), np.array(event.data_out.mip_solution))
        )
    highs.run()
    info = highs.getInfo()
    status = highs.modelStatusToString(highs.getModelStatus())
    found = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    bound = float(info.mip_dual_bound)
    return Raw(
        status=status,
        x=np.array(highs.getSolution().col_value) if found else None,
        objective=float(info.objective_function_value) if found else None,
        bound=bound if np.isfinite(bound) and status != "Infeasible" else None,
        nodes=max(int(info.mip_node_count), 0),
        tolerance=tolerance,
    )


def solve_lp(
    arrays: Arrays,
    lower: Floats | None = None,
    upper: Floats | None = None,
    cost: Floats | None = None,
    *,
    cold: bool = True,
    seed: int = 0,
    seconds: float | None = None,
) -> LpResult:
    """Solve the relaxation, with other bounds or costs where given; `cold` leaves presolve out."""
    highs = _pass(engine(seed), arrays, integers=False)
    every = np.arange(arrays.column_count, dtype=np.int32)
    if lower is not None or upper is not None:
        lower = arrays.lower if lower is None else lower
        upper = arrays.upper if upper is None else upper
        if np.any(lower > upper):
            return LpResult(LpStatus.INFEASIBLE, ray=np.zeros(arrays.row_count))
        highs.changeColsBounds(len(every), every, lower, upper)
    if cost is not None:
        highs.changeColsCost(len(every), every, cost)
    if seconds is not None:
        _set(highs, "time_limit", max(seconds, 0.0))
    if cold:
        _set(highs, "presolve", "off")
    highs.run()
    result = _result(highs)
    if result.status is LpStatus.STOPPED and seconds is None:
        highs.clearSolver()
        _set(highs, "presolve", "on" if cold else "off")
        highs.run()
        result = _result(highs)
    return result


def _result(highs: Any) -> LpResult:
    status = highs.getModelStatus()
    if status == _STATUS.kModelEmpty:
        return _without_columns(highs.getLp())
    if status == _STATUS.kOptimal:
        solution = highs.getSolution()
        return LpResult(
            LpStatus.OPTIMAL,
            objective=float(highs.getInfo().objective_function_value),
            x=np.array(solution.col_value, dtype=np.float64),
            y=np.array(solution.row_dual, dtype=np.float64),
        )
    if status == _STATUS.kInfeasible:
        _, exists, ray = highs.getDualRay()
        return LpResult(LpStatus.INFEASIBLE, ray=np.array(ray, dtype=np.float64) if exists else None)
    if status in (_STATUS.kUnbounded, _STATUS.kUnboundedOrInfeasible):
        _, exists, ray = highs.getPrimalRay()
        if exists or status == _STATUS.kUnbounded:
            return LpResult(LpStatus.UNBOUNDED, ray=np.array(ray, dtype=np.float64) if exists else None)
    return LpResult(LpStatus.STOPPED)


def _without_columns(lp: Any) -> LpResult:
    """Decide a program without columns, which the solver calls solved: its rows hold or not, all at 0."""
    lower, upper = np.array(lp.row_lower_, dtype=np.float64), np.array(lp.row_upper_, dtype=np.float64)
    ray = np.where(lower > 0, 1.0, np.where(upper < 0, -1.0, 0.0))
    if ray.any():
        return LpResult(LpStatus.INFEASIBLE, ray=ray)
    return LpResult(LpStatus.OPTIMAL, objective=0.0, x=np.zeros(0), y=np.zeros(len(lower)))


class LinearRelaxation:
    """The relaxation in one solver that stays hot while column bounds change: for bounds, never for plans."""

    def __init__(self, arrays: Arrays, seed: int = 0) -> None:
        self.lower, self.upper = arrays.lower.copy(), arrays.upper.copy()
        self._arrays = arrays
        self._moved: Mapping[int, tuple[float, float]] = {}
        self._highs = _pass(engine(seed), arrays, integers=False)
        _set(self._highs, "presolve", "off")
        _set(self._highs, "solver", "simplex")

    def move(self, box: Mapping[int, tuple[float, float]]) -> None:
        """Take the bounds of `box` where it has some and the program's own elsewhere."""
        arrays = self._arrays
        change = {j: (float(arrays.lower[j]), float(arrays.upper[j])) for j in self._moved if j not in box}
        change |= {j: bounds for j, bounds in box.items() if self._moved.get(j) != bounds}
        if change:
            columns = np.array(sorted(change), np.int32)
            self.lower[columns] = lower = np.array([change[j][0] for j in columns.tolist()])
            self.upper[columns] = upper = np.array([change[j][1] for j in columns.tolist()])
            self._highs.changeColsBounds(len(columns), columns, lower, upper)
        self._moved = dict(box)

    def solve(self) -> LpResult:
        """Solve from where the last one ended; once more from nothing where that fails."""
        self._highs.run()
        result = _result(self._highs)
        if result.status is LpStatus.STOPPED and self._highs.getModelStatus() != _STATUS.kTimeLimit:
            self._highs.clearSolver()
            self._highs.run()
            result = _result(self._highs)
        return result

    def duals(self, cost: Floats) -> Floats | None:
        """Find optimal duals of the program's own box at other costs, cold; None where there is no optimum."""
        return solve_lp(self._arrays, cost=cost).y

    def farkas(self) -> Floats | None:
        """Find duals that should prove the present box empty, cold."""
        return farkas(self._arrays, self.lower, self.upper)

    def limit(self, seconds: float) -> None:
        """Let the solves from now on take no more than this, together."""
        _set(self._highs, "time_limit", float(self._highs.getRunTime()) + max(seconds, 0.0))


def farkas(arrays: Arrays, lower: Floats, upper: Floats, seed: int = 0) -> Floats | None:
    """Find duals that should prove the box empty: those of the program whose rows may be missed, at 1 a unit."""
    m, n = arrays.row_count, arrays.column_count
    row = np.arange(m, dtype=np.int32)
    highs = _pass(engine(seed), arrays, integers=False)
    every = np.arange(n, dtype=np.int32)
    highs.changeColsBounds(n, every, lower, upper)
    highs.changeColsCost(n, every, np.zeros(n))
    starts = np.arange(2 * m, dtype=np.int32)
    highs.addCols(
        2 * m, np.ones(2 * m), np.zeros(2 * m), np.full(2 * m, np.inf), 2 * m, starts,
        np.concatenate([row, row]), np.concatenate([np.ones(m), -np.ones(m)]),
    )  # fmt: skip
    _set(highs, "presolve", "off")
    highs.run()
    return _result(highs).y


def write_model(arrays: Arrays, column_names: Sequence[str], row_names: Sequence[str], path_suffix: str) -> bytes:
    """Write the program with these names, as the format of the suffix (`.lp`, `.mps`).

    A name that the LP format cannot hold has the characters at fault replaced, and stays distinct: HiGHS would else
    number all of them.
    """
    lp = _pass(engine(), arrays, integers=True).getLp()
    lp.col_names_ = _writable(column_names, path_suffix)
    lp.row_names_ = _writable(row_names, path_suffix)
    highs = engine()
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refuses the program or its names; names need to be distinct")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"model{path_suffix}"
        if highs.writeModel(str(path)) == highspy.HighsStatus.kError:
            raise SolverError(f"HiGHS cannot write a model as '{path_suffix}'; use .lp or .mps")
        return path.read_bytes()


def _writable(names: Sequence[str], path_suffix: str) -> list[str]:
    fault = r"[\s'*+\-/:<=>\[\]\\^`|]|[^\x21-\x7e]" if path_suffix == ".lp" else r"\s"
    taken: set[str] = set()
    result = []
    for name in names:
        written = plain = re.sub(fault, "_", name)
        count = 1
        while written in taken:
            count += 1
            written = f"{plain}#{count}"
        taken.add(written)
        result.append(written)
    return result
