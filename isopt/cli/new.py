"""`isopt new`: a small commented scenario to start from, or an empty workbook to fill in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from isopt.errors import UsageError
from isopt.scenario.reading.paths import is_book
from isopt.scenario.schema import json_schema

SCHEMA_NAME = "scenario.schema.json"
CURRENCY = "EUR"

START = """\
# yaml-language-server: $schema={schema}
# A scenario of industrial symbiosis: who gives what, who needs what, what happens otherwise, how things move.
# `isopt check {name}` finds every fault; `isopt solve {name}` finds the best plan; `isopt schema flows` explains fields.
isopt: 1                                  # version of the language
name: My park
currency: EUR

economics:
  discount_rate: 6 %                      # turns investments into yearly costs

objective:
  cost: 1
  co2: 75 EUR/t                           # what a tonne of CO2 weighs against money

emissions:                                # factors, named once and used by name
  lorry: 0.077 kgCO2e/(t km)
  quarry: 7.79 kgCO2e/t
  tip: 1.26 kgCO2e/t

resources:
  slag: {{unit: t, form: solid, ewc: "10 02 01"}}

sites:                                    # latitude and longitude in degrees
  steelworks: {{at: [51.46, 6.73]}}
  roadworks: {{at: [51.52, 6.90]}}

disposal:                                 # where things go that find no taker
  landfill: {{gate_fee: 40 EUR/t, tax: 20 EUR/t, emissions: tip, landfill: true}}

flows:
  steel_slag:                             # what a site gives, and its way today
    site: steelworks
    resource: slag
    gives: 30 kt/a
    otherwise: landfill
  road_base:                              # what a site needs, what it accepts instead, and what it buys today
    site: roadworks
    takes: 50 kt/a
    accepts: {{slag: {{replaces: 0.95, at_most: 40 %}}}}
    otherwise: {{price: 14 EUR/t, emissions: quarry}}
    confidence: guess                     # measured, reported, memory or guess: the last two are marked in results

transport:
  lorry:
    carries: [solid]
    cost: 0.12 EUR/(t km)
    handling: 4 EUR/t
    per_exchange: 5 kEUR/a                # contract and quality control, for each pair in use
    emissions: lorry
    detour: 1.3                           # road km per straight km
    reach: 60 km

variants:                                 # changes to compare: isopt solve {name} --variant dear_landfill
  dear_landfill: {{disposal: {{landfill: {{tax: 90 EUR/t}}}}}}
"""


def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")] = Path("scenario.yaml"),
    workbook: Annotated[
        Path | None,
        typer.Option("--workbook", metavar="FILE", help="Write an empty Excel workbook to fill in, instead."),
    ] = None,
) -> None:
    """Write a small commented scenario to start from, and the JSON schema that lets editors complete and check it."""
    if workbook is not None or is_book(path.name):
        _new_workbook(workbook or path)
        return
    schema = path.parent / SCHEMA_NAME
    if path.exists():
        raise UsageError(f"{path} exists; name another file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(START.format(name=path.name, schema=SCHEMA_NAME))
        schema.write_text(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    typer.echo(f"wrote {path} and {schema}; next: isopt solve {path}")


def _new_workbook(path: Path) -> None:
    """Write an empty workbook."""
    from isopt.scenario.reading.xlsx import write_book  # noqa: PLC0415
    from isopt.scenario.writing.template import template  # noqa: PLC0415 - workbooks only where they are wanted

    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path}: a workbook's name ends in .xlsx")
    if path.exists():
        raise UsageError(f"{path} exists; name another file")
    content = write_book(template(START.format(name=path.name, schema=SCHEMA_NAME), CURRENCY))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(content)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
    typer.echo(f"wrote {path}; fill it in, then: isopt check {path}")
