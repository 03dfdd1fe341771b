"""What the tests of the rules share: solve a scenario written inline, look rows up, collect faults."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import isopt
from isopt import Options, Results, ScenarioError


def write_scenario(folder: Path, text: str, name: str = "park.yaml") -> Path:
    """Write a scenario; what every file must say is added."""
    path = folder / name
    path.write_text("isopt: 1\nname: rule\n" + dedent(text), encoding="utf-8")
    return path


def solve(
    folder: Path,
    text: str,
    *,
    options: Options | None = None,
    variant: str | None = None,
    settings: tuple[str, ...] = (),
) -> Results:
    """Solve a scenario written inline."""
    return isopt.load(write_scenario(folder, text), variant=variant, settings=settings).solve(options)


def faults_of(folder: Path, text: str) -> str:
    """Load a faulty scenario written inline and give what is said of it."""
    with pytest.raises(ScenarioError) as raised:
        isopt.load(write_scenario(folder, text))
    return str(raised.value)


def exact(value: float) -> Any:
    """Compare to nine digits."""
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def moved(results: Results) -> dict[tuple[str, str], float]:
    """Sum what enters, per giver and taker over all modes."""
    amounts: dict[tuple[str, str], float] = {}
    for row in results.exchanges.itertuples():
        amounts[row.giver, row.taker] = amounts.get((row.giver, row.taker), 0.0) + row.entering
    return amounts


def disposed(results: Results, side: str = "plan") -> dict[tuple[str, str], float]:
    """Look up what is disposed of, per giver and route, today (`baseline`) or in the plan."""
    return {(row.giver, row.route): getattr(row, side) for row in results.disposal.itertuples() if getattr(row, side)}


def parts(results: Results, side: str = "plan") -> dict[str, float]:
    """Parts of cost that are not 0, today or in the plan."""
    return {part: value for part, value in results.summary[side]["cost_parts"].items() if value}
