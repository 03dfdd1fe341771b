"""The Pyomo model is the program: what Pyomo's own compiler makes of it equals our matrix."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest
from formulation_parks import PARKS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

import isopt
from isopt.formulation.formulate import formulate
from isopt.formulation.program import Index, Program, Rows, Variables
from isopt.formulation.pyomo_view import columns_of, to_pyomo
from isopt.network.build import build_baseline_network

INF = float("inf")
Row = tuple[str, float, float, tuple[tuple[int, float], ...]]


def our_rows(program: Program) -> list[Row]:
    """List rows as (family, lower, upper, terms by column), without those that have no term."""
    arrays = program.to_highs()
    names = [rows.name for rows in program.rows for _ in range(len(rows))]
    found = []
    for row, name in enumerate(names):
        inside = slice(arrays.start[row], arrays.start[row + 1])
        terms: dict[int, float] = {}
        for column, value in zip(arrays.index[inside].tolist(), arrays.value[inside].tolist(), strict=True):
            terms[column] = terms.get(column, 0.0) + value
        kept = tuple(sorted((column, value) for column, value in terms.items() if value))
        if kept and (np.isfinite(arrays.row_lower[row]) or np.isfinite(arrays.row_upper[row])):
            found.append((name, float(arrays.row_lower[row]), float(arrays.row_upper[row]), kept))
    return found


def pyomo_rows(model: pyo.ConcreteModel, columns: list[object]) -> list[Row]:
    """List the rows that Pyomo compiles, both sides of one brought together."""
    info = LinearStandardFormCompiler().write(model, mixed_form=True, column_order=columns)
    place = {id(column): number for number, column in enumerate(columns)}
    matrix = info.A.tocsr()
    together: dict[int, Row] = {}
    for number, (entry, side) in enumerate(info.rows):
        inside = slice(matrix.indptr[number], matrix.indptr[number + 1])
        at = [place[id(info.columns[column])] for column in matrix.indices[inside]]
        terms = tuple(sorted((c, v) for c, v in zip(at, matrix.data[inside].tolist(), strict=True) if v))
        _, lower, upper, _ = together.get(id(entry), ("", -INF, INF, ()))
        if side in (0, -1):
            lower = float(info.rhs[number])
        if side in (0, 1):
            upper = float(info.rhs[number])
        if terms:
            together[id(entry)] = (entry.parent_component().name, lower, upper, terms)
    return list(together.values())


def assert_same(program: Program) -> None:
    arrays = program.to_highs()
    model = to_pyomo(program)
    columns = columns_of(model, program)
    assert pyomo_rows(model, columns) == our_rows(program)
    for number, column in enumerate(columns):
        lower, upper = column.bounds
        assert (-INF if lower is None else lower, INF if upper is None else upper) == (
            arrays.lower[number],
            arrays.upper[number],
        )
        assert column.is_integer() == arrays.integer[number]
    info = LinearStandardFormCompiler().write(model, mixed_form=True, column_order=columns)
    costs = dict.fromkeys(map(id, columns), 0.0)
    costs |= {id(c): float(v) for c, v in zip(info.columns, info.c.toarray()[0].tolist(), strict=True)}
    assert [costs[id(column)] for column in columns] == arrays.cost.tolist()
    assert info.c_offset.tolist() == [0.0]


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Draw a small program: any labels, sides and bounds present or not, terms in any order, some rows without any."""
    numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))
    labels = st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=3, unique=True)

    def index(count: int) -> Index:
        axes = []
        for _ in range(draw(st.integers(1, 3))):
            names = tuple(draw(labels))
            codes = draw(st.lists(st.integers(0, len(names) - 1), min_size=count, max_size=count))
            axes.append((names, np.array(codes, np.int32)))
        return Index(tuple(axes))

    def sides(count: int) -> tuple[np.ndarray, np.ndarray]:
        pairs = [sorted((draw(numbers), draw(numbers))) for _ in range(count)]
        lower = [low if draw(st.booleans()) else -INF for low, _ in pairs]
        upper = [low if draw(st.booleans()) else high if draw(st.booleans()) else INF for low, high in pairs]
        return np.array(lower, float), np.array(upper, float)

    blocks: list[Variables] = []
    for number in range(draw(st.integers(1, 3))):
        count = draw(st.integers(0 if number else 1, 4))
        lower, upper = sides(count)
        cost = np.array([draw(numbers) for _ in range(count)], float)
        start = sum(map(len, blocks))
        blocks.append(Variables(f"block{number}", index(count), start, lower, upper, cost, draw(st.booleans())))
    columns = sum(map(len, blocks))
    families = []
    for number in range(draw(st.integers(0, 3))):
        count = draw(st.integers(1, 4))
        cells = draw(
            st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, columns - 1)), unique=True, max_size=8)
        )
        value = np.array([draw(numbers.filter(bool)) for _ in cells], float)
        lower, upper = sides(count)
        empty = np.setdiff1d(np.arange(count), [row for row, _ in cells])
        lower[empty], upper[empty] = -1.0, 1.0  # Pyomo's compiler refuses what cannot hold
        row = np.array([row for row, _ in cells], np.int32)
        column = np.array([column for _, column in cells], np.int32)
        families.append(Rows(f"family{number}", index(count), lower, upper, row, column, value))
    return Program(tuple(blocks), tuple(families))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programs())
