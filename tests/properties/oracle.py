"""The oracle: what a scenario's best plan costs, by brute force over all on/off designs, and by a second solver.

It shares no code with isopt: its own reading (`oracle_reading` …), its own rows (`oracle_writer` …), SciPy's linprog for
each design, SCIP for the whole at once.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oracle_program import Program, Row

_FINE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True)
class Best:
    """The least combined value, and the sum of the sizes of its parts; minus infinity where it falls without end."""

    combined: float
    size: float

    @property
    def is_endless(self) -> bool:
        return self.combined == -math.inf


ENDLESS = Best(-math.inf, 1.0)


@dataclass(frozen=True)
class _Block:
    """Some rows as arrays."""

    matrix: np.ndarray
    low: np.ndarray
    high: np.ndarray


class _Lp:
    """The program as arrays; a design opens columns and adds rows."""

    def __init__(self, program: Program) -> None:
        self.program, self.count = program, len(program.cost)
        self.cost = np.array(program.cost)
        self.base = self._block(program.rows)
        self.blocks = [[self._block(option.rows) for option in switch.options] for switch in program.switches]
        self.closed = [
            [np.array(sorted(switch.held - option.opens), dtype=int) for option in switch.options]
            for switch in program.switches
        ]

    def _block(self, rows: Sequence[Row]) -> _Block:
        matrix = np.zeros((len(rows), self.count))
        for number, (terms, _, _) in enumerate(rows):
            for column, value in terms.items():
                matrix[number, column] = value
        return _Block(matrix, np.array([low for _, low, _ in rows]), np.array([high for *_, high in rows]))

    def solve(self, design: Sequence[int]) -> Best | None:
        """Solve the flows of a design; switches after its last are open, and hold nothing."""
        switches = self.program.switches
        blocks, upper, paid = [self.base], np.array(self.program.upper), self.program.constant
        for number, option in enumerate(design):
            blocks.append(self.blocks[number][option])
            upper[self.closed[number][option]] = 0.0
            paid += switches[number].options[option].cost
        paid += sum(min(option.cost for option in switch.options) for switch in switches[len(design) :])
        matrix = np.vstack([block.matrix for block in blocks])
        low, high = (np.concatenate([getattr(block, side) for block in blocks]) for side in ("low", "high"))
        if not self.count:
            holds = bool((low <= 0).all() and (high >= 0).all())
            return Best(paid, abs(paid)) if holds else None
        return self._run(matrix, low, high, upper, paid)

    def _run(
        self, matrix: np.ndarray, low: np.ndarray, high: np.ndarray, upper: np.ndarray, paid: float
    ) -> Best | None:
        equal = low == high
        most, least = np.isfinite(high) & ~equal, np.isfinite(low) & ~equal
        above = np.vstack([matrix[most], -matrix[least]])
        arguments = {
            "A_ub": above if len(above) else None,
            "b_ub": np.concatenate([high[most], -low[least]]) if len(above) else None,
            "A_eq": matrix[equal] if equal.any() else None,
            "b_eq": high[equal] if equal.any() else None,
            "bounds": np.column_stack([np.zeros(self.count), upper]),
            "method": "highs",
            "options": _FINE,
        }
        solved = linprog(self.cost, **arguments)
        if solved.status not in {0, 2}:
            # out of bounds: endless where anything is possible at all
            possible = linprog(np.zeros(self.count), **arguments)
            assert possible.status in {0, 2}, possible.message
            assert possible.status == 2 or solved.status in {3, 4}, solved.message
            return None if possible.status == 2 else ENDLESS
        if solved.status == 2:
            return None
        parts = self.cost * solved.x
        return Best(float(parts.sum()) + paid, float(np.abs(parts).sum()) + abs(paid))


def _clashes(program: Program, design: Sequence[int]) -> bool:
    """Say whether a design builds two things of a group of which at most one is built."""
    built = [
        switch.group
        for switch, option in zip(program.switches, design, strict=False)
        if switch.group and switch.options[option].is_new
    ]
    return len(built) > len(set(built))


def brute_force(program: Program, *, every: bool = False) -> Best | None:
    """Find the best of all designs; None where none is possible.

    Unless `every` is asked for, designs are passed over of which the first choices alone, all else open and free, are
    impossible or no better than the best so far.
    """
    lp = _Lp(program)
    if every:
        return _least(lp.solve(design) for design in _designs(program))
    best: Best | None = None

    def descend(design: tuple[int, ...]) -> None:
        nonlocal best
        if _clashes(program, design):
            return
        found = lp.solve(design)
        if found is None or (best is not None and found.combined >= best.combined):
            return
        if len(design) == len(program.switches):
            best = found
            return
        options = program.switches[len(design)].options
        for number in sorted(range(len(options)), key=lambda k: options[k].cost):
            descend((*design, number))

    descend(())
    return best


def _designs(program: Program) -> Iterator[tuple[int, ...]]:
    every = itertools.product(*(range(len(switch.options)) for switch in program.switches))
    return (design for design in every if not _clashes(program, design))


def _least(results: Iterator[Best | None]) -> Best | None:
    return min((result for result in results if result is not None), key=lambda result: result.combined, default=None)


def second_solver(program: Program) -> Best | None:
    """Solve the whole program with SCIP."""
    found = _scip(program, program.cost)
    if found is None and _scip(program, [0.0] * len(program.cost)) is not None:
        return ENDLESS
    return found


def _scip(program: Program, cost: list[float]) -> Best | None:
    from pyscipopt import Model, quicksum

    model = Model()
    model.hideOutput()
    model.setParam("numerics/feastol", 1e-9)
    model.setParam("numerics/dualfeastol", 1e-9)
    model.setParam("limits/gap", 0.0)
    flow = [model.addVar(lb=0.0, ub=None if math.isinf(upper) else upper) for upper in program.upper]
    parts = [value * x for value, x in zip(cost, flow, strict=True)]

    def hold(row: Row, when: object | None = None) -> bool:
        """Add a row, for good or while a choice is made; say whether it can hold."""
        terms, low, high = row
        total = quicksum(value * flow[column] for column, value in terms.items() if value)
        if not any(terms.values()):
            if (low > 0 or high < 0) and when is not None:
                model.addCons(when <= 0)
            return when is not None or not (low > 0 or high < 0)
        for bound, sign in ((high, 1.0), (low, -1.0)):
            if math.isfinite(bound) and when is None:
                model.addCons(sign * total <= sign * bound)
            elif math.isfinite(bound):
                model.addConsIndicator(sign * total <= sign * bound, binvar=when)
        return True

    if not all(hold(row) for row in program.rows):
        return None
    groups: dict[str, list[object]] = {}
    for switch in program.switches:
        chosen = [model.addVar(vtype="B") for _ in switch.options]
        model.addCons(quicksum(chosen) == 1)
        for option, choice in zip(switch.options, chosen, strict=True):
            parts.append(option.cost * choice)
            for row in option.rows:
                hold(row, choice)
            for column in switch.held - option.opens:
                hold(({column: 1.0}, -math.inf, 0.0), choice)
            if switch.group and option.is_new:
                groups.setdefault(switch.group, []).append(choice)
    for members in groups.values():
        model.addCons(quicksum(members) <= 1)
    model.setObjective(quicksum(parts))
    model.optimize()
    if model.getStatus() in {"infeasible", "inforunbd", "unbounded"}:
        return None
    assert model.getStatus() == "optimal", model.getStatus()
    values = [model.getVal(term) if not isinstance(term, float) else term for term in parts]
    size = math.fsum(map(abs, values)) + abs(program.constant)
    return Best(model.getObjVal() + program.constant, size)
