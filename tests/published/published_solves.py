"""How published instances are solved in tests, and what their results are held to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import isopt
from benchmarks.importers import FAMILIES
from benchmarks.importers.writing import write

if TYPE_CHECKING:
    from pathlib import Path

    from isopt import Results

PROOF_NODES = 500
"""Nodes of the certified tree: the instances it is too few for end as the solver's claim, with a bound below the plan."""


def solve(family: str, name: str, folder: Path) -> Results:
    """Import an instance and ask for its optimum."""
    path = write(FAMILIES[family].draft(name), folder)
    return isopt.load(path).solve(isopt.Options(gap_abs_eur=0.0, proof_node_limit=PROOF_NODES))


def hold_to(results: Results, published: float) -> None:
    """Hold a plan to 1e-6 of the sizes of its parts, its status to a proof, its bound to the plan."""
    accounts, certificate = results.plan.accounts, results.certificate
    assert accounts.combined == pytest.approx(published, rel=0, abs=1e-6 * accounts.magnitude)
    assert results.status in {"proved", "solver_proved"}
    assert certificate is not None
    assert certificate.bound is not None
    assert certificate.bound <= accounts.combined + 1e-9 * accounts.magnitude
