"""Small parks solved by hand for the families of conversion, hubs, stores, markets, disposal sites and promised shares."""

from __future__ import annotations

HEAD = """\
isopt: 1
name: {family}
resources:
  ash: {{unit: t, form: solid, properties: {{chloride: "%"}}}}
  gravel: {{unit: t, form: solid}}
  stone: {{unit: t, form: solid}}
  water: {{unit: t, form: liquid}}
  power: {{unit: MWh, form: power}}
  heat: {{unit: MWh, form: heat}}
"""

SITES = "sites: {mill: {xy: [0, 0]}, works: {xy: [10, 0]}, quarry: {xy: [30, 0]}}\n"
LORRY = SITES + "transport: {lorry: {carries: [solid], cost: 1 EUR/(t km)}}\n"
SEASONS = "calendar: {periods: {winter: 4380 h, summer: 4380 h}}\n"

CRUSHER = """\
facilities: {crusher: {technology: crushing, site: mill}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a}
  road: {site: works, resource: gravel, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
"""
"""Ash for nothing at the mill; a tonne of gravel from it saves 50 EUR at the works, less 10 for the lorry."""

HUB = """\
transport: {{lorry: {{carries: [solid], cost: 1 EUR/(t km), reach: 20 km}}}}
sites: {{mill: {{xy: [0, 0]}}, works: {{xy: [10, 0], hub: {{carries: [ash], handling: 2 EUR/t{sizes}}}}}, quarry: {{xy: [30, 0]}}}}
"""

POND = """\
storage: {{pond: {{site: works, resource: water, loss: 36 %, handling: 1 EUR/t{more}}}}}
flows:
  rain: {{site: works, resource: water, gives: {{winter: 0 t, summer: 100 t}}}}
  cooling: {{site: works, resource: water, takes: {{winter: 60 t, summer: 20 t}}, otherwise: {{price: {price} EUR/t}}}}
"""
"""Rain falls in summer, for nothing; half a year in the pond leaves √(1 − 0.36) = 0.8 of it."""

CELL = """\
disposal:
  burner: {{gate_fee: 30 EUR/t}}
  cell: {{gate_fee: 5 EUR/t, {cell}}}
flows:
  ash: {{site: mill, resource: ash, gives: {ash} t/a, otherwise: [burner, cell]}}
  dust: {{site: quarry, resource: ash, gives: {dust} t/a, otherwise: [burner, cell]}}
"""

HEAT_PIPE = """\
transport:
  pipe: {{carries: [heat], losses: 1 W/m, sizes: {{S: {{capacity: 1 MW, capex: 1000 EUR, lifetime: 10 a}}}}}}
flows:
  cooling: {{site: mill, resource: heat, gives: 500 MWh/a, costs: 2 EUR/MWh}}
  drying: {{site: works, resource: heat, takes: 200 MWh/a, otherwise: {{price: 50 EUR/MWh}}}}
  rinsing: {{site: works, resource: heat, takes: 30 MWh/a, otherwise: {{price: {price} EUR/MWh}}}}
"""
"""10 km at 1 W/m lose 87.6 MWh a year as long as the pipe stands."""

