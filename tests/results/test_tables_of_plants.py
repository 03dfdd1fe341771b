"""The tables of facilities, stores and markets, worked out by hand; and nothing in their files can be changed unseen."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from fraud_parks import solved

import isopt
from isopt import Options, VerificationError
from isopt.results.store import write_results


def test_what_a_store_costs_and_holds() -> None:
    """Proves: the pond is listed with its own 90 t, 100 EUR over 10 a at 6 %, and 0.01 EUR/(t a) of what it holds.

    50 t over 1000 h and 10 t over 6760 h of 8760: (50 · 1000 + 10 · 6760) / 8760 · 0.01.

    Breaks if: a size is shown as what can be used of it, or holding counts the wrong period.
    """
    results = solved("pond")
    pond = results.investments.iloc[0]
    assert (pond["mode"], pond["capacity"], pond["capacity_unit"], pond["capex_invested"]) == (
        "storage",
        90.0,
        "t",
        100.0,
    )
    assert pond["capex"] == pytest.approx(100 * 0.06 / (1 - 1.06**-10), rel=1e-12)
    held = results.storage.iloc[0]
    assert held["cost"] == pytest.approx((50 * 1000 + 10 * 6760) / 8760 * 0.01, rel=1e-9)
    assert (held["level_spring"], held["most_plan"]) == (pytest.approx(50), pytest.approx(50))
    bought = results.market.iloc[0]
    assert bought["plan"] == pytest.approx(5 * 7760 / 8760, rel=1e-9)
    assert bought["cost"] == pytest.approx(9 * 5 * 7760 / 8760, rel=1e-9)


def test_what_a_facility_costs_and_runs() -> None:
    """Proves: 54 t of gravel from x old (0.8 each) and x/9 fresh: x = 486/8.2; 3 EUR and 10 kg each; power 0.5 at 40."""
    results = solved("crusher")
    old = 54 / (0.8 + 1 / 9)
    runs = results.conversion.set_index("recipe")
    assert runs.loc["old", "plan"] == pytest.approx(old, rel=1e-9)
    assert runs.loc["old", "cost"] == pytest.approx(3 * old, rel=1e-9)
    assert runs.loc["old", "nox_t"] == pytest.approx(old / 1000, rel=1e-9)
    trades = results.market.set_index("kind")
    assert trades.loc["buy", "cost"] == pytest.approx(20 * old, rel=1e-9)
    assert trades.loc["otherwise", "cost"] == pytest.approx(60 * old / 9, rel=1e-9)
    built = results.investments.iloc[0]
    assert built["capacity"] * 8760 == pytest.approx(old * 10 / 9, rel=1e-9)
    assert built["capex_invested"] == pytest.approx(1000 + (old * 10 / 9 - 40) / 40 * 500, rel=1e-9)
    assert built["fixed_opex"] == pytest.approx(0.04 * built["capex_invested"], rel=1e-12)
    parts = results.summary["plan"]["cost_parts"]
    assert parts["conversion"] == pytest.approx(3 * old, rel=1e-9)
    assert parts["handling"] == pytest.approx(54 + 0.5 * old + 0.1 * (old - 7.408536585365854), rel=1e-9)
    assert parts["carbon"] == pytest.approx(10 * results.summary["plan"]["co2_t"], rel=1e-9)
    sites = results.sites.set_index("site")
    assert sites.loc["mill", "market_plan"] == pytest.approx(20 * old, rel=1e-9)
    assert sites.loc["mill", "conversion_plan"] == pytest.approx(3 * old, rel=1e-9)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    found = {}
    for park in ("crusher", "pond", "pipes"):
        found[park] = tmp_path_factory.mktemp("stored") / park
        write_results(solved(park), found[park], Options(gap=0.0))
    return found


@pytest.mark.parametrize(
    ("park", "file", "kind"),
    [
        ("crusher", "plan.csv", "run"),
        ("crusher", "plan.csv", "buy"),
        ("crusher", "plan.csv", "otherwise"),
        ("crusher", "plan.csv", "built"),
        ("pond", "plan.csv", "level"),
        ("pipes", "plan.csv", "lost"),
        ("crusher", "conversion.csv", "plan [unit/a]"),
        ("crusher", "market.csv", "cost [EUR/a]"),
        ("pond", "storage.csv", "cost [EUR/a]"),
        ("crusher", "investments.csv", "capacity"),
        ("crusher", "sites.csv", "market_plan [EUR/a]"),
    ],
)
def test_a_row_changed(folders: dict[str, Path], tmp_path: Path, park: str, file: str, kind: str) -> None:
    """Proves: one number of any kind of row is refused, hashes made to match. Breaks if: a file is not worked out again."""
    folder = tmp_path / "copy"
    shutil.copytree(folders[park], folder)
    assert isopt.verify(folder).status == "proved"
    rows = list(csv.reader((folder / file).read_text().splitlines()))
    column = rows[0].index("amount" if file == "plan.csv" else kind)
    row = next(r for r in rows[1:] if (file != "plan.csv" or r[0] == kind) and r[column] and float(r[column]))
    row[column] = repr(float(row[column]) * 0.99)
    (folder / file).write_text("".join(",".join(row) + "\n" for row in rows))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][file] = hashlib.sha256((folder / file).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(VerificationError) as caught:
        isopt.verify(folder)
    assert re.search(file if file != "plan.csv" else "within", str(caught.value))


def test_what_is_not_rechecked_is_said(tmp_path: Path) -> None:
    """Proves: a claim that cost can fall without end is not proved again by `verify`, and it says so."""
    path = tmp_path / "park.yaml"
    path.write_text(
        "isopt: 1\nname: x\nresources: {h: {unit: t, buy: {price: 1 EUR/t}, sell: {price: 2 EUR/t}}}\n"
        "sites: {a: {xy: [0, 0]}}\nstorage: {heap: {site: a, resource: h}}\n"
    )
    out = tmp_path / "out"
    write_results(isopt.load(path).solve(), out, Options())
    found = isopt.verify(out)
    assert found.status == "unbounded"
    assert "not rechecked: that cost can fall without end" in found.checks
