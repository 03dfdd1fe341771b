"""Changes of a park that have a known effect: dearer, wider, relaxed, renamed, reordered, other units."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from oracle_reading import Reading
from oracle_units import is_quantity, measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from oracle_reading import Plain

    Change = Callable[[Plain, int], Plain]

_NUMBER = re.compile(r"\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*(.*)")
_TOKEN = re.compile(r"[A-Za-z%][A-Za-z0-9]*")
_SWAPS = {
    "t": ("kg", 1e3), "kg": ("t", 1e-3), "kt": ("t", 1e3), "MWh": ("GJ", 3.6), "GWh": ("MWh", 1e3), "kWh": ("MWh", 1e-3),
    "GJ": ("kWh", 1e3 / 3.6), "MW": ("kW", 1e3), "m3": ("L", 1e3), "L": ("m3", 1e-3), "EUR": ("kEUR", 1e-3),
    "kEUR": ("EUR", 1e3), "km": ("m", 1e3), "m": ("km", 1e-3), "h": ("d", 1 / 24), "kgCO2e": ("gCO2e", 1e3),
    "tCO2e": ("kgCO2e", 1e3), "g": ("kg", 1e-3), "gCO2e": ("tCO2e", 1e-6), "ppm": ("%", 1e-4),
}  # fmt: skip
"""What a unit is written as instead, and how many of that it is."""


def times(value: Any, factor: float) -> Any:
    """Multiply a figure, or each of a mapping."""
    if isinstance(value, dict):
        return {key: times(inner, factor) for key, inner in value.items()}
    if isinstance(value, str):
        match = _NUMBER.fullmatch(value)
        assert match, value
        return f"{float(match[1]) * factor!r} {match[2]}"
    return value * factor


def _in_tree(value: Any, change: Callable[[str], str]) -> Any:
    """Rewrite every quantity that has a unit."""
    if isinstance(value, dict):
        return {key: _in_tree(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_in_tree(inner, change) for inner in value]
    if isinstance(value, str) and is_quantity(value) and (match := _NUMBER.fullmatch(value)) and match[2]:
        return change(value)
    return value


# -- what makes a park dearer ---------------------------------------------------------------------------------------------


def dearer_virgin(plain: Plain, which: int) -> Plain:
    """Raise what one need's virgin material costs: half as much again, and more where that is no rise."""
    entries = [flow["otherwise"] for flow in plain["flows"].values() if "takes" in flow and "otherwise" in flow]
    if entries and "price" in (entry := entries[which % len(entries)]):
        entry["price"] = _raised(entry["price"])
    return plain


def _raised(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _raised(inner) for key, inner in value.items()}
    return times(value, 1.5 if measure(value)[0] > 0 else 0.5)


def higher_gate_fee(plain: Plain, which: int) -> Plain:
    """Raise one route's gate fee, or put one."""
    routes = list(plain["disposal"].values())
    route = routes[which % len(routes)]
    bases = {name: resource.base for name, resource in Reading(plain).resources.items()}
    route["gate_fee"] = (
        _raised(route["gate_fee"]) if "gate_fee" in route else {name: f"25 EUR/{base}" for name, base in bases.items()}
    )
    return plain


# -- what relaxes a park --------------------------------------------------------------------------------------------------


def wider_optional_need(plain: Plain, which: int) -> Plain:
    """Widen one need that has neither virgin material nor `required`."""
    needs = [f for f in plain["flows"].values() if "takes" in f and "otherwise" not in f and not f.get("required")]
    if needs:
        flow = needs[which % len(needs)]
        flow["takes"] = times(flow["takes"], 1.5)
    return plain


def relaxed_rule(plain: Plain, which: int) -> Plain:
    """Relax one rule: reach, a capacity, at_most, minimum, a limit further; required, closed, links_only gone."""
    found = list(_relaxations(plain))
    if found:
        entry, key = found[which % len(found)]
        if key in {"required", "closed", "links_only", "at_most"}:
            del entry[key]
        elif key == "max":
            entry[key] = times(entry[key], 1.4)
        else:
            entry[key] = times(entry[key], 0.5 if key == "minimum" else 1.7)
    return plain


def _relaxations(plain: Plain) -> Any:
    ways = [*plain["transport"].values(), *plain.get("links", {}).values()]
    sizes = [size for way in ways for size in way.get("sizes", {}).values()]
    flows = list(plain["flows"].values())
    accepted = [entry for flow in flows for entry in flow.get("accepts", {}).values() if entry]
    limits = [entry["limits"]["chloride"] for entry in (*flows, *accepted) if "limits" in entry]
    for entry in (*ways, *sizes, *plain["disposal"].values(), *flows, *accepted, *limits):
        for key in ("reach", "capacity", "minimum", "at_most", "required", "closed", "links_only", "max"):
            if key in entry:
                yield entry, key


