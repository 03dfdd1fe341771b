"""Rules of modes and links that a user could drop."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from isopt.scenario.plants import Sizing
from isopt.solution.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from isopt.scenario.scenario import Link, Mode, Scenario, Terms
    from isopt.solution.rules import Drop


def mode_rules(scenario: Scenario) -> Iterator[Rule]:
    """List the rules of modes, which hold wherever they run."""
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
        if any(terms.standing_loss_u_per_h_km for terms in mode.terms.values()):
            yield Rule(
                f"{path}.losses",
                f"'{name}' loses by its length as long as it stands",
                _terms_change(name, _without_standing_loss),
            )
        if mode.sizing.is_limited:
            yield Rule(
                f"{path}.sizes", f"'{name}' carries at most the capacity of its largest size", _without_sizes(name)
            )


def _without_standing_loss(terms: Terms) -> Terms:
    return replace(terms, standing_loss_u_per_h_km=0.0)


def _without_sizes(name: str) -> Drop:
    """Have a mode run without being built, also over links that have their sizes from it; so it loses nothing standing."""

    def drop(scenario: Scenario) -> Scenario:
        mode = scenario.modes[name]
        links = {
            key: _unsized(link)
            if link.mode == name and link.sizing.sizes is mode.sizing.sizes and not link.sizing.existing
            else link
            for key, link in scenario.links.items()
        }
        terms = {key: _without_standing_loss(item) for key, item in mode.terms.items()}
        changed = replace(mode, sizing=Sizing(), terms=terms)
        return replace(scenario, modes={**scenario.modes, name: changed}, links=links)

    return drop


def _unsized(link: Link) -> Link:
    terms = {key: _without_standing_loss(item) for key, item in link.terms.items()}
    return replace(link, sizing=Sizing(is_existing=link.sizing.is_existing), terms=terms)


def _mode_change(name: str, change: Callable[[Mode], Mode]) -> Drop:
    return lambda s: replace(s, modes={**s.modes, name: change(s.modes[name])})


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


def link_rules(scenario: Scenario) -> Iterator[Rule]:
    """List the rules of links."""
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
        has_own = bool(link.sizing.sizes) and link.sizing.sizes is not scenario.modes[link.mode].sizing.sizes
        if has_own or link.sizing.existing:
            yield Rule(
                f"{path}.{'sizes' if has_own else 'existing'}",
                f"the link from '{link.source}' to '{link.target}' carries at most what stands and its largest size",
                _link_change(name, _unsized),
            )
        if link.sizing.group is not None:
            yield Rule(
                f"{path}.one_of",
                f"the link from '{link.source}' to '{link.target}' is built only if nothing else of "
                f"'{link.sizing.group}' is",
                _link_change(name, lambda item: replace(item, sizing=replace(item.sizing, group=None))),
            )


def _link_change(name: str, change: Callable[[Link], Link]) -> Drop:
    return lambda s: replace(s, links={**s.links, name: change(s.links[name])})
