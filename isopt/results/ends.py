"""Who gives and who takes, by the names plans use: flows, ports of facilities, hubs, stores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.scenario.plants import hub_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.scenario import Acceptance, ByPeriod, Scenario, Virgin


@dataclass(frozen=True, slots=True)
class Giving:
    """A giving end."""

    site: str
    resource: str
    costs_eur_per_u: ByPeriod
    """Per unit leaving to a taker."""
    entry: tuple[str, str]
    """Section and name of the entry it comes from."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A taking end."""

    site: str
    accepts: Mapping[str, Acceptance] | None
    """None for hubs and stores, which take what they hold as it is."""
    revenue_eur_per_u: ByPeriod
    """Per unit of need met."""
    handling_eur_per_u: Mapping[str, ByPeriod]
    """Of hubs and stores: by resource, per unit arriving."""
    entry: tuple[str, str]
    is_need: bool = False
    """Whether it is a flow."""
    virgin: Virgin | None = None
    """Of an input of a facility: its own supplier."""


def giving_ends(scenario: Scenario) -> dict[str, Giving]:
    """Name every giving end."""
    none = (0.0,) * len(scenario.calendar.periods)
    ends = {
        name: Giving(giver.site, giver.resource, giver.costs_eur_per_u, ("flows", name))
        for name, giver in scenario.givers.items()
    }
    for facility in scenario.facilities.values():
        for key, port in facility.outputs.items():
            ends[f"{facility.name}.{key}"] = Giving(
                facility.site, port.resource, port.costs_eur_per_u, ("facilities", facility.entry)
            )
    for hub in scenario.hubs.values():
        for key in hub.carries:
            ends[hub_name(hub.site, key)] = Giving(hub.site, key, none, ("sites", hub.site))
    for store in scenario.stores.values():
        ends[store.name] = Giving(store.site, store.resource, none, ("storage", store.name))
    return ends


def taking_ends(scenario: Scenario) -> dict[str, Taking]:
    """Name every taking end."""
    none = (0.0,) * len(scenario.calendar.periods)
    ends = {
        name: Taking(taker.site, taker.accepts, taker.revenue_eur_per_u, {}, ("flows", name), is_need=True)
        for name, taker in scenario.takers.items()
    }
    for facility in scenario.facilities.values():
        for key, port in facility.inputs.items():
            ends[f"{facility.name}.{key}"] = Taking(
                facility.site, port.accepts, none, {}, ("facilities", facility.entry), virgin=port.virgin
            )
    for hub in scenario.hubs.values():
        for key in hub.carries:
            ends[hub_name(hub.site, key)] = Taking(
                hub.site, None, none, {key: hub.handling_eur_per_u[key]}, ("sites", hub.site)
            )
    for store in scenario.stores.values():
        ends[store.name] = Taking(
            store.site, None, none, {store.resource: store.handling_eur_per_u}, ("storage", store.name)
        )
    return ends
