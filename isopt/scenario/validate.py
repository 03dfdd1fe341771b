"""Validate plain data against the records; what is faulty is noted and cut out, so that the rest can be checked too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from isopt.scenario.keys import MAX_IMPACTS
from isopt.scenario.records.file import Objective, ScenarioFile
from isopt.scenario.records.flows import Giver, Taker
from isopt.scenario.wording import WRONG_KIND, explain, explain_unknown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from isopt.scenario.faults import Faults, Path
    from isopt.scenario.keys import Keys

_ROUNDS: Final = 4
_STAND_INS: Final[dict[str, object]] = {"isopt": 1, "name": "?"}
"""What takes the place of faulty fields that every file has, so that the rest can be checked."""

_SIDES: Final = ("gives", "takes")
_OF_A_FLOW: Final = {*Giver.model_fields, *Giver.later, *Taker.model_fields, *Taker.later}


def validate(plain: dict[str, Any], keys: Keys, faults: Faults) -> ScenarioFile | None:
    """Validate a scenario's plain data; note every fault. None where nothing could be made of it."""
    currency = plain.get("currency", "EUR")
    knows_currency = isinstance(currency, str) and re.fullmatch("[A-Z]{3}", currency) is not None
    _check_sides(plain, faults)
    _check_impacts(plain, keys, faults)
    _check_weights(plain, keys, faults)
    for _ in range(_ROUNDS):
        try:
            context = {"currency": currency if knows_currency else "EUR", "keys": keys}
            return ScenarioFile.model_validate(plain, context=context)
        except ValidationError as error:
            found = _by_place(error, plain)
            for path, details in found.items():
                _note(plain, path, details, faults, knows_currency=knows_currency)
            for path, details in found.items():
                _cut(plain, path[:-1] if details[0]["type"] == "missing" and len(path) > 1 else path)
    return None


def _by_place(error: ValidationError, plain: dict[str, Any]) -> dict[Path, list[ErrorDetails]]:
    """Gather the details by the path they are about, unknown fields first: what is misspelt is not missing.

    Where a value has the kind of one branch of a union, the others' complaints about its kind are left out.
    """
    found: dict[Path, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        found.setdefault(_path(detail, plain), []).append(detail)
    within = {path[:depth] for path in found for depth in range(1, len(path))}
    telling = {
        path: details
        for path, details in found.items()
        if path not in within or any(detail["type"] not in WRONG_KIND for detail in details)
    }
    return dict(sorted(telling.items(), key=lambda item: item[1][0]["type"] != "extra_forbidden"))


def _path(detail: ErrorDetails, plain: dict[str, Any]) -> Path:
    """Take pydantic's own words (tags, union branches, key markers) out of a location: what the data does not have."""
    loc = list(detail["loc"])
    if len(loc) > 2 and loc[0] == "flows" and loc[2] in {"giver", "taker"}:
        del loc[2]
    path: list[str | int] = []
    holder: Any = plain
    for number, part in enumerate(loc):
        is_item = isinstance(holder, list) and isinstance(part, int) and part < len(holder)
        if is_item or (isinstance(holder, dict) and part in holder):
            holder = holder[part]
        elif detail["type"] != "missing" or number < len(loc) - 1:
            continue
        path.append(part)
    return tuple(path)


def _check_sides(plain: dict[str, Any], faults: Faults) -> None:
    """Hold that each flow either gives or takes."""
    for name, flow in list(_mapping(plain.get("flows")).items()):
        if not isinstance(flow, dict):
            continue
        sides = [side for side in _SIDES if side in flow]
        if len(sides) == 1:
            continue
        remedies = [(key, faults.suggest(key, _SIDES)) for key in flow if not sides and key not in _OF_A_FLOW]
        meant = [(key, remedy) for key, remedy in remedies if remedy.startswith("did you mean")]
        if sides:
            faults.note(("flows", name), "both gives and takes", "write two flows")
        elif meant:
            key, remedy = meant[0]
            faults.note(("flows", name, key), f"unknown field '{key}'", remedy, of_key=True)
        else:
            faults.note(("flows", name), "neither gives nor takes", "add `gives:` or `takes:` with an amount")
        faults.mark_faulty(("flows", name))
        del plain["flows"][name]


def _check_impacts(plain: dict[str, Any], keys: Keys, faults: Faults) -> None:
    """Refuse more impacts than can be meant."""
    if len(keys.impacts) > MAX_IMPACTS + 1:
        problem = f"more than {MAX_IMPACTS} impacts: every key that is no period, resource or form counts as one"
        faults.note(("emissions",), problem, "keep those that matter", of_key=True)
        faults.mark_faulty(("emissions",))
        plain.pop("emissions", None)


def _check_weights(plain: dict[str, Any], keys: Keys, faults: Faults) -> None:
    """Refuse weights of what no emission factor mentions."""
    objective = _mapping(plain.get("objective"))
    known = {*Objective.model_fields, *keys.impacts}
    for key in [key for key in objective if key not in known]:
        path: Path = ("objective", key)
        remedy = faults.suggest(key, known)
        faults.note(path, f"no emission factor mentions '{key}'", remedy, of_key=True)
        faults.mark_faulty(path)
        del objective[key]


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _note(
    plain: dict[str, Any], path: Path, details: list[ErrorDetails], faults: Faults, *, knows_currency: bool
) -> None:
    """Note what is wrong at one place, unless it follows from a fault noted before."""
    kind = details[0]["type"]
    if kind == "missing" and faults.is_faulty(*path):
        return
    if kind == "extra_forbidden":
        flow = _mapping(_mapping(plain.get("flows")).get(str(path[1]))) if len(path) > 1 else {}
        problem, remedy, meant = explain_unknown(path, faults.suggest, gives="gives" in flow)
        faults.note(path, problem, remedy, of_key=True)
        if problem.startswith("unknown"):
            faults.mark_faulty(path)
        if meant is not None and meant not in _mapping(_at(plain, path[:-1])):
            faults.mark_faulty((*path[:-1], meant))
        return
    faults.mark_faulty(path)
    if kind == "quantity":
        for inner, problem, remedy in details[0]["ctx"]["faults"]:
            if knows_currency or not remedy.startswith("this scenario's currency"):
                faults.note((*path, *inner), problem, remedy)
    else:
        faults.note(path[:-1] if kind == "missing" else path, *explain(details, path))


def _at(plain: object, path: Path) -> object:
    for part in path:
        plain = plain[part] if isinstance(plain, dict | list) else None  # type: ignore[index]
    return plain


def _cut(plain: dict[str, Any], path: Path) -> None:
    """Remove what stands at a path, the whole list where it is in one; put a stand-in where nothing may be missing."""
    if len(path) == 1 and path[0] in _STAND_INS:
        plain[str(path[0])] = _STAND_INS[str(path[0])]
        return
    holders: list[Any] = [plain]
    for part in path[:-1]:
        try:
            holders.append(holders[-1][part])
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(holders[-1], list):
        _cut(plain, path[:-1])
    elif isinstance(holders[-1], dict):
        if path[0] == "flows" and len(path) == 3 and path[2] in _SIDES:
            holders[-1][path[2]] = 0
        else:
            holders[-1].pop(path[-1], None)