def test_standard_form_is_our_matrix(program: Program) -> None:
    """Proves: rows, sides, bounds, domains and costs survive, whatever the labels and the order of the terms.

    Breaks if: a side is dropped, an equality becomes a range of its own, two entries of one name become one.
    """
    assert_same(program)


@pytest.mark.parametrize("name", ["harbour_park", "kalundborg", "terneuzen"])
def test_standard_form_of_shipped_scenarios(name: str, root: Path) -> None:
    """Proves: the same for the real cases, and for today's program, whose rows may share a name."""
    case = isopt.load(root / "scenarios" / name / "scenario.yaml")
    assert_same(case.program)
    assert_same(formulate(build_baseline_network(case.scenario)))


@pytest.mark.parametrize("family", sorted(PARKS))
def test_standard_form_of_every_family(family: str, tmp_path: Path) -> None:
    """Proves: the same for a park of every family, in which no two columns, and no two rows, share a name."""
    path = tmp_path / "park.yaml"
    path.write_text(PARKS[family])
    program = isopt.load(path).program
    assert_same(program)
    for names in (list(program.column_names()), list(program.row_names())):
        assert len(set(names)) == len(names)


def test_names_are_the_programs(tmp_path: Path) -> None:
    """Proves: what a block or a family calls an entry is its Pyomo index. Breaks if: labels are joined or reordered."""
    path = tmp_path / "park.yaml"
    path.write_text(PARKS["one_size"])
    case = isopt.load(path)
    model = case.to_pyomo()
    assert {component.name for component in model.component_objects(pyo.Var)} == {
        b.name for b in case.program.variables
    }
    columns = [f"{v.parent_component().name}({','.join(v.index())})" for v in columns_of(model, case.program)]
    assert columns == list(case.program.column_names())
    rows = [
        f"{rows.name}({','.join(entry.index())})"
        for rows in case.program.rows
        for entry in model.component(rows.name).values()
    ]
    assert rows == list(case.program.row_names())
    assert model.objective.sense == pyo.minimize
    assert model.built["mill", "works", "pipe", "water", "M"].is_binary()


def test_entries_of_one_name_stay_apart() -> None:
    """Proves: two rows of one name are both there; the second is numbered."""
    labels, codes = ("a", "a"), np.arange(2)
    columns = Variables("flow", Index(((labels, codes),)), 0, np.zeros(2), np.ones(2), np.ones(2), False)
    twice = Rows("limit", Index(((labels, codes),)), np.zeros(2), np.ones(2), codes, codes, np.ones(2))
    program = Program((columns,), (twice,))
    assert_same(program)
    assert list(to_pyomo(program).limit) == ["a", "a#2"]
