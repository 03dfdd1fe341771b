"""References from one entry to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.scenario.keys import FORMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isopt.scenario.faults import Path
    from isopt.scenario.resolving.conversion import Converter

_SECTION = {
    "site": "sites",
    "resource": "resources",
    "disposal route": "disposal",
    "transport mode": "transport",
    "technology": "technologies",
}


def known(
    name: str, section: Mapping[str, object], path: Path, what: str, converter: Converter, *, of_key: bool = False
) -> bool:
    """Say whether a name refers to an entry that can be used; note a fault where it refers to nothing."""
    if name in section:
        return True
    if not converter.faults.is_faulty(_SECTION[what], name):
        converter.faults.add(
            path,
            f"unknown {what} '{name}'",
            converter.faults.suggest(name, section, f"add it to `{_SECTION[what]}`"),
            of_key=of_key,
        )
    return False


def carried(carries: Sequence[str], converter: Converter, path: Path) -> list[str]:
    """List the resources that forms and resources in `carries` of an entry at a path stand for, in order of name."""
    found: set[str] = set()
    for number, key in enumerate(carries):
        of_form = {name for name, resource in converter.resources.items() if resource.form == key}
        if key in converter.resources:
            found.add(key)
        elif key not in FORMS and not converter.faults.is_faulty("resources", key):
            converter.faults.add(
                (*path, "carries", number),
                f"'{key}' is no form or resource",
                converter.faults.suggest(key, [*FORMS, *converter.resources]),
            )
        found |= of_form
    return sorted(found)
