"""Validate plain data against the records; what is faulty is noted and cut out, so that the rest can be checked too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from isopt.errors import did_you_mean
from isopt.scenario import file_records, records
from isopt.scenario.file_records import ScenarioFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from isopt.scenario.faults import Faults, Path

_ROUNDS = 4
_KIND = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_ENTRY_RECORDS: dict[str, type[records.Record]] = {
    "resources": records.Resource,
    "sites": records.Site,
    "disposal": records.Disposal,
    "transport": records.Transport,
    "links": records.Link,
}


def validate(plain: dict[str, Any], faults: Faults) -> ScenarioFile | None:
    """Validate a scenario's plain data; note every fault. None where nothing could be made of it."""
    currency = plain.get("currency", "EUR")
    context = {"currency": currency if isinstance(currency, str) else "EUR"}
    _check_sides(plain, faults)
    for _ in range(_ROUNDS):
        try:
            return ScenarioFile.model_validate(plain, context=context)
        except ValidationError as error:
            whole = all(_cut(plain, detail, faults) for detail in error.errors(include_url=False))
            if not whole:
                return None
    return None


def _check_sides(plain: dict[str, Any], faults: Faults) -> None:
    """Hold that each flow either gives or takes."""
    flows = plain.get("flows")
    if not isinstance(flows, dict):
        return
    for name, flow in list(flows.items()):
        if not isinstance(flow, dict):
            continue
        if "gives" in flow and "takes" in flow:
            faults.note(("flows", name), "both gives and takes", "write two flows")
        elif "gives" not in flow and "takes" not in flow:
            faults.note(("flows", name), "neither gives nor takes", "add `gives:` or `takes:` with an amount")
        else:
            continue
        faults.mark_faulty(("flows", name))
        del flows[name]


def _cut(plain: dict[str, Any], detail: ErrorDetails, faults: Faults) -> bool:
    """Note one fault and remove what it is about; False where the whole file is of no use."""
    path = _path(detail["loc"])
    kind = detail["type"]
    if kind == "quantity":
        for inner, problem, remedy in detail["ctx"]["faults"]:
            faults.note((*path, *inner), problem, remedy)
    elif kind == "extra_forbidden":
        problem, remedy = _unknown(path)
        faults.note(path, problem, remedy, of_key=True)
    else:
        problem, remedy = _explain(detail, path)
        faults.note(path[:-1] if kind == "missing" else path, problem, remedy)
    if len(path) >= 2 and kind != "extra_forbidden":
        faults.mark_faulty(path)
    if kind == "missing":
        path = path[:-1]
    return _remove(plain, path)


def _remove(plain: Any, path: Path) -> bool:
    if not path:
        return False
    holder = plain
    for number, key in enumerate(path[:-1]):
        try:
            holder = holder[key]
        except (KeyError, IndexError, TypeError):
            return number > 0
    if isinstance(holder, list):
        return _remove(plain, path[:-1])
    if isinstance(holder, dict):
        holder.pop(path[-1], None)
    return True


def _path(loc: tuple[int | str, ...]) -> Path:
    """Take pydantic's own words (union branches, key markers) out of a location."""
    parts = list(loc)
    if len(parts) > 2 and parts[0] == "flows" and parts[2] in {"giver", "taker"}:
        del parts[2]
    while parts and isinstance(parts[-1], str) and (parts[-1] == "[key]" or _is_union_branch(parts[-1])):
        del parts[-1]
    return tuple(parts)


def _is_union_branch(part: str) -> bool:
    return part in {"str", "int", "float", "bool"} or part.startswith(("list[", "dict[", "constrained-", "function-"))


def _record_at(path: Path) -> type[BaseModel]:
    """Find the record that a path's last key is a field of."""
    if len(path) <= 1:
        return ScenarioFile
    section = str(path[0])
    if section == "flows":
        if "accepts" in path:
            return records.Acceptance if path[-2] not in {"limits"} and "limits" not in path else records.Limit
        if "limits" in path:
            return records.Limit
        return records.Virgin if len(path) > 3 and path[2] == "otherwise" else records.Giver
    if "sizes" in path:
        return records.Size
    single: dict[str, type[BaseModel]] = {
        "calendar": file_records.Calendar,
        "economics": file_records.Economics,
        "objective": file_records.Objective,
    }
    return single.get(section) or _ENTRY_RECORDS.get(section, ScenarioFile)


def _unknown(path: Path) -> tuple[str, str]:
    key = str(path[-1])
    record = _record_at(path)
    candidates: list[type[BaseModel]] = [record]
    if record is records.Giver:
        candidates = [records.Giver, records.Taker]
    if any(key in getattr(candidate, "later", ()) for candidate in candidates):
        return f"`{key}` is not yet supported", "remove it; a later version will read it"
    what = "section" if len(path) == 1 else "field"
    return f"unknown {what} '{key}'", did_you_mean(key, [name for c in candidates for name in _field_names(c)])


def _field_names(record: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in record.model_fields.items()]


def _explain(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    kind, given = detail["type"], detail["input"]
    context: Mapping[str, Any] = detail.get("ctx", {})
    if kind == "missing":
        return f"lacks `{detail['loc'][-1]}`", f"add `{detail['loc'][-1]}:`"
    if kind == "literal_error":
        if path and path[-1] == "isopt":
            return f"version {given!r} of the language", "write `isopt: 1`"
        words = [word.strip("'") for word in str(context.get("expected", "")).replace(" or ", ", ").split(", ")]
        return f"'{given}' is not one of them", did_you_mean(str(given), words)
    if kind == "string_type" and isinstance(given, int | float):
        return (
            f"the {'truth value' if isinstance(given, bool) else 'number'} {given} where text is expected",
            "put it in quotes",
        )
    if kind in _KIND:
        return f"expected {_KIND[kind]}, found {_found(given)}", f"write {_KIND[kind]}"
    if kind in {"too_short", "string_too_short"}:
        return "is empty", "name at least one" if kind == "too_short" and context.get(
            "min_length"
        ) == 1 else "write it out"
    if kind == "too_long":
        return "has too many parts", "write two numbers"
    if kind == "string_pattern_mismatch":
        remedy = "write three capital letters, such as EUR" if path == ("currency",) else "use visible characters only"
        return f"'{given}' cannot be used here", remedy
    if kind == "string_too_long":
        return "is longer than 300 characters", "shorten it"
    return str(detail["msg"])[:1].lower() + str(detail["msg"])[1:], "see `isopt schema`"


def _found(given: object) -> str:
    if given is None:
        return "nothing"
    return {dict: "a mapping", list: "a list", bool: str(given).lower(), str: f"'{given}'"}.get(type(given), str(given))
