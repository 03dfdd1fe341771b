"""Names in solver files: safe, distinct, readable; and the files say what the program says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from formulation_parks import PARKS
from hypothesis import example, given
from hypothesis import strategies as st

import isopt
from isopt.errors import UsageError
from isopt.formulation.names import LONGEST, file_names, safe_names
from isopt.formulation.program import Index, Program, Rows, Variables
from isopt.solution.process import Worker
from isopt.solution.tasks import SolveTask
from isopt.solution.write import write_model

HOSTILE = (
    "a b", "a_b", "Größe", "🙂🙂", "[x]", "x" * 300, "x" * 299 + "y", "10", "e10", "=cmd|' /C calc'!A0", "-5", "free",
    "st", "a\\b^2", "a:b", "a/b", "a<=b", "(", ")", "..", ",", ";", "#", "a'", '"q"', "inf", "a*b", "\u202eabc", "$x", "&",
)  # fmt: skip
"""Labels that the language allows."""

READ = """
import json, sys
from pathlib import Path
import highspy
import pyscipopt
highs = highspy.Highs()
highs.setOptionValue("output_flag", False)
assert highs.readModel(sys.argv[1]) == highspy.HighsStatus.kOk
highs.run()
found = {"highs": [highs.modelStatusToString(highs.getModelStatus()), highs.getObjectiveValue()]}
found["columns"] = sorted(highs.getLp().col_names_)
found["rows"] = sorted(highs.getLp().row_names_)
scip = pyscipopt.Model()
scip.hideOutput()
scip.readProblem(sys.argv[1])
scip.optimize()
found["scip"] = [scip.getStatus(), scip.getObjVal() if scip.getNSols() else None]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def read_back(content: bytes, path: Path) -> dict[str, list[object]]:
    """Have HiGHS and SCIP read and solve a file, in a process of their own."""
    path.write_bytes(content)
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def of_one(label: str) -> Index:
    return Index((((label,), np.zeros(1, np.int32)),))


def hostile_program() -> Program:
    """Give a program whose blocks and families are called as badly as their entries."""
    n = len(HOSTILE)
    every = Index(((HOSTILE, np.arange(n, dtype=np.int32)),))
    at = np.arange(n, dtype=np.int32)
    return Program(
        (
            Variables("flow", every, 0, np.zeros(n), np.full(n, 10.0), np.arange(1.0, n + 1), False),
            Variables("e1", every, n, np.zeros(n), np.ones(n), np.full(n, -3.0), True),
            Variables("free", of_one(""), 2 * n, np.array([-np.inf]), np.array([np.inf]), np.zeros(1), False),
            Variables("obj", of_one(""), 2 * n + 1, np.array([-5.0]), np.array([7.0]), np.ones(1), True),
        ),
        (
            Rows("cap", every, np.full(n, -np.inf), np.zeros(n), np.concatenate([at, at]), np.concatenate([at, at + n]),
                 np.concatenate([np.ones(n), np.full(n, -9.0)])),
            Rows("obj", of_one(""), np.array([20.5]), np.array([90.25]), np.zeros(n, np.int32), at, np.ones(n)),
            Rows("st", of_one(""), np.array([-1.0]), np.array([5.0]), at[:0], at[:0], np.zeros(0)),
            Rows("objup", of_one(""), np.array([2.0]), np.array([2.0]), np.zeros(2, np.int32),
                 np.array([2 * n, 2 * n + 1], np.int32), np.ones(2)),
        ),
    )  # fmt: skip


@given(st.lists(st.text(max_size=280), max_size=30))
@example([*HOSTILE, *HOSTILE])
@example(["a b", "a_b", "a_b_2", "a:b"])
@example(["subject", "END", "1e30", "", "()", "\ud800", "caplo", "cap"])
def test_names_are_safe_and_distinct(names: list[str]) -> None:
    """Proves: only letters, digits and `_ . , ( )`, never like a number or a word of the format, at most 250 long.

    Breaks if: two labels become one, or the same labels give other names another time.
    """
    made = safe_names(names)
    assert made == safe_names(names)
    assert len(set(made)) == len(names)
    for name in made:
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.,()]*", name) and len(name) <= LONGEST
        assert not re.match(r"[eE][0-9.]", name)
        assert name.casefold() not in {"free", "st", "end", "inf", "infinity", "e", "subject"}
        assert not name.endswith(("lo", "up"))


def test_a_safe_name_stays() -> None:
    """Proves: what needs no change has none, also where another would take its name. Breaks if: the first one wins."""
    assert safe_names(["flow(a b,c)", "flow(a_b,c)", "few()"]) == ("flow(a_b,c)_2", "flow(a_b,c)", "few")


@pytest.mark.parametrize("suffix", [".lp", ".mps"])
def test_hostile_names_are_read_back(suffix: str, worker: Worker, tmp_path: Path) -> None:
    """Proves: HiGHS and SCIP read the same optimum from a file whose labels are spaces, emoji, formulas and keywords."""
    program = hostile_program()
    optimum = worker.run(SolveTask(program.to_highs())).value.objective
    found = read_back(write_model(worker, program, suffix), tmp_path / f"model{suffix}")
    assert found["highs"] == ["Optimal", pytest.approx(optimum)]
    assert found["scip"] == ["optimal", pytest.approx(optimum)]
    columns, rows = file_names(program)
    assert found["columns"] == sorted(columns)
    if suffix == ".mps":  # the other writes a row with two sides as two
        assert found["rows"] == sorted(rows)


@pytest.mark.parametrize("suffix", [".lp", ".mps"])
@pytest.mark.parametrize("name", ["harbour_park", "kalundborg"])
def test_shipped_scenarios_are_read_back(name: str, suffix: str, worker: Worker, root: Path, tmp_path: Path) -> None:
    """Proves: the file of a real case has its optimum. Breaks if: a side, a bound or an integer is lost on the way."""
    program = isopt.load(root / "scenarios" / name / "scenario.yaml").program
    optimum = worker.run(SolveTask(program.to_highs())).value.objective
    found = read_back(write_model(worker, program, suffix), tmp_path / f"model{suffix}")
    assert found["highs"] == ["Optimal", pytest.approx(optimum, rel=1e-7)]
    assert found["scip"] == ["optimal", pytest.approx(optimum, rel=1e-7)]


@pytest.mark.parametrize("suffix", [".lp", ".mps"])
def test_a_row_without_terms_keeps_its_sides(suffix: str, worker: Worker, tmp_path: Path) -> None:
    """Proves: a need that nothing can meet makes the file infeasible too. Breaks if: the empty row is dropped."""
    path = tmp_path / "park.yaml"
    path.write_text(
        PARKS["giver_balance"].replace("takes: 40 t/a", "takes: 40 t/a, required: true").replace("[solid]", "[liquid]")
    )
    found = read_back(write_model(worker, isopt.load(path).program, suffix), tmp_path / f"model{suffix}")
    assert found["highs"][0] == "Infeasible" and found["scip"][0] == "infeasible"


def test_another_suffix_is_refused(worker: Worker) -> None:
    """Proves: only formats that were tested are written."""
    with pytest.raises(UsageError, match=r"\.lp or \.mps"):
        write_model(worker, hostile_program(), ".nl")
