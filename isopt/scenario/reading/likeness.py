"""Entries that start from a copy of another: `like: other_entry`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from isopt.scenario.document import Entry, FaultList, Node
from isopt.scenario.reading.change import changed, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

LIKE_SECTIONS: Final = (
    "sites",
    "resources",
    "disposal",
    "flows",
    "transport",
    "links",
    "technologies",
    "facilities",
    "storage",
)
"""Sections whose entries may be like another."""

MAX_COPIED: Final = 5_000_000
"""Values that all copies of a scenario may hold together."""


def resolve_likes(root: Node, faults: FaultList) -> Node:
    """Complete all entries that are like another of their section."""
    assert isinstance(root.value, dict)
    sections = dict(root.value)
    budget = MAX_COPIED
    for name in LIKE_SECTIONS:
        entry = sections.get(name)
        if entry is not None and isinstance(entry.node.value, dict):
            section = _Section(name, entry.node.value, faults, budget)
            sections[name] = Entry(Node(section.resolved(), entry.node.mark), entry.mark)
            budget = section.budget
    return Node(sections, root.mark)


class _Section:
    """Resolve the entries of one section, each after the one it is like."""

    def __init__(self, name: str, entries: Mapping[str, Entry], faults: FaultList, budget: int) -> None:
        self.budget = budget
        self._name = name
        self._entries = entries
        self._faults = faults
        self._done: dict[str, Entry] = {}
        self._names = set(entries)
        self._sizes: dict[str, int] = {}

    def resolved(self) -> dict[str, Entry]:
        """Give all entries, in their order, without `like`."""
        for name in self._entries:
            for each in reversed(self._chain(name)):
                self._complete(each)
        return {name: self._done.get(name, entry) for name, entry in self._entries.items()}

    def _chain(self, name: str) -> list[str]:
        """Follow `like` from an entry to the first that is complete or like no other."""
        chain: list[str] = []
        met: set[str] = set()
        while name in self._entries and name not in self._done:
            if name in met:
                like = _like(self._entries[chain[-1]])
                circle = chain[chain.index(name) :]
                shown = " like ".join([*circle[:5], *(["…"] if len(circle) > 5 else []), name])
                assert like is not None
                path = (self._name, chain[-1], "like")
                problem = f"these are like each other: {shown}"
                self._faults.add(like.node.mark, path, problem, "let one stand for itself")
                self._done[name] = _without_like(self._entries[name])
                return [each for each in chain if each != name]
            chain.append(name)
            met.add(name)
            like = _like(self._entries[name])
            if like is None or not isinstance(like.node.value, str):
                break
            name = like.node.value
        return chain

    def _complete(self, name: str) -> None:
        """Lay an entry's own fields over those of the one it is like, which is complete."""
        entry = self._entries[name]
        like, own = _like(entry), _without_like(entry)
        self._done[name] = own
        if like is None or like.node.value is None:
            return
        path = (self._name, name, "like")
        base = self._done.get(like.node.value) if isinstance(like.node.value, str) else None
        if base is None or not isinstance(base.node.value, dict):
            word = like.node.value
            problem = f"unknown '{word[:60]}'" if isinstance(word, str) else "this is not a name"
            problem = problem if base is None else f"'{like.node.value}' has no fields to copy"
            known = nearest(str(word), self._names, "name an entry of the same section")
            self._faults.add(like.node.mark, path, problem, known)
            return
        self.budget -= self._size(like.node.value, base)
        if self.budget < 0:
            problem = f"copies hold more than {MAX_COPIED} values"
            self._faults.add(like.node.mark, path, problem, "be like a smaller entry")
            return
        self._done[name] = Entry(changed(base.node, own.node, self._faults, (self._name, name)), entry.mark)

    def _size(self, name: object, entry: Entry) -> int:
        key = str(name)
        if key not in self._sizes:
            self._sizes[key] = entry.node.size()
        return self._sizes[key]


def _like(entry: Entry) -> Entry | None:
    value = entry.node.value
    return value.get("like") if isinstance(value, dict) else None


def _without_like(entry: Entry) -> Entry:
    value = entry.node.value
    if not isinstance(value, dict) or "like" not in value:
        return entry
    return Entry(Node({key: each for key, each in value.items() if key != "like"}, entry.node.mark), entry.mark)
