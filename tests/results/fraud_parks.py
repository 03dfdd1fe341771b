"""Small parks whose plans are falsified, and how: one for each kind of thing that stands, moves or is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import isopt
from isopt import Options, Results
from isopt.results.audit import Claims, audit_plan
from isopt.results.plan import Plan
from isopt.results.results import Audited

Change = Callable[[Plan], Plan]

HEAD = """\
isopt: 1
name: park
economics: {discount_rate: 6 %, lifetime: 10 a, carbon_price: 10 EUR/t}
objective: {cost: 1, co2: 5 EUR/t, nox: 100 EUR/t, avoids: true}
emissions: {burn: {co2: 10 kgCO2e/t, nox: 1 kg/t}}
calendar: {periods: {winter: 4380 h, summer: 4380 h}}
resources:
  ash: {unit: t, form: solid, properties: {cl: "%"}, quality: {cl: 1}BUY_ASH}
  stone: {unit: t, form: solid}
  gravel: {unit: t, form: solid, sell: {price: 12 EUR/t, avoids: burn, capacity: 20 t/a}}
  dust: {unit: t, form: solid}
  power: {unit: MWh, form: power, buy: {price: 40 EUR/MWh, emissions: 100 kgCO2e/MWh, capacity: 30 MWh/a}}
  heat: {unit: MWh, form: heat}
  water: {unit: t, form: liquid, buy: {price: 9 EUR/t, capacity: 5 t/a}, sell: {price: 0.1 EUR/t, capacity: 4 t/a}}
"""

PARKS = {
    "crusher": """\
sites: {mill: {xy: [0, 0]}, works: {xy: [10, 0]}}
transport: {lorry: {carries: [solid], cost: 1 EUR/(t km)}}
disposal: {tip: {gate_fee: 20 EUR/t, tax: 5 EUR/t, emissions: burn, landfill: true}}
technologies:
  crushing:
    recipes:
      old:
        takes:
          ash: {amount: 1 t/t, limits: {cl: {max: 2}}, costs: 0.5 EUR/t, emissions: burn}
          power: {amount: 0.5 MWh/t, otherwise: {price: 90 EUR/MWh, emissions: 50 kgCO2e/MWh}}
        gives:
          gravel: 0.8 t/t
          dust: {amount: 0.2 t/t, otherwise: tip}
          heat: {amount: 0.1 MWh/t, otherwise: unused}
        opex: 3 EUR/t
        emissions: burn
      fresh: {takes: {stone: {amount: 1 t/t, otherwise: {price: 60 EUR/t}}}, gives: {gravel: 1 t/t}}
    shares: {fresh: {min: 10 %, max: 60 %}}
    min_load: 85 %
    sizes:
      between: true
      S: {capacity: 40 t/a, capex: 1000 EUR, fixed_opex: 4 %}
      M: {capacity: 80 t/a, capex: 1500 EUR, fixed_opex: 4 %}
      L: {capacity: 160 t/a, capex: 2500 EUR, fixed_opex: 4 %}
facilities: {crusher: {technology: crushing, sites: [mill, works], one_of: plant}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip, at_least: 30 %, minimum: 20 t/a, costs: 0.1 EUR/t}
  sludge: {site: mill, resource: ash, gives: 20 t/a, otherwise: tip, quality: {cl: 9}}
  road:
    site: works
    takes: 60 t/a
    accepts: {gravel: {costs: 1 EUR/t, emissions: burn, at_most: 90 %}}
    revenue: 1 EUR/t
    otherwise: {price: 90 EUR/t, emissions: burn}
""",
    "hub": """\
sites:
  mill: {xy: [0, 0]}
  port: {xy: [10, 0], hub: {carries: [ash], handling: 2 EUR/t, quality: {cl: 2}, sizes: {S: {capacity: 50 t/a, capex: 100 EUR}}}}
  kiln: {xy: [20, 0]}
transport: {lorry: {carries: [solid], cost: 0.1 EUR/(t km), reach: 12 km, emissions: 0.1 kgCO2e/(t km)}}
flows:
  good: {site: mill, resource: ash, gives: {winter: 20 t, summer: 30 t}}
  bad: {site: mill, resource: ash, gives: 40 t/a, quality: {cl: 7}}
  cover:
    site: kiln
    resource: ash
    takes: 60 t/a
    otherwise: {price: 50 EUR/t, quality: {cl: 1}}
    limits: {cl: {max: 3}}
    at_least: 50 %
  fill: {site: kiln, resource: ash, takes: 10 t/a, revenue: 9 EUR/t, minimum: 2 t/a}
""",
    "pond": """\
