"""Rules a user adds to the model in Pyomo: compiled into the program, and checked again from their own expressions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.base.component import ActiveComponent
from pyomo.repn import generate_standard_repn

from isopt.errors import UsageError
from isopt.formulation.program import Index, Program, Rows, Variables
from isopt.formulation.pyomo_view import columns_of, to_pyomo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from isopt.formulation.program import Floats

    Extension = Callable[[Any], object]

TOLERANCE = 1e-6
"""Largest violation of a rule, relative to its sides and terms (at least 1)."""

_KNOWN = (pyo.Constraint, pyo.Objective, pyo.Block, pyo.Suffix)
"""What may be active in a model that isopt compiles; everything else that can be active would go unheard."""


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """What a plan does to a user's rules."""

    problems: tuple[str, ...]
    worst_violation: float


@dataclass(frozen=True, slots=True)
class Extended:
    """A program with a user's variables and rules after its own. `check` takes a value per column."""

    program: Program
    rules: tuple[str, ...]
    """Names of the rules, as the user named them."""
    check: Callable[[Floats], RuleCheck]
    """Evaluates the Pyomo expressions, not the rows they were compiled to."""
    model: Any
    """What the rules were added to: Pyomo's variables know what they belong to by weak references, so it must live."""

    def without(self, names: Iterable[str]) -> Program:
        """Leave some of the rules out."""
        left_out = set(names)
        return Program(self.program.variables, tuple(rows for rows in self.program.rows if rows.name not in left_out))


def extend_program(program: Program, extend: Extension) -> Extended:
    """Hand the model to `extend`, which may add Constraints and Vars to it, and append what it added to the program.

    Raises UsageError where it changes what is there, or adds what is not linear; what `extend` itself raises passes.
    """
    if not callable(extend):
        raise UsageError("extend: not callable; give a function that takes the Pyomo model and adds Constraints to it")
    model = to_pyomo(program)
    own = columns_of(model, program)
    before = _fingerprint(model)
    extend(model)
    _refuse_changes(before, model)
    _refuse_unknown(before, model)
    columns, blocks = list(own), list(program.variables)
    for var, entries in _added(before, model, pyo.Var):
        blocks.append(_block(var, entries, len(columns)))
        columns += entries
    place = {id(column): number for number, column in enumerate(columns)}
    constraints = list(_added(before, model, pyo.Constraint))
    families = tuple(_family(rule, entries, place) for rule, entries in constraints)
    entries = [entry for _, members in constraints for entry in members]
    return Extended(
        program=Program(tuple(blocks), (*program.rows, *families)),
        rules=tuple(rows.name for rows in families),
        check=lambda x: _check(columns, columns[len(own) :], entries, x),
        model=model,
    )


def _fingerprint(model: Any) -> dict[str, tuple[Any, tuple[Any, ...]]]:
    """Note every component there is, and what of each entry must not change."""
    return {
        component.name: (component, tuple((entry, *_state(entry)) for entry in _entries(component)))
        for component in model.component_objects()
    }


def _entries(component: Any) -> Iterable[Any]:
    return component.values() if component.ctype in (pyo.Var, pyo.Constraint, pyo.Objective) else ()


def _state(entry: Any) -> tuple[Any, ...]:
    if entry.ctype is pyo.Var:
        return (entry.lb, entry.ub, entry.domain, entry.fixed)
    sense = (entry.sense,) if entry.ctype is pyo.Objective else ()
    return (entry.active, entry.expr, *sense)


def _refuse_changes(before: dict[str, tuple[Any, tuple[Any, ...]]], model: Any) -> None:
    remedy = "leave it as it is and add a Constraint that says the same (`m.mine = Constraint(expr=…)`)"
    for name, (component, states) in before.items():
        if model.component(name) is not component:
            raise UsageError(f"extend: '{name}' was removed or replaced; give what you add a name of its own")
        after = tuple((entry, *_state(entry)) for entry in _entries(component))
        if component.ctype is pyo.Objective and not _same(states, after):
            raise UsageError("extend: the objective was changed; set the scenario's `objective` and prices instead")
        if len(after) != len(states):
            raise UsageError(f"extend: entries of '{name}' were added or removed; {remedy}")
        for was, now in zip(states, after, strict=True):
            if not _same(was, now):
                raise UsageError(f"extend: '{was[0].name}' was changed; {remedy}")


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Compare without `==` on Pyomo's objects, which would build an expression."""
    if len(one) != len(other):
        return False
    for was, now in zip(one, other, strict=True):
        if isinstance(was, tuple):
            if not _same(was, now):
                return False
        elif was is not now and not (isinstance(was, int | float | bool) and was == now):
            return False
    return True


def _refuse_unknown(before: dict[str, tuple[Any, tuple[Any, ...]]], model: Any) -> None:
    """Refuse what is active and is no linear rule."""
    for component in model.component_objects(active=True, descend_into=True):
        if component.name in before or not isinstance(component, ActiveComponent):
            continue
        kind = component.ctype
        if kind is pyo.Objective:
            raise UsageError(
                f"extend: '{component.name}' is a second objective; what is minimised is the scenario's `objective`"
            )
        if kind not in _KNOWN:
            raise UsageError(
                f"extend: '{component.name}' is a {kind.__name__}, which is no linear Constraint; write it as "
                "Constraints, or transform it first (`TransformationFactory('gdp.bigm').apply_to(m)`)"
            )


