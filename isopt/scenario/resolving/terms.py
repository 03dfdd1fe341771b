"""Resolve what moving a resource costs, emits and loses, and how much fits: prices by amount, and by vehicle."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.scenario.quantities import Measure, Varying
from isopt.scenario.scenario import ByPeriod, Capacity, Impacts, Resource, Terms

if TYPE_CHECKING:
    from collections.abc import Callable

    from isopt.scenario.faults import Path
    from isopt.scenario.records import transport as transport_records
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.resolving.conversion import Converter


@dataclass(frozen=True, slots=True)
class Vehicle:
    """What a mode says of its vehicles, for one resource."""

    load_u: float | None
    speed_km_per_h: float | None
    empty_return_share: float


def resolve_vehicle(
    record: transport_records.Transport, converter: Converter, resource: Resource, path: Path
) -> Vehicle:
    """Resolve what a mode at a path says of its vehicles."""
    load = None
    if record.load is not None:
        at: Path = (*path, "load")
        what = f"resource '{resource.name}'"

        def amount(measure: Measure, place: Path) -> float:
            return converter.amount(measure, resource.unit, place, what)

        load = converter.constant(record.load, at, amount, resource=resource.name, default=1.0)
        if load <= 0:
            converter.faults.add(at, "a vehicle that takes nothing", "write more than 0")
    speed = record.speed.value if record.speed else None
    if speed is not None and speed <= 0:
        converter.faults.add((*path, "speed"), "a vehicle that never arrives", "write more than 0")
    return Vehicle(load, speed, record.empty_return.value if record.empty_return else 0.0)


def resolve_terms(
    record: transport_records.Transport,
    file: ScenarioFile,
    converter: Converter,
    resource: Resource,
    carried: list[str],
    path: Path,
) -> Terms:
    """Resolve what a mode at a path says of one resource it carries."""
    vehicle = resolve_vehicle(record, converter, resource, path)
    cost_km, cost = split_by_km(converter, record.cost, (*path, "cost"), resource, vehicle, path)
    emissions_km, emissions = _emissions_by_km(converter, record, resource, vehicle, path)
    losses = record.losses

    def constant(field: str, value: Varying | None, convert: Callable[[Measure, Path], float]) -> float:
        return converter.constant(value, (*path, field), convert, resource=resource.name)

    def pair_money(measure: Measure, per_km: bool) -> float:
        return measure.value if measure.unit.endswith("km)") == per_km else 0.0

    def amount(value: float, measure: Measure, at: Path) -> float:
        return converter.amount(Measure(value, measure.unit), resource.unit, at, f"resource '{resource.name}'")

    setup = constant("setup", record.setup, lambda measure, at: measure.value)
    return Terms(
        cost_eur_per_u_km=cost_km,
        cost_eur_per_u=cost,
        handling_eur_per_u=converter.prices(record.handling, (*path, "handling"), resource),
        emissions_kg_per_u_km=emissions_km,
        emissions_kg_per_u=emissions,
        loss_per_km=converter.by_period(
            losses, (*path, "losses"), lambda m, at: m.value if m.unit == "1/km" else 0.0, resource=resource.name
        ),
        per_exchange_eur_per_a=constant("per_exchange", record.per_exchange, lambda m, at: pair_money(m, False)),
        per_exchange_eur_per_km_a=constant("per_exchange", record.per_exchange, lambda m, at: pair_money(m, True)),
        minimum_u=constant("minimum", record.minimum, lambda m, at: amount(converter.per_year(m), m, at)),
        capacity=capacity_of(converter, record.capacity, (*path, "capacity"), resource.name, carried, record.shared),
        setup_eur=setup,
        contract_a=_contract(record, file, converter, path) if setup > 0 else math.inf,
        standing_loss_u_per_h_km=constant(
            "losses", losses, lambda m, at: 0.0 if m.unit == "1/km" else amount(_per_h(converter, m), m, at)
        ),
    )


def _per_h(converter: Converter, measure: Measure) -> float:
    """Convert an amount per time and length to one per h and km."""
    return measure.value / converter.calendar.year_h if "(a " in measure.unit else measure.value


def _contract(record: transport_records.Transport, file: ScenarioFile, converter: Converter, path: Path) -> float:
    """Give the years that a setup is spread over."""
    stated = record.contract or file.economics.lifetime
    if stated is None:
        if not converter.faults.is_faulty(*path, "contract") and not converter.faults.is_faulty(
            "economics", "lifetime"
        ):
            converter.faults.add(
                (*path, "setup"), "a setup without a contract", "add `contract: 10 a`, or `economics.lifetime`"
            )
        return 1.0
    years = converter.years(stated)
    if years > 0:
        return years
    where: Path = (*path, "contract") if record.contract else ("economics", "lifetime")
    converter.faults.add(where, "a contract of no time", "write years")
    return 1.0


def _part_of(
    converter: Converter, resource: Resource, vehicle: Vehicle, mode_path: Path
) -> Callable[[Measure, Path, bool], float]:
    """Convert a measure where it is per km, or where it is not; 0 in the other case.

    One per km or h of a vehicle costs price / load or price / (speed · load) per unit and km; loads are not rounded up.
    """

    def part(measure: Measure, at: Path, per_km: bool) -> float:
        if measure.unit.endswith(("/km", "/h")):
            return _of_vehicle(measure, at) if per_km else 0.0
        has_km = measure.unit.endswith("km)")
        return converter.price(measure, resource.unit, at, f"resource '{resource.name}'") if has_km == per_km else 0.0

    def _of_vehicle(measure: Measure, at: Path) -> float:
        is_per_h = measure.unit.endswith("/h")
        per = "h" if is_per_h else "km"
        if vehicle.load_u is None and not converter.faults.is_faulty(*mode_path, "load"):
            converter.faults.add(
                at,
                f"a figure per {per} of a vehicle whose load is unknown",
                f"add `transport.{mode_path[1]}.load`, such as 25 t",
            )
        if is_per_h and vehicle.speed_km_per_h is None and not converter.faults.is_faulty(*mode_path, "speed"):
            converter.faults.add(
                at,
                "a price per h of a vehicle whose speed is unknown",
                f"add `transport.{mode_path[1]}.speed`, such as 60 km/h",
            )
        km_per_figure = (vehicle.speed_km_per_h or math.inf) if is_per_h else 1.0
        return measure.value * (1 + vehicle.empty_return_share) / ((vehicle.load_u or math.inf) * km_per_figure)

    return part


def split_by_km(
    converter: Converter, value: Varying | None, path: Path, resource: Resource, vehicle: Vehicle, mode_path: Path
) -> tuple[ByPeriod, ByPeriod]:
    """Convert a price to its part per unit and km and its part per unit."""
    part = _part_of(converter, resource, vehicle, mode_path)
    return (
        converter.by_period(value, path, lambda m, at: part(m, at, True), resource=resource.name),
        converter.by_period(value, path, lambda m, at: part(m, at, False), resource=resource.name),
    )


def _emissions_by_km(
    converter: Converter, record: transport_records.Transport, resource: Resource, vehicle: Vehicle, path: Path
) -> tuple[Impacts, Impacts]:
    """Convert a mode's emission factor to its part per unit and km and its part per unit."""
    part = _part_of(converter, resource, vehicle, path)
    value, at = record.emissions, (*path, "emissions")
    return (
        converter.impacts_of(value, at, lambda m, place: part(m, place, True), resource=resource.name),
        converter.impacts_of(value, at, lambda m, place: part(m, place, False), resource=resource.name),
    )


def capacity_of(
    converter: Converter, value: Varying | None, path: Path, resource: str, together: list[str], shared: bool
) -> Capacity | None:
    """Convert a capacity: of one resource, or of all that is carried together."""
    if shared and isinstance(value, dict) and not set(value) <= set(converter.calendar.periods):
        converter.faults.add(path, "a shared capacity by resource", "write one capacity, or drop `shared`")
        return None
    return converter.capacity_rate(value, path, together if shared else [resource], resource)
