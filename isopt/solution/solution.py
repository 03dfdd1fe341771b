"""What a solve found: why it stopped, what it holds, what is proved."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from isopt.solution.tasks import Json
from isopt.solution.termination import Termination

if TYPE_CHECKING:
    from isopt.formulation.program import Floats

__all__ = ["Holding", "Json", "Solution", "Termination"]


class Holding(Enum):
    """What a solution holds."""

    NOTHING = "no plan was found"
    INFEASIBLE = "no plan exists; there is a proof"
    SOLVER_INFEASIBLE = "the solver says that no plan exists"
    UNBOUNDED = "the cost can fall without end"
    PLAN = "a plan, checked against the scenario"
    SOLVER_PROVED = "a plan; only the solver claims the gap"
    PROVED = "a plan, and a proof that none is better by more than the gap"

    @property
    def is_plan(self) -> bool:
        """Whether there is a plan."""
        return self in {Holding.PLAN, Holding.SOLVER_PROVED, Holding.PROVED}


@dataclass(frozen=True, slots=True)
class Solution:
    """A solved program. `x` is there where a plan is; bounds are there where they were found."""

    termination: Termination
    x: Floats | None
    objective: float | None
    bound: float | None
    solver_bound: float | None
    proof: Json | None
    attempts: int = 1
    changed_options: tuple[str, ...] = ()
    crashes: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict, compare=False)
