"""Assets on one site: facilities, stores, hubs and disposal routes that must stand to be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.offers import offer_of, weights_of
from isopt.network.plants import AssetKind, Assets
from isopt.network.sizes import Batch
from isopt.network.terms import ids, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from isopt.network.network import Arcs, Givers, Routes, Takers
    from isopt.network.offers import Offer
    from isopt.network.plants import DisposalAssets, Facilities, Hubs, Stores
    from isopt.network.terms import Ids
    from isopt.scenario.plants import Sizing
    from isopt.scenario.scenario import Scenario

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plant:
    """What must stand on one site to be used."""

    kind: AssetKind
    name: str
    site: str | None
    sizing: Sizing
    offer: Offer
    is_part_loaded: bool
    """Whether a larger size would have to run at more (`min_load`)."""


@dataclass(frozen=True, slots=True)
class Plants:
    """What must stand on one site to be used, by its number as an asset; what costs a fixed sum, as an opening."""

    entries: tuple[Plant, ...]
    facility: Mapping[str, int]
    store: Mapping[str, int]
    hub: Mapping[str, int]
    """By site."""
    disposal: Mapping[str, int]
    opening: Mapping[str, int]
    """Disposal routes by number of opening."""
    most: Floats
    """Shape (plants, periods); what stands and the largest size together, in the sizes' unit."""


def number_plants(scenario: Scenario) -> Plants:
    """Give numbers to what must stand on one site: facilities, stores, hubs, disposal routes, each in order of name."""
    entries = tuple(_plants(scenario))

    def numbered(kind: AssetKind) -> dict[str, int]:
        return {plant.name: number for number, plant in enumerate(entries) if plant.kind is kind}

    costing = [name for name, route in scenario.disposal.items() if route.fixed_eur_per_a > 0]
    return Plants(
        entries=entries,
        facility=numbered(AssetKind.FACILITY),
        store=numbered(AssetKind.STORE),
        hub=numbered(AssetKind.HUB),
        disposal=numbered(AssetKind.DISPOSAL),
        opening={name: number for number, name in enumerate(costing)},
        most=table((tuple(plant.offer.most) for plant in entries), len(scenario.calendar.periods)),
    )


def _plants(scenario: Scenario) -> Iterator[Plant]:
    things: list[tuple[AssetKind, str, str | None, Sizing, bool]] = [
        *((AssetKind.FACILITY, f.name, f.site, f.sizing, f.min_load_share > 0) for f in scenario.facilities.values()),
        *((AssetKind.STORE, store.name, store.site, store.sizing, False) for store in scenario.stores.values()),
        *((AssetKind.HUB, hub.site, hub.site, hub.sizing, False) for hub in scenario.hubs.values()),
        *((AssetKind.DISPOSAL, route.name, route.site, route.sizing, False) for route in scenario.disposal.values()),
    ]
    for kind, name, site, sizing, is_part_loaded in things:
        if sizing.is_limited:
            counted = min(weights_of(sizing), default="")
            weight = 1.0 if kind is AssetKind.STORE else weights_of(sizing).get(counted, 1.0)
            offer = offer_of(sizing, counted, weight, scenario.discount_rate, len(scenario.calendar.periods))
            yield Plant(kind, name, site, sizing, offer, is_part_loaded)


def plant_loads(
    plants: Plants,
    facilities: Facilities,
    hubs: Hubs,
    stores: Stores,
    disposal: DisposalAssets,
    givers: Givers,
    takers: Takers,
    routes: Routes,
    arcs: Arcs,
) -> Floats:
    """Say the most each plant can ever carry per period, in its sizes' unit; inf where nothing bounds it."""
    loads = np.zeros_like(plants.most)
    for asset, load in (
        (facilities.asset, facilities.upper_activity),
        (stores.asset, stores.upper_u),
        (hubs.asset, hubs.weight[:, None] * takers.need_u[hubs.taker]),
        *(
            (disposal.asset[row], weight[:, None] * upper[member])
            for (row, member, weight), upper in (
                (disposal.route_row, givers.given_u[routes.giver]),
                (disposal.arc, arcs.upper_u * arcs.arrival_share),
            )
        ),
    ):
        np.add.at(loads, asset[asset >= 0], load[asset >= 0])
    return loads


def plant_assets(number: Ids, plants: Plants, groups: Mapping[str, int]) -> Assets:
    """List what stands or can be built on one site, whatever uses it."""
    entries = plants.entries
    site = ids(-1 if plant.site is None else number.site[plant.site] for plant in entries)
    kind = ids(plant.kind for plant in entries)
    return Assets(
        kind=kind,
        source=site,
        target=site,
        mode=len(number.mode) + kind,
        label=tuple(plant.name for plant in entries),
        standing=table((tuple(plant.offer.standing) for plant in entries), plants.most.shape[1]),
        standing_eur_per_a=np.array([plant.offer.standing_eur_per_a(0.0) for plant in entries]),
        stands=np.array([plant.sizing.existing is not None for plant in entries], dtype=bool),
        group=ids(groups.get(plant.sizing.group or "", -1) for plant in entries),
        groups=(),
    )


def plant_batches(plants: Plants, loads: Floats) -> Iterator[Batch]:
    """Offer each plant its sizes; where a larger size would have to run at more, none is cut."""
    for asset, plant in enumerate(plants.entries):
        room = loads[asset] - plant.offer.standing
        is_yearly = plant.kind is AssetKind.DISPOSAL
        if is_yearly:
            room = np.full(len(room), room.sum() / len(room))
        yield Batch(
            offer=plant.offer,
            asset=ids([asset]),
            km=np.zeros(1),
            room=np.full((1, len(room)), np.inf) if plant.is_part_loaded else np.maximum(room, 0.0)[None],
            is_free=np.array([plant.sizing.group is None and not plant.is_part_loaded]),
            is_yearly=is_yearly,
        )