BODIES = {
    "output_balance": LORRY
    + """\
disposal: {landfill: {gate_fee: 60 EUR/t}}
technologies:
  crushing: {takes: {ash: 1 t/t}, gives: {gravel: 0.8 t/t, stone: {amount: 0.2 t/t, otherwise: landfill}}, opex: 3 EUR/t}
facilities: {crusher: {technology: crushing, site: mill}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: landfill}
  road: {site: works, resource: gravel, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
""",
    "input_balance": LORRY.replace("solid", "ash, gravel")
    + """\
technologies: {crushing: {takes: {ash: 1 t/t, power: {amount: 0.5 MWh/t, otherwise: {price: 40 EUR/MWh}}}, gives: {gravel: 1 t/t}}}
facilities: {crusher: {technology: crushing, site: mill}}
flows:
  ash: {site: mill, resource: ash, gives: 30 t/a}
  dust: {site: quarry, resource: ash, gives: 30 t/a}
  road: {site: works, resource: gravel, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
""",
    "recipe_mix": LORRY
    + """\
technologies:
  crushing:
    recipes:
      fresh: {takes: {stone: {amount: 1 t/t, otherwise: {price: 30 EUR/t}}}, gives: {gravel: 1 t/t}}
      old: {takes: {ash: 1 t/t}, gives: {gravel: 1 t/t}}
    shares: {fresh: {min: 25 %}, old: {max: 70 %}}
"""
    + CRUSHER,
    "hub_balance": HUB.format(sizes="")
    + """\
disposal: {landfill: {gate_fee: 60 EUR/t}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: landfill}
  cover: {site: quarry, resource: ash, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
""",
    "store_balance": SITES + SEASONS + POND.format(more="", price=5),
    "store_start": SITES + SEASONS + POND.format(more=", initial: 10 t", price=5),
    "share_given": LORRY
    + """\
disposal: {landfill: {gate_fee: 5 EUR/t}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: landfill, at_least: 50 %}
  bricks: {site: works, resource: ash, takes: 80 t/a}
""",
    "share_met": LORRY
    + """\
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a}
  bricks: {site: works, resource: ash, takes: 100 t/a, otherwise: {price: 5 EUR/t}, at_least: 40 %}
""",
    "flow_use": LORRY
    + """\
disposal: {landfill: {gate_fee: 5 EUR/t}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: landfill, minimum: 50 t/a}
  bricks: {site: works, resource: ash, takes: 30 t/a, otherwise: {price: 40 EUR/t}}
  tiles: {site: works, resource: ash, takes: 40 t/a}
""",
    "flow_minimum": LORRY
    + """\
flows:
  ash: {site: mill, resource: ash, gives: 20 t/a}
  dust: {site: quarry, resource: ash, gives: 20 t/a}
  bricks: {site: works, resource: ash, takes: 100 t/a, otherwise: {price: 15 EUR/t}, minimum: 30 t/a}
""",
    "facility_capacity": LORRY
    + """\
technologies:
  crushing:
    takes: {ash: 1 t/t}
    gives: {gravel: 1 t/t}
    sizes: {S: {capacity: 30 t/a, capex: 1000 EUR, lifetime: 10 a}, L: {capacity: 60 t/a, capex: 9000 EUR, lifetime: 10 a}}
"""
    + CRUSHER,
    "facility_running": LORRY
    + SEASONS
    + """\
technologies:
  crushing:
    takes: {ash: 1 t/t}
    gives: {gravel: 1 t/t}
    min_load: 50 %
    sizes: {S: {capacity: 40 t/a, capex: 1000 EUR, lifetime: 10 a}, L: {capacity: 60 t/a, capex: 1500 EUR, lifetime: 10 a}}
facilities: {crusher: {technology: crushing, site: mill}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a}
  road: {site: works, resource: gravel, takes: {winter: 10 t, summer: 30 t}, otherwise: {price: 50 EUR/t}}
""",
    "running_built": LORRY
    + """\
technologies:
  crushing:
    takes: {ash: 1 t/t}
    gives: {gravel: 1 t/t}
    min_load: 50 %
    sizes: {S: {capacity: 60 t/a, capex: 20000 EUR, lifetime: 10 a}}
"""
    + CRUSHER,
    "load_least": LORRY
    + """\
disposal: {dump: {gate_fee: 8 EUR/t}}
technologies: {crushing: {takes: {ash: 1 t/t}, gives: {gravel: {amount: 1 t/t, otherwise: dump}}, min_load: 50 %}}
facilities: {crusher: {technology: crushing, site: mill, existing: 60 t/a}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a}
  road: {site: works, resource: gravel, takes: 20 t/a, otherwise: {price: 50 EUR/t}}
""",
    "load_smallest": LORRY
    + """\
technologies:
  crushing:
    takes: {ash: 1 t/t}
    gives: {gravel: 1 t/t}
    min_load: 60 %
    sizes: {S: {capacity: 50 t/a, capex: 1000 EUR, lifetime: 10 a}, L: {capacity: 80 t/a, capex: 500 EUR, lifetime: 10 a}}
"""
    + CRUSHER,
    "hub_capacity": HUB.format(sizes=", sizes: {S: {capacity: 30 t/a, capex: 1000 EUR, lifetime: 10 a}}")
    + """\
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a}
  cover: {site: quarry, resource: ash, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
""",
    "hub_use": HUB.format(
        sizes=", sizes: {S: {capacity: 30 t/a, capex: 1000 EUR, lifetime: 10 a}, "
        "L: {capacity: 90 t/a, capex: 20000 EUR, lifetime: 10 a}}"
    )
    + """\
flows:
  ash: {site: mill, resource: ash, gives: 25 t/a}
  dust: {site: mill, resource: ash, gives: 20 t/a}
  cover: {site: quarry, resource: ash, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
""",
    "store_capacity": SITES
    + SEASONS
    + POND.format(more=", sizes: {S: {capacity: 50 t, capex: 1000 EUR, lifetime: 10 a}}", price=5),
    "store_use": SITES
    + SEASONS
    + POND.format(more=", charge: 60 t/a, sizes: {S: {capacity: 50 t, capex: 1000 EUR, lifetime: 10 a}}", price=10),
    "disposal_asset_capacity": SITES
    + CELL.format(cell="sizes: {S: {capacity: 60 t/a, capex: 1000 EUR, lifetime: 10 a}}", ash=100, dust=0),
    "disposal_asset_use": SITES
    + CELL.format(cell="sizes: {S: {capacity: 60 t/a, capex: 1000 EUR, lifetime: 10 a}}", ash=40, dust=50),
    "disposal_opened": SITES + CELL.format(cell="fixed: 1000 EUR/a", ash=30, dust=30),
    "disposal_load": """\
sites: {mill: {xy: [0, 0]}}
disposal: {burner: {gate_fee: 30 EUR/t}, tip: {gate_fee: 10 EUR/t, limits: {chloride: {max_load: 100}}}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a, quality: {chloride: 2}, otherwise: [burner, tip]}
""",
    "asset_reach": SITES
    + """\
transport:
  pipe:
    carries: [liquid]
    sizes:
      between: true
      S: {capacity: 20 t/a, capex: 1000 EUR, lifetime: 10 a}
      L: {capacity: 120 t/a, capex: 6000 EUR, lifetime: 10 a}
flows:
  rinse: {site: mill, resource: water, gives: 80 t/a}
  cooling: {site: works, resource: water, takes: 60 t/a, otherwise: {price: 20 EUR/t}}
""",
    "stretch_use": SITES
    + """\
transport:
  pipe:
    carries: [liquid]
    sizes:
      between: true
      S: {capacity: 20 t/a, capex: 1000 EUR, lifetime: 10 a}
      L: {capacity: 120 t/a, capex: 6000 EUR, lifetime: 10 a}
flows:
  rinse: {site: mill, resource: water, gives: 200 t/a}
  cooling: {site: works, resource: water, takes: 200 t/a, otherwise: {price: 20 EUR/t}}
""",
    "one_of": LORRY
    + """\
technologies:
  crushing: {takes: {ash: 1 t/t}, gives: {gravel: 1 t/t}, sizes: {S: {capacity: 20 t/a, capex: 1000 EUR, lifetime: 10 a}}}
facilities: {crusher: {technology: crushing, sites: [mill, works], one_of: plant}}
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a}
  road: {site: works, resource: gravel, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
""",
    "market_capacity": LORRY.replace("solid", "gravel")
    + """\
technologies: {crushing: {takes: {ash: 1 t/t, power: 0.5 MWh/t}, gives: {gravel: 1 t/t}}}
facilities: {crusher: {technology: crushing, sites: [mill, works]}}
flows:
  ash: {site: mill, resource: ash, gives: 30 t/a}
  dust: {site: works, resource: ash, gives: 15 t/a}
  road: {site: works, resource: gravel, takes: 40 t/a, otherwise: {price: 50 EUR/t}}
""",
    "standing_loss": SITES + HEAT_PIPE.format(price=50),
    "loss_covered": SITES + HEAT_PIPE.format(price=1),
}

PLANT_PARKS = {family: HEAD.format(family=family) + body for family, body in BODIES.items()}
PLANT_PARKS["market_capacity"] = PLANT_PARKS["market_capacity"].replace(
    "power: {unit: MWh, form: power}",
    "power: {unit: MWh, form: power, buy: {price: 40 EUR/MWh, capacity: 10 MWh/a}}",
)
