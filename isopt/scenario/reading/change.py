"""The one rule of change: mappings merge, scalars and lists are replaced whole, `null` removes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from isopt.errors import did_you_mean, place_text
from isopt.scenario.document import Entry, FaultList, Node

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MAX_COMPARED: Final = 1000
"""Names among which the nearest is looked for: more would take longer than reading them."""


def merge(base: Node, change: Node) -> Node:
    """Lay a change over a tree; raise ScenarioError where it removes what is not there."""
    faults = FaultList()
    merged = changed(base, change, faults, ())
    faults.raise_any()
    return merged


def changed(base: Node, change: Node, faults: FaultList, path: Sequence[str]) -> Node:
    """Lay a change over a tree, noting each removal of what is not there.

    What the change says keeps its marks; a key that both have stands where the base has it.
    """
    if not isinstance(base.value, dict) or not isinstance(change.value, dict):
        return change
    entries = dict(base.value)
    for key, entry in change.value.items():
        below = entries.get(key)
        if entry.node.value is None:
            if below is None:
                remedy = nearest(key, base.value, "remove this line")
                faults.add(entry.node.mark, (*path, key), "null removes an entry, and there is none", remedy)
            else:
                del entries[key]
        elif below is None:
            entries[key] = entry
        else:
            entries[key] = Entry(changed(below.node, entry.node, faults, (*path, key)), entry.mark)
    return Node(entries, change.mark)


def composed(base: Node, change: Node) -> Node:
    """Lay one change over another, so that what either removes is still removed."""
    if not isinstance(base.value, dict) or not isinstance(change.value, dict):
        return change
    entries = dict(base.value)
    for key, entry in change.value.items():
        below = entries.get(key)
        entries[key] = entry if below is None else Entry(composed(below.node, entry.node), entry.mark)
    return Node(entries, change.mark)


def joined(one: Node, other: Node, faults: FaultList, path: Sequence[str]) -> Node:
    """Lay two trees side by side that each say a part; noting what both say.

    What the first says keeps its marks.
    """
    if not isinstance(one.value, dict) or not isinstance(other.value, dict):
        place = place_text(one.mark.file, one.mark.line, one.mark.column)
        faults.add(other.mark, path, f"this is stated twice: first at {place}", "keep one of the two")
        return one
    entries = dict(one.value)
    for key, entry in other.value.items():
        below = entries.get(key)
        node = entry.node if below is None else joined(below.node, entry.node, faults, (*path, key))
        entries[key] = Entry(node, entry.mark if below is None else below.mark)
    return Node(entries, one.mark)


def nearest(word: str, known: Collection[str], otherwise: str) -> str:
    """Suggest the nearest known name, unless there are too many to compare."""
    return did_you_mean(word, known, otherwise) if len(known) <= MAX_COMPARED and len(word) <= 200 else otherwise
