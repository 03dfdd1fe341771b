"""Who may meet whom: every giver and end that share a resource, by every mode that carries it, kept or left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.network.network import ON_SITE, LeftOut, Reason
from isopt.network.terms import Ids, ids, transport_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.network import Givers, Takers
    from isopt.scenario.scenario import Scenario, Terms

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Columns = tuple[NDArray[Any], ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ways something could go, before amounts are looked at. Shapes (rows,) or (rows, periods)."""

    giver: Integers
    end: Integers
    mode: Integers
    resource: Integers
    km: Floats
    link: Integers
    """The link entry that speaks of it; -1 for none."""
    transport_eur_per_u: Floats
    transport_co2_kg_per_u: Floats
    arrival_share: Floats


def find_candidates(
    scenario: Scenario, number: Ids, givers: Givers, takers: Takers, straight_km: Floats
) -> tuple[Candidates, LeftOut]:
    """Find all candidates, in order of giver, end and mode, and those left out with their reasons."""
    meeting = _meetings(scenario, number, givers, takers)
    found: list[Columns] = []
    out: list[Columns] = []
    periods = len(scenario.calendar.periods)
    for resource, (giver, end, source, target) in meeting.items():
        here = source == target
        stay = np.nonzero(here)[0]
        found.append(_staying(giver[stay], end[stay], number.resource[resource], periods))
        away = np.nonzero(~here)[0]
        for mode, terms in _carriers(scenario, resource):
            found_here, out_here = _moving(
                scenario, number, resource, mode, terms,
                (giver[away], end[away], source[away], target[away]), straight_km,
            )  # fmt: skip
            found.append(found_here)
            out.append(out_here)
    candidates = Candidates(*_stacked(found, periods))
    order = np.lexsort((candidates.mode, candidates.end, candidates.giver))
    left = _stacked_out(out)
    return Candidates(*(getattr(candidates, name)[order] for name in Candidates.__slots__)), left


def _carriers(scenario: Scenario, resource: str) -> list[tuple[str, Terms]]:
    return [(name, mode.terms[resource]) for name, mode in scenario.modes.items() if resource in mode.terms]


def _meetings(
    scenario: Scenario, number: Ids, givers: Givers, takers: Takers
) -> dict[str, tuple[Integers, Integers, Integers, Integers]]:
    """Pair givers with ends by resource: ids of giver and end, and of their sites."""
    meetings = {}
    taker_count = len(takers.names)
    names = list(scenario.givers)
    for resource in scenario.resources:
        giving = np.nonzero(givers.resource == number.resource[resource])[0].astype(np.int32)
        taking = ids(
            k for k, taker in enumerate(scenario.takers.values()) if resource in taker.accepts
        )  # fmt: skip
        giver = np.repeat(giving, len(taking))
        end = np.tile(taking, len(giving))
        source, target = givers.site[giver], takers.site[end]
        located = [
            (g, number.route[route], number.site[str(scenario.disposal[route].site)])
            for g in giving
            if not scenario.givers[names[g]].is_required
            for route in scenario.givers[names[g]].routes
            if scenario.disposal[route].site is not None
        ]
        if located:
            sent, route_id, place = (ids(column) for column in zip(*located, strict=True))
            giver = np.concatenate([giver, sent])
            end = np.concatenate([end, taker_count + route_id]).astype(np.int32)
            source = np.concatenate([source, givers.site[sent]])
            target = np.concatenate([target, place])
        if len(giver):
            meetings[resource] = (giver, end, source, target)
    return meetings


def _staying(giver: Integers, end: Integers, resource: int, periods: int) -> Columns:
    count = len(giver)
    zeros = np.zeros((count, periods))
    return (
        giver, end, np.full(count, ON_SITE, np.int32), np.full(count, resource, np.int32), np.zeros(count),
        np.full(count, -1, np.int32), zeros, zeros, np.ones((count, periods)),
    )  # fmt: skip


def _moving(
    scenario: Scenario,
    number: Ids,
    resource: str,
    mode_name: str,
    terms: Terms,
    meeting: tuple[Integers, Integers, Integers, Integers],
    straight_km: Floats,
) -> tuple[Columns, Columns]:
    giver, end, source, target = meeting
    mode = scenario.modes[mode_name]
    mode_id = number.mode[mode_name]
    km = straight_km[source, target] * mode.detour_factor
    reason = np.zeros(len(giver), np.int8)
    reason[~(km <= mode.reach_km)] = Reason.BEYOND_REACH
    if mode.links_only:
        reason[:] = Reason.NO_LINK
    link = np.full(len(giver), -1, np.int32)
    by_link = []
    entries = [(k, e) for k, e in enumerate(scenario.links.values()) if e.mode == mode_name and resource in e.terms]
    pairs = [(number.site[item.source], number.site[item.target]) for _, item in entries]
    between = _rows_between(pairs, source, target)
    for (entry, item), rows in zip(entries, between, strict=True):
        link[rows] = entry
        if item.distance_km is not None:
            km[rows] = item.distance_km
        reason[rows] = Reason.CLOSED if item.is_closed else 0
        by_link.append((rows, item.terms[resource]))
    km = np.where(np.isnan(km), np.inf, km)
    cost, co2, arrival = transport_columns(terms, np.where(np.isinf(km), 0.0, km))
    for rows, own in by_link:
        length = np.where(np.isinf(km[rows]), 0.0, km[rows])
        cost[rows], co2[rows], arrival[rows] = transport_columns(own, length)
    reason[(reason == 0) & ~(arrival > 0).any(axis=1)] = Reason.ALL_LOST
    keep, drop = np.nonzero(reason == 0)[0], np.nonzero(reason)[0]
    return (
        giver[keep], end[keep], np.full(len(keep), mode_id, np.int32),
        np.full(len(keep), number.resource[resource], np.int32), km[keep], link[keep], cost[keep], co2[keep],
        np.maximum(arrival[keep], 0.0),
    ), (giver[drop], end[drop], np.full(len(drop), mode_id, np.int32), km[drop], reason[drop])  # fmt: skip


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


def _stacked(parts: list[Columns], periods: int) -> list[NDArray[Any]]:
    if not parts:
        none, wide = np.zeros(0, np.int32), np.zeros((0, periods))
        return [none, none, none, none, np.zeros(0), none, wide, wide, wide]
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _stacked_out(parts: list[Columns]) -> LeftOut:
    none = np.zeros(0, np.int32)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [none] * 5
    return LeftOut(*columns)


def with_left_out(left: LeftOut, more: LeftOut) -> LeftOut:
    """Join two lists of what was left out, in order of giver, end and mode."""
    columns = [np.concatenate([getattr(left, name), getattr(more, name)]) for name in LeftOut.__slots__]
    order = np.lexsort((columns[2], columns[1], columns[0]))
    return LeftOut(*(column[order] for column in columns))
