"""How much can ever happen: what bounds one thing bounds all that it feeds, or is fed by.

Every figure starts at what is said of it alone, infinite where nothing is, and is cut round after round to what its
neighbours let through. Each round's figures hold for every plan, so it may stop at any; it does when little is gained.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.passages import Frame, Reach
from isopt.network.plants import NodeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.connections import Grouping
    from isopt.network.network import Arcs, Routes
    from isopt.network.plant_assets import Plants
    from isopt.network.terms import Ids
    from isopt.network.works import Works
    from isopt.scenario.scenario import Scenario

    Floats = NDArray[np.float64]

_ROUNDS = 100
_GAIN_SHARE = 0.01
"""Rounds go on while some figure falls by more than this."""
_GUESSES = (1e3, 1e6)
"""How far beyond all that is bounded loops are guessed to stay."""


def bounded(
    scenario: Scenario, number: Ids, plants: Plants, works: Works, routes: Routes, arcs: Arcs, grouping: Grouping
) -> tuple[Works, Arcs]:
    """Bound all that can enter, leave, run, be held and traded, and with it every arc."""
    if works.is_flows_alone:
        return works, arcs
    ends = np.append(works.takers.kind, [NodeKind.FLOW] * len(scenario.disposal))
    rows = np.nonzero((works.givers.kind[arcs.giver] != NodeKind.FLOW) | (ends[arcs.end] != NodeKind.FLOW))[0]
    frame, start = Frame.of(scenario, number, plants, works, routes, arcs.pick(rows), grouping)
    reach = _shrinking(frame, _settled(frame, start))
    upper_u = arcs.upper_u.copy()
    upper_u[rows] = reach.arc_u
    return _with_reach(works, reach), replace(arcs, upper_u=upper_u)


def _settled(frame: Frame, reach: Reach) -> Reach:
    """Cut round after round until no figure falls by much."""
    for _ in range(max(_ROUNDS, len(frame.works.givers.names) + len(frame.works.takers.names))):
        before, reach = reach, frame.round(reach)
        if not any((new < (1 - _GAIN_SHARE) * old).any() for old, new in zip(_all(before), _all(reach), strict=True)):
            break
    return reach


def _shrinking(frame: Frame, reach: Reach) -> Reach:
    """Bound loops in which less comes back than went round, as of water that is washed and used again.

    Rounds never bound these from infinity. But what any plan does is, being x ≤ φ(x) for the rounds φ, nowhere above a guess u
    that the rounds cut everywhere: φ is monotone and concave with φ(0) ≥ 0, so if λ > 1 were the least with x ≤ λu, then
    x ≤ φ(λu) ≤ λφ(u) < λu. What is not cut is not bounded so, and the rest guessed again without it.
    """
    largest = max(float(np.where(np.isinf(column), 0.0, column).max(initial=1.0)) for column in _all(reach))
    for guess in _GUESSES:
        endless = [np.isinf(column) for column in _all(reach)]
        while any(flags.any() for flags in endless):
            columns = zip(_all(reach), endless, strict=True)
            tried = _settled(frame, Reach(*(np.where(flags, guess * largest, column) for column, flags in columns)))
            cut = [
                flags & (column < (1 - _GAIN_SHARE) * guess * largest)
                for flags, column in zip(endless, _all(tried), strict=True)
            ]
            if all((before == after).all() for before, after in zip(endless, cut, strict=True)):
                return _settled(frame, tried)
            endless = cut
    return reach


def _all(reach: Reach) -> tuple[Floats, ...]:
    return tuple(getattr(reach, field.name) for field in fields(Reach))


def _with_reach(works: Works, reach: Reach) -> Works:
    stores = works.stores
    return replace(
        works,
        givers=replace(works.givers, given_u=reach.given_u),
        takers=replace(works.takers, need_u=reach.taken_u),
        facilities=replace(works.facilities, upper_activity=reach.activity),
        recipes=replace(works.recipes, upper_activity=reach.recipe),
        purchases=replace(works.purchases, upper_u=reach.bought_u),
        sales=replace(works.sales, upper_u=reach.sold_u),
        stores=replace(
            stores,
            charge_u=np.minimum(stores.charge_u, reach.taken_u[stores.taker]),
            discharge_u=np.minimum(stores.discharge_u, reach.given_u[stores.giver]),
            upper_u=reach.held_u,
        ),
    )
