"""What the keys of a mapping of numbers can be: periods, resources, forms, and the impacts of emission factors."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from isopt.units import CO2

FORMS: Final = ("solid", "liquid", "gas", "heat", "power")
_FIELDS: Final = frozenset({"cost", "avoids", "note", "source", "confidence", "sources", "like"})
"""What means something else beside emission factors or weights, and so names no impact."""


MAX_IMPACTS: Final = 100
"""Impacts of one scenario, CO2 apart: lists of impact categories have about twenty."""


def _no_suggestion(_word: str, _known: Collection[str], otherwise: str = "") -> str:
    return otherwise


@dataclass(frozen=True)
class Keys:
    """The keys a scenario knows."""

    impacts: tuple[str, ...] = (CO2,)
    """CO2, then all others in order of name."""
    others: frozenset[str] | None = None
    """Periods, resources and forms; None where the file does not let them be known."""
    suggest: Callable[[str, Collection[str], str], str] = _no_suggestion

    @cached_property
    def known_impacts(self) -> frozenset[str]:
        """The impacts, to be looked up."""
        return frozenset(self.impacts)

    def is_by_impact(self, mapping: Collection[str]) -> bool:
        """Say whether a mapping of emission factors is by impact, be it with keys that do not belong there."""
        known = self.known_impacts
        return any(key in known and (key != CO2 or not self._is_of_resources(mapping)) for key in mapping)

    def _is_of_resources(self, mapping: Collection[str]) -> bool:
        """Say whether `co2` is the name of a resource here: beside other resources."""
        return CO2 in (self.others or ()) and any(key != CO2 and key in (self.others or ()) for key in mapping)

    def problem(self, key: str, *, by_impact: bool, within: str | None) -> tuple[str, str] | None:
        """Say what is wrong with a key of a mapping of emission factors, `within` an impact or not yet."""
        if by_impact and within is not None:
            return f"impacts within the impact '{within}'", "say each impact once"
        if self.others is None or is_year(key):
            return None
        if by_impact and key in self.others and key not in self.known_impacts:
            return "mixes impacts with periods, resources or forms", "nest one mapping in the other"
        if key in self.others or (by_impact and key in self.known_impacts):
            return None
        known = {*self.impacts, *(() if by_impact else self.others)}
        what = "impact" if by_impact else "period, resource, form or impact"
        remedy = "name it in a factor of `emissions`, by impact, or in `objective`"
        return f"'{key}' is no {what}", self.suggest(key, known, remedy)


def is_year(key: str) -> bool:
    """Say whether a key is a year: of numbers by stage."""
    return re.fullmatch(r"\d{4}", key) is not None


def keys_of(plain: Mapping[str, Any], suggest: Callable[[str, Collection[str], str], str] = _no_suggestion) -> Keys:
    """Read off plain data which keys there are.

    The impacts are CO2, the keys of factors in `emissions` that are no periods, resources, forms or years, and what
    `objective` weighs besides cost, where some factor mentions it.
    """
    calendar = plain.get("calendar")
    periods = calendar.get("periods") if isinstance(calendar, dict) else calendar
    resources = plain.get("resources")
    is_known = all(part is None or isinstance(part, dict) for part in (periods, resources))
    others = frozenset({*FORMS, *_mapping(periods), *_mapping(resources)})
    named = set(_named(list(_mapping(plain.get("emissions")).values()), others - {CO2}, is_known=is_known))
    weighed = {*_mapping(plain.get("objective"))} - named - others - _FIELDS - {CO2}
    if weighed:
        named |= weighed & set(_mentioned(plain))
    impacts = sorted(named - others - _FIELDS - {CO2})
    return Keys((CO2, *impacts[: MAX_IMPACTS + 1]), others if is_known else None, suggest)


def _named(values: list[object], others: frozenset[str], *, is_known: bool) -> Iterator[str]:
    """Give the keys of mappings by impact: those with no other keys, or (where these are not known) with CO2."""
    for value in values:
        if not isinstance(value, dict):
            continue
        if not any(key in others or is_year(key) for key in value) and (is_known or CO2 in value):
            yield from value
        else:
            yield from _named(list(value.values()), others, is_known=is_known)


def _mentioned(plain: Mapping[str, Any]) -> Iterator[str]:
    """Give all keys of mappings that stand in an entry of `emissions`, or in a field of this name or `avoids`."""
    todo = [(value, True) for value in _mapping(plain.get("emissions")).values()]
    todo += [(value, False) for key, value in plain.items() if key not in {"emissions", "about", "variants"}]
    while todo:
        value, is_factor = todo.pop()
        if isinstance(value, dict):
            yield from value if is_factor else ()
            todo += [(inner, is_factor or key in {"emissions", "avoids"}) for key, inner in value.items()]
        elif isinstance(value, list):
            todo += [(inner, is_factor) for inner in value]


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
