"""Columns that several tables share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.results.table import Column
from isopt.units import CO2

if TYPE_CHECKING:
    from isopt.scenario.scenario import Scenario


def impact_columns(scenario: Scenario, side: str = "") -> tuple[Column, ...]:
    """One column per impact: `co2`, and `nox_t` and its like for the others."""
    names = [impact if impact == CO2 else f"{impact}_t" for impact in scenario.impacts]
    return tuple(Column(name + side, "t/a") for name in names)


def by_period(scenario: Scenario, amounts: tuple[float, ...]) -> tuple[float, ...]:
    """Give amounts by period where there are several."""
    return amounts if len(scenario.calendar.periods) > 1 else ()


def period_columns(scenario: Scenario, what: str, unit: str = "unit") -> tuple[Column, ...]:
    """One column per period, where there are several: `entering_winter`."""
    periods = scenario.calendar.periods
    return tuple(Column(f"{what}_{period}", unit) for period in periods) if len(periods) > 1 else ()
