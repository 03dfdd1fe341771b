"""On and off: pairs in use, connections in use, today's order of disposal routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import by_period, family, over_year, spread
from isopt.formulation.variables import connection_axes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.formulation.assemble import Axis
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network

    Ids = NDArray[np.integer]


def pair_use(net: Network, x: Decisions) -> Rows:
    r"""Let flow through a pair only where it is in use; M is the most that can ever enter the arc.

    .. math:: f_{at} \le M_{at}\, u_p \qquad \forall p = \{a\}, t
    """
    arc = net.pairs.arc
    row = np.arange(len(arc))
    periods = len(net.periods)
    ones = np.ones((len(arc), periods))
    return family(
        "pair_use",
        spread(_pair_axes(net), net.periods),
        np.full(len(arc) * periods, -np.inf),
        np.zeros(len(arc) * periods),
        [
            by_period(x.flow, arc, row, ones),
            (
                np.arange(len(arc) * periods),
                np.repeat(x.used.start + row, periods),
                -net.arcs.upper_u[arc].reshape(-1),
            ),
        ],
    )


def pair_minimum(net: Network, x: Decisions) -> Rows:
    r"""Hold a pair in use to its least yearly amount.

    .. math:: \sum_t f_{at} \ge m_p\, u_p \qquad \forall p = \{a\}
    """
    members = np.nonzero(net.pairs.minimum_u > 0)[0]
    arc = net.pairs.arc[members]
    row = np.arange(len(members))
    return family(
        "pair_minimum",
        [(labels, codes[members]) for labels, codes in _pair_axes(net)],
        np.zeros(len(members)),
        np.full(len(members), np.inf),
        [
            over_year(x.flow, arc, row, np.ones((len(arc), len(net.periods)))),
            (row, x.used.start + members, -net.pairs.minimum_u[members]),
        ],
    )


def connection_use(net: Network, x: Decisions) -> Rows:
    r"""Let flow over a connection with a fixed yearly cost only where that is paid.

    .. math:: f_{at} \le M_{at}\, o_c \qquad \forall c, a \in A_c, t
    """
    opened = np.nonzero(net.connections.fixed_eur_per_a > 0)[0]
    position = np.full(len(net.connections.mode) + 1, -1)
    position[opened] = np.arange(len(opened))
    arc = np.nonzero(position[net.arcs.connection] >= 0)[0]
    row = np.arange(len(arc))
    periods = len(net.periods)
    return family(
        "connection_use",
        spread(_arc_axes(net, arc), net.periods),
        np.full(len(arc) * periods, -np.inf),
        np.zeros(len(arc) * periods),
        [
            by_period(x.flow, arc, row, np.ones((len(arc), periods))),
            (
                np.arange(len(arc) * periods),
                np.repeat(x.opened.start + position[net.arcs.connection[arc]], periods),
                -net.arcs.upper_u[arc].reshape(-1),
            ),
        ],
    )


def connection_capacity(net: Network, x: Decisions) -> Rows:
    r"""Hold all that shares a connection to its capacity, where several arcs do.

    .. math:: \sum_{a \in A_c} \omega_a f_{at} \le C_{ct} \qquad \forall c, t
    """
    connections = net.connections
    members = np.bincount(net.arcs.connection[net.arcs.connection >= 0], minlength=len(connections.mode))
    bound = np.nonzero((members > 1) & np.isfinite(connections.capacity).any(axis=1))[0]
    position = np.full(len(connections.mode) + 1, -1)
    position[bound] = np.arange(len(bound))
    arc = np.nonzero(position[net.arcs.connection] >= 0)[0]
    weight = np.repeat(net.arcs.capacity_weight[arc, None], len(net.periods), axis=1)
    return family(
        "connection_capacity",
        spread(connection_axes(net, bound), net.periods),
        np.full(len(bound) * len(net.periods), -np.inf),
        connections.capacity[bound].reshape(-1),
        [by_period(x.flow, arc, position[net.arcs.connection[arc]], weight)],
    )


def disposal_order(net: Network, x: Decisions) -> Rows:
    r"""Of today: hold a giver's later route back until the earlier one is full. Empty in a plan.

    .. math:: d_{srt} \le S_{st}\, e_l \qquad \forall s, r, t
    """
    rule = net.precedence
    _, position = np.unique(rule.limit, return_inverse=True)
    periods = len(net.periods)
    terms = []
    bound = np.zeros((len(rule.limit), periods))
    for block, member, upper in (
        (x.disposed, rule.route_row, net.givers.given_u[net.routes.giver]),
        (x.flow, rule.arc, net.arcs.upper_u),
    ):
        held = np.nonzero(member >= 0)[0]
        bound[held] = upper[member[held]]
        terms.append(by_period(block, member[held], held, np.ones((len(held), periods))))
    row = np.arange(len(rule.limit) * periods)
    terms.append((row, np.repeat(x.full.start + position, periods), -bound.reshape(-1)))
    takers = len(net.takers.names)
    by_route = rule.route_row >= 0
    giver = np.where(by_route, _at(net.routes.giver, rule.route_row), _at(net.arcs.giver, rule.arc))
    later = np.where(by_route, _at(net.routes.route, rule.route_row), _at(net.arcs.end, rule.arc) - takers)
    way = np.where(by_route, -1, _at(net.arcs.mode, rule.arc))
    return family(
        "disposal_order",
        spread([(net.givers.names, giver), (net.disposal, later), (net.mode_labels, way)], net.periods),
        np.full(bound.size, -np.inf),
        np.zeros(bound.size),
        terms,
    )


def _at(column: Ids, entry: Ids) -> Ids:
    """Look entries up, where there are any; what stands for -1 is not read."""
    return column[entry] if len(column) else np.zeros(len(entry), np.int32)


def _pair_axes(net: Network) -> list[Axis]:
    return _arc_axes(net, net.pairs.arc)


def _arc_axes(net: Network, arc: Ids) -> list[Axis]:
    arcs = net.arcs
    return [(net.givers.names, arcs.giver[arc]), (net.ends, arcs.end[arc]), (net.mode_labels, arcs.mode[arc])]
