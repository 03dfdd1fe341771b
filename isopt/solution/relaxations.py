"""The rules of a scenario that a user could drop, each with its words, its place, and the scenario without it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from isopt.scenario.plants import Sizing
from isopt.solution.relaxations_plants import facility_rules, hub_rules, market_rules, store_rules, technology_rules
from isopt.solution.relaxations_ways import link_rules, mode_rules
from isopt.solution.rules import Rule, without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from isopt.scenario.scenario import Acceptance, Disposal, Giver, Scenario, Taker
    from isopt.solution.rules import Drop


def droppable_rules(scenario: Scenario) -> list[Rule]:
    """List every rule that narrows what a plan may do, the most general first."""
    return [
        *mode_rules(scenario),
        *link_rules(scenario),
        *technology_rules(scenario),
        *facility_rules(scenario),
        *store_rules(scenario),
        *hub_rules(scenario),
        *market_rules(scenario),
        *_disposal_rules(scenario),
        *_taker_rules(scenario),
        *_giver_rules(scenario),
    ]


def _giver_rules(scenario: Scenario) -> Iterator[Rule]:
    for name, giver in scenario.givers.items():
        amount = f"{math.fsum(giver.given_u):g} {scenario.resources[giver.resource].unit.text}/a of '{giver.resource}'"
        if giver.is_required:
            yield Rule(
                f"flows.{name}.required",
                f"all {amount} at '{giver.site}' must find a taker",
                _giver_change(name, lambda g: replace(g, is_required=False, routes=g.routes)),
            )
        elif giver.routes:
            yield Rule(
                f"flows.{name}.otherwise",
                f"all {amount} at '{giver.site}' must go to a taker or to {' or '.join(giver.routes)}",
                _giver_change(name, lambda g: replace(g, routes=())),
            )

        if giver.at_least_share > 0:
            yield Rule(
                f"flows.{name}.at_least",
                f"takers get at least {100 * giver.at_least_share:g} % of the {amount} at '{giver.site}'",
                _giver_change(name, lambda g: replace(g, at_least_share=0.0)),
            )
        if giver.minimum_u > 0:
            yield Rule(
                f"flows.{name}.minimum",
                f"takers get at least {giver.minimum_u:g} {scenario.resources[giver.resource].unit.text}/a of '{name}', "
                "or nothing",
                _giver_change(name, lambda g: replace(g, minimum_u=0.0)),
            )


def _giver_change(name: str, change: Callable[[Giver], Giver]) -> Drop:
    return lambda s: replace(s, givers={**s.givers, name: change(s.givers[name])})


def _taker_rules(scenario: Scenario) -> Iterator[Rule]:
    for name, taker in scenario.takers.items():
        path = f"flows.{name}"
        need = f"{math.fsum(taker.need_u):g} {taker.unit.text}/a"
        for key in taker.limits:
            yield Rule(
                f"{path}.limits.{key}",
                f"what '{name}' receives keeps within its bounds of {key}",
                _limit_change(name, key),
            )
        for resource, acceptance in taker.accepts.items():
            at = f"{path}.accepts.{resource}"
            if min(acceptance.at_most_share) < 1:
                yield Rule(
                    f"{at}.at_most",
                    f"'{resource}' meets at most {100 * min(acceptance.at_most_share):g} % of '{name}'",
                    _acceptance_change(
                        name, resource, replace(acceptance, at_most_share=(1.0,) * len(acceptance.at_most_share))
                    ),
                )
            for key in acceptance.limits:
                yield Rule(
                    f"{at}.limits.{key}",
                    f"the '{resource}' that '{name}' receives keeps within its bounds of {key}",
                    _acceptance_change(name, resource, replace(acceptance, limits=without(acceptance.limits, key))),
                )
        if taker.is_required:
            yield Rule(
                f"{path}.required",
                f"exchanges must meet all {need} that '{name}' at '{taker.site}' needs",
                _taker_change(name, lambda t: replace(t, is_required=False)),
            )
        elif taker.virgin is not None:
            yield Rule(
                f"{path}.takes",
                f"all {need} that '{name}' at '{taker.site}' needs must be met",
                _taker_change(name, lambda t: replace(t, virgin=None)),
            )

        if taker.at_least_share > 0:
            yield Rule(
                f"{path}.at_least",
                f"exchanges meet at least {100 * taker.at_least_share:g} % of the {need} that '{name}' at "
                f"'{taker.site}' needs",
                _taker_change(name, lambda t: replace(t, at_least_share=0.0)),
            )
        if taker.minimum_u > 0:
            yield Rule(
                f"{path}.minimum",
                f"exchanges meet at least {taker.minimum_u:g} {taker.unit.text}/a of '{name}', or nothing",
                _taker_change(name, lambda t: replace(t, minimum_u=0.0)),
            )


def _limit_change(name: str, key: str) -> Drop:
    return _taker_change(name, lambda taker: replace(taker, limits=without(taker.limits, key)))


def _taker_change(name: str, change: Callable[[Taker], Taker]) -> Drop:
    return lambda s: replace(s, takers={**s.takers, name: change(s.takers[name])})


def _acceptance_change(name: str, resource: str, changed: Acceptance) -> Drop:
    """Put another acceptance in place; what other rules changed of the taker stays."""

    def change(taker: Taker) -> Taker:
        now = taker.accepts[resource]
        merged = replace(
            now,
            at_most_share=tuple(map(max, now.at_most_share, changed.at_most_share)),
            limits={key: bounds for key, bounds in now.limits.items() if key in changed.limits},
        )
        return replace(taker, accepts={**taker.accepts, resource: merged})

    return _taker_change(name, change)


def _disposal_rules(scenario: Scenario) -> Iterator[Rule]:
    for name, route in scenario.disposal.items():
        path = f"disposal.{name}"
        if route.capacities:
            yield Rule(
                f"{path}.capacity",
                f"'{name}' takes at most {', '.join(f'{item.amount[0]:g} {item.unit}/a' for item in route.capacities)}",
                _disposal_change(name, lambda item: replace(item, capacities=())),
            )
        if route.total:
            yield Rule(
                f"{path}.total",
                f"'{name}' has room left for {', '.join(f'{item.amount[0]:g} {item.unit}' for item in route.total)}",
                _disposal_change(name, lambda item: replace(item, total=())),
            )
        for key in route.limits:
            yield Rule(
                f"{path}.limits.{key}",
                f"what goes to '{name}' keeps within its bounds of {key}",
                _disposal_change(name, _limit_drop(key)),
            )
        for load in route.loads:
            yield Rule(
                f"{path}.limits.{load.property}.max_load",
                f"'{name}' takes at most {load.most:g} of {load.property} a year",
                _disposal_change(name, _load_drop(load.property)),
            )
        if route.sizing.is_limited:
            yield Rule(
                f"{path}.{'sizes' if route.sizing.sizes else 'existing'}",
                f"'{name}' takes at most what stands and its largest size",
                _disposal_change(name, lambda item: replace(item, sizing=Sizing())),
            )


def _limit_drop(key: str) -> Callable[[Disposal], Disposal]:
    return lambda route: replace(route, limits=without(route.limits, key))


def _load_drop(key: str) -> Callable[[Disposal], Disposal]:
    return lambda route: replace(route, loads=tuple(load for load in route.loads if load.property != key))


def _disposal_change(name: str, change: Callable[[Disposal], Disposal]) -> Drop:
    return lambda s: replace(s, disposal={**s.disposal, name: change(s.disposal[name])})
