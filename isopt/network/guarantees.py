"""What is guaranteed of all that leaves hubs and stores, and so demanded of all that enters (SEMANTICS 17)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.plants import NodeKind, rows_by_name
from isopt.network.quality import giver_quality

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from isopt.network.network import Givers, Takers
    from isopt.scenario.plants import InputPort
    from isopt.scenario.scenario import Bounds, Scenario, Taker

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Flags = NDArray[np.bool_]

_ROUNDING_SHARE = 1e-9
"""Two figures this near are one, written in different units."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side on which something limits a property: 1 for at most, −1 for at least."""

    key: str
    sign: float

    def is_worse(self, value: Floats | float, guaranteed: Floats | float) -> Flags:
        """Say what is on the wrong side of a guarantee; what is unknown is not."""
        beyond = self.sign * (np.asarray(value) - guaranteed)
        return np.asarray(beyond > _ROUNDING_SHARE * (np.abs(value) + np.abs(guaranteed)))


def limited_sides(scenario: Scenario) -> dict[str, tuple[Side, ...]]:
    """List, by resource, what some need, input or disposal route that it may reach limits."""
    found: dict[str, set[tuple[str, float]]] = {}
    for resource, limits in _limits(scenario):
        for key, bounds in limits.items():
            stated = ((1.0, bounds.most), (-1.0, bounds.least))
            found.setdefault(resource, set()).update((key, sign) for sign, bound in stated if not math.isinf(bound))
    for route in scenario.disposal.values():
        for resource in route.terms:
            found.setdefault(resource, set()).update((load.property, 1.0) for load in route.loads)
    return {resource: tuple(Side(*side) for side in sorted(sides)) for resource, sides in found.items()}


def _limits(scenario: Scenario) -> Iterator[tuple[str, Mapping[str, Bounds]]]:
    takers: list[Taker | InputPort] = [*scenario.takers.values()]
    takers.extend(port for facility in scenario.facilities.values() for port in facility.inputs.values())
    for taker in takers:
        for resource, how in taker.accepts.items():
            yield resource, taker.limits
            yield resource, how.limits
    for route in scenario.disposal.values():
        for resource in route.terms:
            yield resource, route.limits


@dataclass(frozen=True, slots=True)
class Guarantees:
    """By resource, each limited side with what givers have of the property and what hubs and stores guarantee of it."""

    sides: Mapping[str, tuple[tuple[Side, Floats, Floats], ...]]
    """Side; value by row of givers; guaranteed value by row of takers, NaN for all but hubs and stores."""

    @classmethod
    def of(cls, scenario: Scenario, givers: Givers, takers: Takers) -> Guarantees:
        """Look up what hubs and stores carry, and what of it matters somewhere."""
        carried = {store.resource for store in scenario.stores.values()}
        carried |= {resource for hub in scenario.hubs.values() for resource in hub.carries}
        sides = {name: of for name, of in limited_sides(scenario).items() if name in carried}
        values = {side.key: np.zeros(0) for of in sides.values() for side in of}
        values = {key: giver_quality(scenario, givers, key) for key in sorted(values)}
        row_of = rows_by_name(givers)
        mixing = np.nonzero(takers.kind >= NodeKind.HUB)[0].tolist()
        leaving = [row_of[takers.names[row]] for row in mixing]
        guaranteed = {key: np.full(len(takers.names), np.nan) for key in values}
        for key, column in guaranteed.items():
            column[mixing] = values[key][leaving]
        return cls({name: tuple((s, values[s.key], guaranteed[s.key]) for s in of) for name, of in sides.items()})

    def is_worse(self, resource: str, giver: Integers, taker: Integers) -> Flags:
        """Say which pairs of a giver and a taker of a resource are held apart by what the taker guarantees."""
        worse = np.zeros(len(giver), dtype=bool)
        for side, value, guaranteed in self.sides.get(resource, ()):
            worse |= side.is_worse(value[giver], guaranteed[taker])
        return worse
