"""SEMANTICS 30: results are byte-equal whatever hash seed, process or order of keys."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from semantics_scenarios import write_scenario

import isopt
from isopt import Options
from isopt.results.store import contents

SEVERAL_BEST = """\
calendar: {periods: {winter: 3000 h, summer: 5760 h}}
economics: {lifetime: 20 a, discount_rate: 5 %}
objective: {cost: 1, co2: 50 EUR/t}
emissions: {road: 0.1 kgCO2e/(t km), tip: 3 kgCO2e/t}
resources:
  ash: {unit: t, form: solid, properties: {cl: percent, ph: ppm}, quality: {cl: 1, ph: 7}}
  slag: {unit: t, form: solid, properties: {cl: percent}, quality: {cl: 0.2}}
sites: {north: {xy: [0, 0]}, east: {xy: [3, 0]}, south: {xy: [0, 4]}, west: {xy: [3, 4]}}
disposal: {tip: {gate_fee: {ash: 30 EUR/t, slag: 20 EUR/t}, emissions: tip, landfill: true, site: west}, vent: {gate_fee: 99}}
flows:
  ash1: {site: north, resource: ash, gives: 90 t/a, otherwise: [tip, vent]}
  ash2: {site: north, resource: ash, gives: 90 t/a, otherwise: [tip, vent]}
  slag: {site: south, resource: slag, gives: {winter: 10 t, summer: 70 t}, otherwise: [vent, tip]}
  twin1: {site: east, takes: 80 t/a, accepts: {slag: {at_most: 50 %}, ash: {replaces: 0.8}}, limits: {cl: {max: 0.9}}}
  twin2: {like: twin1}
transport:
  lorry: {carries: [solid], cost: 0.2 EUR/(t km), emissions: road, per_exchange: 50 EUR/a, detour: 1.3}
  belt: {carries: [slag, ash], sizes: {S: {capacity: 20 t/h, capex: 90 EUR/m}, M: {capacity: 30 t/h, capex: 99 EUR/m}}}
variants: {b: {disposal: {tip: {gate_fee: 50}}}, a: {disposal: {tip: {gate_fee: 60}}}}
"""

PRINT = """\
import hashlib, sys
import isopt
from isopt import Options
from isopt.results.store import contents
for path in sys.argv[1:]:
    files = contents(isopt.load(path).solve(), Options())
    for name in sorted(set(files) - {"run.json"}):
        print(name, hashlib.sha256(files[name]).hexdigest())
"""


def reordered(value: Any, chance: random.Random, path: tuple[str, ...] = ()) -> Any:
    """Shuffle the keys of every mapping but the periods, whose order is their meaning."""
    if isinstance(value, list):
        return [reordered(item, chance, path) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    if path != ("calendar", "periods"):
        chance.shuffle(keys)
    return {key: reordered(value[key], chance, (*path, key)) for key in keys}


def written(path: Path) -> dict[str, bytes]:
    files = contents(isopt.load(path).solve(), Options())
    assert len(files) > 10
    return {name: content for name, content in files.items() if name != "run.json"}


def test_equal_bytes_under_any_hash_seed(tmp_path: Path, root: Path) -> None:
    """Proves: SEMANTICS 30: processes with different hash seeds write the same bytes.

    All files but run.json are compared, of a park with equal plans to choose among and of the shipped harbour park.

    Breaks if: an order comes from a set, or from the solver's leisure.
    """
    paths = [str(write_scenario(tmp_path, SEVERAL_BEST)), str(root / "scenarios/harbour_park/scenario.yaml")]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PRINT, *paths],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2", "3")
    ]
    printed = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert printed[0].count("\n") > 25
    assert printed[0] == printed[1] == printed[2]


@pytest.mark.parametrize("seed", range(4))
def test_equal_bytes_whatever_the_order_of_keys(tmp_path: Path, seed: int) -> None:
    """Proves: SEMANTICS 30: shuffling the keys of every mapping (but `calendar.periods`) changes no byte.

    The canonical input as solved is among what is compared.

    Breaks if: file order decides among equal plans, or leaks into tables, hashes or the input as solved.
    """
    path = write_scenario(tmp_path, SEVERAL_BEST)
    first = written(path)
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(reordered(data, random.Random(seed)), sort_keys=False), encoding="utf-8")
    second = written(path)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_the_order_of_periods_is_kept(tmp_path: Path) -> None:
    """Proves: SEMANTICS 30: periods are the one mapping whose order means something.

    They are shown as the file has them.

    Breaks if: periods are sorted, so that a year of stores would run in the order of the alphabet.
    """
    path = write_scenario(tmp_path, SEVERAL_BEST)
    shown = [name for name in isopt.load(path).solve().exchanges if name.startswith("entering_")]
    assert shown == ["entering_winter", "entering_summer"]


def test_what_differs_from_run_to_run_is_in_run_json_alone(tmp_path: Path) -> None:
    """Proves: SEMANTICS 30: two solves in one process agree in every file but run.json.

    Only that names host and seconds.

    Breaks if: a clock's reading is written beside a result.
    """
    path = write_scenario(tmp_path, SEVERAL_BEST)
    assert written(path) == written(path)
    files = contents(isopt.load(path).solve(), Options())
    assert b'"host"' in files["run.json"]
    for name, content in files.items():
        assert name == "run.json" or b"second" not in content, name
