"""The rules of a scenario that a user could drop, each with its words, its place, and the scenario without it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from isopt.scenario.scenario import Acceptance, Bounds, Giver, Link, Mode, Scenario, Taker, Terms

    Drop = Callable[[Scenario], Scenario]


@dataclass(frozen=True, slots=True)
class Rule:
    """Something a scenario demands or forbids."""

    path: str
    """Where it is said, as a path of the scenario: `flows.heat.required`."""
    words: str
    """What it says."""
    drop: Drop
    """The scenario without it."""


def droppable_rules(scenario: Scenario) -> list[Rule]:
    """List every rule that narrows what a plan may do, the most general first."""
    return [
        *_mode_rules(scenario),
        *_link_rules(scenario),
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
                    _acceptance_change(name, resource, replace(acceptance, limits=_without(acceptance.limits, key))),
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


def _without(mapping: Mapping[str, Bounds], key: str) -> dict[str, Bounds]:
    return {name: value for name, value in mapping.items() if name != key}


def _limit_change(name: str, key: str) -> Drop:
    return _taker_change(name, lambda taker: replace(taker, limits=_without(taker.limits, key)))


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
        if route.capacities:
            amounts = ", ".join(f"{capacity.amount[0]:g} {capacity.unit}/a" for capacity in route.capacities)
            yield Rule(
                f"disposal.{name}.capacity",
                f"'{name}' takes at most {amounts}",
                _without_capacity(name),
            )


def _without_capacity(name: str) -> Drop:
    return lambda s: replace(s, disposal={**s.disposal, name: replace(s.disposal[name], capacities=())})


def _mode_rules(scenario: Scenario) -> Iterator[Rule]:
    for name, mode in scenario.modes.items():
        path = f"transport.{name}"
        if not math.isinf(mode.reach_km):
            yield Rule(
                f"{path}.reach",
                f"'{name}' reaches {mode.reach_km:g} km",
                _mode_change(name, lambda m: replace(m, reach_km=math.inf)),
            )
        if mode.links_only:
            yield Rule(
                f"{path}.links_only",
                f"'{name}' runs only where `links` says so",
                _mode_change(name, lambda m: replace(m, links_only=False)),
            )
        if any(terms.minimum_u for terms in mode.terms.values()):
            yield Rule(
                f"{path}.minimum",
                f"a pair that uses '{name}' moves at least its minimum",
                _terms_change(name, lambda terms: replace(terms, minimum_u=0.0)),
            )
        if any(terms.capacity for terms in mode.terms.values()):
            yield Rule(
                f"{path}.capacity",
                f"'{name}' carries at most its capacity between two sites",
                _terms_change(
                    name, lambda terms: replace(terms, capacity=None), links=lambda link: not link.has_own_capacity
                ),
            )
        if mode.sizes:
            yield Rule(
                f"{path}.sizes",
                f"'{name}' carries at most the capacity of its largest size",
                _mode_change(name, lambda m: replace(m, sizes=())),
            )


def _mode_change(name: str, change: Callable[[Mode], Mode]) -> Drop:
    def drop(scenario: Scenario) -> Scenario:
        mode = scenario.modes[name]
        links = {
            key: replace(link, sizes=()) if link.mode == name and link.sizes is mode.sizes else link
            for key, link in scenario.links.items()
        }
        changed = change(mode)
        return replace(
            scenario,
            modes={**scenario.modes, name: changed},
            links=links if mode.sizes and not changed.sizes else scenario.links,
        )

    return drop


def _terms_change(
    name: str, change: Callable[[Terms], Terms], *, links: Callable[[Link], bool] = lambda _: True
) -> Drop:
    """Change a mode's terms, and those of the links that have them from it."""

    def drop(scenario: Scenario) -> Scenario:
        mode = scenario.modes[name]
        modes = {**scenario.modes, name: replace(mode, terms={key: change(t) for key, t in mode.terms.items()})}
        changed = {
            key: replace(link, terms={r: change(t) for r, t in link.terms.items()})
            if link.mode == name and links(link)
            else link
            for key, link in scenario.links.items()
        }
        return replace(scenario, modes=modes, links=changed)

    return drop


def _link_rules(scenario: Scenario) -> Iterator[Rule]:
    for name, link in scenario.links.items():
        path = f"links.{name}"
        if link.is_closed:
            yield Rule(
                f"{path}.closed",
                f"the link from '{link.source}' to '{link.target}' by '{link.mode}' is closed",
                _link_change(name, lambda item: replace(item, is_closed=False)),
            )
        if link.has_own_capacity:
            yield Rule(
                f"{path}.capacity",
                f"the link from '{link.source}' to '{link.target}' by '{link.mode}' carries at most its capacity",
                _link_change(
                    name,
                    lambda item: replace(item, terms={key: replace(t, capacity=None) for key, t in item.terms.items()}),
                ),
            )
        if link.sizes and link.sizes is not scenario.modes[link.mode].sizes:
            yield Rule(
                f"{path}.sizes",
                f"the link from '{link.source}' to '{link.target}' carries at most its largest size",
                _link_change(name, lambda item: replace(item, sizes=())),
            )


def _link_change(name: str, change: Callable[[Link], Link]) -> Drop:
    return lambda s: replace(s, links={**s.links, name: change(s.links[name])})
