"""Planted conflicts of what stands at sites, of markets and shares: named, counted by hand, resolved by dropping any one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

import isopt
from isopt.solution.diagnosis import find_conflict, is_feasible
from isopt.solution.process import Worker
from isopt.solution.relaxations import droppable_rules

HEAD = """
isopt: 1
name: planted
resources:
  ash: {unit: t, form: solid, properties: {chloride: "%"}, quality: {chloride: 2}}
  gravel: {unit: t, form: solid}
  stone: {unit: t, form: solid}
  water: {unit: t, form: liquid}
  power: {unit: MWh, buy: {capacity: 10 MWh/a}}
  heat: {unit: MWh, form: heat}
sites: {mill: {xy: [0, 0]}, works: {xy: [10, 0], hub: {carries: [stone], existing: 20 t/a}}}
economics: {lifetime: 10 a}
"""

ROAD = """
flows:
  ash: {site: mill, resource: ash, gives: 100 t/a}
  road: {site: mill, resource: gravel, takes: 40 t/a, required: true}
"""
CRUSHER = "facilities: {crusher: {technology: crushing, site: mill}}\nROAD"

PLANTED = {
    "half of it is promised, 30 t are taken": (
        """
        disposal: {tip: {}}
        flows:
          ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip, at_least: 50 %}
          bricks: {site: mill, resource: ash, takes: 30 t/a}
        """,
        {"flows.ash.at_least"},
        ["20 t/a of 'ash' at 'mill' finds no taker"],
    ),
    "half of it is wanted, 30 t are there": (
        """
        flows:
          ash: {site: mill, resource: ash, gives: 30 t/a}
          bricks: {site: mill, resource: ash, takes: 100 t/a, otherwise: {price: 1 EUR/t}, at_least: 50 %}
        """,
        {"flows.bricks.at_least"},
        ["20 t/a of 'bricks' at 'mill' cannot be met"],
    ),
    "30 t must go, no less than 50 may": (
        """
        flows:
          ash: {site: mill, resource: ash, gives: 30 t/a, required: true, minimum: 50 t/a}
          bricks: {site: mill, resource: ash, takes: 100 t/a}
        """,
        {"flows.ash.minimum", "flows.ash.required"},
        ["30 t/a of 'ash' at 'mill' cannot go anywhere"],
    ),
    "a fifth of what is crushed has no taker": (
        "technologies: {crushing: {takes: {ash: 1 t/t}, gives: {gravel: 0.8 t/t, stone: 0.2 t/t}}}\nCRUSHER\n",
        {"technologies.crushing.gives.stone", "flows.road.required"},
        ["10 t/a of 'crusher.stone' at 'mill' cannot go anywhere"],
    ),
    "40 t are needed, 30 are what stands": (
        """
        technologies: {crushing: {takes: {ash: 1 t/t}, gives: {gravel: 1 t/t}}}
        facilities: {crusher: {technology: crushing, site: mill, existing: 30 t/a}}
        ROAD
        """,
        {"facilities.crusher.existing", "flows.road.required"},
        ["10 t/a of 'road' at 'mill' cannot be met"],
    ),
    "power for 20 t": (
        "technologies: {crushing: {takes: {ash: 1 t/t, power: 0.5 MWh/t}, gives: {gravel: 1 t/t}}}\nCRUSHER\n",
        {"resources.power.buy.capacity", "flows.road.required"},
        ["20 t/a of 'road' at 'mill' cannot be met"],
    ),
    "at least 60 t or nothing": (
        """
        technologies: {crushing: {takes: {ash: 1 t/t}, gives: {gravel: 1 t/t}, min_load: 60 %}}
        facilities: {crusher: {technology: crushing, site: mill, existing: 100 t/a}}
        ROAD
        """,
        {
            "technologies.crushing.min_load",
            "technologies.crushing.gives.gravel",
            "facilities.crusher.existing",
            "flows.road.required",
        },
        ["20 t/a of 'crusher.gravel' at 'mill' cannot go anywhere"],
    ),
    "half is to be of stone, which nobody has": (
        """
        technologies:
          crushing:
            recipes:
              fresh: {takes: {stone: 1 t/t}, gives: {gravel: 1 t/t}}
              old: {takes: {ash: 1 t/t}, gives: {gravel: 1 t/t}}
            shares: {fresh: {min: 50 %}}
        CRUSHER
        """,
        {"technologies.crushing.shares.fresh", "flows.road.required"},
        ["40 t/a of 'road' at 'mill' cannot be met"],
    ),
    "too much chloride to crush": (
        """
        technologies: {crushing: {takes: {ash: {amount: 1 t/t, limits: {chloride: {max: 1}}}}, gives: {gravel: 1 t/t}}}
        CRUSHER
        """,
        {"technologies.crushing.takes.ash.limits.chloride", "flows.road.required"},
        ["40 t/a of 'road' at 'mill' cannot be met"],
    ),
    "one of two crushers of 15 and 30 t": (
        """
        technologies: {crushing: {takes: {ash: 1 t/t}, gives: {gravel: 1 t/t}, sizes: {S: {capacity: 20 t/a, capex: 1 EUR}}}}
        facilities:
          one: {technology: crushing, site: mill, one_of: crusher, sizes: {S: {capacity: 15 t/a, capex: 1 EUR}}}
          two: {technology: crushing, site: mill, one_of: crusher, sizes: {S: {capacity: 30 t/a, capex: 1 EUR}}}
        ROAD
        """,
        {
            "facilities.one.sizes",
            "facilities.one.one_of",
            "facilities.two.sizes",
            "facilities.two.one_of",
            "flows.road.required",
        },
        ["10 t/a of 'road' at 'mill' cannot be met"],
    ),
    "a hub for 20 t": (
        """
        transport: {lorry: {carries: [solid], reach: 10 km}}
        sites: {mill: {xy: [0, 0]}, works: {xy: [10, 0], hub: {carries: [stone], existing: 20 t/a}}, port: {xy: [20, 0]}}
        flows:
          rubble: {site: mill, resource: stone, gives: 50 t/a}
          pier: {site: port, resource: stone, takes: 30 t/a, required: true}
        """,
        {"transport.lorry.reach", "sites.works.hub.existing", "flows.pier.required"},
        ["10 t/a of 'pier' at 'port' cannot be met"],
    ),
    "rain comes in summer, faster than the pond fills": (
        """
        calendar: {periods: {winter: 4380 h, summer: 4380 h}}
        storage: {pond: {site: mill, resource: water, charge: 60 t/a}}
        flows:
          rain: {site: mill, resource: water, gives: {winter: 0 t, summer: 100 t}}
          cooling: {site: mill, resource: water, takes: {winter: 50 t, summer: 0 t}, required: true}
        """,
        {"storage.pond.charge", "flows.cooling.required"},
        ["20 t/a of 'cooling' at 'mill' cannot be met"],
    ),
    "the pond starts full and nothing fills it": (
        "storage: {pond: {site: mill, resource: water, loss: 1 %, initial: 10 t}}\n",
        {"storage.pond.initial"},
        [],
    ),
    "room for 60 t": (
        """
        disposal: {tip: {total: 60 t}}
        flows: {ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}
        """,
        {"disposal.tip.total", "flows.ash.otherwise"},
        ["40 t/a of 'ash' at 'mill' cannot go anywhere"],
    ),
    "too much chloride for the tip": (
        """
        disposal: {tip: {limits: {chloride: {max: 1}}}}
        flows: {ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}
        """,
        {"disposal.tip.limits.chloride", "flows.ash.otherwise"},
        ["100 t/a of 'ash' at 'mill' cannot go anywhere"],
    ),
    "too much chloride a year": (
        """
        disposal: {tip: {limits: {chloride: {max_load: 150}}}}
        flows: {ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}
        """,
        {"disposal.tip.limits.chloride.max_load", "flows.ash.otherwise"},
        ["25 t/a of 'ash' at 'mill' cannot go anywhere"],
    ),
    "a tip of 60 t a year": (
        """
        disposal: {tip: {existing: 60 t/a}}
        flows: {ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}}
        """,
        {"disposal.tip.existing", "flows.ash.otherwise"},
        ["40 t/a of 'ash' at 'mill' cannot go anywhere"],
    ),
    "a pipe loses what nobody gives": (
        """
        transport: {pipe: {carries: [heat], links_only: true, losses: 1 W/m, sizes: {S: {capacity: 1 MW, capex: 1 EUR}}}}
        links: {main: {from: mill, to: works, transport: pipe, existing: S}}
        flows:
          cooling: {site: mill, resource: heat, gives: 50 MWh/a}
          drying: {site: works, resource: heat, takes: 20 MWh/a}
        """,
        {"links.main.existing", "transport.pipe.losses"},
        [],
    ),
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


@pytest.mark.parametrize("name", PLANTED)
def test_planted_conflict(name: str, worker: Worker, tmp_path: Path) -> None:
    """Proves: the rules that clash are named, what is missing is what it is by hand, and none of them can be spared.

    Breaks if: a rule has no name, is dropped in part, or something else is said to be missing.
    """
    text, paths, missing = PLANTED[name]
    path = tmp_path / "park.yaml"
    body = dedent(text).replace("CRUSHER", CRUSHER).replace("ROAD", ROAD)
    head = "".join(
        line for line in HEAD.splitlines(keepends=True) if not (line.startswith("sites") and "\nsites" in body)
    )
    path.write_text(head + body)
    scenario = isopt.load(path).scenario
    conflict = find_conflict(worker, scenario)
    assert conflict is not None
    assert {rule.path for rule in conflict.rules} == paths
    assert [str(shortage) for shortage in conflict.missing] == missing
    assert all(rule.words and rule.place.startswith(str(path)) for rule in conflict.rules)
    assert not is_feasible(worker, scenario)
    for rule in droppable_rules(scenario):
        if rule.path in paths:
            assert is_feasible(worker, rule.drop(scenario)), rule.path
