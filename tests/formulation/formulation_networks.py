"""Networks put together by hand: an empty one, to which a test adds what it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.left_out import LeftOut
from isopt.network.network import (
    Arcs,
    Connections,
    DisposalLimits,
    Givers,
    Network,
    Pairs,
    Precedence,
    QualityLimits,
    Routes,
    Takers,
)
from isopt.network.plants import (
    AssetKind,
    Assets,
    DisposalAssets,
    Facilities,
    Hubs,
    LoadLimits,
    MarketLimits,
    Openings,
    Ports,
    Purchases,
    Recipes,
    Sales,
    Sizes,
    StandingLosses,
    Stores,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

NONE = np.zeros(0, np.int32)
EMPTY = np.zeros(0)
NO = np.zeros(0, bool)
TRIPLES = (NONE, NONE, EMPTY)


def empty(periods: tuple[str, ...] = ("year",)) -> Network:
    """Give a network of one site in which nothing is possible."""
    wide, impacts = np.zeros((0, len(periods))), np.zeros((1, 0, len(periods)))
    return Network(
        periods=periods,
        resources=("ash",),
        sites=("mill",),
        modes=("lorry",),
        disposal=(),
        givers=Givers(
            names=(), site=NONE, resource=NONE, given_u=wide, is_bound=NO, kind=NONE, part=NONE, at_least_u=EMPTY,
            minimum_u=EMPTY,
        ),
        takers=Takers(
            names=(), site=NONE, need_u=wide, is_bound=NO, has_virgin=NO, virgin_eur_per_u=wide,
            virgin_emissions_kg_per_u=impacts, kind=NONE, part=NONE, at_least_u=EMPTY, minimum_u=EMPTY,
        ),
        routes=Routes(NONE, NONE, wide, impacts, impacts, EMPTY),
        arcs=Arcs(
            giver=NONE, end=NONE, mode=NONE, resource=NONE, km=EMPTY, cost_eur_per_u=wide, emissions_kg_per_u=impacts,
            avoided_kg_per_u=impacts, arrival_share=wide, replaces_per_u=wide, landfilled_t_per_u=EMPTY, upper_u=wide,
            connection=NONE, weight=EMPTY, capacity_weight=EMPTY,
        ),
        pairs=Pairs(NONE, EMPTY, EMPTY),
        connections=Connections(NONE, NONE, NONE, (), wide, NONE, NONE, wide),
        assets=Assets(NONE, NONE, NONE, NONE, (), wide, EMPTY, NO, NONE, ()),
        sizes=Sizes(NONE, (), wide, EMPTY, EMPTY, EMPTY, EMPTY, wide, EMPTY, EMPTY, EMPTY, NO),
        openings=Openings(NONE, NONE, NONE, (), EMPTY),
        facilities=Facilities((), NONE, NONE, EMPTY, wide),
        recipes=Recipes(NONE, (), wide, impacts, EMPTY, EMPTY, wide),
        ports=Ports((NONE, NONE, wide), (NONE, NONE, wide)),
        purchases=Purchases(NONE, NO, NONE, wide, impacts, wide),
        sales=Sales(NONE, NONE, wide, impacts, wide),
        market_limits=MarketLimits(NONE, NO, wide, (NONE, NONE), (NONE, NONE)),
        hubs=Hubs(NONE, NONE, NONE, EMPTY),
        stores=Stores((), NONE, NONE, NONE, wide, EMPTY, wide, wide, wide, wide),
        standing_losses=StandingLosses(NONE, NONE, wide, impacts, impacts),
        disposal_assets=DisposalAssets(NONE, NONE, NONE, TRIPLES, TRIPLES),
        load_limits=LoadLimits(NONE, (), EMPTY, TRIPLES, TRIPLES),
        disposal_limits=DisposalLimits(NONE, (), EMPTY, TRIPLES, TRIPLES),
        quality_limits=QualityLimits(NONE, (), TRIPLES, TRIPLES, TRIPLES, TRIPLES),
        precedence=Precedence(NONE, NONE, NONE, (NONE, NONE)),
        left_out=LeftOut(NONE, NONE, NONE, EMPTY, np.zeros(0, np.int8)),
        impacts=("co2",),
        cost_weight=1.0,
        impact_weight_eur_per_kg=np.zeros(1),
        counts_avoided=False,
        carbon_price_eur_per_kg=np.zeros(len(periods)),
        recipe_share=(NONE, NONE, wide),
    )  # fmt: skip


def facility(
    sizes: Sequence[tuple[float, float]],
    *,
    standing: float | None = None,
    min_load: float = 0.0,
    most: float = np.inf,
    periods: tuple[str, ...] = ("year",),
) -> Network:
    """Add a facility of one recipe. `sizes`: capacity and, along a stretch, what its upper end has more; else 0.

    The second period of two has half of every capacity.
    """
    net = empty(periods)
    part = np.array([1.0, 0.5])[: len(periods)]
    one = np.zeros(1, np.int32)
    count = len(sizes)
    first, more = np.array(list(sizes)).reshape(-1, 2).T
    return replace(
        net,
        assets=Assets(
            kind=one + AssetKind.FACILITY, source=one, target=one, mode=one + 1 + AssetKind.FACILITY,
            label=("crusher",), standing=(standing or 0.0) * part[None], standing_eur_per_a=np.zeros(1),
            stands=np.array([standing is not None]), group=one - 1, groups=(),
        ),
        sizes=Sizes(
            asset=np.zeros(count, np.int32), name=tuple(f"s{k}" for k in range(count)),
            capacity=first[:, None] * part, capex_eur=np.zeros(count), annuity_eur_per_a=np.zeros(count),
            fixed_opex_eur_per_a=np.zeros(count), lifetime_a=np.ones(count), stretch_capacity=more[:, None] * part,
            stretch_capex_eur=np.zeros(count), stretch_annuity_eur_per_a=np.zeros(count),
            stretch_fixed_opex_eur_per_a=np.zeros(count), is_stretch=more > 0,
        ),
        facilities=Facilities(("crusher",), one, one, np.array([min_load]), most * part[None]),
        recipes=Recipes(
            one, ("",), np.zeros((1, len(periods))), np.zeros((1, 1, len(periods))), np.zeros(1), np.ones(1),
            most * part[None],
        ),
    )  # fmt: skip
