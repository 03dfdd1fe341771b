"""What a thing can be built in and what stands of it, as arrays in one unit: sizes, or stretches between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.annuity import annuity_factor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from isopt.scenario.plants import Sizing
    from isopt.scenario.scenario import Size

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Sizes as columns: one row a size."""

    name: tuple[str, ...]
    capacity: Floats
    """Shape (sizes, periods)."""
    capex_eur: Floats
    capex_eur_per_km: Floats
    fixed_opex_eur_per_a: Floats
    fixed_opex_share: Floats
    lifetime_a: Floats
    annuity_rate: Floats
    """Share of the investment that is paid each year."""

    def capex(self, km: Floats) -> Floats:
        """Say what each size costs over each length; shape (lengths, sizes)."""
        return np.asarray(self.capex_eur + self.capex_eur_per_km * km[:, None])

    def fixed_opex(self, km: Floats) -> Floats:
        """Say what each size pays each year over each length; shape (lengths, sizes)."""
        return np.asarray(self.fixed_opex_eur_per_a + self.fixed_opex_share * self.capex(km))


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be built of a thing, and what stands of it, in one unit of capacity."""

    sizes: Schedule
    existing: Schedule
    """What stands: one row, or none."""
    is_between: bool
    """Whether anything between two sizes can be built."""

    @property
    def standing(self) -> Floats:
        """Capacity that stands, per period."""
        return np.asarray(self.existing.capacity.sum(axis=0))

    @property
    def most(self) -> Floats:
        """What stands and the largest size together, per period."""
        return np.asarray(self.standing + self.sizes.capacity.max(axis=0, initial=0.0))

    def standing_eur_per_a(self, km: float) -> float:
        """Say what stands pays each year over a length."""
        return float(self.existing.fixed_opex(np.array([km])).sum())


def offer_of(sizing: Sizing, resource: str, weight: float, discount_rate: float, periods: int) -> Offer:
    """Lay a thing's sizes out in the unit of which one unit of `resource` takes `weight`."""

    def schedule(sizes: tuple[Size, ...]) -> Schedule:
        capacity = np.zeros((len(sizes), periods))
        for row, size in enumerate(sizes):
            scale = weight / size.capacity.weight_per_u.get(resource, weight)
            capacity[row] = np.array(size.capacity.amount) * scale
        return Schedule(
            name=tuple(size.name for size in sizes),
            capacity=capacity,
            capex_eur=np.array([size.capex_eur for size in sizes]),
            capex_eur_per_km=np.array([size.capex_eur_per_km for size in sizes]),
            fixed_opex_eur_per_a=np.array([size.fixed_opex_eur_per_a for size in sizes]),
            fixed_opex_share=np.array([size.fixed_opex_share for size in sizes]),
            lifetime_a=np.array([size.lifetime_a for size in sizes]),
            annuity_rate=np.array([annuity_factor(discount_rate, size.lifetime_a) for size in sizes]),
        )

    is_between = sizing.is_between and len(sizing.sizes) > 1
    existing = () if sizing.existing is None else (sizing.existing,)
    return Offer(schedule(sizing.sizes), schedule(existing), is_between)


def weights_of(sizing: Sizing) -> Mapping[str, float]:
    """Say, by resource, how many units of the sizes' own unit one unit takes."""
    size = sizing.sizes[0] if sizing.sizes else sizing.existing
    return {} if size is None else size.capacity.weight_per_u


def undominated(offer: Offer, km: Floats, capacity: Floats) -> Flags:
    """Say for each length which sizes no other makes needless: none carries as much in every period for no more a year.

    `capacity` has shape (lengths, sizes, periods). Of equals the first by what it carries, then by name, stays.
    """
    yearly = offer.sizes.capex(km) * offer.sizes.annuity_rate + offer.sizes.fixed_opex(km)
    carried = capacity.sum(axis=-1)
    place = np.arange(yearly.shape[1])
    needless = np.zeros(yearly.shape, dtype=bool)
    for other in place:
        cheaper, same = yearly[:, [other]] < yearly, yearly[:, [other]] == yearly
        more, as_much = carried[:, [other]] > carried, carried[:, [other]] == carried
        is_before = cheaper | (same & (more | (as_much & (other < place))))
        needless |= is_before & (capacity[:, [other], :] >= capacity).all(axis=-1)
    return ~needless