calendar: {periods: {winter: 1000 h, spring: 1000 h, summer: 6760 h}}
sites: {works: {xy: [0, 0]}}
storage:
  pond:
    site: works
    resource: water
    loss: 0.01 %/h
    initial: 10 t
    charge: 0.05 t/h
    discharge: 0.06 t/h
    handling: 0.1 EUR/t
    holding: 0.01 EUR/(t a)
    sizes: {S: {capacity: 90 t, capex: 100 EUR}}
flows:
  rain: {site: works, resource: water, gives: {winter: 0 t, spring: 60 t, summer: 0 t}}
  cooling: {site: works, resource: water, takes: {winter: 10 t, spring: 10 t, summer: 30 t}, otherwise: {price: 50 EUR/t}}
""",
    "cell": """\
sites: {mill: {xy: [0, 0]}, far: {xy: [5, 0]}}
transport: {lorry: {carries: [solid], cost: 0.01 EUR/(t km)}}
disposal:
  cell:
    gate_fee: 5 EUR/t
    fixed: 70 EUR/a
    avoids: burn
    total: 60 t
    limits: {cl: {max: 3, max_load: 100}}
    sizes: {S: {capacity: 70 t/a, capex: 100 EUR}}
  den: {gate_fee: 30 EUR/t, landfill: true, capacity: 500 t/a, site: far}
  dear: {gate_fee: 90 EUR/t}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: [den, cell, dear], quality: {cl: 1}}
  sludge: {site: mill, resource: ash, gives: 20 t/a, otherwise: [den, cell, dear], quality: {cl: 8}}
""",
    "pipes": """\
sites: {mill: {xy: [0, 0]}, works: {xy: [1, 0]}, farm: {xy: [3, 0]}}
transport:
  pipe: {carries: [liquid], cost: 0.1 EUR/(t km), capacity: 60 t/a, sizes: {S: {capacity: 40 t/a, capex: 300 EUR}}}
  main:
    carries: [heat]
    losses: 1 W/m
    sizes: {D: {capacity: 90 MWh/a, capex: 10 EUR/m}, E: {capacity: 900 MWh/a, capex: 90 EUR/m}}
  belt: {carries: [solid], sizes: {S: {capacity: 9 t/a, capex: 100 EUR}}, shared: true}
links:
  canal:
    from: mill
    to: works
    transport: pipe
    both: true
    fixed: 5 EUR/a
    existing: S
    sizes: {S: {capacity: 40 t/a, capex: 300 EUR, fixed_opex: 1 EUR/a}}
  warm: {from: mill, to: works, transport: main, existing: D}
  idle: {from: works, to: farm, transport: pipe, existing: S}
  conveyor: {from: mill, to: works, transport: belt, one_of: belts}
  conveyor2: {from: mill, to: farm, transport: belt, one_of: belts}
flows:
  here: {site: mill, resource: water, gives: 20 t/a}
  there: {site: works, resource: water, gives: 100 t/a}
  need_here: {site: mill, resource: water, takes: 60 t/a, otherwise: {price: 10 EUR/t}}
  need_there: {site: works, resource: water, takes: 30 t/a, otherwise: {price: 10 EUR/t}}
  hot: {site: mill, resource: heat, gives: 80 MWh/a}
  heating: {site: works, resource: heat, takes: 60 MWh/a, otherwise: {price: 50 EUR/MWh}}
  ashes: {site: mill, resource: ash, gives: 9 t/a}
  stones: {site: mill, resource: stone, gives: 9 t/a}
  ash_need: {site: works, resource: ash, takes: 4 t/a, otherwise: {price: 500 EUR/t}}
  stone_need: {site: works, resource: stone, takes: 4 t/a, otherwise: {price: 500 EUR/t}}
""",
    "lorries": """\
sites: {mill: {xy: [0, 0]}, works: {xy: [10, 0]}, kiln: {xy: [0, 20]}}
transport:
  lorry:
    carries: [solid]
    cost: 2 EUR/km
    load: 20 t
    empty_return: 50 %
    emissions: 1 kgCO2e/km
    handling: 1 EUR/t
    per_exchange: 3 EUR/a
    setup: 100 EUR
    contract: 5 a
    minimum: 30 t/a
    losses: 0.1 %/km
    capacity: 90 t/a
    reach: 15 km
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a}
  cover: {site: works, resource: ash, takes: 60 t/a, otherwise: {price: 40 EUR/t}}
  kiln: {site: kiln, resource: ash, takes: 60 t/a, otherwise: {price: 40 EUR/t}, required: false}
  must: {site: mill, resource: stone, gives: 5 t/a, required: true}
  takes: {site: works, resource: stone, takes: 50 t/a}
  same: {site: mill, resource: stone, takes: 50 t/a}
