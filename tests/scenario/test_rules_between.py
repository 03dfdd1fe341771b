"""Rules between what gives and what takes, whatever it is: flows, ports of facilities, hubs, stores, markets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from plant_changes import check_fault, faults_of, scenario_of

if TYPE_CHECKING:
    from pathlib import Path

Change = tuple[str, str]

ASH = "ash: {site: mill, resource: ash, gives: 65 kt/a, otherwise: tip}"
LIMITED = (ASH, f"{ASH}\n  clay: {{site: kiln, takes: 9 kt/a, accepts: {{ash: {{}}}}, limits: {{cl: {{max: 2}}}}}}")
KNOWN = ", quality: {cl: 1}"
STATED = (ASH, ASH.replace("tip}", "tip, quality: {cl: 1}}"))
"""Let the flow state its value itself."""
HUB = "hub: {carries: [solid]}"
SILO = "silo: {site: mill, resource: ash}"
BRICK = "gives: {brick: 1}"


def without_a_value(*places: Change) -> tuple[Change, ...]:
    """Take the value of ash away, let a need limit it."""
    return ((KNOWN, ""), LIMITED, *places)


def test_a_value_of_the_resource_holds_everywhere(tmp_path: Path) -> None:
    """Proves: SEMANTICS 16, 17: with a value on the resource, flow, hub and store all have it, and nothing else is asked.

    Breaks if: a hub or a store must say again what the resource says.
    """
    scenario = scenario_of(tmp_path, LIMITED)
    assert scenario.givers["ash"].quality == {"cl": 1}
    assert scenario.resources["ash"].quality == {"cl": 1}


def test_mixtures_must_be_guaranteed(tmp_path: Path) -> None:
    """Proves: SEMANTICS 17: a hub and a store of ash that a limit behind them reaches must say what leaves them.

    The flow states its own value, so nothing else is unknown. All is said at once.

    Breaks if: what leaves a mixture is taken to be what entered it.
    """
    found = faults_of(
        tmp_path,
        *without_a_value((HUB, HUB.replace("{carries", "«{carries")), (SILO, SILO.replace("{site", "«{site"))),
        STATED,
    )
    assert [(fault.path, fault.problem) for _, fault in found] == [
        ("sites.kiln.hub", "'ash' leaves it with an unknown cl, and quality after mixing is bilinear"),
        ("storage.silo", "'ash' leaves it with an unknown cl, and quality after mixing is bilinear"),
    ]
    assert all(fault.remedy == "declare it (`quality: {cl: …}`) or connect directly" for _, fault in found)


@pytest.mark.parametrize(
    ("limit", "is_asked"),
    [
        ("limits: {cl: {max: 2}}", True),
        ("limits: {cl: {min: 0.5}}", True),
        ("accepts: {ash: {limits: {cl: {max: 2}}}}", True),
        ("accepts: {ash: {at_most: 50 %}}", False),
    ],
)
def test_only_what_a_limit_reaches_is_guaranteed(tmp_path: Path, limit: str, is_asked: bool) -> None:
    """Proves: without a limit on the property nothing need be declared; `max`, `min` and limits of one resource all ask for it.

    Breaks if: every property of every resource in a hub must be declared.
    """
    need = f"{ASH[:-1]}, quality: {{cl: 1}}}}\n  clay: {{site: kiln, takes: 9 kt/a, {limit}"
    need += "}" if limit.startswith("accepts") else ", accepts: {ash: {}}}"
    changes: tuple[Change, ...] = ((KNOWN, ""), (SILO, SILO.replace("{site", "{quality: {cl: 1}, site")), (ASH, need))
    if is_asked:
        problem = "'ash' leaves it with an unknown cl, and quality after mixing is bilinear"
        hub = (HUB, HUB.replace("{carries", "«{carries"))
        check_fault(tmp_path, (*changes, hub), "sites.kiln.hub", problem, "connect directly")
    else:
        scenario_of(tmp_path, *changes)


def test_disposal_limits_reach_mixtures_too(tmp_path: Path) -> None:
    """Proves: SEMANTICS 17: a limit of a disposal route, be it on the year's load, asks for the guarantee as any limit does.

    Breaks if: only limits of needs are looked at.
    """
    check_fault(
        tmp_path,
        (
            (KNOWN, ""),
            ("otherwise: tip", "otherwise: tip, quality: {cl: 1}"),
            ("landfill: true", "landfill: true, limits: {cl: {max_load: 9000}}"),
            (HUB, "hub: {carries: [solid], quality: {cl: 1}}"),
            (SILO, SILO.replace("{site", "«{site")),
        ),
        "storage.silo",
        "'ash' leaves it with an unknown cl, and quality after mixing is bilinear",
        "declare it",
    )


def test_what_enters_a_guarantee_is_known(tmp_path: Path) -> None:
    """Proves: SEMANTICS 17: each giver of ash must know its own value where a limit, and so a guarantee, is to be held.

    Flow and output alike; of a port the file is told where the technology speaks of it.

    Breaks if: what is unknown enters the mixture.
    """
    found = faults_of(
        tmp_path,
        *without_a_value(
            (HUB, "hub: {carries: [solid], quality: {cl: 1}}"),
            (SILO, SILO.replace("{site", "{quality: {cl: 1}, site")),
            (BRICK, "gives: {brick: 1, ash: «««0.1}"),
            ("takes: {ash: 1.2, power: 0.3}", "takes: {power: 0.3}"),
        ),
        (ASH, ASH.replace("{site", "«««{site")),
    )
    assert [(fault.path, fault.problem, fault.remedy) for _, fault in found] == [
        (path, f"{whose} cl is unknown, and '{asked_by}' {asks} it", "add `quality: {cl: …}`")
        for path, whose in (("flows.ash", "its"), ("technologies.baking.gives.ash", "the ash's"))
        for asked_by, asks in (("clay", "limits"), ("hub.kiln.ash", "guarantees"), ("silo", "guarantees"))
    ]


def test_an_outputs_own_value_counts(tmp_path: Path) -> None:
    """Proves: SEMANTICS 17: an output has the value its technology states, whatever enters.

    Breaks if: it is asked for on the resource too.
    """
    scenario_of(
        tmp_path,
        *without_a_value(
            (BRICK, "gives: {brick: 1, ash: {amount: 0.1, quality: {cl: 1.5}}}"),
            ("takes: {ash: 1.2, power: 0.3}", "takes: {power: 0.3}"),
            (HUB, "hub: {carries: [solid], quality: {cl: 1}}"),
            (SILO, SILO.replace("{site", "{quality: {cl: 1}, site")),
        ),
        STATED,
    )


def test_what_is_bought_is_known_where_it_is_limited(tmp_path: Path) -> None:
    """Proves: SEMANTICS 16, 17: ash from a market has the value of the resource: an input that limits it and a store ask for it.

    Breaks if: only what flows give is looked at.
    """
    found = faults_of(
        tmp_path,
        (KNOWN, ""),
        ("ash: 1.2,", "ash: {amount: 1.2, limits: {cl: {max: 2}}},"),
        (HUB, "hub: {carries: [solid], quality: {cl: 1}}"),
        (SILO, SILO.replace("{site", "{quality: {cl: 1}, site")),
        ("otherwise: tip", "quality: {cl: 1}, otherwise: tip"),
        ("{unit: t, form: solid, properties", "««{buy: {price: 3}, unit: t, form: solid, properties"),
    )
    assert [(fault.path, fault.problem) for _, fault in found] == [
        ("resources.ash", "it can be bought for 'oven.ash', which limits its cl, and that is unknown"),
        ("resources.ash", "it can be bought for 'silo', which guarantees its cl, and that is unknown"),
    ]


@pytest.mark.parametrize(
    ("changes", "path", "problem"),
    [
        (((KNOWN, ", quality: {cl: «high}"), LIMITED), "resources.ash.quality.cl", "'high' is no value in percent"),
        (((KNOWN, ", quality: {«cll: 1}"), LIMITED), "resources.ash.quality.cll", "unknown property 'cll'"),
        (((KNOWN, ", quality: «1"), LIMITED), "resources.ash.quality", "expected a mapping, found 1"),
        (
            ((KNOWN, ""), LIMITED, (HUB, "hub: {carries: [solid], quality: {cl: «high}}")),
            "sites.kiln.hub.quality.cl",
            "'high' is no value in percent",
        ),
    ],
)
def test_what_is_said_wrongly_is_not_asked_for_again(
    tmp_path: Path, changes: tuple[Change, ...], path: str, problem: str
) -> None:
    """Proves: a value that cannot be read is one fault, however many limits and guarantees need it.

    Breaks if: every limit asks for what is there, but misspelt.
    """
    if "hub" in path:
        known = (SILO, SILO.replace("{site", "{quality: {cl: 1}, site"))
        changes = (
            *changes,
            known,
            STATED,
        )
    check_fault(tmp_path, changes, path, problem, "")


def test_what_is_bought_otherwise_is_known(tmp_path: Path) -> None:
    """Proves: SEMANTICS 16: an input's own purchase is part of the blend it limits. Breaks if: it is taken for 0."""
    check_fault(
        tmp_path,
        (("ash: 1.2,", "ash: {amount: 1.2, limits: {cl: «{max: 2}}, otherwise: {price: 9}},"),),
        "technologies.baking.takes.ash.limits.cl",
        "the virgin material's cl is unknown",
        "add `otherwise.quality.cl`",
    )


