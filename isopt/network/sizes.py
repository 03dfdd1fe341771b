"""Sizes that can be built: rows for assets that share an offer, less those that no plan needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.offers import undominated
from isopt.network.plants import Sizes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from isopt.network.offers import Offer

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Batch:
    """Assets that share an offer. Shapes (assets,), unless stated."""

    offer: Offer
    asset: Integers
    km: Floats
    room: Floats
    """Shape (assets, periods); the most that anything built can ever carry beside what stands; inf where unknown."""
    is_free: Flags
    """Whether its size bears on nothing but cost and what can be carried: not on who else builds, or on a least load."""
    is_yearly: bool
    """Whether capacity counts over the year, not in each period."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of sizes: the first axis of all columns."""

    asset: Integers
    place: Integers
    name: NDArray[np.object_]
    lifetime_a: Floats
    capacity: Floats
    stretch_capacity: Floats
    money: Floats
    """Shape (rows, 3): capex, annuity, fixed opex."""
    stretch_money: Floats
    is_stretch: Flags


def lay_out_sizes(batches: Iterable[Batch], periods: int, *, keep_dominated: bool) -> Sizes:
    """Lay out the sizes of every asset, in order of asset and size.

    A size that can add nothing, or costs no less than one that carries as much, is dropped: what a size allows is
    min(capacity, M), so what costs no more and allows as much is as good in every plan.
    """
    parts = [_none(periods)]
    for batch in batches:
        make = _stretches if batch.offer.is_between else _steps
        parts.append(make(batch, keep_dominated=keep_dominated))
    joined = _Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Rows.__slots__))
    order = np.lexsort((joined.place, joined.asset))
    capex, annuity, opex = joined.money[order].T
    more_capex, more_annuity, more_opex = joined.stretch_money[order].T
    return Sizes(
        asset=joined.asset[order],
        name=tuple(joined.name[order].tolist()),
        capacity=joined.capacity[order],
        capex_eur=capex,
        annuity_eur_per_a=annuity,
        fixed_opex_eur_per_a=opex,
        lifetime_a=joined.lifetime_a[order],
        stretch_capacity=joined.stretch_capacity[order],
        stretch_capex_eur=more_capex,
        stretch_annuity_eur_per_a=more_annuity,
        stretch_fixed_opex_eur_per_a=more_opex,
        is_stretch=joined.is_stretch[order],
    )


def _money(batch: Batch) -> Floats:
    """Price each size of each asset: capex, annuity, fixed opex; shape (assets, sizes, 3)."""
    sizes = batch.offer.sizes
    capex = sizes.capex(batch.km)
    return np.stack([capex, capex * sizes.annuity_rate, sizes.fixed_opex(batch.km)], axis=-1)


def _steps(batch: Batch, *, keep_dominated: bool) -> _Rows:
    """List single sizes, each cut to what it can ever carry."""
    sizes = batch.offer.sizes
    capacity = _cut(batch)
    keep = np.ones(capacity.shape[:2], dtype=bool)
    if not keep_dominated:
        counted = capacity.sum(axis=-1, keepdims=True) if batch.is_yearly else capacity
        needed = undominated(batch.offer, batch.km, counted)
        is_known = batch.is_free & np.isfinite(batch.room).all(axis=1)
        keep = _useful(batch)[:, None] & (needed | ~is_known[:, None])
    of_asset, size = np.nonzero(keep)
    money = _money(batch)[of_asset, size]
    return _Rows(
        asset=batch.asset[of_asset],
        place=size.astype(np.int32),
        name=np.array(sizes.name, dtype=object)[size],
        lifetime_a=sizes.lifetime_a[size],
        capacity=capacity[of_asset, size],
        stretch_capacity=np.zeros((len(size), capacity.shape[2])),
        money=money,
        stretch_money=np.zeros_like(money),
        is_stretch=np.zeros(len(size), dtype=bool),
    )


def _stretches(batch: Batch, *, keep_dominated: bool) -> _Rows:
    """List stretches between neighbouring sizes; none is cut, for along a stretch cost goes with capacity."""
    sizes = batch.offer.sizes
    money = _money(batch)
    useful = np.ones(len(batch.asset), dtype=bool) if keep_dominated else _useful(batch)
    of_asset, place = np.nonzero(np.repeat(useful[:, None], len(sizes.name) - 1, axis=1))
    names = [f"{lower}..{upper}" for lower, upper in zip(sizes.name, sizes.name[1:], strict=False)]
    lower_money = money[of_asset, place]
    return _Rows(
        asset=batch.asset[of_asset],
        place=place.astype(np.int32),
        name=np.array(names, dtype=object)[place],
        lifetime_a=sizes.lifetime_a[place],
        capacity=sizes.capacity[place],
        stretch_capacity=sizes.capacity[place + 1] - sizes.capacity[place],
        money=lower_money,
        stretch_money=money[of_asset, place + 1] - lower_money,
        is_stretch=np.ones(len(place), dtype=bool),
    )


def _cut(batch: Batch) -> Floats:
    """Cut capacities to what can ever be carried, in each period or over the year; shape (assets, sizes, periods)."""
    capacity = np.repeat(batch.offer.sizes.capacity[None], len(batch.asset), axis=0)
    if not batch.is_yearly:
        return np.minimum(capacity, batch.room[:, None, :])
    year = capacity.sum(axis=-1)
    share = np.divide(batch.room.sum(axis=-1)[:, None], year, out=np.ones_like(year), where=year > 0)
    return np.asarray(capacity * np.minimum(share, 1.0)[:, :, None])


def _useful(batch: Batch) -> Flags:
    """Say for which assets anything built could carry more than what stands."""
    return np.asarray((batch.room > 0).any(axis=1))


def _none(periods: int) -> _Rows:
    none, wide = np.zeros(0, np.int32), np.zeros((0, periods))
    return _Rows(
        none, none, np.zeros(0, dtype=object), np.zeros(0), wide, wide, np.zeros((0, 3)), np.zeros((0, 3)),
        np.zeros(0, dtype=bool),
    )  # fmt: skip
