"""What the parent asks of the worker and what it gets back: plain records that travel through a pipe."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isopt.formulation.program import Arrays, Floats
    from isopt.solution.termination import Termination

Json = dict[str, Any]
"""A certificate as plain JSON."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the solver is run. `gap_abs_eur` is what the result may miss; the solver is asked for a quarter of it."""

    gap_abs_eur: float = 0.0
    time_limit_s: float | None = None
    work_limit: int | None = None
    proof_nodes: int = 20_000
    seed: int = 0
    changes: tuple[tuple[str, bool | int | float | str], ...] = ()
    """Options of the solver itself, by name: what is changed after it crashed twice."""


class LpStatus(Enum):
    """How a linear program ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class LpResult:
    """A linear program's end. `x`, `y` where optimal; `ray`: Farkas duals if infeasible, a direction if unbounded."""

    status: LpStatus
    objective: float | None = None
    x: Floats | None = None
    y: Floats | None = None
    ray: Floats | None = None


@dataclass(frozen=True, slots=True)
class SolveTask:
    """Solve a program, settle its plan, prove a bound.

    `secondary`: cost vectors minimised one after another among plans of equal cost. `start`: a value per column, NaN
    where it is unknown.
    """

    arrays: Arrays
    secondary: tuple[Floats, ...] = ()
    settings: Settings = field(default_factory=Settings)
    start: Floats | None = None


@dataclass(frozen=True, slots=True)
class LpTask:
    """Solve the relaxation, cold, with other bounds or costs where given."""

    arrays: Arrays
    lower: Floats | None = None
    upper: Floats | None = None
    cost: Floats | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True)
class InfeasibilityTask:
    """Find a proof that nothing meets the program: a Farkas ray, or a tree all of whose leaves have one."""

    arrays: Arrays
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True)
class ProveTask:
    """Bound a program by a tree of our own until every leaf reaches `target`."""

    arrays: Arrays
    target: float
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True)
class SettleTask:
    """Fix the integers of `x`, solve the rest cold, choose among equal plans by the secondary costs."""

    arrays: Arrays
    x: Floats
    secondary: tuple[Floats, ...] = ()
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True)
class WriteTask:
    """Write the program in a format the solver knows: `suffix` is `.lp` or `.mps`."""

    arrays: Arrays
    column_names: tuple[str, ...]
    row_names: tuple[str, ...]
    suffix: str
    settings: Settings = field(default_factory=Settings)


Task = SolveTask | LpTask | InfeasibilityTask | ProveTask | SettleTask | WriteTask


@dataclass(frozen=True, slots=True)
class Incumbent:
    """A plan on its way: the best so far. `settled`: its integers are whole and its flows solved again."""

    objective: float
    x: Floats
    settled: bool = False


@dataclass(frozen=True, slots=True)
class RootBound:
    """What is proved before branching: streamed so that an interrupted solve still has a bound."""

    bound: float
    certificate: Json


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a solve found.

    `bound` is certified (`certificate` holds the tree it is rechecked from), `solver_bound` only claimed; absent where
    there is none. `seconds` by phase is the one part that differs between equal runs.
    """

    termination: Termination
    solver_status: str
    x: Floats | None = None
    objective: float | None = None
    solver_bound: float | None = None
    bound: float | None = None
    certificate: Json | None = None
    ray: Floats | None = None
    mip_nodes: int = 0
    tree_nodes: int = 0
    tree_lps: int = 0
    settled: bool = False
    seconds: tuple[tuple[str, float], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """A task's answer and what it took: `attempts` runs, what ended the others, `changed_options` after that."""

    value: Any
    attempts: int = 1
    changed_options: tuple[tuple[str, bool | int | float | str], ...] = ()
    crashes: tuple[str, ...] = ()
