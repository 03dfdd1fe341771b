"""On and off: pairs in use, links in use, what a connection itself can carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import by_period, family, in_every_period, nothing, ones, over_year, per_period, places
from isopt.formulation.labels import arc_axes, connection_axes, spread

if TYPE_CHECKING:
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def pair_use(net: Network, x: Decisions) -> Rows:
    r"""Let flow through a pair only where it is in use; M is the most that can ever enter the arc.

    .. math:: f_{at} \le M_{at}\, u_p \qquad \forall p = \{a\}, t
    """
    arc = net.pairs.arc
    if not len(arc):
        return nothing("pair_use")
    row = np.arange(len(arc))
    return family(
        "pair_use",
        spread(arc_axes(net, arc), net.periods),
        np.full(len(arc) * len(net.periods), -np.inf),
        np.zeros(len(arc) * len(net.periods)),
        [
            by_period(x.flow, arc, row, ones(net, len(arc))),
            in_every_period(x.used, row, row, -net.arcs.upper_u[arc]),
        ],
    )


def pair_minimum(net: Network, x: Decisions) -> Rows:
    r"""Hold a pair in use to its least yearly amount.

    .. math:: \sum_t f_{at} \ge m_p\, u_p \qquad \forall p = \{a\}
    """
    members = np.nonzero(net.pairs.minimum_u > 0)[0]
    if not len(members):
        return nothing("pair_minimum")
    arc = net.pairs.arc[members]
    row = np.arange(len(members))
    return family(
        "pair_minimum",
        arc_axes(net, arc),
        np.zeros(len(members)),
        np.full(len(members), np.inf),
        [
            over_year(x.flow, arc, row, ones(net, len(arc))),
            (row, x.used.start + members, -net.pairs.minimum_u[members]),
        ],
    )


def connection_use(net: Network, x: Decisions) -> Rows:
    r"""Let flow over a link with a fixed yearly cost, in either direction, only where that is paid.

    .. math:: f_{at} \le M_{at}\, o_c \qquad \forall c, a \in A_c, t
    """
    if not (net.connections.opening >= 0).any():
        return nothing("connection_use")
    opening = np.append(net.connections.opening, -1)[net.arcs.connection]
    arc = np.nonzero(opening >= 0)[0]
    row = np.arange(len(arc))
    return family(
        "connection_use",
        spread(arc_axes(net, arc), net.periods),
        np.full(len(arc) * len(net.periods), -np.inf),
        np.zeros(len(arc) * len(net.periods)),
        [
            by_period(x.flow, arc, row, ones(net, len(arc))),
            in_every_period(x.opened, opening[arc], row, -net.arcs.upper_u[arc]),
        ],
    )


def connection_capacity(net: Network, x: Decisions) -> Rows:
    r"""Hold all that shares a connection to its capacity, where several arcs do.

    .. math:: \sum_{a \in A_c} \omega_a f_{at} \le C_{ct} \qquad \forall c, t
    """
    connections = net.connections
    if not len(connections.mode):
        return nothing("connection_capacity")
    members = np.bincount(net.arcs.connection[net.arcs.connection >= 0], minlength=len(connections.mode))
    bound = np.nonzero((members > 1) & np.isfinite(connections.capacity).any(axis=1))[0]
    row = places(len(connections.mode), bound)[net.arcs.connection]
    arc = np.nonzero(row >= 0)[0]
    return family(
        "connection_capacity",
        spread(connection_axes(net, bound), net.periods),
        np.full(len(bound) * len(net.periods), -np.inf),
        connections.capacity[bound].reshape(-1),
        [by_period(x.flow, arc, row[arc], per_period(net, net.arcs.capacity_weight[arc]))],
    )
