"""Fixed-charge transportation: sources and sinks, every arc with a price per unit, a fixed price of its use, a capacity.

How an instance is modelled: all that a source has must be taken and all that a sink needs must be met (`required`, for the
rows are equalities), by a mode that runs on links only. An arc is a link of 1 km with its price per t·km, its capacity per
year, and its fixed price per year. A unit of the instance is a tonne, its money is EUR.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.importers.shared import family_folder
from benchmarks.importers.writing import Draft

if TYPE_CHECKING:
    from benchmarks.importers.writing import Row

_EQUALITY = "E"


def names() -> list[str]:
    """List the instances."""
    return sorted(path.stem for path in family_folder("fctp").glob("*.txt"))


def draft(name: str) -> Draft:
    """Turn one instance into a scenario."""
    lines = (family_folder("fctp") / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    source_count, sink_count, arc_count = map(int, rows[0])
    sources = rows[1 : 1 + source_count]
    sinks = rows[1 + source_count : 1 + source_count + sink_count]
    arcs = rows[1 + source_count + sink_count :]
    if len(arcs) != arc_count or any(kind != _EQUALITY for _, _, kind in [*sources, *sinks]):
        raise ValueError(f"{name}: {len(arcs)} arcs of {arc_count}, or a row that is no equality")
    flows: list[Row] = [
        {"name": f"supply_{i}", "site": f"source_{i}", "resource": "goods", "gives [t/a]": amount, "required": True}
        for i, amount, _ in sources
    ] + [
        {"name": f"demand_{j}", "site": f"sink_{j}", "resource": "goods", "takes [t/a]": amount, "required": True}
        for j, amount, _ in sinks
    ]
    links: list[Row] = [
        {
            "name": f"arc_{i}_{j}",
            "from": f"source_{i}",
            "to": f"sink_{j}",
            "transport": "haulage",
            "distance [km]": 1,
            "cost [EUR/(t km)]": price,
            "capacity [t/a]": capacity,
            "fixed [EUR/a]": fixed,
        }
        for i, j, price, fixed, capacity in arcs
    ]
    return Draft(
        {
            "name": f"fctp {name}",
            "about": lines[0].lstrip("# "),
            "resources": {"goods": {"unit": "t", "form": "solid"}},
            "transport": {"haulage": {"carries": ["goods"], "links_only": True}},
        },
        {"sites": [{"name": row["site"]} for row in flows], "flows": flows, "links": links},
    )
