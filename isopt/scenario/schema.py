"""The JSON schema of the scenario language, for editors and for people."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from isopt.scenario.document import path_text
from isopt.scenario.reading.shape import shape_of
from isopt.scenario.reading.targets import Key, table_targets
from isopt.scenario.records.file import ScenarioFile

if TYPE_CHECKING:
    from isopt.scenario.reading.targets import Target

_CHANGE = "Change"
_TABLE = "Table"
_FILE = {
    "type": "string",
    "pattern": "\\.(csv|xlsx|xlsm|CSV|XLSX|XLSM)$",
    "description": "The table: CSV or a workbook.",
}
_MENTION = {
    "file": _FILE,
    "sheet": {"type": "string", "description": "The sheet of the workbook; default the one of the table's name."},
    "instead": {"type": "boolean", "description": "Whether the table replaces what the extended file says."},
}
"""What stands in the place of a table."""


def json_schema() -> dict[str, Any]:
    """Describe a scenario file as JSON schema (draft 2020-12).

    Sections may be tables, entries may start as a copy (`like`), a variant or a file that extends another states changes only.
    """
    schema = ScenarioFile.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema.pop("$defs")
    whole = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    _prepare(whole, definitions)
    change = _loosened({"ScenarioFile": whole, **definitions})
    change[f"{_CHANGE}{_TABLE}"] = definitions[_TABLE]
    variants = whole["properties"]["variants"]["anyOf"][0]
    variants.pop("patternProperties")
    variants["additionalProperties"] = {"anyOf": [{"$ref": f"#/$defs/{_CHANGE}ScenarioFile"}, {"type": "null"}]}
    change[f"{_CHANGE}ScenarioFile"]["properties"].pop("variants")
    extending = copy.deepcopy(change[f"{_CHANGE}ScenarioFile"])
    extending["properties"]["variants"] = whole["properties"]["variants"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "isopt scenario",
        "description": schema["description"],
        "if": {"required": ["extends"]},
        "then": extending,
        "else": whole,
        "$defs": dict(sorted({**definitions, **change}.items())),
    }


def _prepare(whole: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Let sections and parts of entries be tables, and entries with `like` leave out what their model says."""
    within = {"properties": whole["properties"], "$defs": definitions}
    for definition in definitions.values():
        for name, part in definition.get("properties", {}).items():
            if shape_of([part], within).entry is not None:
                definition["properties"][name] = _or_table(part)
        if "like" in definition.get("properties", {}) and "required" in definition:
            definition["anyOf"] = [{"required": definition.pop("required")}, {"required": ["like"]}]
    parts = [(target.fixed[0], path_text(path)) for target in table_targets() if (path := _part(target))]
    for name, section in whole["properties"].items():
        if "$ref" in section:
            whole["properties"][name] = _or_table(section)
        if "patternProperties" not in section:
            continue
        (inner,) = section.pop("patternProperties").values()
        entry = {"anyOf": inner["oneOf"]} if "oneOf" in inner else inner
        nested = {part: {"anyOf": [entry, {"$ref": f"#/$defs/{_TABLE}"}]} for of, part in parts if of == name}
        section |= {"properties": {**_MENTION, **nested}, "additionalProperties": entry}
    definitions[_TABLE] = {
        "description": "A table in the place of what it holds; entries beside it are merged over its rows.",
        "type": "object",
        "properties": _MENTION,
        "required": ["file"],
        "additionalProperties": {"type": ["object", "null"]},
    }


def _part(target: Target) -> tuple[str, ...]:
    """Name what a nested table is a part of all entries of: `accepts`, `accepts.limits`; nothing for other tables."""
    return tuple(step for step in target.steps[1:] if not isinstance(step, Key)) if target.is_nested else ()


def _or_table(part: dict[str, Any]) -> dict[str, Any]:
    """Let a part be a table instead."""
    told: dict[str, Any] = {key: part[key] for key in ("description", "default", "title") if key in part}
    rest = {key: value for key, value in part.items() if key not in told}
    options = rest["anyOf"] if set(rest) == {"anyOf"} else [rest]
    return {**told, "anyOf": [*options, {"$ref": f"#/$defs/{_TABLE}"}]}


def _loosened(definitions: dict[str, Any]) -> dict[str, Any]:
    """Copy the definitions for changes: nothing is required, anything may be null."""
    return {f"{_CHANGE}{name}": _loosen(copy.deepcopy(definition)) for name, definition in definitions.items()}


def _loosen(node: Any) -> Any:
    """Copy one schema so that it takes changes; only keywords that hold schemas are walked into."""
    if not isinstance(node, dict):
        return node
    loose = {key: value for key, value in node.items() if key not in {"required", "default"}}
    if isinstance(loose.get("$ref"), str):
        loose["$ref"] = loose["$ref"].replace("#/$defs/", f"#/$defs/{_CHANGE}")
    for keyword in ("anyOf", "oneOf"):
        if keyword in loose:
            loose[keyword] = [_loosen(option) for option in loose[keyword] if set(option) != {"required"}]
            if not loose[keyword]:
                del loose[keyword]
    for keyword in ("additionalProperties", "items"):
        if keyword in loose:
            loose[keyword] = _nullable(_loosen(loose[keyword])) if keyword[0] == "a" else _loosen(loose[keyword])
    if "patternProperties" in loose:
        loose["patternProperties"] = {key: _nullable(_loosen(v)) for key, v in loose["patternProperties"].items()}
    if "properties" in loose:
        loose["properties"] = {
            key: value if key == "isopt" else _nullable(_loosen(value)) for key, value in loose["properties"].items()
        }
    return loose


def _nullable(node: Any) -> Any:
    return {"anyOf": [node, {"type": "null"}]} if isinstance(node, dict) else node


def fields_of(section: str | None = None) -> list[tuple[str, str, str, str]]:
    """List fields as (record, field, default unit, manual), of one section or of all."""
    schema = ScenarioFile.model_json_schema(by_alias=True)
    rows = []
    records = {"the file": schema, **schema["$defs"]}
    wanted = _records_of(section, schema) if section else set(records)
    for record, definition in records.items():
        if record not in wanted:
            continue
        for name, field in definition.get("properties", {}).items():
            rows.append((record, name, _default_unit(field), str(field.get("description", ""))))
    return rows


def _records_of(section: str, schema: dict[str, Any]) -> set[str]:
    """Find the records below a section."""
    found: set[str] = set()
    todo = [schema["properties"].get(section, {})]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo.extend(node)
        elif isinstance(node, dict):
            name = str(node.get("$ref", "")).removeprefix("#/$defs/")
            if name and name not in found:
                found.add(name)
                todo.append(schema["$defs"][name])
            todo.extend(node.values())
    return found


def _default_unit(field: dict[str, Any]) -> str:
    for option in [field, *field.get("anyOf", [])]:
        if "x-default-unit" in option:
            return str(option["x-default-unit"])
    return ""
