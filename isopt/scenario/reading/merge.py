"""Merge all that says what a scenario is: the file it extends, its tables, itself, a variant, settings, likenesses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from isopt.scenario.document import Document, Entry, FaultList, Mark, Node
from isopt.scenario.reading.change import changed, composed, merge, nearest
from isopt.scenario.reading.files import Files
from isopt.scenario.reading.likeness import resolve_likes
from isopt.scenario.reading.mentions import is_there
from isopt.scenario.reading.reading import read_chain
from isopt.scenario.reading.settings import as_change, read_settings
from isopt.scenario.reading.targets import Key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from isopt.scenario.reading.reading import FileTree
    from isopt.scenario.reading.targets import Pattern

__all__ = ["Document", "load_document", "merge"]

_FRAME: Final = ("extends", "variants")


@dataclass(frozen=True, slots=True)
class Source:
    """What the files of a scenario say together, before a variant, settings and `like`."""

    root: Node
    """The merged mapping, without `extends` and `variants`."""
    variants: Mapping[str, Entry]
    tables: tuple[str, ...]
    """Sections that came, in whole or in part, from a table."""
    files: tuple[str, ...]
    """All files read, as shown to the user."""


def load_document(path: Path, variant: str | None = None, settings: Sequence[str] = ()) -> Document:
    """Read and merge a scenario: what it extends, its file, a variant, settings of the form `path=value`, `like`.

    Raises ScenarioError with every fault found, UsageError where a workbook is named and nothing can read it.
    """
    faults = FaultList()
    files = Files(faults)
    trees = read_chain(path, files)
    set_values = read_settings(settings, faults)
    faults.raise_any()
    source = _merged(trees, files)
    root = source.root
    if variant is not None:
        root = _varied(root, source.variants, variant, faults)
    for setting in set_values:
        if change := as_change(setting, root, faults):
            root = changed(root, change, faults, ())
    root = resolve_likes(root, faults)
    faults.raise_any()
    return Document(root, str(path), variant, tuple(sorted(source.variants)), source.tables, source.files)


def load_source(path: Path) -> Source:
    """Read and merge the files of a scenario, and nothing else.

    Raises ScenarioError with every fault found, UsageError where a workbook is named and nothing can read it.
    """
    faults = FaultList()
    files = Files(faults)
    trees = read_chain(path, files)
    faults.raise_any()
    source = _merged(trees, files)
    faults.raise_any()
    return source


def _merged(trees: Sequence[FileTree], files: Files) -> Source:
    """Lay each file over the one it extends."""
    faults = files.faults
    root = Node({}, trees[-1].root.mark)
    variants: dict[str, Entry] = {}
    for tree in reversed(trees):
        own = _framed_out(tree.root)
        for pattern in tree.replaced:
            root = _without(root, pattern)
        for path, mark in tree.owed:
            if not is_there(root, path):
                problem, remedy = f"there is no '{path[-1]}' this could be a part of", _near(root, tree.root, path)
                faults.add(mark, path, problem, remedy)
        root = own if tree is trees[-1] else changed(root, own, faults, ())
        variants = _merged_variants(variants, _variants(tree.root, faults), faults, is_first=tree is trees[-1])
    assert isinstance(root.value, dict)
    tables = sorted(name for name in files.tables if name in root.value)
    return Source(root, variants, tuple(tables), tuple(files.read))


def _without(root: Node, pattern: Pattern) -> Node:
    """Leave out what stands at a path, in which a key stands for every entry."""
    if not isinstance(root.value, dict):
        return root
    first, *rest = pattern
    entries: dict[str, Entry] = {}
    for name, entry in root.value.items():
        if isinstance(first, Key) or name == first:
            if not rest:
                continue
            entries[name] = Entry(_without(entry.node, tuple(rest)), entry.mark)
        else:
            entries[name] = entry
    return Node(entries, root.mark)


def _near(base: Node, own: Node, path: tuple[str, ...]) -> str:
    """Suggest the entry that is meant: one of the file or of the one it extends that has more than a name."""
    known: set[str] = set()
    for node in (base, own):
        holder = node
        for part in path[:-1]:
            holder = holder.entries[part].node if part in holder.entries else Node({}, node.mark)
        known |= set(holder.entries)
    return nearest(path[-1], known - {path[-1]}, "add it there first")


def _framed_out(root: Node) -> Node:
    """Leave out what says how files hang together."""
    return Node({name: entry for name, entry in root.entries.items() if name not in _FRAME}, root.mark)


def _variants(root: Node, faults: FaultList) -> dict[str, Entry]:
    """Give a file's variants, each of which is a mapping, or null to remove one of the extended file."""
    entry = root.entries.get("variants")
    if entry is None or entry.node.value is None:
        return {}
    if not isinstance(entry.node.value, dict):
        faults.add(entry.node.mark, ("variants",), "this is not a mapping", "write 'name: {section: {…}}'")
    sound: dict[str, Entry] = {}
    for name, variant in entry.node.entries.items():
        value = variant.node.value
        if value is not None and not isinstance(value, dict):
            faults.add(variant.node.mark, ("variants", name), "this is not a mapping", "write '{section: {…}}'")
            continue
        for key in _FRAME:
            if isinstance(value, dict) and key in value:
                path = ("variants", name, key)
                faults.add(value[key].mark, path, "a variant cannot change this", "remove it from the variant")
        sound[name] = variant
    return sound


def _merged_variants(
    base: dict[str, Entry], change: dict[str, Entry], faults: FaultList, *, is_first: bool
) -> dict[str, Entry]:
    """Lay the variants of a file over those of the file it extends."""
    if is_first:
        return change
    variants = dict(base)
    for name, variant in change.items():
        if variant.node.value is not None:
            below = variants.get(name)
            variants[name] = Entry(composed(below.node, variant.node), variant.mark) if below else variant
        elif variants.pop(name, None) is None:
            remedy = nearest(name, base, "remove this line")
            faults.add(variant.node.mark, ("variants", name), "null removes a variant that is not there", remedy)
    return variants


def _varied(root: Node, variants: Mapping[str, Entry], name: str, faults: FaultList) -> Node:
    """Lay a named variant over the scenario."""
    if name not in variants:
        mark = Mark(root.mark.file, 0, 0)
        remedy = nearest(name, variants, "the scenario defines no variants")
        faults.add(mark, ("variants", name), "unknown variant", remedy)
        return root
    return changed(root, variants[name].node, faults, ("variants", name))
