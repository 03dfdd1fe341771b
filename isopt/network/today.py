"""Today as a scenario of its own: what the baseline may do (SEMANTICS 19)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isopt.scenario.scenario import Giver, Scenario, Taker


def today_of(scenario: Scenario) -> Scenario:
    """Reduce a scenario to today: needs met by their virgin purchase alone, only modes without sizes, rules off.

    `required` says what a plan must do; today a flow with an `otherwise` follows it.
    """
    sized = {name for name, mode in scenario.modes.items() if mode.sizes}
    links = {name: link for name, link in scenario.links.items() if link.mode not in sized}
    return replace(
        scenario,
        givers={name: _giver_today(scenario, giver) for name, giver in scenario.givers.items()},
        takers={name: _taker_today(taker) for name, taker in scenario.takers.items()},
        modes={name: mode for name, mode in scenario.modes.items() if name not in sized},
        links={name: replace(link, sizes=(), is_closed=True) if link.sizes else link for name, link in links.items()},
    )


def _giver_today(scenario: Scenario, giver: Giver) -> Giver:
    """Keep a giver's routes up to the first without a limit: what comes after it is never reached."""
    routes = []
    for name in giver.routes:
        routes.append(name)
        if not any(giver.resource in capacity.weight_per_u for capacity in scenario.disposal[name].capacities):
            break
    return replace(giver, routes=tuple(routes), is_required=giver.is_required and not routes)


def _taker_today(taker: Taker) -> Taker:
    return replace(taker, accepts={}, is_required=taker.is_required and taker.virgin is None)
