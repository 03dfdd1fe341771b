"""Results: a plan beside today, with its certificate; or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from isopt.errors import NoPlanError
from isopt.results import tables
from isopt.units import CO2, KG_PER_T

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from isopt.network.network import Network
    from isopt.results.accounts import Accounts
    from isopt.results.plan import Plan
    from isopt.results.table import Table
    from isopt.scenario.scenario import Scenario
    from isopt.solution.diagnosis import Conflict, Demand
    from isopt.solution.solution import Holding, Json, Termination


@dataclass(frozen=True, slots=True)
class Certificate:
    """What vouches for a plan."""

    worst_violation: float
    """Of all balances and limits of plan and baseline, relative; found by the audit."""
    bound: float | None
    """Certified: no plan's combined value is below it."""
    gap_abs: float | None
    gap: float | None
    """gap_abs / max(baseline − bound, 1) (SEMANTICS 28)."""
    solver_bound: float | None
    solver_gap: float | None
    solver: str
    input_sha256: str
    changed_options: tuple[str, ...] = ()
    """Options of the solver that had to change because it crashed."""


@dataclass(frozen=True, slots=True)
class Audited:
    """A plan (or today) that passed the audit, and its figures."""

    plan: Plan
    accounts: Accounts
    worst_violation: float


@dataclass(frozen=True, slots=True)
class Proof:
    """What the certified bounds are recomputed from: trees of branchings and duals, as plain JSON."""

    plan: Json | None
    baseline: Json | None