def another_route(plain: Plain, which: int) -> Plain:
    """Give one giver that has routes a further one, its last."""
    givers = [flow for flow in plain["flows"].values() if "gives" in flow and "otherwise" in flow]
    if givers:
        giver = givers[which % len(givers)]
        base = Reading(plain).resources[giver["resource"]].base
        plain["disposal"]["further"] = {
            "gate_fee": f"{which % 60} EUR/{base}",
            "emissions": f"{which % 90} kgCO2e/{base}",
        }
        stated = giver["otherwise"]
        giver["otherwise"] = [*([stated] if isinstance(stated, str) else stated), "further"]
    return plain


# -- what changes nothing -------------------------------------------------------------------------------------------------


def useless_mode(plain: Plain, which: int) -> Plain:
    """Add a mode that nobody would pay, nor have the climate pay for it: cost may weigh nothing."""
    reading = Reading(plain)
    plain["transport"]["gold_cart"] = {
        "carries": list(reading.resources),
        "handling": {name: f"{100 + which} MEUR/{r.base}" for name, r in reading.resources.items()},
        "emissions": {name: f"{100 + which} ktCO2e/{r.base}" for name, r in reading.resources.items()},
    }
    return plain


def other_units(plain: Plain, which: int) -> Plain:
    """Write every quantity in another unit."""
    _ = which
    own = {name: entry["unit"] for name, entry in plain["resources"].items()}
    changed = _in_tree(plain, _swapped)
    for name, unit in own.items():
        changed["resources"][name]["unit"] = unit
    return changed


def _swapped(text: str) -> str:
    match = _NUMBER.fullmatch(text)
    assert match
    value = float(match[1])
    above, slash, below = match[2].partition("/")
    for part, up in ((above, True), (below, False)):
        for token in _TOKEN.findall(part):
            factor = _SWAPS.get(token, ("", 1.0))[1]
            value = value * factor if up else value / factor
    unit = slash.join(_TOKEN.sub(lambda token: _SWAPS.get(token[0], (token[0], 1))[0], part) for part in (above, below))
    return f"{value!r} {unit}"


def scaled_prices(plain: Plain, factor: float) -> Plain:
    """Multiply every price by one factor."""

    def scale(text: str) -> str:
        return times(text, factor) if measure(text)[1]["EUR"] else text

    changed = _in_tree(plain, scale)
    for route in changed["disposal"].values():
        if isinstance(route.get("gate_fee"), int | float):
            route["gate_fee"] *= factor
    return changed


def renamed(plain: Plain, which: int) -> Plain:
    """Give everything another name, in the opposite order, and hand all keys round."""
    names: set[str] = {"chloride", *plain.get("calendar", {}).get("periods", {}), *plain.get("emissions", {})}
    names |= set(plain.get("calendar", {}).get("profiles", {}))
    names |= {"nox"} & {
        key for factor in plain.get("emissions", {}).values() if isinstance(factor, dict) for key in factor
    }
    for section in ("resources", "sites", "disposal", "flows", "transport", "links"):
        names |= set(plain.get(section, {}))
    for way in (*plain["transport"].values(), *plain.get("links", {}).values()):
        names |= set(way.get("sizes", {}))
    ordered = sorted(names, reverse=True)
    new = {name: f"{'äzq'[which % 3]}{place:02d} of" for place, name in enumerate(ordered)}

    def rename(value: Any) -> Any:
        if isinstance(value, dict):
            return {new.get(key, key): rename(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [rename(inner) for inner in value]
        return new.get(value, value) if isinstance(value, str) else value

    return reordered(rename(plain), which)


def reordered(plain: Plain, which: int) -> Plain:
    """Hand the keys of every mapping round; periods keep their order, for it is that of time."""

    def turn(value: Any, depth: int, *, keep: bool = False) -> Any:
        if isinstance(value, list):
            return [turn(inner, depth + 1) for inner in value]
        if not isinstance(value, dict):
            return value
        keys = list(value)
        if not keep:
            keys = keys[::-1] if (which >> (depth % 4)) % 2 == 0 else [*keys[1::2], *keys[::2]]
        return {key: turn(value[key], depth + 1, keep=key == "periods") for key in keys}

    return turn(plain, 0)


def without_losses(plain: Plain) -> Plain:
    """Drop all losses, which are refused for what costs something to dispose of."""
    changed = deepcopy(plain)
    for mode in changed["transport"].values():
        mode.pop("losses", None)
    return changed
