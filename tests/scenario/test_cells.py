"""Typed cells of a sheet: what each is read as, what is refused, what is written so that it comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isopt.scenario.reading.cells import CellError, Percent, Unreadable, cell_of, read_typed
from isopt.scenario.reading.shape import scenario_shape


def read(path: str, cell: object, unit: str = "") -> object:
    return read_typed(cell, unit, scenario_shape().below(*path.split(".")))


@pytest.mark.parametrize(
    ("path", "cell", "unit", "value"),
    [
        ("flows.x.gives", 65.0, "", 65),
        ("flows.x.gives", 65.5, "kt/a", "65.5 kt/a"),
        ("flows.x.gives", "65", "kt/a", "65 kt/a"),
        ("flows.x.gives", "65 t/a", "kt/a", "65 t/a"),
        ("flows.x.gives", "65", "", 65),
        ("flows.x.gives", "1.0", "", 1.0),
        ("flows.x.gives", -0.0, "", -0.0),
        ("flows.x.gives", 1e20, "", 1e20),
        ("flows.x.accepts.ash.at_most", Percent(0.3), "", 0.3),
        ("flows.x.required", True, "", True),
        ("flows.x.required", "true", "", True),
        ("flows.x.note", "012", "", "012"),
        ("flows.x.note", "true; false", "", "true; false"),
        ("flows.x.note", "null", "", None),
        ("flows.x.note", "=1+1", "", "=1+1"),
        ("flows.x.otherwise", "tip; pit", "", ["tip", "pit"]),
        ("flows.x.otherwise", "tip;", "", ["tip"]),
        ("flows.x.otherwise", "tip", "", "tip"),
        ("sites.x.at", "55.6; 11", "", [55.6, 11]),
        ("transport.x.carries", "solid", "", ["solid"]),
        ("disposal.x.accepts", "12; true", "", ["12", "true"]),
        ("resources.x.temperature", 85.0, "degC", "85 degC"),
        ("resources.x.ewc", "10 01 02", "", "10 01 02"),
        ("nothing.such", "a; 2", "", ["a", 2]),
    ],
)
def test_a_cell_is_what_its_field_holds(path: str, cell: object, unit: str, value: object) -> None:
    """Proves: texts stay texts where only texts can stand, elsewhere a cell is read as in CSV; whole floats are integers.

    Breaks if: a code loses its zeros, a number stored as text escapes its header's unit, or a note is cut at a semicolon.
    """
    assert repr(read(path, cell, unit)) == repr(value)


@pytest.mark.parametrize(
    ("path", "cell", "unit", "problem", "remedy"),
    [
        ("resources.x.ewc", 100102.0, "", "number 100102 where a text", "format the cell as text"),
        ("transport.x.carries", 5.0, "", "number 5 where a text", "format the cell as text"),
        ("flows.x.gives", Percent(0.3), "%", "shown as a percentage", "plain numbers"),
        ("flows.x.gives", float("inf"), "", "finite", "leave the cell empty"),
        ("flows.x.gives", "nan", "", "finite", "leave the cell empty"),
        ("sites.x.at", "55.6, 11.1", "", "is one item", "';'"),
        ("flows.x.note", "a\x07", "", "control character", "remove"),
        ("flows.x.note", "a" * 200_000, "", "longer", "shorten"),
        ("flows.x.note", Unreadable("is a date", "write text"), "", "is a date", "write text"),
    ],
)
def test_cells_that_cannot_be_meant(path: str, cell: object, unit: str, problem: str, remedy: str) -> None:
    """Proves: what a spreadsheet made of a code, a share or a list is refused with what to do."""
    with pytest.raises(CellError, match=problem) as raised:
        read(path, cell, unit)
    assert remedy in raised.value.remedy


scalars = (
    st.sampled_from(
        ["", " a", "null", "true", "012", "1.0", "1e3", "65 kt/a", "=1", "a;b", "a, b", "é\n", "_x0041_", "\t"]
    )
    | st.text(max_size=6)
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.none()
)
PATHS = "flows.x.gives flows.x.note flows.x.otherwise sites.x.at transport.x.carries flows.x.required"
PATHS += " resources.x.temperature nothing.such resources.x.form isopt"
paths = st.sampled_from(PATHS.split())


@given(scalars | st.lists(scalars, min_size=1, max_size=3), st.sampled_from(["", "kt/a", "%"]), paths)
def test_what_is_written_is_read_again(value: object, unit: str, path: str) -> None:
    """Proves: a value has a cell that is read as it, type and last digit, or none; numbers as workbooks round them.

    Breaks if: 0.1 + 0.2 is written as a number of sixteen digits, or 1.0 comes back as 1.
    """
    shape = scenario_shape().below(*path.split("."))
    cell = cell_of(value, unit, shape)  # type: ignore[arg-type]
    if cell is not None:
        as_stored = float(f"{cell:.16G}") if isinstance(cell, (int, float)) and not isinstance(cell, bool) else cell
        assert repr(read_typed(as_stored, unit, shape)) == repr(value)


def test_ordinary_values_have_natural_cells() -> None:
    """Proves: numbers are written as numbers, quantities of the header's unit too. Breaks if: all cells become texts."""
    gives = scenario_shape().below("flows", "x", "gives")
    assert cell_of("65 kt/a", "kt/a", gives) == 65
    assert cell_of(0.25, "", gives) == 0.25
    assert cell_of("40 MW", "kt/a", gives) == "40 MW"
    assert cell_of("65.0 kt/a", "kt/a", gives) == "65.0 kt/a" or cell_of("65.0 kt/a", "kt/a", gives) == "65.0"
    assert cell_of(["solid"], "", scenario_shape().below("transport", "x", "carries")) == "solid"
    assert cell_of(None, "", gives) == "null"
    assert cell_of(0.1 + 0.2, "", gives) == "0.30000000000000004"
