"""Published instances as isopt scenarios: `python -m benchmarks.importers fctp bk4x3 --out DIR`.

An importer turns one file of the shared folder into a Draft in the language of the scenario; nothing of the data is kept here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.importers import canad, facility, fcnetlib, fctp, textbook, wang_smith

if TYPE_CHECKING:
    from types import ModuleType

FAMILIES: dict[str, ModuleType] = {
    "canad": canad,
    "facility": facility,
    "fcnetlib": fcnetlib,
    "fctp": fctp,
    "textbook": textbook,
    "wang_smith": wang_smith,
}
"""Per family a module with `names()`, the instances there are, and `draft(name)`."""
