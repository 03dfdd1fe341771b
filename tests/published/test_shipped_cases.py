"""Every shipped case, with every variant: no fault, solved with a proof, its sources named."""

from __future__ import annotations

from pathlib import Path

import pytest

import isopt

CASES = sorted((Path(__file__).parents[2] / "scenarios").glob("*/scenario.yaml"))
VARIANTS = [(case, name) for case in CASES for name in (None, *isopt.load(case).scenario.document.variants)]


@pytest.mark.parametrize(("case", "variant"), VARIANTS, ids=[f"{case.parent.name} {name}" for case, name in VARIANTS])
def test_solved_with_a_proof(case: Path, variant: str | None) -> None:
    """Proves: the plan passed the audit and its bound is within the gap. Breaks if: a case or variant no longer fits."""
    results = isopt.load(case, variant=variant).solve()
    assert results.status == "proved"
    if results.today is not None:
        assert results.plan.accounts.combined <= results.today.accounts.combined


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_sources_are_named(case: Path) -> None:
    """Proves: each case says where its numbers come from, and which are remembered or assumed."""
    text = (case.parent / "SOURCES.md").read_text()
    assert "| number | value | from | status |" in text
