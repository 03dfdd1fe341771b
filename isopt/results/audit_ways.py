"""The audit's own view of who may meet whom, how far it is, and on what terms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.units import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from isopt.scenario.scenario import Capacity, Link, Scenario, Site, Size


@dataclass(frozen=True, slots=True)
class Way:
    """How one resource gets from a giver to an end; numbers per unit entering, one per period."""

    km: float
    is_transport: bool
    """Whether it goes from one site to another."""
    connection: tuple[str, str, str, str]
    """Mode, sites, and the resource it serves, or `shared`, or `shared by` a link."""
    transport_eur_per_u: tuple[float, ...]
    handling_eur_per_u: tuple[float, ...]
    transport_co2_kg_per_u: tuple[float, ...]
    loss_per_km: tuple[float, ...]
    per_exchange_eur_per_a: float
    minimum_u: float
    capacity: Capacity | None
    sizes: tuple[Size, ...]
    link: str | None
    link_fixed_eur_per_a: float

    def arriving(self, amount_u: float, period: int) -> float:
        """Say what arrives of what enters."""
        return amount_u * max(0.0, 1.0 - self.loss_per_km[period] * self.km)


def find_way(scenario: Scenario, giver_name: str, end: str, mode_name: str, *, is_disposal: bool) -> Way | str:
    """Find the way of a move, or say why it may not be."""
    giver = scenario.givers.get(giver_name)
    if giver is None:
        return "no such giver"
    if is_disposal:
        if end not in scenario.disposal or end not in giver.routes:
            return "not a disposal route of this giver"
        target = scenario.disposal[end].site
        if target is None:
            return _standing(scenario) if not mode_name else "this route has no site, so nothing moves there"
    else:
        taker = scenario.takers.get(end)
        if taker is None:
            return "no such need"
        if giver.resource not in taker.accepts:
            return f"the need does not accept '{giver.resource}'"
        target = taker.site
    if giver.site == target:
        return _standing(scenario) if mode_name == "on_site" else "both ends are on one site"
    if mode_name not in scenario.modes:
        return "no such mode"
    return _between(scenario, giver.resource, giver.site, target, mode_name)


def _standing(scenario: Scenario) -> Way:
    none = (0.0,) * len(scenario.calendar.periods)
    return Way(0.0, False, ("", "", "", ""), none, none, none, none, 0.0, 0.0, None, (), None, 0.0)


def _between(scenario: Scenario, resource: str, source: str, target: str, mode_name: str) -> Way | str:
    mode = scenario.modes[mode_name]
    if resource not in mode.terms:
        return f"the mode does not carry '{resource}'"
    link: Link | None = None
    for entry in scenario.links.values():
        if (entry.source, entry.target, entry.mode) == (source, target, mode_name) and resource in entry.terms:
            link = entry
    if link is not None and link.is_closed:
        return "the link is closed"
    if link is None and mode.links_only:
        return "the mode needs a link here"
    km = link.distance_km if link is not None else None
    if km is None:
        straight = _straight_km(scenario.sites[source], scenario.sites[target])
        if straight is None:
            return "the distance is not known"
        km = straight * mode.detour_factor
        if link is None and km > mode.reach_km * (1 + 1e-12):
            return f"{km:g} km is beyond the mode's reach"
    terms = (link or mode).terms[resource]
    shared = link.is_shared if link is not None else mode.is_shared
    served = "shared" if link is None else f"shared by {link.name}"
    periods = range(len(scenario.calendar.periods))
    if all(terms.loss_per_km[t] * km >= 1 for t in periods):
        return "all would be lost on the way"
    return Way(
        km=km,
        is_transport=True,
        connection=(mode_name, source, target, served if shared else resource),
        transport_eur_per_u=tuple(terms.cost_eur_per_u_km[t] * km + terms.cost_eur_per_u[t] for t in periods),
        handling_eur_per_u=terms.handling_eur_per_u,
        transport_co2_kg_per_u=tuple(terms.co2_kg_per_u_km[t] * km + terms.co2_kg_per_u[t] for t in periods),
        loss_per_km=terms.loss_per_km,
        per_exchange_eur_per_a=terms.per_exchange_eur_per_a + terms.per_exchange_eur_per_km_a * km,
        minimum_u=terms.minimum_u,
        capacity=terms.capacity,
        sizes=link.sizes if link is not None else mode.sizes,
        link=link.name if link is not None else None,
        link_fixed_eur_per_a=link.fixed_eur_per_a if link is not None else 0.0,
    )


def _straight_km(one: Site, other: Site) -> float | None:
    """Measure by the arc tangent form of the great circle, or on the plane."""
    if one.plane_km and other.plane_km:
        return math.dist(one.plane_km, other.plane_km)
    if not (one.degrees and other.degrees):
        return None
    (north, east), (other_north, other_east) = (tuple(map(math.radians, place.degrees or ())) for place in (one, other))
    turn = other_east - east
    across = math.hypot(
        math.cos(other_north) * math.sin(turn),
        math.cos(north) * math.sin(other_north) - math.sin(north) * math.cos(other_north) * math.cos(turn),
    )
    along = math.sin(north) * math.sin(other_north) + math.cos(north) * math.cos(other_north) * math.cos(turn)
    return EARTH_RADIUS_KM * math.atan2(across, along)
