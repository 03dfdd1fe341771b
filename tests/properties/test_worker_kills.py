"""The worker is killed in the middle of solves: always the right result, or a clear status ("It must show" 4)."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest
from park_checks import audit, load

from isopt.errors import SolverError
from isopt.solution.options import Options
from isopt.solution.process import RINS, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oracle_reading import Plain

    from isopt.case import Case
    from isopt.results.results import Results

SIDE = 7
OPTIONS = Options(work_limit=300)
"""A limit that stops every machine at the same place: the same run gives the same bytes."""


def mid_size() -> Plain:
    """Write a park whose solve takes a second or more: givers and needs with a fixed cost for every pair, disposal dear."""
    plain: Plain = {
        "isopt": 1,
        "name": "mid-size",
        "resources": {"ash": {"unit": "t", "form": "solid"}},
        "sites": {},
        "disposal": {"tip": {"gate_fee": "60 EUR/t", "landfill": True}},
        "flows": {},
        "transport": {
            "lorry": {"carries": ["solid"], "cost": "0.9 EUR/(t km)", "per_exchange": "900 EUR/a", "minimum": "10 t/a"}
        },
        "objective": {"cost": 1, "co2": "40 EUR/t"},
    }
    for place in range(SIDE):
        plain["sites"][f"mill_{place}"] = {"xy": [(7 * place) % 23, (5 * place) % 17]}
        plain["sites"][f"farm_{place}"] = {"xy": [(11 * place + 3) % 29, (13 * place + 1) % 19]}
        plain["flows"][f"ash_{place}"] = {
            "site": f"mill_{place}", "resource": "ash", "gives": f"{40 + (37 * place) % 53} t/a", "otherwise": "tip"
        }  # fmt: skip
        plain["flows"][f"need_{place}"] = {
            "site": f"farm_{place}", "resource": "ash", "takes": f"{35 + (29 * place) % 61} t/a",
            "otherwise": {"price": "45 EUR/t", "emissions": "100 kgCO2e/t"},
        }  # fmt: skip
    return plain


@pytest.fixture(scope="module")
def case() -> Case:
    return load(mid_size())


@pytest.fixture(scope="module")
def undisturbed(case: Case) -> tuple[Results, float]:
    """Solve once in peace: the result, and how long it took."""
    with Worker() as worker:
        began = time.monotonic()
        results = case.solve(OPTIONS, worker=worker)
        return results, time.monotonic() - began


class Killer:
    """Kills a worker at the moments given, in seconds after its start."""

    def __init__(self, worker: Worker, name: str, moments: list[float]) -> None:
        self.worker, self.signal = worker, signal.Signals[name]
        self.hit: list[int] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(moments,))

    def __enter__(self) -> Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self, moments: list[float]) -> None:
        began = time.monotonic()
        for moment in moments:
            if self._over.wait(max(0.0, began + moment - time.monotonic())):
                return
            pid = self.worker.pid
            if pid is None or pid in self.hit:
                continue
            try:
                os.kill(pid, self.signal)
            except ProcessLookupError:
                continue
            self.hit.append(pid)


def check(results: Results, reference: Results, kills: int) -> None:
    """Hold that a disturbed result is right: byte for byte where no option had to change, else the same within its gap."""
    changed = results.certificate is not None and bool(results.certificate.changed_options)
    assert results.status in {"proved", "solver_proved", "plan"}
    if not changed:
        assert json.dumps(results.summary) == json.dumps(reference.summary)
        return
    assert kills >= 2
    assert results.certificate is not None
    assert set(results.certificate.changed_options) >= {f"{RINS[0]}={RINS[1]}"}
    audit(results.scenario, results.plan, is_today=False)
    bounds = [item.certificate.bound for item in (results, reference) if item.certificate]
    for item in (results, reference):
        for bound in bounds:
            assert bound is None or bound <= item.plan.accounts.combined + 1e-9 * item.plan.accounts.magnitude


def moments(number: int, of: int, seconds: float) -> list[float]:
    """Spread first kills over the whole solve; every fourth run is killed twice."""
    first = seconds * (number + 0.5) / of
    return [first, first + 0.6 * seconds] if number % 4 == 3 else [first]


def disturbed(case: Case, name: str, undisturbed: tuple[Results, float], count: int) -> Iterator[int]:
    """Solve so often, each time killed at another moment; give how many kills each run had."""
    reference, seconds = undisturbed
    for number in range(count):
        with Worker() as worker, Killer(worker, name, moments(number, count, seconds)) as killer:
            results = case.solve(OPTIONS, worker=worker)
            kills = len(killer.hit)
        check(results, reference, kills)
        yield kills


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
def test_killed_worker_changes_nothing(case: Case, name: str, undisturbed: tuple[Results, float]) -> None:
    """Proves: two solves, each killed in its middle, end in the same bytes as an undisturbed one.

    Breaks if: a crash loses a task, or what was streamed before it leaks into the result.
    """
    assert sum(disturbed(case, name, undisturbed, 2)) >= 1


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
def test_twenty_kills(case: Case, name: str, undisturbed: tuple[Results, float]) -> None:
    """Proves: the same of twenty solves, killed at twenty moments, some twice."""
    assert sum(disturbed(case, name, undisturbed, 20)) >= 15


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
def test_worker_that_never_lives_is_a_clear_error(case: Case, name: str, undisturbed: tuple[Results, float]) -> None:
    """Proves: killed again and again, a solve ends in a SolverError that names the signal, and the next one is right.

    Breaks if: isopt tries for ever, or a half result is shown.
    """
    reference, seconds = undisturbed
    step = min(0.05, seconds / 20)
    with Worker() as worker:
        with Killer(worker, name, [step * number for number in range(4000)]), pytest.raises(SolverError, match=name):
            case.solve(OPTIONS, worker=worker)
        assert json.dumps(case.solve(OPTIONS, worker=worker).summary) == json.dumps(reference.summary)
