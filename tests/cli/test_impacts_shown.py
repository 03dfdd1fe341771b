"""Impacts other than CO2 in what commands print and write."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PARK = """\
isopt: 1
name: Two impacts
objective: {cost: 1, nox: 2 kEUR/t}
emissions: {tip: {co2: 2 kgCO2e/t, nox: 10 g/t}, lorry: {nox: 4 g/(t km)}}
resources: {ash: {unit: t, form: solid}}
sites: {mill: {xy: [0, 0]}, kiln: {xy: [3, 4]}}
disposal: {tip: {gate_fee: 60 EUR/t, emissions: tip}}
flows:
  out: {site: mill, resource: ash, gives: 100 kt/a, otherwise: tip}
  in: {site: kiln, resource: ash, takes: 60 kt/a}
transport: {lorry: {carries: [solid], emissions: lorry}}
"""


def run(root: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "isopt", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)


def test_impacts_are_printed(write: Callable[..., Path], root: Path) -> None:
    """Proves: SEMANTICS 21: each impact has a row beside CO2, and a pair of columns of its parts.

    Today 100 kt · 10 g = 1 t; in the plan 40 kt · 10 g = 0.4 t at the tip, 60 kt · 5 km · 4 g = 1.2 t on the way.

    Breaks if: the terminal speaks of CO2 alone.
    """
    done = run(root, "solve", write(PARK))
    assert done.returncode == 0, done.stderr
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "CO2, t 200.000 80.000 -120.000" in lines
    assert "nox, t 1.000 1.600 0.600" in lines
    assert "part CO2 baseline CO2 plan nox baseline nox plan" in lines
    assert "disposal 200.0 80.0 1.000 0.400" in lines
    assert "transport 0 0 0 1.200" in lines
    assert "total 200.0 80.0 1.000 1.600" in lines


def test_impacts_are_written_and_verified(write: Callable[..., Path], tmp_path: Path, root: Path) -> None:
    """Proves: SEMANTICS 21: stored results hold every impact, and `verify` works each out again from the input.

    Breaks if: a changed figure of nox passes for unchanged, be it in the summary or in a table.
    """
    out = tmp_path / "results"
    assert run(root, "solve", write(PARK), "--out", out, "--quiet").returncode == 0
    assert run(root, "verify", out).returncode == 0
    summary = json.loads((out / "summary.json").read_text())
    in_t = summary["plan"]["impacts"]["nox"]["parts_t"]
    assert {part: t for part, t in in_t.items() if t} == {"disposal": 0.4, "transport": 1.2}
    header, *rows = (out / "emissions.csv").read_text().splitlines()
    assert header == "impact,part,baseline [t/a],plan [t/a],change [t/a],illustrative"
    assert [row.split(",")[:2] for row in rows] == [
        [impact, part] for impact in ("co2", "nox") for part in (*in_t, "total")
    ]
    assert "nox_t [t/a]" in (out / "exchanges.csv").read_text()
    for name, old, new in (("summary.json", '"transport": 1.2', '"transport": 1.3'), ("emissions.csv", "1.2", "1.3")):
        kept = (out / name).read_text()
        assert old in kept
        (out / name).write_text(kept.replace(old, new))
        done = run(root, "verify", out)
        assert (done.returncode, name in done.stderr) == (4, True)
        (out / name).write_text(kept)
