"""Who may meet whom: every giver and end that share a resource, by every mode that carries it, kept or left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.network.guarantees import Guarantees
from isopt.network.left_out import LeftOut, Reason
from isopt.network.network import ON_SITE, pick_rows
from isopt.network.nodes import outlets
from isopt.network.plants import NodeKind
from isopt.network.terms import Ids, ids, transport_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from isopt.network.network import Givers, Takers
    from isopt.network.nodes import Acceptances
    from isopt.scenario.scenario import Link, Mode, Scenario, Terms

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Flags = NDArray[np.bool_]
    Columns = tuple[NDArray[Any], ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ways something could go, before amounts are looked at. Shapes (rows,), (rows, periods), (impacts, rows, periods)."""

    giver: Integers
    end: Integers
    mode: Integers
    resource: Integers
    km: Floats
    link: Integers
    """The link entry that speaks of it; -1 for none."""
    transport_eur_per_u: Floats
    transport_emissions_kg_per_u: Floats
    arrival_share: Floats


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Givers and ends that share a resource: one row a pair."""

    resource: str
    giver: Integers
    end: Integers
    source: Integers
    target: Integers
    is_exchange: Flags
    """Whether the end is a taker, not a disposal route."""
    is_worse: Flags
    """Whether the giver does not meet what the end guarantees."""

    def pick(self, rows: NDArray[np.intp]) -> _Meeting:
        """Keep some of the pairs."""
        return _Meeting(
            self.resource, self.giver[rows], self.end[rows], self.source[rows], self.target[rows],
            self.is_exchange[rows], self.is_worse[rows],
        )  # fmt: skip


def find_candidates(
    scenario: Scenario,
    number: Ids,
    givers: Givers,
    takers: Takers,
    acceptances: Acceptances,
    straight_km: Floats,
    *,
    is_today: bool = False,
) -> tuple[Candidates, LeftOut]:
    """Find all candidates, in order of giver, end and mode, and those left out with their reasons.

    Today things go to a taker over what stands alone: links marked so, and on site into or out of facilities and stores.
    """
    found: list[Columns] = []
    out: list[Columns] = []
    shape = (len(scenario.impacts), 0, len(scenario.calendar.periods))
    distances = {name: _stated_km(mode, number) for name, mode in scenario.modes.items() if mode.distances_km}
    for meeting in _meetings(scenario, number, givers, takers, acceptances, is_today=is_today):
        here = meeting.source == meeting.target
        stay, unfit = (np.nonzero(here & (meeting.is_worse == worse))[0] for worse in (False, True))
        found.append(_staying(meeting.pick(stay), number.resource[meeting.resource], shape))
        out.append(_kept_apart(meeting.pick(unfit)))
        away = meeting.pick(np.nonzero(~here)[0]) if here.any() else meeting
        for mode, terms in _carriers(scenario, meeting.resource):
            found_here, out_here = _moving(
                scenario, number, mode, terms, away, straight_km, distances.get(mode.name), is_today=is_today
            )
            found.append(found_here)
            out.append(out_here)
    candidates = Candidates(*_stacked(found, shape))
    order = np.lexsort((candidates.mode, candidates.end, candidates.giver))
    left = _stacked_out(out)
    return Candidates(*(pick_rows(getattr(candidates, name), order) for name in Candidates.__slots__)), left


def _carriers(scenario: Scenario, resource: str) -> list[tuple[Mode, Terms]]:
    return [(mode, mode.terms[resource]) for mode in scenario.modes.values() if resource in mode.terms]


def _meetings(
    scenario: Scenario, number: Ids, givers: Givers, takers: Takers, acceptances: Acceptances, *, is_today: bool
) -> Iterator[_Meeting]:
    """Pair givers with ends by resource."""
    taker_count = len(takers.names)
    has_nodes = bool((givers.kind != NodeKind.FLOW).any())
    guarantees = Guarantees.of(scenario, givers, takers) if scenario.hubs or scenario.stores else None
    located = _located(scenario, number)
    for resource, resource_id in number.resource.items():
        giving = np.nonzero(givers.resource == resource_id)[0].astype(np.int32)
        taking = acceptances.taker[acceptances.resource == resource_id]
        giver, end = np.repeat(giving, len(taking)), np.tile(taking, len(giving))
        source, target = givers.site[giver], takers.site[end]
        if is_today:
            rows = np.nonzero(_is_open_today(scenario, number, givers, takers, giver, end))[0]
            giver, end, source, target = giver[rows], end[rows], source[rows], target[rows]
        if has_nodes:
            rows = np.nonzero(~_is_own(scenario, givers, takers, giver, end))[0]
            giver, end, source, target = giver[rows], end[rows], source[rows], target[rows]
        is_worse = np.zeros(len(giver), dtype=bool) if guarantees is None else guarantees.is_worse(resource, giver, end)
        is_exchange = np.ones(len(giver), dtype=bool)
        if resource in located:
            sent, route_id, place = located[resource]
            giver = np.concatenate([giver, sent])
            end = np.concatenate([end, taker_count + route_id]).astype(np.int32)
            source = np.concatenate([source, givers.site[sent]])
            target = np.concatenate([target, place])
            is_exchange = np.concatenate([is_exchange, np.zeros(len(sent), dtype=bool)])
            is_worse = np.concatenate([is_worse, np.zeros(len(sent), dtype=bool)])
        if len(giver):
            yield _Meeting(resource, giver, end, source, target, is_exchange, is_worse)


def _located(scenario: Scenario, number: Ids) -> dict[str, tuple[Integers, Integers, Integers]]:
    """List, by resource, givers with the disposal routes they may send to that have a site, and that site."""
    rows: dict[str, list[tuple[int, int, int]]] = {}
    for giver, resource, routes, _ in outlets(scenario):
        for route in routes:
            site = scenario.disposal[route].site
            if site is not None:
                rows.setdefault(resource, []).append((giver, number.route[route], number.site[site]))
    return {
        name: (ids(g for g, _, _ in of), ids(r for _, r, _ in of), ids(s for *_, s in of)) for name, of in rows.items()
    }


def _is_own(scenario: Scenario, givers: Givers, takers: Takers, giver: Integers, end: Integers) -> Flags:
    """Say which pairs are one hub's part or one store with itself, or a facility that may not feed itself."""
    recycles = np.array([facility.may_recycle for facility in scenario.facilities.values()], dtype=bool)
    kind, part = givers.kind[giver], givers.part[giver]
    same: Flags = (kind == takers.kind[end]) & (part == takers.part[end]) & (kind != NodeKind.FLOW)
    same[kind == NodeKind.PORT] &= ~recycles[part[kind == NodeKind.PORT]]
    return same


