"""A rule of a scenario that a user could drop: its words, its place, and the scenario without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.scenario import Bounds, Scenario

Drop = Callable[["Scenario"], "Scenario"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something a scenario demands or forbids."""

    path: str
    """Where it is said, as a path of the scenario: `flows.heat.required`."""
    words: str
    """What it says."""
    drop: Drop
    """The scenario without it."""


def without(bounds: Mapping[str, Bounds], key: str) -> dict[str, Bounds]:
    """Leave the bounds on one property out."""
    return {name: value for name, value in bounds.items() if name != key}
