"""What neighbours let through: one round of cutting bounds, over arcs, facilities, hubs, stores and loops of these."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.network.arcs import lost_u
from isopt.network.loops import Loops
from isopt.network.offers import weights_of
from isopt.network.plants import NodeKind
from isopt.network.sums import Bundles, product, sums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.network.connections import Grouping
    from isopt.network.network import Arcs, Givers, Routes
    from isopt.network.plant_assets import Plants
    from isopt.network.terms import Ids
    from isopt.network.works import Works
    from isopt.scenario.scenario import Scenario

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reach:
    """The most that can happen in a period, row by row."""

    arc_u: Floats
    """Of what enters arcs at whose ends is more than a flow."""
    given_u: Floats
    taken_u: Floats
    activity: Floats
    recipe: Floats
    bought_u: Floats
    sold_u: Floats
    held_u: Floats


@dataclass(frozen=True, slots=True)
class Frame:
    """What does not change from round to round."""

    works: Works
    arcs: Arcs
    """Those at whose ends is more than a flow."""
    pairs: Bundles
    """Those arcs, from one giver to one end."""
    route_count: int
    met_per_u: Floats
    """Of the end's need, by one unit entering; 0 to disposal."""
    lost_u: Floats
    """What more may enter an arc for what its way loses as long as it stands."""
    disposed_u: Floats
    """Most that can be disposed of without a way, by giver."""
    least_share: Floats
    """Of a facility's activity, what each recipe has at least: as stated, or because the others have no more."""
    hub_most_u: Floats
    loops: Loops

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        number: Ids,
        plants: Plants,
        works: Works,
        routes: Routes,
        arcs: Arcs,
        grouping: Grouping,
    ) -> tuple[Frame, Reach]:
        """Lay out what rounds need, and what they start from."""
        room_u = _room_u(scenario, number, plants)
        frame = cls(
            works=works,
            arcs=arcs,
            pairs=Bundles.of(np.arange(len(arcs)), arcs.giver, arcs.end),
            route_count=len(scenario.disposal),
            met_per_u=arcs.replaces_per_u * arcs.arrival_share,
            lost_u=lost_u(grouping.connections, arcs.connection, arcs.arrival_share),
            disposed_u=_disposed_u(works.givers, routes, room_u, len(scenario.calendar.periods)),
            least_share=_least_share(works),
            hub_most_u=_hub_most_u(works, plants),
            loops=Loops.of(works, arcs, grouping.connections),
        )
        start = Reach(
            arc_u=np.minimum(arcs.upper_u, _way_u(frame, grouping, room_u)),
            given_u=works.givers.given_u,
            taken_u=works.takers.need_u,
            activity=works.facilities.upper_activity,
            recipe=works.recipes.upper_activity,
            bought_u=works.purchases.upper_u,
            sold_u=works.sales.upper_u,
            held_u=works.stores.upper_u,
        )
        return frame, start

    def together_u(self, takeable_u: Floats) -> Floats:
        """Say what bounds all arcs to one end together: what each alone may bring, unless it loses something besides."""
        return np.where(self.lost_u > 0, np.inf, takeable_u)

    def round(self, reach: Reach) -> Reach:
        """Cut every bound to what its neighbours let through."""
        for step in (_along_arcs, _through_facilities, _through_hubs, _through_stores, _around_loops):
            reach = step(self, reach)
        return reach


def _room_u(scenario: Scenario, number: Ids, plants: Plants) -> Floats:
    """Say the most each disposal route takes of each resource in a year; the last route is what goes free."""
    room = np.full((len(scenario.disposal) + 1, len(scenario.resources)), np.inf)
    for row, (name, route) in enumerate(scenario.disposal.items()):
        limits = [(capacity.amount[0], capacity.weight_per_u) for capacity in (*route.capacities, *route.total)]
        if name in plants.disposal:
            limits.append((float(plants.most[plants.disposal[name]].sum()), weights_of(route.sizing)))
        for most, weights in limits:
            for resource, weight in weights.items():
                if weight > 0:
                    room[row, number.resource[resource]] = min(room[row, number.resource[resource]], most / weight)
    return room


def _disposed_u(givers: Givers, routes: Routes, room_u: Floats, periods: int) -> Floats:
    room = room_u[routes.route, givers.resource[routes.giver]]
    return sums(routes.giver, np.repeat(room[:, None], periods, axis=1), len(givers.names))


