"""Why a solve stopped."""

from __future__ import annotations

from enum import Enum


class Termination(Enum):
    """Why a solve stopped; what it holds is another question."""

    GAP = "the gap asked for was reached and proved"
    SOLVER_GAP = "the solver reached the gap asked for; the proof stopped before it"
    TIME_LIMIT = "the time limit was reached"
    WORK_LIMIT = "the work limit was reached"
    INTERRUPTED = "it was interrupted"
    INFEASIBLE = "there is a proof that no plan exists"
    SOLVER_INFEASIBLE = "the solver finds no plan; there is no proof that none exists"
    UNBOUNDED = "the cost can fall without end"
    FAILED = "the solver gave up without saying why"
    CRASHED = "the solver crashed"
