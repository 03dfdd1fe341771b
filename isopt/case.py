"""The façade users hold: `isopt.load("park.yaml").solve().exchanges`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isopt.scenario.load import load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from isopt.formulation.program import Program
    from isopt.network.network import Network
    from isopt.results.results import Results
    from isopt.scenario.scenario import Scenario
    from isopt.solution.options import Options
    from isopt.solution.process import Worker
    from isopt.solution.solve import Progress

    Extension = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Case:
    """A loaded and checked scenario, ready to be solved."""

    scenario: Scenario

    @property
    def network(self) -> Network:
        """What is possible in it."""
        from isopt.network.build import build_network  # noqa: PLC0415 - numpy only where a network is wanted

        return build_network(self.scenario)

    @property
    def program(self) -> Program:
        """Its mixed-integer program, as blocks of columns and families of rows."""
        from isopt.formulation.formulate import formulate  # noqa: PLC0415

        return formulate(self.network)

    def to_pyomo(self) -> Any:
        """Give the program as a Pyomo ConcreteModel with the same names."""
        from isopt.formulation.pyomo_view import to_pyomo  # noqa: PLC0415 - Pyomo costs 0.4 s

        return to_pyomo(self.program)

    def solve(
        self,
        options: Options | None = None,
        *,
        extend: Extension | None = None,
        solver: str = "highs",
        worker: Worker | None = None,
        on_progress: Progress | None = None,
    ) -> Results:
        """Find the plan of least combined cost and CO2, audited, beside today's baseline, with a certified bound.

        `extend` is handed the Pyomo model and may add constraints and variables to it; `solver` is `highs` or any solver
        that Pyomo knows. A scenario without a plan is a result.

        Raises AuditError, SolverError, UsageError.
        """
        from isopt.results.run import run  # noqa: PLC0415

        return run(self.scenario, options, extend=extend, solver=solver, worker=worker, on_progress=on_progress)


def load(path: str | Path, *, variant: str | None = None, settings: Sequence[str] = ()) -> Case:
    """Load and check a scenario file, with one of its variants and `path=value` settings applied.

    Raises ScenarioError with every fault, each with its place and remedy.
    """
    return Case(load_scenario(Path(path), variant=variant, settings=settings))


def package_version() -> str:
    """Tell the version of isopt."""
    return version("isopt")
