"""Two textbook problems: Dantzig's transport problem (GAMS trnsport) and AMPL's multicommodity transport (multi, multmip1).

**trnsport**: plants give up to their capacity, markets must be met. Freight is 90 USD per case and 1000 miles; a link's price is
that of its whole way, so that its length of 1 km leaves no conversion of miles. The published optimum counts in 1000 USD.

**multi**: three products with one price each per route, and 625 t per route for all products together: links that are `shared`.
All supplies and demands are equalities. **multmip1** adds what a route costs once it is used at all (`fixed`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.importers.shared import family_folder
from benchmarks.importers.writing import Draft

if TYPE_CHECKING:
    from benchmarks.importers.writing import Row

TRNSPORT = "gams_trnsport.json"
MULTI, MULTMIP1 = "ampl_multi.json: multi", "ampl_multi.json: multmip1"
_NAMES = {"trnsport": TRNSPORT, "multi": MULTI, "multmip1": MULTMIP1}


def names() -> list[str]:
    """List the instances."""
    return list(_NAMES)


def published_as(name: str) -> str:
    """Say what the instance is called in known_optima.csv."""
    return _NAMES[name]


def draft(name: str) -> Draft:
    """Turn one instance into a scenario."""
    data = json.loads((family_folder("textbook") / _NAMES[name].partition(":")[0]).read_text(encoding="utf-8"))
    return _trnsport(data) if name == "trnsport" else _multi(data, name)


def money_per_published_unit(name: str) -> float:
    """Say how much of the scenario's currency one unit of the published optimum is."""
    if name != "trnsport":
        return 1.0
    data = json.loads((family_folder("textbook") / TRNSPORT).read_text(encoding="utf-8"))
    return float(data["divide_cost_by"])


def _trnsport(data: dict[str, Any]) -> Draft:
    freight = data["freight_per_case_per_1000miles"]
    flows: list[Row] = [
        {"name": f"{site}_supply", "site": site, "resource": "cases", "gives [piece/a]": amount}
        for site, amount in data["plants"].items()
    ] + [
        {"name": f"{site}_demand", "site": site, "resource": "cases", "takes [piece/a]": amount, "required": True}
        for site, amount in data["markets"].items()
    ]
    links: list[Row] = [
        {
            "name": f"{plant}_{market}",
            "from": plant,
            "to": market,
            "transport": "freight",
            "distance [km]": 1,
            "cost [USD/(piece km)]": freight * thousand_miles,
        }
        for plant, row in data["distance_1000miles"].items()
        for market, thousand_miles in row.items()
    ]
    return Draft(
        {
            "name": "GAMS trnsport",
            "currency": "USD",
            "about": data["source"],
            "resources": {"cases": {"unit": "piece"}},
            "sites": {site: {} for site in [*data["plants"], *data["markets"]]},
            "transport": {"freight": {"carries": ["cases"], "links_only": True}},
        },
        {"flows": flows, "links": links},
    )


def _multi(data: dict[str, Any], name: str) -> Draft:
    origins, destinations, products = data["origins"], data["destinations"], data["products"]
    flows: list[Row] = [
        {"name": f"{site}_{kind}_{product}", "site": site, "resource": product, key: amount, "required": True}
        for kind, key, sites in (("supply", "gives [t/a]", origins), ("demand", "takes [t/a]", destinations))
        for product in products
        for site, amount in zip(sites, data[kind][product], strict=True)
    ]
    links: list[Row] = [
        {
            "name": f"{origin}_{destination}",
            "from": origin,
            "to": destination,
            "transport": "rail",
            "distance [km]": 1,
            "capacity [t/a]": data["joint_route_capacity"],
            "shared": True,
            **({"fixed [USD/a]": data["fixed_cost_per_route"][i][j]} if name == "multmip1" else {}),
            **{f"cost.{product} [USD/(t km)]": data["variable_cost"][product][i][j] for product in products},
        }
        for i, origin in enumerate(origins)
        for j, destination in enumerate(destinations)
    ]
    return Draft(
        {
            "name": f"AMPL {name}",
            "currency": "USD",
            "about": data["source"],
            "resources": {product: {"unit": "t"} for product in products},
            "sites": {site: {} for site in [*origins, *destinations]},
            "transport": {"rail": {"carries": products, "links_only": True}},
        },
        {"flows": flows, "links": links},
    )
