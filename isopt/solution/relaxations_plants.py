"""Rules of technologies, facilities, stores, hubs and markets that a user could drop."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from isopt.scenario.plants import Sizing
from isopt.solution.rules import Rule, without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from isopt.scenario.plants import Facility, Hub, InputPort, OutputPort, Recipe, Store
    from isopt.scenario.scenario import Scenario
    from isopt.solution.rules import Drop


def technology_rules(scenario: Scenario) -> Iterator[Rule]:
    """List what technologies demand wherever they stand."""
    for name, facility in _first_of(scenario, lambda facility: facility.technology).items():
        path = f"technologies.{name}"
        for recipe in facility.recipes:
            if recipe.least_share > 0 or recipe.most_share < 1:
                yield Rule(
                    f"{path}.shares.{recipe.name}",
                    f"'{recipe.name}' is {100 * recipe.least_share:g} to {100 * recipe.most_share:g} % of what '{name}' runs",
                    _of_technology(name, _recipe_drop(recipe.name)),
                )
        for resource, taking in facility.inputs.items():
            for key in taking.limits:
                yield Rule(
                    f"{path}.takes.{resource}.limits.{key}",
                    f"the '{resource}' that '{name}' takes keeps within its bounds of {key}",
                    _of_technology(name, _input_drop(resource, key)),
                )
        for resource, giving in facility.outputs.items():
            if not giving.is_free:
                where = f" or go to {' or '.join(giving.routes)}" if giving.routes else ""
                sold = " or be sold" if scenario.resources[resource].sell else ""
                yield Rule(
                    f"{path}.gives.{resource}",
                    f"all '{resource}' that '{name}' gives must find a taker{sold}{where}",
                    _of_technology(name, _output_drop(resource)),
                )
        if facility.min_load_share > 0:
            yield Rule(
                f"{path}.min_load",
                f"'{name}' runs at {100 * facility.min_load_share:g} % of its size or more, or not at all",
                _of_technology(name, lambda item: replace(item, min_load_share=0.0)),
            )


def facility_rules(scenario: Scenario) -> Iterator[Rule]:
    """List how much facilities run at most, and which exclude each other."""
    for name, facility in _first_of(scenario, lambda facility: facility.entry).items():
        path, of_entry = f"facilities.{name}", _of_entry(name)
        if facility.sizing.is_limited:
            yield Rule(
                f"{path}.{_said(facility.sizing)}",
                f"'{name}' runs at most what stands and its largest size",
                of_entry(lambda item: replace(item, sizing=Sizing(), min_load_share=0.0)),
            )
        if facility.sizing.group is not None:
            yield Rule(
                f"{path}.one_of",
                f"'{name}' is built only if nothing else of '{facility.sizing.group}' is",
                of_entry(lambda item: replace(item, sizing=replace(item.sizing, group=None))),
            )


def store_rules(scenario: Scenario) -> Iterator[Rule]:
    """List what stores hold, take and give at most, and what they start with."""
    for name, store in scenario.stores.items():
        path = f"storage.{name}"
        if store.sizing.is_limited:
            yield Rule(
                f"{path}.{_said(store.sizing)}",
                f"'{name}' holds at most what stands and its largest size",
                _store_change(name, lambda item: replace(item, sizing=Sizing())),
            )
        if store.sizing.group is not None:
            yield Rule(
                f"{path}.one_of",
                f"'{name}' is built only if nothing else of '{store.sizing.group}' is",
                _store_change(name, lambda item: replace(item, sizing=replace(item.sizing, group=None))),
            )
        if min(store.charge_u) < math.inf:
            yield Rule(
                f"{path}.charge",
                f"what enters '{name}' keeps to its rate",
                _store_change(name, lambda item: replace(item, charge_u=(math.inf,) * len(item.charge_u))),
            )
        if min(store.discharge_u) < math.inf:
            yield Rule(
                f"{path}.discharge",
                f"what leaves '{name}' keeps to its rate",
                _store_change(name, lambda item: replace(item, discharge_u=(math.inf,) * len(item.discharge_u))),
            )
        if store.initial_u is not None:
            unit = scenario.resources[store.resource].unit.text
            yield Rule(
                f"{path}.initial",
                f"'{name}' starts and ends the year with {store.initial_u:g} {unit}",
                _store_change(name, lambda item: replace(item, initial_u=None)),
            )


def hub_rules(scenario: Scenario) -> Iterator[Rule]:
    """List what hubs handle at most."""
    for site, hub in scenario.hubs.items():
        if hub.sizing.is_limited:
            yield Rule(
                f"sites.{site}.hub.{_said(hub.sizing)}",
                f"the hub at '{site}' handles at most what stands and its largest size",
                _hub_change(site, lambda item: replace(item, sizing=Sizing())),
            )


def market_rules(scenario: Scenario) -> Iterator[Rule]:
    """List what markets have and take at most."""
    for name, resource in scenario.resources.items():
        for side, market in (("buy", resource.buy), ("sell", resource.sell)):
            if market is not None and min(market.capacity_u) < math.inf:
                verb = "bought" if side == "buy" else "sold"
                yield Rule(
                    f"resources.{name}.{side}.capacity",
                    f"of '{name}' no more is {verb} than its market's capacity",
                    _without_capacity(name, side),
                )


def _said(sizing: Sizing) -> str:
    return "sizes" if sizing.sizes else "existing"


def _first_of(scenario: Scenario, key: Callable[[Facility], str]) -> Mapping[str, Facility]:
    """Give one facility for each technology, or each entry."""
    found: dict[str, Facility] = {}
    for facility in scenario.facilities.values():
        found.setdefault(key(facility), facility)
    return found


def _of_technology(name: str, change: Callable[[Facility], Facility]) -> Drop:
    return _facilities_change(lambda facility: facility.technology == name, change)


def _of_entry(name: str) -> Callable[[Callable[[Facility], Facility]], Drop]:
    return lambda change: _facilities_change(lambda facility: facility.entry == name, change)


def _facilities_change(which: Callable[[Facility], bool], change: Callable[[Facility], Facility]) -> Drop:
    return lambda s: replace(
        s, facilities={name: change(item) if which(item) else item for name, item in s.facilities.items()}
    )


def _recipe_drop(name: str) -> Callable[[Facility], Facility]:
    def free(recipe: Recipe) -> Recipe:
        return replace(recipe, least_share=0.0, most_share=1.0) if recipe.name == name else recipe

    return lambda facility: replace(facility, recipes=tuple(free(recipe) for recipe in facility.recipes))


def _input_drop(resource: str, key: str) -> Callable[[Facility], Facility]:
    def free(port: InputPort) -> InputPort:
        return replace(port, limits=without(port.limits, key))

    return lambda facility: replace(facility, inputs={**facility.inputs, resource: free(facility.inputs[resource])})


def _output_drop(resource: str) -> Callable[[Facility], Facility]:
    def free(port: OutputPort) -> OutputPort:
        return replace(port, is_free=True)

    return lambda facility: replace(facility, outputs={**facility.outputs, resource: free(facility.outputs[resource])})


def _store_change(name: str, change: Callable[[Store], Store]) -> Drop:
    return lambda s: replace(s, stores={**s.stores, name: change(s.stores[name])})


def _hub_change(site: str, change: Callable[[Hub], Hub]) -> Drop:
    return lambda s: replace(s, hubs={**s.hubs, site: change(s.hubs[site])})


def _without_capacity(name: str, side: str) -> Drop:
    def drop(scenario: Scenario) -> Scenario:
        resource = scenario.resources[name]
        market = resource.buy if side == "buy" else resource.sell
        assert market is not None
        free = replace(market, capacity_u=(math.inf,) * len(market.capacity_u))
        changed = replace(resource, buy=free) if side == "buy" else replace(resource, sell=free)
        return replace(scenario, resources={**scenario.resources, name: changed})

    return drop