def _is_open_today(
    scenario: Scenario, number: Ids, givers: Givers, takers: Takers, giver: Integers, end: Integers
) -> Flags:
    """Say which pairs have a link that stands between them, or a facility or store at one of them, on one site."""
    source, target = givers.site[giver], takers.site[end]
    works = (NodeKind.PORT, NodeKind.STORE)
    is_open: Flags = (source == target) & (np.isin(givers.kind[giver], works) | np.isin(takers.kind[end], works))
    ways = [way for link in scenario.links.values() if link.sizing.is_existing for way in _ways(number, link)]
    for rows in _rows_between(ways, source, target):
        is_open[rows] = True
    return is_open


def _ways(number: Ids, link: Link) -> list[tuple[int, int]]:
    """List the ways a link leads, as pairs of sites: there, and back if it does."""
    there = (number.site[link.source], number.site[link.target])
    return [there, there[::-1]] if link.is_both else [there]


def _stated_km(mode: Mode, number: Ids) -> Floats:
    """Lay out the distances a mode states; NaN where it states none."""
    stated = np.full((len(number.site), len(number.site)), np.nan)
    source, target = (ids(number.site[pair[side]] for pair in mode.distances_km) for side in (0, 1))
    stated[source, target] = list(mode.distances_km.values())
    return stated


def _staying(meeting: _Meeting, resource: int, shape: tuple[int, int, int]) -> Columns:
    count, (impacts, _, periods) = len(meeting.giver), shape
    return (
        meeting.giver, meeting.end, np.full(count, ON_SITE, np.int32), np.full(count, resource, np.int32),
        np.zeros(count), np.full(count, -1, np.int32), np.zeros((count, periods)), np.zeros((impacts, count, periods)),
        np.ones((count, periods)),
    )  # fmt: skip


def _kept_apart(meeting: _Meeting) -> Columns:
    """List pairs on one site that a guarantee holds apart."""
    count = len(meeting.giver)
    reason = np.full(count, Reason.QUALITY, np.int8)
    return meeting.giver, meeting.end, np.full(count, ON_SITE, np.int32), np.zeros(count), reason


