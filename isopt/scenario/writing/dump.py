"""Write a merged scenario back in one canonical form, and name its content by a hash."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Final

from isopt.scenario.document import Node
from isopt.scenario.reading.scalars import NotFiniteError, read_scalar
from isopt.scenario.reading.yaml_reader import MAX_NODES
from isopt.scenario.writing.dump_table import dump_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isopt.scenario.document import Document, Entry, Scalar

MIN_TABLE_ENTRIES: Final = 200
"""A section from a table with more entries than this is written as one again."""

MAIN: Final = "scenario.yaml"
_FIRST: Final = ("isopt", "name", "currency")
_ORDERED: Final = ("calendar", "periods")
_SAFE: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_ /.%()*^+·-]*[A-Za-z0-9_/.%()*^+·-])?")
_ESCAPED: Final = re.compile('["\\\\\t\n\r\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\x00-\x1f\ud800-\udfff]')


def dump_document(
    document: Document, variants: Mapping[str, Entry] | None = None, *, name: str = MAIN, prefix: str = ""
) -> dict[str, bytes]:
    """Write `scenario.yaml` and the tables it names; to read them again gives the same values.

    `name` is what the file is called instead, `prefix` what the names of its tables start with.
    """
    files: dict[str, bytes] = {}
    sections = _sections(document.root)
    is_large = document.root.size() > MAX_NODES // 3
    tables: dict[str, str] = {}
    for section, node in sections.items():
        entries = node.value if section in document.tables or (is_large and section != _ORDERED[0]) else None
        if isinstance(entries, dict) and len(entries) > MIN_TABLE_ENTRIES and section.isidentifier():
            dumped = dump_table(entries)
            if dumped is not None:
                tables[section] = f"{prefix}{section}.csv"
                files[tables[section]], sections[section] = dumped
    text = yaml_text(sections, tables)
    if variants:
        text = (text if sections else "") + yaml_text({"variants": Node(dict(variants), document.root.mark)})
    files[name] = text.encode()
    return dict(sorted(files.items()))


def yaml_text(sections: Mapping[str, Node], tables: Mapping[str, str] | None = None) -> str:
    """Write sections as YAML in one canonical form; those that have a table name it."""
    lines: list[str] = []
    for name in sorted(sections, key=_top_order):
        lines.extend(_entry_lines(name, sections[name], (tables or {}).get(name, ""), (name,)))
    return "\n".join(lines or ["{}"]) + "\n"


def fingerprint(document: Document) -> str:
    """Hash the merged values: neither comments, key order nor the layout of files matter, every value does."""
    digest = hashlib.sha256()
    for piece in _canonical(document.root):
        digest.update(piece.encode())
    return digest.hexdigest()


def _sections(root: Node) -> dict[str, Node]:
    assert isinstance(root.value, dict)
    return {name: entry.node for name, entry in root.value.items()}


def _top_order(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _canonical(root: Node) -> Iterator[str]:
    """Write the values as JSON with sorted keys, entry by entry; ordered mappings as lists of pairs."""
    for name, section in sorted(_sections(root).items()):
        yield f"{json.dumps(name)}:"
        if not isinstance(section.value, dict):
            yield f"{json.dumps(section.plain(), sort_keys=True)}\n"
            continue
        yield "{"
        for key, entry in sorted(section.value.items()):
            plain = entry.node.plain()
            if (name, key) == _ORDERED and isinstance(plain, dict):
                plain = {"in order": list(plain.items())}
            yield f"{json.dumps(key)}:{json.dumps(plain, sort_keys=True)},"
        yield "}\n"


def _entry_lines(key: str, node: Node, table: str, path: tuple[str, ...]) -> Iterator[str]:
    """Write an entry in lines, the first of which starts with its key."""
    head = f"{_text(key)}:"
    value = node.value
    if isinstance(value, dict) and (value or table):
        yield head
        if table:
            yield f"  file: {_text(table)}"
        is_ordered = (path[2:] if path[0] == "variants" else path) == _ORDERED
        for name in value if is_ordered else sorted(value):
            for line in _entry_lines(name, value[name].node, "", (*path, name)):
                yield f"  {line}"
    elif isinstance(value, list) and any(isinstance(item.value, (dict, list)) for item in value):
        yield head
        for item in value:
            yield f"  - {_flow(item)}"
    else:
        yield f"{head} {_flow(node)}"


def _flow(node: Node) -> str:
    """Write a value on one line."""
    value = node.value
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {_flow(value[key].node)}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Scalar) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    """Write a text bare where it would be read as itself, else in double quotes."""
    if _SAFE.fullmatch(text):
        try:
            if read_scalar(text) == text:
                return text
        except NotFiniteError:
            pass
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    sign = found.group()
    return {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(sign) or f"\\u{ord(sign):04x}"