def _least_share(works: Works) -> Floats:
    recipes = works.recipes
    most = recipes.most_share[:, None]
    others = sums(recipes.facility, most, len(works.facilities.names))[recipes.facility] - most
    return np.maximum(recipes.least_share[:, None], 1 - others)


def _hub_most_u(works: Works, plants: Plants) -> Floats:
    """Say the most that passes each part of a hub by the hub's sizes."""
    hubs = works.hubs
    most = np.concatenate([plants.most, np.full((1, plants.most.shape[1]), np.inf)])[hubs.asset]
    weight = hubs.weight[:, None]
    return np.asarray(np.divide(most, weight, out=np.full_like(most, np.inf), where=weight > 0))


def _way_u(frame: Frame, grouping: Grouping, room_u: Floats) -> Floats:
    """Say the most that enters each arc by its way's sizes, and by the room of the disposal route it leads to."""
    arcs, takers = frame.arcs, len(frame.works.takers.names)
    most = np.concatenate([grouping.most, np.full((1, arcs.upper_u.shape[1]), np.inf)])
    fits = most[arcs.connection] / arcs.weight[:, None]
    sent = arcs.end >= takers
    room = np.full_like(fits, np.inf)
    room[sent] = room_u[arcs.end[sent] - takers, arcs.resource[sent]][:, None]
    entering = np.divide(room, arcs.arrival_share, out=np.full_like(room, np.inf), where=arcs.arrival_share > 0)
    return np.minimum(fits, entering + frame.lost_u)


def _takeable_u(frame: Frame, reach: Reach) -> Floats:
    """Say the most that may enter each arc for what its end takes; to disposal anything, nothing where none arrives."""
    taken = frame.arcs.end < len(frame.works.takers.names)
    need = np.full_like(reach.arc_u, np.inf)
    need[taken] = reach.taken_u[frame.arcs.end[taken]]
    met = frame.met_per_u
    most = np.divide(need, met, out=np.full_like(met, np.inf), where=met > 0)
    return np.where(frame.arcs.arrival_share > 0, most, 0.0)


def _along_arcs(frame: Frame, reach: Reach) -> Reach:
    """Cut arcs to what their ends give and take, and ends to what their arcs, trades and disposal let through.

    What several modes carry from one thing to another is no more together than the one gives, or the other takes.
    """
    works, pairs = frame.works, frame.pairs
    givers, takers, purchases, sales = works.givers, works.takers, works.purchases, works.sales
    takeable = _takeable_u(frame, reach)
    arc_u = np.minimum(np.minimum(reach.arc_u, reach.given_u[frame.arcs.giver]), takeable + frame.lost_u)
    met = np.minimum(
        pairs.total(product(arc_u, frame.met_per_u)),
        product(reach.given_u[pairs.one], pairs.largest(frame.met_per_u)),
    )
    arriving = sums(pairs.other, met, len(takers.names) + frame.route_count)[: len(takers.names)]
    arriving = arriving + sums(purchases.taker, reach.bought_u, len(takers.names))
    carried = np.minimum(pairs.total(arc_u), pairs.largest(frame.together_u(takeable)))
    leaving = sums(pairs.one, carried, len(givers.names)) + frame.disposed_u
    leaving += sums(sales.giver, reach.sold_u, len(givers.names))
    taken_u = np.where(takers.kind[:, None] == NodeKind.FLOW, reach.taken_u, np.minimum(reach.taken_u, arriving))
    given_u = np.where(givers.kind[:, None] == NodeKind.FLOW, reach.given_u, np.minimum(reach.given_u, leaving))
    return replace(
        reach,
        arc_u=arc_u,
        given_u=given_u,
        taken_u=taken_u,
        bought_u=np.minimum(reach.bought_u, taken_u[purchases.taker]),
        sold_u=np.minimum(reach.sold_u, given_u[sales.giver]),
    )


