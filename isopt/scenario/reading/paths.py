"""Which files a scenario may name: those in its own folder or below."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

BOOK_SUFFIXES: Final = (".xlsx", ".xlsm")
"""What the names of workbooks end in."""


def is_book(name: str) -> bool:
    """Say whether a file's name is that of a workbook."""
    return name.lower().endswith(BOOK_SUFFIXES)


def inside(folder: Path, relative: str) -> Path | None:
    """Resolve a path a scenario names; None if it is absolute, climbs with `..`, or a link leads out of the folder."""
    as_windows = PureWindowsPath(relative)
    if not relative.strip() or "\0" in relative or as_windows.drive or as_windows.root:
        return None
    if PurePosixPath(relative).is_absolute() or ".." in as_windows.parts:
        return None
    try:
        home = folder.resolve()
        target = (home / relative).resolve()
    except (OSError, RuntimeError, ValueError):
        return None
    return target if target.is_relative_to(home) else None


def beside(shown_as: str, relative: str) -> str:
    """Write how a file named by a shown file is itself shown."""
    return str(Path(shown_as).parent / relative)


def read_bytes(path: Path, limit: int) -> bytes | str:
    """Read a regular file of at most `limit` bytes; a text says why it cannot be read."""
    try:
        if path.is_dir():
            return "is a folder, not a file"
        if not path.exists():
            return "does not exist"
        if not path.is_file():
            return "is not a regular file"
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except (OSError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
        return f"cannot be read ({reason})"
    if len(data) > limit:
        return f"is larger than {limit // 2**20} MiB"
    return data
