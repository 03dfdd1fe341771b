"""Facilities: what stands and is built runs up to its capacity, and in what periods it runs at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.formulation.assemble import by_period, family, in_every_period, nothing, ones, places
from isopt.formulation.constraints.loads import any_built, built_capacity, facility_load, sizes_of, stretch_place
from isopt.formulation.labels import spread
from isopt.formulation.variables import facilities_with_least_load

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from isopt.formulation.assemble import Floats, Triples
    from isopt.formulation.labels import Axis
    from isopt.formulation.program import Rows
    from isopt.formulation.variables import Decisions
    from isopt.network.network import Flags, Network

    Ids = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Facilities with a least load: one row each; capacities by row and period."""

    facility: Ids
    asset: Ids
    share: Floats
    """The least load, of the capacity that stands and is built."""
    stands: Flags
    standing: Floats
    smallest: Floats
    """The least capacity a facility that is there can have."""
    largest: Floats


def facility_capacity(net: Network, x: Decisions) -> Rows:
    r"""Run a facility, by all its recipes, up to what stands and is built; with a least load, only where it runs.

    .. math:: \sum_{j \in n} z_{jt} \le \min(C^0_{nt}, M_{nt}) + \sum_{b \in B_n} \bigl(\min(C_{bt}, M_{nt} - C^0_{nt})\, y_b
        + \Delta_{bt}\, \theta_b\bigr) - \min(C^-_{nt}, M_{nt}) (Y_n - x_{nt}) \qquad \forall n, t
    """
    load = facility_load(net, x)
    if not len(load.asset):
        return nothing("facility_capacity")
    standing = np.minimum(net.assets.standing[load.asset], load.most)
    stands = net.assets.stands[load.asset, None]
    loaded = _loaded(net)
    row = places(len(net.facilities.names), np.nonzero(net.facilities.asset >= 0)[0])[loaded.facility]
    least = np.zeros_like(standing)
    least[row] = np.minimum(loaded.smallest, net.facilities.upper_activity[loaded.facility])
    upper = standing - np.where(stands, least, 0.0)
    return family(
        "facility_capacity",
        spread(load.axes, net.periods),
        np.full(upper.size, -np.inf),
        upper.reshape(-1),
        [
            *load.terms,
            *built_capacity(net, x, load.asset, load.most - standing, np.where(stands, 0.0, least)),
            _running(x, row, -least[row]),
        ],
    )


def facility_running(net: Network, x: Decisions) -> Rows:
    r"""Let a facility with a least load run only in periods in which it is on; of one capacity `facility_capacity` says it.

    .. math:: \sum_{j \in n} z_{jt} \le \min(C^+_{nt}, M_{nt})\, x_{nt} \qquad \forall n \text{ of several capacities}, t
    """
    loaded = _loaded(net)
    limit = net.facilities.upper_activity[loaded.facility]
    least, most = np.minimum(loaded.smallest, limit), np.minimum(loaded.largest, limit)
    several = np.nonzero((least < most).any(axis=1))[0]
    if not len(several):
        return nothing("facility_running")
    part, upper = _part(loaded, several), np.zeros_like(most[several])
    running = by_period(x.running, several, _each(part), -most[several])
    return _rows("facility_running", net, x, part, [running], upper=upper)


def running_built(net: Network, x: Decisions) -> Rows:
    r"""Have a facility on only where it is built.

    .. math:: x_{nt} \le \sum_{b \in B_n} y_b \qquad \forall n \text{ that does not stand today}, t
    """
    loaded = _loaded(net)
    row = np.nonzero(~loaded.stands)[0]
    if not len(row):
        return nothing("running_built")
    every = ones(net, len(row))
    return family(
        "running_built",
        spread(_axes(net, loaded.facility[row]), net.periods),
        np.full(every.size, -np.inf),
        np.zeros(every.size),
        [by_period(x.running, row, np.arange(len(row)), every), any_built(net, x, loaded.asset[row], -every)],
    )


