"""The JSON schema: valid, kept beside the shipped scenarios, as strict as the records, every field explained."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

import isopt
from isopt.errors import ScenarioError
from isopt.scenario.records import basics, file, flows, plants, shared, sizes, transport
from isopt.scenario.records.shared import Record
from isopt.scenario.schema import fields_of, json_schema

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scenarios").glob("*/*.yaml"))

PARK: dict[str, Any] = {
    "isopt": 1,
    "name": "park",
    "currency": "EUR",
    "about": {"authors": ["someone"], "licence": "CC0"},
    "economics": {"discount_rate": "6 %", "lifetime": 20, "carbon_price": "25 EUR/t", "price_year": 2024},
    "objective": {"cost": 1, "co2": "75 EUR/t", "nox": "2 kEUR/t"},
    "emissions": {"lorry": {"co2": "0.1 kgCO2e/(t km)", "nox": {"winter": "2 g/(t km)", "summer": 0.001}}},
    "calendar": {
        "periods": {"winter": "4000 h", "summer": 4760},
        "profiles": {"cold": {"winter": 0.7, "summer": "30 %"}},
    },
    "resources": {
        "ash": {"unit": "t", "form": "solid", "ewc": "10 01 02", "properties": {"cl": "percent"}, "quality": {"cl": 1}},
        "power": {
            "unit": "MWh",
            "form": "power",
            "buy": {"price": "60 EUR/MWh", "emissions": "300 kgCO2e/MWh", "capacity": "5 MW"},
            "sell": {"price": -5, "avoids": {"co2": "3 kgCO2e/MWh"}, "capacity": {"winter": 1, "summer": "2 MW"}},
        },
        "brick": {"unit": "t", "form": "solid", "otherwise": "unused"},
        "heat": {"unit": "GJ", "form": "heat", "temperature": "90 degC"},
    },
    "sites": {
        "mill": {"at": [55.6, 11], "nace": "D35.11"},
        "kiln": {
            "at": [55.7, 11.3],
            "region": "west",
            "note": "n",
            "hub": {
                "carries": ["solid"],
                "handling": "2 EUR/t",
                "quality": {"cl": 2, "ash": {"cl": 2}},
                "sizes": {"S": {"capacity": "5 t/h", "capex": "9 EUR"}},
                "existing": "S",
            },
        },
    },
    "disposal": {"tip": {"gate_fee": {"ash": "60 EUR/t"}, "landfill": True, "accepts": ["ash"], "confidence": "guess"}},
    "flows": {
        "ash": {"site": "mill", "resource": "ash", "gives": "65 kt/a", "otherwise": ["tip"], "profile": "cold"},
        "more": {"like": "ash", "gives": {"winter": "5 kt", "summer": "6 kt"}, "profile": None},
        "in": {
            "site": "kiln",
            "takes": 120.5,
            "resource": "ash",
            "limits": {"cl": {"max": "2 percent"}},
            "accepts": {"ash": {"replaces": 0.9, "at_most": "30 %"}},
            "otherwise": {"price": "45 EUR/t", "emissions": 830, "quality": {"cl": 0}},
        },
    },
    "transport": {
        "lorry": {
            "carries": ["solid"],
            "cost": "0.1 EUR/(t km)",
            "emissions": "lorry",
            "detour": 1.3,
            "links_only": False,
        },
        "belt": {"carries": ["ash"], "sizes": {"S": {"capacity": "9 t/h", "capex": "100 EUR/m", "fixed_opex": "2 %"}}},
    },
    "links": {"road": {"from": "mill", "to": "kiln", "transport": "lorry", "distance": 6, "resources": ["ash"]}},
    "technologies": {
        "baking": {
            "takes": {
                "ash": {
                    "amount": "1.2 t/t",
                    "costs": 3,
                    "emissions": "3 kgCO2e/t",
                    "otherwise": {"price": 3, "quality": {"cl": 1}},
                    "limits": {"cl": {"max": 2, "min": 0}},
                },
                "power": {"winter": 0.3, "summer": "0.4 MWh"},
                "heat": {"amount": 1, "temperature": 60, "approach": "5 K"},
            },
            "gives": {"brick": 1, "ash": {"amount": 0.1, "costs": 1, "otherwise": ["tip"], "quality": {"cl": 1}}},
            "opex": "3 EUR/t",
            "emissions": {"co2": 3, "nox": "2 g/t"},
            "scale": {
                "capacity": "5 t/h",
                "capex": "300 EUR/(t/h)",
                "exponent": 0.6,
                "from": 1,
                "to": 9,
                "steps": 5,
                "fixed_opex": "3 %",
                "between": True,
            },
            "min_load": "40 %",
            "recycle": True,
        },
        "mixing": {
            "recipes": {
                "dry": {"takes": {"ash": 1}, "gives": {"brick": 1}, "opex": 1},
                "wet": {"takes": {"ash": 1, "power": 0.1}, "gives": {"brick": {"amount": 1, "costs": 2}}},
            },
            "shares": {"wet": {"min": 0.1, "max": "50 %"}},
        },
    },
    "facilities": {
        "oven": {
            "technology": "baking",
            "site": "kiln",
            "existing": "3 t/h",
            "sizes": {"between": True, "S": {"capacity": 1, "capex": 9}, "L": {"capacity": 2, "capex": 12}},
            "one_of": "ovens",
        },
        "mixer": {"technology": "mixing", "sites": ["mill", "kiln"], "existing": True},
    },
    "storage": {
        "silo": {
            "site": "mill",
            "resource": "brick",
            "sizes": {"S": {"capacity": "500 t", "capex": "80 EUR/t"}},
            "loss": "0.1 %/h",
            "initial": 3,
            "charge": "5 t/h",
            "discharge": {"winter": 1, "summer": 2},
            "handling": 1,
            "holding": "3 EUR/(t a)",
            "existing": 30,
        }
    },
    "variants": {"b": {"disposal": {"tip": {"tax": "5 EUR/t"}}, "flows": {"more": None}}},
}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema())


def accepts(validator: jsonschema.Draft202012Validator, data: object) -> bool:
    return bool(validator.is_valid(data))


def with_change(path: tuple[str | int, ...], value: object, *, rename: bool = False) -> dict[str, Any]:
    """Copy the park with one value set, or the last key of a path renamed."""
    data = copy.deepcopy(PARK)
    holder: Any = data
    for part in path[:-1]:
        holder = holder[part]
    if rename:
        holder[value] = holder.pop(path[-1])
    else:
        holder[path[-1]] = value
    return data


def test_the_schema_is_valid() -> None:
    """Proves: it is a schema of draft 2020-12, and says so. Breaks if: a keyword is misused, and editors ignore it."""
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for node in nodes(schema):
        reference = node.get("$ref")
        assert reference is None or reference.removeprefix("#/$defs/") in schema["$defs"]


def nodes(schema: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    todo = [schema]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo.extend(node)
        elif isinstance(node, dict):
            found += [node] if isinstance(node.get("$ref"), str) else []
            todo.extend(node.values())
    return found


def test_the_shipped_schema_is_the_current_one() -> None:
    """Proves: scenarios/scenario.schema.json is what `isopt schema` prints.

    Breaks if: a field is added without writing it.
    """
    shipped = json.loads((ROOT / "scenarios/scenario.schema.json").read_text(encoding="utf-8"))
    assert shipped == json_schema()


@pytest.mark.parametrize("path", SHIPPED, ids=[f"{path.parent.name}/{path.name}" for path in SHIPPED])
def test_shipped_scenarios_are_accepted(validator: jsonschema.Draft202012Validator, path: Path) -> None:
    """Proves: what an editor reads with any YAML parser is accepted, refers to the schema, and loads.

    Breaks if: the schema refuses what the program takes.
    """
    text = path.read_text(encoding="utf-8")
    assert [error.message for error in validator.iter_errors(yaml.safe_load(text))] == []
    assert text.splitlines()[0] == "# yaml-language-server: $schema=../scenario.schema.json"
    isopt.load(path)


def test_there_are_shipped_scenarios() -> None:
    """Proves: the test above tests something."""
    assert len(SHIPPED) >= 3


def test_the_park_is_accepted_by_schema_and_program(validator: jsonschema.Draft202012Validator, tmp_path: Path) -> None:
    """Proves: a park with a field of every record is taken by both. Breaks if: one of them is stricter."""
    assert [error.message for error in validator.iter_errors(PARK)] == []
    (tmp_path / "park.yaml").write_text(yaml.safe_dump(PARK, sort_keys=False), encoding="utf-8")
    isopt.load(tmp_path / "park.yaml")
    isopt.load(tmp_path / "park.yaml", variant="b")


def keys_of(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """List the paths of all keys that are fields: not the names of entries or impacts, nor what `about` holds."""
    if not isinstance(value, dict) or path[:1] in {("about",), ("emissions",)}:
        return []
    found = []
    for key, inner in value.items():
        here = (*path, key)
        named = len(here) == 2 and here[0] not in {"calendar", "economics", "objective"}
        named |= len(path) > 1 and path[-1] in {
            "periods",
            "profiles",
            "cold",
            "properties",
            "quality",
            "accepts",
            "limits",
            "sizes",
            "gate_fee",
            "gives",
            "takes",
            "recipes",
            "shares",
            "power",
            "discharge",
            "capacity",
        } - ({"sizes"} if key == "between" else {"power"} if path[:1] == ("resources",) else set())
        named |= "quality" in path or here == ("objective", "nox") or key in {"co2", "nox"}
        named |= path[:1] == ("variants",) and (len(here) in {2, 4} or inner is None)
        found += [] if named else [here]
        found += keys_of(inner, here)
    return found


@pytest.mark.parametrize("path", keys_of(PARK), ids=lambda path: ".".join(map(str, path)))
def test_every_misspelt_field_is_refused(
    validator: jsonschema.Draft202012Validator, tmp_path: Path, path: tuple[str | int, ...]
) -> None:
    """Proves: each field with one letter more is refused by the schema and by the program.

    The schema cannot know the names of impacts that `objective` may weigh.

    Which suggests the right one.

    Breaks if: some record lets unknown fields through, so that a misspelt price is no price.
    """
    data = with_change(path, f"{path[-1]}x", rename=True)
    assert path[0] == "objective" or not accepts(validator, data)
    (tmp_path / "park.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    how = {"variant": "b"} if path[0] == "variants" and len(path) > 1 else {}
    with pytest.raises(ScenarioError) as raised:
        isopt.load(tmp_path / "park.yaml", **how)  # type: ignore[arg-type]
    assert f"{path[-1]}x" in str(raised.value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("isopt",), 2),
        (("currency",), "euro"),
        (("resources", "ash", "form"), "fluid"),
        (("sites", "mill", "at"), [1]),
        (("sites", "mill", "at"), [1, 2, 3]),
        (("disposal", "tip", "landfill"), "yes"),
        (("disposal", "tip", "accepts"), "ash"),
        (("transport", "lorry", "carries"), []),
        (("transport", "belt", "sizes", "S", "capex"), True),
        (("flows", "ash", "gives"), [1]),
        (("disposal", "tip", "confidence"), "sure"),
        (("exchanges",), {}),
        (("technologies", "baking", "takes", "ash"), {"amount": 1, "cost": 3}),
        (("technologies", "baking", "scale", "exponent"), 2),
        (("technologies", "baking", "scale", "steps"), 1),
        (("facilities", "oven", "existing"), [1]),
        (("facilities", "oven", "sizes", "betwen"), True),
        (("storage", "silo", "site"), None),
        (("flows", "ash", "otherwise"), []),
        (("resources", "ash"), None),
        (("resources", "ash", "ewc"), 100102),
        (("economics", "price_year"), 2024.5),
        (("flows", "ash", "growth"), "2 %"),
    ],
)
def test_wrong_values_are_refused(
    validator: jsonschema.Draft202012Validator, path: tuple[str, ...], value: object
) -> None:
    """Proves: wrong kinds, words and lengths are refused while typing, as is what is not built yet.

    Breaks if: an editor shows a file as right that the program refuses.
    """
    assert not accepts(validator, with_change(path, value))


def test_required_fields(validator: jsonschema.Draft202012Validator) -> None:
    """Proves: a resource has a unit, a flow a site and a side, a link its ends and mode.

    An entry that is `like` another need not.

    Breaks if: what is left out is noticed only when solving.
    """
    for section, name, field in (
        ("resources", "ash", "unit"),
        ("flows", "in", "site"),
        ("flows", "in", "takes"),
        ("links", "road", "from"),
        ("links", "road", "transport"),
        ("transport", "belt", "carries"),
        ("facilities", "oven", "technology"),
        ("storage", "silo", "resource"),
    ):
        data = copy.deepcopy(PARK)
        del data[section][name][field]
        assert not accepts(validator, data), (section, name, field)
        data[section][name]["like"] = "other"
        assert accepts(validator, data), (section, name, field)
    for field in ("isopt", "name"):
        data = copy.deepcopy(PARK)
        del data[field]
        assert not accepts(validator, data)


def test_changes_and_tables(validator: jsonschema.Draft202012Validator) -> None:
    """Proves: a file that extends another states changes only, with null to remove.

    a section may be a table; misspelt fields in changes are refused too.

    Breaks if: an extending file is held to what a whole file must have.
    """
    assert accepts(validator, {"extends": "base.yaml", "isopt": 1, "disposal": {"tip": {"tax": 5}, "pit": None}})
    assert not accepts(validator, {"extends": "base.yaml", "isopt": 1, "disposal": {"tip": {"taxx": 5}}})
    assert not accepts(validator, {"isopt": 1, "disposal": {"tip": {"tax": 5}}})
    assert accepts(validator, {**PARK, "flows": {"file": "flows.csv"}})
    assert accepts(validator, {**PARK, "flows": {"file": "park.xlsx", "sheet": "flows", "instead": True}})
    assert not accepts(validator, {**PARK, "flows": {"file": "flows.ods"}})
    assert accepts(validator, with_change(("flows", "accepts"), {"file": "accepts.csv"}))
    assert accepts(validator, with_change(("flows", "accepts.limits"), {"file": "limits.csv"}))
    assert not accepts(validator, with_change(("flows", "acceptss"), {"file": "accepts.csv"}))
    assert accepts(validator, with_change(("transport", "lorry", "distances"), {"file": "km.csv"}))
    assert accepts(validator, with_change(("calendar", "profiles"), {"file": "profiles.csv"}))
    assert accepts(validator, with_change(("economics",), {"file": "park.xlsx"}))


def all_records() -> list[type[Record]]:
    return [
        each
        for module in (
            basics,
            file,
            flows,
            plants,
            shared,
            sizes,
            transport,
        )
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Record) and each.__module__ == module.__name__
    ]


@pytest.mark.parametrize("record", all_records(), ids=lambda record: record.__name__)
def test_every_field_has_its_manual(record: type[BaseModel]) -> None:
    """Proves: every record and field says what it is, as a sentence; the schema carries it to editors.

    Breaks if: a field is added without a docstring.
    """
    assert record.__doc__
    for name, field in record.model_fields.items():
        assert field.description, f"{record.__name__}.{name}"
        assert field.description.rstrip().endswith((".", "…")), f"{record.__name__}.{name}"
    later = getattr(record, "later", frozenset())
    assert not later & {field.alias or name for name, field in record.model_fields.items()}


def test_the_schema_describes_every_field() -> None:
    """Proves: no property of the schema is without a description; each quantity states its default unit.

    Breaks if: a definition loses its fields' manuals on the way into the schema.
    """
    rows = fields_of()
    assert len(rows) > 100
    assert [(record, field) for record, field, _, manual in rows if not manual] == []
    units = {(record, field): unit for record, field, unit, _ in rows}
    assert units["Disposal", "gate_fee"] == "¤/u"
    assert units["Giver", "gives"] == "u/a"
    assert units["Transport", "cost"] == "¤/(t km)"
    assert units["Transport", "reach"] == "km"


def paths_of(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """List the paths of all values below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [each for key, inner in items for each in [(*path, key), *paths_of(inner, (*path, key))]]


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["1 t", "-1 EUR/t", "str"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(places=st.lists(st.tuples(st.sampled_from(paths_of(PARK)), JUNK), min_size=1, max_size=4))
def test_junk_is_a_typed_error(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[tuple[str | int, ...], object]]
) -> None:
    """Proves: whatever stands in the place of any value is read or refused.

    The file loads or is a ScenarioError, never another exception; each fault has a place and says what is wrong.

    Breaks if: a check trusts the shape of what it reads.
    """
    data: Any = copy.deepcopy(PARK)
    for path, junk in places:
        holder = data
        for part in path[:-1]:
            inside = isinstance(holder, dict) and part in holder
            inside |= isinstance(holder, list) and isinstance(part, int) and part < len(holder)
            holder = holder[part] if inside else None
        if isinstance(holder, dict) or (isinstance(holder, list) and path[-1] in range(len(holder))):
            holder[path[-1]] = junk
    path_of = tmp_path_factory.mktemp("junk") / "park.yaml"
    path_of.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    try:
        isopt.load(path_of)
    except ScenarioError as error:
        assert error.faults
        assert all(fault.problem and fault.line for fault in error.faults)