def _moving(
    scenario: Scenario,
    number: Ids,
    mode: Mode,
    terms: Terms,
    meeting: _Meeting,
    straight_km: Floats,
    stated_km: Floats | None,
    *,
    is_today: bool,
) -> tuple[Columns, Columns]:
    giver, end, source, target = meeting.giver, meeting.end, meeting.source, meeting.target
    mode_id = number.mode[mode.name]
    km = straight_km[source, target] * mode.detour_factor
    reason = np.zeros(len(giver), np.int8)
    reason[~(km <= mode.reach_km)] = Reason.BEYOND_REACH
    if stated_km is not None:
        stated = stated_km[source, target]
        km = np.where(np.isnan(stated), km, stated)
        reason[~np.isnan(stated)] = 0
    if is_today or mode.links_only:
        reason[meeting.is_exchange | mode.links_only] = Reason.NO_LINK
    link = np.full(len(giver), -1, np.int32)
    by_link = []
    entries = [
        (k, item, way)
        for k, item in enumerate(scenario.links.values())
        if item.mode == mode.name and meeting.resource in item.terms
        for way in _ways(number, item)
    ]
    between = _rows_between([way for _, _, way in entries], source, target)
    for (entry, item, _), rows in zip(entries, between, strict=True):
        link[rows] = entry
        if item.distance_km is not None or item.is_both:
            km[rows] = _link_km(item, mode, number, straight_km)
        is_shut = is_today and not item.sizing.is_existing
        reason[rows] = np.where(
            meeting.is_exchange[rows] & is_shut, Reason.NO_LINK, Reason.CLOSED if item.is_closed else 0
        )
        by_link.append((rows, item.terms[meeting.resource]))
    km = np.where(np.isnan(km), np.inf, km)
    cost, emissions, arrival = transport_columns(terms, np.where(np.isinf(km), 0.0, km))
    for rows, own in by_link:
        length = np.where(np.isinf(km[rows]), 0.0, km[rows])
        cost[rows], emissions[:, rows], arrival[rows] = transport_columns(own, length)
    reason[(reason == 0) & ~(arrival > 0).any(axis=1)] = Reason.ALL_LOST
    reason[(reason == 0) & meeting.is_worse] = Reason.QUALITY
    keep, drop = np.nonzero(reason == 0)[0], np.nonzero(reason)[0]
    return (
        giver[keep], end[keep], np.full(len(keep), mode_id, np.int32),
        np.full(len(keep), number.resource[meeting.resource], np.int32), km[keep], link[keep], cost[keep],
        pick_rows(emissions, keep), np.maximum(arrival[keep], 0.0),
    ), (giver[drop], end[drop], np.full(len(drop), mode_id, np.int32), km[drop], reason[drop])  # fmt: skip


def _link_km(link: Link, mode: Mode, number: Ids, straight_km: Floats) -> float:
    """Measure a link in its own direction, which holds for the way back too."""
    if link.distance_km is not None:
        return link.distance_km
    stated = mode.distances_km.get((link.source, link.target))
    straight = float(straight_km[number.site[link.source], number.site[link.target]])
    return straight * mode.detour_factor if stated is None else stated


def _rows_between(pairs: list[tuple[int, int]], source: Integers, target: Integers) -> list[NDArray[np.intp]]:
    """Find, for each pair of sites, the rows that go from the one to the other."""
    if not pairs:
        return []
    width = int(max(source.max(initial=0), target.max(initial=0), *map(max, pairs))) + 1
    code = source.astype(np.int64) * width + target
    order = np.argsort(code, kind="stable")
    wanted = np.array([start * width + end for start, end in pairs], np.int64)
    first, last = (np.searchsorted(code[order], wanted, side=side) for side in ("left", "right"))
    return [order[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)]


def _stacked(parts: list[Columns], shape: tuple[int, int, int]) -> list[NDArray[Any]]:
    if not parts:
        none, wide = np.zeros(0, np.int32), np.zeros(shape[1:])
        return [none, none, none, none, np.zeros(0), none, wide, np.zeros(shape), wide]
    return [np.concatenate(column, axis=1 if column[0].ndim == 3 else 0) for column in zip(*parts, strict=True)]


def _stacked_out(parts: list[Columns]) -> LeftOut:
    none = np.zeros(0, np.int32)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [none] * 5
    return LeftOut(*columns)
