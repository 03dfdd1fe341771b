"""What may stand where in a scenario file, as the JSON schema of its records says.

Tables need it: which parts of an entry are mappings of entries themselves, which fields hold texts, numbers or lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_UNIT = "x-default-unit"
_NUMBERS = frozenset({"number", "integer"})
_SCALARS = _NUMBERS | {"string", "boolean"}


@dataclass(frozen=True, eq=False)
class Shape:
    """All that may stand at one place: the options of its schema, spelt out."""

    options: tuple[Mapping[str, Any], ...]
    manual: str = ""
    _schema: Mapping[str, Any] = field(default_factory=dict, repr=False)
    _below: dict[str, Shape | None] = field(default_factory=dict, repr=False)

    def at(self, key: str) -> Shape | None:
        """Give the shape of what stands under a key; None where nothing may, or anything."""
        key = key if key in self.fields else ""
        if key not in self._below:
            found = self._under(key)
            self._below[key] = shape_of(found, self._schema) if found else None
        return self._below[key]

    def below(self, *keys: str) -> Shape | None:
        """Give the shape of what stands at a path from here."""
        shape: Shape | None = self
        for key in keys:
            shape = shape.at(key) if shape is not None else None
        return shape

    def _under(self, key: str) -> list[Any]:
        """Give the schemas of what stands under a field's name, or under any other key."""
        if key:
            return [option["properties"][key] for option in self.options if key in option.get("properties", {})]
        named = [value for option in self.options if (value := _of_any_key(option)) is not None]
        quantity = [option for option in self.options if _UNIT in option]
        return named + (quantity if any(option.get("type") == "object" for option in quantity) else [])

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The named fields, each once, in the order of the records."""
        return tuple(dict.fromkeys(name for option in self.options for name in option.get("properties", {})))

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields that no record can do without."""
        needed = [frozenset(option.get("required", ())) for option in self.options if "properties" in option]
        return frozenset.intersection(*needed) if needed else frozenset()

    @cached_property
    def entry(self) -> Shape | None:
        """The shape of an entry, where a mapping of named entries may stand; None where none may."""
        found = []
        for option in self.options:
            value = _of_any_key(option)
            if value is None or ("properties" in option and not shape_of([value], self._schema).fields):
                continue
            found.append(value)
        return shape_of(found, self._schema) if found else None

    @cached_property
    def item(self) -> Shape | None:
        """The shape of a list's items; None where no list may stand, or one of anything."""
        found = [option["items"] for option in self.options if option.get("type") == "array" and option.get("items")]
        return shape_of(found, self._schema) if found else None

    @cached_property
    def takes_number(self) -> bool:
        """Whether a number, or a quantity, may stand here."""
        return any(option.get("type") in _NUMBERS for option in self.options)

    @cached_property
    def takes_text(self) -> bool:
        """Whether a text that is no quantity may stand here."""
        return any(option.get("type") == "string" and _UNIT not in option for option in self.options)

    @cached_property
    def takes_scalar(self) -> bool:
        """Whether a text, a number or a truth value may stand here."""
        return any(option.get("type") in _SCALARS for option in self.options)

    @cached_property
    def unit(self) -> str:
        """The unit of a bare number, `¤` being the currency; empty where none is stated."""
        return next((str(option[_UNIT]) for option in self.options if _UNIT in option), "")

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The only words that may stand here; empty where others may."""
        kinds = [option for option in self.options if option.get("type") not in {"null", None}]
        if kinds and all(option.get("type") == "boolean" for option in kinds):
            return ("true", "false")
        if not kinds or not all("enum" in option for option in kinds):
            return ()
        return tuple(str(word) for option in kinds for word in option["enum"])


@lru_cache(maxsize=1)
def scenario_shape() -> Shape:
    """Give the shape of a whole file, made when it is first asked for; a variant has the shape of the file."""
    from isopt.scenario.records.file import ScenarioFile  # noqa: PLC0415 - tables alone need it

    schema = ScenarioFile.model_json_schema(by_alias=True)
    schema["properties"]["variants"]["anyOf"] = [{"type": "object", "patternProperties": {"": {"$ref": "#"}}}]
    return shape_of([schema], schema)


def _of_any_key(option: Mapping[str, Any]) -> Any:
    """Give the schema of what stands under keys that are names."""
    for value in option.get("patternProperties", {}).values():
        return value
    value = option.get("additionalProperties")
    return value if isinstance(value, dict) else None


def shape_of(nodes: list[Any], schema: Mapping[str, Any]) -> Shape:
    """Give the shape of what any of some schemas describes."""
    options = tuple(option for node in nodes for option in _spelt_out(node, schema, ""))
    return Shape(options, next((node["description"] for node in nodes if "description" in node), ""), schema)


def _spelt_out(node: Any, schema: Mapping[str, Any], unit: str) -> Iterator[Mapping[str, Any]]:
    """Follow references and spell unions out; each option of a quantity knows its unit."""
    if "$ref" in node:
        name = node["$ref"].removeprefix("#/$defs/")
        yield from _spelt_out(schema if name == "#" else schema["$defs"][name], schema, unit)
        return
    unit = node.get(_UNIT, unit)
    for keyword in ("anyOf", "oneOf"):
        if keyword in node:
            for option in node[keyword]:
                yield from _spelt_out(option, schema, unit)
            return
    yield {**node, _UNIT: unit} if unit else node
