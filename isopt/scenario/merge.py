"""Merge all that says what a scenario is: the file it extends, its tables, itself, a variant, settings, likenesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from isopt.errors import ScenarioError
from isopt.scenario.change import changed, composed, merge, nearest
from isopt.scenario.document import Document, Entry, FaultList, Mark, Node
from isopt.scenario.likeness import resolve_likes
from isopt.scenario.paths import beside, inside
from isopt.scenario.settings import as_change, read_settings
from isopt.scenario.tables import MAX_TABLE_BYTES, read_table
from isopt.scenario.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Document", "load_document", "merge"]

MAX_CHAIN: Final = 32
"""Files that extend one another."""

MAX_ALL_TABLES_BYTES: Final = 4 * MAX_TABLE_BYTES
"""Bytes of all tables of a scenario together."""

_FRAME: Final = ("extends", "variants")


def load_document(path: Path, variant: str | None = None, settings: Sequence[str] = ()) -> Document:
    """Read and merge a scenario: what it extends, its file, a variant, settings of the form `path=value`, `like`."""
    faults = FaultList()
    reading = _Reading(faults)
    trees = reading.read_chain(path)
    set_values = read_settings(settings, faults)
    faults.raise_any()
    root, variants = trees[-1], _variants(trees[-1], faults)
    for tree in reversed(trees[:-1]):
        root = changed(_framed_out(root), _framed_out(tree), faults, ())
        variants = _merged_variants(variants, _variants(tree, faults), faults)
    root = _framed_out(root)
    if variant is not None:
        root = _varied(root, variants, variant, faults)
    for setting in set_values:
        if change := as_change(setting, root, faults):
            root = changed(root, change, faults, ())
    root = resolve_likes(root, faults)
    faults.raise_any()
    assert isinstance(root.value, dict)
    tables = sorted(name for name in reading.tables if name in root.value)
    return Document(root, str(path), variant, tuple(sorted(variants)), tuple(tables), tuple(reading.files))


class _Reading:
    """Read the files of one scenario."""

    def __init__(self, faults: FaultList) -> None:
        self.files: list[str] = []
        self.tables: set[str] = set()
        self._faults = faults
        self._bytes_left = MAX_ALL_TABLES_BYTES

    def read_chain(self, path: Path) -> list[Node]:
        """Read a file and those it extends, itself first, with their tables in place."""
        trees: list[Node] = []
        met: set[Path] = set()
        following: Path | None = path
        shown = str(path)
        while following is not None:
            path = following
            met.add(path.resolve())
            self.files.append(shown)
            try:
                tree = read_yaml(path, shown)
            except ScenarioError as error:
                self._faults.extend(error.faults)
                break
            trees.append(self._with_tables(tree, path.parent, shown))
            assert isinstance(tree.value, dict)
            entry = tree.value.get("extends")
            if entry is None or entry.node.value is None:
                break
            following = self._named(entry.node, path.parent, ("extends",))
            if following is None:
                break
            shown = beside(shown, str(entry.node.value))
            if following in met:
                problem, remedy = "the files extend each other in a circle", "let one stand for itself"
                self._faults.add(entry.node.mark, ("extends",), problem, remedy)
                break
            if len(trees) == MAX_CHAIN:
                problem, remedy = f"more than {MAX_CHAIN} files extend one another", "merge some of them"
                self._faults.add(entry.node.mark, ("extends",), problem, remedy)
                break
        return trees

    def _named(self, node: Node, folder: Path, path: Sequence[str]) -> Path | None:
        """Find the file a value names; None, with the fault noted, if it may not or cannot be read."""
        relative = node.value
        if not isinstance(relative, str):
            self._faults.add(node.mark, path, "this is not a path", "name a file in this file's folder")
            return None
        target = inside(folder, relative)
        if target is None:
            problem, remedy = f"the path '{relative[:80]}' leaves this file's folder", "move the file into the folder"
            self._faults.add(node.mark, path, problem, remedy)
            return None
        try:
            found = target.is_file()
        except OSError:
            found = False
        if not found:
            problem, remedy = f"there is no file '{relative[:80]}'", "check the path: it starts at this file's folder"
            self._faults.add(node.mark, path, problem, remedy)
            return None
        return target

    def _with_tables(self, root: Node, folder: Path, shown: str) -> Node:
        """Put the entries of tables in the place of `{file: table.csv}`."""
        assert isinstance(root.value, dict)
        sections = dict(root.value)
        for name, entry in root.value.items():
            if name == "variants":
                self._refuse_tables(entry.node)
            elif _table(entry.node) is not None:
                sections[name] = Entry(self._table(name, entry.node, folder, shown), entry.mark)
        return Node(sections, root.mark)

    def _table(self, section: str, node: Node, folder: Path, shown: str) -> Node:
        assert isinstance(node.value, dict)
        others = Node({key: entry for key, entry in node.value.items() if key != "file"}, node.mark)
        file = node.value["file"].node
        path = (section, "file")
        relative = str(file.value)
        if (instead := node.value.get("instead")) is not None:
            remedy = "leave it out: the table's rows are merged over the extended file's entries"
            self._faults.add(instead.mark, (section, "instead"), "not yet supported", remedy)
        elif "." in section:
            remedy = f"write dotted headers into the table of '{section.partition('.')[0]}'"
            self._faults.add(file.mark, path, "not yet supported: nested tables", remedy)
        elif not relative.lower().endswith(".csv"):
            self._faults.add(file.mark, path, "not yet supported: only CSV tables", "save the table as CSV in UTF-8")
        elif target := self._named(file, folder, path):
            table_shown = beside(shown, relative)
            self.files.append(table_shown)
            self.tables.add(section)
            self._bytes_left -= target.stat().st_size
            if self._bytes_left < 0:
                problem = f"all tables together are larger than {MAX_ALL_TABLES_BYTES // 2**20} MiB"
                self._faults.add(file.mark, path, problem, "leave out what the scenario does not need")
                return others
            try:
                table = read_table(target, table_shown, section)
            except ScenarioError as error:
                self._faults.extend(error.faults)
            else:
                return changed(table, others, self._faults, (section,))
        return others

    def _refuse_tables(self, variants: Node) -> None:
        for name, variant in _entries(variants).items():
            for section, entry in _entries(variant.node).items():
                if (file := _table(entry.node)) is not None:
                    path, remedy = ("variants", name, section), "write the entries out, or use a file that extends this"
                    self._faults.add(file.mark, path, "not yet supported: tables in variants", remedy)


def _table(section: Node) -> Node | None:
    """Give the value of `file` if a section is written as a table."""
    file = _entries(section).get("file")
    return file.node if file is not None and isinstance(file.node.value, str) else None


def _entries(node: Node) -> dict[str, Entry]:
    return node.value if isinstance(node.value, dict) else {}


def _framed_out(root: Node) -> Node:
    """Leave out what says how files hang together."""
    return Node({name: entry for name, entry in _entries(root).items() if name not in _FRAME}, root.mark)


def _variants(root: Node, faults: FaultList) -> dict[str, Entry]:
    """Give a file's variants, each of which is a mapping, or null to remove one of the extended file."""
    entry = _entries(root).get("variants")
    if entry is None or entry.node.value is None:
        return {}
    if not isinstance(entry.node.value, dict):
        faults.add(entry.node.mark, ("variants",), "this is not a mapping", "write 'name: {section: {…}}'")
    sound: dict[str, Entry] = {}
    for name, variant in _entries(entry.node).items():
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


def _merged_variants(base: dict[str, Entry], change: dict[str, Entry], faults: FaultList) -> dict[str, Entry]:
    """Lay the variants of a file over those of the file it extends."""
    variants = dict(base)
    for name, variant in change.items():
        if variant.node.value is not None:
            below = variants.get(name)
            variants[name] = Entry(composed(below.node, variant.node), variant.mark) if below else variant
        elif variants.pop(name, None) is None:
            remedy = nearest(name, base, "remove this line")
            faults.add(variant.node.mark, ("variants", name), "null removes a variant that is not there", remedy)
    return variants


def _varied(root: Node, variants: dict[str, Entry], name: str, faults: FaultList) -> Node:
    """Lay a named variant over the scenario."""
    if name not in variants:
        mark = Mark(root.mark.file, 0, 0)
        remedy = nearest(name, variants, "the scenario defines no variants")
        faults.add(mark, ("variants", name), "unknown variant", remedy)
        return root
    return changed(root, variants[name].node, faults, ("variants", name))
