"""Exit codes."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a command's exit code says."""

    PLAN = 0
    """A plan, whatever its proof; or what was asked for."""
    FAULT = 1
    """A fault in the input or in how isopt was called."""
    NO_PLAN_EXISTS = 2
    """Infeasible or unbounded, proved or claimed by the solver."""
    STOPPED = 3
    """Stopped without a plan."""
    FAILED = 4
    """The audit failed, stored results do not verify, or the solver crashed even with changed options."""
