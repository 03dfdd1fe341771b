"""SEMANTICS 16 and 18: what is unknown, how blends weigh, where limits hold; one heat resource is one level."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import exact, faults_of, moved, parts, solve

BLEND = """\
resources: {{ash: {{unit: t, form: solid, properties: {{cl: percent}}{quality}}}}}
sites: {{mill: {{xy: [0, 0]}}}}
flows:
  out: {{site: mill, resource: ash, gives: 100 t/a{giver}}}
  in:
    site: mill
    takes: 100 t/a
    accepts: {{ash: {{replaces: {replaces}}}}}
    limits: {{cl: {{{limit}}}}}
    otherwise: {{price: 10 EUR/t{virgin}}}
"""


def blend(
    quality: str = "",
    giver: str = ", quality: {cl: 2}",
    replaces: str = "1",
    limit: str = "max: 0.5",
    virgin: str = ", quality: {cl: 0}",
) -> str:
    return BLEND.format(quality=quality, giver=giver, replaces=replaces, limit=limit, virgin=virgin)


def test_a_value_not_stated_is_a_fault_where_a_limit_applies(tmp_path: Path) -> None:
    """Proves: SEMANTICS 16: ash and the purchase each lack a value the limit needs; each is named.

    A value on the resource counts for all its givers; a giver's own goes before.

    Breaks if: unknown is taken for 0, and anything may be blended in.
    """
    found = faults_of(tmp_path, blend(giver="", virgin=""))
    assert "flows.out: its cl is unknown, and 'in' limits it" in found
    assert "flows.in.limits.cl: the virgin material's cl is unknown" in found
    assert moved(solve(tmp_path, blend(quality=", quality: {cl: 2}", giver=""))) == {("out", "in"): exact(25)}
    assert moved(solve(tmp_path, blend(quality=", quality: {cl: 9}"))) == {("out", "in"): exact(25)}


@pytest.mark.parametrize(
    ("text", "ash_t"),
    [
        (blend(), 25.0),
        (blend(limit="max: 5000 ppm"), 25.0),
        (blend(giver=", quality: {cl: 20000 ppm}"), 25.0),
        (blend(virgin=", quality: {cl: 0.25}"), 25 / 1.75),
        (blend(replaces="0.5"), 50 / 1.75),
        (blend(limit="max: 2"), 100.0),
        (blend(limit="max: 0"), 0.0),
        (blend(giver=", quality: {cl: 0}", limit="min: 1.5", virgin=", quality: {cl: 2}"), 25.0),
    ],
)
def test_blends_weigh_by_the_resources_own_unit(tmp_path: Path, text: str, ash_t: float) -> None:
    """Proves: SEMANTICS 16: with 2 % in ash, none bought and at most 0.5 %, a quarter of 100 t is ash.

    With 0.25 % bought: 2 a + 0.25 (100 − a) = 50, a = 25/1.75. Where 1 t of ash replaces 0.5 t: 2 a = 0.5 (a + 100 −
    0.5 a), a = 50/1.75, for what is blended weighs, not what is replaced. At least 1.5 % with 0 % in ash and 2 %
    bought: 2 (100 − a) = 150, a = 25.

    Breaks if: virgin material is left out of the blend, `replaces` weighs, or a value's unit is not converted.
    """
    assert moved(solve(tmp_path, text)) == ({("out", "in"): exact(ash_t)} if ash_t else {})


def test_limits_hold_in_each_period(tmp_path: Path) -> None:
    """Proves: SEMANTICS 16: half of the need lies in winter, when all the ash arises: a quarter of 50 t, not of 100.

    Breaks if: blends are averaged over the year.
    """
    text = blend().replace("gives: 100 t/a", "gives: {winter: 100 t, summer: 0 t}")
    results = solve(tmp_path, "calendar: {periods: {winter: 50 %, summer: 50 %}}\n" + text)
    assert moved(results) == {("out", "in"): exact(12.5)}


def test_limits_are_of_what_arrives(tmp_path: Path) -> None:
    """Proves: SEMANTICS 16: of what enters 20 % are lost (10 %/km · 2 km); 25 t may arrive, so 31.25 t enter.

    Breaks if: the blend weighs what enters.
    """
    text = blend().replace("{xy: [0, 0]}", "{xy: [0, 0]}, kiln: {xy: [2, 0]}").replace("site: mill\n", "site: kiln\n")
    results = solve(tmp_path, text + "transport: {tube: {carries: [solid], losses: 10 %/km}}\n")
    assert results.exchanges[["entering", "arriving"]].values.tolist() == [[exact(31.25), exact(25)]]


def test_limits_of_one_accepted_resource(tmp_path: Path) -> None:
    """Proves: SEMANTICS 16: a limit in `accepts` holds for all ash together.

    40 t at 1 % and 40 t at 3 % make 2 %; what is bought and the slag beside it do not count: 100 − 80 − 5 = 15 t bought.

    Breaks if: each giver has to hold it alone, or the whole blend is averaged.
    """
    text = """\
        resources: {ash: {unit: t, properties: {cl: percent}}, slag: {unit: t}}
        sites: {mill: {xy: [0, 0]}}
        flows:
          clean: {site: mill, resource: ash, gives: 40 t/a, quality: {cl: 1}}
          dirty: {site: mill, resource: ash, gives: 99 t/a, quality: {cl: 3}}
          slag: {site: mill, resource: slag, gives: 5 t/a}
          in:
            site: mill
            takes: 100 t/a
            accepts: {ash: {limits: {cl: {max: 2}}}, slag: {}}
            otherwise: {price: 10 EUR/t}
        """
    results = solve(tmp_path, text)
    assert moved(results) == {("clean", "in"): exact(40), ("dirty", "in"): exact(40), ("slag", "in"): exact(5)}
    assert parts(results) == {"virgin": exact(150)}


def test_what_meets_one_limit_has_one_unit(tmp_path: Path) -> None:
    """Proves: SEMANTICS 16: t and m3 cannot be weighed together.

    Breaks if: 1 m3 weighs as 1 t.
    """
    text = blend().replace("replaces: 1}}", "replaces: 1}, mud: {replaces: 1}}")
    text = text.replace("resources: {", "resources: {mud: {unit: m3, properties: {cl: percent}}, ")
    assert "flows.in.limits.cl: weighs m3 and t together; what meets one limit has one unit" in faults_of(
        tmp_path, text
    )


def test_a_heat_resource_is_one_level(tmp_path: Path) -> None:
    """Proves: SEMANTICS 18: a need that names hot water takes hot water alone, however much warm water there is.

    10 of 30 MWh, 20 bought at 48 EUR. A need that accepts both takes both.

    Breaks if: heat resources stand in for each other by temperature without being asked.
    """
    text = """\
        resources:
          hot_water: {unit: MWh, form: heat, temperature: 85 degC}
          warm_water: {unit: MWh, form: heat, temperature: 45 degC}
        sites: {mill: {xy: [0, 0]}}
        flows:
          hot: {site: mill, resource: hot_water, gives: 10 MWh/a}
          warm: {site: mill, resource: warm_water, gives: 99 MWh/a}
          in: {site: mill, WANTED, takes: 30 MWh/a, otherwise: {price: 48 EUR/MWh}}
        """
    named = solve(tmp_path, text.replace("WANTED", "resource: hot_water"))
    assert moved(named) == {("hot", "in"): exact(10)}
    assert parts(named) == {"virgin": exact(960)}
    both = solve(tmp_path, text.replace("WANTED", "accepts: {hot_water: {}, warm_water: {}}"))
    assert sum(moved(both).values()) == exact(30)