def test_one_limit_weighs_one_unit(tmp_path: Path) -> None:
    """Proves: SEMANTICS 16: kg and t do not meet in one blend, nor values in percent and ppm.

    Breaks if: amounts in different units are added up.
    """
    found = faults_of(
        tmp_path,
        ("  steam:", "  slag: {unit: kg, form: solid, properties: {cl: ppm}, quality: {cl: 3}}\n  steam:"),
        (
            ASH,
            f"{ASH}\n  clay:\n    {{site: kiln, takes: 9 kt/a, accepts: {{ash: {{}}, slag: {{}}}},\n"
            "     limits: {cl: ««{max: 2}}}",
        ),
    )
    assert [(fault.path, fault.problem) for _, fault in found] == [
        ("flows.clay.limits.cl", "'cl' is counted in percent and ppm"),
        ("flows.clay.limits.cl", "weighs kg and t together"),
    ]


@pytest.mark.parametrize("losses", ["1 %/km", "0.15 kg/(m h)"])
def test_losses_of_what_a_facility_disposes_of(tmp_path: Path, losses: str) -> None:
    """Proves: SEMANTICS 8: brick that an oven must dispose of at a price may not be lost on the way, nor by a way that stands.

    Breaks if: a pipe loses what would have to be paid for, only because no flow gives it.
    """
    way = f"belt: {{carries: [brick], losses: «{losses}, sizes: {{S: {{capacity: 9 t/h}}}}}}\n  lorry:"
    check_fault(
        tmp_path,
        ((BRICK, "gives: {brick: {amount: 1, otherwise: tip}}"), ("  lorry:", f"  {way}")),
        "transport.belt.losses",
        "would lose 'brick', which must be disposed of ('tip')",
        "drop `losses`",
    )


