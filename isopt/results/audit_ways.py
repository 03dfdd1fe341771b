"""The audit's own view of who may meet whom, how far it is, and on what terms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import TYPE_CHECKING

from isopt.results.audit_ends import is_good_enough
from isopt.units import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from isopt.results.audit_ends import Ends, Sink, Source
    from isopt.scenario.plants import Sizing
    from isopt.scenario.scenario import Capacity, Link, Mode, Scenario, Site, Terms


@dataclass(frozen=True, slots=True)
class Way:
    """How one resource gets from one end to another; numbers per unit entering, one per period; emissions by impact."""

    source: Source
    km: float
    is_transport: bool
    """Whether it goes from one site to another."""
    sites: tuple[str, str]
    connection: tuple[str, str, str, str]
    """Mode, sites, and the resource it serves, or `shared`, or `shared by` a link."""
    asset: tuple[str, str, str, str]
    """The same for what is built: of a link that leads either way, the link's own direction."""
    transport_eur_per_u: tuple[float, ...]
    handling_eur_per_u: tuple[float, ...]
    transport_emissions_kg_per_u: tuple[tuple[float, ...], ...]
    loss_per_km: tuple[float, ...]
    per_exchange_eur_per_a: float
    """Per exchange, and its setup spread over the contract."""
    minimum_u: float
    capacity: Capacity | None
    sizing: Sizing | None
    standing_loss_u_per_h: float
    link: Link | None

    def arriving(self, amounts: tuple[float, ...], lost: tuple[float, ...], period: int) -> float:
        """Say what arrives of what enters."""
        kept = amounts[period] * max(0.0, 1.0 - self.loss_per_km[period] * self.km)
        return kept - (lost[period] if lost else 0.0)


def find_way(
    scenario: Scenario, ends: Ends, giver: str, end: str, mode_name: str, *, is_disposal: bool, is_today: bool
) -> Way | str:
    """Find the way of a move, or say why it may not be."""
    source = ends.sources.get(giver)
    if source is None:
        return "no such giver"
    target, sink, problem = _end(scenario, ends, source, giver, end, is_disposal=is_disposal)
    if problem is None and is_today:
        problem = not_there_today(source) or (not_there_today(sink) if sink is not None else None)
    if problem is not None:
        return problem
    if target is None:
        return _standing(scenario, source) if not mode_name else "it has no site, so nothing moves there"
    if source.site == target:
        if mode_name != "on_site":
            return "both ends are on one site"
        if is_today and sink is not None and not _runs_today(source, sink):
            return "on one site, and neither end is a facility or store that stands today"
        return _standing(scenario, source)
    if mode_name not in scenario.modes:
        return "no such mode"
    way = _between(scenario, ends, source, target, mode_name)
    if is_today and isinstance(way, Way):
        stands = way.link is not None and way.link.sizing.is_existing
        if not stands and (not is_disposal or (way.sizing is not None and way.sizing.is_limited)):
            return "no such way is open today"
    return way


def _end(
    scenario: Scenario, ends: Ends, source: Source, giver: str, end: str, *, is_disposal: bool
) -> tuple[str | None, Sink | None, str | None]:
    """Find the site of an end and, where it takes, what it is; or say why it may not be."""
    if is_disposal and end == "unused":
        return None, None, None if _may_go_unused(source, giver) else "it may not go unused"
    if is_disposal:
        if end not in scenario.disposal or end not in source.routes:
            return None, None, "not a disposal route of this giver"
        return scenario.disposal[end].site, None, None
    sink = ends.sinks.get(end)
    if sink is None:
        return None, None, "no such need"
    return sink.site, sink, _may_meet(ends, source, sink)


def _may_go_unused(source: Source, name: str) -> bool:
    """Say whether a source is an output that may go unused."""
    if source.facility is None:
        return False
    port = source.facility.outputs.get(name.removeprefix(f"{source.facility.name}."))
    return port is not None and port.is_free


def _may_meet(ends: Ends, source: Source, sink: Sink) -> str | None:
    if source.resource not in sink.accepts:
        return f"the need does not accept '{source.resource}'"
    if source.facility is not None and source.facility is sink.facility and not source.facility.may_recycle:
        return "a facility feeds itself without `recycle`"
    if (source.hub is not None and source.hub is sink.hub) or (source.store is not None and source.store is sink.store):
        return "it feeds itself"
    return is_good_enough(ends, source, sink)


