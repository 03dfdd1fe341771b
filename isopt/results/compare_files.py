"""Compare stored files with what they should say, cell by cell and value by value."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

AGREE = 1e-9
"""How far two figures of equal meaning may lie apart, relative."""


def programs(certificate: dict[str, Any]) -> dict[str, Any]:
    """Take the descriptions of the programs out of a certificate."""
    return {name: part["program"] for name, part in certificate.items() if part}


def leaf_count(tree: dict[str, Any] | None) -> int:
    """Count the leaves of a stored tree."""
    nodes = tree.get("nodes", []) if tree else []
    return sum(1 for node in nodes if "kind" in node)


def differing_cells(name: str, stored: bytes, expected: bytes) -> list[str]:
    """Name each cell of a table that says something else."""
    rows, wanted = (list(csv.reader(io.StringIO(content.decode(errors="replace")))) for content in (stored, expected))
    if len(rows) != len(wanted):
        return [f"{name}: {len(rows) - 1} rows where the plan gives {len(wanted) - 1}"]
    problems = []
    for line, (row, right) in enumerate(zip(rows, wanted, strict=True), start=1):
        if len(row) != len(right):
            problems.append(f"{name}:{line}: {len(row)} cells where {len(right)} are expected")
            continue
        for header, cell, expectation in zip(wanted[0], row, right, strict=True):
            if cell != expectation and not _near(cell, expectation):
                problems.append(f"{name}:{line} {header}: says {cell}, the plan gives {expectation}")
    return problems


def _near(cell: str, expectation: str) -> bool:
    try:
        one, other = float(cell), float(expectation)
    except ValueError:
        return False
    return math.isclose(one, other, rel_tol=AGREE, abs_tol=1e-6)


def differing_values(name: str, path: str, stored: object, expected: object) -> list[str]:
    """Name each value of a JSON file that says something else."""
    if isinstance(stored, dict) and isinstance(expected, dict):
        return [
            problem
            for key in dict.fromkeys([*stored, *expected])
            for problem in differing_values(name, f"{path}.{key}".lstrip("."), stored.get(key), expected.get(key))
        ]
    if isinstance(stored, list) and isinstance(expected, list) and len(stored) == len(expected):
        return [
            problem
            for number, (one, other) in enumerate(zip(stored, expected, strict=True))
            for problem in differing_values(name, f"{path}[{number}]", one, other)
        ]
    is_number = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (stored, expected))
    if stored == expected or (is_number and _close(path, stored, expected)):
        return []
    return [f"{name} {path}: says {stored!r}, worked out again it is {expected!r}"]


def _close(path: str, stored: Any, expected: Any) -> bool:
    is_tiny = path.rpartition(".")[2] in {"worst_violation", "gap", "gap_abs", "solver_gap"}
    return math.isclose(stored, expected, rel_tol=AGREE, abs_tol=1e-6 if is_tiny else 1e-9)
