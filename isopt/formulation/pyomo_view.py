"""The program as a Pyomo model, for whatever Pyomo can do with one: solvers, transformations, rules of a user's own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression

if TYPE_CHECKING:
    from isopt.formulation.program import Index, Program, Rows, Variables

OBJECTIVE = "objective"
"""The name of what is minimised."""

Key = tuple[str, ...]


def to_pyomo(program: Program) -> Any:
    """Give the program as a ConcreteModel: a Var per block, a Constraint per family, both by name, and `objective`.

    Entries are indexed by the tuples of labels that `Program.column_names` and `row_names` print.
    """
    model = pyo.ConcreteModel(name="isopt")
    columns: list[Any] = []
    for block in program.variables:
        columns += _add_block(model, block)
    costs = np.concatenate([np.zeros(0), *(block.cost for block in program.variables)])
    priced = np.flatnonzero(costs).tolist()
    model.add_component(
        OBJECTIVE, pyo.Objective(expr=_sum(costs[priced].tolist(), [columns[j] for j in priced]), sense=pyo.minimize)
    )
    for family in program.rows:
        _add_family(model, family, columns)
    return model


def columns_of(model: Any, program: Program) -> list[Any]:
    """List the model's variables in the order of the program's columns."""
    return [data for block in program.variables for data in model.component(block.name).values()]


def distinct_keys(index: Index) -> list[Key]:
    """Name every entry; one whose name is taken gets a number, for Pyomo knows an entry by nothing else."""
    taken: set[Key] = set()
    keys = []
    for entry in range(len(index)):
        key = name = index.key(entry)
        count = 1
        while key in taken:
            count += 1
            key = (*name[:-1], f"{name[-1]}#{count}")
        taken.add(key)
        keys.append(key)
    return keys


def _add_block(model: Any, block: Variables) -> list[Any]:
    keys = distinct_keys(block.index) if len(block) else []
    bounds = dict(zip(keys, zip(_sides(block.lower), _sides(block.upper), strict=True), strict=True))
    is_binary = block.integer and bool(np.all((block.lower == 0) & (block.upper == 1)))
    whole = pyo.Binary if is_binary else pyo.Integers
    made = pyo.Var(
        pyo.Set(initialize=keys, dimen=len(block.index.axes)),
        domain=whole if block.integer else pyo.Reals,
        bounds=lambda _, *key: bounds[key],
    )
    model.add_component(block.name, made)
    return list(made.values())


def _add_family(model: Any, family: Rows, columns: list[Any]) -> None:
    keys = distinct_keys(family.index) if len(family) else []
    order = np.argsort(family.row, kind="stable")
    ends = np.searchsorted(family.row[order], np.arange(len(family) + 1)).tolist()
    values, members = family.value[order].tolist(), family.column[order].tolist()
    sides = list(zip(_sides(family.lower), _sides(family.upper), strict=True))
    place = {key: entry for entry, key in enumerate(keys)}

    def rule(_: Any, *key: str) -> Any:
        entry = place[key]
        inside = slice(ends[entry], ends[entry + 1])
        body = _sum(values[inside], [columns[j] for j in members[inside]])
        least, most = sides[entry]
        if least is None and most is None:
            return pyo.Constraint.Skip
        return body == least if least is not None and least == most else (least, body, most)

    model.add_component(family.name, pyo.Constraint(pyo.Set(initialize=keys, dimen=len(family.index.axes)), rule=rule))


def _sum(values: list[float], members: list[Any]) -> Any:
    return LinearExpression(constant=0.0, linear_coefs=values, linear_vars=members)


def _sides(side: np.ndarray[Any, np.dtype[np.float64]]) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in side.tolist()]
