"""A line that moves while something takes longer than a second; nothing where nobody watches."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

from isopt.cli.numbers import grouped

if TYPE_CHECKING:
    from types import TracebackType

    from rich.status import Status

    from isopt.solution.tasks import Incumbent, RootBound

_PATIENCE_S = 1.0


class Progress:
    """Show that the solver works, and the best plan so far."""

    def __init__(self, currency: str, *, is_quiet: bool) -> None:
        self._currency = currency
        self._is_shown = not is_quiet and sys.stderr.isatty()
        self._status: Status | None = None
        self._text = "solving"
        self._began = time.monotonic()
        self._timer = threading.Timer(_PATIENCE_S, self._start)
        self._timer.daemon = True

    def __enter__(self) -> Progress:
        if self._is_shown:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._timer.is_alive():
            self._timer.join()
        if self._status is not None:
            self._status.stop()

    def update(self, message: Incumbent | RootBound) -> None:
        """Show a better plan; Ctrl-C keeps the best one."""
        objective = getattr(message, "objective", None)
        if objective is not None:
            self._text = f"best plan so far {grouped(objective, 0)} {self._currency}/a combined; Ctrl-C keeps it"
            if self._status is not None:
                self._status.update(self._line())

    def _start(self) -> None:
        from rich.console import Console  # noqa: PLC0415
        from rich.status import Status  # noqa: PLC0415

        self._status = Status(self._line(), console=Console(stderr=True))
        self._status.start()

    def _line(self) -> str:
        return f"{time.monotonic() - self._began:.0f} s: {self._text}"
