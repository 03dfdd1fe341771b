"""Where the published data is: a folder beside the project, or the one that the environment names."""

from __future__ import annotations

import csv
import os
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


def known_optima(family: str) -> dict[str, float]:
    """Read what is known to be optimal, by instance; instances without a proved optimum are not in it."""
    with (family_folder(family) / "known_optima.csv").open(encoding="utf-8", newline="") as lines:
        return {row["instance"]: float(row["objective"]) for row in csv.DictReader(lines) if row["status"] == "optimal"}
