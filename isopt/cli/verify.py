"""`isopt verify`: stored results, worked out again from the input stored with them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from isopt.cli.arguments import Json, Quiet


def verify(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder given to `solve --out`.", show_default=False)
    ],
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Verify stored results without solving: audit, accounts, bounds and every table, from the stored input."""
    from isopt.results.verify import verify as verify_results  # noqa: PLC0415 - numpy only where it is used

    found = verify_results(folder)
    if as_json:
        import json  # noqa: PLC0415

        typer.echo(json.dumps({"scenario": found.scenario, "status": found.status, "checks": found.checks}, indent=2))
    elif not quiet:
        typer.echo(f"{folder}: '{found.scenario}' holds ({found.status})")
        for check in found.checks:
            typer.echo(f"  {check}")
