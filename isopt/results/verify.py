"""Verify stored results: everything a folder says, worked out again from the input it holds, without solving."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isopt.errors import AuditError, ScenarioError, UsageError, VerificationError
from isopt.formulation.formulate import formulate
from isopt.network.build import build_baseline_network, build_network
from isopt.results.baseline import cannot_be
from isopt.results.compare_files import AGREE, differing_cells, differing_values, leaf_count, programs
from isopt.results.evaluate import audited, check_bound
from isopt.results.plan_table import read_plan_table
from isopt.results.results import Audited, Certificate, Proof, Results
from isopt.results.store import FORMAT, INPUT, UNHASHED, certificate_of, contents
from isopt.scenario.load import load_scenario
from isopt.scenario.writing.dump import fingerprint
from isopt.solution.certificate import recheck
from isopt.solution.diagnosis import Conflict, Demand, Shortage
from isopt.solution.gap import gap_of, holding_of
from isopt.solution.options import Options
from isopt.solution.relaxations import droppable_rules
from isopt.solution.termination import Termination

if TYPE_CHECKING:
    from isopt.network.network import Network
    from isopt.scenario.scenario import Scenario

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
        if today is None:
            self._check_no_today(scenario, stored)
        no_baseline = None if today is not None else cannot_be(scenario) or summary.get("no_baseline")
        found = bound = None
        termination = Termination(summary["termination"])
        if summary["plan"] is not None:
            found = audited(scenario, net, self._plan(scenario, "plan.csv"))
            self.checks.append(f"plan audited: worst violation {found.worst_violation:.1e}")
            bound = self._bound(net, found, certificate or {}, stored, has_rules=bool(rules))
        elif summary["status"] == "infeasible":
            self._check_infeasible(net, stored, has_rules=bool(rules))
        elif summary["status"] == "unbounded":
            self.checks.append("not rechecked: that cost can fall without end")
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
            no_baseline=no_baseline,
            conflict=self._conflict(scenario, summary),
            endless=tuple(Demand(item["path"], item["place"], item["words"]) for item in summary.get("unbounded", ())),
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

    def _check_no_today(self, scenario: Scenario, stored: dict[str, Any]) -> None:
        """Hold that there is no baseline: by what the scenario says, or by the proof stored."""
        if cannot_be(scenario) is None:
            tree = stored["baseline"]["tree"] if stored["baseline"] else None
            if tree is None or recheck(formulate(build_baseline_network(scenario)).to_highs(), tree) != math.inf:
                self.problems.append("summary.json baseline: absent, but nothing proves that today cannot be")
        self.checks.append("no baseline, and proved that there is none")

    def _conflict(self, scenario: Scenario, summary: dict[str, Any]) -> Conflict | None:
        """Hold that a conflict names rules of the scenario in its own words."""
        stored = summary.get("conflict")
        if stored is None:
            return None
        words = {rule.path: rule.words for rule in droppable_rules(scenario)}
        for rule in stored["rules"]:
            if not rule["path"].startswith("extend.") and words.get(rule["path"]) != rule["words"]:
                self.problems.append(
                    f"summary.json conflict: '{rule['path']}' is no rule of the scenario in these words"
                )
        self.checks.append("the conflict's rules are the scenario's; that none can be spared is not rechecked")
        return Conflict(
            tuple(Demand(rule["path"], rule["place"], rule["words"]) for rule in stored["rules"]),
            tuple(
                Shortage(
                    item["flow"],
                    item["site"],
                    item["amount"],
                    item["unit"].removesuffix("/a"),
                    item["flow"] in scenario.takers,
                )
                for item in stored["missing"]
            ),
        )

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
        if not abs(claimed - proved) <= AGREE * max(found.accounts.magnitude, abs(proved), 1.0):
            self.problems.append(f"summary.json certificate.bound: says {claimed!r}, its certificate proves {proved!r}")
        check_bound(found.accounts.combined, proved, found)
        self.checks.append(f"bound recomputed from {leaf_count(tree)} leaves")
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
                self.problems += differing_cells(name, self.files[name], expected[name])
            else:
                stored = self._json(name)
                self.problems += differing_values(name, "", stored, json.loads(expected[name]))
        self.problems += differing_values(
            "certificate.json", "", programs(self._json("certificate.json")), programs(certificate_of(results))
        )
        self.checks.append("all tables and figures worked out again and equal")
