"""Changes from the command line: `disposal.landfill.tax=120 EUR/t`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from isopt.errors import Fault, ScenarioError
from isopt.scenario.document import MAX_LEVELS, Entry, FaultList, Mark, Node, split_path
from isopt.scenario.reading.change import nearest
from isopt.scenario.reading.yaml_reader import read_yaml_value

if TYPE_CHECKING:
    from collections.abc import Sequence

FIELD_SECTIONS: Final = ("about", "calendar", "economics", "objective", "policy")
"""Sections whose keys are fields, not names: a setting may begin one that is not there."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One value to put at one path."""

    path: tuple[str, ...]
    value: Node


def read_setting(text: str) -> Setting:
    """Read `path=value`; the value is one YAML scalar, or a list or mapping in brackets."""
    mark = Mark(f"--set {text}", 1, 1)
    written, equals, value_text = _parted(text)
    path = split_path(written)
    if not equals or path is None:
        remedy = "write path=value, such as disposal.landfill.tax=120 EUR/t"
        raise ScenarioError([Fault(mark.file, 1, 1, "", "this is not a setting", remedy)])
    value = _moved(read_yaml_value(value_text, mark.file), mark)
    if len(path) + value.levels() > MAX_LEVELS:
        raise ScenarioError([Fault(mark.file, 1, 1, "", f"more than {MAX_LEVELS} levels", "shorten the path")])
    return Setting(path, value)


def as_change(setting: Setting, root: Node, faults: FaultList) -> Node | None:
    """Write a setting as the change that makes it; None, with the fault noted, if its parents do not exist."""
    mark = setting.value.mark
    if setting.path[0] in ("extends", "variants") or setting.path[1:] == ("file",):
        remedy = "write it into a file that extends this one"
        faults.add(mark, setting.path, "this cannot be set from outside", remedy)
        return None
    node = root
    for depth, part in enumerate(setting.path[:-1]):
        if isinstance(node.value, dict) and part in node.value:
            node = node.value[part].node
        elif not isinstance(node.value, dict):
            break
        elif depth == 0 and part in FIELD_SECTIONS and len(setting.path) == 2:
            return _nested(setting)
        else:
            remedy = nearest(part, node.value, "set its parent first")
            faults.add(mark, setting.path[: depth + 1], "nothing of this name is there to be changed", remedy)
            return None
    if not isinstance(node.value, dict):
        what = "a list, and lists are replaced whole" if isinstance(node.value, list) else "not a mapping"
        faults.add(mark, setting.path, f"what it would change is {what}", "set the whole value")
        return None
    return _nested(setting)


def _nested(setting: Setting) -> Node:
    node = setting.value
    for part in reversed(setting.path):
        node = Node({part: Entry(node, node.mark)}, node.mark)
    return node


def _parted(text: str) -> tuple[str, str, str]:
    """Part a setting at its first equals sign outside quotes."""
    quoted = False
    for at, sign in enumerate(text):
        quoted ^= sign == '"'
        if sign == "=" and not quoted:
            return text[:at], "=", text[at + 1 :]
    return text, "", ""


def _moved(node: Node, mark: Mark) -> Node:
    """Give all of a tree one mark."""
    value = node.value
    if isinstance(value, dict):
        return Node({key: Entry(_moved(entry.node, mark), mark) for key, entry in value.items()}, mark)
    if isinstance(value, list):
        return Node([_moved(item, mark) for item in value], mark)
    return Node(value, mark)


def read_settings(texts: Sequence[str], faults: FaultList) -> list[Setting]:
    """Read all settings, noting the faults of those that are none."""
    settings: list[Setting] = []
    for text in texts:
        try:
            settings.append(read_setting(text))
        except ScenarioError as error:
            faults.extend(error.faults)
    return settings
