"""One LP file per family of rows: what a change of the mathematics changes is seen. `ISOPT_WRITE_GOLDEN=1` writes them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from formulation_parks import PARKS

import isopt
from isopt.formulation.formulate import FAMILIES, formulate
from isopt.formulation.program import Program
from isopt.network.build import build_baseline_network
from isopt.solution.process import Worker
from isopt.solution.write import write_model

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def program_with(family: str, folder: Path) -> Program:
    """Give the family's park as a program: that of the plan, or today's where only that has the family."""
    path = folder / f"{family}.yaml"
    path.write_text(PARKS[family])
    case = isopt.load(path)
    if family in {rows.name for rows in case.program.rows}:
        return case.program
    return formulate(build_baseline_network(case.scenario))


@pytest.mark.parametrize("family", sorted(PARKS))
def test_family_writes_its_golden_file(family: str, worker: Worker, tmp_path: Path) -> None:
    """Proves: names, signs, sides and order of every family are those that were looked at.

    Breaks if: a coefficient, a bound or a name changes; look at the difference before writing it anew.
    """
    program = program_with(family, tmp_path)
    assert family in {rows.name for rows in program.rows}
    content = write_model(worker, program, ".lp")
    golden = GOLDEN / f"{family}.lp"
    if os.environ.get("ISOPT_WRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(content)
    assert content.decode() == golden.read_text()


def test_every_family_has_a_golden_file() -> None:
    """Proves: no family is without one. Breaks if: one is added to FAMILIES without a park of its own."""
    names = {family.__name__ for family in FAMILIES}
    assert names == set(PARKS) == {path.stem for path in GOLDEN.glob("*.lp")}