def _added(before: dict[str, tuple[Any, tuple[Any, ...]]], model: Any, kind: Any) -> Iterator[tuple[Any, list[Any]]]:
    """List what is new of a kind and in force, each with its entries; a Reference adds only what nothing else holds."""
    seen = {id(state[0]) for _, states in before.values() for state in states}
    active = True if kind is pyo.Constraint else None
    for block in model.block_data_objects(active=True, descend_into=True):
        for component in block.component_objects(kind, active=active, descend_into=False):
            entries = [entry for entry in component.values() if id(entry) not in seen and (not active or entry.active)]
            seen.update(map(id, entries))
            if entries:
                yield component, entries


def _block(var: Any, entries: list[Any], start: int) -> Variables:
    """Lay a user's variable out as a block of columns; a fixed one keeps to its value."""
    for entry in entries:
        if not (entry.is_integer() or entry.is_continuous()):
            raise UsageError(f"extend: '{entry.name}' is neither whole nor continuous; use a domain without gaps")
    whole = {bool(entry.is_integer()) for entry in entries}
    if len(whole) > 1:
        raise UsageError(f"extend: '{var.name}' is whole in part; make two Vars, one whole and one continuous")
    bounds = [(entry.value, entry.value) if entry.fixed else (entry.lb, entry.ub) for entry in entries]
    if any(entry.fixed and entry.value is None for entry in entries):
        raise UsageError(f"extend: '{var.name}' is fixed without a value; give it one or leave it free")
    return Variables(
        name=var.name,
        index=_index(var, entries),
        start=start,
        lower=np.array([-np.inf if least is None else float(least) for least, _ in bounds]),
        upper=np.array([np.inf if most is None else float(most) for _, most in bounds]),
        cost=np.zeros(len(entries)),
        integer=whole.pop(),
    )


def _index(component: Any, entries: list[Any]) -> Index:
    """Label entries by their Pyomo index; what has none by nothing."""
    keys = [entry.index() for entry in entries]
    labels = [tuple(map(str, key)) if isinstance(key, tuple) else (str(key),) for key in keys]
    if not component.is_indexed():
        labels = [("",)] * len(entries)
    if len({len(label) for label in labels}) > 1:
        labels = [(",".join(label),) for label in labels]
    axes = []
    for column in zip(*labels, strict=True):
        known = {label: code for code, label in enumerate(dict.fromkeys(column))}
        axes.append((tuple(known), np.array([known[label] for label in column], np.int32)))
    return Index(tuple(axes))


def _family(rule: Any, entries: list[Any], place: dict[int, int]) -> Rows:
    """Compile a rule's entries into rows."""
    lower, upper = np.full(len(entries), -np.inf), np.full(len(entries), np.inf)
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for number, entry in enumerate(entries):
        terms = generate_standard_repn(entry.body)
        if not terms.is_linear():
            raise UsageError(
                f"extend: '{entry.name}' is not linear in the variables; state it with sums of variables times numbers "
                "(a product with a yes/no variable can be written with bounds)"
            )
        least, most = entry.lb, entry.ub
        constant = float(pyo.value(terms.constant))
        lower[number] = -np.inf if least is None else least - constant
        upper[number] = np.inf if most is None else most - constant
        for factor, variable in zip(terms.linear_coefs, terms.linear_vars, strict=True):
            value = float(pyo.value(factor))
            if id(variable) not in place:
                raise UsageError(
                    f"extend: '{entry.name}' uses '{variable.name}', which is not in the model; add the Var to it first"
                )
            if not math.isfinite(value):
                raise UsageError(f"extend: '{entry.name}' has the factor {value!r} on '{variable.name}'; use numbers")
            if value:
                rows.append(number)
                columns.append(place[id(variable)])
                values.append(value)
        if math.isnan(lower[number]) or math.isnan(upper[number]):
            raise UsageError(f"extend: '{entry.name}' has a side that is no number; use numbers")
    return Rows(
        name=rule.name,
        index=_index(rule, entries),
        lower=lower,
        upper=upper,
        row=np.array(rows, np.int32),
        column=np.array(columns, np.int32),
        value=np.array(values, np.float64),
    )


def _check(columns: list[Any], users: list[Any], entries: list[Any], x: Floats) -> RuleCheck:
    """Evaluate the rules' own expressions, and the domains of the user's variables, at a plan."""
    for column, value in zip(columns, x.tolist(), strict=True):
        column.set_value(value, skip_validation=True)
    problems: list[str] = []
    worst = 0.0

    def hold(what: str, value: float, least: float | None, most: float | None, scale: float) -> None:
        nonlocal worst
        low, high = -math.inf if least is None else least, math.inf if most is None else most
        size = max([1.0, scale, *(abs(side) for side in (low, high) if math.isfinite(side))])
        violation = max(low - value, value - high, 0.0) / size
        if not violation <= TOLERANCE:
            problems.append(f"your rule {what}: {value!r} is not within [{low!r}, {high!r}]")
        worst = math.inf if math.isnan(violation) else max(worst, violation)

    for entry in entries:
        hold(f"'{entry.name}'", float(pyo.value(entry.body)), entry.lb, entry.ub, _scale(entry.body))
    for variable in users:
        value = variable.value
        hold(f"on '{variable.name}'", value, variable.lb, variable.ub, 0.0)
        if variable.is_integer():
            hold(f"on '{variable.name}', whole", value - round(value), 0.0, 0.0, abs(value))
    return RuleCheck(tuple(problems), worst)


def _scale(expression: Any) -> float:
    """Size the largest term of a sum: what its rounding is measured by."""
    if expression.__class__ in (int, float) or not expression.is_expression_type():
        return abs(float(pyo.value(expression)))
    if expression.__class__.__name__ in {"SumExpression", "LinearExpression", "NegationExpression"}:
        return max((_scale(part) for part in expression.args), default=0.0)
    return abs(float(pyo.value(expression)))
