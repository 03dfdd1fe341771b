"""Stored results are verified from their input alone; whatever is changed is refused with its place."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import isopt
from isopt import Options, UsageError, VerificationError
from isopt.results.store import write_results

Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder = tmp_path_factory.mktemp("stored") / "kalundborg"
    write_results(isopt.load(root / "scenarios/kalundborg/scenario.yaml").solve(), folder, Options())
    return folder


@pytest.fixture
def copy(stored: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    shutil.copytree(stored, folder)
    return folder


def rehash(folder: Path) -> None:
    """Make the manifest's hashes those of the files, as a careful forger would."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest["files"]:
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def edit_csv(path: Path, edit: Callable[[list[dict[str, str]]], None]) -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    edit(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue())


def edit_json(path: Path, edit: Callable[[dict], None]) -> None:  # type: ignore[type-arg]
    data = json.loads(path.read_text())
    edit(data)
    path.write_text(json.dumps(data))


def refused(folder: Path) -> str:
    with pytest.raises(VerificationError) as caught:
        isopt.verify(folder)
    return str(caught.value)


def first_exchange(rows: list[dict[str, str]]) -> dict[str, str]:
    return next(row for row in rows if row["kind"] == "exchange" and float(row["amount"]) > 0)


def test_what_was_written_verifies(stored: Path) -> None:
    """Proves: untouched results hold, and each kind of check ran. Breaks if: a file is not worked out the same again."""
    found = isopt.verify(stored)
    assert found.status == "proved"
    assert len(found.checks) == 5


def test_one_flow_changed_by_a_thousandth(copy: Path) -> None:
    """Proves: a flow moved by 0.1 %, hashes made to match, is refused at its balance.

    Breaks if: the audit's tolerance swallows it.
    """

    def edit(rows: list[dict[str, str]]) -> None:
        row = first_exchange(rows)
        row["amount"] = repr(float(row["amount"]) * 1.001)

    edit_csv(copy / "plan.csv", edit)
    rehash(copy)
    assert re.search(r"flows\.\w+ in \w+, (given|met)", refused(copy))


def test_the_same_change_in_the_shown_table(copy: Path) -> None:
    """Proves: a cell of exchanges.csv that the plan does not give is named by file, line and column."""
    edit_csv(copy / "exchanges.csv", lambda rows: rows[0].update({"cost [EUR/a]": "1.0"}))
    rehash(copy)
    assert "exchanges.csv:2 cost [EUR/a]: says 1.0" in refused(copy)


def test_flow_partner_and_cost_changed_together(copy: Path) -> None:
    """Proves: moving a flow to another partner with its cost, in every table, still breaks a rule of the scenario."""

    def edit(rows: list[dict[str, str]]) -> None:
        one, other = [row for row in rows if row["kind"] == "exchange" and float(row["amount"]) > 0][:2]
        one["to"], one["amount"] = other["to"], repr(0.5 * float(one["amount"]))

    edit_csv(copy / "plan.csv", edit)
    edit_csv(copy / "exchanges.csv", lambda rows: rows[0].update({"taker": rows[1]["taker"], "cost [EUR/a]": "5.0"}))
    edit_json(copy / "summary.json", lambda data: data["plan"].update(cost=data["plan"]["cost"] - 1000))
    rehash(copy)
    assert "flows.town_heating in winter, met" in refused(copy)


def test_one_digit_of_the_input(copy: Path) -> None:
    """Proves: an input whose landfill tax differs in one digit is not the one that was solved."""
    path = copy / "input/scenario.yaml"
    text = path.read_text()
    assert "64 EUR/t" in text
    path.write_text(text.replace("64 EUR/t", "65 EUR/t", 1))
    assert "input/scenario.yaml: changed since it was written" in refused(copy)
    rehash(copy)
    message = refused(copy)
    assert "input_sha256" in message


def test_one_digit_of_the_input_with_every_hash_recomputed(copy: Path) -> None:
    """Proves: also with all hashes forged, the model built from the changed input is not the one that was solved."""
    from isopt.scenario.writing.dump import fingerprint

    path = copy / "input/scenario.yaml"
    path.write_text(path.read_text().replace("tax: 64 EUR/t", "tax: 65 EUR/t", 1))
    digest = fingerprint(isopt.load(path).scenario.document)
    edit_json(copy / "summary.json", lambda data: data["certificate"].update(input_sha256=digest))
    edit_json(copy / "manifest.json", lambda data: data.update(input_sha256=digest))
    rehash(copy)
    assert "disposal: says" in refused(copy)


