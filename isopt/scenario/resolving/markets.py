"""Resolve markets: where facilities and stores buy and sell a resource."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isopt.scenario.plants import Market

if TYPE_CHECKING:
    from isopt.scenario.faults import Path
    from isopt.scenario.records.file import ScenarioFile
    from isopt.scenario.records.plants import Buy, Sell
    from isopt.scenario.resolving.conversion import Converter
    from isopt.scenario.scenario import Resource


def resolve_markets(file: ScenarioFile, converter: Converter) -> dict[str, Resource]:
    """Give the resources with the markets their entries state."""
    resources = {}
    for name, resource in converter.resources.items():
        record = file.resources[name]
        path: Path = ("resources", name)
        resources[name] = replace(
            resource,
            buy=_purchase(converter, record.buy, resource, path),
            sell=_sale(converter, record.sell, resource, path),
        )
    return resources


def _purchase(converter: Converter, record: Buy | None, resource: Resource, path: Path) -> Market | None:
    if record is None:
        return None
    return Market(
        price_eur_per_u=converter.prices(record.price, (*path, "buy", "price"), resource),
        emissions_kg_per_u=converter.emissions(record.emissions, (*path, "buy", "emissions"), resource),
        capacity_u=converter.rates(record.capacity, (*path, "buy", "capacity"), resource),
    )


def _sale(converter: Converter, record: Sell | None, resource: Resource, path: Path) -> Market | None:
    if record is None:
        return None
    return Market(
        price_eur_per_u=converter.prices(record.price, (*path, "sell", "price"), resource),
        emissions_kg_per_u=converter.emissions(record.avoids, (*path, "sell", "avoids"), resource),
        capacity_u=converter.rates(record.capacity, (*path, "sell", "capacity"), resource),
    )
