"""Bounds on blends: of all that arrives at a need, an input or a disposal route, and of single resources."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.network import QualityLimits
from isopt.network.plants import NodeKind, rows_by_name
from isopt.network.sendings import Sendings
from isopt.network.terms import ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from isopt.network.network import Arcs, Givers, Routes, Takers
    from isopt.network.plants import Purchases
    from isopt.network.terms import Ids
    from isopt.scenario.scenario import Acceptance, Bounds, Scenario

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Members = tuple[Integers, Integers, Floats]


@dataclass(frozen=True, slots=True)
class _Blend:
    """A property of all that meets at one end, or of what of it is of one resource."""

    end: int
    key: str
    bounds: Bounds
    resource: str | None = None
    """None for all that arrives, virgin included."""
    virgin: float | None = None
    """What the end's own purchase has of the property."""
    market: float | None = None
    """What its resource has, bought at the market."""


@dataclass(frozen=True, slots=True)
class _Members:
    """What meets in a blend, with what each has of the property."""

    arc: tuple[Integers, Floats]
    virgin: tuple[Integers, Floats]
    route_row: tuple[Integers, Floats]
    purchase: tuple[Integers, Floats]

    def excess(self, sign: float, bound: float) -> tuple[tuple[Integers, Floats], ...]:
        """Say by how much each is beyond a bound, by the largest of them."""
        beyond = [
            (member, sign * (value - bound)) for member, value in (self.arc, self.virgin, self.route_row, self.purchase)
        ]
        assert not any(np.isnan(excess).any() for _, excess in beyond)
        largest = max(float(np.abs(excess).max(initial=0.0)) for _, excess in beyond)
        return tuple((member, excess / (largest or 1.0)) for member, excess in beyond)


def giver_quality(scenario: Scenario, givers: Givers, key: str) -> Floats:
    """Say what each giver guarantees of a property; NaN where nothing is known."""
    return np.array([stated.get(key, np.nan) for stated in _stated(scenario, givers)], dtype=np.float64)


def _stated(scenario: Scenario, givers: Givers) -> Iterator[Mapping[str, float]]:
    """Find what is said of each giver: of a flow by itself, of all else by itself and by its resource."""
    resources, sites = list(scenario.resources.values()), list(scenario.sites)
    facilities = list(scenario.facilities.values())
    for row, name in enumerate(givers.names):
        kind = givers.kind[row]
        if kind == NodeKind.FLOW:
            yield scenario.givers[name].quality
            continue
        resource = resources[givers.resource[row]]
        if kind == NodeKind.PORT:
            own = facilities[givers.part[row]].outputs[resource.name].quality
        elif kind == NodeKind.HUB:
            own = scenario.hubs[sites[givers.site[row]]].quality.get(resource.name, {})
        else:
            own = scenario.stores[name].quality
        yield {**resource.quality, **own}


def build_quality_limits(
    scenario: Scenario,
    number: Ids,
    givers: Givers,
    takers: Takers,
    routes: Routes,
    arcs: Arcs,
    purchases: Purchases,
) -> QualityLimits:
    """Lay out the bounds on blends, each scaled by the largest excess of what may be in it."""
    values: dict[str, Floats] = {}
    meeting = _meeting(number, takers, routes, arcs, purchases)
    end: list[int] = []
    label: list[str] = []
    excesses: list[tuple[tuple[Integers, Floats], ...]] = []
    for blend in (*_of_flows(scenario), *_of_ports(scenario, takers), *_of_disposal(scenario, takers)):
        if blend.key not in values:
            values[blend.key] = giver_quality(scenario, givers, blend.key)
        members = meeting(blend, values[blend.key])
        for sign, bound in ((1.0, blend.bounds.most), (-1.0, blend.bounds.least)):
            if not math.isinf(bound):
                of = "" if blend.resource is None else f" of {blend.resource}"
                end.append(blend.end)
                label.append(f"{blend.key}{of} {'max' if sign > 0 else 'min'}")
                excesses.append(members.excess(sign, bound))
    arc, virgin, route_row, purchase = (_stacked([parts[side] for parts in excesses]) for side in range(4))
    return QualityLimits(ids(end), tuple(label), arc, virgin, route_row, purchase)


