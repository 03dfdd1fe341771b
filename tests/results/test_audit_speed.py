"""The audit and the accounts grow with what a plan holds, not with its square."""

from __future__ import annotations

import time
from pathlib import Path

import isopt
from isopt.results.audit import Claims, audit_plan
from isopt.results.plan import Move, Plan, Run

FACILITIES, GIVERS = 300, 60
"""18 000 moves."""


def test_a_large_plan_is_audited_at_once(tmp_path: Path) -> None:
    """Proves: 300 facilities and 18 000 moves over as many links as facilities are audited in seconds.

    The figures are not claimed, so all but the money passes.

    Breaks if: facilities, links or routes are looked through for every move.
    """
    sites = "".join(f"  s{n}: {{xy: [{n}, 0]}}\n" for n in range(FACILITIES))
    flows = "".join(f"  f{n}: {{site: s{n}, resource: ash, gives: 300 t/a}}\n" for n in range(GIVERS))
    links = "".join(
        f"  l{n}: {{from: s{n}, to: s{n + 1}, transport: lorry, cost: 2 EUR/(t km)}}\n" for n in range(FACILITIES - 1)
    )
    path = tmp_path / "park.yaml"
    path.write_text(
        "isopt: 1\nname: large\nresources: {ash: {unit: t, form: solid}, brick: {unit: t, form: solid}}\n"
        f"sites:\n{sites}flows:\n{flows}links:\n{links}"
        "transport: {lorry: {carries: [solid], cost: 1 EUR/(t km)}}\n"
        "technologies: {press: {takes: {ash: 1}, gives: {brick: {amount: 1, otherwise: unused}}}}\n"
        f"facilities: {{press: {{technology: press, sites: [{', '.join(f's{n}' for n in range(FACILITIES))}]}}}}\n",
        encoding="utf-8",
    )
    scenario = isopt.load(path).scenario
    into = [
        Move(f"f{g}", f"press@s{f}.ash", False, "on_site" if f == g else "lorry", (1.0,))
        for g in range(GIVERS)
        for f in range(FACILITIES)
    ]
    out = [Move(f"press@s{f}.brick", "unused", True, "", (float(GIVERS),)) for f in range(FACILITIES)]
    runs = [Run(f"press@s{f}", "", (float(GIVERS),)) for f in range(FACILITIES)]
    begun = time.process_time()
    found = audit_plan(scenario, Plan((*into, *out), (), (), tuple(runs)), Claims({}, {}, {}, {}, 0.0))
    seconds = time.process_time() - begun
    assert {problem.split(":")[0] for problem in found.problems} == {"cost, transport", "combined"}
    assert seconds < 10, seconds
