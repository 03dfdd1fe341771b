"""Put tables in the place of what mentions them: `{file: flows.csv}`, `{file: park.xlsx, sheet: flows, instead: true}`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from isopt.errors import ScenarioError
from isopt.scenario.document import Entry, FaultList, Node, path_text, split_path
from isopt.scenario.reading.change import changed, joined, nearest
from isopt.scenario.reading.matrices import is_matrix, read_matrix
from isopt.scenario.reading.paths import beside, is_book
from isopt.scenario.reading.tables import csv_rows, open_csv, read_table
from isopt.scenario.reading.targets import Key, Target, find_target

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from isopt.scenario.document import Mark
    from isopt.scenario.reading.book import Book
    from isopt.scenario.reading.files import Files
    from isopt.scenario.reading.targets import Pattern

    Path_ = tuple[str, ...]
    Addition = tuple[Target, Node]

_KEYS: Final = ("file", "sheet", "instead")
"""What a mapping says that stands in the place of a table."""


class Mentions:
    """Resolve what one file mentions."""

    def __init__(self, files: Files, folder: Path, shown: str, book: Book | None) -> None:
        self.replaced: list[Pattern] = []
        """What the file says instead of the one it extends."""
        self.owed: list[tuple[Path_, Mark]] = []
        """Entries that nested tables add to and that the file does not have."""
        self.used: set[str] = set()
        """Sheets of the file itself, a workbook, that it mentions."""
        self._files = files
        self._faults = files.faults
        self._folder = folder
        self._shown = shown
        self._book = book

    def resolved(self, root: Node, sheets: frozenset[str]) -> Node:
        """Put all tables in their places; `sheets` are sections that are tables already."""
        sections = dict(root.entries)
        for name, entry in sections.items():
            if name == "variants":
                self._refuse_tables(entry.node)
            elif isinstance(entry.node.value, dict) and name != "about":
                sections[name] = Entry(self._section(name, entry.node, is_sheet=name in sheets), entry.mark)
        return Node(sections, root.mark)

    def with_additions(self, root: Node, additions: Iterable[Addition]) -> Node:
        """Add what nested tables say, noting entries that are not there to be added to."""
        for _, group in groupby(sorted(additions, key=_depth), key=_depth):
            known = root
            for target, addition in group:
                self.owed += [(path, mark) for path, mark in _parents(target, addition) if not is_there(known, path)]
                node = addition
                for part in reversed(target.fixed):
                    node = Node({part: Entry(node, node.mark)}, node.mark)
                root = joined(root, node, self._faults, ())
        return root

    def _section(self, name: str, node: Node, *, is_sheet: bool) -> Node:
        """Put tables in the place of a section, of parts of all its entries, and of parts of one."""
        is_table = self._is_mention(node, is_section=True)
        inline: dict[str, Entry] = {}
        nested: list[tuple[Target, Node]] = []
        for key, entry in node.entries.items():
            if key in _KEYS and (is_table or (is_sheet and key == "instead")):
                continue
            if self._is_mention(entry.node, is_section=True) and (target := _nested(name, key)) is not None:
                nested.append((target, entry.node))
            else:
                below = self._in_place(entry.node, (name, key))
                inline[key] = entry if below is entry.node else Entry(below, entry.mark)
        own = Node(inline, node.mark)
        if is_table or is_sheet:
            self._note_instead(node, (name,), (name,))
        if is_table and (table := self._table(node, (name,))) is not None:
            own = changed(table, own, self._faults, (name,))
        additions: list[Addition] = []
        for target, mention in nested:
            path = tuple(step for step in target.pattern if not isinstance(step, Key))
            for key in mention.entries.keys() - set(_KEYS):
                remedy = "write it into the entry itself"
                self._faults.add(mention.entries[key].mark, (*path, key), "nothing can stand beside this table", remedy)
            self._note_instead(mention, path, target.pattern)
            if (table := self._table(mention, path)) is not None:
                additions.append((target, table))
        whole = Node({name: Entry(own, node.mark)}, node.mark)
        return self.with_additions(whole, additions).entries[name].node

    def _in_place(self, node: Node, path: Path_) -> Node:
        """Put tables in the place of what mentions them anywhere in a tree."""
        value = node.value
        if not isinstance(value, dict):
            return node
        if self._is_mention(node):
            target = find_target(path)
            if is_matrix(path) or (target is not None and not target.is_nested):
                self._note_instead(node, path, path)
                others = Node({key: entry for key, entry in value.items() if key not in _KEYS}, node.mark)
                table = self._table(node, path)
                return others if table is None else changed(table, others, self._faults, path)
            if target is not None or value.keys() <= set(_KEYS):
                problem = f"`{path_text(path)}` cannot be a table"
                remedy = _nearest_part(path)
                if target is not None:
                    remedy = f"write {path[0]}: {{{path_text(path[1:])}: {{file: …}}}} for this part of all its entries"
                self._faults.add(node.mark, path, problem, remedy)
                return Node({}, node.mark)
        entries: dict[str, Entry] | None = None
        for key, entry in value.items():
            if isinstance(entry.node.value, dict):
                below = self._in_place(entry.node, (*path, key))
                if below is not entry.node:
                    entries = entries or dict(value)
                    entries[key] = Entry(below, entry.mark)
        return node if entries is None else Node(entries, node.mark)

    def _is_mention(self, node: Node, *, is_section: bool = False) -> bool:
        """Say whether a mapping stands in the place of a table; in a workbook, `sheet` alone means one of its own."""
        entries = node.entries
        if "file" in entries:
            name = entries["file"].node.value
            return isinstance(name, str) and (is_section or name.lower().endswith(".csv") or is_book(name))
        return self._book is not None and "sheet" in entries and entries.keys() <= set(_KEYS)

    def _note_instead(self, node: Node, path: Path_, pattern: Pattern) -> None:
        """Note that a table stands instead of what the extended file says."""
        entry = node.entries.get("instead")
        if entry is None:
            return
        if not isinstance(entry.node.value, bool):
            remedy = "write true: the table replaces what the extended file says; without it, it is merged over it"
            self._faults.add(entry.node.mark, (*path, "instead"), "this is neither true nor false", remedy)
        elif entry.node.value:
            self.replaced.append(pattern)

    def _table(self, node: Node, path: Path_) -> Node | None:
        """Read the table that stands at a path; None, with the faults noted, where it cannot be read."""
        file = node.entries["file"].node if "file" in node.entries else None
        if len(path) == 1 and "." in path[0]:
            section, _, part = path[0].partition(".")
            problem, remedy = "a part of a section stands within it", f"write {section}: {{{part}: {{file: …}}}}"
            self._faults.add(node.mark, path, problem, remedy)
            return None
        try:
            if file is None:
                assert self._book is not None
                return self._sheet(self._book, node, path)
            if (found := self._files.named(file, self._folder, (*path, "file"))) is None:
                return None
            shown = beside(self._shown, str(file.value))
            if len(path) == 1:
                self._files.tables.add(path[0])
            if is_book(found.name):
                self._files.count(found, shown, file, (*path, "file"))
                return self._sheet(self._files.book(found, shown), node, path)
            if found.suffix.lower() == ".csv":
                self._files.count(found, shown, file, (*path, "file"))
                return _csv(found, shown, path)
        except ScenarioError as error:
            self._faults.extend(error.faults)
            return None
        problem, remedy = "a table is a CSV file or a workbook", "save it as .csv in UTF-8, or as .xlsx"
        self._faults.add(file.mark, (*path, "file"), problem, remedy)
        return None

    def _sheet(self, book: Book, node: Node, path: Path_) -> Node | None:
        """Read the sheet that is mentioned: by default the one that has its path's name, or the only one."""
        from isopt.scenario.reading.workbook import read_sheet  # noqa: PLC0415

        entry = node.entries.get("sheet")
        name = entry.node.value if entry is not None else path_text(path)
        if entry is None and name not in book.sheets and len(book.sheets) == 1:
            name = book.sheets[0]
        if not isinstance(name, str) or name not in book.sheets:
            mark = node.mark if entry is None else entry.node.mark
            remedy = nearest(str(name), book.sheets, "name one of its sheets")
            self._faults.add(mark, (*path, "sheet"), f"'{book.shown_as}' has no sheet '{name}'", remedy)
            return None
        if book is self._book:
            self.used.add(name)
        return read_sheet(book, name, _what(path))

    def _refuse_tables(self, variants: Node) -> None:
        todo: list[tuple[Path_, Node]] = [(("variants", name), entry.node) for name, entry in variants.entries.items()]
        while todo:
            path, node = todo.pop()
            if self._is_mention(node, is_section=len(path) == 3):
                problem, remedy = (
                    "not yet supported: tables in variants",
                    "write it out, or use a file that extends this",
                )
                self._faults.add(next(iter(node.entries.values())).node.mark, path, problem, remedy)
            todo += [((*path, key), entry.node) for key, entry in node.entries.items()]


