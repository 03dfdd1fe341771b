"""Single-commodity fixed-charge network flow (Ortega, Wolsey; FCNetLib).

How an instance is modelled: an arc is a link of 1 km with a price per unit, a capacity and a yearly fixed price; arcs side by
side are links of different modes. A node that things can pass is a hub. What arises or is needed at such a node has a site
of its own beside it, on a free way: then an arc of the instance is one arc of the model, and not one for each that gives here
and takes there. Where all comes from one node, or goes to one, nothing passes that node: no price is negative. Supplies add
up to demands, so that it is enough to require these. A unit of the instance is a tonne, its money is EUR.

`usetree` = 1 (at most one arc out of each node in use): links are built, one size each, `one_of` those out of the node.
Arcs from a node to itself are left out, and so are `usett1`, `usett2`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.importers.arcs import FORM, Arc, links_only, modes, node
from benchmarks.importers.shared import family_folder
from benchmarks.importers.writing import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.importers.writing import Row

_GOODS, _ACCESS = "goods", "access"


@dataclass(frozen=True, slots=True)
class Instance:
    """A network, what its nodes need (negative: what arises there), and its arcs; nodes are numbered from 1."""

    note: str
    node_count: int
    demand: Mapping[int, float]
    """Nodes with neither are not in it."""
    arcs: tuple[Arc, ...]
    """Without those from a node to itself."""
    is_tree: bool
    """Whether at most one arc out of each node may be in use."""

    @property
    def passed(self) -> frozenset[int]:
        """The nodes that something may pass."""
        lone = [ends for ends in (self._ends(-1), self._ends(1)) if len(ends) == 1]
        through = {arc.target for arc in self.arcs} & {arc.source for arc in self.arcs}
        return frozenset(through.difference(*lone))

    def _ends(self, sign: int) -> set[int]:
        return {number for number, amount in self.demand.items() if amount * sign > 0}


def names() -> list[str]:
    """List the instances."""
    return sorted(path.stem for path in family_folder("fcnetlib").glob("*.txt"))


def read(name: str) -> Instance:
    """Read one instance."""
    lines = (family_folder("fcnetlib") / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    header, *rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    node_count, arc_count = int(header[0]), int(header[1])
    demand = {int(row[1]): float(row[2]) for row in rows if row[0] == "d" and float(row[2])}
    arcs = [
        Arc(int(source), int(target), int(copy), float(cost), float(capacity), float(fixed))
        for source, target, copy, fixed, cost, capacity in (row[1:] for row in rows if row[0] == "a")
    ]
    if len(arcs) != arc_count or sum(demand.values()) != 0 or min(min(arc.cost, arc.fixed) for arc in arcs) < 0:
        raise ValueError(f"{name}: {len(arcs)} arcs of {arc_count}, needs not met by supplies, or a negative price")
    return Instance(
        note=lines[0].lstrip("# "),
        node_count=node_count,
        demand=demand,
        arcs=tuple(arc for arc in arcs if arc.source != arc.target),
        is_tree=header[3] == "1",
    )


def draft(name: str) -> Draft:
    """Turn one instance into a scenario."""
    instance = read(name)
    passed = instance.passed
    sites: list[Row] = [
        {"name": node(number), "hub.carries": f"{_GOODS};" if number in passed else None}
        for number in range(1, instance.node_count + 1)
    ]
    links: list[Row] = [
        arc.as_built_link(f"out_of_{arc.source}") if instance.is_tree else arc.as_link() for arc in instance.arcs
    ]
    flows: list[Row] = []
    for number, amount in instance.demand.items():
        site = f"beside_{number}" if number in passed else node(number)
        if amount < 0:
            key, need, ends = "supply", {"gives [t/a]": -amount}, (site, node(number))
        else:
            key, need, ends = "demand", {"takes [t/a]": amount, "required": True}, (node(number), site)
        flows.append({"name": f"{key}_{number}", "site": site, "resource": _GOODS, **need})
        if number in passed:
            sites.append({"name": site})
            links.append(_access(number, *ends))
    return Draft(
        {
            "name": f"fcnetlib {name}",
            "about": instance.note,
            "resources": {_GOODS: {"unit": "t", "form": FORM}},
            "transport": modes(instance.arcs) | {_ACCESS: links_only()},
        },
        {"sites": sites, "flows": flows, "links": links},
    )


def _access(number: int, source: str, target: str) -> Row:
    return {
        "name": f"{_ACCESS}_{number}",
        "from": source,
        "to": target,
        "transport": _ACCESS,
        "distance [km]": 1,
    }
