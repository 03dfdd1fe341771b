"""`isopt solve`: a scenario in, a verified plan out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isopt.cli.arguments import Json, Quiet, Scenario, Settings, Variant
from isopt.cli.exits import Exit
from isopt.solution.options import Options
from isopt.solution.process import shared_worker

if TYPE_CHECKING:
    from isopt.results.results import Results


def solve(
    scenario: Scenario,
    variant: Variant = None,
    settings: Settings = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write tables and certificate here.")] = None,
    gap: Annotated[float, typer.Option("--gap", help="Share of the provable saving that may be missed.")] = 1e-4,
    gap_abs: Annotated[
        float | None, typer.Option("--gap-abs", help="Amount that may be missed, instead of --gap; 0: optimum.")
    ] = None,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", metavar="SECONDS", help="Stop after this.")
    ] = None,
    work_limit: Annotated[
        int | None,
        typer.Option("--work-limit", metavar="NODES", help="Stop after this many nodes, on every machine alike."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the solver's random choices.")] = 0,
    solver: Annotated[str, typer.Option("--solver", help="highs, or any solver that Pyomo knows here.")] = "highs",
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Find the plan of least combined cost and CO2, audit it, prove a bound, and print it beside today."""
    options = Options(time_limit_s=time_limit, gap=gap, gap_abs_eur=gap_abs, work_limit=work_limit, seed=seed)
    worker = shared_worker()
    worker.start()
    from isopt.case import load  # noqa: PLC0415 - the worker starts while the rest is imported
    from isopt.cli.progress import Progress  # noqa: PLC0415

    case = load(scenario, variant=variant, settings=settings or [])
    with Progress(case.scenario.currency, is_quiet=quiet or as_json) as progress:
        results = case.solve(options, solver=solver, worker=worker, on_progress=progress.update)
    if out is not None:
        from isopt.results.store import write_results  # noqa: PLC0415

        write_results(results, out, options)
    if as_json:
        typer.echo(json.dumps(results.summary, indent=2, ensure_ascii=False))
    elif not quiet:
        from isopt.cli.show import show  # noqa: PLC0415

        show(results)
        if out is not None:
            typer.echo(f"Written to {out}; check it with: isopt verify {out}")
    raise typer.Exit(exit_code(results))


def exit_code(results: Results) -> Exit:
    """Say the verdict as an exit code."""
    if results.found is not None:
        return Exit.PLAN
    return Exit.STOPPED if results.status == "nothing" else Exit.NO_PLAN_EXISTS