def test_two_results_swapped(copy: Path, root: Path, tmp_path: Path) -> None:
    """Proves: files of another result, right in themselves, do not pass for this one's."""
    other = tmp_path / "other"
    write_results(
        isopt.load(root / "scenarios/kalundborg/scenario.yaml", variant="fields_closed").solve(), other, Options()
    )
    for name in ("summary.json", "plan.csv", "exchanges.csv"):
        shutil.copy(other / name, copy / name)
    rehash(copy)
    message = refused(copy)
    assert "input_sha256 is not that of input/" in message


def test_the_bound_raised(copy: Path) -> None:
    """Proves: a bound above what its certificate proves is refused, also with the gap made to match."""
    edit_json(
        copy / "summary.json", lambda data: data["certificate"].update(bound=data["certificate"]["bound"] + 50, gap=0.0)
    )
    rehash(copy)
    assert "summary.json certificate.bound: says" in refused(copy)


def test_the_baseline_lowered(copy: Path) -> None:
    """Proves: a baseline cost the baseline's own table does not give is refused."""
    edit_json(copy / "summary.json", lambda data: data["baseline"].update(cost=data["baseline"]["cost"] - 1e6))
    rehash(copy)
    assert "summary.json baseline.cost: says" in refused(copy)


def test_the_baseline_lowered_in_its_table_too(copy: Path) -> None:
    """Proves: a baseline that buys less than it needs fails its audit."""

    def edit(rows: list[dict[str, str]]) -> None:
        row = next(row for row in rows if row["kind"] == "purchase" and float(row["amount"]) > 0)
        row["amount"] = repr(0.9 * float(row["amount"]))

    edit_csv(copy / "baseline.csv", edit)
    rehash(copy)
    assert "flows." in refused(copy)


def test_the_baseline_taken_away(copy: Path) -> None:
    """Proves: a result cannot lose its baseline: nothing proves that today cannot be."""
    edit_json(
        copy / "summary.json", lambda data: data.update(baseline=None, no_baseline="none", landfill_diversion=None)
    )
    (copy / "baseline.csv").unlink()
    edit_json(copy / "manifest.json", lambda data: data["files"].pop("baseline.csv"))
    rehash(copy)
    assert "nothing proves that today cannot be" in refused(copy)


def test_a_conflict_in_other_words(tmp_path: Path) -> None:
    """Proves: a stored conflict names rules of the scenario, in the scenario's words."""
    path = tmp_path / "park.yaml"
    path.write_text(
        "isopt: 1\nname: x\nresources: {h: {unit: MWh}}\nsites: {a: {xy: [0, 0]}}\n"
        "flows: {n: {site: a, resource: h, takes: 9 MWh/a, required: true}}\n"
    )
    out = tmp_path / "out"
    write_results(isopt.load(path).solve(), out, Options())
    assert isopt.verify(out).status == "infeasible"
    edit_json(out / "summary.json", lambda data: data["conflict"]["rules"][0].update(words="the moon is cheese"))
    rehash(out)
    assert "'flows.n.required' is no rule of the scenario in these words" in refused(out)


@pytest.mark.parametrize("name", ["plan.csv", "summary.json", "certificate.json", "input/scenario.yaml"])
def test_a_missing_file(copy: Path, name: str) -> None:
    """Proves: nothing that vouches for the result may be absent."""
    (copy / name).unlink()
    assert name in refused(copy)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.csv", b"kind\n\xff"),
        ("plan.csv", b"kind,from,to,mode,serves,size,period,amount\nexchange,a,b,c,,,winter,nan\n"),
        ("summary.json", b"[]"),
        ("summary.json", b"{}"),
        ("certificate.json", b'{"plan": 3}'),
        ("certificate.json", b"{"),
    ],
)
def test_garbage(copy: Path, name: str, content: bytes) -> None:
    """Proves: a file that is no longer what isopt writes is refused by name, not by a traceback."""
    (copy / name).write_bytes(content)
    rehash(copy)
    assert name.split(".", maxsplit=1)[0] in refused(copy)


def test_a_folder_without_results(tmp_path: Path) -> None:
    """Proves: a folder of something else is a mistake of usage, with the remedy."""
    with pytest.raises(UsageError, match="holds no results"):
        isopt.verify(tmp_path)
