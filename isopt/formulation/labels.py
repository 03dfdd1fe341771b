"""What rows and columns are about: axes of names over a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from isopt.network.network import Network
    from isopt.network.plants import Assets, Openings

    Ids = NDArray[np.integer]
    Axis = tuple[Sequence[str], Ids]


def spread(axes: Sequence[Axis], periods: tuple[str, ...]) -> list[Axis]:
    """Index by entity and period."""
    count = len(axes[0][1])
    if len(periods) == 1:
        return [*axes, (periods, np.zeros(count, np.int32))]
    return [
        *((labels, np.repeat(codes, len(periods))) for labels, codes in axes),
        (periods, np.tile(np.arange(len(periods), dtype=np.int32), count)),
    ]


def arc_axes(net: Network, arc: Ids) -> list[Axis]:
    """Name arcs: giver, end, mode."""
    arcs = net.arcs
    return [(net.givers.names, arcs.giver[arc]), (net.ends, arcs.end[arc]), (net.mode_labels, arcs.mode[arc])]


def connection_axes(net: Network, rows: Ids) -> list[Axis]:
    """Name connections: from, to, mode, what they serve."""
    connections = net.connections
    return [
        (net.sites, connections.source[rows]),
        (net.sites, connections.target[rows]),
        (net.mode_labels, connections.mode[rows]),
        (connections.label, rows),
    ]


def asset_axes(net: Network, things: Assets | Openings, rows: Ids) -> list[Axis]:
    """Name what is built or opened: from, to, mode or kind, what it serves or is."""
    return [
        (net.site_labels, things.source[rows]),
        (net.site_labels, things.target[rows]),
        (net.mode_or_kind_labels, things.mode[rows]),
        (things.label, rows),
    ]


def sent_axes(net: Network, route_row: Ids, arc: Ids) -> list[Axis]:
    """Name what goes to disposal, a row of `routes` each (-1 where it is an arc): giver, route, mode."""
    by_route = route_row >= 0
    giver = np.where(by_route, _at(net.routes.giver, route_row), _at(net.arcs.giver, arc))
    route = np.where(by_route, _at(net.routes.route, route_row), _at(net.arcs.end, arc) - len(net.takers.names))
    way = np.where(by_route, -1, _at(net.arcs.mode, arc))
    return [(net.givers.names, giver), (net.disposal_labels, route), (net.mode_labels, way)]


def flow_names(net: Network) -> tuple[str, ...]:
    """Name what gives, then what takes."""
    return (*net.givers.names, *net.takers.names)


def _at(column: Ids, entry: Ids) -> Ids:
    """Look entries up, where there are any; what stands for -1 is not read."""
    return column[entry] if len(column) else np.zeros(len(entry), np.int32)
