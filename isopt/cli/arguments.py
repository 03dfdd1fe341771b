"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Scenario = Annotated[Path, typer.Argument(metavar="SCENARIO", help="The scenario file.", show_default=False)]
Variant = Annotated[str | None, typer.Option("--variant", metavar="NAME", help="Apply one of the file's variants.")]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change one value: disposal.landfill.tax='120 EUR/t'; repeatable."
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but faults.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
