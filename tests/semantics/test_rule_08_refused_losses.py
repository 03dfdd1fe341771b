"""SEMANTICS 8: what must be disposed of at a cost, or to landfill, may not be lost: by no way and in no store."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import faults_of, write_scenario

import isopt

PARK = """\
economics: {{carbon_price: 10 EUR/t}}
resources: {{brine: {{unit: t, form: liquid}}, heat: {{unit: MWh, form: heat}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [3, 4]}}}}
disposal: {{sink: {{{route}}}}}
flows:
  in: {{site: kiln, resource: brine, takes: 100 t/a}}
  {flow}
transport: {{pipe: {{carries: [brine]{way}}}}}
storage: {{pond: {{site: mill, resource: brine{store}}}}}
technologies: {{softener: {{takes: {{heat: 1}}, gives: {{brine: {output}}}}}}}
facilities: {{softening: {{technology: softener, site: mill}}}}
"""

BY_FLOW = {"flow": "out: {site: mill, resource: brine, gives: 100 t/a, otherwise: sink}", "output": "1"}
BY_OUTPUT = {"flow": "", "output": "{amount: 1, otherwise: sink}"}
LOSSES = {
    "transport.pipe.losses": {"way": ", losses: 1 %/km", "store": ""},
    "transport.pipe.losses ": {"way": ", losses: 2 kg/(m h), sizes: {S: {capacity: 9 t/h}}", "store": ""},
    "storage.pond.loss": {"way": "", "store": ", loss: 1 %/a"},
}
PROBLEM = "would lose 'brine', which must be disposed of ('sink')"


@pytest.mark.parametrize("said", LOSSES)
@pytest.mark.parametrize("who", [BY_FLOW, BY_OUTPUT], ids=["flow", "output"])
@pytest.mark.parametrize("route", ["gate_fee: 1 EUR/t", "tax: 1 EUR/t", "landfill: true", "emissions: 1 kgCO2e/t"])
def test_what_costs_to_dispose_of_is_not_lost(tmp_path: Path, route: str, who: dict[str, str], said: str) -> None:
    """Proves: SEMANTICS 8: share lost per km, standing loss and a store's loss are refused alike, whoever must dispose of it.

    A cost is a fee, a tax or carbon paid for; landfill is refused even where it is free.

    Breaks if: a leak is the cheapest way out.
    """
    text = PARK.format(route=route, **who, **LOSSES[said])
    assert f"{said.strip()}: {PROBLEM}; drop `loss" in faults_of(tmp_path, text)


@pytest.mark.parametrize("said", LOSSES)
@pytest.mark.parametrize("who", [BY_FLOW, BY_OUTPUT], ids=["flow", "output"])
def test_what_is_free_to_dispose_of_may_be_lost(tmp_path: Path, who: dict[str, str], said: str) -> None:
    """Proves: SEMANTICS 8: without a cost of disposal, or with one that pays, losses are losses.

    Breaks if: they are refused wherever something has a route.
    """
    for route in ("", "pays: 1 EUR/t"):
        isopt.load(write_scenario(tmp_path, PARK.format(route=route, **who, **LOSSES[said])))
