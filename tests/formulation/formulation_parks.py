"""Small parks solved by hand, one for each family of rows that decides its answer."""

from __future__ import annotations

from formulation_plant_parks import PLANT_PARKS

HEAD = """\
isopt: 1
name: {family}
resources: {{ash: {{unit: t, form: solid, properties: {{chloride: "%"}}}}, water: {{unit: t, form: liquid}}}}
sites: {{mill: {{xy: [0, 0]}}, works: {{xy: [10, 0]}}, quarry: {{xy: [30, 0]}}}}
"""

LORRY = "transport: {lorry: {carries: [solid], cost: 1 EUR/(t km)}}\n"

BODIES = {
    "giver_balance": LORRY
    + """\
disposal: {landfill: {gate_fee: 60 EUR/t}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: landfill}
  dust: {site: quarry, resource: ash, gives: 7 t/a}
  bricks: {site: works, resource: ash, takes: 40 t/a}
""",
    "taker_balance": """\
transport: {lorry: {carries: [solid], cost: 1 EUR/(t km), losses: 1 %/km}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a}
  bricks: {site: works, takes: 100 t/a, accepts: {ash: {replaces: 0.5}}, otherwise: {price: 50 EUR/t}}
""",
    "recipe_share": LORRY
    + """\
flows:
  ash: {site: mill, resource: ash, gives: 20 t/a}
  dust: {site: quarry, resource: ash, gives: 40 t/a}
  bricks: {site: works, takes: 100 t/a, accepts: {ash: {at_most: 30 %}}, otherwise: {price: 50 EUR/t}}
""",
    "pair_use": """\
transport: {lorry: {carries: [solid], cost: 1 EUR/(t km), per_exchange: 1500 EUR/a}}
flows:
  ash: {site: mill, resource: ash, gives: 200 t/a}
  bricks: {site: works, resource: ash, takes: 100 t/a, otherwise: {price: 50 EUR/t}}
  tiles: {site: works, resource: ash, takes: 20 t/a, otherwise: {price: 50 EUR/t}}
""",
    "pair_minimum": """\
transport: {lorry: {carries: [solid], cost: 1 EUR/(t km), minimum: 30 t/a}}
calendar: {periods: {winter: 4380 h, summer: 4380 h}}
flows:
  ash: {site: mill, resource: ash, gives: 60 t/a}
  bricks: {site: works, resource: ash, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
  tiles: {site: works, resource: ash, takes: 40 t/a, otherwise: {price: 30 EUR/t}}
""",
    "connection_use": LORRY
    + """\
links: {bridge: {from: mill, to: works, transport: lorry, fixed: 1500 EUR/a}}
flows:
  ash: {site: mill, resource: ash, gives: 80 t/a}
  bricks: {site: works, resource: ash, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
  tiles: {site: works, resource: ash, takes: 40 t/a, otherwise: {price: 30 EUR/t}}
""",
    "connection_capacity": LORRY
    + """\
links: {bridge: {from: mill, to: works, transport: lorry, capacity: 50 t/a}}
flows:
  ash: {site: mill, resource: ash, gives: 80 t/a}
  bricks: {site: works, resource: ash, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
  tiles: {site: works, resource: ash, takes: 40 t/a, otherwise: {price: 30 EUR/t}}
""",
    "asset_capacity": """\
transport:
  pipe:
    carries: [liquid]
    sizes: {S: {capacity: 50 t/a, capex: 1000 EUR, lifetime: 10 a}, L: {capacity: 100 t/a, capex: 5000 EUR, lifetime: 10 a}}
flows:
  rinse: {site: mill, resource: water, gives: 80 t/a}
  cooling: {site: works, resource: water, takes: 100 t/a, otherwise: {price: 5 EUR/t}}
""",
    "asset_use": """\
transport:
  pipe:
    carries: [liquid]
    sizes: {S: {capacity: 50 t/a, capex: 1000 EUR, lifetime: 10 a}, L: {capacity: 100 t/a, capex: 5000 EUR, lifetime: 10 a}}
flows:
  rinse: {site: mill, resource: water, gives: 80 t/a}
  cooling: {site: works, resource: water, takes: 60 t/a, otherwise: {price: 5 EUR/t}}
  washing: {site: works, resource: water, takes: 20 t/a, otherwise: {price: 4 EUR/t}}
""",
    "one_size": """\
transport:
  pipe:
    carries: [liquid]
    sizes: {S: {capacity: 30 t/a, capex: 500 EUR, lifetime: 10 a}, M: {capacity: 50 t/a, capex: 1000 EUR, lifetime: 10 a}}
flows:
  rinse: {site: mill, resource: water, gives: 80 t/a}
  cooling: {site: works, resource: water, takes: 80 t/a, otherwise: {price: 5 EUR/t}}
""",
    "disposal_capacity": """\
disposal: {landfill: {gate_fee: 10 EUR/t, capacity: 60 t/a}, burner: {gate_fee: 30 EUR/t}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: [landfill, burner]}
""",
    "disposal_filled": """\
disposal: {landfill: {gate_fee: 50 EUR/t, capacity: 60 t/a}, burner: {gate_fee: 30 EUR/t}}
flows:
  ash: {site: mill, resource: ash, gives: 40 t/a, otherwise: [landfill, burner]}
  dust: {site: quarry, resource: ash, gives: 30 t/a, otherwise: [landfill, burner]}
""",
    "disposal_order": """\
disposal: {landfill: {gate_fee: 50 EUR/t, capacity: 60 t/a}, burner: {gate_fee: 30 EUR/t}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: [landfill, burner]}
""",
    "quality": LORRY
    + """\
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, quality: {chloride: 4}}
  sand:
    site: works
    resource: ash
    takes: 100 t/a
    limits: {chloride: {max: 1}}
    otherwise: {price: 20 EUR/t, quality: {chloride: 0}}
""",
}

PARKS = {family: HEAD.format(family=family) + body for family, body in BODIES.items()} | PLANT_PARKS
"""Per family, a scenario whose answer it decides."""
