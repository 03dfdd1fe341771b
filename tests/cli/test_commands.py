"""The commands as a user runs them: what they print, what they write, how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PARK = "scenarios/harbour_park/scenario.yaml"


@pytest.fixture
def isopt(root: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "isopt", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)

    return run


def test_harbour_park_to_the_digit(isopt: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """Proves: the worked example of the language comes out as worked out by hand, to every digit printed there.

    Breaks if: any distance, loss, annuity, balance or sum differs.
    """
    done = isopt("solve", PARK)
    assert done.returncode == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "cost, EUR 15 895 000.000 6 552 128.310 -9 342 871.690" in lines
    assert any(line.startswith("CO2, t 118 851.900 69 820.249 ") for line in lines)
    assert any(line.startswith("combined, EUR 24 808 892.500 11 788 647.017 ") for line in lines)
    assert "landfill diversion 0 61.538 %" in lines
    assert any(line.startswith("Status: proved") for line in lines)


def test_json_is_the_summary(isopt: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """Proves: --json prints the summary alone, with every field promised."""
    summary = json.loads(isopt("solve", PARK, "--json").stdout)
    assert {"scenario", "variant", "status", "baseline", "plan", "landfill_diversion", "certificate"} <= set(summary)
    assert {"cost", "co2_t", "combined", "landfilled_t"} <= set(summary["baseline"])
    assert {"cost", "co2_t", "combined", "landfilled_t", "capex", "capex_invested", "exchanges"} <= set(summary["plan"])
    assert {
        "audit", "worst_violation", "bound", "gap", "solver_bound", "solver_gap", "solver", "input_sha256",
    } <= set(summary["certificate"])  # fmt: skip
    assert summary["plan"]["exchanges"] == 2


def test_quiet_prints_nothing(isopt: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """Proves: --quiet leaves the exit code to speak."""
    done = isopt("solve", PARK, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_variant_and_set(isopt: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """Proves: a variant and a --set of the same value are the same change: tax 120 instead of 35 on 65 kt today."""
    variant = json.loads(isopt("solve", PARK, "--variant", "high_tax", "--json").stdout)
    changed = json.loads(isopt("solve", PARK, "--set", "disposal.landfill.tax=120 EUR/t", "--json").stdout)
    assert variant["variant"] == "high_tax"
    assert variant["plan"] == changed["plan"]
    assert variant["baseline"]["cost"] == pytest.approx(15_895_000 + 65_000 * 85)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["solve", "nowhere.yaml"], "the file does not exist"),
        (["solve", PARK, "--variant", "high_tacks"], "did you mean 'high_tax'?"),
        (["solve", PARK, "--set", "disposal.landfil.tax=3"], "did you mean"),
        (["solve", PARK, "--set", "disposal.landfill.tax=3 USD/t"], "this scenario's currency is EUR"),
        (["solve", PARK, "--gap", "-1"], "gap"),
        (["solve", PARK, "--solver", "no_such_solver"], "no_such_solver"),
        (["solve", PARK, "--out", "README.md"], "in the way"),
        (["solve", PARK, "--out", "isopt"], "something else"),
        (["verify", "isopt"], "holds no results"),
        (["check"], "Missing argument"),
        (["frobnicate"], "No such command"),
        (["schema", "flow"], "did you mean 'flows'?"),
        (["formulation", PARK], "--out model.lp"),
        (["new", "README.md"], "exists"),
    ],
)
def test_mistakes_end_in_one_with_a_remedy(
    isopt: Callable[..., subprocess.CompletedProcess[str]], arguments: list[str], words: str
) -> None:
    """Proves: a mistake of input or usage exits with 1 and says what to do, without a traceback."""
    done = isopt(*arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_check_reports_variants_too(
    isopt: Callable[..., subprocess.CompletedProcess[str]], write: Callable[..., Path], root: Path
) -> None:
    """Proves: a fault that only a variant brings is found by `check`, with its place."""
    text = (root / PARK).read_text().replace("tax: 120 EUR/t", "tax: 120 EUR/km")
    done = isopt("check", write(text))
    assert done.returncode == 1
    assert "disposal.landfill.tax: unit 'EUR/km' found" in done.stderr
    listed = json.loads(isopt("check", write(text), "--json").stdout)
    assert [fault["path"] for fault in listed] == ["disposal.landfill.tax"]


CONFLICT = """
isopt: 1
name: Too little heat
resources: {steam: {unit: MWh, form: heat}}
sites: {plant: {xy: [0, 0]}, mill: {xy: [3, 0]}}
flows:
  waste_steam: {site: plant, resource: steam, gives: 60 GWh/a}
  drying: {site: mill, resource: steam, takes: 100 GWh/a, required: true}
