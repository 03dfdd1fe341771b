"""Fixed-charge multicommodity network design: the groups C, CPlus and R of the Canad instances (Crainic, Gendron, Frangioni).

How an instance is modelled: a commodity is a resource, given at its origin and required at its destination. A node is a
site whose hub lets pass what neither starts nor ends there; as no price is negative, coming back to one's origin or
passing one's destination never pays. An arc is a link of 1 km with a price per unit, a capacity and a yearly fixed price
that all commodities share. A unit of the instance is a tonne, its money is EUR.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.importers.arcs import FORM, Arc, modes, node
from benchmarks.importers.shared import family_folder
from benchmarks.importers.writing import Draft

if TYPE_CHECKING:
    from benchmarks.importers.writing import Row


@dataclass(frozen=True, slots=True)
class Commodity:
    """What has to go from one node to another."""

    origin: int
    destination: int
    demand: float


@dataclass(frozen=True, slots=True)
class Instance:
    """A network and what has to be carried over it; nodes are numbered from 1."""

    node_count: int
    arcs: tuple[Arc, ...]
    commodities: tuple[Commodity, ...]


def names() -> list[str]:
    """List the instances, such as R/r01.1."""
    return sorted(f"{path.parent.name}/{path.stem}" for path in family_folder("canad").glob("*/*.dow"))


def read(name: str) -> Instance:
    """Read one instance."""
    _, *lines = (family_folder("canad") / f"{name}.dow").read_text(encoding="utf-8").splitlines()
    (counts, *rows) = [line.split() for line in lines if line.strip()]
    node_count, arc_count, commodity_count = map(int, counts)
    if len(rows) != arc_count + commodity_count:
        raise ValueError(f"{name}: {len(rows)} rows of {arc_count} arcs and {commodity_count} commodities")
    copies: Counter[tuple[int, int]] = Counter()
    arcs = []
    for row in rows[:arc_count]:
        ends = int(row[0]), int(row[1])
        copies[ends] += 1
        cost, capacity, fixed = map(float, row[2:5])
        arcs.append(Arc(*ends, copies[ends], cost, capacity, fixed))
    commodities = [Commodity(int(origin), int(end), float(demand)) for origin, end, demand in rows[arc_count:]]
    if min(arc.cost for arc in arcs) < 0 or any(goods.origin == goods.destination for goods in commodities):
        raise ValueError(f"{name}: a negative price, or a commodity that is where it wants to be")
    return Instance(node_count, tuple(arcs), tuple(commodities))


def draft(name: str) -> Draft:
    """Turn one instance into a scenario."""
    instance = read(name)
    goods = {f"goods_{number}": wanted for number, wanted in enumerate(instance.commodities, start=1)}
    sites: list[Row] = [
        {"name": node(number), "hub.carries": _passing(number, goods)} for number in range(1, instance.node_count + 1)
    ]
    flows: list[Row] = []
    for key, wanted in goods.items():
        flows += [
            {"name": f"{key}_supply", "site": node(wanted.origin), "resource": key, "gives [t/a]": wanted.demand},
            {
                "name": f"{key}_demand",
                "site": node(wanted.destination),
                "resource": key,
                "takes [t/a]": wanted.demand,
                "required": True,
            },
        ]
    return Draft(
        {"name": f"canad {name}", "transport": modes(instance.arcs, shared=True)},
        {
            "resources": [{"name": key, "unit": "t", "form": FORM} for key in goods],
            "sites": sites,
            "flows": flows,
            "links": [arc.as_link() for arc in instance.arcs],
        },
    )


def _passing(number: int, goods: dict[str, Commodity]) -> str | None:
    """List what may pass a node, as a cell; None for nothing."""
    keys = [key for key, wanted in goods.items() if number not in (wanted.origin, wanted.destination)]
    return ";".join([*keys, ""]) if keys else None
