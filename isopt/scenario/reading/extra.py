"""Packages that workbooks need and that nothing else does."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from isopt.errors import UsageError

if TYPE_CHECKING:
    from types import ModuleType


def imported(package: str) -> ModuleType:
    """Import a package of the extra `excel`; raise UsageError with the command that installs it."""
    try:
        return import_module(package)
    except ImportError:
        raise UsageError(f"workbooks need the package {package}: pip install 'isopt[excel]'") from None
