"""What is said of a value that no record takes: which field is unknown, what was expected instead."""

from __future__ import annotations

from functools import lru_cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from isopt.errors import did_you_mean
from isopt.scenario.records.file import ScenarioFile
from isopt.scenario.records.flows import Giver, Taker
from isopt.scenario.records.plants import InputPort, OutputPort

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

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

_OTHER_SIDE: Final[dict[type[BaseModel], tuple[type[BaseModel], str, str]]] = {
    Giver: (Taker, "a flow that gives", "a flow that takes"),
    Taker: (Giver, "a flow that takes", "a flow that gives"),
    InputPort: (OutputPort, "what a technology takes", "what a technology gives"),
    OutputPort: (InputPort, "what a technology gives", "what a technology takes"),
}
"""Records of two sides: what each is, and what its counterpart."""


_BOUNDS = {
    "greater_than": ("not more than", "more than"),
    "greater_than_equal": ("less than", "at least"),
    "less_than_equal": ("more than", "at most"),
}
"""Pydantic's errors for numbers out of bounds: what is wrong, and what to write."""


def explain_unknown(path: Path, suggest: Suggest, *, gives: bool) -> tuple[str, str, str | None]:
    """Say what is wrong with a field nobody knows, what to do, and which field may be meant.

    `gives` says whether a flow the field stands in gives.
    """
    key, record = str(path[-1]), _record_at(path, gives=gives)
    later = set(getattr(record, "later", ()))
    if record in _OTHER_SIDE:
        other, what, whose = _OTHER_SIDE[record]
        if key in _fields(other):
            return f"{what} has no `{key}`", f"remove it: it is said of {whose}", None
        later |= set(getattr(other, "later", ()))
    if key in later:
        return f"`{key}` is not yet supported", "remove it; a later version will read it", None
    if key == "between" and "sizes" in _fields(record):
        return "`between` stands in `sizes`", "write `sizes: {between: true, …}`", None
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
    if kind in _BOUNDS:
        problem, remedy = _BOUNDS[kind]
        (limit,) = (context[key] for key in ("gt", "ge", "le") if key in context)
        return f"{given} is {problem} {limit:g}", f"write {remedy} {limit:g}"
    if kind == "string_too_long":
        return "is longer than 300 characters", "shorten it"
    return str(detail["msg"])[:1].lower() + str(detail["msg"])[1:], "see `isopt schema`"


def _record_at(path: Path, *, gives: bool) -> type[BaseModel]:
    """Find the record that a path's last key is a field of."""
    found: list[Any] = [ScenarioFile]
    for key in path[:-1]:
        found = [inner for each in found for inner in _below(each, str(key))]
    records = [each for each in found if isinstance(each, type) and issubclass(each, BaseModel)]
    if {Giver, Taker} <= set(records):
        return Giver if gives else Taker
    return records[0] if records else ScenarioFile


def _below(kind: Any, key: str) -> tuple[Any, ...]:
    """Give the types of what may stand under a key of a value of some type."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields, others = _types_in(kind)
        return fields.get(key, others)
    return tuple(_options(get_args(kind)[-1])) if get_origin(kind) in {dict, list} else ()


@lru_cache(maxsize=256)
def _types_in(record: type[BaseModel]) -> tuple[dict[str, tuple[Any, ...]], tuple[Any, ...]]:
    """Give the types of a record's fields by their names in files, and those of its further keys."""
    fields = {field.alias or name: tuple(_options(field.annotation)) for name, field in record.model_fields.items()}
    others = get_type_hints(record, include_extras=True).get("__pydantic_extra__")
    return fields, tuple(_options(get_args(others)[1])) if get_origin(others) is dict else ()


@lru_cache(maxsize=256)
def _others(record: type[BaseModel]) -> Any:
    """Give the type of what stands under keys that are no fields: looking it up is slow."""
    return get_type_hints(record, include_extras=True).get("__pydantic_extra__")


def _options(kind: Any) -> Iterator[Any]:
    """Give the types that a type with annotations and alternatives stands for."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _options(get_args(kind)[0])
    elif origin in {Union, UnionType}:
        for each in get_args(kind):
            yield from _options(each)
    else:
        yield kind


def _fields(record: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in record.model_fields.items()]


def _found(given: object) -> str:
    if given is None:
        return "nothing"
    return {dict: "a mapping", list: "a list", bool: str(given).lower(), str: f"'{given}'"}.get(type(given), str(given))
