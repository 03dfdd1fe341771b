"""Verify stored results: everything a folder says, worked out again from the input it holds, without solving."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isopt.errors import AuditError, ScenarioError, UsageError, VerificationError
from isopt.formulation.formulate import formulate
from isopt.network.build import build_baseline_network, build_network
from isopt.results.evaluate import audited, check_bound
from isopt.results.plan_table import read_plan_table
from isopt.results.results import Audited, Certificate, Proof, Results
from isopt.results.store import FORMAT, INPUT, UNHASHED, certificate_of, contents
from isopt.scenario.dump import fingerprint
from isopt.scenario.load import load_scenario
from isopt.solution.certificate import recheck
from isopt.solution.gap import gap_of, holding_of
from isopt.solution.options import Options
from isopt.solution.termination import Termination

if TYPE_CHECKING:
    from isopt.network.network import Network
    from isopt.scenario.scenario import Scenario

_AGREE = 1e-9
"""How far two figures of equal meaning may lie apart, relative."""

_ROUNDING = 1e-9
"""How far today's cost may lie above its certified least, relative."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was verified."""

    scenario: str
    status: str
    checks: tuple[str, ...]


def verify(folder: str | Path) -> Verification:
    """Verify the results in a folder against the input stored with them.

    Raises VerificationError naming each place that does not hold, UsageError where the folder holds no results.
    """
    return _Verifier(Path(folder)).run()


