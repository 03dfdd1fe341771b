"""Each rule of SEMANTICS that is in force has a test that cites it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

RULES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 24, 25, 27, 28, 29, 30)
"""The numbered rules of the language as far as it is built; add a number with the feature, and a test with the number."""

_CITED = re.compile(r"SEMANTICS ((?:\d+(?:-\d+)?(?:, | and )?)+)")


def cited_by(docstring: str) -> set[int]:
    """Read the rules a docstring cites: `SEMANTICS 7`, `SEMANTICS 11, 12`, `SEMANTICS 1-4`."""
    numbers: set[int] = set()
    for match in _CITED.findall(docstring):
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", match):
            numbers.update(range(int(first), int(last or first) + 1))
    return numbers


def citations() -> dict[str, set[int]]:
    """List the rules each test of this folder cites."""
    found: dict[str, set[int]] = {}
    for path in sorted(Path(__file__).parent.glob("test_rule_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[f"{path.name}::{node.name}"] = cited_by(ast.get_docstring(node) or "")
    return found


def test_reading_citations() -> None:
    """Proves: numbers, lists and ranges are read. Breaks if: a citation is overlooked and its rule seems untested."""
    assert cited_by("Proves: SEMANTICS 7: SEMANTICS 11, 12, and SEMANTICS 1-3. SEMANTICS 16 and 18") == {
        1,
        2,
        3,
        7,
        11,
        12,
        16,
        18,
    }


def test_every_rule_has_a_test() -> None:
    """Proves: no rule in force is without a test. Breaks if: the last test of a rule is removed or stops citing it."""
    assert sorted(set(RULES) - set().union(*citations().values())) == []


def test_every_test_cites_a_rule_in_force() -> None:
    """Proves: each test here says which rule it is about.

    Breaks if: a test is added without, or cites what is not built yet.
    """
    assert [name for name, rules in citations().items() if not rules or rules - set(RULES)] == []
