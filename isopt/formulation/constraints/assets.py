"""Assets: what stands and is built carries at most its capacity; one size of each, one asset of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import family, in_every_period, nothing
from isopt.formulation.constraints.loads import (
    arc_load,
    chosen,
    facility_load,
    held,
    hub_load,
    needing_build,
    sizes_of,
    store_load,
    stretch_place,
    way_load,
)
from isopt.formulation.labels import asset_axes, spread

if TYPE_CHECKING:
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


def asset_capacity(net: Network, x: Decisions) -> Rows:
    r"""Let flow over a way only up to what stands and is built, cut to what its arcs can ever carry.

    .. math:: \sum_{a \in A_c} \omega_a f_{at} \le C^0_{ct} + \sum_{b \in B_c} \bigl(\min(C_{bt}, M_{ct} - C^0_{ct})\, y_b
        + \Delta_{bt}\, \theta_b\bigr) \qquad \forall c, t
    """
    if not (net.connections.asset >= 0).any():
        return nothing("asset_capacity")
    return held("asset_capacity", net, x, way_load(net, x))


def asset_use(net: Network, x: Decisions) -> Rows:
    r"""Hold each of several flows on a way to what the size built lets it carry: implied for integers, strong before.

    .. math:: \omega_a f_{at} \le C^0_{ct} + \sum_{b \in B_c} \bigl(\min(C_{bt}, \omega_a M_{at} - C^0_{ct})\, y_b
        + \Delta_{bt}\, \theta_b\bigr) \qquad \forall c, a \in A_c, t
    """
    if not (net.connections.asset >= 0).any():
        return nothing("asset_use")
    return held("asset_use", net, x, needing_build(net, arc_load(net, x)))


def asset_reach(net: Network, x: Decisions) -> Rows:
    r"""Hold a load to the largest there can be, wherever along a stretch an asset is built: implied, strong before.

    .. math:: \sum_{a \in A_c} \omega_a f_{at} \le C^0_{ct} + \sum_{b \in B_c} \min(C_{bt} + \Delta_{bt}, M_{ct} - C^0_{ct})\, y_b
        \qquad \forall c, t \text{ (so also what a facility runs, arrives at a hub, is in a store)}
    """
    if not net.sizes.is_stretch.any():
        return nothing("asset_reach")
    whole = net.sizes.capacity + net.sizes.stretch_capacity
    parts = []
    for make in (way_load, facility_load, hub_load, store_load):
        load = make(net, x)
        room = load.most - net.assets.standing[load.asset]
        row, size = sizes_of(net, load.asset)
        is_cut = (net.sizes.capacity[size] < room[row]) & (room[row] < whole[size]) & net.sizes.is_stretch[size, None]
        keep = np.zeros(len(load.asset), dtype=bool)
        keep[row[is_cut.any(axis=1)]] = True
        parts.append(chosen(net, load, keep))
    asset = np.concatenate([load.asset for load in parts])
    first = np.cumsum([0, *(len(load.asset) for load in parts)]) * len(net.periods)
    standing = net.assets.standing[asset]
    room = np.maximum(np.concatenate([load.most for load in parts]) - standing, 0.0)
    row, size = sizes_of(net, asset)
    names = asset_axes(net, net.assets, asset)
    ways = len(parts[0].asset)  # named by their own direction
    sites = [
        (labels, np.concatenate([of_way, codes[ways:]]))
        for (labels, codes), (_, of_way) in zip(names[:2], parts[0].axes, strict=False)
    ]
    return family(
        "asset_reach",
        spread([*sites, *names[2:]], net.periods),
        np.full(standing.size, -np.inf),
        standing.reshape(-1),
        [
            *(
                (start + rows, columns, values)
                for start, load in zip(first, parts, strict=False)
                for rows, columns, values in load.terms
            ),
            in_every_period(x.built, size, row, -np.minimum(whole[size], room[row])),
        ],
    )


def stretch_use(net: Network, x: Decisions) -> Rows:
    r"""Go along a stretch only where an asset is built there.

    .. math:: \theta_b \le y_b \qquad \forall b
    """
    sizes = net.sizes
    along = np.nonzero(sizes.is_stretch)[0]
    if not len(along):
        return nothing("stretch_use")
    row = np.arange(len(along))
    return family(
        "stretch_use",
        [*asset_axes(net, net.assets, sizes.asset[along]), (sizes.name, along)],
        np.full(len(along), -np.inf),
        np.zeros(len(along)),
        [
            (row, x.stretch.start + stretch_place(net)[along], np.ones(len(along))),
            (row, x.built.start + along, -np.ones(len(along))),
        ],
    )


def one_size(net: Network, x: Decisions) -> Rows:
    r"""Build at most one size of each asset.

    .. math:: \sum_{b \in B_e} y_b \le 1 \qquad \forall e
    """
    if not len(net.sizes.asset):
        return nothing("one_size")
    sizes = np.bincount(net.sizes.asset, minlength=len(net.assets.label))
    several = np.nonzero(sizes > 1)[0]
    row, size = sizes_of(net, several)
    return family(
        "one_size",
        asset_axes(net, net.assets, several),
        np.full(len(several), -np.inf),
        np.ones(len(several)),
        [(row, x.built.start + size, np.ones(len(size)))],
    )


def one_of(net: Network, x: Decisions) -> Rows:
    r"""Build at most one asset of a group.

    .. math:: \sum_{e \in l} \sum_{b \in B_e} y_b \le 1 \qquad \forall l
    """
    group = net.assets.group[net.sizes.asset]
    size = np.nonzero(group >= 0)[0]
    if not len(size):
        return nothing("one_of")
    groups, row = np.unique(group[size], return_inverse=True)
    return family(
        "one_of",
        [(net.assets.groups, groups)],
        np.full(len(groups), -np.inf),
        np.ones(len(groups)),
        [(row, x.built.start + size, np.ones(len(size)))],
    )
