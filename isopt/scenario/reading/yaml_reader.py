"""Read YAML into the located tree, from the parser's events: nothing is expanded, nothing is constructed.

What a scenario never needs is refused: anchors, aliases, merges, tags, several documents. Sizes are counted as the
events come, so that a hostile file costs no more than its limits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import MAX_LEVELS, Entry, FaultList, Mark, Node
from isopt.scenario.reading.paths import read_bytes
from isopt.scenario.reading.scalars import MAX_KEY_CHARS, MAX_TEXT_CHARS, NotFiniteError, is_printable, read_scalar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from isopt.scenario.document import Scalar

MAX_NODES: Final = 100_000
"""Keys, values, mappings and lists of one file."""

MAX_FILE_BYTES: Final = 16 * 2**20
"""Bytes of one file."""

_LOADER: Final[Any] = getattr(yaml, "CLoader", yaml.Loader)
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLAIN_STYLES: Final = (None, "")


def read_yaml(path: Path, shown_as: str) -> Node:
    """Read a file whose top level is a mapping."""
    data = read_bytes(path, MAX_FILE_BYTES)
    if isinstance(data, str):
        remedy = "check its path" if "larger" not in data else "put large sections into tables: {file: flows.csv}"
        raise ScenarioError([Fault(shown_as, 0, 0, "", f"the file {data}", remedy)])
    return read_yaml_text(data, shown_as)


def read_yaml_text(text: str | bytes, shown_as: str) -> Node:
    """Read a text whose top level is a mapping."""
    return _Builder(_decoded(text, shown_as), shown_as).document(_check_mapping)


def read_yaml_value(text: str, shown_as: str) -> Node:
    """Read a text that is one scalar, or one list or mapping in brackets."""
    return _Builder(_decoded(text, shown_as), shown_as).document(_check_flow)


class _StopError(Exception):
    """Nothing more can be read; the faults are noted."""


class _Builder:
    """Build the tree of one text."""

    def __init__(self, text: str, shown_as: str) -> None:
        self._file = shown_as
        self._faults = FaultList()
        self._path: list[str | int] = []
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._nodes = 0
        self._levels = 0

    def document(self, check: Callable[[Any], tuple[str, str] | None]) -> Node:
        """Build the only document there is; `check` says what is wrong with its top."""
        node = Node(None, Mark(self._file, 1, 1))
        try:
            node = self._node(self._first(check))
            self._next()
            if not isinstance(more := self._next(), yaml.StreamEndEvent):
                self._refuse(more, "a second document starts here", "keep one document per file, remove '---'")
        except _StopError:
            pass
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark or problem.context_mark
            self._syntax(mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, problem.problem)
        except (yaml.YAMLError, ValueError) as problem:
            self._syntax(1, 1, str(problem))
        self._faults.raise_any()
        return node

    def _first(self, check: Callable[[Any], tuple[str, str] | None]) -> Any:
        """Give the event the only document begins with, after its check."""
        self._next()
        first = start = self._next()
        if not isinstance(start, yaml.StreamEndEvent):
            first = self._next()
        if wrong := check(first):
            self._refuse(first, *wrong)
        if first is start:
            raise _StopError
        return first

    def _next(self) -> Any:
        return next(self._events)

    def _node(self, event: Any) -> Node:
        self._count(event)
        mark = self._mark(event)
        if isinstance(event, yaml.AliasEvent):
            remedy = "write it out, or use 'like: entry'"
            alias = str(event.anchor)
            self._refuse(event, f"the alias '*{alias[:40]}' is not allowed", remedy)
            return Node(None, mark)
        self._check_bare(event)
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event), mark)
        self._levels += 1
        if self._levels > MAX_LEVELS:
            self._refuse(event, f"more than {MAX_LEVELS} levels", "flatten it: a scenario needs about eight")
            raise _StopError
        value = self._mapping() if isinstance(event, yaml.MappingStartEvent) else self._list()
        self._levels -= 1
        return Node(value, mark)

    def _list(self) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            self._path.append(len(items))
            items.append(self._node(event))
            self._path.pop()
        return items

    def _mapping(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            mark = self._mark(event)
            key = self._key(event)
            self._path.append("?" if key is None else key)
            if key in entries:
                first = entries[key].mark
                place = f"line {first.line}, column {first.column}"
                self._refuse(event, f"the key stands twice: first at {place}", "keep one of the two, or rename one")
            node = self._node(self._next())
            self._path.pop()
            if key is not None:
                entries.setdefault(key, Entry(node, mark))
        return entries

    def _key(self, event: Any) -> str | None:
        """Give the text of a key; None, with the fault noted, if it is none."""
        if not isinstance(event, yaml.ScalarEvent):
            kind = "alias" if isinstance(event, yaml.AliasEvent) else "mapping or list"
            self._refuse(event, f"a key is one word, not a {kind}", "write a plain name before the colon")
            if not isinstance(event, yaml.AliasEvent):
                self._node(event)
            return None
        self._count(event)
        self._check_bare(event)
        key: str = event.value
        if event.style in _PLAIN_STYLES and key == "<<":
            self._refuse(event, "merge keys '<<' are not allowed", "write the fields out, or use 'like: entry'")
        elif not key.strip():
            self._refuse(event, "a key is empty", "write a name before the colon")
        elif len(key) > MAX_KEY_CHARS:
            self._refuse(event, f"a key is longer than {MAX_KEY_CHARS} characters", "shorten it")
        elif not is_printable(key):
            self._refuse(event, "a key holds a control character", "remove it")
        else:
            return key
        return None

    def _scalar(self, event: Any) -> Scalar:
        text: str = event.value
        if len(text) > MAX_TEXT_CHARS:
            self._refuse(event, f"a text is longer than {MAX_TEXT_CHARS} characters", "shorten it")
        elif not is_printable(text):
            self._refuse(event, "a text holds a control character", "remove it")
        elif event.style in _PLAIN_STYLES:
            try:
                return read_scalar(text)
            except NotFiniteError:
                shown = text if len(text) <= 40 else f"{text[:40]}…"
                self._refuse(event, f"'{shown}' is not a finite number", "write a number, or quote it if it is a text")
        else:
            return text
        return None

    def _check_bare(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, f"the anchor '&{event.anchor[:40]}' is not allowed", "remove it, or use 'like: entry'")
        if event.tag is not None:
            self._refuse(event, f"the tag '{event.tag[:40]}' is not allowed", "remove it; quote what is a text")

    def _count(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            remedy = "put large sections into tables: {file: flows.csv}"
            self._refuse(event, f"more than {MAX_NODES} keys and values", remedy)
            raise _StopError

    def _refuse(self, event: Any, problem: str, remedy: str) -> None:
        self._faults.add(self._mark(event), self._path, problem, remedy)
        if self._faults.is_full:
            self._faults.add(self._mark(event), (), problem, remedy)
            raise _StopError

    def _syntax(self, line: int, column: int, problem: object) -> None:
        remedy = "check the indentation, quotes, brackets and colons here and just above"
        self._faults.add(Mark(self._file, line, column), (), f"this is not YAML: {problem}", remedy)

    def _mark(self, event: Any) -> Mark:
        start = event.start_mark
        return Mark(self._file, start.line + 1, start.column + 1)


def _check_mapping(event: Any) -> tuple[str, str] | None:
    if isinstance(event, yaml.MappingStartEvent):
        return None
    if _is_nothing(event):
        return "there is nothing here", "write sections: 'sites:', 'flows:' and so on"
    return "the top level is not a mapping", "write sections: 'sites:', 'flows:' and so on"


def _is_nothing(event: Any) -> bool:
    is_empty_word = isinstance(event, yaml.ScalarEvent) and not event.value and event.style in _PLAIN_STYLES
    return is_empty_word or isinstance(event, yaml.StreamEndEvent)


def _check_flow(event: Any) -> tuple[str, str] | None:
    if isinstance(event, yaml.CollectionStartEvent) and not event.flow_style:
        return "a setting is one value", "quote it, or put brackets around it: [a, b] or {a: 1}"
    if _is_nothing(event):
        return "the value is missing", "write one, or 'null' to remove the entry"
    return None


def _decoded(source: str | bytes, shown_as: str) -> str:
    """Decode UTF-8, with or without its mark, and refuse what YAML may not hold."""
    try:
        text = source.decode("utf-8") if isinstance(source, bytes) else source
    except UnicodeDecodeError as problem:
        before = problem.object[: problem.start].decode("utf-8")
        raise _misread(before, shown_as, "this is not UTF-8 text") from None
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_FILE_BYTES:
        problem_text = f"the text is larger than {MAX_FILE_BYTES // 2**20} MiB"
        raise ScenarioError([Fault(shown_as, 0, 0, "", problem_text, "put large sections into tables")])
    if found := _NOT_YAML.search(text):
        problem_text = f"the character U+{ord(found.group()):04X} is not allowed in YAML"
        raise _misread(text[: found.start()], shown_as, problem_text)
    return text


def _misread(before: str, shown_as: str, problem: str) -> ScenarioError:
    """Make the error that stands after a readable beginning."""
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return ScenarioError([Fault(shown_as, line, column, "", problem, "save the file as UTF-8 text")])
