"""What is no arc, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ids = NDArray[np.int32]


class Reason(IntEnum):
    """Why a candidate is no arc."""

    BEYOND_REACH = 1
    NO_LINK = 2
    CLOSED = 3
    ALL_LOST = 4
    NOTHING_TO_MOVE = 5
    MINIMUM_TOO_HIGH = 6
    QUALITY = 7

    @property
    def text(self) -> str:
        """Say it in words."""
        return {
            Reason.BEYOND_REACH: "farther than the mode's reach",
            Reason.NO_LINK: "the mode needs a link, and there is none",
            Reason.CLOSED: "the link is closed",
            Reason.ALL_LOST: "all would be lost on the way",
            Reason.NOTHING_TO_MOVE: "nothing to give, to take or to carry",
            Reason.MINIMUM_TOO_HIGH: "the mode's minimum is more than can ever move",
            Reason.QUALITY: "worse than what is guaranteed behind",
        }[self]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Candidates that are no arc, each with its reason. Shape (rows,)."""

    giver: Ids
    end: Ids
    mode: Ids
    km: Floats
    reason: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.giver)


def with_left_out(left: LeftOut, more: LeftOut) -> LeftOut:
    """Join two lists of what was left out, in order of giver, end and mode."""
    columns = [np.concatenate([getattr(left, name), getattr(more, name)]) for name in LeftOut.__slots__]
    order = np.lexsort((columns[2], columns[1], columns[0]))
    return LeftOut(*(column[order] for column in columns))
