"""Read the files of a scenario: each file, YAML or workbook, and the one it extends, tables and nested tables in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from isopt.errors import ScenarioError
from isopt.scenario.reading.mentions import Mentions
from isopt.scenario.reading.paths import beside, is_book
from isopt.scenario.reading.yaml_reader import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from isopt.scenario.document import Mark, Node
    from isopt.scenario.reading.files import Files
    from isopt.scenario.reading.targets import Pattern

MAX_CHAIN: Final = 32
"""Files that extend one another."""


@dataclass(frozen=True, slots=True)
class FileTree:
    """What one file says, its tables in place."""

    root: Node
    replaced: tuple[Pattern, ...]
    """What it says instead of the file it extends, not over it."""
    owed: tuple[tuple[tuple[str, ...], Mark], ...]
    """Entries that its nested tables add to and that it does not have: the file it extends must."""


def read_chain(path: Path, files: Files) -> list[FileTree]:
    """Read a file and those it extends, itself first, with their tables in place; faults are noted."""
    trees: list[FileTree] = []
    met: set[Path] = set()
    following: Path | None = path
    shown = str(path)
    while following is not None:
        path = following
        met.add(path.resolve())
        files.read.append(shown)
        try:
            trees.append(_read_file(path, shown, files))
        except ScenarioError as error:
            files.faults.extend(error.faults)
            break
        root = trees[-1].root.value
        entry = root.get("extends") if isinstance(root, dict) else None
        if entry is None or entry.node.value is None:
            break
        following = files.named(entry.node, path.parent, ("extends",))
        if following is None:
            break
        shown = beside(shown, str(entry.node.value))
        if following in met:
            problem, remedy = "the files extend each other in a circle", "let one stand for itself"
            files.faults.add(entry.node.mark, ("extends",), problem, remedy)
            break
        if len(trees) == MAX_CHAIN:
            problem, remedy = f"more than {MAX_CHAIN} files extend one another", "merge some of them"
            files.faults.add(entry.node.mark, ("extends",), problem, remedy)
            break
    return trees


def _read_file(path: Path, shown: str, files: Files) -> FileTree:
    if not is_book(path.name):
        mentions = Mentions(files, path.parent, shown, None)
        root = mentions.resolved(read_yaml(path, shown), frozenset())
        return FileTree(root, tuple(mentions.replaced), tuple(mentions.owed))
    from isopt.scenario.reading.workbook import note_unknown, read_book  # noqa: PLC0415

    book = files.book(path, shown)
    tree = read_book(book, files.faults)
    files.tables |= tree.tables
    mentions = Mentions(files, path.parent, shown, book)
    root = mentions.resolved(tree.root, tree.tables)
    root = mentions.with_additions(root, tree.additions)
    note_unknown(book, [name for name in tree.unknown if name not in mentions.used], files.faults)
    return FileTree(root, tuple(mentions.replaced), tuple(mentions.owed))
