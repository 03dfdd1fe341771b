"""Load a scenario: read, merge, validate, resolve; every fault at once, nothing half-loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isopt.errors import ScenarioError
from isopt.scenario.faults import Faults
from isopt.scenario.keys import keys_of
from isopt.scenario.reading.merge import load_document
from isopt.scenario.resolving.resolve import resolve
from isopt.scenario.validate import validate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from isopt.scenario.document import Document
    from isopt.scenario.scenario import Scenario


def load_scenario(path: Path, *, variant: str | None = None, settings: Sequence[str] = ()) -> Scenario:
    """Load the scenario of a file, with one of its variants and `path=value` settings applied.

    Raises ScenarioError with every fault found.
    """
    return scenario_of(load_document(path, variant, settings))


def scenario_of(document: Document) -> Scenario:
    """Validate and resolve a merged document.

    Raises ScenarioError with every fault found.
    """
    faults = Faults(document)
    plain: Any = document.root.plain()
    keys = keys_of(plain, faults.suggest)
    file = validate(plain, keys, faults)
    scenario = resolve(file, keys.impacts, document, faults) if file is not None else None
    if scenario is None or len(faults):
        raise ScenarioError(faults)
    return scenario
