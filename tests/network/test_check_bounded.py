"""What must be bounded and is not is refused, with place and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from network_parks import network_of

from isopt.errors import ScenarioError

PARK = """\
resources:
  gas: {unit: MWh, form: gas, buy: {price: 1 EUR/MWh}}
  heat: {unit: MWh, form: heat, sell: {price: 2 EUR/MWh}}
  ash: {unit: t, form: solid}
sites: {mill: {xy: [0, 0]}, port: {xy: [10, 0], hub: {carries: [heat]}}}
economics: {lifetime: 20 a}
transport: {pipe: {carries: [heat], cost: 1 EUR/(MWh km), PIPE}}
links: {x: {from: mill, to: port, transport: pipe, LINK}}
disposal: {tip: {DISPOSAL}}
technologies:
  boiler: {takes: {gas: 1}, gives: {heat: 1, ash: {amount: 0.1, otherwise: tip}}, SIZES}
facilities: {boiler: {technology: boiler, sites: [mill]}}
storage: {tank: {site: port, resource: heat, STORE}}
"""


def build(folder: Path, **said: str) -> None:
    text = PARK.replace("DISPOSAL", said.pop("DISPOSAL", ""))
    for word in ("PIPE", "LINK", "SIZES", "STORE"):
        part = said.pop(word, "")
        text = text.replace(f", {word}", part and f", {part}")
    network_of(folder, text)


SIZED = "sizes: {one: {capacity: 5 MWh, capex: 1 kEUR}}"


@pytest.mark.parametrize(
    ("said", "path", "decision"),
    [
        ({"PIPE": "per_exchange: 1 EUR/a"}, "facilities.boiler", "'pipe' to 'hub.port.heat' is used"),
        ({"LINK": "fixed: 1 EUR/a"}, "facilities.boiler", "a link of 'pipe' is used"),
        ({"DISPOSAL": "fixed: 1 EUR/a"}, "facilities.boiler", "disposal 'tip' is used"),
    ],
)
def test_a_facility_that_may_run_without_end_is_named(
    said: dict[str, str], path: str, decision: str, tmp_path: Path
) -> None:
    """Proves: gas bought and heat sold without limit bound nothing: what is used or not cannot be tied to it.

    Breaks if: an infinite coefficient reaches the solver.
    """
    with pytest.raises(ScenarioError) as refused:
        build(tmp_path, **said)
    faults = refused.value.faults
    assert [fault.path for fault in faults if decision in fault.problem] == [path]
    assert all(fault.line and fault.remedy == "give it sizes or a capacity" for fault in faults)


@pytest.mark.parametrize("said", [{"PIPE": "per_exchange: 1 EUR/a"}, {"LINK": "fixed: 1 EUR/a"}])
def test_sizes_are_the_remedy(said: dict[str, str], tmp_path: Path) -> None:
    """Proves: the remedy that is named is one."""
    build(tmp_path, **said, SIZES="sizes: {one: {capacity: 5 MW, capex: 1 kEUR}}")


def test_a_store_through_which_anything_may_pass_says_how_fast(tmp_path: Path) -> None:
    """Proves: a tank of 5 MWh that is filled and emptied at once may turn over any amount; with `charge` it does not."""
    with pytest.raises(ScenarioError) as refused:
        build(tmp_path, STORE=SIZED)
    (fault,) = refused.value.faults
    assert (fault.path, fault.remedy) == ("storage.tank", "say its `charge` or `discharge`")
    build(tmp_path, STORE=f"charge: 1 MW, {SIZED}")
    build(tmp_path, STORE=f"discharge: 1 MW, {SIZED}")


def test_what_decides_nothing_needs_no_bound(tmp_path: Path) -> None:
    """Proves: without any decision of yes or no the same park is built; that it earns without end is the solver's to say."""
    build(tmp_path)
