"""What must be bounded and is not: a decision of yes or no cannot be tied to what may be any amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from isopt.errors import ScenarioError
from isopt.network.plants import NodeKind
from isopt.scenario.faults import Faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isopt.network.network import Network
    from isopt.scenario.faults import Path
    from isopt.scenario.scenario import Scenario

    Need = tuple[Path, str, str]
    """Where it stands, what is wrong, what to do."""


def check_bounded(scenario: Scenario, net: Network) -> None:
    """Hold that something bounds whatever is used or not, built or not, full or not.

    Raises ScenarioError.
    """
    faults = Faults(scenario.document)
    for path, problem, remedy in dict.fromkeys((*_givers(scenario, net), *_stores(net))):
        faults.note(path, problem, remedy)
    if len(faults):
        raise ScenarioError(faults)


def _givers(scenario: Scenario, net: Network) -> Iterator[Need]:
    facilities = list(scenario.facilities.values())
    for giver, decision in _endless(net):
        kind, name = net.givers.kind[giver], net.givers.names[giver]
        path: Path = ("storage", name)
        if kind == NodeKind.PORT:
            path = ("facilities", facilities[net.givers.part[giver]].entry)
        elif kind == NodeKind.HUB:
            path = ("sites", net.sites[net.givers.site[giver]], "hub")
        problem = f"nothing bounds how much '{name}' can give, and whether {decision} depends on it"
        yield path, problem, "give it sizes or a capacity"


def _endless(net: Network) -> Iterator[tuple[int, str]]:
    """List givers from which any amount may leave, each with the decision that must know how much."""
    arcs, disposal = net.arcs, net.disposal_assets
    endless = np.asarray(np.isinf(arcs.upper_u).any(axis=1))
    for arc in net.pairs.arc[endless[net.pairs.arc]]:
        yield int(arcs.giver[arc]), f"'{net.modes[arcs.mode[arc]]}' to '{net.ends[arcs.end[arc]]}' is used"
    is_opened = np.append(net.connections.opening >= 0, False)[arcs.connection]
    for arc in np.nonzero(endless & is_opened)[0]:
        yield int(arcs.giver[arc]), f"a link of '{net.modes[arcs.mode[arc]]}' is used"
    endless_row = np.asarray(np.isinf(net.givers.given_u).any(axis=1))[net.routes.giver]
    for (number, row, _), giver, is_endless in (
        (disposal.route_row, net.routes.giver, endless_row),
        (disposal.arc, arcs.giver, endless),
    ):
        for site, member in zip(number, row, strict=True):
            if disposal.opening[site] >= 0 and is_endless[member]:
                yield int(giver[member]), f"disposal '{net.disposal[disposal.route[site]]}' is used"
    rules = net.precedence
    for rule, (row, arc) in enumerate(zip(rules.route_row, rules.arc, strict=True)):
        if endless_row[row] if row >= 0 else endless[arc]:
            limit = net.disposal_limits.route[rules.limit[rule]]
            yield (
                int(net.routes.giver[row] if row >= 0 else arcs.giver[arc]),
                f"disposal '{net.disposal[limit]}' is full",
            )


def _stores(net: Network) -> Iterator[Need]:
    stores = net.stores
    can_be_built = np.isin(stores.asset, net.sizes.asset)
    endless = np.asarray(np.isinf(np.minimum(stores.charge_u, stores.discharge_u)).any(axis=1))
    for row in np.nonzero(can_be_built & endless)[0]:
        problem = "nothing bounds what enters and leaves it in a period, and whether it is built depends on it"
        yield ("storage", stores.names[row]), problem, "say its `charge` or `discharge`"
