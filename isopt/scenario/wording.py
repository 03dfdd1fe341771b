"""What is said of a value that no record takes: which field is unknown, what was expected instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from isopt.errors import did_you_mean
from isopt.scenario import file_records, records
from isopt.scenario.file_records import ScenarioFile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from isopt.scenario.faults import Path

    Suggest = Callable[[str, Collection[str]], str]

WRONG_KIND = {
    "string_type": "a text",
    "bool_type": "true or false",
    "float_type": "a number",
    "int_type": "a whole number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
"""Pydantic's errors for values of the wrong kind, and what was expected."""

_RECORDS: dict[str, type[BaseModel]] = {
    "resources": records.Resource,
    "sites": records.Site,
    "disposal": records.Disposal,
    "transport": records.Transport,
    "links": records.Link,
    "calendar": file_records.Calendar,
    "economics": file_records.Economics,
    "objective": file_records.Objective,
}


def explain_unknown(path: Path, suggest: Suggest, *, gives: bool) -> tuple[str, str, str | None]:
    """Say what is wrong with a field nobody knows, what to do, and which field may be meant.

    `gives` says whether a flow the field stands in gives.
    """
    key, record = str(path[-1]), _record_at(path, gives=gives)
    later = set(getattr(record, "later", ()))
    if record in {records.Giver, records.Taker}:
        other: type[BaseModel] = records.Taker if gives else records.Giver
        side, belongs = ("gives", "takes") if gives else ("takes", "gives")
        if key in _fields(other):
            return f"a flow that {side} has no `{key}`", f"remove it: it is said of a flow that {belongs}", None
        later |= set(getattr(other, "later", ()))
    if key in later:
        return f"`{key}` is not yet supported", "remove it; a later version will read it", None
    what = "section" if len(path) == 1 else "field"
    remedy = suggest(key, {*_fields(record), *later})
    near = remedy.split("'")[1] if remedy.startswith("did you mean") else None
    return f"unknown {what} '{key}'", remedy if near else suggest(key, _fields(record)), near


def explain(details: Sequence[ErrorDetails], path: Path) -> tuple[str, str]:
    """Say what is wrong with a value; several details are what each branch of a union says of it."""
    telling = [detail for detail in details if detail["type"] not in WRONG_KIND]
    if telling:
        return _explain(telling[0], path)
    wanted = list(dict.fromkeys(WRONG_KIND[detail["type"]] for detail in details))
    if "a number" in wanted and "a whole number" in wanted:
        wanted.remove("a whole number")
    given = details[0]["input"]
    if wanted == ["a text"] and isinstance(given, int | float):
        kind = "truth value" if isinstance(given, bool) else "number"
        return f"the {kind} {given} where text is expected", "put it in quotes"
    return f"expected {' or '.join(wanted)}, found {_found(given)}", f"write {' or '.join(wanted)}"


def _explain(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    kind, given = detail["type"], detail["input"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    if kind == "missing":
        return f"lacks `{path[-1]}`", f"add `{path[-1]}:`"
    if kind == "literal_error":
        if path == ("isopt",):
            return f"version {given!r} of the language", "write `isopt: 1`"
        words = [word.strip("'") for word in str(context.get("expected", "")).replace(" or ", ", ").split(", ")]
        return f"'{given}' is not one of them", did_you_mean(str(given), words)
    if kind == "too_short" and context.get("min_length") == 1:
        return "is empty", "name at least one"
    if kind in {"too_short", "too_long"}:
        return f"has too {'few' if kind == 'too_short' else 'many'} parts", "write two numbers"
    if kind == "string_too_short":
        return "is empty", "write it out"
    if kind == "string_pattern_mismatch":
        remedy = "write three capital letters, such as EUR" if path == ("currency",) else "use visible characters only"
        return f"'{given}' cannot be used here", remedy
    if kind == "string_too_long":
        return "is longer than 300 characters", "shorten it"
    return str(detail["msg"])[:1].lower() + str(detail["msg"])[1:], "see `isopt schema`"


def _record_at(path: Path, *, gives: bool) -> type[BaseModel]:
    """Find the record that a path's last key is a field of."""
    if len(path) <= 1:
        return ScenarioFile
    section, above = str(path[0]), path[2:-1]
    if "limits" in above:
        return records.Limit
    if "sizes" in above:
        return records.Size
    if section == "flows":
        if "accepts" in above:
            return records.Acceptance
        if "otherwise" in above:
            return records.Virgin
        return records.Giver if gives else records.Taker
    return _RECORDS.get(section, ScenarioFile)


def _fields(record: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in record.model_fields.items()]


def _found(given: object) -> str:
    if given is None:
        return "nothing"
    return {dict: "a mapping", list: "a list", bool: str(given).lower(), str: f"'{given}'"}.get(type(given), str(given))