class _Verifier:
    def __init__(self, folder: Path) -> None:
        if not (folder / "manifest.json").is_file():
            raise UsageError(f"{folder} holds no results (no manifest.json); name the folder given to `solve --out`")
        self.folder = folder
        self.files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        self.problems: list[str] = []
        self.checks: list[str] = []

    def run(self) -> Verification:
        manifest, summary = self._json("manifest.json"), self._json("summary.json")
        self._stop_at_problems()
        if manifest.get("format") != FORMAT:
            raise UsageError(f"{self.folder}: results of another version of isopt; verify them with that one")
        self._check_hashes(manifest)
        scenario = self._scenario()
        found_hash = fingerprint(scenario.document)
        for file, value in (("manifest.json", manifest), ("summary.json certificate", summary.get("certificate"))):
            if isinstance(value, dict) and value.get("input_sha256") != found_hash:
                self.problems.append(f"{file}: input_sha256 is not that of {INPUT}/: the input was changed")
        try:
            results = self._results(scenario, manifest, summary)
        except AuditError as error:
            self.problems += str(error).splitlines()
        except (KeyError, TypeError, ValueError) as error:
            self.problems.append(f"summary.json or certificate.json: not as isopt writes it ({error!r})")
        else:
            self._compare(results, manifest)
        self._stop_at_problems()
        return Verification(scenario.name, results.status, tuple(self.checks))

    def _stop_at_problems(self) -> None:
        if self.problems:
            raise VerificationError(dict.fromkeys(self.problems))

    def _json(self, name: str) -> dict[str, Any]:
        try:
            data = json.loads(self.files[name])
        except KeyError:
            self.problems.append(f"{name}: missing")
            return {}
        except ValueError as error:
            self.problems.append(f"{name}: not JSON ({error})")
            return {}
        if not isinstance(data, dict):
            self.problems.append(f"{name}: not a mapping")
            return {}
        return data

    def _check_hashes(self, manifest: dict[str, Any]) -> None:
        hashes = manifest.get("files")
        hashes = hashes if isinstance(hashes, dict) else {}
        for name, digest in hashes.items():
            if name not in self.files:
                self.problems.append(f"{name}: missing")
            elif hashlib.sha256(self.files[name]).hexdigest() != digest:
                self.problems.append(f"{name}: changed since it was written (its hash is not the manifest's)")
        self.problems += [
            f"{name}: not in the manifest" for name in self.files if name not in hashes and name not in UNHASHED
        ]
        self.checks.append(f"{len(hashes)} files unchanged")

    def _scenario(self) -> Scenario:
        try:
            return load_scenario(self.folder / INPUT / "scenario.yaml")
        except ScenarioError as error:
            self.problems += [str(fault) for fault in error.faults]
            raise VerificationError(self.problems) from error

    def _results(self, scenario: Scenario, manifest: dict[str, Any], summary: dict[str, Any]) -> Results:
        """Rebuild the results from the input, the tables of what moves, and the trees of the bounds."""
        options = Options(**manifest["options"])
        certificate = summary.get("certificate")
        stored = self._json("certificate.json")
        rules = tuple(summary.get("user_rules", ()))
        net = build_network(scenario, keep_dominated=bool(rules))
        today = self._today(scenario, stored) if summary["baseline"] is not None else None
        found = bound = None
        termination = Termination(summary["termination"])
        if summary["plan"] is not None:
            found = audited(scenario, net, self._plan(scenario, "plan.csv"))
            self.checks.append(f"plan audited: worst violation {found.worst_violation:.1e}")
            bound = self._bound(net, found, certificate or {}, stored, has_rules=bool(rules))
        elif summary["status"] == "infeasible":
            self._check_infeasible(net, stored, has_rules=bool(rules))
        baseline = today.accounts.combined if today else None
        value = found.accounts.combined if found else None
        solver_bound = certificate["solver_bound"] if certificate else None
        rebuilt = None
        if found is not None and value is not None and certificate is not None:
            gap_abs, gap = gap_of(value, bound, baseline)
            worst = max(found.worst_violation, today.worst_violation if today else 0.0)
            solver_gap = gap_of(value, solver_bound, baseline)[1]
            rebuilt = Certificate(
                worst, bound, gap_abs, gap, solver_bound, solver_gap, certificate["solver"],
                fingerprint(scenario.document), tuple(certificate["changed_options"]),
            )  # fmt: skip
        document = replace(scenario.document, variant=manifest["variant"], files=tuple(manifest["read"]))
        return Results(
            scenario=replace(scenario, document=document),
            network=net,
            holding=holding_of(options, termination, value, (bound, solver_bound), baseline),
            termination=termination,
            found=found,
            today=today,
            no_baseline=summary.get("no_baseline"),
            certificate=rebuilt,
            user_rules=rules,
            proof=Proof(stored["plan"]["tree"], stored["baseline"]["tree"] if stored["baseline"] else None),
        )

    def _plan(self, scenario: Scenario, name: str) -> Any:
        if name not in self.files:
            raise AuditError(f"{name}: missing")
        try:
            return read_plan_table(name, self.files[name], scenario.calendar.periods)
        except VerificationError as error:
            raise AuditError(str(error)) from error

    def _today(self, scenario: Scenario, stored: dict[str, Any]) -> Audited:
        """Audit the baseline, and hold it to be the least of today's choices by the tree stored with it."""
        net = build_baseline_network(scenario)
        today = audited(scenario, net, self._plan(scenario, "baseline.csv"), is_today=True)
        least = recheck(formulate(net).to_highs(), stored["baseline"]["tree"])
        size = max(today.accounts.magnitude, 1.0)
        if not today.accounts.combined <= least + (_ROUNDING + today.worst_violation) * size:
            self.problems.append(
                f"baseline.csv: combined {today.accounts.combined!r}, but today's least is proved only to be above {least!r}"
            )
        check_bound(today.accounts.combined, least, today)
        self.checks.append("baseline audited, and proved to be the least of today's choices")
        return today

    def _bound(
        self, net: Network, found: Audited, certificate: dict[str, Any], stored: dict[str, Any], *, has_rules: bool
    ) -> float | None:
        claimed: float | None = certificate["bound"]
        tree = stored["plan"]["tree"]
        if claimed is None:
            return None
        if has_rules:
            self.checks.append("bound not rechecked: it rests on rules of the user that are not stored")
            return claimed
        proved = recheck(formulate(net).to_highs(), tree)
        if not abs(claimed - proved) <= _AGREE * max(found.accounts.magnitude, abs(proved), 1.0):
            self.problems.append(f"summary.json certificate.bound: says {claimed!r}, its certificate proves {proved!r}")
        check_bound(found.accounts.combined, proved, found)
        self.checks.append(f"bound recomputed from {_leaves(tree)} leaves")
        return proved

    def _check_infeasible(self, net: Network, stored: dict[str, Any], *, has_rules: bool) -> None:
        if has_rules:
            self.checks.append("infeasibility not rechecked: it rests on rules of the user that are not stored")
            return
        if recheck(formulate(net).to_highs(), stored["plan"]["tree"]) != math.inf:
            self.problems.append("summary.json status: says infeasible, its certificate does not prove it")
        self.checks.append("infeasibility proved again")

    def _compare(self, results: Results, manifest: dict[str, Any]) -> None:
        """Write every file again and compare, number by number."""
        expected = contents(results, Options(**manifest["options"]))
        for name in sorted(expected):
            if name in {*UNHASHED, "certificate.json"} or name.startswith(f"{INPUT}/"):
                continue
            if name not in self.files:
                self.problems.append(f"{name}: missing")
            elif name.endswith(".csv"):
                self.problems += _differing_cells(name, self.files[name], expected[name])
            else:
                stored = self._json(name)
                stored.pop("conflict", None)
                self.problems += _differing_values(name, "", stored, json.loads(expected[name]))
        self.problems += _differing_values(
            "certificate.json", "", _programs(self._json("certificate.json")), _programs(certificate_of(results))
        )
        self.checks.append("all tables and figures worked out again and equal")


