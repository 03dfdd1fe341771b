"""Disposal routes that must stand, be built or be opened before anything goes there; capacities count over the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import (
    arriving,
    by_period,
    family,
    in_every_period,
    nothing,
    ones,
    over_year,
    per_period,
    places,
)
from isopt.formulation.constraints.loads import ROUNDING, sizes_of, stretch_place
from isopt.formulation.labels import sent_axes, spread

if TYPE_CHECKING:
    from isopt.formulation.assemble import Floats, Ids, Triples
    from isopt.formulation.labels import Axis
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Network


@dataclass(frozen=True, slots=True)
class _Senders:
    """What may go to some disposal sites: rows of `routes`, then arcs."""

    site: Ids
    """Row of `disposal_assets`."""
    sent: Ids
    arc: Ids
    weight: Floats

    def axes(self, net: Network) -> list[Axis]:
        """Name them."""
        route_row = np.concatenate([self.sent, np.full(len(self.arc), -1)])
        arc = np.concatenate([np.full(len(self.sent), -1), self.arc])
        return sent_axes(net, route_row, arc)

    def year(self, net: Network, x: Decisions, row: Ids) -> list[Triples]:
        """Put what goes there in a year into rows, one per sender."""
        weight, count = per_period(net, self.weight), len(self.sent)
        return [
            over_year(x.disposed, self.sent, row[:count], weight[:count]),
            *arriving(net, x, self.arc, row[count:], weight[count:], over_year),
        ]

    def most(self, net: Network) -> Floats:
        """Give the most each can send in a year."""
        sent = net.givers.given_u[net.routes.giver[self.sent]]
        arrived = (net.arcs.upper_u * net.arcs.arrival_share)[self.arc]
        return np.asarray(self.weight * np.concatenate([sent, arrived]).sum(axis=1))


def disposal_asset_capacity(net: Network, x: Decisions) -> Rows:
    r"""Let all that goes to a disposal site in a year fit what stands and is built there.

    .. math:: \sum_{s} \sum_t \omega_{sr} d_{srt}
        + \sum_{a \in A_r} \sum_t \omega_a \bigl((1 - \lambda_{at}) f_{at} - \ell_{at}\bigr)
        \le \sum_t C^0_{rt} + \sum_{b \in B_r} \Bigl(\min\bigl(\sum_t C_{bt}, M_r - \sum_t C^0_{rt}\bigr)\, y_b
        + \sum_t \Delta_{bt}\, \theta_b\Bigr) \qquad \forall r
    """
    sites = net.disposal_assets
    limited = np.nonzero(sites.asset >= 0)[0]
    if not len(limited):
        return nothing("disposal_asset_capacity")
    senders = _senders(net, limited)
    row = places(len(sites.asset), limited)[senders.site]
    most = np.zeros(len(limited))
    np.add.at(most, row, senders.most(net))
    index: list[Axis] = [(net.disposal, sites.route[limited])]
    return _held("disposal_asset_capacity", net, x, index, sites.asset[limited], most, senders.year(net, x, row))


def disposal_asset_use(net: Network, x: Decisions) -> Rows:
    r"""Hold each of several senders to what the size built at a disposal site takes: implied for integers, strong before.

    .. math:: \sum_t \omega_{sr} d_{srt} \le \sum_t C^0_{rt} + \sum_{b \in B_r} \Bigl(\min\bigl(\sum_t C_{bt},
        \sum_t \omega_{sr} S_{st} - \sum_t C^0_{rt}\bigr)\, y_b + \sum_t \Delta_{bt}\, \theta_b\Bigr) \qquad \forall s, r
        \text{ (so also what arrives over an arc)}
    """
    sites = net.disposal_assets
    if not (sites.asset >= 0).any():
        return nothing("disposal_asset_use")
    of_site = np.bincount(np.concatenate([sites.route_row[0], sites.arc[0]]), minlength=len(sites.asset))
    senders = _senders(net, np.nonzero(np.isin(sites.asset, net.sizes.asset) & (of_site > 1))[0])
    row = np.arange(len(senders.site))
    asset = sites.asset[senders.site]
    return _held("disposal_asset_use", net, x, senders.axes(net), asset, senders.most(net), senders.year(net, x, row))


def disposal_opened(net: Network, x: Decisions) -> Rows:
    r"""Send to a disposal site with a fixed yearly cost only where that is paid.

    .. math:: d_{srt} \le S_{st}\, o_r, \qquad f_{at} \le M_{at}\, o_r \qquad \forall s, r, a \in A_r, t
    """
    sites = net.disposal_assets
    opened = np.nonzero(sites.opening >= 0)[0]
    if not len(opened):
        return nothing("disposal_opened")
    senders = _senders(net, opened)
    most = np.concatenate([net.givers.given_u[net.routes.giver[senders.sent]], net.arcs.upper_u[senders.arc]])
    row = np.arange(len(most))
    here, there = np.split(row, [len(senders.sent)])
    return family(
        "disposal_opened",
        spread(senders.axes(net), net.periods),
        np.full(most.size, -np.inf),
        np.zeros(most.size),
        [
            by_period(x.disposed, senders.sent, here, ones(net, len(here))),
            by_period(x.flow, senders.arc, there, ones(net, len(there))),
            in_every_period(x.opened, sites.opening[senders.site], row, -most),
        ],
    )


def _senders(net: Network, site: Ids) -> _Senders:
    chosen = places(len(net.disposal_assets.asset), site) >= 0
    (of_row, sent, sent_weight), (of_arc, arc, arc_weight) = net.disposal_assets.route_row, net.disposal_assets.arc
    here, there = chosen[of_row], chosen[of_arc]
    return _Senders(
        site=np.concatenate([of_row[here], of_arc[there]]),
        sent=sent[here],
        arc=arc[there],
        weight=np.concatenate([sent_weight[here], arc_weight[there]]),
    )


def _held(
    name: str, net: Network, x: Decisions, axes: list[Axis], asset: Ids, most: Floats, terms: list[Triples]
) -> Rows:
    """Hold yearly loads to the year's capacity that stands and is built, each size cut to what it lets the load be."""
    sizes = net.sizes
    standing = net.assets.standing[asset].sum(axis=1)
    room = np.maximum(most - standing, 0.0)
    row, size = sizes_of(net, asset)
    capacity = sizes.capacity[size].sum(axis=1)
    is_cut = capacity > room[row] * (1 + ROUNDING)
    along = np.nonzero(sizes.is_stretch[size] & ~is_cut)[0]
    built = (row, x.built.start + size, -np.where(is_cut, room[row], capacity))
    further = (
        row[along],
        x.stretch.start + stretch_place(net)[size[along]],
        -sizes.stretch_capacity[size[along]].sum(axis=1),
    )
    return family(name, axes, np.full(len(asset), -np.inf), standing, [*terms, built, further])
