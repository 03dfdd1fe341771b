"""Medians of repeated runs, taken in turns so that what slows the machine slows every contestant."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

REPEATS = 5


def medians(contestants: Mapping[str, Callable[[], object]], repeats: int = REPEATS) -> dict[str, float]:
    """Run each once to warm up, then all in turns; give seconds. What a run returns is freed outside the time taken."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(repeats + 1):
        for name, run in contestants.items():
            gc.collect()
            began = time.perf_counter()
            result = run()
            passed = time.perf_counter() - began
            del result
            if turn:
                seconds[name].append(passed)
    return {name: statistics.median(times) for name, times in seconds.items()}


def once(run: Callable[[], object]) -> float:
    """Run what is too slow to repeat a single time; give seconds."""
    gc.collect()
    began = time.perf_counter()
    result = run()
    passed = time.perf_counter() - began
    del result
    return passed


@contextmanager
def silence() -> Iterator[None]:
    """Send what solvers print to nowhere, also what they print without Python."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def machine() -> str:
    """Say what it runs on."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