def _meeting(
    number: Ids, takers: Takers, routes: Routes, arcs: Arcs, purchases: Purchases
) -> Callable[[_Blend, Floats], _Members]:
    """Prepare to look up what meets in a blend, given what every giver has of the property."""
    sendings = Sendings.of(routes, arcs, len(takers.names))
    order = np.argsort(arcs.end, kind="stable").astype(np.int32)
    ends = arcs.end[order]

    def members(blend: _Blend, value: Floats) -> _Members:
        first, last = np.searchsorted(ends, ids([blend.end, blend.end + 1]))
        arriving = order[first:last]
        if blend.resource is not None:
            arriving = arriving[arcs.resource[arriving] == number.resource[blend.resource]]
        sent, _ = sendings.to(blend.end - len(takers.names))
        bought = np.nonzero(purchases.taker == blend.end)[0].astype(np.int32)
        has = np.where(purchases.is_virgin[bought], _known(blend.virgin), _known(blend.market))
        if blend.resource is not None:
            is_of = ~purchases.is_virgin[bought] & (purchases.resource[bought] == number.resource[blend.resource])
            bought, has = bought[is_of], has[is_of]
        is_met = blend.end < len(takers.names) and bool(takers.has_virgin[blend.end]) and blend.resource is None
        return _Members(
            arc=(arriving, value[arcs.giver[arriving]]),
            virgin=(ids([blend.end] * is_met), np.full(int(is_met), _known(blend.virgin))),
            route_row=(sent, value[routes.giver[sent]]),
            purchase=(bought, has),
        )

    return members


def _known(value: float | None) -> float:
    return np.nan if value is None else value


def _of_flows(scenario: Scenario) -> Iterator[_Blend]:
    """List what is said of needs: of all that arrives, then of single resources."""
    for row, taker in enumerate(scenario.takers.values()):
        virgin = taker.virgin.quality if taker.virgin else {}
        for key, bounds in taker.limits.items():
            yield _Blend(row, key, bounds, virgin=virgin.get(key))
        yield from _of_resources(row, taker.accepts, {})


def _of_ports(scenario: Scenario, takers: Takers) -> Iterator[_Blend]:
    """List what is said of facilities' inputs."""
    row_of = rows_by_name(takers)
    for facility in scenario.facilities.values():
        for resource, port in facility.inputs.items():
            row, market = row_of[f"{facility.name}.{resource}"], scenario.resources[resource].quality
            virgin = port.virgin.quality if port.virgin else {}
            for key, bounds in port.limits.items():
                yield _Blend(row, key, bounds, virgin=virgin.get(key), market=market.get(key))
            yield from _of_resources(row, port.accepts, market)


def _of_resources(row: int, accepts: Mapping[str, Acceptance], market: Mapping[str, float]) -> Iterator[_Blend]:
    for resource, acceptance in accepts.items():
        for key, bounds in acceptance.limits.items():
            yield _Blend(row, key, bounds, resource=resource, market=market.get(key))


def _of_disposal(scenario: Scenario, takers: Takers) -> Iterator[_Blend]:
    """List what disposal routes demand of all that goes there."""
    for route, disposal in enumerate(scenario.disposal.values()):
        for key, bounds in disposal.limits.items():
            yield _Blend(len(takers.names) + route, key, bounds)


def _stacked(parts: list[tuple[Integers, Floats]]) -> Members:
    """Put the members of all limits into one list, each with its limit."""
    counts = [len(member) for member, _ in parts]
    if not parts:
        return ids([]), ids([]), np.zeros(0)
    member, value = (np.concatenate(column) for column in zip(*parts, strict=True))
    return np.repeat(np.arange(len(parts), dtype=np.int32), counts), member, value
