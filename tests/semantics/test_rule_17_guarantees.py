"""SEMANTICS 17 and 18, as far as reading goes: mixtures are guaranteed, unknown values are faults, heat has one level."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import faults_of, write_scenario

import isopt

MIXED = """\
resources:
  ash: {{unit: t, form: solid, properties: {{cl: percent}}{resource}}}
  brick: {{unit: t, form: solid}}
sites: {{mill: {{xy: [0, 0]{hub}}}, kiln: {{xy: [3, 4]}}}}
disposal: {{tip: {{{route}}}}}
flows:
  out: {{site: mill, resource: ash, gives: 100 t/a{giver}}}
  in: {{site: kiln, takes: 100 t/a, accepts: {{ash: {{}}}}{limit}}}
transport: {{lorry: {{carries: [solid]}}}}
storage: {{{store}}}
technologies: {{crusher: {{takes: {{brick: 1}}, gives: {{ash: {output}}}}}}}
facilities: {{mill_crusher: {{technology: crusher, site: mill}}}}
"""

BILINEAR = "'ash' leaves it with an unknown cl, and quality after mixing is bilinear; "
REMEDY = "declare it (`quality: {cl: …}`) or connect directly"


def mixed(
    resource: str = "",
    hub: str = "",
    route: str = "",
    giver: str = ", quality: {cl: 2}",
    limit: str = ", limits: {cl: {max: 3}}",
    store: str = "",
    output: str = "{amount: 1, quality: {cl: 2}}",
) -> str:
    return MIXED.format(resource=resource, hub=hub, route=route, giver=giver, limit=limit, store=store, output=output)


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ({"hub": ", hub: {carries: [ash]}"}, "sites.mill.hub"),
        ({"store": "silo: {site: mill, resource: ash}"}, "storage.silo"),
    ],
)
def test_what_leaves_a_mixture_is_declared(tmp_path: Path, where: dict[str, str], path: str) -> None:
    """Proves: SEMANTICS 17: a hub or store with nothing declared is refused where a limit can be reached, with the remedy.

    Declared on it, or on the resource, or without any limit, it is not.

    Breaks if: a mixture is given the value of whatever enters.
    """
    assert f"{path}: {BILINEAR}{REMEDY}" in faults_of(tmp_path, mixed(**where))
    declared = {key: value.replace("ash", "ash, quality: {cl: 2.5}", 1) for key, value in where.items()}
    declared = {
        key: value.replace("[ash, quality: {cl: 2.5}]", "[ash], quality: {cl: 2.5}") for key, value in declared.items()
    }
    for text in (mixed(**declared), mixed(**where, resource=", quality: {cl: 2.5}"), mixed(**where, limit="")):
        isopt.load(write_scenario(tmp_path, text))


@pytest.mark.parametrize(
    "limit",
    [
        {"limit": ", limits: {cl: {min: 0.1}}"},
        {"limit": "", "route": "limits: {cl: {max: 3}}", "giver": ", quality: {cl: 2}, otherwise: tip"},
        {"limit": "", "route": "limits: {cl: {max_load: 300}}", "giver": ", quality: {cl: 2}, otherwise: tip"},
    ],
)
def test_every_kind_of_limit_asks(tmp_path: Path, limit: dict[str, str]) -> None:
    """Proves: SEMANTICS 17: `min`, and a disposal route's `max` and `max_load`, ask for the guarantee as `max` does.

    Breaks if: a hub passes on what nobody vouches for.
    """
    assert BILINEAR in faults_of(tmp_path, mixed(hub=", hub: {carries: [ash]}", **limit))


def test_what_enters_is_known_giver_by_giver(tmp_path: Path) -> None:
    """Proves: SEMANTICS 16, 17: a flow and an output of unknown value are faults of their own, at what they would enter.

    Breaks if: one known giver vouches for the other.
    """
    found = faults_of(tmp_path, mixed(hub=", hub: {carries: [ash], quality: {cl: 2.5}}", giver="", output="1"))
    assert "flows.out: its cl is unknown, and 'hub.mill.ash' guarantees it; add `quality: {cl: …}`" in found
    assert "technologies.crusher.gives.ash: the ash's cl is unknown, and 'hub.mill.ash' guarantees it" in found


HEAT = """\
resources:
  stack: {{unit: MWh, form: heat{stack}}}
  warm: {{unit: GJ, form: heat, temperature: 60 degC}}
sites: {{works: {{xy: [0, 0]}}}}
flows: {{drying: {{site: works, {need}}}}}
"""


def test_heat_is_accepted_by_its_level(tmp_path: Path) -> None:
    """Proves: SEMANTICS 18: a need at 75 degC accepts what has 80 or more; at an approach of 10 K no longer.

    Breaks if: the need's own temperature is enough, or the default approach is another.
    """

    def accepted(need: str) -> list[str]:
        text = HEAT.format(stack=", temperature: 80 degC", need=f"takes: 1 MW, {need}")
        return list(isopt.load(write_scenario(tmp_path, text)).scenario.takers["drying"].accepts)

    assert accepted("temperature: 75 degC") == ["stack"]
    assert accepted("temperature: 75 degC, approach: 10 K") == []
    assert accepted("temperature: 55 degC") == ["stack", "warm"]


@pytest.mark.parametrize(
    ("stack", "problem"),
    [
        (", temperature: 80 degC", "'stack' has 80 degC, and 85 are needed"),
        ("", "the temperature of 'stack' is unknown, and heat is needed hot"),
    ],
)
def test_heat_named_is_hot_enough(tmp_path: Path, stack: str, problem: str) -> None:
    """Proves: SEMANTICS 18: a heat resource accepted by name but too cold, or of unknown temperature, is a fault.

    Breaks if: naming it overrules the temperature.
    """
    text = HEAT.format(stack=stack, need="resource: stack, takes: 1 MW, temperature: 80 degC")
    assert f"flows.drying.resource: {problem}; " in faults_of(tmp_path, text)
