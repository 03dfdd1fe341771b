"""Rules on quality: every value that a limit needs is known, and what leaves a mixture is guaranteed (SEMANTICS 16, 17)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from isopt.scenario.faults import Path
    from isopt.scenario.resolving.conversion import Converter
    from isopt.scenario.resolving.ends import Ends, GivingEnd, TakingEnd
    from isopt.scenario.scenario import Bounds, Disposal


def check_quality(converter: Converter, ends: Ends, disposal: Mapping[str, Disposal]) -> None:
    """Hold that all values that limits need are known, that one limit weighs one unit, that mixtures are guaranteed."""
    values = _Values(converter, ends)
    for taker in ends.taking:
        for property_name in taker.limits:
            path: Path = (*taker.path, "limits", property_name)
            _check_bought(converter, taker, property_name, path)
            own = taker.unit if taker.virgin is not None else None
            _check_one_unit(converter, taker.accepts, property_name, path, {own.text} if own else set())
            for resource in taker.accepts:
                _check_known(converter, values.unknown(resource, property_name), property_name, taker.name)
        for resource, limits in taker.accepts.items():
            for property_name in limits:
                _check_known(converter, values.unknown(resource, property_name), property_name, taker.name)
    for route in disposal.values():
        sending = [giver for giver in ends.giving if route.name in giver.routes]
        for property_name in sorted({*route.limits, *(load.property for load in route.loads)}):
            path = ("disposal", route.name, "limits", property_name)
            _check_one_unit(converter, {giver.resource for giver in sending}, property_name, path, set())
            unknown = [giver for giver in sending if _is_unknown(converter, giver, property_name)]
            _check_known(converter, unknown, property_name, route.name)
    _check_guarantees(converter, ends, values, reached_properties(ends, disposal))


class _Values:
    """Find the givers of a resource whose value of a property is unknown, once for all that ask."""

    def __init__(self, converter: Converter, ends: Ends) -> None:
        self._converter = converter
        self._givers: dict[str, list[GivingEnd]] = {}
        for giver in ends.giving:
            self._givers.setdefault(giver.resource, []).append(giver)
        self._unknown: dict[tuple[str, str], list[GivingEnd]] = {}

    def unknown(self, resource: str, property_name: str) -> list[GivingEnd]:
        """Give them, but for mixtures: of these, guarantees are demanded elsewhere."""
        key = (resource, property_name)
        if key not in self._unknown:
            givers = self._givers.get(resource, [])
            self._unknown[key] = [giver for giver in givers if _is_unknown(self._converter, giver, property_name)]
        return self._unknown[key]


def _is_unknown(converter: Converter, giver: GivingEnd, property_name: str) -> bool:
    return (
        property_name not in giver.quality
        and not giver.kind.mixes
        and not _is_unsure(converter, giver.resource, giver.path)
    )


def _is_unsure(converter: Converter, resource: str, path: Path) -> bool:
    """Say whether what an entry at a path, or its resource, says of quality is faulty itself."""
    places: tuple[Path, ...] = (
        (*path, "quality"),
        ("resources", resource, "quality"),
        ("resources", resource, "properties"),
    )
    return any(converter.faults.is_faulty(*place) for place in places)


def reached_properties(ends: Ends, disposal: Mapping[str, Disposal]) -> dict[str, set[str]]:
    """List for each resource the properties that some taker, input or disposal route it may reach limits."""
    reached: dict[str, set[str]] = {}
    for taker in ends.taking:
        for resource, limits in taker.accepts.items():
            reached.setdefault(resource, set()).update(_binding(limits), _binding(taker.limits))
    for route in disposal.values():
        for resource in route.terms:
            reached.setdefault(resource, set()).update(_binding(route.limits), (load.property for load in route.loads))
    return reached


def _binding(limits: Mapping[str, Bounds]) -> Iterable[str]:
    return (name for name, bounds in limits.items() if bounds.most < math.inf or bounds.least > -math.inf)


def _check_bought(converter: Converter, taker: TakingEnd, property_name: str, path: Path) -> None:
    """Hold that what is bought, as virgin material or at a market, has a known value."""
    is_unsure = converter.faults.is_faulty(*taker.path, "otherwise", "quality")
    if taker.virgin is not None and property_name not in taker.virgin.quality and not is_unsure:
        converter.faults.add(
            path, f"the virgin material's {property_name} is unknown", f"add `otherwise.quality.{property_name}`"
        )
    if taker.market is not None:
        _check_market(converter, taker.market, property_name, taker.name, "limits")


def _check_market(converter: Converter, resource: str, property_name: str, asked_by: str, asks: str) -> None:
    path: Path = ("resources", resource)
    if property_name not in converter.resources[resource].quality and not _is_unsure(converter, resource, path):
        converter.faults.add(
            path,
            f"it can be bought for '{asked_by}', which {asks} its {property_name}, and that is unknown",
            f"add `quality: {{{property_name}: …}}`",
        )


def _check_one_unit(
    converter: Converter, resources: Collection[str], property_name: str, path: Path, others: set[str]
) -> None:
    """Hold that a limit weighs one unit of amounts, `others` included, and one unit of its property."""
    units = {converter.resources[resource].unit.text for resource in resources} | others
    if len(units) > 1:
        converter.faults.add(
            path, f"weighs {' and '.join(sorted(units))} together", "what meets one limit has one unit"
        )
    stated = {converter.resources[resource].properties.get(property_name) for resource in resources} - {None}
    if len(stated) > 1:
        named = " and ".join(sorted(map(str, stated)))
        converter.faults.add(
            path, f"'{property_name}' is counted in {named}", "declare it in one unit on all resources it limits"
        )


def _check_known(
    converter: Converter, unknown: Iterable[GivingEnd], property_name: str, asked_by: str, asks: str = "limits"
) -> None:
    """Hold that the value of all that may meet a limit is known."""
    for giver in unknown:
        whose = "its" if giver.path[0] == "flows" else f"the {giver.resource}'s"
        converter.faults.add(
            giver.path,
            f"{whose} {property_name} is unknown, and '{asked_by}' {asks} it",
            f"add `quality: {{{property_name}: …}}`",
        )


def _check_guarantees(
    converter: Converter,
    ends: Ends,
    values: _Values,
    reached: Mapping[str, set[str]],
) -> None:
    """Hold that hubs and stores declare what limits behind them need, and that what enters has known values."""
    mixing = [end for end in ends.giving if end.kind.mixes]
    markets = {end.name: end.market for end in ends.taking}
    for end in mixing:
        market = markets[end.name]
        for property_name in sorted(reached.get(end.resource, ())):
            if property_name not in end.quality:
                if not _is_unsure(converter, end.resource, end.path):
                    converter.faults.add(
                        end.path,
                        f"'{end.resource}' leaves it with an unknown {property_name}, and quality after mixing is bilinear",
                        f"declare it (`quality: {{{property_name}: …}}`) or connect directly",
                    )
                continue
            _check_known(converter, values.unknown(end.resource, property_name), property_name, end.name, "guarantees")
            if market is not None:
                _check_market(converter, market, property_name, end.name, "guarantees")
