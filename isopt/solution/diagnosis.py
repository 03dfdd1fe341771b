"""Why no plan exists: an irreducible conflict of rules in the scenario's words, and how much is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.formulation.formulate import formulate
from isopt.network.build import build_network
from isopt.solution.relaxations import Rule, droppable_rules
from isopt.solution.tasks import Outcome, Settings, SolveTask

if TYPE_CHECKING:
    from isopt.formulation.program import Arrays, Program
    from isopt.network.network import Network
    from isopt.scenario.scenario import Scenario
    from isopt.solution.process import Worker

_NOTHING_MISSING = 1e-6


@dataclass(frozen=True, slots=True)
class Demand:
    """One rule of a conflict: where it is said, and what it says."""

    path: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is missing at one flow in a year, at least, if all else is as the scenario says."""

    flow: str
    site: str
    amount_u: float
    unit: str
    is_need: bool

    def __str__(self) -> str:
        amount = f"{self.amount_u:.6g} {self.unit}/a"
        return f"{amount} of '{self.flow}' at '{self.site}' {'cannot be met' if self.is_need else 'cannot go anywhere'}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot hold together; dropping any one of them resolves this conflict."""

    rules: tuple[Demand, ...]
    missing: tuple[Shortage, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "rules": [{"path": r.path, "place": r.place, "words": r.words} for r in self.rules],
            "missing": [
                {"flow": m.flow, "site": m.site, "amount": m.amount_u, "unit": f"{m.unit}/a"} for m in self.missing
            ],
        }


def find_conflict(worker: Worker, scenario: Scenario) -> Conflict | None:
    """Find rules that cannot hold together, none of which can be spared; None where the rules named do not explain it.

    QuickXplain (Junker 2004): halves of the rules are dropped and put back, so that few rules cost few solves.
    """
    rules = droppable_rules(scenario)
    if not is_feasible(worker, _without(scenario, rules)):
        return None
    kept = _explain(worker, scenario, [], rules, rules, background_changed=False)
    return Conflict(
        rules=tuple(Demand(rule.path, _place(scenario, rule.path), rule.words) for rule in kept),
        missing=find_shortage(worker, scenario),
    )


def is_feasible(worker: Worker, scenario: Scenario) -> bool:
    """Say whether any plan meets a scenario, whatever it costs."""
    arrays = formulate(build_network(scenario)).to_highs()
    free = replace(arrays, cost=np.zeros(arrays.column_count))
    outcome: Outcome = worker.run(SolveTask(free, settings=Settings(proof_nodes=0))).value
    return outcome.x is not None


def _without(scenario: Scenario, rules: list[Rule]) -> Scenario:
    for rule in rules:
        scenario = rule.drop(scenario)
    return scenario


def _explain(
    worker: Worker,
    scenario: Scenario,
    background: list[Rule],
    rules: list[Rule],
    everything: list[Rule],
    *,
    background_changed: bool,
) -> list[Rule]:
    """Find a smallest part of `rules` that conflicts together with `background`; all other rules are dropped."""
    if background_changed and not is_feasible(worker, _only(scenario, background, everything)):
        return []
    if len(rules) == 1:
        return rules
    first, second = rules[: len(rules) // 2], rules[len(rules) // 2 :]
    of_second = _explain(worker, scenario, [*background, *first], second, everything, background_changed=bool(first))
    of_first = _explain(
        worker, scenario, [*background, *of_second], first, everything, background_changed=bool(of_second)
    )
    return [*of_first, *of_second]


def _only(scenario: Scenario, kept: list[Rule], everything: list[Rule]) -> Scenario:
    names = {rule.path for rule in kept}
    return _without(scenario, [rule for rule in everything if rule.path not in names])


def _place(scenario: Scenario, path: str) -> str:
    section, rest = path.split(".", 1)
    named = [name for kind, name in scenario.origins if kind == section and rest.startswith(f"{name}.")]
    if named:
        return scenario.origins[section, max(named, key=len)].place
    return scenario.document.file


def find_shortage(worker: Worker, scenario: Scenario) -> tuple[Shortage, ...]:
    """Find how little has to be missing: balances may be broken, at one unit of cost for each unit."""
    return find_shortage_of(worker, scenario, build_network(scenario))


def find_shortage_of(worker: Worker, scenario: Scenario, net: Network) -> tuple[Shortage, ...]:
    """Find how little has to be missing in a network of a scenario."""
    program = formulate(net)
    arrays, owners = _elastic(program)
    outcome: Outcome = worker.run(SolveTask(arrays, settings=Settings(proof_nodes=0))).value
    if outcome.x is None:
        return ()
    slack = outcome.x[arrays.column_count - len(owners) :]
    missing: dict[tuple[bool, str], float] = {}
    for (is_need, name), amount in zip(owners, slack, strict=True):
        if amount > _NOTHING_MISSING:
            missing[is_need, name] = missing.get((is_need, name), 0.0) + float(amount)
    shortages = []
    for (is_need, name), amount in sorted(missing.items()):
        if is_need:
            taker = scenario.takers[name]
            shortages.append(Shortage(name, taker.site, amount, taker.unit.text, is_need))
        else:
            giver = scenario.givers[name]
            unit = scenario.resources[giver.resource].unit.text
            shortages.append(Shortage(name, giver.site, amount, unit, is_need))
    return tuple(shortages)


def _elastic(program: Program) -> tuple[Arrays, list[tuple[bool, str]]]:
    """Add a slack to every balance that must be met; only slacks cost."""
    arrays = program.to_highs()
    owners: list[tuple[bool, str]] = []
    rows: list[int] = []
    start = 0
    for family in program.rows:
        if family.name in {"giver_balance", "taker_balance"}:
            for entry in np.nonzero(family.lower > 0)[0]:
                owners.append((family.name == "taker_balance", family.index.key(int(entry))[0]))
                rows.append(start + int(entry))
        start += len(family)
    count = len(rows)
    slack_of_row = np.full(arrays.row_count, -1)
    slack_of_row[rows] = np.arange(count)
    extra = (slack_of_row >= 0).astype(np.int32)
    new_start = arrays.start + np.concatenate([[0], np.cumsum(extra)]).astype(np.int32)
    index = np.zeros(int(new_start[-1]), np.int32)
    value = np.zeros(int(new_start[-1]))
    row_of_entry = np.repeat(np.arange(arrays.row_count), np.diff(arrays.start))
    shift = np.arange(len(arrays.index)) + np.concatenate([[0], np.cumsum(extra)])[row_of_entry]
    index[shift], value[shift] = arrays.index, arrays.value
    last = new_start[1:][slack_of_row >= 0] - 1
    index[last] = arrays.column_count + slack_of_row[slack_of_row >= 0]
    value[last] = 1.0
    most = np.array([arrays.row_lower[row] for row in rows])
    return replace(
        arrays,
        cost=np.concatenate([np.zeros(arrays.column_count), np.ones(count)]),
        lower=np.concatenate([arrays.lower, np.zeros(count)]),
        upper=np.concatenate([arrays.upper, most]),
        integer=np.concatenate([arrays.integer, np.zeros(count, dtype=bool)]),
        start=new_start,
        index=index,
        value=value,
    ), owners
