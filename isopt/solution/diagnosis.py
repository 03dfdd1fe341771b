"""Why no plan exists: an irreducible conflict of rules in the scenario's words, and how much is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from isopt.errors import ScenarioError
from isopt.formulation.formulate import formulate
from isopt.network.build import build_network
from isopt.solution.relaxations import droppable_rules
from isopt.solution.tasks import Outcome, Settings, SolveTask

if TYPE_CHECKING:
    from collections.abc import Callable

    from isopt.formulation.program import Arrays, Program
    from isopt.network.network import Network
    from isopt.scenario.scenario import Scenario, Terms
    from isopt.solution.process import Worker
    from isopt.solution.rules import Rule

_NOTHING_MISSING = 1e-6

_ELASTIC = {"giver_balance", "taker_balance", "share_given", "share_met"}
"""Families that say what must go somewhere, or be met."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One rule of a conflict: where it is said, and what it says."""

    path: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is missing at one flow, or output of a facility, in a year, at least, if all else is as the scenario says."""

    flow: str
    site: str
    amount_u: float
    unit: str
    is_need: bool
    is_promised: bool = False
    """Of what gives: takers have to get it (`at_least`); what is left could go elsewhere."""

    def __str__(self) -> str:
        amount = f"{self.amount_u:.6g} {self.unit}/a"
        missed = "cannot be met" if self.is_need else "finds no taker" if self.is_promised else "cannot go anywhere"
        return f"{amount} of '{self.flow}' at '{self.site}' {missed}"


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
    costless = _costless(scenario)
    try:
        if not is_feasible(worker, _without(costless, rules)):
            return None
        kept = _explain(worker, costless, [], rules, rules, background_changed=False)
    except ScenarioError:  # without some rules, nothing bounds what another rule has to know
        return None
    return Conflict(
        rules=tuple(Demand(rule.path, place_of(scenario, rule.path), rule.words) for rule in kept),
        missing=find_shortage(worker, scenario),
    )


def is_feasible(worker: Worker, scenario: Scenario) -> bool:
    """Say whether any plan meets a scenario, whatever it costs."""
    arrays = formulate(build_network(scenario)).to_highs()
    free = replace(arrays, cost=np.zeros(arrays.column_count))
    outcome: Outcome = worker.run(SolveTask(free, settings=Settings(proof_nodes=0))).value
    return outcome.x is not None


def _costless(scenario: Scenario) -> Scenario:
    """Leave out what only costs: whether it is paid needs no decision where any plan will do."""

    def free(terms: Terms) -> Terms:
        return replace(terms, per_exchange_eur_per_a=0.0, per_exchange_eur_per_km_a=0.0, setup_eur=0.0)

    return replace(
        scenario,
        modes={
            name: replace(mode, terms={key: free(terms) for key, terms in mode.terms.items()})
            for name, mode in scenario.modes.items()
        },
        links={
            name: replace(link, fixed_eur_per_a=0.0, terms={key: free(terms) for key, terms in link.terms.items()})
            for name, link in scenario.links.items()
        },
        disposal={name: replace(route, fixed_eur_per_a=0.0) for name, route in scenario.disposal.items()},
    )


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


def place_of(scenario: Scenario, path: str) -> str:
    """Say where in the files a path of the scenario stands, at its entry."""
    section, rest = path.split(".", 1)
    named = [name for kind, name in scenario.origins if kind == section and f"{rest}.".startswith(f"{name}.")]
    if named:
        return scenario.origins[section, max(named, key=len)].place
    return scenario.document.file


def find_shortage(
    worker: Worker, scenario: Scenario, build: Callable[[Scenario], Network] = build_network
) -> tuple[Shortage, ...]:
    """Find how little has to be missing in a plan, or in what else is built of a scenario.

    Balances may be broken, at one unit of cost for each unit; what facilities give, too, may go nowhere.
    """
    try:
        net = build(_costless(_with_outlets(scenario)))
    except ScenarioError:  # so much may go nowhere that nothing bounds what must be bounded
        net = build(scenario)
    return find_shortage_of(worker, scenario, net)


def find_shortage_of(worker: Worker, scenario: Scenario, net: Network) -> tuple[Shortage, ...]:
    """Find how little has to be missing in a network of a scenario."""
    program = formulate(net)
    nowhere, ports = _sent_nowhere(scenario, net, program)
    arrays, owners = _elastic(program, nowhere)
    columns = np.arange(arrays.column_count - len(owners), arrays.column_count)
    outcome: Outcome = worker.run(SolveTask(arrays, settings=Settings(proof_nodes=0))).value
    if outcome.x is None:
        return ()
    missing: dict[tuple[str, str], float] = {}
    for owner, amount in zip((*owners, *ports), outcome.x[[*columns, *nowhere]], strict=True):
        if amount > _NOTHING_MISSING:
            missing[owner] = missing.get(owner, 0.0) + float(amount)
    return tuple(
        sorted(
            (_shortage(scenario, net, family, name, amount) for (family, name), amount in missing.items()),
            key=lambda shortage: (shortage.is_need, shortage.flow),
        )
    )


def _shortage(scenario: Scenario, net: Network, family: str, name: str, amount_u: float) -> Shortage:
    if name in scenario.takers:
        taker = scenario.takers[name]
        return Shortage(name, taker.site, amount_u, taker.unit.text, is_need=True)
    row = net.givers.names.index(name)
    site, resource = net.sites[net.givers.site[row]], net.resources[net.givers.resource[row]]
    unit = scenario.resources[resource].unit.text
    return Shortage(name, site, amount_u, unit, is_need=False, is_promised=family == "share_given")


def _with_outlets(scenario: Scenario) -> Scenario:
    """Let all that facilities give go nowhere, too."""
    facilities = {
        name: replace(item, outputs={key: replace(port, is_free=True) for key, port in item.outputs.items()})
        for name, item in scenario.facilities.items()
    }
    return replace(scenario, facilities=facilities)


def _sent_nowhere(scenario: Scenario, net: Network, program: Program) -> tuple[list[int], list[tuple[str, str]]]:
    """List columns of what goes nowhere though it may not, and their owners."""
    columns, owners = [], list[tuple[str, str]]()
    periods = len(net.periods)
    for row in np.nonzero(net.routes.route == len(net.disposal))[0].tolist():
        giver = int(net.routes.giver[row])
        resource = net.resources[net.givers.resource[giver]]
        facility = scenario.facilities[net.facilities.names[net.givers.part[giver]]]
        if not facility.outputs[resource].is_free:
            columns += [program["disposed"].start + row * periods + t for t in range(periods)]
            owners += [("output_balance", net.givers.names[giver])] * periods
    return columns, owners


def _elastic(program: Program, nowhere: list[int]) -> tuple[Arrays, list[tuple[str, str]]]:
    """Add a slack to every balance and share that must be met; only slacks cost, and what goes nowhere.

    Each slack is owned by (family, name).
    """
    arrays = program.to_highs()
    cost = np.zeros(arrays.column_count)
    cost[nowhere] = 1.0
    owners: list[tuple[str, str]] = []
    rows: list[int] = []
    start = 0
    for family in program.rows:
        if family.name in _ELASTIC:
            must = np.nonzero(family.lower > 0)[0].tolist()
            owners += [(family.name, family.index.key(entry)[0]) for entry in must]
            rows += [start + entry for entry in must]
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
        cost=np.concatenate([cost, np.ones(count)]),
        lower=np.concatenate([arrays.lower, np.zeros(count)]),
        upper=np.concatenate([arrays.upper, most]),
        integer=np.concatenate([arrays.integer, np.zeros(count, dtype=bool)]),
        start=new_start,
        index=index,
        value=value,
    ), owners
