"""`isopt schema`: the scenario language as JSON schema, or as a list of fields."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from isopt.errors import UsageError, did_you_mean
from isopt.scenario.schema import fields_of, json_schema


def schema(
    section: Annotated[
        str | None, typer.Argument(metavar="[SECTION]", help="List the fields of one section, such as flows.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="List all fields instead of printing JSON schema.")] = False,
) -> None:
    """Print the JSON schema of scenario files, or list fields with the unit of a bare number and their meaning."""
    if section is None and not text:
        typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
        return
    rows = fields_of(section)
    if not rows:
        known = sorted({name for record, name, _, _ in fields_of() if record == "the file"})
        raise UsageError(f"no section '{section}' with fields; {did_you_mean(str(section), known)}")
    for record in dict.fromkeys(row[0] for row in rows):
        typer.echo(record)
        for _, name, unit, manual in (row for row in rows if row[0] == record):
            shown = f" [{unit.replace('¤', 'EUR')}]" if unit else ""
            typer.echo(f"  {name}{shown}: {manual}")
