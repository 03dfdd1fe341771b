"""The oracle: what a scenario's best plan costs, by brute force over all on/off designs, and by a second solver.

It shares no code with isopt: its own reading (`oracle_reading`), its own rows (`oracle_program`), SciPy's linprog for each
design, SCIP for the whole at once.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

if TYPE_CHECKING:
    from oracle_program import Option, Program

_FINE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True)
class Best:
    """The least combined value, and the sum of the sizes of its parts."""

    combined: float
    size: float


class _Lp:
    """The program as arrays; a design changes bounds and right-hand sides alone."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.count = len(program.cost)
        equal = [(row, low) for row, low, high in program.rows if low == high]
        ranges = [item for item in program.rows if item[1] < item[2]]
        most = [(row, high) for row, _, high in ranges if high < math.inf]
        most += [({c: -v for c, v in row.items()}, -low) for row, low, _ in ranges if low > -math.inf]
        self.fixed_rhs = [high for _, high in most]
        self.equal = (self._dense([row for row, _ in equal]), np.array([value for _, value in equal]))
        rows = [row for row, _ in most]
        for switch in program.switches:
            rows += switch.most_of
            rows.append({c: -v for c, v in switch.least_of.items()})
        self.matrix = self._dense(rows)

    def _dense(self, rows: list[dict[int, float]]) -> np.ndarray:
        matrix = np.zeros((len(rows), self.count))
        for number, row in enumerate(rows):
            for column, value in row.items():
                matrix[number, column] = value
        return matrix

    def solve(self, design: tuple[Option | None, ...], *, relaxed: bool = False) -> Best | None:
        """Solve the flows of a design; `relaxed`: everything is open, free and unlimited."""
        upper, rhs, paid = list(self.program.upper), list(self.fixed_rhs), 0.0
        for switch, option in zip(self.program.switches, design, strict=True):
            if relaxed:
                rhs += [max(o.most[t] for o in switch.options) for t in range(len(switch.most_of))] + [0.0]
                continue
            if option is None:
                for column in switch.held:
                    upper[column] = 0.0
                rhs += [0.0] * (len(switch.most_of) + 1)
            else:
                rhs += [*option.most, -option.least]
                paid += option.cost
        solved = linprog(
            self.program.cost,
            A_ub=self.matrix if len(rhs) else None,
            b_ub=np.array(rhs) if len(rhs) else None,
            A_eq=self.equal[0] if len(self.equal[1]) else None,
            b_eq=self.equal[1] if len(self.equal[1]) else None,
            bounds=list(zip([0.0] * self.count, upper, strict=True)),
            method="highs",
            options=_FINE,
        )
        if solved.status == 2:
            return None
        assert solved.status == 0, solved.message
        parts = np.array(self.program.cost) * solved.x
        return Best(float(parts.sum()) + paid, float(np.abs(parts).sum()) + paid)


def brute_force(program: Program, *, every: bool = False) -> Best | None:
    """Find the best of all designs. Unless `every` is asked for, those are passed over that pay more than they could save."""
    if not program.cost:
        return Best(0.0, 0.0) if all(low <= 0 for _, low, _ in program.rows) else None
    lp = _Lp(program)
    least = lp.solve((None,) * len(program.switches), relaxed=True)
    if least is None:
        return None
    designs = itertools.product(*([None, *switch.options] for switch in program.switches))
    best: Best | None = None
    for paid, _, design in sorted(
        (math.fsum(option.cost for option in design if option), number, design) for number, design in enumerate(designs)
    ):
        if not every and best is not None and paid + least.combined > best.combined + 1e-6 * max(best.size, 1.0):
            break
        found = lp.solve(design)
        if found is not None and (best is None or found.combined < best.combined):
            best = found
    return best


def second_solver(program: Program) -> Best | None:
    """Solve the whole program with SCIP."""
    from pyscipopt import Model, quicksum

    model = Model()
    model.hideOutput()
    model.setParam("numerics/feastol", 1e-9)
    model.setParam("numerics/dualfeastol", 1e-9)
    model.setParam("limits/gap", 0.0)
    flow = [model.addVar(lb=0.0, ub=upper) for upper in program.upper]
    cost = [value * x for value, x in zip(program.cost, flow, strict=True)]
    for row, low, high in program.rows:
        total = quicksum(value * flow[column] for column, value in row.items())
        if not row:
            if low > 0 or high < 0:
                return None
            continue
        if low > -math.inf:
            model.addCons(total >= low)
        if high < math.inf:
            model.addCons(total <= high)
    for switch in program.switches:
        on = [model.addVar(vtype="B") for _ in switch.options]
        cost += [option.cost * y for option, y in zip(switch.options, on, strict=True)]
        model.addCons(quicksum(on) <= 1)
        for column in switch.held:
            model.addCons(flow[column] <= program.upper[column] * quicksum(on))
        for number, row in enumerate(switch.most_of):
            allowed = quicksum(option.most[number] * y for option, y in zip(switch.options, on, strict=True))
            model.addCons(quicksum(value * flow[column] for column, value in row.items()) <= allowed)
        if any(option.least for option in switch.options):
            needed = quicksum(option.least * y for option, y in zip(switch.options, on, strict=True))
            model.addCons(quicksum(value * flow[column] for column, value in switch.least_of.items()) >= needed)
    model.setObjective(quicksum(cost))
    model.optimize()
    if model.getStatus() in {"infeasible", "inforunbd"}:
        return None
    assert model.getStatus() == "optimal", model.getStatus()
    value = model.getObjVal()
    size = math.fsum(abs(model.getVal(term)) if not isinstance(term, float) else abs(term) for term in cost)
    return Best(float(value), float(size))
