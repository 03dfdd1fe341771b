"""Write published instances as scenarios: `python -m benchmarks.importers FAMILY [NAME] --out DIR`."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.importers import FAMILIES
from benchmarks.importers.shared import MissingDataError
from benchmarks.importers.writing import write


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.importers", description=__doc__)
    parser.add_argument("family", choices=sorted(FAMILIES))
    parser.add_argument(
        "name", nargs="?", help="one instance; without it, each of the family into a folder of its name"
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    given = parser.parse_args()
    family = FAMILIES[given.family]
    try:
        names = family.names()
        if given.name is not None and given.name not in names:
            parser.error(f"no instance '{given.name}' in {given.family}; there are {', '.join(names)}")
        for name in [given.name] if given.name else names:
            print(write(family.draft(name), given.out if given.name else given.out / name))
    except MissingDataError as problem:
        parser.error(str(problem))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
