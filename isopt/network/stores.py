"""Stores and hubs: where things stay until a later period, and where what arrives leaves again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.network.offers import weights_of
from isopt.network.plants import Hubs, Stores, rows_by_name
from isopt.network.terms import ids, table
from isopt.scenario.plants import hub_name

if TYPE_CHECKING:
    from isopt.network.network import Givers, Takers
    from isopt.network.plant_assets import Plants
    from isopt.scenario.scenario import Scenario


def build_hubs(scenario: Scenario, givers: Givers, takers: Takers, plants: Plants) -> Hubs:
    """Lay out hubs, one row a site and a resource it carries."""
    giver, taker = rows_by_name(givers), rows_by_name(takers)
    rows = [(hub, resource) for hub in scenario.hubs.values() for resource in hub.carries]
    return Hubs(
        giver=ids(giver[hub_name(hub.site, resource)] for hub, resource in rows),
        taker=ids(taker[hub_name(hub.site, resource)] for hub, resource in rows),
        asset=ids(plants.hub.get(hub.site, -1) for hub, _ in rows),
        weight=np.array([weights_of(hub.sizing).get(resource, 1.0) for hub, resource in rows], dtype=np.float64),
    )


def build_stores(scenario: Scenario, givers: Givers, takers: Takers, plants: Plants) -> Stores:
    """Lay out stores in order of name; what they can hold is so far bounded by their sizes alone."""
    giver, taker = rows_by_name(givers), rows_by_name(takers)
    stores = scenario.stores.values()
    periods = len(scenario.calendar.periods)
    asset = ids(plants.store.get(name, -1) for name in scenario.stores)
    initial = [np.nan if store.initial_u is None else store.initial_u for store in stores]
    return Stores(
        names=tuple(scenario.stores),
        giver=ids(giver[name] for name in scenario.stores),
        taker=ids(taker[name] for name in scenario.stores),
        asset=asset,
        kept_share=table((store.kept_share for store in stores), periods),
        initial_u=np.array(initial, dtype=np.float64),
        charge_u=table((store.charge_u for store in stores), periods),
        discharge_u=table((store.discharge_u for store in stores), periods),
        holding_eur_per_u=table((store.holding_eur_per_u for store in stores), periods),
        upper_u=np.concatenate([plants.most, np.full((1, periods), np.inf)])[asset],
    )