def _depth(addition: Addition) -> int:
    return len(addition[0].keys)


def _nested(section: str, key: str) -> Target | None:
    """Find the part of all entries of a section that a key names: `accepts`, `accepts.limits`."""
    target = find_target((section, *(split_path(key) or (key,))))
    return target if target is not None and target.is_nested else None


def _what(path: Path_) -> Target | Path_:
    """Say what a table at a path is: the path itself for a matrix."""
    return path if is_matrix(path) else find_target(path) or Target((*path, Key.NAME))


def _csv(file: Path, shown: str, path: Path_) -> Node:
    what = _what(path)
    if isinstance(what, Target):
        return read_table(file, shown, what)
    with open_csv(file, shown, path_text(path)) as lines:
        faults = FaultList()
        return read_matrix(csv_rows(lines, shown, path, faults), shown, path, faults)


def _nearest_part(path: Path_) -> str:
    """Suggest the part of a section that is meant."""
    target = find_target(path[:1]) if len(path) == 2 else None
    fields = target.entry.fields if target is not None and target.entry is not None else ()
    known = [field for field in fields if find_target((path[0], field)) is not None]
    return nearest(path[-1], known, "a table stands in the place of a mapping of entries")


def _parents(target: Target, node: Node) -> list[tuple[Path_, Mark]]:
    """List the entries that a nested table's rows add to, each with where its first row names it."""
    found: list[tuple[Path_, Node]] = [(target.fixed, node)]
    parents: list[tuple[Path_, Mark]] = []
    for step in target.steps[len(target.fixed) : -1]:
        below = [
            ((*path, key), entry)
            for path, holder in found
            for key, entry in holder.entries.items()
            if isinstance(step, Key) or key == step
        ]
        found = [(path, entry.node) for path, entry in below]
        parents += [(path, entry.mark) for path, entry in below] if isinstance(step, Key) else []
    return parents


def is_there(root: Node, path: Path_) -> bool:
    """Say whether something stands at a path."""
    node = root
    for part in path:
        if part not in node.entries:
            return False
        node = node.entries[part].node
    return True
