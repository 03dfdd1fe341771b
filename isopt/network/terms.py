"""The scenario's numbers as columns: names by number, and what disposing and moving costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from isopt.scenario.scenario import ByPeriod, DisposalTerms, Impacts, Resource, Scenario, Terms

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ids:
    """Numbers of the named entities, in order of name."""

    resource: dict[str, int]
    site: dict[str, int]
    mode: dict[str, int]
    route: dict[str, int]

    @classmethod
    def of(cls, scenario: Scenario) -> Ids:
        """Give everything that has a name a number."""

        def numbered(names: Iterable[str]) -> dict[str, int]:
            return {name: number for number, name in enumerate(names)}

        return cls(
            numbered(scenario.resources),
            numbered(scenario.sites),
            numbered(scenario.modes),
            numbered(scenario.disposal),
        )


def ids(values: Iterable[int]) -> NDArray[np.int32]:
    """Make a column of integer ids."""
    return np.array(list(values), dtype=np.int32)


def table(rows: Iterable[ByPeriod], period_count: int) -> Floats:
    """Make a column with one number per period; shape (rows, periods)."""
    return np.array(list(rows), dtype=np.float64).reshape(-1, period_count)


def impact_table(rows: Iterable[Impacts], impact_count: int, period_count: int) -> Floats:
    """Make a column with one number per impact and period; shape (impacts, rows, periods)."""
    column = np.array(list(rows), dtype=np.float64).reshape(-1, impact_count, period_count)
    return np.ascontiguousarray(column.swapaxes(0, 1))


def disposal_cost(terms: DisposalTerms) -> Floats:
    """Net cost of a route per unit; shape (periods,)."""
    fee, tax, pays = (
        np.array(prices) for prices in (terms.gate_fee_eur_per_u, terms.tax_eur_per_u, terms.pays_eur_per_u)
    )
    return np.asarray(fee + tax - pays)


def landfilled_mass(scenario: Scenario, route: str, resource: Resource) -> float:
    """Tonnes that count as landfilled per unit sent to a route."""
    return (resource.unit.mass_t_per_u or 0.0) if scenario.disposal[route].is_landfill else 0.0


def transport_columns(terms: Terms, km: Floats) -> tuple[Floats, Floats, Floats]:
    """Cost and emissions per unit entering and the share arriving, over distances.

    Shapes (len(km), periods), emissions (impacts, len(km), periods).
    """

    def per_unit(by_km: ByPeriod, flat: ByPeriod) -> Floats:
        return np.asarray(km[:, None] * np.array(by_km) + np.array(flat))

    cost = per_unit(terms.cost_eur_per_u_km, terms.cost_eur_per_u) + np.array(terms.handling_eur_per_u)
    emissions = np.stack(
        [per_unit(*parts) for parts in zip(terms.emissions_kg_per_u_km, terms.emissions_kg_per_u, strict=True)]
    )
    return cost, emissions, 1.0 - km[:, None] * np.array(terms.loss_per_km)
