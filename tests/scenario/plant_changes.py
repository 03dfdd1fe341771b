"""One small park with a technology, a facility, a store and a hub, and what changes to it say or are refused for.

A `«` in a change marks where a fault must be reported; it is taken out before the file is read.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import isopt
from isopt.errors import Fault, ScenarioError
from isopt.scenario.scenario import Scenario

PARK = """\
isopt: 1
name: park
economics: {lifetime: 20 a}
calendar: {periods: {winter: 4000 h, summer: 4760 h}}
emissions: {burner: 50 kgCO2e/t, lorry: 0.1 kgCO2e/(t km)}
resources:
  ash: {unit: t, form: solid, properties: {cl: percent}, quality: {cl: 1}}
  power: {unit: MWh, form: power}
  brick: {unit: t, form: solid}
  tar: {unit: kg, form: liquid}
  steam: {unit: GJ, form: heat, temperature: 180 degC}
  water: {unit: MWh, form: heat, temperature: 80 degC}
sites:
  mill: {xy: [0, 0]}
  kiln: {xy: [3, 4], hub: {carries: [solid]}}
disposal:
  tip: {gate_fee: 60 EUR/t, landfill: true}
  drain: {}
flows:
  ash: {site: mill, resource: ash, gives: 65 kt/a, otherwise: tip}
transport:
  lorry: {carries: [solid, liquid], cost: 0.1 EUR/(t km)}
technologies:
  baking:
    takes: {ash: 1.2, power: 0.3}
    gives: {brick: 1}
facilities:
  oven: {technology: baking, site: kiln}
storage:
  silo: {site: mill, resource: ash}
"""


def changed(*changes: tuple[str, str]) -> tuple[str, list[tuple[int, int]]]:
    """Make the changes and give the text and the marked places, in file order."""
    text = PARK
    for old, new in changes:
        assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times"
        text = text.replace(old, new)
    places = []
    while (at := text.find("«")) >= 0:
        text = text[:at] + text[at + 1 :]
        places.append((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)))
    return text, places


def scenario_of(folder: Path, *changes: tuple[str, str]) -> Scenario:
    """Load the changed park."""
    path = folder / "park.yaml"
    path.write_text(changed(*changes)[0], encoding="utf-8")
    return isopt.load(path).scenario


def faults_of(folder: Path, *changes: tuple[str, str]) -> list[tuple[tuple[int, int], Fault]]:
    """Load the changed park, which is faulty, and give its faults beside the marked places, in file order."""
    text, places = changed(*changes)
    path = folder / "park.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        isopt.load(path)
    faults = raised.value.faults
    assert [(fault.line, fault.column) for fault in faults] == places, str(raised.value)
    return list(zip(places, faults, strict=True))


def check_fault(folder: Path, changes: tuple[tuple[str, str], ...], path: str, problem: str, remedy: str) -> None:
    """Hold that the changed park has this one fault, at the marked place."""
    ((_, fault),) = faults_of(folder, *changes)
    assert (fault.path, fault.problem) == (path, problem)
    assert remedy in fault.remedy
