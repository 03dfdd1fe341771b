"""Turn a scenario's files into another kind: YAML with CSV tables, or a workbook; nothing it says is lost but comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from isopt.errors import ScenarioError, UsageError
from isopt.scenario.document import Document, Node
from isopt.scenario.reading.merge import Source, load_source
from isopt.scenario.reading.xlsx import write_book
from isopt.scenario.writing.dump import dump_document, fingerprint
from isopt.scenario.writing.layout import lay_out

if TYPE_CHECKING:
    from pathlib import Path

YAML_SUFFIXES: Final = (".yaml", ".yml")
BOOK_SUFFIX: Final = ".xlsx"
"""What a workbook that is written ends in: one without macros."""


def converted(source: Source, name: str) -> dict[str, bytes]:
    """Write what a scenario's files say as files of another kind, by their names; `name` says which kind.

    Raises UsageError where the suffix means none, or the scenario is too large for a workbook.
    """
    if name.lower().endswith(BOOK_SUFFIX):
        return {name: write_book(lay_out(source.root, source.variants))}
    if not name.lower().endswith(YAML_SUFFIXES):
        raise UsageError(f"'{name}' is neither YAML nor a workbook: name a file ending in .yaml or .xlsx")
    document = Document(source.root, name, tables=source.tables)
    return dump_document(document, source.variants, name=name, prefix=f"{name.rpartition('.')[0]}_")


def check_same(source: Source, path: Path) -> None:
    """Hold that files just written say what the source says, variants included; raise UsageError where they do not."""
    problem = "cannot be written so that it is read as the same"
    try:
        again = load_source(path)
    except ScenarioError as error:
        raise UsageError(f"the scenario {problem}: {error}") from None
    if contents(again) != contents(source):
        raise UsageError(f"the scenario {problem}; please report it with the scenario")


def contents(source: Source) -> dict[str, str]:
    """Name by a hash what the files say before any variant, and what each variant changes."""
    named = {"": fingerprint(Document(source.root, ""))}
    for name, entry in source.variants.items():
        node = entry.node
        named[f"variant {name}"] = (
            fingerprint(Document(node, "")) if isinstance(node.value, dict) else repr(Node.plain(node))
        )
    return named
