"""isopt: the open optimisation engine for industrial symbiosis.

::

    scenario ──> network ──> formulation ──> solution ──> results ──> cli
    what the     what is     the             how it is    what it     what people
    user said    possible    mathematics     solved       means       see

A stage is a package, a package has one product, a product has one verb; each imports only from those to its left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isopt.errors import (
    AuditError,
    IsoptError,
    NoPlanError,
    ScenarioError,
    SolverError,
    UsageError,
    VerificationError,
)

if TYPE_CHECKING:
    from isopt.case import Case, load
    from isopt.results.results import Results
    from isopt.results.verify import verify
    from isopt.solution.options import Options
    from isopt.solution.solution import Holding, Termination

__all__ = [
    "AuditError",
    "Case",
    "Holding",
    "IsoptError",
    "NoPlanError",
    "Options",
    "Results",
    "ScenarioError",
    "SolverError",
    "Termination",
    "UsageError",
    "VerificationError",
    "load",
    "verify",
]

_HOMES = {
    "Case": "isopt.case",
    "load": "isopt.case",
    "Options": "isopt.solution.options",
    "Results": "isopt.results.results",
    "Holding": "isopt.solution.solution",
    "Termination": "isopt.solution.solution",
    "verify": "isopt.results.verify",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its home when it is first asked for: importing isopt loads nothing heavy."""
    if name in _HOMES:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'isopt' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
