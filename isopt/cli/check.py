"""`isopt check`: every fault of a scenario and of its variants, nothing solved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from isopt.cli.arguments import Json, Quiet, Scenario, Settings, Variant
from isopt.cli.exits import Exit
from isopt.errors import Fault, ScenarioError
from isopt.scenario.load import load_scenario

if TYPE_CHECKING:
    from isopt.scenario.scenario import Scenario as Loaded


def check(
    scenario: Scenario, variant: Variant = None, settings: Settings = None, quiet: Quiet = False, as_json: Json = False
) -> None:
    """Check a scenario: all faults at once, of the file and of each of its variants; nothing is solved."""
    loaded, faults = _check(scenario, variant, settings or [])
    if as_json:
        typer.echo(json.dumps([_as_dict(fault) for fault in faults], indent=2, ensure_ascii=False))
    elif faults:
        raise ScenarioError(faults)
    elif not quiet and loaded is not None:
        typer.echo(_praise(loaded, scenario))
    raise typer.Exit(Exit.FAULT if faults else Exit.PLAN)


def _check(path: Path, variant: str | None, settings: list[str]) -> tuple[Loaded | None, list[Fault]]:
    try:
        loaded = load_scenario(path, variant=variant, settings=settings)
    except ScenarioError as error:
        return None, list(error.faults)
    faults: set[Fault] = set()
    for name in loaded.document.variants if variant is None else ():
        try:
            load_scenario(path, variant=name, settings=settings)
        except ScenarioError as error:
            faults |= set(error.faults)
    return loaded, sorted(faults)


def _praise(loaded: Loaded, path: Path) -> str:
    counts = {
        "site": len(loaded.sites),
        "giving flow": len(loaded.givers),
        "need": len(loaded.takers),
        "disposal route": len(loaded.disposal),
        "transport mode": len(loaded.modes),
        "link": len(loaded.links),
        "hub": len(loaded.hubs),
        "facility": len(loaded.facilities),
        "store": len(loaded.stores),
        "variant": len(loaded.document.variants),
    }
    listed = ", ".join(_counted(count, what) for what, count in counts.items() if count)
    return f"{path}: no faults ({listed})"


def _counted(count: int, what: str) -> str:
    if count == 1:
        return f"1 {what}"
    return f"{count} {what.removesuffix('y')}{'ies' if what.endswith('y') else 's'}"


def _as_dict(fault: Fault) -> dict[str, str | int]:
    return {name: getattr(fault, name) for name in ("file", "line", "column", "path", "problem", "remedy")}
