"""What holds of the whole tree: names, sizes, the public surface, what importing costs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import isopt

HEAVY = ("numpy", "scipy", "pandas", "pyomo", "highspy", "pint", "pydantic", "yaml", "typer", "rich")
HEAVY += ("python_calamine", "xlsxwriter", "openpyxl")
UNIT_ENDING = re.compile(
    r"_(eur|eur_per_\w+|kg|kg_per_\w+|t|t_per_\w+|km|per_km|h|a|u|per_u|s|degc|degrees|share|ratio|rate|factor|count|weight|abs|nodes)$"
)
QUANTITY = re.compile(r"^(capex|annuity|distance|lifetime|capacity_per|gate_fee|emission|cost|co2|landfilled)_")


def sources(root: Path) -> list[Path]:
    return sorted((root / "isopt").rglob("*.py"))


def test_modules_hold_one_idea(root: Path) -> None:
    """Proves: no module has outgrown 320 lines. Breaks if: one does; name its second idea and give it a module."""
    long = {path.name: count for path in sources(root) if (count := len(path.read_text().splitlines())) > 320}
    assert not long


def test_no_room_is_called_utils(root: Path) -> None:
    """Proves: code lives with the idea it serves."""
    assert not [path for path in sources(root) if path.stem in {"utils", "helpers", "common", "misc", "base2"}]


def test_quantities_end_in_their_unit(root: Path) -> None:
    """Proves: a record's number names its unit: capex_eur, distance_km, loss_per_km. Breaks if: a field drops it."""
    wrong = []
    for path in [*(root / "isopt/network").glob("*.py"), root / "isopt/scenario/scenario.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
                if QUANTITY.search(name) and not UNIT_ENDING.search(name):
                    wrong.append(f"{path.name}: {name}")
    assert not wrong


def test_no_bare_hours_of_a_year(root: Path) -> None:
    """Proves: 8760 stands in one place only, as a default with a name."""
    places = [path.name for path in sources(root) if re.search(r"\b8760\b", _code(path))]
    assert places == ["units.py"]


def _code(path: Path) -> str:
    tree = ast.parse(path.read_text())
    return " ".join(
        str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant) and not isinstance(node.value, str)
    )


def test_public_surface() -> None:
    """Proves: `__all__` is what `isopt` offers, and each name can be had."""
    for name in isopt.__all__:
        assert getattr(isopt, name) is not None
    assert sorted(isopt.__all__) == isopt.__all__
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        isopt.nothing  # noqa: B018


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ("import isopt", ()),
        ("import isopt.solution.process, isopt.solution.options", ()),
        ("from isopt.scenario.load import load_scenario", ("pydantic", "yaml")),
        ("import isopt.cli.app", ("pydantic", "yaml", "typer", "rich")),
    ],
)
def test_what_importing_loads(statement: str, allowed: tuple[str, ...]) -> None:
    """Proves: nobody pays for what they do not use. Breaks if: a heavy import moves to the top of a module."""
    code = f"import sys; {statement}; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= set(allowed)


def test_solving_imports_neither_pandas_nor_the_solver(root: Path) -> None:
    """Proves: a solve and its tables load neither pandas nor Pyomo, and the solver only in the worker."""
    code = (
        "import sys, isopt; r = isopt.load('scenarios/harbour_park/scenario.yaml').solve(); r.tables; "
        "print(*[m for m in ('pandas', 'pyomo', 'highspy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.split() == []
