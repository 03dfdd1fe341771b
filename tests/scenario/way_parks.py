"""One small park with flows, a disposal route, a lorry, a pipe and a road, and what changes to it say or are refused for.

A `«` in a change marks where a fault must be reported; it is taken out before the file is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import isopt
from isopt.errors import ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

    from isopt.scenario.scenario import Scenario

PARK = """\
isopt: 1
name: park
economics: {lifetime: 20 a}
calendar: {periods: {winter: 4000 h, summer: 4760 h}}
emissions: {truck: {co2: 0.9 kgCO2e/km, nox: 5 g/km}}
resources:
  ash: {unit: t, form: solid, properties: {cl: percent}}
  milk: {unit: m3, form: liquid, mass: 1.25}
  steam: {unit: MWh, form: heat, temperature: 150 degC}
sites:
  mill: {xy: [0, 0]}
  kiln: {xy: [3, 4]}
  dairy: {xy: [6, 8]}
disposal:
  tip: {gate_fee: 60 EUR/t}
flows:
  ash: {site: mill, resource: ash, gives: 65 kt/a, otherwise: tip, quality: {cl: 1}}
  cement: {site: kiln, takes: 90 kt/a, accepts: {ash: {at_most: 25 %}}, otherwise: {price: 45 EUR/t}}
  excess: {site: mill, resource: steam, gives: 10 MW}
  baking: {site: dairy, resource: steam, takes: 8 MW}
transport:
  lorry: {carries: [solid, liquid], cost: 0.1 EUR/(t km)}
  pipe: {carries: [heat], sizes: {DN50: {capacity: 9 MW, capex: 100 EUR/m, fixed_opex: 2 %}}}
links:
  road: {from: mill, to: kiln, transport: lorry, distance: 6 km}
"""

Change = tuple[str, str]


def changed(*changes: Change) -> tuple[str, list[tuple[int, int]]]:
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


def scenario_of(folder: Path, *changes: Change) -> Scenario:
    """Load the changed park."""
    path = folder / "park.yaml"
    path.write_text(changed(*changes)[0], encoding="utf-8")
    return isopt.load(path).scenario


def check_faults(folder: Path, changes: tuple[Change, ...], *expected: tuple[str, str, str]) -> None:
    """Hold that the changed park has these faults (path, problem, part of the remedy) and no others, at the marked places."""
    text, places = changed(*changes)
    path = folder / "park.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        isopt.load(path)
    found = raised.value.faults
    assert [(fault.path, fault.problem) for fault in found] == [each[:2] for each in expected], str(raised.value)
    assert [(fault.line, fault.column) for fault in found] == places, str(raised.value)
    for fault, (_, _, remedy) in zip(found, expected, strict=True):
        assert remedy in fault.remedy
