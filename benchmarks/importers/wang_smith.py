"""Wang and Smith 1994: four processes that use water, one contaminant, least fresh water.

How it is modelled: as fixed limiting flows. A process takes its limiting flow of water, at most as dirty as `cin_max`
(a limit of the blend), and gives the same amount at `cout_max`. Fresh water is the need's `otherwise`, of quality 0, at 1 EUR/t:
the cost of a plan is its fresh water. What no process reuses stays unused and costs nothing. Each process is a site of its own;
pipes between them are free, and a process may take its own water back on its site: the local recycling that a limiting flow
above what the load needs stands for.

Worked out by hand, t/h: process 1 takes nothing dirtier than 0, so 20 fresh. The cleanest used water has 100 ppm, so of a
blend of at most 50 ppm at least half is fresh: 100 · (1 − 50/100) = 50 in process 2, 40 · (1 − 50/100) = 20 in process 3;
process 4 bears 100 ppm and needs none. That is at least 20 + 50 + 20 + 0 = 90; and it can be done: water at 100 ppm is wanted
at 50 + 20 + 10 = 80 and arises at 20 + 100 = 120. Without the way back into process 2 only the 20 of process 1 would be on
offer to it at 100 ppm, and 90 could not be reached.
"""

from __future__ import annotations

from typing import Any

import yaml

from benchmarks.importers.shared import MissingDataError, shared_folder
from benchmarks.importers.writing import Draft

_CASE = "wang_smith_1994"


def names() -> list[str]:
    """List the instances."""
    return [_CASE]


def draft(name: str) -> Draft:
    """Turn the case into a scenario."""
    case = published_case(name)
    sites, flows = {}, {}
    for number, process in enumerate(case["processes"]):
        site = process["name"].replace(" ", "_")
        rate = f"{process['limiting_flow_t_h']} t/h"
        sites[site] = {"xy": [number, 0]}
        flows[f"{site}_water"] = {
            "site": site,
            "resource": "used_water",
            "takes": rate,
            "limits": {"contaminant": {"max": process["cin_max"]}},
            "otherwise": {"price": "1 EUR/t", "quality": {"contaminant": 0}},
        }
        flows[f"{site}_effluent"] = {
            "site": site,
            "resource": "used_water",
            "gives": rate,
            "quality": {"contaminant": process["cout_max"]},
        }
    return Draft(
        {
            "name": "Wang and Smith 1994",
            "about": case["source"],
            "resources": {"used_water": {"unit": "t", "form": "liquid", "properties": {"contaminant": "ppm"}}},
            "sites": sites,
            "flows": flows,
            "transport": {"pipe": {"carries": ["liquid"]}},
        }
    )


def published_case(name: str) -> dict[str, Any]:
    """Read a case of published_cases.yaml."""
    path = shared_folder() / "data" / "published_cases.yaml"
    if not path.is_file():
        raise MissingDataError(f"no file {path}")
    cases: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return dict(cases[name])
