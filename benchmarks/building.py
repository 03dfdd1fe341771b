"""Time from a network to a solver that holds the model: isopt beside other ways. `python -m benchmarks.building`."""

from __future__ import annotations

import argparse
import contextlib
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from benchmarks.generated import region
from benchmarks.peers import check_covered, numpy_script
from benchmarks.timing import REPEATS, machine, medians, once, silence
from isopt.formulation.formulate import formulate
from isopt.network.build import build_network
from isopt.solution import highs

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from isopt.network.network import Network

SIDE, REACH_KM, SLAG_SHARE = 330, 230.0, 0.3
"""330 × 330 flows in a square of 200 km, of which about 100 000 pairs are within reach."""

TARGETS = {"numpy script": 1.5, "linopy": 1 / 3, "Pyomo appsi_highs": 1 / 50}
"""What isopt's time may be at most, as a multiple of the peer's."""


def with_isopt(net: Network) -> Any:
    """Build the program with isopt, as a solve does."""
    return highs.load(formulate(net).to_highs())


def peers() -> dict[str, Callable[[Network], Any]]:
    """List what isopt is compared with; a peer that is not installed is left out."""
    found: dict[str, Callable[[Network], Any]] = {"numpy script": numpy_script.build}
    with contextlib.suppress(ImportError):
        from benchmarks.peers import linopy_model

        found["linopy"] = linopy_model.build
    with contextlib.suppress(ImportError):
        from benchmarks.peers import pyomo_highs

        found["Pyomo appsi_highs"] = pyomo_highs.build
    return found


def measure(net: Network, *, repeat_pyomo: bool = False) -> dict[str, float]:
    """Time isopt and every peer on a network; in seconds."""
    check_covered(net)
    contestants = {"isopt": with_isopt, **peers()}
    slow = [] if repeat_pyomo else [name for name in contestants if name.startswith("Pyomo")]
    quick = {name: lambda build=build: build(net) for name, build in contestants.items() if name not in slow}
    with silence():
        return medians(quick) | {name: once(lambda name=name: contestants[name](net)) for name in slow}


def _versioned(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} is not installed"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.building", description=__doc__)
    parser.add_argument("--side", type=int, default=SIDE, help="givers, and takers, of the region")
    parser.add_argument("--repeat-pyomo", action="store_true", help="run Pyomo as often as the others")
    given = parser.parse_args()
    net = build_network(region(given.side, given.side, reach_km=REACH_KM, slag_share=SLAG_SHARE))
    program = formulate(net)
    print(f"{machine()}; {', '.join(map(_versioned, ('highspy', 'numpy', 'scipy', 'linopy', 'pyomo')))}")
    print(f"{len(net.arcs)} arcs, {len(net.pairs.arc)} with an on/off decision, 1 period;", end=" ")
    print(f"{sum(map(len, program.variables))} columns, {sum(map(len, program.rows))} rows")
    seconds = measure(net, repeat_pyomo=given.repeat_pyomo)
    print(f"network built -> passModel done, medians of {REPEATS}{'' if given.repeat_pyomo else ' (Pyomo: one run)'}")
    missed = False
    for name, passed in seconds.items():
        line = f"  {name:18} {passed * 1000:10.1f} ms"
        if name in TARGETS:
            ratio = seconds["isopt"] / passed
            missed |= ratio > TARGETS[name]
            verdict = "met" if ratio <= TARGETS[name] else "MISSED"
            line += f"   isopt takes {ratio:6.3f} of it; at most {TARGETS[name]:.3f} is asked: {verdict}"
        print(line)
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