""",
    "today": """\
sites: {mill: {xy: [0, 0], hub: {carries: [ash], sizes: {S: {capacity: 9 t/a, capex: 9 EUR}}}}, works: {xy: [1, 0]}}
transport: {lorry: {carries: [solid], cost: 1 EUR/(t km)}}
links: {road: {from: mill, to: works, transport: lorry, existing: true}}
disposal: {full: {gate_fee: 1 EUR/t, capacity: 10 t/a}, next: {gate_fee: 9 EUR/t, fixed: 3 EUR/a}}
storage: {tank: {site: mill, resource: water}, heap: {site: mill, resource: ash}, old: {site: works, resource: ash, existing: true}}
technologies: {press: {takes: {ash: 1}, gives: {stone: {amount: 1, otherwise: unused}}}}
facilities: {press: {technology: press, site: works}}
flows:
  ash: {site: mill, resource: ash, gives: 50 t/a, otherwise: [full, next], at_least: 10 %}
  bricks: {site: works, resource: ash, takes: 20 t/a, otherwise: {price: 4 EUR/t}}
  here: {site: mill, resource: ash, takes: 20 t/a, otherwise: {price: 4 EUR/t}}
""",
}


@cache
def solved(park: str) -> Results:
    """Solve a park; each is falsified many times."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "park.yaml"
        body = PARKS[park]
        head = HEAD.replace("BUY_ASH", ", buy: {price: 1 EUR/t}" if park == "today" else "")
        if body.startswith("calendar"):
            head = "\n".join(line for line in head.splitlines() if not line.startswith("calendar")) + "\n"
        path.write_text(head + body, encoding="utf-8")
        return isopt.load(path).solve(Options(gap=0.0))


def side(park: str, *, is_today: bool) -> Audited:
    """Give a park's plan, or its today, as it was audited."""
    results = solved(park)
    found = results.today if is_today else results.found
    assert found is not None, (results.status, results.conflict, results.no_baseline)
    return found


def claims_of(found: Audited) -> Claims:
    """Say what a result claims of its plan."""
    a = found.accounts
    return Claims(a.cost_parts_eur, a.emission_parts_kg, a.avoided_kg, a.landfilled_t, a.combined)


def problems(park: str, change: Change, *, is_today: bool = False) -> list[str]:
    """Audit a falsified plan, and say what of it the audit refuses."""
    found = side(park, is_today=is_today)
    return audit_plan(solved(park).scenario, change(found.plan), claims_of(found), is_today=is_today).problems


def unchanged(plan: Plan) -> Plan:
    """Leave a plan as it is."""
    return plan


def alter(kind: str, where: dict[str, Any], **changes: Any) -> Change:
    """Change what matches; a callable is handed the value there was."""

    def change(plan: Plan) -> Plan:
        items, hits = [], 0
        for item in getattr(plan, kind):
            if all(getattr(item, key) == value for key, value in where.items()):
                hits += 1
                new = {k: v(getattr(item, k)) if callable(v) else v for k, v in changes.items()}
                items.append(replace(item, **new))
            else:
                items.append(item)
        assert hits, f"nothing to change: {kind} {where} in {getattr(plan, kind)}"
        return replace(plan, **{kind: tuple(items)})

    return change


def add(kind: str, *items: Any) -> Change:
    """Add what was not there."""
    return lambda plan: replace(plan, **{kind: (*getattr(plan, kind), *items)})


def drop(kind: str, **where: Any) -> Change:
    """Take away what matches."""

    def change(plan: Plan) -> Plan:
        kept = [
            item for item in getattr(plan, kind) if any(getattr(item, key) != value for key, value in where.items())
        ]
        assert len(kept) < len(getattr(plan, kind)), f"nothing to drop: {kind} {where} in {getattr(plan, kind)}"
        return replace(plan, **{kind: tuple(kept)})

    return change


def both(*changes: Change) -> Change:
    """Make several changes after each other."""

    def change(plan: Plan) -> Plan:
        for each in changes:
            plan = each(plan)
        return plan

    return change


def plus(*amounts: float) -> Callable[[tuple[float, ...]], tuple[float, ...]]:
    """Add to amounts, period by period."""
    return lambda old: tuple(a + b for a, b in zip(old, amounts, strict=True))


def times(factor: float) -> Callable[[tuple[float, ...]], tuple[float, ...]]:
    """Multiply amounts."""
    return lambda old: tuple(factor * a for a in old)