transport: {pipe: {carries: [heat], cost: 1 EUR/(MWh km)}}
"""


def test_infeasible_is_explained(
    isopt: Callable[..., subprocess.CompletedProcess[str]], write: Callable[..., Path]
) -> None:
    """Proves: 60 GWh given, 100 required: exit code 2, the rule is named with its place, and 40 000 MWh are missing."""
    done = isopt("solve", write(CONFLICT))
    assert done.returncode == 2
    assert "park.yaml:8 flows.drying.required" in done.stdout
    assert "40000 MWh/a of 'drying' at 'mill' cannot be met" in done.stdout
    assert "infeasible" in done.stdout


def test_out_of_an_infeasible_scenario_verifies(
    isopt: Callable[..., subprocess.CompletedProcess[str]], write: Callable[..., Path], tmp_path: Path
) -> None:
    """Proves: also the proof that no plan exists is stored and can be verified."""
    out = tmp_path / "results"
    assert isopt("solve", write(CONFLICT), "--out", out).returncode == 2
    assert json.loads((out / "summary.json").read_text())["status"] == "infeasible"
    done = isopt("verify", out)
    assert done.returncode == 0, done.stderr
    assert "infeasibility proved again" in done.stdout


def test_verify_ends_in_four_where_results_do_not_hold(
    isopt: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """Proves: a changed result is refused with exit code 4."""
    out = tmp_path / "results"
    assert isopt("solve", PARK, "--out", out).returncode == 0
    (out / "exchanges.csv").write_text((out / "exchanges.csv").read_text().replace("40000", "40001"))
    done = isopt("verify", out)
    assert done.returncode == 4
    assert "exchanges.csv" in done.stderr


def test_out_replaces_earlier_results_whole(
    isopt: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """Proves: results are replaced as a whole, and nothing is left beside them."""
    out = tmp_path / "results"
    isopt("solve", PARK, "--out", out)
    isopt("solve", PARK, "--variant", "high_tax", "--out", out)
    assert json.loads((out / "summary.json").read_text())["variant"] == "high_tax"
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_out_keeps_what_is_not_its_own(isopt: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    """Proves: a folder with anything else in it is not replaced, also where results or a manifest lie beside it.

    Breaks if: somebody's own file is lost.
    """
    out = tmp_path / "results"
    isopt("solve", PARK, "--out", out)
    (out / "thesis.txt").write_text("precious")
    assert isopt("solve", PARK, "--out", out).returncode == 1
    assert (out / "thesis.txt").read_text() == "precious"
    app = tmp_path / "app"
    app.mkdir()
    (app / "manifest.json").write_text('{"name": "my web app"}')
    assert isopt("solve", PARK, "--out", app).returncode == 1
    assert (app / "manifest.json").exists()


def test_new_scenario_solves(isopt: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    """Proves: what `isopt new` writes has no fault, and a plan."""
    assert isopt("new", tmp_path / "park.yaml").returncode == 0
    assert isopt("check", tmp_path / "park.yaml").returncode == 0
    assert json.loads(isopt("solve", tmp_path / "park.yaml", "--json").stdout)["status"] == "proved"


def hard_scenario(size: int) -> str:
    """Write a fixed-charge problem that no solver finishes in a few seconds."""
    lines = ["isopt: 1", "name: Hard", "resources: {r: {unit: t, form: solid}}", "sites:"]
    places = [(7919 * i % 101, 104729 * i % 97) for i in range(2 * size)]
    lines += [f"  s{i}: {{xy: [{x}, {y}]}}" for i, (x, y) in enumerate(places)]
    lines += ["disposal: {tip: {gate_fee: 200 EUR/t}}", "flows:"]
    lines += [
        f"  g{i}: {{site: s{i}, resource: r, gives: {20 + 13 * i % 17} t/a, otherwise: tip}}" for i in range(size)
    ]
    lines += [
        f"  n{i}: {{site: s{size + i}, resource: r, takes: {18 + 11 * i % 19} t/a, otherwise: {{price: 50 EUR/t}}}}"
        for i in range(size)
    ]
    lines.append("transport: {lorry: {carries: [solid], cost: 0.5 EUR/(t km), per_exchange: 900 EUR/a}}")
    return "\n".join(lines)


def test_time_limit_holds_an_audited_plan(
    isopt: Callable[..., subprocess.CompletedProcess[str]], write: Callable[..., Path]
) -> None:
    """Proves: stopped by the clock, the best plan so far is settled, audited and said to be no better than it is."""
    done = isopt("solve", write(hard_scenario(30)), "--time-limit", "3", "--gap", "0", "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["status"] == "plan"
    assert summary["certificate"]["audit"] == "passed"
    assert summary["certificate"]["bound"] < summary["plan"]["combined"]
    assert "time limit" in summary["termination"]


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a POSIX signal")
def test_interrupt_keeps_the_best_plan(write: Callable[..., Path], tmp_path: Path) -> None:
    """Proves: Ctrl-C ends the search, and the best plan found is audited, printed and written."""
    out = tmp_path / "results"
    command = [
        sys.executable,
        "-m",
        "isopt",
        "solve",
        str(write(hard_scenario(30))),
        "--gap",
        "0",
        "--json",
        "--out",
        str(out),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(6)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    summary = json.loads(stdout)
    assert summary["status"] == "plan"
    assert "interrupted" in summary["termination"]
    assert (out / "manifest.json").is_file()
