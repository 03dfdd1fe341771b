"""Planted conflicts: each named in the scenario's words, its shortage worked out by hand, any one rule removed resolves it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from park_checks import check_results, is_infeasible, load

from isopt.solution.options import Options

if TYPE_CHECKING:
    from oracle_reading import Plain

BASE = """
isopt: 1
name: planted
resources: {ash: {unit: t, properties: {chloride: ppm}, quality: {chloride: 10}}, heat: {unit: MWh}}
sites: {mill: {xy: [0, 0]}, farm: {xy: [4, 0]}, port: {xy: [20, 0]}}
economics: {lifetime: 10 a}
"""


@dataclass(frozen=True)
class Planted:
    """A scenario without a plan: the rules that clash, and how much of which flow is missing in a year."""

    name: str
    text: str
    rules: tuple[str, ...]
    missing: tuple[tuple[str, float, str], ...]

    @property
    def plain(self) -> Plain:
        """The scenario as plain data."""
        return yaml.safe_load(BASE) | yaml.safe_load(self.text)


PLANTED = (
    Planted(
        "reach",  # the farm is 4 · 1.5 = 6 km away, the lorry goes 5: all 100 t are missing
        """
        flows:
          ash: {site: mill, resource: ash, gives: 200 t/a}
          need: {site: farm, resource: ash, takes: 100 t/a, required: true, otherwise: {price: 50 EUR/t, quality: {chloride: 0}}}
        transport: {lorry: {carries: [ash], detour: 1.5, reach: 5 km, cost: 1 EUR/t}}
        """,
        ("transport.lorry.reach", "flows.need.required"),
        (("need", 100, "t/a"),),
    ),
    Planted(
        "too little given",  # 60 t replace 30 t of 100
        """
        flows:
          ash: {site: mill, resource: ash, gives: 60 t/a}
          need: {site: farm, takes: 100 t/a, accepts: {ash: {replaces: 0.5}}, required: true}
        transport: {lorry: {carries: [ash], reach: 9 km}}
        """,
        ("flows.need.required",),
        (("need", 70, "t/a"),),
    ),
    Planted(
        "disposal capacity",  # 100 t arise, the tip takes 70, the need 20: 10 t are left
        """
        disposal: {tip: {gate_fee: 10 EUR/t, capacity: 70 t/a}}
        flows:
          ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}
          need: {site: farm, resource: ash, takes: 20 t/a}
        transport: {lorry: {carries: [ash]}}
        """,
        ("disposal.tip.capacity", "flows.ash.otherwise"),
        (("ash", 10, "t/a"),),
    ),
    Planted(
        "limits against virgin",  # 40 t at 10 ppm carry 40/3 t at 50 ppm to 20 ppm: 100 − 160/3 = 140/3 t are missing
        """
        flows:
          ash: {site: mill, resource: ash, gives: 40 t/a}
          need:
            site: farm
            resource: ash
            takes: 100 t/a
            otherwise: {price: 50 EUR/t, quality: {chloride: 50}}
            limits: {chloride: {max: 20}}
        transport: {lorry: {carries: [ash]}}
        """,
        ("flows.need.limits.chloride", "flows.need.takes"),
        (("need", 140 / 3, "t/a"),),
    ),
    Planted(
        "minimum above what exists",  # 30 t must go, no pair may move less than 50
        """
        flows:
          ash: {site: mill, resource: ash, gives: 30 t/a, required: true}
          need: {site: farm, resource: ash, takes: 100 t/a}
        transport: {lorry: {carries: [ash], minimum: 50 t/a}}
        """,
        ("transport.lorry.minimum", "flows.ash.required"),
        (("ash", 30, "t/a"),),
    ),
    Planted(
        "minimum above each of two needs",  # 60 t must go; needs of 40 and 45 take less than 50 each
        """
        flows:
          ash: {site: mill, resource: ash, gives: 60 t/a, required: true}
          one: {site: farm, resource: ash, takes: 40 t/a}
          other: {site: port, resource: ash, takes: 45 t/a}
        transport: {lorry: {carries: [ash], minimum: 50 t/a}}
        """,
        ("transport.lorry.minimum", "flows.ash.required"),
        (("ash", 60, "t/a"),),
    ),
    Planted(
        "closed link",
        """
        flows:
          ash: {site: mill, resource: ash, gives: 200 t/a}
          need: {site: farm, resource: ash, takes: 100 t/a, required: true}
        transport: {lorry: {carries: [ash]}}
        links: {road: {from: mill, to: farm, transport: lorry, closed: true}}
        """,
        ("links.road.closed", "flows.need.required"),
        (("need", 100, "t/a"),),
    ),
    Planted(
        "links only",  # 80 t of the 120 needed are on the spot
        """
        flows:
          ash: {site: mill, resource: ash, gives: 200 t/a}
          here: {site: farm, resource: ash, gives: 80 t/a}
          need: {site: farm, resource: ash, takes: 120 t/a, required: true}
        transport: {conveyor: {carries: [ash], links_only: true}}
        """,
        ("transport.conveyor.links_only", "flows.need.required"),
        (("need", 40, "t/a"),),
    ),
    Planted(
        "at most",  # 30 % of 100 t from ash, 20 t from slag at 1:1
        """
        resources: {ash: {unit: t}, slag: {unit: t}}
        flows:
          ash: {site: mill, resource: ash, gives: 200 t/a}
          slag: {site: mill, resource: slag, gives: 20 t/a}
          need: {site: farm, takes: 100 t/a, accepts: {ash: {at_most: 30 %}, slag: }, required: true}
        transport: {lorry: {carries: [ash, slag]}}
        """,
        ("flows.need.accepts.ash.at_most", "flows.need.required"),
        (("need", 50, "t/a"),),
    ),
    Planted(
        "mode capacity",  # 60 t/a of 100
        """
        flows:
          ash: {site: mill, resource: ash, gives: 200 t/a}
          need: {site: farm, resource: ash, takes: 100 t/a, required: true}
        transport: {lorry: {carries: [ash], capacity: 60 t/a}}
        """,
        ("transport.lorry.capacity", "flows.need.required"),
        (("need", 40, "t/a"),),
    ),
    Planted(
        "mode capacity over a link that says the distance alone",
        """
        flows:
          ash: {site: mill, resource: ash, gives: 200 t/a}
          need: {site: farm, resource: ash, takes: 100 t/a, required: true}
        transport: {lorry: {carries: [ash], capacity: 60 t/a}}
        links: {road: {from: mill, to: farm, transport: lorry, distance: 7 km}}
        """,
        ("transport.lorry.capacity", "flows.need.required"),
        (("need", 40, "t/a"),),
    ),
    Planted(
        "link capacity",  # 25 t/a of 100
        """
        flows:
          ash: {site: mill, resource: ash, gives: 200 t/a}
          need: {site: farm, resource: ash, takes: 100 t/a, required: true}
        transport: {lorry: {carries: [ash]}}
        links: {road: {from: mill, to: farm, transport: lorry, capacity: 25 t/a}}
        """,
        ("links.road.capacity", "flows.need.required"),
        (("need", 75, "t/a"),),
    ),
    Planted(
        "size capacity",  # 50 MWh enter, 4 % are lost over 4 km, 48 of 80 arrive
        """
        flows:
          waste_heat: {site: mill, resource: heat, gives: 200 MWh/a}
          need: {site: farm, resource: heat, takes: 80 MWh/a, required: true}
        transport:
          pipe:
            carries: [heat]
            losses: 1 %/km
            sizes: {S: {capacity: 20 MWh/a, capex: 1 kEUR}, L: {capacity: 50 MWh/a, capex: 2 kEUR}}
        """,
        ("transport.pipe.sizes", "flows.need.required"),
        (("need", 32, "MWh/a"),),
    ),
    Planted(
        "size of a link",  # of 80 MWh 30 arrive, for the link has a size of its own
        """
        flows:
          waste_heat: {site: mill, resource: heat, gives: 200 MWh/a}
          need: {site: farm, resource: heat, takes: 80 MWh/a, required: true}
        transport: {pipe: {carries: [heat], sizes: {L: {capacity: 500 MWh/a, capex: 2 kEUR}}}}
        links: {duct: {from: mill, to: farm, transport: pipe, sizes: {S: {capacity: 30 MWh/a}}}}
        """,
        ("links.duct.sizes", "flows.need.required"),
        (("need", 50, "MWh/a"),),
    ),
    Planted(
        "required giver",  # 100 t must find takers, the need takes 60
        """
        disposal: {tip: {}}
        flows:
          ash: {site: mill, resource: ash, gives: 100 t/a, required: true, otherwise: tip}
          need: {site: farm, resource: ash, takes: 60 t/a}
        transport: {lorry: {carries: [ash]}}
        """,
        ("flows.ash.required",),
        (("ash", 40, "t/a"),),
    ),
    Planted(
        "one period",  # 80 of 100 t are needed in winter, when 50 arise
        """
        calendar: {periods: {winter: 50 %, summer: 50 %}}
        flows:
          ash: {site: mill, resource: ash, gives: 100 t/a}
          need: {site: farm, resource: ash, takes: 100 t/a, profile: {winter: 80 %, summer: 20 %}, required: true}
        transport: {lorry: {carries: [ash]}}
        """,
        ("flows.need.required",),
        (("need", 30, "t/a"),),
    ),
    Planted(
        "disposal out of reach",
        """
        disposal: {tip: {site: port, gate_fee: 10 EUR/t}}
        flows:
          ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip}
        transport: {lorry: {carries: [ash], reach: 10 km}}
        """,
        ("transport.lorry.reach", "flows.ash.otherwise"),
        (("ash", 100, "t/a"),),
    ),
    Planted(
        "limits of one resource",  # ash at 10 ppm where 5 are allowed
        """
        flows:
          ash: {site: mill, resource: ash, gives: 100 t/a}
          need: {site: farm, takes: 50 t/a, accepts: {ash: {limits: {chloride: {max: 5}}}}, required: true}
        transport: {lorry: {carries: [ash]}}
        """,
        ("flows.need.accepts.ash.limits.chloride", "flows.need.required"),
        (("need", 50, "t/a"),),
    ),
    Planted(
        "nothing given at all",
        """
        flows:
          need: {site: farm, resource: ash, takes: 100 t/a, required: true}
        """,
        ("flows.need.required",),
        (("need", 100, "t/a"),),
    ),
    Planted(
        "required need that no disposal meets",  # both rules of one flow, and a required giver at once: 100 t, 60 t
        """
        disposal: {tip: {}}
        flows:
          ash: {site: mill, resource: ash, gives: 100 t/a, otherwise: tip, required: true}
          need: {site: farm, resource: ash, takes: 160 t/a, required: true}
        transport: {lorry: {carries: [ash]}}
        """,
        ("flows.need.required",),
        (("need", 60, "t/a"),),
    ),
)

SINGLE = [(planted, rule) for planted in PLANTED for rule in planted.rules]


def without(plain: Plain, path: str) -> Plain:
    """Take a rule out of a scenario as a user would: delete the field; a need is made none."""
    changed = deepcopy(plain)
    *way, last = path.split(".")
    entry: Any = changed
    for key in way:
        entry = entry[key]
    if last == "takes":
        entry[last] = "0 t/a"
    else:
        del entry[last]
    return changed


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_conflict_is_named_with_what_is_missing(planted: Planted) -> None:
    """Proves: no plan, the rules that clash by their paths, and the amount worked out by hand.

    Breaks if: a rule is left out of the search, one is named that does not matter, or the shortage is not the least.
    """
    results = load(planted.plain).solve()
    check_results(results, Options())
    assert is_infeasible(results)
    assert results.conflict is not None
    assert {rule.path for rule in results.conflict.rules} == set(planted.rules)
    found = [(item.flow, item.amount_u, f"{item.unit}/a") for item in results.conflict.missing]
    assert [(flow, unit) for flow, _, unit in found] == [(flow, unit) for flow, _, unit in planted.missing]
    assert [amount for _, amount, _ in found] == pytest.approx([amount for _, amount, _ in planted.missing], rel=1e-6)
    stated = results.summary["conflict"]
    assert [rule["path"] for rule in stated["rules"]] == [rule.path for rule in results.conflict.rules]
    assert all(rule["place"] and rule["words"] for rule in stated["rules"])


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_removing_any_named_rule_makes_the_scenario_feasible(planted: Planted) -> None:
    """Proves: what isopt itself names, deleted from the file one at a time, leaves a scenario with a plan.

    Breaks if: the conflict is reducible, or a path is not where the rule is said.
    """
    results = load(planted.plain).solve()
    assert results.conflict is not None
    assert results.conflict.rules
    for rule in results.conflict.rules:
        assert not is_infeasible(load(without(planted.plain, rule.path)).solve()), rule.path


@pytest.mark.parametrize(("planted", "path"), SINGLE, ids=[f"{p.name}-{rule}" for p, rule in SINGLE])
def test_planted_conflict_is_what_it_says(planted: Planted, path: str) -> None:
    """Proves: the conflicts planted here are irreducible themselves: without any one rule there is a plan."""
    results = load(without(planted.plain, path)).solve()
    check_results(results, Options())
    assert not is_infeasible(results)