def load_least(net: Network, x: Decisions) -> Rows:
    r"""Hold a facility that is on to its least load, a share of what stands and is built.

    .. math:: \sum_{j \in n} z_{jt} \ge \mu_n \Bigl(C^0_{nt} + \sum_{b \in B_n} (C_{bt}\, y_b + \Delta_{bt}\, \theta_b)
        - C^+_{nt} (Y_n - x_{nt})\Bigr) \qquad \forall n, t
    """
    loaded = _loaded(net)
    if not len(loaded.facility):
        return nothing("load_least")
    sizes, share = net.sizes, loaded.share[:, None]
    row, size = sizes_of(net, loaded.asset)
    unbuilt = np.where(loaded.stands[:, None], 0.0, loaded.largest)
    along = np.nonzero(sizes.is_stretch[size])[0]
    terms = [
        in_every_period(x.built, size, row, share[row] * (unbuilt[row] - sizes.capacity[size])),
        in_every_period(
            x.stretch,
            stretch_place(net)[size[along]],
            row[along],
            -share[row[along]] * sizes.stretch_capacity[size[along]],
        ),
        _running(x, _each(loaded), -share * loaded.largest),
    ]
    least = np.where(loaded.stands[:, None], share * (loaded.standing - loaded.largest), 0.0)
    return _rows("load_least", net, x, loaded, terms, lower=least)


def load_smallest(net: Network, x: Decisions) -> Rows:
    r"""Hold a facility that is on to the least load of its smallest capacity: implied for integers, strong before.

    .. math:: \sum_{j \in n} z_{jt} \ge \mu_n\, C^-_{nt}\, x_{nt} \qquad \forall n \text{ of several capacities}, t
    """
    loaded = _loaded(net)
    several = np.nonzero((loaded.smallest < loaded.largest).any(axis=1) & (loaded.smallest > 0).any(axis=1))[0]
    if not len(several):
        return nothing("load_smallest")
    part = _part(loaded, several)
    least = -part.share[:, None] * part.smallest
    return _rows(
        "load_smallest", net, x, part, [by_period(x.running, several, _each(part), least)], lower=np.zeros_like(least)
    )


def _loaded(net: Network) -> _Loaded:
    facility = facilities_with_least_load(net)
    asset = net.facilities.asset[facility]
    standing = net.assets.standing[asset]
    stands = net.assets.stands[asset]
    row, size = sizes_of(net, asset)
    smallest, most = np.full_like(standing, np.inf), np.zeros_like(standing)
    np.minimum.at(smallest, row, net.sizes.capacity[size])
    np.maximum.at(most, row, (net.sizes.capacity + net.sizes.stretch_capacity)[size])
    smallest = np.where(stands[:, None] | np.isinf(smallest), standing, smallest)
    return _Loaded(
        facility, asset, net.facilities.min_load_share[facility], stands, standing, smallest, standing + most
    )


def _part(loaded: _Loaded, rows: Ids) -> _Loaded:
    """Keep some of the facilities."""
    return _Loaded(*(getattr(loaded, name)[rows] for name in _Loaded.__slots__))


def _rows(
    name: str,
    net: Network,
    x: Decisions,
    loaded: _Loaded,
    terms: list[Triples],
    *,
    lower: Floats | None = None,
    upper: Floats | None = None,
) -> Rows:
    """Bound what each facility runs, by all its recipes, plus other terms."""
    of_recipe = places(len(net.facilities.names), loaded.facility)[net.recipes.facility]
    recipe = np.nonzero(of_recipe >= 0)[0]
    count = len(loaded.facility) * len(net.periods)
    return family(
        name,
        spread(_axes(net, loaded.facility), net.periods),
        np.full(count, -np.inf) if lower is None else lower.reshape(-1),
        np.full(count, np.inf) if upper is None else upper.reshape(-1),
        [by_period(x.activity, recipe, of_recipe[recipe], ones(net, len(recipe))), *terms],
    )


def _axes(net: Network, facility: Ids) -> list[Axis]:
    return [(net.facilities.names, facility)]


def _each(loaded: _Loaded) -> Ids:
    return np.arange(len(loaded.facility))


def _running(x: Decisions, row: Ids, value: Floats) -> Triples:
    """Put whether each facility is on into its row."""
    return by_period(x.running, np.arange(len(row)), row, value)
