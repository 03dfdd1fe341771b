"""The scenario's numbers as columns: what gives, takes, disposes, and what moving costs by mode, resource and link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from isopt.network.network import Givers, Takers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from isopt.scenario.scenario import ByPeriod, DisposalTerms, Resource, Scenario, Terms

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


def giver_columns(scenario: Scenario, number: Ids) -> Givers:
    """Lay the giving flows out."""
    givers = scenario.givers.values()
    return Givers(
        names=tuple(scenario.givers),
        site=ids(number.site[giver.site] for giver in givers),
        resource=ids(number.resource[giver.resource] for giver in givers),
        given_u=table((giver.given_u for giver in givers), len(scenario.calendar.periods)),
        is_bound=np.array([giver.is_bound for giver in givers], dtype=bool),
    )


def taker_columns(scenario: Scenario, number: Ids) -> Takers:
    """Lay the needs out; a required need buys no virgin material."""
    takers = scenario.takers.values()
    zeros = (0.0,) * len(scenario.calendar.periods)
    return Takers(
        names=tuple(scenario.takers),
        site=ids(number.site[taker.site] for taker in takers),
        need_u=table((taker.need_u for taker in takers), len(zeros)),
        is_bound=np.array([taker.is_bound for taker in takers], dtype=bool),
        has_virgin=np.array([taker.virgin is not None and not taker.is_required for taker in takers], dtype=bool),
        virgin_eur_per_u=table((t.virgin.price_eur_per_u if t.virgin else zeros for t in takers), len(zeros)),
        virgin_co2_kg_per_u=table((t.virgin.co2_kg_per_u if t.virgin else zeros for t in takers), len(zeros)),
    )


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
    """Cost and CO2 per unit entering and the share arriving, over distances; each of shape (len(km), periods)."""

    def per_unit(by_km: ByPeriod, flat: ByPeriod) -> Floats:
        return np.asarray(km[:, None] * np.array(by_km) + np.array(flat))

    cost = per_unit(terms.cost_eur_per_u_km, terms.cost_eur_per_u) + np.array(terms.handling_eur_per_u)
    co2 = per_unit(terms.co2_kg_per_u_km, terms.co2_kg_per_u)
    return cost, co2, 1.0 - km[:, None] * np.array(terms.loss_per_km)
