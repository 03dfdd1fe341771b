"""Which impacts a scenario has, and what their factors and weights may be written in."""

from __future__ import annotations

from pathlib import Path

import pytest

import isopt
from isopt.errors import ScenarioError
from isopt.scenario.keys import keys_of
from isopt.scenario.scenario import Scenario

PARK = """\
isopt: 1
name: impacts
emissions: {{named: {{nox: {named}}}}}
resources: {{ash: {{unit: {unit}, form: solid, mass: {mass}}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [3, 4]}}}}
disposal: {{tip: {{emissions: {tip}}}}}
flows:
  out: {{site: mill, resource: ash, gives: 100, otherwise: tip}}
  in: {{site: kiln, resource: ash, takes: 100}}
transport: {{lorry: {{carries: [solid], emissions: {lorry}}}}}
objective: {{{objective}}}
"""


def load(folder: Path, **changes: str) -> Scenario:
    fields = {"named": "1 kg/t", "unit": "t", "mass": "1", "tip": "0", "lorry": "0", "objective": "cost: 1"} | changes
    path = folder / "park.yaml"
    path.write_text(PARK.format(**fields), encoding="utf-8")
    return isopt.load(path).scenario


@pytest.mark.parametrize(
    ("written", "kg"),
    [
        ("0.2 kg/t", 0.2),
        ("200 g/t", 0.2),
        ("0.2 t/kt", 0.2),
        ("200 mg/kg", 0.2),
        ("0.2 g/kg", 0.2),
        ("0.0002 t/t", 0.2),
        ("0.2 kg / t", 0.2),
        ("0.2", 0.2),
        ("-7 g/kg", -7.0),
    ],
)
def test_masses_per_mass(tmp_path: Path, written: str, kg: float) -> None:
    """Proves: SEMANTICS 3: kg/t is no pure number: it becomes kg per t, whatever the prefix on either side.

    It may be negative; bare numbers are kg per the resource's own unit. The same holds of a named factor.

    Breaks if: mass over mass cancels, so that 200 g/t is 0.0002 of something.
    """
    for changes in ({"tip": f"{{nox: {written}}}"}, {"tip": "named", "named": written}):
        terms = load(tmp_path, **changes).disposal["tip"].terms["ash"]
        assert terms.emissions_kg_per_u == ((0.0,), (pytest.approx(kg, rel=1e-12),))


@pytest.mark.parametrize(
    ("unit", "mass", "written", "kg"),
    [
        ("MWh", "0.5 t/MWh", "20 g/MWh", 0.02),
        ("GJ", "0.1 t/GJ", "36 g/MWh", 0.01),
        ("GJ", "0.1 t/GJ", "20 g/kWh", 20 / 3.6),
        ("GJ", "0.1 t/GJ", "3 kg/t", 0.3),
        ("m3", "1.2 t/m3", "3 mg/L", 0.003),
        ("m3", "1.2 t/m3", "10 g/t", 0.012),
        ("kg", "0.001", "3 kg/t", 0.003),
        ("kg", "0.001", "3", 3.0),
    ],
)
def test_masses_per_own_unit(tmp_path: Path, unit: str, mass: str, written: str, kg: float) -> None:
    """Proves: SEMANTICS 4: factors of an impact are converted to the resource's own unit, by its mass where per t.

    Breaks if: impacts other than CO2 skip the conversion that prices go through.
    """
    terms = load(tmp_path, unit=unit, mass=mass, tip=f"{{nox: {written}}}").disposal["tip"].terms["ash"]
    assert terms.emissions_kg_per_u[1] == (pytest.approx(kg, rel=1e-12),)


@pytest.mark.parametrize(
    ("written", "per_km", "flat"),
    [("3 g/(t km)", 0.003, 0.0), ("3 g/t", 0.0, 0.003), ("0.003", 0.003, 0.0), ("3 kg/(kt km)", 0.003, 0.0)],
)
def test_masses_on_the_way(tmp_path: Path, written: str, per_km: float, flat: float) -> None:
    """Proves: SEMANTICS 7: a mode's factor of an impact is per t·km, or per t whatever the distance, as its unit says.

    Breaks if: per t is multiplied by km, or CO2's part takes the other impact's.
    """
    terms = load(tmp_path, lorry=f"{{co2: 5 kgCO2e/(t km), nox: {written}}}").modes["lorry"].terms["ash"]
    assert terms.emissions_kg_per_u_km == ((5.0,), (pytest.approx(per_km, rel=1e-12),))
    assert terms.emissions_kg_per_u == ((0.0,), (pytest.approx(flat, rel=1e-12),))


def test_impacts_are_those_that_factors_mention(tmp_path: Path) -> None:
    """Proves: CO2 comes first, then all others in order of name: those of named factors, and those of the objective.

    What the objective weighs may be mentioned in place alone. Weights are per t, in the order of the impacts.

    Breaks if: the order follows the file, or an impact in place needs a name of its own for the factor.
    """
    assert load(tmp_path).impacts == ("co2", "nox")
    scenario = load(tmp_path, tip="{dust: 1 g/t}", objective="co2: 75 EUR/t, dust: 3 EUR/kg, nox: 2 kEUR/t")
    assert scenario.impacts == ("co2", "dust", "nox")
    assert scenario.impact_weights_eur_per_t == (75.0, pytest.approx(3000), 2000.0)
    assert load(tmp_path, objective="co2: 75 EUR/t").impact_weights_eur_per_t == (75.0, 0.0)


