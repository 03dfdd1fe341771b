"""Facilities: technologies at sites, the recipes they run by, and the ports through which things enter and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.network.plants import Facilities, Ports, Recipes, rows_by_name
from isopt.network.terms import ids, impact_table, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from isopt.network.network import Givers, Takers
    from isopt.network.plant_assets import Plants
    from isopt.network.terms import Ids
    from isopt.scenario.plants import Facility, Recipe
    from isopt.scenario.scenario import ByPeriod, Scenario

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]


def build_facilities(
    scenario: Scenario, number: Ids, givers: Givers, takers: Takers, plants: Plants
) -> tuple[Facilities, Recipes, Ports]:
    """Lay out facilities in order of name, their recipes, and what these take and give.

    How much they can run is so far bounded by their sizes alone.
    """
    periods = len(scenario.calendar.periods)
    all_facilities = list(scenario.facilities.values())
    asset = ids(plants.facility.get(name, -1) for name in scenario.facilities)
    unlimited = np.full((1, periods), np.inf)
    facilities = Facilities(
        names=tuple(scenario.facilities),
        site=ids(number.site[facility.site] for facility in all_facilities),
        asset=asset,
        min_load_share=np.array([facility.min_load_share for facility in all_facilities], dtype=np.float64),
        upper_activity=np.concatenate([plants.most, unlimited])[asset],
    )
    runs = [(f, facility, recipe) for f, facility in enumerate(all_facilities) for recipe in facility.recipes]
    most_share = np.array([recipe.most_share for _, _, recipe in runs], dtype=np.float64)
    of = ids(f for f, _, _ in runs)
    recipes = Recipes(
        facility=of,
        name=tuple(recipe.name for _, _, recipe in runs),
        opex_eur=table((recipe.opex_eur for _, _, recipe in runs), periods),
        emissions_kg=impact_table((recipe.emissions_kg for _, _, recipe in runs), len(scenario.impacts), periods),
        least_share=np.array([recipe.least_share for _, _, recipe in runs], dtype=np.float64),
        most_share=most_share,
        upper_activity=_shares_of(facilities.upper_activity[of], most_share),
    )
    return facilities, recipes, _ports(runs, rows_by_name(givers), rows_by_name(takers), periods)


def _shares_of(amounts: Floats, share: Floats) -> Floats:
    """Take a share of each amount; nothing of an unbounded one is nothing."""
    return np.multiply(amounts, share[:, None], out=np.zeros_like(amounts), where=share[:, None] > 0)


def _ports(
    runs: list[tuple[int, Facility, Recipe]], giver: Mapping[str, int], taker: Mapping[str, int], periods: int
) -> Ports:
    taken = [
        (taker[f"{facility.name}.{resource}"], row, amounts)
        for row, (_, facility, recipe) in enumerate(runs)
        for resource, amounts in recipe.takes_u.items()
    ]
    given = [
        (giver[f"{facility.name}.{resource}"], row, amounts)
        for row, (_, facility, recipe) in enumerate(runs)
        for resource, amounts in recipe.gives_u.items()
    ]
    return Ports(taker=_entries(taken, periods), giver=_entries(given, periods))


def _entries(rows: list[tuple[int, int, ByPeriod]], periods: int) -> tuple[Integers, Integers, Floats]:
    return ids(row for row, _, _ in rows), ids(recipe for _, recipe, _ in rows), table((u for _, _, u in rows), periods)
