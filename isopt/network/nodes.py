"""Where things leave and arrive: flows, ports of facilities, hubs and stores, as rows of givers and takers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.network import Givers, Takers
from isopt.network.plants import NodeKind
from isopt.network.terms import Ids, ids, impact_table, table
from isopt.scenario.plants import hub_name
from isopt.scenario.scenario import Acceptance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from isopt.scenario.scenario import ByPeriod, Scenario

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int32]
    Node = tuple[NodeKind, int, str, str, str]
    """Kind, part, name, site and resource."""


@dataclass(frozen=True, slots=True)
class Acceptances:
    """What takers take, and how: one row a taker and a resource, in that order."""

    taker: Integers
    resource: Integers
    replaces_per_u: Floats
    at_most_share: Floats
    cost_eur_per_u: Floats
    """Of what arrives: costs at use, handling of hubs and stores, less revenue."""
    emissions_kg_per_u: Floats
    """Of what arrives, at use."""
    width: int
    """A number above all resources' ids."""

    def rows_of(self, taker: Integers, resource: Integers) -> NDArray[np.intp]:
        """Find the rows of pairs of which each is here."""
        codes = self.taker.astype(np.int64) * self.width + self.resource
        return np.searchsorted(codes, taker.astype(np.int64) * self.width + resource)


def giver_rows(scenario: Scenario, number: Ids) -> Givers:
    """Lay out all that gives: flows by name, then outputs, hubs and stores, of which nothing bounds so far what leaves."""
    flows, nodes = scenario.givers.values(), list(_giving(scenario))
    periods, none = len(scenario.calendar.periods), [0.0] * len(nodes)
    given = table((giver.given_u for giver in flows), periods)
    # what is required goes to takers whatever `at_least` says
    at_least = [0.0 if giver.is_required else giver.at_least_share * sum(giver.given_u) for giver in flows]
    return Givers(
        names=(*scenario.givers, *(name for _, _, name, _, _ in nodes)),
        site=ids([*(number.site[giver.site] for giver in flows), *(number.site[site] for *_, site, _ in nodes)]),
        resource=ids(
            [*(number.resource[giver.resource] for giver in flows), *(number.resource[name] for *_, name in nodes)]
        ),
        kind=ids([*(NodeKind.FLOW for _ in flows), *(kind for kind, *_ in nodes)]),
        part=ids([*(-1 for _ in flows), *(part for _, part, *_ in nodes)]),
        given_u=np.concatenate([given, np.full((len(nodes), periods), np.inf)]),
        is_bound=np.array([*(giver.is_bound for giver in flows), *(False for _ in nodes)], dtype=bool),
        at_least_u=np.array(at_least + none, dtype=np.float64),
        minimum_u=np.array([giver.minimum_u for giver in flows] + none, dtype=np.float64),
    )


def taker_rows(scenario: Scenario, number: Ids) -> Takers:
    """Lay out all that takes: flows by name, then inputs, hubs and stores; a required need buys no virgin material."""
    flows, nodes = scenario.takers.values(), list(_taking(scenario))
    periods, none = len(scenario.calendar.periods), [0.0] * len(nodes)
    zeros = (0.0,) * periods
    clean = (zeros,) * len(scenario.impacts)
    virgin = [None if taker.is_required else taker.virgin for taker in flows] + [None] * len(nodes)
    need = table((taker.need_u for taker in flows), periods)
    at_least = [0.0 if taker.is_required else taker.at_least_share * sum(taker.need_u) for taker in flows]
    return Takers(
        names=(*scenario.takers, *(name for _, _, name, _, _ in nodes)),
        site=ids([*(number.site[taker.site] for taker in flows), *(number.site[site] for *_, site, _ in nodes)]),
        kind=ids([*(NodeKind.FLOW for _ in flows), *(kind for kind, *_ in nodes)]),
        part=ids([*(-1 for _ in flows), *(part for _, part, *_ in nodes)]),
        need_u=np.concatenate([need, np.full((len(nodes), periods), np.inf)]),
        is_bound=np.array([*(taker.is_bound for taker in flows), *(False for _ in nodes)], dtype=bool),
        has_virgin=np.array([item is not None for item in virgin], dtype=bool),
        virgin_eur_per_u=table((item.price_eur_per_u if item else zeros for item in virgin), periods),
        virgin_emissions_kg_per_u=impact_table(
            (item.emissions_kg_per_u if item else clean for item in virgin), len(clean), periods
        ),
        at_least_u=np.array(at_least + none, dtype=np.float64),
        minimum_u=np.array([taker.minimum_u for taker in flows] + none, dtype=np.float64),
    )