def _through_facilities(frame: Frame, reach: Reach) -> Reach:
    """Cut recipes to what their ports let in and out, facilities to their recipes, and ports to what can run."""
    facilities, recipes, ports = frame.works.facilities, frame.works.recipes, frame.works.ports
    recipe = reach.recipe.copy()
    for (row, of, amount), most_u in ((ports.taker, reach.taken_u), (ports.giver, reach.given_u)):
        runs = np.divide(most_u[row], amount, out=np.full_like(amount, np.inf), where=amount > 0)
        np.minimum.at(recipe, of, runs)
    least = frame.least_share
    whole = np.divide(recipe, least, out=np.full_like(recipe, np.inf), where=least > 0)
    activity = np.minimum(reach.activity, sums(recipes.facility, recipe, len(facilities.names)))
    np.minimum.at(activity, recipes.facility, whole)
    recipe = np.minimum(recipe, product(activity[recipes.facility], recipes.most_share[:, None]))
    cut = [
        _cut_ports(port, most_u, recipe, activity[recipes.facility])
        for port, most_u in ((ports.taker, reach.taken_u), (ports.giver, reach.given_u))
    ]
    return replace(reach, activity=activity, recipe=recipe, taken_u=cut[0], given_u=cut[1])


def _cut_ports(
    port: tuple[NDArray[np.int32], NDArray[np.int32], Floats], most_u: Floats, recipe: Floats, activity: Floats
) -> Floats:
    """Cut ports to all their recipes at once, and to the whole facility running the recipe that moves most."""
    row, of, amount = port
    together = sums(row, product(recipe[of], amount), len(most_u))
    alone = np.zeros_like(most_u)
    np.maximum.at(alone, row, product(activity[of], amount))
    cut = most_u.copy()
    cut[row] = np.minimum(np.minimum(most_u[row], together[row]), alone[row])
    return cut


def _through_hubs(frame: Frame, reach: Reach) -> Reach:
    """Let no more into a hub than out of it, and the other way round."""
    hubs = frame.works.hubs
    passing = np.minimum(np.minimum(reach.given_u[hubs.giver], reach.taken_u[hubs.taker]), frame.hub_most_u)
    return replace(
        reach, given_u=_put(reach.given_u, hubs.giver, passing), taken_u=_put(reach.taken_u, hubs.taker, passing)
    )


def _through_stores(frame: Frame, reach: Reach) -> Reach:
    """Let no more out of a store than was in it, no more in than it holds or lets out, and hold no more than came in.

    A content that neither `initial` nor a loss asks for is worth nothing all year round: none is held so.
    """
    stores = frame.works.stores
    into = np.minimum(reach.taken_u[stores.taker], stores.charge_u)
    out = np.minimum(reach.given_u[stores.giver], stores.discharge_u)
    before = np.roll(reach.held_u, 1, axis=1)
    out = np.minimum(out, product(before, stores.kept_share) + into)
    out = np.minimum(out, _year(into))
    into = np.minimum(into, reach.held_u + out)
    into = np.minimum(into, _year(out + product(before, 1 - stores.kept_share)))
    kept = stores.kept_share.prod(axis=1)[:, None]
    is_stated = ~np.isnan(stores.initial_u)[:, None]
    moved = np.where(kept == 1, np.minimum(_year(into), _year(out)), _year(into))
    piled = np.divide(moved, 1 - kept, out=moved.copy(), where=(kept < 1) & ~is_stated)
    held = np.minimum(reach.held_u, np.where(is_stated, np.nan_to_num(stores.initial_u)[:, None], 0.0) + piled)
    return replace(
        reach,
        given_u=_put(reach.given_u, stores.giver, out),
        taken_u=_put(reach.taken_u, stores.taker, into),
        held_u=held,
    )


def _year(amounts: Floats) -> Floats:
    return np.asarray(amounts.sum(axis=1, keepdims=True))


def _around_loops(frame: Frame, reach: Reach) -> Reach:
    """Let no more pass hubs and stores that feed each other than comes to them from elsewhere, or leaves them."""
    loops = frame.loops
    passing = loops.passing_u(
        reach, product(reach.arc_u, frame.arcs.arrival_share), frame.together_u(_takeable_u(frame, reach))
    )
    return replace(
        reach,
        taken_u=_put(reach.taken_u, loops.taker, np.minimum(reach.taken_u[loops.taker], passing)),
        given_u=_put(reach.given_u, loops.giver, np.minimum(reach.given_u[loops.giver], passing)),
    )


def _put(column: Floats, rows: NDArray[np.integer[Any]], values: Floats) -> Floats:
    changed = column.copy()
    changed[rows] = values
    return changed
