"""The audit of flows: what is given goes somewhere, what is needed is met, blends keep within their bounds."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from isopt.results.audit_records import Audit, Move, Purchase
    from isopt.results.audit_ways import Way
    from isopt.scenario.scenario import Acceptance, Bounds, Scenario, Taker


class Part(NamedTuple):
    """A part of a blend."""

    quality: Mapping[str, float]
    """Known values of properties."""
    amount: float


def check_givers(scenario: Scenario, known: list[tuple[Move, Way]], audit: Audit, *, is_today: bool) -> None:
    """Hold that all that arises goes somewhere, and enough of it to takers."""
    sent: dict[str, list[tuple[Move, Way]]] = defaultdict(list)
    for move, way in known:
        sent[move.giver].append((move, way))
    for giver in scenario.givers.values():
        moves = sent[giver.name]
        barred = giver.is_required and not (is_today and giver.routes)
        if barred and any(move.is_disposal for move, _ in moves):
            audit.refuse(f"flows.{giver.name}: required, but some is disposed of")
        for t, period in enumerate(scenario.calendar.periods):
            given = giver.given_u[t]
            least = given if giver.is_bound else 0.0
            total = math.fsum(move.amount_u[t] for move, _ in moves)
            audit.hold(f"flows.{giver.name} in {period}, given", total, least, given, given)
        taken = math.fsum(amount for move, _ in moves if not move.is_disposal for amount in move.amount_u)
        _check_least(
            f"flows.{giver.name}", taken, giver.at_least_share, giver.minimum_u, giver.given_u, audit, is_today=is_today
        )


def _check_least(
    label: str,
    exchanged: float,
    share: float,
    minimum: float,
    amounts: tuple[float, ...],
    audit: Audit,
    *,
    is_today: bool,
) -> None:
    """Hold a year's exchanges of a flow to its `at_least` and `minimum`; today is not bound by them."""
    total = math.fsum(amounts)
    if is_today:
        return
    if share:
        audit.hold(f"{label}.at_least", exchanged, share * total, math.inf, total)
    if minimum and exchanged > 0:
        audit.hold(f"{label}.minimum", exchanged, minimum, math.inf, minimum)


def check_takers(
    scenario: Scenario, known: list[tuple[Move, Way]], purchases: Iterable[Purchase], audit: Audit, *, is_today: bool
) -> None:
    """Hold that every need is met as it must be."""
    arriving: dict[str, list[tuple[Move, Way]]] = defaultdict(list)
    for move, way in known:
        if not move.is_disposal:
            arriving[move.end].append((move, way))
    bought = {item.taker: item.amount_u for item in purchases}
    none = (0.0,) * len(scenario.calendar.periods)
    for taker in scenario.takers.values():
        if taker.name in bought and taker.is_required and not is_today:
            audit.refuse(f"flows.{taker.name}: required, but virgin material is bought")
        met = [
            _check_need(taker, t, period, arriving[taker.name], bought.get(taker.name, none)[t], audit)
            for t, period in enumerate(scenario.calendar.periods)
        ]
        _check_least(
            f"flows.{taker.name}", math.fsum(met), taker.at_least_share, taker.minimum_u, taker.need_u, audit,
            is_today=is_today,
        )  # fmt: skip


def _check_need(taker: Taker, t: int, period: str, moves: list[tuple[Move, Way]], virgin: float, audit: Audit) -> float:
    """Check one need in one period; say what exchanges meet of it."""
    need = taker.need_u[t]
    met: dict[str, list[float]] = defaultdict(list)
    arrived: list[tuple[str, Part]] = []
    for move, way in moves:
        amount = way.arriving(move.amount_u, move.lost_u, t)
        resource = way.source.resource
        arrived.append((resource, Part(way.source.quality, amount)))
        met[resource].append(taker.accepts[resource].replaces_per_u[t] * amount)
    exchanged = math.fsum(value for values in met.values() for value in values)
    total = math.fsum((exchanged, virgin))
    audit.hold(f"flows.{taker.name} in {period}, met", total, need if taker.is_bound else 0.0, need, need)
    for resource, values in met.items():
        most = taker.accepts[resource].at_most_share[t] * need
        audit.hold(f"flows.{taker.name}.accepts.{resource}.at_most in {period}", math.fsum(values), 0.0, most, need)
    bought: list[Part] = [Part(taker.virgin.quality, virgin)] if taker.virgin and virgin > 0 else []
    check_blends(f"flows.{taker.name}", period, taker.accepts, taker.limits, arrived, bought, audit)
    return exchanged


def check_blends(
    label: str,
    period: str,
    accepts: Mapping[str, Acceptance],
    limits: Mapping[str, Bounds],
    arrived: list[tuple[str, Part]],
    bought: list[Part],
    audit: Audit,
) -> None:
    """Hold what arrives of each resource, and all of it with what is bought, within its bounds."""
    for resource in {resource for resource, _ in arrived}:
        own = [part for other, part in arrived if other == resource]
        for name, bounds in accepts[resource].limits.items():
            check_blend(f"{label}.accepts.{resource}.limits.{name} in {period}", name, bounds, own, audit)
    for name, bounds in limits.items():
        check_blend(
            f"{label}.limits.{name} in {period}", name, bounds, [*(part for _, part in arrived), *bought], audit
        )


def check_blend(label: str, name: str, bounds: Bounds, parts: list[Part], audit: Audit) -> None:
    """Hold one property of a blend within its bounds; each part is weighed by its amount."""
    amount = math.fsum(amount for _, amount in parts)
    if amount <= 0:
        return
    if any(quality.get(name) is None and part > 0 for quality, part in parts):
        audit.refuse(f"{label}: limited, but not known of all that arrives")
        return
    contents = [quality[name] * part for quality, part in parts if name in quality]
    finite = [abs(bound) for bound in (bounds.least, bounds.most) if not math.isinf(bound)]
    scale = max(math.fsum(map(abs, contents)), amount * max(finite, default=0.0))
    least = -math.inf if math.isinf(bounds.least) else bounds.least * amount
    most = math.inf if math.isinf(bounds.most) else bounds.most * amount
    audit.hold(label, math.fsum(contents), least, most, scale)