def test_losses_of_what_costs_nothing_to_dispose_of(tmp_path: Path) -> None:
    """Proves: SEMANTICS 8: what a facility may let go free of charge may also be lost. Breaks if: every loss is refused."""
    way = "belt: {carries: [brick], losses: 1 %/km}\n  lorry:"
    scenario_of(tmp_path, (BRICK, "gives: {brick: {amount: 1, otherwise: drain}}"), ("  lorry:", f"  {way}"))


@pytest.mark.parametrize(
    ("changes", "site", "what"),
    [
        ((("kiln: {xy: [3, 4], ", "kiln: «{"),), "kiln", "from 'ash' to port 'oven.ash'"),
        (
            (("mill: {xy: [0, 0]}", "mill: {xy: [0, 0]}\n  far: «{hub: {carries: [ash]}}"),),
            "far",
            "from 'ash' to hub 'hub.far.ash'",
        ),
        (
            (
                ("mill: {xy: [0, 0]}", "mill: {xy: [0, 0]}\n  far: «{}"),
                (SILO, f"{SILO}\n  heap: {{site: far, resource: ash}}"),
            ),
            "far",
            "from 'ash' to store 'heap'",
        ),
        (
            (
                ("mill: {xy: [0, 0]}", "mill: {xy: [0, 0]}\n  far: «{}"),
                ("otherwise: tip}", "otherwise: tip}\n  pave: {site: far, resource: brick, takes: 9 kt/a}"),
                ("kiln: {xy: [3, 4], hub: {carries: [solid]}}", "kiln: {xy: [3, 4]}"),
            ),
            "far",
            "from 'oven.brick' to flow 'pave'",
        ),
    ],
)
def test_every_kind_of_end_needs_a_distance(tmp_path: Path, changes: tuple[Change, ...], site: str, what: str) -> None:
    """Proves: SEMANTICS 1: ports, hubs and stores are ends as flows are: what may go there has a distance.

    Breaks if: a site without coordinates is only missed by flows.
    """
    problem = f"has no coordinates, so 'lorry' knows no distance {what}"
    check_fault(tmp_path, changes, f"sites.{site}", problem, "add `at` or `xy`")


@pytest.mark.parametrize(
    ("changes", "path", "problem"),
    [
        (
            ((SILO, f"{SILO}\n  store: {{site: mill, resource: ash}}"), (ASH, f"«store: {ASH[5:]}")),
            "flows.store",
            "store",
        ),
        (((ASH, f"«oven.ash: {ASH[5:]}"),), 'flows."oven.ash"', "port"),
        (((SILO, f"«oven.brick: {SILO[6:]}"),), 'storage."oven.brick"', "port"),
    ],
)
def test_nodes_have_names_of_their_own(tmp_path: Path, changes: tuple[Change, ...], path: str, problem: str) -> None:
    """Proves: a flow, a store and a facility's port never share a name, for results tell them apart by it.

    Breaks if: two rows of a table cannot be told apart.
    """
    kind, name = ("flow" if path.startswith("flows") else "store"), path.split(".", 1)[1].strip('"')
    check_fault(tmp_path, changes, path, f"a {kind} and a {problem} are both named '{name}'", "rename one of them")


@pytest.mark.parametrize("name", ["hub.kiln.ash", "disposal.tip"])
def test_names_that_results_use(tmp_path: Path, name: str) -> None:
    """Proves: a flow cannot be named like a hub's part or a disposal route. Breaks if: results mean two things by one name."""
    changes = ((ASH, f"«{name}: {ASH[5:]}"),)
    check_fault(tmp_path, changes, f'flows."{name}"', f"'{name}' means something else in results", "rename it")
