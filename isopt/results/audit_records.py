"""What the audit is given, and what it finds."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AMOUNT_TOLERANCE = 1e-6
"""Largest violation of a balance or limit, relative to what it is about."""

LEAST_SIZE = 1e-3
"""What is smaller is measured by this: the solver's own tolerance is 1e-9 units."""

MONEY_TOLERANCE = 1e-9
"""Largest difference of a cost or emission part, relative to the sum of the parts' sizes."""


class Move(Protocol):
    """What goes from a giver to an end, by a mode, per period."""

    @property
    def giver(self) -> str:
        """Giver."""

    @property
    def end(self) -> str:
        """End."""

    @property
    def is_disposal(self) -> bool:
        """Is disposal."""

    @property
    def mode(self) -> str:
        """Mode."""

    @property
    def amount_u(self) -> tuple[float, ...]:
        """Amount u."""

    @property
    def lost_u(self) -> tuple[float, ...]:
        """Of it, what a standing way loses; empty for nothing."""


class Purchase(Protocol):
    """What is bought for a need, per period."""

    @property
    def taker(self) -> str:
        """Taker."""

    @property
    def amount_u(self) -> tuple[float, ...]:
        """Amount u."""


class Built(Protocol):
    """An asset that is built."""

    @property
    def mode(self) -> str:
        """Mode."""

    @property
    def source(self) -> str:
        """Source."""

    @property
    def target(self) -> str:
        """Target."""

    @property
    def serves(self) -> str:
        """Serves."""

    @property
    def size(self) -> str:
        """Size."""

    @property
    def position(self) -> float:
        """Along a stretch between two sizes."""


class Run(Protocol):
    """How much a facility runs by one recipe, per period."""

    @property
    def facility(self) -> str:
        """Facility."""

    @property
    def recipe(self) -> str:
        """Recipe."""

    @property
    def amount(self) -> tuple[float, ...]:
        """Units of activity."""


class Trade(Protocol):
    """What a facility or store buys or sells, per period."""

    @property
    def kind(self) -> str:
        """Buy, otherwise or sell."""

    @property
    def node(self) -> str:
        """Port or store."""

    @property
    def resource(self) -> str:
        """Resource."""

    @property
    def amount_u(self) -> tuple[float, ...]:
        """Amount u."""


class Stock(Protocol):
    """What a store holds at the end of each period."""

    @property
    def store(self) -> str:
        """Store."""

    @property
    def level_u(self) -> tuple[float, ...]:
        """Level u."""


class Planned(Protocol):
    """What is audited: moves, purchases, what runs, is traded, stored and built, by name."""

    @property
    def moves(self) -> Sequence[Move]:
        """What goes where."""

    @property
    def purchases(self) -> Sequence[Purchase]:
        """What is bought."""

    @property
    def built(self) -> Sequence[Built]:
        """What is built."""

    @property
    def runs(self) -> Sequence[Run]:
        """What runs."""

    @property
    def trades(self) -> Sequence[Trade]:
        """What is traded."""

    @property
    def stocks(self) -> Sequence[Stock]:
        """What is stored."""


@dataclass(frozen=True, slots=True)
class Claims:
    """The figures a result states, to be confirmed."""

    cost_parts_eur: Mapping[str, float]
    emission_parts_kg: Mapping[str, Mapping[str, float]]
    """By impact and part."""
    avoided_kg: Mapping[str, float]
    landfilled_t: Mapping[str, float]
    combined: float


@dataclass(slots=True)
class Audit:
    """What the audit found."""

    worst_violation: float = 0.0
    """Largest violation of a balance or limit, relative to what it is about."""
    problems: list[str] = field(default_factory=list)

    def hold(self, what: str, value: float, least: float, most: float, scale: float) -> None:
        """Check least ≤ value ≤ most, measured by `scale`."""
        size = max(LEAST_SIZE, abs(scale))
        violation = max(least - value, value - most, 0.0) / size
        if not violation <= AMOUNT_TOLERANCE:
            self.problems.append(f"{what}: {value!r} is not within [{least!r}, {most!r}]")
        self.worst_violation = math.inf if math.isnan(violation) else max(self.worst_violation, violation)

    def refuse(self, problem: str) -> None:
        """Note what must not be."""
        self.problems.append(problem)
