"""The oracle's assets: what is built or stands as one switch, one state for each size, stretch and pattern of running."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from oracle_program import Option, Program, Row, Switch, Terms, add

if TYPE_CHECKING:
    from oracle_reading import Numbers
    from oracle_sizes import Sizing

Load = list[dict[str, Terms]]
"""What counts towards a capacity: by period, the terms of each member."""


def asset_switch(
    program: Program,
    cost_weight: float,
    sizing: Sizing,
    loads: list[Load],
    held: set[int],
    *,
    there: tuple[Row, ...] = (),
    is_yearly: bool = False,
    min_load: float = 0.0,
) -> Switch:
    """Bound loads by what stands and is built; what is not there opens nothing, what is there also holds rows `there`."""
    weights = (sizing.standing or sizing.sizes[0].capacity).weights
    counted = [_slots([_weighed(members, weights) for members in load], is_yearly=is_yearly) for load in loads]
    columns = frozenset(held)

    def amounts(of: Numbers) -> Numbers:
        return (sum(of),) if is_yearly else of

    standing = amounts(sizing.standing.counted_as(weights)) if sizing.standing else None
    nothing = standing or (0.0,) * len(counted[0] if counted else [])
    options = [Option()]
    if standing is not None:
        options = list(_states(counted, columns, 0.0, standing, {}, there, min_load, is_new=False))
    offers = [(size.yearly, amounts(size.capacity.counted_as(weights))) for size in sizing.sizes]
    if sizing.is_between:
        for (paid, least), (more_paid, most) in itertools.pairwise(offers):
            along = program.column(cost_weight * (more_paid - paid), 1.0)
            capacity = tuple(map(sum, zip(nothing, least, strict=True)))
            more = {along: tuple(b - a for a, b in zip(least, most, strict=True))}
            opens = columns | {along}
            options += _states(counted, opens, cost_weight * paid, capacity, more, there, min_load, is_new=True)
    else:
        for paid, most in offers:
            capacity = tuple(map(sum, zip(nothing, most, strict=True)))
            options += _states(counted, columns, cost_weight * paid, capacity, {}, there, min_load, is_new=True)
    program.constant += cost_weight * sizing.fixed
    return Switch(tuple(options), columns.union(*(option.opens for option in options)), sizing.group)


def _states(
    counted: list[list[Terms]],
    opens: frozenset[int],
    cost: float,
    capacity: Numbers,
    more: dict[int, Numbers],
    there: tuple[Row, ...],
    min_load: float,
    *,
    is_new: bool,
) -> list[Option]:
    """List the states of one capacity, and of what a column adds to it: one, or with a least load one for each pattern."""
    slots = range(len(capacity))
    patterns = itertools.product((False, True), repeat=len(capacity)) if min_load > 0 else [(True,) * len(capacity)]
    options = []
    for pattern in patterns:
        rows = list(there)
        for load in counted:
            for t in slots:
                most = dict(load[t])
                add(most, {column: -values[t] for column, values in more.items()})
                rows.append((most, float("-inf"), capacity[t]))
                if not pattern[t]:
                    rows.append((load[t], float("-inf"), 0.0))
                elif min_load > 0:
                    least = dict(load[t])
                    add(least, {column: -min_load * values[t] for column, values in more.items()})
                    rows.append((least, min_load * capacity[t], float("inf")))
        options.append(Option(cost, opens, tuple(rows), is_new))
    return options


def _weighed(members: dict[str, Terms], weights: dict[str, float]) -> Terms:
    together: Terms = {}
    for name, terms in members.items():
        add(together, terms, weights[name])
    return together


def _slots(by_period: list[Terms], *, is_yearly: bool) -> list[Terms]:
    if not is_yearly:
        return by_period
    together: Terms = {}
    for terms in by_period:
        add(together, terms)
    return [together]
