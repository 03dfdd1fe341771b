"""The audit: what a plan does, checked and priced again from the scenario alone.

Nothing here is shared with the network, the formulation or the solver: distance, annuity, who may meet whom, balances and
money are worked out a second time, in compensated arithmetic, from the scenario and the table of what moves. A plan that
fails is an error.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from isopt.results.audit_assets import check_idle_losses, check_ways, find_stands
from isopt.results.audit_disposal import check_disposal
from isopt.results.audit_ends import find_ends
from isopt.results.audit_flows import check_givers, check_takers
from isopt.results.audit_money import check_money
from isopt.results.audit_plants import check_plants, check_trades
from isopt.results.audit_records import AMOUNT_TOLERANCE, MONEY_TOLERANCE, Audit, Claims, Planned
from isopt.results.audit_ways import Way, find_way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isopt.results.audit_ends import Ends
    from isopt.results.audit_records import Move
    from isopt.scenario.scenario import Scenario

__all__ = ["AMOUNT_TOLERANCE", "MONEY_TOLERANCE", "Audit", "Claims", "Planned", "audit_plan"]


def audit_plan(scenario: Scenario, plan: Planned, claims: Claims, *, is_today: bool = False) -> Audit:
    """Check a plan (or today, with `is_today`) against its scenario, and its figures against what it does."""
    audit = Audit()
    ends = find_ends(scenario)
    ways = [_checked_way(scenario, ends, move, audit, is_today=is_today) for move in plan.moves]
    known = [(move, way) for move, way in zip(plan.moves, ways, strict=True) if way is not None]
    _check_names(scenario, plan, audit)
    check_trades(scenario, plan, ends, audit, is_today=is_today)
    if is_today:
        _check_today(scenario, plan, audit)
    if audit.problems:
        return audit
    stands = find_stands(scenario, known, plan.built, audit)
    if audit.problems:
        return audit
    check_givers(scenario, known, audit, is_today=is_today)
    check_takers(scenario, known, plan.purchases, audit, is_today=is_today)
    check_ways(scenario, known, stands, audit)
    check_idle_losses(scenario, ends, stands, audit, is_today=is_today)
    check_plants(scenario, known, plan, stands, audit, is_today=is_today)
    check_disposal(scenario, known, stands, audit, is_today=is_today)
    if not audit.problems:
        check_money(scenario, ends, known, plan, claims, stands, audit)
    return audit


def _checked_way(scenario: Scenario, ends: Ends, move: Move, audit: Audit, *, is_today: bool) -> Way | None:
    label = f"{move.giver} -> {move.end} by {move.mode or 'disposal'}"
    if len(move.amount_u) != len(scenario.calendar.periods) or len(move.lost_u) not in {0, len(move.amount_u)}:
        audit.refuse(f"{label}: not one amount per period")
        return None
    for amount in (*move.amount_u, *move.lost_u):
        if not amount >= 0 or math.isinf(amount):
            audit.refuse(f"{label}: {amount!r} moves")
            return None
    way = find_way(scenario, ends, move.giver, move.end, move.mode, is_disposal=move.is_disposal, is_today=is_today)
    if isinstance(way, str):
        audit.refuse(f"{label}: {way}")
        return None
    return way


def _check_names(scenario: Scenario, plan: Planned, audit: Audit) -> None:
    """Refuse what stands twice, what is not there to buy, run or hold anything, and amounts that are none."""
    seen: set[tuple[str, ...]] = set()
    for key, amounts in _amounts(plan):
        if key in seen:
            audit.refuse(f"{' '.join(filter(None, key))}: stands twice")
        seen.add(key)
        if len(amounts) != len(scenario.calendar.periods) or not all(0 <= a < math.inf for a in amounts):
            audit.refuse(f"{' '.join(filter(None, key))}: {amounts!r}")
    for item in plan.purchases:
        taker = scenario.takers.get(item.taker)
        if taker is None or taker.virgin is None:
            audit.refuse(f"{item.taker}: buys what it cannot buy")
    for run in plan.runs:
        facility = scenario.facilities.get(run.facility)
        if facility is None or run.recipe not in {recipe.name for recipe in facility.recipes}:
            audit.refuse(f"{run.facility}: runs by '{run.recipe}', which it does not know")
    for stock in plan.stocks:
        if stock.store not in scenario.stores:
            audit.refuse(f"{stock.store}: holds something, and is no store")


def _amounts(plan: Planned) -> Iterator[tuple[tuple[str, ...], tuple[float, ...]]]:
    for move in plan.moves:
        yield ("move", move.giver, move.end, str(move.is_disposal), move.mode), move.amount_u
    for item in plan.purchases:
        yield ("purchase", item.taker), item.amount_u
    for run in plan.runs:
        yield ("run", run.facility, run.recipe), run.amount
    for trade in plan.trades:
        yield (trade.kind, trade.node, trade.resource), trade.amount_u
    for stock in plan.stocks:
        yield ("level", stock.store), stock.level_u


def _check_today(scenario: Scenario, plan: Planned, audit: Audit) -> None:
    """Hold that today builds nothing and runs only what stands (SEMANTICS 19)."""
    for item in plan.built:
        audit.refuse(f"{item.source} -> {item.target} by {item.mode}: the baseline builds nothing")
    for run in plan.runs:
        if run.facility in scenario.facilities and not scenario.facilities[run.facility].sizing.is_existing:
            audit.refuse(f"{run.facility}: runs in the baseline, and does not stand today")
    for stock in plan.stocks:
        if stock.store in scenario.stores and not scenario.stores[stock.store].sizing.is_existing:
            audit.refuse(f"{stock.store}: holds something in the baseline, and does not stand today")
