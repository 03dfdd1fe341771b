"""Where the published data is: a folder beside the project, or the one that the environment names."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VARIABLE = "ISOPT_SHARED"


class MissingDataError(Exception):
    """The folder of published data is not there."""


def shared_folder() -> Path:
    """Find the folder of published data: what ISOPT_SHARED names, else `../shared` as seen from the project.

    Raises MissingDataError where there is none.
    """
    folder = Path(os.environ.get(VARIABLE) or PROJECT.parent / "shared")
    if not (folder / "benchmarks").is_dir():
        raise MissingDataError(f"no published data in {folder}; let {VARIABLE} name the folder that holds `benchmarks`")
    return folder


def family_folder(family: str) -> Path:
    """Find the files of one family."""
    folder = shared_folder() / "benchmarks" / family
    if not folder.is_dir():
        raise MissingDataError(f"no folder {folder}; look into FORMATS.md for the families there are")
    return folder


class Verdict(Enum):
    """What is published of an instance."""

    OPTIMAL = "optimal"
    BEST = "best known"
    INFEASIBLE = "infeasible"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Known:
    """What is published of one instance."""

    verdict: Verdict
    value: float | None
    """Of an optimum or the best plan known."""
    tier: str
    """How hard it is: small, medium, large."""


def known(family: str) -> dict[str, Known]:
    """Read what is published, by instance. A value that is only remembered, or no number, is not known."""
    with (family_folder(family) / "known_optima.csv").open(encoding="utf-8", newline="") as lines:
        return {row["instance"]: _known(row) for row in csv.DictReader(lines)}


def known_optima(family: str) -> dict[str, float]:
    """Read what is known to be optimal, by instance; instances without a proved optimum are not in it."""
    entries = known(family).items()
    return {
        name: entry.value for name, entry in entries if entry.verdict is Verdict.OPTIMAL and entry.value is not None
    }


def _known(row: dict[str, str]) -> Known:
    status, tier = row["status"], row["tier"]
    if status == "infeasible":
        return Known(Verdict.INFEASIBLE, None, tier)
    if status == "optimal" or status.startswith("optimal ("):
        return Known(Verdict.OPTIMAL, float(row["objective"]), tier)
    if status.startswith("best-known"):
        return Known(Verdict.BEST, float(row["objective"]), tier)
    return Known(Verdict.UNKNOWN, None, tier)
