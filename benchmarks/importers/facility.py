"""Capacitated facility location: OR-Library's cap files (one tier of houses), Fernandes' two-stage files (plants, satellites).

How an instance is modelled: goods go from one works over the houses of each tier to customers, all of whose demand has to be
met; or all of it is collected from the customers and goes to the works: amounts and prices are the same either way. A house
is a site with a hub of one size, which has the house's capacity and is paid by the year once it is built. The ways are links
of 1 km with a price per unit; those of the works are free. A site that gives and is a hub would let its goods leave past the
hub: hence the works. A unit of the instance is a tonne, its money is EUR. A customer may be served by several houses.

Which way: what arrives at a hub to be built is held flow by flow, and not only in total, to what is built (`hub_use` in the
formulation). With one tier the customers' demand is collected: then these rows leave next to nothing to prove. With two
stages there would be 20 000 of them, which cost the solver more than they save: the goods go to the customers.

OR-Library prices the whole demand of a customer: a unit's price is that price over the demand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.importers.arcs import FORM, links_only
from benchmarks.importers.shared import family_folder
from benchmarks.importers.writing import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.importers.writing import Cell, Row

    Matrix = tuple[tuple[float, ...], ...]

_GOODS, _WORKS, _CUSTOMER = "goods", "works", "customer"
_TWO_STAGE = "tscflp_fernandes"


@dataclass(frozen=True, slots=True)
class House:
    """What may be opened: its capacity and what it costs to be open."""

    capacity: float
    fixed: float


@dataclass(frozen=True, slots=True)
class Tier:
    """Houses of one kind."""

    kind: str
    houses: tuple[House, ...]
    cost: Matrix
    """Per unit, from each house to each one of the next tier, or to each customer."""


@dataclass(frozen=True, slots=True)
class Instance:
    """Tiers of houses, and what the customers behind them need."""

    tiers: tuple[Tier, ...]
    demand: tuple[float, ...]


def names() -> list[str]:
    """List the instances, such as orlib_cap/cap41."""
    return sorted(f"{path.parent.name}/{path.stem}" for path in family_folder("facility").glob("*/*.txt"))


def read(name: str) -> Instance:
    """Read one instance."""
    path = family_folder("facility") / f"{name}.txt"
    return _two_stages(path) if path.parent.name == _TWO_STAGE else _one_stage(path)


def draft(name: str) -> Draft:
    """Turn one instance into a scenario."""
    instance = read(name)
    is_collected = len(instance.tiers) == 1
    gives, takes = "gives [t/a]", "takes [t/a]"
    total, each = (takes, gives) if is_collected else (gives, takes)
    sites: list[Row] = [{"name": _WORKS}]
    flows: list[Row] = [{"name": _WORKS, "site": _WORKS, "resource": _GOODS, total: sum(instance.demand)}]
    ways: list[tuple[str, str, str, Row]] = [
        (_WORKS, f"{instance.tiers[0].kind}_{number}", _WORKS, {})
        for number in range(1, len(instance.tiers[0].houses) + 1)
    ]
    ends = [*(tier.kind for tier in instance.tiers[1:]), _CUSTOMER]
    for tier, end in zip(instance.tiers, ends, strict=True):
        sites += [_site(f"{tier.kind}_{number}", house) for number, house in enumerate(tier.houses, 1)]
        ways += [
            (f"{tier.kind}_{number}", f"{end}_{other}", tier.kind, {"cost [EUR/t]": cost})
            for number, row in enumerate(tier.cost, 1)
            for other, cost in enumerate(row, 1)
        ]
    for number, amount in enumerate(instance.demand, 1):
        site = f"{_CUSTOMER}_{number}"
        sites.append({"name": site})
        flows.append({"name": f"demand_{number}", "site": site, "resource": _GOODS, each: amount, "required": True})
    return Draft(
        {
            "name": f"facility {name}",
            "resources": {_GOODS: {"unit": "t", "form": FORM}},
            "transport": {_mode(kind): links_only() for kind in (_WORKS, *(tier.kind for tier in instance.tiers))},
        },
        {
            "sites": sites,
            "flows": flows,
            "links": [
                _link(end, start, kind, terms) if is_collected else _link(start, end, kind, terms)
                for start, end, kind, terms in ways
            ],
        },
    )


def _site(name: str, house: House) -> Row:
    return {
        "name": name,
        "hub.carries": f"{_GOODS};",
        "hub.sizes.only.capacity [t/a]": house.capacity,
        "hub.sizes.only.fixed_opex [EUR/a]": house.fixed,
    }


def _link(source: str, target: str, kind: str, terms: Row) -> Row:
    ends: dict[str, Cell] = {"name": f"{source}_{target}", "from": source, "to": target}
    return {**ends, "transport": _mode(kind), "distance [km]": 1, **terms}


def _mode(kind: str) -> str:
    return f"{kind}_way"


def _one_stage(path: Path) -> Instance:
    """Read a cap file: demands, then prices house by house; or (cap41) customer by customer its demand and its prices."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [tuple(map(float, line.split())) for line in lines if line.strip()]
    house_count, customer_count = map(int, rows[0])
    houses = tuple(House(*row) for row in rows[1 : house_count + 1])
    rest = rows[house_count + 1 :]
    numbers = [number for row in rest for number in row]
    if len(numbers) != customer_count * (house_count + 1):
        raise ValueError(f"{path}: {len(numbers)} numbers behind the houses of {customer_count * (house_count + 1)}")
    if len(rest[0]) == customer_count:
        demand, *whole = _matrix(numbers, customer_count)
    else:
        demand, *whole = zip(*_matrix(numbers, house_count + 1), strict=True)
    cost = tuple(tuple(price / need for price, need in zip(row, demand, strict=True)) for row in whole)
    return Instance((Tier("warehouse", houses, cost),), demand)


def _two_stages(path: Path) -> Instance:
    """Read a two-stage file: demands, plants, prices to satellites, satellites, prices to customers."""
    words = path.read_text(encoding="utf-8").split()
    plants, satellites, customers = map(int, words[:3])
    count = 3 + customers + 2 * plants + plants * satellites + 2 * satellites + satellites * customers
    if len(words) != count:
        raise ValueError(f"{path}: {len(words)} numbers of {count}")
    left = map(float, words[3:])
    demand = tuple(islice(left, customers))
    tiers = (
        Tier("plant", _houses(left, plants), _matrix(islice(left, plants * satellites), satellites)),
        Tier("satellite", _houses(left, satellites), _matrix(islice(left, satellites * customers), customers)),
    )
    return Instance(tiers, demand)


def _houses(numbers: Iterable[float], count: int) -> tuple[House, ...]:
    return tuple(House(*row) for row in _matrix(islice(numbers, 2 * count), 2))


def _matrix(numbers: Iterable[float], width: int) -> Matrix:
    """Cut numbers into rows."""
    left = iter(numbers)
    return tuple(iter(lambda: tuple(islice(left, width)), ()))
