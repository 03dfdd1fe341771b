"""The printed mathematics holds everything there is."""

from __future__ import annotations

import re
from dataclasses import fields

from isopt.formulation.document import DATA, INDICES, blocks, families, formulation_markdown, formulation_text
from isopt.formulation.formulate import FAMILIES
from isopt.formulation.variables import Decisions


def test_every_block_and_family_is_explained() -> None:
    """Proves: each has a sentence and a formula. Breaks if: a docstring lacks one, or is not read."""
    assert [entry.name for entry in blocks()] == [field.name for field in fields(Decisions)]
    assert [entry.name for entry in families()] == [family.__name__ for family in FAMILIES]
    for entry in (*blocks(), *families()):
        assert entry.sentence.endswith(".") and len(entry.sentence) > 20, entry
        assert re.search(r"\\(le|ge|in)\b|=", entry.formula), entry
        assert "math" not in entry.sentence and "  " not in entry.sentence, entry


def test_every_index_and_datum_is_in_the_legend() -> None:
    """Proves: what a formula uses is explained. Breaks if: a family brings a letter of its own."""
    letters = {letter for letter, _ in INDICES}
    known = " ".join(symbol for symbol, _ in DATA)
    for entry in (*blocks(), *families()):
        plain = re.sub(r"\\text\{[^}]*\}", "", entry.formula)
        for below in re.findall(r"(?<!\\sum)_(?:\{([^}]*)\}|(\w))", plain):
            used = set(re.findall(r"[a-z]", re.sub(r"\\\w+", "", "".join(below))))
            assert used <= letters, (entry.name, used - letters)
        for symbol in re.findall(r"\\(?:rho|[lL]ambda|alpha|omega|eta|kappa|mu|Delta)|\b[SDMCYGmq](?=[_^])", plain):
            assert symbol in known, (entry.name, symbol)


def test_text_and_markdown_say_the_same() -> None:
    """Proves: both pages hold every formula, and the objective. Breaks if: a section is dropped from one."""
    text, markdown = formulation_text(), formulation_markdown()
    for entry in (*blocks(), *families()):
        assert entry.name in text and f"### `{entry.name}`" in markdown
        assert entry.formula in text and entry.formula in markdown
    assert r"\min \sum_j" in text and r"\min \sum_j" in markdown
    assert text.isascii() and text.endswith("\n")
