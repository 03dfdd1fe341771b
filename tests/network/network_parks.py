"""What the tests of the network share: a network of a scenario written inline, its rows by name."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest

from isopt.network.build import build_baseline_network, build_network
from isopt.network.network import Network
from isopt.scenario.load import load_scenario

HOURS = 8760


def network_of(folder: Path, text: str, *, keep_dominated: bool = False, is_today: bool = False) -> Network:
    """Build the network of a scenario, of a plan or of today; what every file must say is added."""
    path = folder / "park.yaml"
    path.write_text("isopt: 1\nname: park\n" + dedent(text), encoding="utf-8")
    scenario = load_scenario(path)
    return build_baseline_network(scenario) if is_today else build_network(scenario, keep_dominated=keep_dominated)


def exact(value: Any) -> Any:
    """Compare to twelve digits."""
    return pytest.approx(value, rel=1e-12, abs=1e-12)


def assets_of(net: Network) -> dict[tuple[str, str, str, str], int]:
    """Find assets by mode or kind, from, to and what they serve."""
    assets = net.assets
    labels, sites = net.mode_or_kind_labels, (*net.sites, "")
    return {
        (labels[assets.mode[row]], sites[assets.source[row]], sites[assets.target[row]], assets.label[row]): row
        for row in range(len(assets.kind))
    }


def sizes_of(net: Network, asset: int = 0) -> dict[str, int]:
    """Find the sizes of an asset by name."""
    return {net.sizes.name[row]: int(row) for row in np.nonzero(net.sizes.asset == asset)[0]}


def arcs_of(net: Network) -> dict[tuple[str, str], int]:
    """Find arcs by giver and end."""
    return {
        (net.givers.names[g], net.ends[e]): row
        for row, (g, e) in enumerate(zip(net.arcs.giver, net.arcs.end, strict=True))
    }
