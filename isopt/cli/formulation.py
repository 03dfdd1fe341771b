"""`isopt formulation`: the mathematics, and a scenario's model as a file other solvers read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isopt.cli.arguments import Settings, Variant
from isopt.errors import UsageError


def formulation(
    scenario: Annotated[
        Path | None, typer.Argument(metavar="[SCENARIO]", help="Write this scenario's model to --out.")
    ] = None,
    variant: Variant = None,
    settings: Settings = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to: a file ending in .lp or .mps.")
    ] = None,
) -> None:
    """Print the mathematics of the model; or write a scenario's model with readable names, as LP or MPS."""
    if scenario is None:
        from isopt.formulation.document import formulation_text  # noqa: PLC0415 - reads the sources

        typer.echo(formulation_text())
        return
    if out is None or out.suffix not in {".lp", ".mps"}:
        raise UsageError("say where the model goes: --out model.lp or --out model.mps")
    from isopt.case import load  # noqa: PLC0415 - numpy and the solver only where they are used
    from isopt.solution.process import shared_worker  # noqa: PLC0415
    from isopt.solution.write import write_model  # noqa: PLC0415

    program = load(scenario, variant=variant, settings=settings or []).program
    content = write_model(shared_worker(), program, out.suffix)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise UsageError(f"cannot write {out}: {error.strerror}") from error
    typer.echo(f"wrote {out}")
