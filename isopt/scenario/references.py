"""References from one entry to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isopt.scenario.conversion import Converter
    from isopt.scenario.faults import Path

_SECTION = {"site": "sites", "resource": "resources", "disposal route": "disposal", "transport mode": "transport"}


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
