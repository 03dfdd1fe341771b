"""The JSON schema of the scenario language, for editors and for people."""

from __future__ import annotations

import copy
from typing import Any

from isopt.scenario.file_records import ScenarioFile

_SECTIONS = ("resources", "sites", "disposal", "flows", "transport", "links", "emissions")
_CHANGE = "Change"


def json_schema() -> dict[str, Any]:
    """Describe a scenario file as JSON schema (draft 2020-12).

    Sections may be tables, entries may start as a copy (`like`), a variant or a file that extends another states changes only.
    """
    schema = ScenarioFile.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema.pop("$defs")
    whole = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    _prepare(whole, definitions)
    change = _loosened({"ScenarioFile": whole, **definitions})
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
    """Let sections be tables, and entries with `like` leave out what their model says."""
    for name in _SECTIONS:
        section = whole["properties"][name]
        section["properties"] = {"file": {"type": "string", "pattern": "\\.csv$", "description": "the section's table"}}
        (inner,) = section.pop("patternProperties").values()
        section["additionalProperties"] = {"anyOf": inner["oneOf"]} if "oneOf" in inner else inner
    for definition in definitions.values():
        if "like" in definition.get("properties", {}) and "required" in definition:
            definition["anyOf"] = [{"required": definition.pop("required")}, {"required": ["like"]}]


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