def _giving(scenario: Scenario) -> Iterator[Node]:
    for part, facility in enumerate(scenario.facilities.values()):
        for resource in facility.outputs:
            yield NodeKind.PORT, part, f"{facility.name}.{resource}", facility.site, resource
    yield from _mixing(scenario)


def _taking(scenario: Scenario) -> Iterator[Node]:
    for part, facility in enumerate(scenario.facilities.values()):
        for resource in facility.inputs:
            yield NodeKind.PORT, part, f"{facility.name}.{resource}", facility.site, resource
    yield from _mixing(scenario)


def _mixing(scenario: Scenario) -> Iterator[Node]:
    """List where what arrives leaves again."""
    parts = [(hub, resource) for hub in scenario.hubs.values() for resource in hub.carries]
    for part, (hub, resource) in enumerate(parts):
        yield NodeKind.HUB, part, hub_name(hub.site, resource), hub.site, resource
    for part, store in enumerate(scenario.stores.values()):
        yield NodeKind.STORE, part, store.name, store.site, store.resource


def list_acceptances(scenario: Scenario, number: Ids) -> Acceptances:
    """Lay out what every taker takes; hubs and stores take one resource, each unit as one."""
    periods = len(scenario.calendar.periods)
    rows = sorted(_accepting(scenario), key=lambda row: (row[0], number.resource[row[1]]))
    replaces = table((how.replaces_per_u for _, _, how, _ in rows), periods)
    revenue = table((revenue for *_, revenue in rows), periods)
    return Acceptances(
        taker=ids(taker for taker, *_ in rows),
        resource=ids(number.resource[resource] for _, resource, _, _ in rows),
        replaces_per_u=replaces,
        at_most_share=table((how.at_most_share for _, _, how, _ in rows), periods),
        cost_eur_per_u=table((how.costs_eur_per_u for _, _, how, _ in rows), periods) - revenue * replaces,
        emissions_kg_per_u=impact_table(
            (how.emissions_kg_per_u for _, _, how, _ in rows), len(scenario.impacts), periods
        ),
        width=max(len(number.resource), 1),
    )


def _accepting(scenario: Scenario) -> Iterator[tuple[int, str, Acceptance, ByPeriod]]:
    """List takers, by their rows, with what they take, how, and the revenue per unit of need met."""
    periods = len(scenario.calendar.periods)
    zeros, ones = (0.0,) * periods, (1.0,) * periods
    clean = (zeros,) * len(scenario.impacts)
    for row, taker in enumerate(scenario.takers.values()):
        for resource, how in taker.accepts.items():
            yield row, resource, how, taker.revenue_eur_per_u
    row = len(scenario.takers)
    for facility in scenario.facilities.values():
        for port in facility.inputs.values():
            for resource, how in port.accepts.items():
                yield row, resource, how, zeros
            row += 1
    for hub in scenario.hubs.values():
        for resource in hub.carries:
            yield row, resource, Acceptance(ones, ones, {}, hub.handling_eur_per_u[resource], clean), zeros
            row += 1
    for store in scenario.stores.values():
        yield row, store.resource, Acceptance(ones, ones, {}, store.handling_eur_per_u, clean), zeros
        row += 1


def outlets(scenario: Scenario) -> Iterator[tuple[int, str, tuple[str, ...], bool]]:
    """List the givers that may dispose, by their rows, with their resource, routes, and whether the rest goes free."""
    for row, giver in enumerate(scenario.givers.values()):
        if not giver.is_required:
            yield row, giver.resource, giver.routes, False
    row = len(scenario.givers)
    for facility in scenario.facilities.values():
        for resource, port in facility.outputs.items():
            yield row, resource, port.routes, port.is_free
            row += 1


def giver_costs(scenario: Scenario, givers: Givers) -> Floats:
    """Say what giving one unit to a taker costs, by giver; only flows and outputs ask for anything."""
    periods = len(scenario.calendar.periods)
    ports = [port for facility in scenario.facilities.values() for port in facility.outputs.values()]
    flows = [giver.costs_eur_per_u for giver in scenario.givers.values()]
    stated = table([*flows, *(port.costs_eur_per_u for port in ports)], periods)
    return np.concatenate([stated, np.zeros((len(givers.names) - len(stated), periods))])
