"""Regions made up by a seed: sites in a square, givers and takers of ash and slag, lorries between them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import isopt
from benchmarks.importers.writing import Draft, write

if TYPE_CHECKING:
    from isopt.scenario.scenario import Scenario

KM_PER_DEGREE = 111.2
"""Near the equator, where the square that is made up lies if it lies on the globe."""


def region(
    giver_count: int,
    taker_count: int,
    *,
    side_km: float = 200.0,
    reach_km: float = 1000.0,
    slag_share: float = 0.0,
    on_globe: bool = False,
    seed: int = 0,
) -> Scenario:
    """Make up a region and load it as a user's file would be.

    Every giver and taker has a site of its own. Everybody's alternative is a landfill or a purchase, so a plan always exists.
    A `slag_share` of the givers gives slag: its exchanges pay a yearly sum each, so each has an on/off decision, and it may
    meet 40 % of a need.
    """
    draw = np.random.default_rng(seed)
    places = draw.uniform(0, side_km, (giver_count + taker_count, 2)).round(3)
    place, points = ("at", places / KM_PER_DEGREE) if on_globe else ("xy", places)
    given = draw.integers(1_000, 20_000, giver_count)
    needed = draw.integers(1_000, 20_000, taker_count)
    price = draw.integers(20, 60, taker_count)
    slag_count = round(slag_share * giver_count)
    names = [*(f"giver_{i:04}" for i in range(giver_count)), *(f"taker_{i:04}" for i in range(taker_count))]
    # in YAML, not in a table: there `otherwise` would be a cell for givers and the parent of cells for takers
    flows: dict[str, Any] = {
        names[i]: {
            "site": names[i],
            "resource": "slag" if i < slag_count else "ash",
            "gives": f"{given[i]} t/a",
            "otherwise": "landfill",
        }
        for i in range(giver_count)
    }
    accepts = {"ash": {"replaces": 0.9}, **({"slag": {"replaces": 0.8, "at_most": "40 %"}} if slag_count else {})}
    for i, name in enumerate(names[giver_count:]):
        flows[name] = {
            "site": name,
            "takes": f"{needed[i]} t/a",
            "accepts": accepts,
            "otherwise": {"price": f"{price[i]} EUR/t", "emissions": "clinker"},
        }
    resources = {"ash": {"unit": "t", "form": "solid"}}
    if slag_count:
        resources["slag"] = {"unit": "t", "form": "solid"}
    draft = Draft(
        {
            "name": f"Region of {giver_count} x {taker_count}",
            "emissions": {"lorry": "0.077 kgCO2e/(t km)", "clinker": "830 kgCO2e/t", "inert": "1.26 kgCO2e/t"},
            "resources": resources,
            "disposal": {
                "landfill": {"gate_fee": "60 EUR/t", "tax": "35 EUR/t", "emissions": "inert", "landfill": True}
            },
            "transport": {
                "lorry": {
                    "carries": ["solid"],
                    "cost": "0.12 EUR/(t km)",
                    "handling": "4 EUR/t",
                    "emissions": "lorry",
                    "detour": 1.3,
                    "reach": f"{reach_km!r} km",
                    **({"per_exchange": {"slag": "5 kEUR/a", "ash": "0 EUR/a"}} if slag_count else {}),
                }
            },
            "objective": {"cost": 1, "co2": "75 EUR/t"},
            "flows": flows,
        },
        {"sites": [{"name": name, place: f"{x}; {y}"} for name, (x, y) in zip(names, points.tolist(), strict=True)]},
    )
    with tempfile.TemporaryDirectory() as folder:
        return isopt.load(write(draft, Path(folder))).scenario