@dataclass(frozen=True, slots=True)
class Results:
    """What a solve found. Tables and figures exist only where there is a plan; asking without one is an error."""

    scenario: Scenario
    network: Network
    holding: Holding
    termination: Termination
    found: Audited | None
    today: Audited | None
    no_baseline: str | None
    """Why there is no baseline."""
    certificate: Certificate | None
    proof: Proof
    conflict: Conflict | None = None
    """Where there is no plan: rules that cannot hold together."""
    endless: tuple[Demand, ...] = ()
    """Where cost can fall without end: facilities, markets and routes by which it does."""
    user_rules: tuple[str, ...] = ()
    """Names of rules the user added to the model."""
    log: dict[str, Any] = field(default_factory=dict, compare=False)
    """What differs from run to run: seconds, attempts."""

    @property
    def status(self) -> str:
        """The verdict in one word (SEMANTICS 29)."""
        return self.holding.name.lower()

    @property
    def plan(self) -> Audited:
        """The audited plan; NoPlanError where there is none."""
        if self.found is None:
            raise NoPlanError(
                f"there is no plan ({self.status}: {self.termination.value}); look at `.conflict` or `.endless`"
            )
        return self.found

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, in the order they are shown."""
        return tuple(make(self) for make in tables.makers(self).values())

    def table(self, name: str) -> Table:
        """Find one table by its name."""
        return tables.makers(self)[name](self)

    @property
    def exchanges(self) -> pd.DataFrame:
        """Who gives what to whom, how much, how far, at what cost and CO2."""
        return self._frame("exchanges")

    @property
    def investments(self) -> pd.DataFrame:
        """What is built."""
        return self._frame("investments")

    @property
    def disposal(self) -> pd.DataFrame:
        """What is disposed of, today and in the plan."""
        return self._frame("disposal")

    @property
    def virgin(self) -> pd.DataFrame:
        """What is bought, today and in the plan."""
        return self._frame("virgin")

    @property
    def conversion(self) -> pd.DataFrame:
        """How much facilities run, today and in the plan."""
        return self._frame("conversion")

    @property
    def market(self) -> pd.DataFrame:
        """What facilities and stores buy and sell, today and in the plan."""
        return self._frame("market")

    @property
    def storage(self) -> pd.DataFrame:
        """What stores hold."""
        return self._frame("storage")

    @property
    def sites(self) -> pd.DataFrame:
        """What changes at each site."""
        return self._frame("sites")

    @property
    def costs(self) -> pd.DataFrame:
        """Cost by part, today and in the plan."""
        return self._frame("costs")

    @property
    def emissions(self) -> pd.DataFrame:
        """Every impact by part, today and in the plan."""
        return self._frame("emissions")

    @property
    def diversion(self) -> pd.DataFrame:
        """Landfilled mass by resource, today and in the plan."""
        return self._frame("diversion")

    @property
    def left_out(self) -> pd.DataFrame:
        """Exchanges that were not possible, each with its reason."""
        return self.table("left_out").to_frame()

    @property
    def sources(self) -> pd.DataFrame:
        """What each entry says of its own figures."""
        return self.table("sources").to_frame()

    @property
    def summary(self) -> dict[str, Any]:
        """The figures of `summary.json`."""
        return summarise(self)

    def _frame(self, name: str) -> pd.DataFrame:
        _ = self.plan
        return self.table(name).to_frame()


def summarise(results: Results) -> dict[str, Any]:
    """Collect the headline figures, money and t per year."""
    found, today, certificate = results.found, results.today, results.certificate
    summary: dict[str, Any] = {
        "scenario": results.scenario.name,
        "variant": results.scenario.document.variant,
        "status": results.status,
        "termination": results.termination.value,
        "currency": results.scenario.currency,
        "baseline": _figures(today) if today else None,
        "plan": None,
        "landfill_diversion": None,
    }
    if results.no_baseline:
        summary["no_baseline"] = results.no_baseline
    if found is not None:
        summary["plan"] = _figures(found) | {
            "capex": found.accounts.cost_parts_eur["capex"],
            "capex_invested": found.accounts.capex_invested_eur,
            "exchanges": sum(not move.is_disposal for move in found.plan.moves),
        }
        if today is not None:
            summary["landfill_diversion"] = diversion(landfilled(found), landfilled(today))
    if certificate is not None:
        summary["certificate"] = {
            "audit": "passed",
            "worst_violation": certificate.worst_violation,
            "bound": certificate.bound,
            "gap_abs": certificate.gap_abs,
            "gap": certificate.gap,
            "solver_bound": certificate.solver_bound,
            "solver_gap": certificate.solver_gap,
            "solver": certificate.solver,
            "input_sha256": certificate.input_sha256,
            "changed_options": list(certificate.changed_options),
            "user_rules": list(results.user_rules),
        }
    if results.user_rules:
        summary["user_rules"] = list(results.user_rules)
    if results.conflict is not None:
        summary["conflict"] = results.conflict.as_dict()
    if results.endless:
        summary["unbounded"] = [{"path": d.path, "place": d.place, "words": d.words} for d in results.endless]
    return summary


def landfilled(audited: Audited) -> float:
    """Tonnes landfilled in a year."""
    return sum(audited.accounts.landfilled_t.values(), 0.0)


def diversion(plan_t: float, baseline_t: float) -> float | None:
    """Share of today's landfilled mass that is no longer landfilled (SEMANTICS 20); None where nothing is today."""
    return 1 - plan_t / baseline_t if baseline_t > 0 else None


def _in_t(parts_kg: Mapping[str, float]) -> dict[str, float]:
    return {part: kg / KG_PER_T for part, kg in parts_kg.items()}


def _figures(audited: Audited) -> dict[str, Any]:
    accounts = audited.accounts
    return {
        "cost": accounts.cost_eur,
        "co2_t": accounts.co2_t,
        "combined": accounts.combined,
        "landfilled_t": landfilled(audited),
        "cost_parts": dict(accounts.cost_parts_eur),
        "co2_parts_t": _in_t(accounts.emission_parts_kg[CO2]),
        "impacts": {
            impact: {"total_t": accounts.impact_t(impact), "parts_t": _in_t(parts_kg)}
            for impact, parts_kg in accounts.emission_parts_kg.items()
            if impact != CO2
        },
        "avoided_t": _in_t(accounts.avoided_kg),
    }
