"""A second reading of what the importers of networks write, solved by SciPy; nothing here is shared with isopt.

It knows the headers that these importers write, and refuses all others: flows that are required or free, links with a price, a
capacity and a yearly fixed price, links and hubs of one size, `one_of`, a mode's `shared`. Every distance is 1 km.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Table = dict[str, dict[str, str]]

HEADERS = {
    "resources": {"name", "unit", "form"},
    "sites": {"name", "hub.carries", "hub.sizes.only.capacity [t/a]", "hub.sizes.only.fixed_opex [EUR/a]"},
    "flows": {"name", "site", "resource", "gives [t/a]", "takes [t/a]", "required"},
    "links": {
        "name", "from", "to", "transport", "distance [km]", "cost [EUR/t]", "capacity [t/a]", "fixed [EUR/a]",
        "sizes.only.capacity [t/a]", "sizes.only.fixed_opex [EUR/a]", "one_of",
    },
}  # fmt: skip
INFEASIBLE = 2
"""How SciPy numbers that there is no solution."""


@dataclass(frozen=True)
class Written:
    """A scenario as it lies in its folder."""

    modes: dict[str, Any]
    resources: list[str]
    sites: Table
    flows: Table
    links: Table


@dataclass
class _Program:
    """Columns, of which some are yes or no, and rows: coefficients by column, least, most."""

    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    is_integer: list[bool] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def column(self, cost: float, upper: float, *, is_integer: bool = False) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        self.is_integer.append(is_integer)
        return len(self.cost) - 1

    def hold(
        self, columns: Iterable[int], least: float, most: float, *, less: Mapping[int, float] | None = None
    ) -> None:
        """Keep a sum of columns, less multiples of others, between two values."""
        row = dict.fromkeys(columns, 1.0) | {column: -factor for column, factor in (less or {}).items()}
        if row or least > 0:
            self.rows.append((row, least, most))


def read(path: Path) -> Written:
    """Read a scenario and its tables."""
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert file.keys() <= {"isopt", "name", "about", "resources", "sites", "flows", "links", "transport"}
    tables = {section: _table(path.parent / file[section]["file"], section) for section in ("sites", "flows", "links")}
    resources = file["resources"]
    if "file" in resources:
        resources = _table(path.parent / resources["file"], "resources")
    assert all(entry["unit"] == "t" and entry["form"] == "solid" for entry in resources.values())
    for mode in file["transport"].values():
        assert mode["carries"] == ["solid"]
        assert mode["links_only"] is True
        assert mode.keys() <= {"carries", "links_only", "shared"}
    return Written(file["transport"], list(resources), **tables)


def least_cost(written: Written, time_limit_s: float = 120.0) -> float | None:
    """Find the least cost a year; None where there is no plan. Raises where the time was too short."""
    program = _program(written)
    shape = (len(program.rows), len(program.cost))
    entries = [(i, j, factor) for i, (row, _, _) in enumerate(program.rows) for j, factor in row.items()]
    row, column, factor = (np.array(part) for part in zip(*entries, strict=True))
    found = milp(
        np.array(program.cost),
        integrality=np.array(program.is_integer, dtype=int),
        bounds=Bounds(0.0, np.array(program.upper)),
        constraints=LinearConstraint(
            csr_array((factor, (row, column)), shape=shape),
            np.array([least for _, least, _ in program.rows]),
            np.array([most for _, _, most in program.rows]),
        ),
        options={"mip_rel_gap": 0.0, "time_limit": time_limit_s},
    )
    if found.status == INFEASIBLE:
        return None
    if not found.success:
        raise TimeoutError(found.message)
    return float(found.fun)


def _table(path: Path, section: str) -> Table:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows[0].keys() <= HEADERS[section], rows[0].keys()
    table = {row.pop("name"): row for row in rows}
    assert len(table) == len(rows)
    return table


def _program(written: Written) -> _Program:
    """Write the mathematics: what leaves a giver, what arrives at a taker, what passes a hub, what a link carries."""
    program = _Program()
    givers, takers, hubs = _ends(written)
    leaving: dict[str, list[int]] = defaultdict(list)
    arriving: dict[str, list[int]] = defaultdict(list)
    groups: dict[str, list[int]] = defaultdict(list)

    def arcs(source: str, target: str, cost: float) -> dict[int, float]:
        """Make a column for each giver, or hub, at one end and each taker, or hub, at the other; with the most it carries."""
        made = {}
        for resource in written.resources:
            for start, most in givers[source, resource].items():
                for end, need in takers[target, resource].items():
                    if start != end:
                        column = program.column(cost, min(most, need))
                        made[column] = min(most, need)
                        leaving[start].append(column)
                        arriving[end].append(column)
        return made

    for site in written.sites:
        arcs(site, site, 0.0)
    for link in written.links.values():
        assert float(link["distance [km]"]) == 1
        carried = arcs(link["from"], link["to"], _number(link, "cost [EUR/t]", 0.0))
        assert written.modes[link["transport"]].get("shared") or len(written.resources) == 1
        size = "sizes.only.capacity [t/a]" if link.get("one_of") else "capacity [t/a]"
        price = "sizes.only.fixed_opex [EUR/a]" if link.get("one_of") else "fixed [EUR/a]"
        opened = program.column(_number(link, price, 0.0), 1.0, is_integer=True)
        _open(program, carried, opened, _number(link, size, np.inf))
        if link.get("one_of"):
            groups[link["one_of"]].append(opened)
    for name, flow in written.flows.items():
        amount = float(flow["gives [t/a]"] or flow["takes [t/a]"])
        columns = leaving[name] if flow["gives [t/a]"] else arriving[name]
        program.hold(columns, amount if flow["required"] == "true" else 0.0, amount)
    for hub, site in hubs.items():
        program.hold(arriving[hub], 0.0, 0.0, less=dict.fromkeys(leaving[hub], 1.0))
        capacity = _number(written.sites[site], "hub.sizes.only.capacity [t/a]", np.inf)
        if capacity < np.inf:
            assert len(written.resources) == 1
            fixed = _number(written.sites[site], "hub.sizes.only.fixed_opex [EUR/a]", 0.0)
            built = program.column(fixed, 1.0, is_integer=True)
            _open(program, {column: program.upper[column] for column in arriving[hub]}, built, capacity)
    for group in groups.values():
        program.hold(group, 0.0, 1.0)
    return program


def _ends(
    written: Written,
) -> tuple[Mapping[tuple[str, str], dict[str, float]], Mapping[tuple[str, str], dict[str, float]], dict[str, str]]:
    """List who gives and who takes at a site, by resource, with the most; and the hubs' sites."""
    givers: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    takers: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    hubs = {}
    total = dict.fromkeys(written.resources, 0.0)
    for name, flow in written.flows.items():
        place = flow["site"], flow["resource"]
        if flow["gives [t/a]"]:
            givers[place][name] = float(flow["gives [t/a]"])
        else:
            takers[place][name] = float(flow["takes [t/a]"])
            total[flow["resource"]] += float(flow["takes [t/a]"])
    for site, entry in written.sites.items():
        for resource in filter(None, (entry.get("hub.carries") or "").split(";")):
            hub = f"{site} {resource}"
            hubs[hub] = site
            givers[site, resource][hub] = takers[site, resource][hub] = total[resource]
    return givers, takers, hubs


def _open(program: _Program, carried: Mapping[int, float], opened: int, capacity: float) -> None:
    """Let something through only where it is open: all together, and each by itself."""
    if capacity < np.inf:
        program.hold(carried, -np.inf, 0.0, less={opened: capacity})
    for column, most in carried.items():
        program.hold([column], -np.inf, 0.0, less={opened: min(most, capacity)})


def _number(entry: Mapping[str, str], header: str, absent: float) -> float:
    return float(entry.get(header) or absent)
