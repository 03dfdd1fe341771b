"""Arcs of published networks, and the links they become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from benchmarks.importers.writing import Row

FORM = "solid"
"""What all goods of published networks are: their modes carry forms."""


@dataclass(frozen=True, slots=True)
class Arc:
    """A way from one node to another: a price per unit, a fixed price of its use, a capacity."""

    source: int
    target: int
    copy: int
    """1, 2, … among arcs between the same two nodes."""
    cost: float
    capacity: float
    fixed: float

    @property
    def mode(self) -> str:
        """Name the mode: arcs side by side are links of different modes (SEMANTICS 9)."""
        return f"way_{self.copy}"

    def as_link(self) -> Row:
        """Write it as a link that is paid once anything uses it."""
        return self._ends() | {"capacity [t/a]": self.capacity, "fixed [EUR/a]": self.fixed}

    def as_built_link(self, group: str) -> Row:
        """Write it as a link to be built, of which the group has at most one."""
        return self._ends() | {
            "sizes.only.capacity [t/a]": self.capacity,
            "sizes.only.fixed_opex [EUR/a]": self.fixed,
            "one_of": group,
        }

    def _ends(self) -> dict[str, Any]:
        return {
            "name": f"arc_{self.source}_{self.target}_{self.copy}",
            "from": node(self.source),
            "to": node(self.target),
            "transport": self.mode,
            "distance [km]": 1,
            "cost [EUR/t]": self.cost,
        }


def node(number: int) -> str:
    """Name the site of a node."""
    return f"node_{number}"


def modes(arcs: Sequence[Arc], **terms: object) -> dict[str, dict[str, object]]:
    """Name the modes that arcs need, each with the same terms."""
    return {
        mode: links_only(**terms) for mode in sorted({arc.mode for arc in arcs}, key=lambda mode: (len(mode), mode))
    }


def links_only(**terms: object) -> dict[str, object]:
    """Write a mode that runs on links alone."""
    return {"carries": [FORM], "links_only": True, **terms}