@pytest.mark.parametrize("written", ["{dust: 1 g/t}", "{nox: 1 g/t, dust: 1 g/t}"])
def test_an_impact_in_place_must_be_known(tmp_path: Path, written: str) -> None:
    """Proves: SEMANTICS 21: a key in place that neither a named factor nor the objective knows is a fault.

    Breaks if: a misspelt impact is one more impact.
    """
    with pytest.raises(ScenarioError, match=r"tip\.emissions\.dust: 'dust' is no .*impact; known are (co2|ash), "):
        load(tmp_path, tip=written)
    with pytest.raises(ScenarioError, match=r"'noxx' is no impact; did you mean 'nox'\?"):
        load(tmp_path, tip="{co2: 3, noxx: 2 kg/t}")


def test_names_of_other_things_are_no_impacts() -> None:
    """Proves: periods, resources, forms, years, `cost` and `avoids` are never impacts; `co2` is one beside its kind.

    Breaks if: factors by resource or period make impacts of them, or a resource called co2 hides the impact.
    """
    plain = {
        "calendar": {"periods": {"winter": 1}},
        "resources": {"ash": {}, "co2": {}},
        "objective": {"cost": 1, "avoids": 1, "pm": "3 EUR/t"},
        "emissions": {
            "a": {"winter": {"ash": 1}, "pm10": 2},
            "b": {"2026": 1},
            "c": {"ash": {"solid": {"co2": 1, "nox": 2}}},
            "d": {"cost": 1, "avoids": 2},
        },
    }
    keys = keys_of(plain)
    assert keys.impacts == ("co2", "nox")
    assert keys.is_by_impact({"co2": 1})
    assert keys.is_by_impact({"co2": 1, "nox": 1})
    assert not keys.is_by_impact({"co2": 1, "ash": 1})
    assert keys_of(plain | {"disposal": {"tip": {"emissions": {"pm": 1}}}}).impacts == ("co2", "nox", "pm")


def test_a_table_of_factors_has_a_column_per_impact(tmp_path: Path) -> None:
    """Proves: `emissions` may be a table: a column per impact, its unit in the header, an empty cell for nothing said.

    Breaks if: mappings by impact are read from YAML alone.
    """
    (tmp_path / "factors.csv").write_text("name,co2 [kgCO2e/t],nox [g/t]\nnamed,2,3\nbare,4,\n", encoding="utf-8")
    path = tmp_path / "park.yaml"
    text = PARK.format(named="1", unit="t", mass="1", tip="named", lorry="bare", objective="")
    path.write_text(text.replace("{named: {nox: 1}}", "{file: factors.csv}"), encoding="utf-8")
    scenario = isopt.load(path).scenario
    assert scenario.disposal["tip"].terms["ash"].emissions_kg_per_u == ((2.0,), (0.003,))
    assert scenario.modes["lorry"].terms["ash"].emissions_kg_per_u == ((4.0,), (0.0,))


def test_a_variant_may_weigh_another_impact(tmp_path: Path) -> None:
    """Proves: SEMANTICS 27: a variant, or a setting, may weigh an impact the file does not weigh.

    Breaks if: the weights' names are fixed before the change is made.
    """
    load(tmp_path)
    path = tmp_path / "park.yaml"
    with path.open("a", encoding="utf-8") as stream:
        stream.write("variants: {clean: {objective: {nox: 9 EUR/t}}}\n")
    assert isopt.load(path, variant="clean").scenario.impact_weights_eur_per_t == (0.0, 9.0)
    assert isopt.load(path, settings=["objective.nox=8 EUR/t"]).scenario.impact_weights_eur_per_t == (0.0, 8.0)


def test_impacts_are_no_list_of_thousands(tmp_path: Path) -> None:
    """Proves: more than a hundred impacts are one fault, said at once; a hundred are read.

    Breaks if: a misread file costs memory for every impact, period and flow.
    """
    few, many = ("{" + ", ".join(f"x{n}: 1 g/t" for n in range(count)) + "}" for count in (99, 20_000))
    path = tmp_path / "park.yaml"
    text = PARK.format(named="1", unit="t", mass="1", tip="named", lorry="other", objective="cost: 1")
    path.write_text(text.replace("{named: {nox: 1}}", f"{{named: {{nox: 1}}, other: {few}}}"), encoding="utf-8")
    assert len(isopt.load(path).scenario.impacts) == 101
    path.write_text(text.replace("{named: {nox: 1}}", f"{{named: {{nox: 1}}, other: {many}}}"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="emissions: more than 100 impacts") as raised:
        isopt.load(path)
    assert len(raised.value.faults) == 1
