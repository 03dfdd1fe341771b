"""Straight distances between sites (SEMANTICS 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.units import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from isopt.scenario.scenario import Site


def straight_distance_km(sites: Sequence[Site]) -> NDArray[np.float64]:
    """Measure every pair of sites: great circle, or plane; NaN where a site has no coordinates. Shape (n, n)."""
    if any(site.plane_km for site in sites):
        x, y = np.array([site.plane_km or (np.nan, np.nan) for site in sites]).reshape(-1, 2).T.copy()
        plane: NDArray[np.float64] = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
        return plane
    degrees = np.array([site.degrees or (np.nan, np.nan) for site in sites]).reshape(-1, 2)
    latitude, longitude = np.radians(degrees).T
    chord = (
        np.sin((latitude[:, None] - latitude[None, :]) / 2) ** 2
        + np.cos(latitude)[:, None] * np.cos(latitude)[None, :] * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    globe: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return globe