def _programs(certificate: dict[str, Any]) -> dict[str, Any]:
    return {name: part["program"] for name, part in certificate.items() if part}


def _leaves(tree: dict[str, Any] | None) -> int:
    nodes = tree.get("nodes", []) if tree else []
    return sum(1 for node in nodes if "kind" in node)


def _differing_cells(name: str, stored: bytes, expected: bytes) -> list[str]:
    rows, wanted = (list(csv.reader(io.StringIO(content.decode(errors="replace")))) for content in (stored, expected))
    if len(rows) != len(wanted):
        return [f"{name}: {len(rows) - 1} rows where the plan gives {len(wanted) - 1}"]
    problems = []
    for line, (row, right) in enumerate(zip(rows, wanted, strict=True), start=1):
        if len(row) != len(right):
            problems.append(f"{name}:{line}: {len(row)} cells where {len(right)} are expected")
            continue
        for header, cell, expectation in zip(wanted[0], row, right, strict=True):
            if cell != expectation and not _near(cell, expectation):
                problems.append(f"{name}:{line} {header}: says {cell}, the plan gives {expectation}")
    return problems


def _near(cell: str, expectation: str) -> bool:
    try:
        one, other = float(cell), float(expectation)
    except ValueError:
        return False
    return math.isclose(one, other, rel_tol=_AGREE, abs_tol=1e-6)


def _differing_values(name: str, path: str, stored: object, expected: object) -> list[str]:
    if isinstance(stored, dict) and isinstance(expected, dict):
        return [
            problem
            for key in dict.fromkeys([*stored, *expected])
            for problem in _differing_values(name, f"{path}.{key}".lstrip("."), stored.get(key), expected.get(key))
        ]
    if isinstance(stored, list) and isinstance(expected, list) and len(stored) == len(expected):
        return [
            problem
            for number, (one, other) in enumerate(zip(stored, expected, strict=True))
            for problem in _differing_values(name, f"{path}[{number}]", one, other)
        ]
    is_number = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (stored, expected))
    if stored == expected or (is_number and _close(path, stored, expected)):
        return []
    return [f"{name} {path}: says {stored!r}, worked out again it is {expected!r}"]


def _close(path: str, stored: Any, expected: Any) -> bool:
    is_tiny = path.rpartition(".")[2] in {"worst_violation", "gap", "gap_abs", "solver_gap"}
    return math.isclose(stored, expected, rel_tol=_AGREE, abs_tol=1e-6 if is_tiny else 1e-9)