def _runs_today(source: Source, sink: Sink) -> bool:
    plants = (source.facility, sink.facility, source.store, sink.store)
    return any(plant is not None and plant.sizing.is_existing for plant in plants)


def not_there_today(end: Source | Sink) -> str | None:
    """Say that what gives or takes does not stand today; a hub that needs no building does (SEMANTICS 19)."""
    plant = end.facility or end.store
    if plant is not None and not plant.sizing.is_existing:
        return f"'{plant.name}' does not stand today"
    if end.hub is not None and end.hub.sizing.is_limited and not end.hub.sizing.is_existing:
        return f"the hub at '{end.hub.site}' does not stand today"
    return None


def _standing(scenario: Scenario, source: Source) -> Way:
    none = (0.0,) * len(scenario.calendar.periods)
    clean = (none,) * len(scenario.impacts)
    nowhere = ("", "", "", "")
    return Way(
        source, 0.0, False, (source.site, source.site), nowhere, nowhere, none, none, clean, none, 0.0, 0.0, None, None, 0.0,
        None,
    )  # fmt: skip


def _between(scenario: Scenario, ends: Ends, source: Source, target: str, mode_name: str) -> Way | str:
    mode, resource, start = scenario.modes[mode_name], source.resource, source.site
    if resource not in mode.terms:
        return f"the mode does not carry '{resource}'"
    link = ends.links.get((mode_name, start, target, resource))
    if link is not None and link.is_closed:
        return "the link is closed"
    if link is None and mode.links_only:
        return "the mode needs a link here"
    km = link_km(scenario, link) if link is not None else _mode_km(scenario, mode, start, target)
    if math.isnan(km):
        return "the distance is not known"
    if link is None and km > mode.reach_km * (1 + 1e-12) and (start, target) not in mode.distances_km:
        return f"{km:g} km is beyond the mode's reach"
    terms = (link or mode).terms[resource]
    shared = link.is_shared if link is not None else mode.is_shared
    serves = ("shared" if link is None else f"shared by {link.name}") if shared else resource
    built = (link.source, link.target) if link is not None and link.is_both else (start, target)
    periods = range(len(scenario.calendar.periods))
    if all(terms.loss_per_km[t] * km >= 1 for t in periods):
        return "all would be lost on the way"
    return Way(
        source=source,
        km=km,
        is_transport=True,
        sites=(start, target),
        connection=(mode_name, start, target, serves),
        asset=(mode_name, *built, serves),
        transport_eur_per_u=tuple(terms.cost_eur_per_u_km[t] * km + terms.cost_eur_per_u[t] for t in periods),
        handling_eur_per_u=terms.handling_eur_per_u,
        transport_emissions_kg_per_u=tuple(
            tuple(terms.emissions_kg_per_u_km[i][t] * km + terms.emissions_kg_per_u[i][t] for t in periods)
            for i in range(len(scenario.impacts))
        ),
        loss_per_km=terms.loss_per_km,
        per_exchange_eur_per_a=_pair_cost(scenario, terms, km),
        minimum_u=terms.minimum_u,
        capacity=terms.capacity,
        sizing=link.sizing if link is not None else mode.sizing,
        standing_loss_u_per_h=terms.standing_loss_u_per_h_km * km,
        link=link,
    )


def link_km(scenario: Scenario, link: Link) -> float:
    """Say how long a link is; NaN where that is not known. One that leads either way is as long as its own direction."""
    if link.distance_km is not None:
        return link.distance_km
    return _mode_km(scenario, scenario.modes[link.mode], link.source, link.target)


def _mode_km(scenario: Scenario, mode: Mode, start: str, target: str) -> float:
    stated = mode.distances_km.get((start, target))
    if stated is not None:
        return stated
    straight = _straight_km(scenario.sites[start], scenario.sites[target])
    return math.nan if straight is None else straight * mode.detour_factor


def _pair_cost(scenario: Scenario, terms: Terms, km: float) -> float:
    setup = terms.setup_eur * annuity(scenario.discount_rate, terms.contract_a) if terms.setup_eur else 0.0
    return terms.per_exchange_eur_per_a + terms.per_exchange_eur_per_km_a * km + setup


@lru_cache(maxsize=1024)
def annuity(rate: float, years: float) -> float:
    """Work out the yearly share of an investment in fifty digits, so that no rate is too small and no life too long."""
    if not rate:
        return 1 / years
    with localcontext() as context:
        context.prec = 50
        interest = Decimal(rate)
        return float(interest / (1 - (1 + interest) ** -Decimal(years)))


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
