"""How a solve is wanted: limits, gap, seed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from isopt.errors import UsageError

LARGEST_SEED = 2**31 - 2


@dataclass(frozen=True, slots=True)
class Options:
    """How a solve is wanted. Without a time limit every machine gives the same answer."""

    time_limit_s: float | None = None
    """Seconds for solving and proving together; none: no limit."""

    gap: float = 1e-4
    """The share of the provable saving that may be missed: plan − bound over baseline − bound."""

    gap_abs_eur: float | None = None
    """The amount that may be missed, instead of `gap`; 0 asks for the optimum."""

    work_limit: int | None = None
    """The nodes of the solver's tree, and again of the proof's: a limit that stops every machine at the same place."""

    proof_node_limit: int = 20_000
    """The nodes of the proof where there is no work limit; 0 keeps to the bound without branching."""

    seed: int = 0
    """The seed of the solver's random choices."""

    def __post_init__(self) -> None:
        if self.time_limit_s is not None and not (0 < self.time_limit_s < math.inf):
            raise UsageError(f"time_limit_s: {self.time_limit_s!r} is no limit; give seconds above 0, or None for none")
        if not 0 <= self.gap < math.inf:
            raise UsageError(f"gap: {self.gap!r} is no share; give 0 or more, such as 1e-4")
        if self.gap_abs_eur is not None and not 0 <= self.gap_abs_eur < math.inf:
            raise UsageError(
                f"gap_abs_eur: {self.gap_abs_eur!r} is no amount; give 0 EUR or more, or None to use `gap`"
            )
        if self.work_limit is not None:
            _whole("work_limit", self.work_limit, 1, "a number of nodes, 1 or more, or None for none")
        _whole("proof_node_limit", self.proof_node_limit, 0, "a number of nodes, 0 or more")
        _whole("seed", self.seed, 0, f"a whole number from 0 to {LARGEST_SEED}")

    @property
    def proof_nodes(self) -> int:
        """Tell how many nodes the proof may take."""
        return self.proof_node_limit if self.work_limit is None else self.work_limit


def _whole(name: str, value: object, least: int, remedy: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST_SEED:
        raise UsageError(f"{name}: {value!r} cannot be meant; give {remedy}")
