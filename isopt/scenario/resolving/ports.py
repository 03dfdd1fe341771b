"""Resolve what technologies take and give: their ports, and how much of each a recipe moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isopt.scenario.document import path_text
from isopt.scenario.plants import InputPort, OutputPort
from isopt.scenario.quantities import Measure, Varying
from isopt.scenario.records.plants import InputPort as InputRecord
from isopt.scenario.records.plants import OutputPort as OutputRecord
from isopt.scenario.resolving.basics import resolve_quality
from isopt.scenario.resolving.heat import hot_enough
from isopt.scenario.resolving.limits import resolve_limits
from isopt.scenario.resolving.references import known
from isopt.scenario.resolving.routes import resolve_routes
from isopt.scenario.scenario import Acceptance, Virgin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from isopt.scenario.faults import Path
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.records.plants import Recipe, Technology
    from isopt.scenario.records.shared import Record
    from isopt.scenario.resolving.conversion import Converter
    from isopt.scenario.scenario import ByPeriod, Impacts, Resource

    Runs = Sequence[tuple[str, "Recipe | Technology", "Path"]]
    """Recipes: name, what is said of it, and where."""

UNUSED = "unused"
"""As `otherwise`: what finds no taker goes nowhere, free of charge."""


class Activity:
    """What a technology's activity is counted in, as far as its figures say; where they disagree, a fault."""

    def __init__(self, converter: Converter) -> None:
        self.unit = "u"
        self._faults = converter.faults
        self._place: Path = ()

    def note(self, unit: str, path: Path) -> None:
        """Hold what the figure at a path counts activity in; `u` says nothing."""
        if self.unit == "u" and unit != "u":
            self.unit, self._place = unit, path
        elif unit not in {"u", self.unit}:
            problem = f"counts activity in {unit}, {path_text(self._place)} in {self.unit}"
            self._faults.add(path, problem, "count it in one unit everywhere")


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where an output goes that finds no taker."""

    routes: tuple[str, ...]
    is_free: bool


def outlets_of_resources(file: ScenarioFile, converter: Converter) -> dict[str, Outlet]:
    """Resolve the `otherwise` of resources, which holds for outputs that have none of their own."""
    return {
        name: resolve_outlet(file, converter, record.otherwise, name, ("resources", name, "otherwise"))
        for name, record in sorted(file.resources.items())
        if record.otherwise is not None
    }


def resolve_outlet(
    file: ScenarioFile, converter: Converter, otherwise: str | list[str], resource: str, path: Path
) -> Outlet:
    """Resolve an `otherwise` that stands at a path: disposal routes, or `unused`."""
    if otherwise in (UNUSED, [UNUSED]):
        return Outlet((), is_free=True)
    if UNUSED in otherwise and not isinstance(otherwise, str):
        converter.faults.add(path, "`unused` beside disposal routes, and it is free", "keep either")
        otherwise = [route for route in otherwise if route != UNUSED]
    return Outlet(resolve_routes(otherwise, converter.resources.get(resource), path, file, converter), is_free=False)


def amounts(
    converter: Converter, said: Mapping[str, Any] | None, path: Path, activity: Activity
) -> dict[str, ByPeriod]:
    """Convert what a recipe takes or gives, at a path, to units per unit of activity."""
    converted = {}
    for name, port in sorted((said or {}).items()):
        resource = converter.resources.get(name)
        if resource is None:
            continue
        value: Varying = port.amount if isinstance(port, InputRecord | OutputRecord) else port
        at = (*path, name, "amount") if value is not port else (*path, name)
        converted[name] = converter.by_period(value, at, _per_activity(converter, resource, activity))
    return converted


def _per_activity(converter: Converter, resource: Resource, activity: Activity) -> Callable[[Measure, Path], float]:
    def convert(measure: Measure, path: Path) -> float:
        amount, _, per = measure.unit.partition("/")
        activity.note(per or "u", path)
        return converter.amount(Measure(measure.value, amount), resource.unit, path, f"resource '{resource.name}'")

    return convert


def resolve_inputs(file: ScenarioFile, converter: Converter, runs: Runs) -> dict[str, InputPort]:
    """Resolve the input ports of a technology, each once for all recipes."""
    ports = {}
    for name, said in _gathered(file, converter, runs, "takes", InputRecord).items():
        fields, places = _merged(converter, said)
        record = InputRecord.model_construct(**fields)
        ports[name] = _input(converter, converter.resources[name], record, places, said[0][1])
    return ports


def resolve_outputs(
    file: ScenarioFile, converter: Converter, runs: Runs, outlets: Mapping[str, Outlet]
) -> dict[str, OutputPort]:
    """Resolve the output ports of a technology, each once for all recipes."""
    ports = {}
    for name, said in _gathered(file, converter, runs, "gives", OutputRecord).items():
        fields, places = _merged(converter, said)
        record, resource = OutputRecord.model_construct(**fields), converter.resources[name]
        outlet = outlets.get(name, Outlet((), is_free=False))
        if record.otherwise is not None:
            outlet = resolve_outlet(file, converter, record.otherwise, name, places["otherwise"])
        own = resolve_quality(
            record.quality, resource.properties, places["quality"], converter.currency, converter.faults
        )
        ports[name] = OutputPort(
            resource=name,
            routes=outlet.routes,
            is_free=outlet.is_free,
            costs_eur_per_u=converter.prices(record.costs, places["costs"], resource),
            quality={**resource.quality, **own},
        )
    return ports


def _gathered(
    file: ScenarioFile, converter: Converter, runs: Runs, side: str, kind: type[InputRecord] | type[OutputRecord]
) -> dict[str, list[tuple[Record, Path]]]:
    """Gather what all recipes say of each port of a side, in order of name, each with its place."""
    gathered: dict[str, list[tuple[Record, Path]]] = {}
    for _, recipe, path in runs:
        for name, port in (getattr(recipe, side) or {}).items():
            at: Path = (*path, side, name)
            if known(name, file.resources, at, "resource", converter, of_key=True) and name in converter.resources:
                record = port if isinstance(port, kind) else kind.model_construct(amount=port)
                gathered.setdefault(name, []).append((record, at))
    return dict(sorted(gathered.items()))


def _merged(converter: Converter, said: list[tuple[Record, Path]]) -> tuple[dict[str, Any], dict[str, Path]]:
    """Put together what recipes say of a port besides its amount, and where; nothing may be said in two ways."""
    first, path = said[0]
    names = [name for name in type(first).model_fields if name != "amount"]
    fields: dict[str, Any] = {}
    places: dict[str, Path] = {}
    for record, at in said:
        for name in names:
            value, place = getattr(record, name), (*at, name)
            if value is None:
                continue
            if name in fields and fields[name] != value:
                problem = f"says otherwise than {path_text(places[name])}, and it is one port"
                converter.faults.add(place, problem, "say it once, or alike")
            fields.setdefault(name, value)
            places.setdefault(name, place)
    return fields, {**{name: (*path, name) for name in names}, **places}


def _input(
    converter: Converter, resource: Resource, record: InputRecord, places: Mapping[str, Path], path: Path
) -> InputPort:
    if record.temperature is not None and resource.form != "heat":
        problem = f"a temperature of '{resource.name}', which is {resource.form or 'of no form'}"
        converter.faults.add(places["temperature"], problem, "only heat has one: drop it, or write form: heat")
    heat = hot_enough(
        record.temperature, record.approach, {resource.name: path}, resource.unit, places["temperature"][:-1], converter
    )
    costs = converter.prices(record.costs, places["costs"], resource)
    emissions = converter.emissions(record.emissions, places["emissions"], resource)
    replaces = {resource.name: 1.0, **heat}
    return InputPort(
        resource=resource.name,
        accepts={name: _acceptance(replaces[name], costs, emissions) for name in sorted(replaces)},
        virgin=_virgin(converter, record, resource, places["otherwise"]),
        limits=resolve_limits(record.limits, replaces, places["limits"], converter),
    )


def _acceptance(replaces: float, costs_eur_per_u: ByPeriod, emissions_kg_per_u: Impacts) -> Acceptance:
    """Accept a resource of which one unit does what `replaces` units of the port's own do, at their cost."""
    periods = len(costs_eur_per_u)
    return Acceptance(
        replaces_per_u=(replaces,) * periods,
        at_most_share=(1.0,) * periods,
        limits={},
        costs_eur_per_u=tuple(each * replaces for each in costs_eur_per_u),
        emissions_kg_per_u=tuple(tuple(each * replaces for each in impact) for impact in emissions_kg_per_u),
    )


def _virgin(converter: Converter, record: InputRecord, resource: Resource, path: Path) -> Virgin | None:
    otherwise = record.otherwise
    if otherwise is None:
        return None
    quality = resolve_quality(
        otherwise.quality, resource.properties, (*path, "quality"), converter.currency, converter.faults
    )
    return Virgin(
        price_eur_per_u=converter.prices(otherwise.price, (*path, "price"), resource),
        emissions_kg_per_u=converter.emissions(otherwise.emissions, (*path, "emissions"), resource),
        quality=quality,
    )
