"""Where figures come from, and what was left out and why: what a reader needs to trust a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from isopt.network.left_out import Reason
from isopt.network.network import ON_SITE
from isopt.results.plan import ON_SITE_MODE
from isopt.results.table import Cell, Column, Table

if TYPE_CHECKING:
    from isopt.results.results import Results
    from isopt.scenario.scenario import Scenario


def illustrative(scenario: Scenario, *entries: tuple[str, str | None]) -> bool:
    """Say whether any of the entries a row rests on is remembered or guessed."""
    return any(name is not None and scenario.is_illustrative(section, name) for section, name in entries)


def sources(scenario: Scenario) -> Table:
    """List what each entry says of its own figures; one row an entry, and one a field with a source of its own."""
    rows: list[tuple[Cell, ...]] = []
    for (section, name), origin in scenario.origins.items():
        if origin.confidence or origin.source or origin.note:
            rows.append((section, name, None, origin.confidence, origin.source, origin.note))
        rows += [(section, name, field, None, text, None) for field, text in sorted((origin.sources or {}).items())]
    columns = (
        Column("section"), Column("entry"), Column("field"), Column("confidence"), Column("source"), Column("note"),
    )  # fmt: skip
    return Table("sources", columns, tuple(rows))


def left_out(results: Results) -> Table:
    """Exchanges that are not possible, each with its reason."""
    net = results.network
    left, ends, modes = net.left_out, net.ends, net.mode_labels
    marked_givers, marked_ends, marked_modes = _marked(results)
    rows = tuple(
        (
            net.givers.names[giver],
            ends[end],
            modes[mode] if mode != ON_SITE else ON_SITE_MODE,
            float(km) if math.isfinite(km) else None,
            Reason(reason).text,
            giver in marked_givers or end in marked_ends or (mode != ON_SITE and modes[mode] in marked_modes),
        )
        for giver, end, mode, km, reason in zip(
            left.giver.tolist(),
            left.end.tolist(),
            left.mode.tolist(),
            left.km.tolist(),
            left.reason.tolist(),
            strict=True,
        )
    )
    columns = (
        Column("giver"), Column("end"), Column("mode"), Column("distance", "km"), Column("reason"), Column("illustrative"),
    )  # fmt: skip
    return Table("left_out", columns, rows)


def _marked(results: Results) -> tuple[set[int], set[int], set[str]]:
    """Say which givers, ends and modes rest on illustrative figures; givers and ends by id, with their sites."""
    scenario = results.scenario
    takers = [(("flows", taker.name), ("sites", taker.site)) for taker in scenario.takers.values()]
    routes = [(("disposal", route.name), ("sites", route.site)) for route in scenario.disposal.values()]
    givers = [(("flows", giver.name), ("sites", giver.site)) for giver in scenario.givers.values()]
    return (
        {number for number, entries in enumerate(givers) if illustrative(scenario, *entries)},
        {number for number, entries in enumerate([*takers, *routes]) if illustrative(scenario, *entries)},
        {name for name in scenario.modes if illustrative(scenario, ("transport", name))},
    )
