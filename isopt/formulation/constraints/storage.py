"""Stores: what is there at a period's end, what may enter and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import arriving, by_period, family, nothing, ones, places
from isopt.formulation.constraints.loads import any_built, held, sizes_of, store_load
from isopt.formulation.labels import spread

if TYPE_CHECKING:
    from isopt.formulation.assemble import Ids, Triples
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def store_balance(net: Network, x: Decisions) -> Rows:
    r"""Carry a store's content from period to period, less what it loses; the first period follows the last.

    .. math:: L_{gt} - \kappa_{gt}\, L_{g,t-1} = \sum_{a \in A_k} \bigl((1 - \lambda_{at})\, f_{at} - \ell_{at}\bigr)
        + \beta_{kt} - \sum_{a \in A_s} f_{at} - \sum_r d_{srt} - \sigma_{st} \qquad \forall g = (k, s), t
    """
    count, periods = len(net.stores.names), len(net.periods)
    if not count:
        return nothing("store_balance")
    every = np.arange(count)
    zeros = np.zeros(count * periods)
    return family(
        "store_balance",
        spread([(net.stores.names, every)], net.periods),
        zeros,
        zeros,
        [
            *_carried(net, x),
            *_entering(net, x, every, -1.0),
            *_leaving(net, x, every, 1.0),
        ],
    )


def store_start(net: Network, x: Decisions) -> Rows:
    r"""Have in a store that is there, at the end of the last period, what it starts with.

    .. math:: L_{gt} = L^0_g\, Y_g \qquad \forall g, \; t \text{ the last}
    """
    stores = net.stores
    given = np.nonzero(~np.isnan(stores.initial_u))[0]
    if not len(given):
        return nothing("store_start")
    row = np.arange(len(given))
    initial, is_there = stores.initial_u[given], _is_there(net, given)
    of_row, size = sizes_of(net, np.where(is_there, -1, stores.asset[given]))
    start = np.where(is_there, initial, 0.0)
    return family(
        "store_start",
        [(stores.names, given)],
        start,
        start,
        [
            (row, x.level.start + given * len(net.periods) + len(net.periods) - 1, np.ones(len(given))),
            (of_row, x.built.start + size, -initial[of_row]),
        ],
    )


def store_capacity(net: Network, x: Decisions) -> Rows:
    r"""Keep no more in a store than what stands and is built can hold.

    .. math:: L_{gt} \le C^0_{gt} + \sum_{b \in B_g} \bigl(\min(C_{bt}, M_{gt} - C^0_{gt})\, y_b + \Delta_{bt}\, \theta_b\bigr)
        \qquad \forall g, t
    """
    if not (net.stores.asset >= 0).any():
        return nothing("store_capacity")
    return held("store_capacity", net, x, store_load(net, x))


def store_use(net: Network, x: Decisions) -> Rows:
    r"""Let no more enter and leave a store than it can take and give, and nothing where it is not built.

    .. math:: \sum_{a \in A_k} \bigl((1 - \lambda_{at})\, f_{at} - \ell_{at}\bigr) + \beta_{kt} \le M^+_{gt}\, Y_g, \qquad
        \sum_{a \in A_s} f_{at} + \sum_r d_{srt} + \sigma_{st} \le M^-_{gt}\, Y_g \qquad \forall g = (k, s), t
    """
    stores = net.stores
    sides = [np.nonzero(np.isfinite(limit).any(axis=1))[0] for limit in (stores.charge_u, stores.discharge_u)]
    store = np.concatenate(sides)
    if not len(store):
        return nothing("store_use")
    side = np.repeat([0, 1], [len(part) for part in sides])
    limit = np.concatenate([stores.charge_u[sides[0]], stores.discharge_u[sides[1]]])
    is_there = _is_there(net, store)
    row_of_side = [places(len(stores.names), part) for part in sides]
    leaving = row_of_side[1]
    return family(
        "store_use",
        spread([(stores.names, store), (("in", "out"), side)], net.periods),
        np.full(limit.size, -np.inf),
        np.where(is_there[:, None] | np.isinf(limit), limit, 0.0).reshape(-1),
        [
            *_entering(net, x, row_of_side[0], 1.0),
            *_leaving(net, x, np.where(leaving >= 0, leaving + len(sides[0]), -1), 1.0),
            any_built(net, x, np.where(is_there, -1, stores.asset[store]), -np.where(np.isinf(limit), 0.0, limit)),
        ],
    )


def _is_there(net: Network, store: Ids) -> Ids:
    """Say of which stores something stands, or needs no building."""
    asset = net.stores.asset[store]
    return np.append(net.assets.stands, True)[asset]


def _carried(net: Network, x: Decisions) -> list[Triples]:
    """Put content at the end of each period, and what is left of it at the end of the next, into rows of stores."""
    count, periods = len(net.stores.names), len(net.periods)
    every, kept = np.arange(count), net.stores.kept_share
    if periods == 1:
        return [by_period(x.level, every, every, 1.0 - kept)]
    row = np.arange(count * periods)
    before = (every[:, None] * periods + (np.arange(periods) - 1) % periods).reshape(-1)
    return [
        by_period(x.level, every, every, ones(net, count)),
        (row, x.level.start + before, -kept.reshape(-1)),
    ]


def _entering(net: Network, x: Decisions, row_of_store: Ids, sign: float) -> list[Triples]:
    """Put what enters stores into their rows; those with row -1 are left out."""
    of_taker = _rows_of(net.stores.taker, row_of_store, len(net.ends))
    of_arc, of_purchase = of_taker[net.arcs.end], of_taker[net.purchases.taker]
    arc, purchase = np.nonzero(of_arc >= 0)[0], np.nonzero(of_purchase >= 0)[0]
    return [
        *arriving(net, x, arc, of_arc[arc], sign * ones(net, len(arc))),
        by_period(x.bought, purchase, of_purchase[purchase], sign * ones(net, len(purchase))),
    ]


def _leaving(net: Network, x: Decisions, row_of_store: Ids, sign: float) -> list[Triples]:
    """Put what leaves stores into their rows; those with row -1 are left out."""
    of_giver = _rows_of(net.stores.giver, row_of_store, len(net.givers.names))
    terms = []
    for block, giver in ((x.flow, net.arcs.giver), (x.disposed, net.routes.giver), (x.sold, net.sales.giver)):
        row = of_giver[giver]
        member = np.nonzero(row >= 0)[0]
        terms.append(by_period(block, member, row[member], sign * ones(net, len(member))))
    return terms


def _rows_of(node: Ids, row: Ids, count: int) -> Ids:
    """Say for each giver, or end, the row of the store it is; -1 for none."""
    found = np.full(count, -1)
    found[node] = row[: len(node)]
    return found
