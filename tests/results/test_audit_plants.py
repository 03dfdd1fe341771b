"""No check that cannot fail: each way to falsify a plan of facilities, stores, hubs, routes and ways is named by the audit."""

from __future__ import annotations

import math

import pytest
from fraud_parks import PARKS, Change, add, alter, both, drop, plus, problems, solved, times, unchanged

from isopt.results.plan import Built, Move, Purchase, Run, Stock, Trade

MILL = "crusher@mill"
ASH = {"giver": "ash", "end": f"{MILL}.ash"}
GRAVEL = {"giver": f"{MILL}.gravel"}
OLD, FRESH = {"recipe": "old"}, {"recipe": "fresh"}
OTHER = Built("facility", "works", "works", "crusher@works", "S")


def trade(kind: str, node: str, resource: str, amount: tuple[float, ...] = (1.0, 1.0)) -> Change:
    return add("trades", Trade(kind, node, resource, amount))


def move(
    giver: str, end: str, mode: str, *amounts: float, is_disposal: bool = False, **more: tuple[float, ...]
) -> Change:
    return add("moves", Move(giver, end, is_disposal, mode, amounts, **more))


CRUSHER: list[tuple[Change, tuple[str, ...]]] = [
    (alter("runs", FRESH, amount=times(1.1)), ("takes.stone in", "gives.gravel in", "capacity")),
    (alter("moves", ASH, amount_u=times(0.9)), ("flows.ash in", "takes.ash in", "limits.cl in")),
    (alter("moves", {"end": "unused"}, amount_u=times(0.5)), ("gives.heat in",)),
    (drop("moves", end="unused"), ("gives.heat in",)),
    (alter("moves", {"end": "unused"}, giver=f"{MILL}.dust"), ("it may not go unused",)),
    (alter("moves", {"giver": "sludge", "end": "tip"}, end="unused"), ("it may not go unused",)),
    (alter("moves", {"end": "unused"}, mode="lorry"), ("it has no site, so nothing moves there",)),
    (alter("moves", {"end": "unused"}, end="tip"), ("not a disposal route of this giver",)),
    (
        alter("moves", {"giver": f"{MILL}.dust"}, end="road", is_disposal=False, mode="lorry"),
        ("does not accept 'dust'",),
    ),
    (alter("moves", ASH, end="crusher@works.ash", mode="lorry"), ("mill.takes.ash", "works.takes.ash", "limits.cl in")),
    (
        both(
            alter("moves", ASH, amount_u=plus(-3, -3)),
            alter("moves", {"giver": "sludge", "end": f"{MILL}.ash"}, amount_u=plus(3, 3)),
            alter("moves", {"giver": "ash", "end": "tip"}, amount_u=plus(3, 3)),
            alter("moves", {"giver": "sludge", "end": "tip"}, amount_u=plus(-3, -3)),
        ),
        ("limits.cl in",),
    ),
    (trade("sell", f"{MILL}.gravel", "gravel", (11.0, 0.0)), ("resources.gravel.sell in winter",)),
    (trade("sell", f"{MILL}.gravel", "dust"), ("sells 'dust', which it does not have",)),
    (trade("sell", f"{MILL}.dust", "dust"), ("sells 'dust', for which there is no market",)),
    (trade("sell", "road", "gravel"), ("sells 'gravel', which it does not have",)),
    (trade("buy", "road", "gravel"), ("buys 'gravel', which it does not take",)),
    (trade("buy", f"{MILL}.power", "heat"), ("buys 'heat', which it does not take",)),
    (trade("buy", f"{MILL}.stone", "stone"), ("buys 'stone', for which there is no market",)),
    (trade("otherwise", f"{MILL}.ash", "ash"), ("buys from a supplier it does not have",)),
    (trade("buy", f"{MILL}.power", "silk"), ("trades 'silk', which is no resource",)),
    (trade("gift", f"{MILL}.power", "power"), ("trades by 'gift', which is no way to",)),
    (trade("buy", "crusher@works.power", "power", (0.1, 0.1)), ("works.takes.power in",)),
    (alter("trades", {"kind": "buy"}, amount_u=plus(0.3, 0.0)), ("resources.power.buy in winter",)),
    (trade("otherwise", f"{MILL}.power", "power"), ("takes.power in",)),
    (alter("trades", {"kind": "buy"}, amount_u=(14.8, math.nan)), ("nan",)),
    (drop("built", mode="facility"), ("runs, but nothing is built", "capacity")),
    (alter("built", {"mode": "facility"}, position=0.1), ("in winter, capacity", "in summer, capacity")),
    (alter("built", {"mode": "facility"}, position=1.0), ("min_load",)),
    (alter("built", {"mode": "facility"}, size="L", position=0.0), ("min_load",)),
    (alter("built", {"mode": "facility"}, size="S..L"), ("'S..L' is no size of it",)),
    (alter("built", {"mode": "facility"}, size="M"), ("'M' is no size of it",)),
    (alter("built", {"mode": "facility"}, position=1.5), ("built at 1.5 between two sizes",)),
    (alter("built", {"mode": "facility"}, serves="mixer"), ("nothing uses it",)),
    (add("built", OTHER), ("one_of plant: 2 are built",)),
    (
        both(drop("built", mode="facility"), add("built", OTHER)),
        ("works: built, and never runs", "mill: runs, but nothing is built", "capacity"),
    ),
    (add("built", Built("facility", "mill", "mill", MILL, "S")), ("built twice",)),
    (
        both(alter("runs", FRESH, amount=plus(-2, -2)), alter("runs", OLD, amount=plus(2, 2))),
        ("share of fresh", "takes", "gives"),
    ),
    (
        both(alter("runs", FRESH, amount=plus(20, 20)), alter("runs", OLD, amount=plus(-20, -20))),
        ("share of fresh", "takes", "gives"),
    ),
    (alter("runs", OLD, recipe="ancient"), ("runs by 'ancient', which it does not know",)),
    (alter("runs", OLD, facility="mixer"), ("runs by 'old', which it does not know",)),
    (add("runs", Run(MILL, "old", (1.0, 1.0))), ("stands twice",)),
    (alter("runs", OLD, amount=(60.0,)), ("(60.0,)",)),
    (alter("runs", OLD, amount=(-1.0, 60.0)), ("(-1.0, 60.0)",)),
    (alter("moves", GRAVEL, amount_u=(20.0, 34.0)), ("gives.gravel in", "road in", "at_most in summer")),
    (
        both(
            drop("moves", **ASH),
            alter("moves", {"giver": "ash", "end": "tip"}, amount_u=plus(25.929878048780488, 25.929878048780488)),
        ),
        ("flows.ash.at_least", "takes.ash in", "limits.cl in"),
    ),
    (
        both(
            alter("moves", ASH, amount_u=(5.0, 0.0)),
            alter("moves", {"giver": "ash", "end": "tip"}, amount_u=(45.0, 50.0)),
        ),
        ("flows.ash.at_least", "flows.ash.minimum", "takes.ash in", "limits.cl in"),
    ),
    (add("purchases", Purchase("ash", (1.0, 1.0))), ("ash: buys what it cannot buy",)),
    (alter("purchases", {"taker": "road"}, amount_u=times(2)), ("flows.road in",)),
    (alter("moves", GRAVEL, mode="on_site"), ("no such mode",)),
    (alter("moves", ASH, mode="lorry"), ("both ends are on one site",)),
    (alter("moves", ASH, lost_u=(1.0, 1.0)), ("loses what no way loses", "takes.ash in", "limits.cl in")),
    (alter("moves", ASH, giver="nobody"), ("no such giver",)),
    (alter("moves", ASH, end="nobody"), ("no such need",)),
    (alter("moves", ASH, amount_u=(1.0,)), ("not one amount per period", "(1.0,)")),
    (alter("moves", ASH, amount_u=(-1.0, 1.0)), ("-1.0 moves", "(-1.0, 1.0)")),
    (alter("moves", ASH, lost_u=(math.inf, 1.0)), ("inf moves",)),
    (
        both(
            drop("moves", giver=f"{MILL}.dust"),
        ),
        ("gives.dust in",),
    ),
    (alter("moves", {"giver": f"{MILL}.gravel"}, end=f"{MILL}.ash", mode="on_site"), ("does not accept 'gravel'",)),
    (add("stocks", Stock("barn", (1.0, 1.0))), ("barn: holds something, and is no store",)),
]

HUB: list[tuple[Change, tuple[str, ...]]] = [
    (alter("moves", {"giver": "good"}, giver="bad"), ("worse than the 2 guaranteed behind",)),
    (
        alter("moves", {"giver": "hub.port.ash", "end": "cover"}, amount_u=plus(3, -3)),
        ("hub.port.ash in", "flows.cover in"),
    ),
    (alter("moves", {"giver": "good"}, end="cover"), ("beyond the mode's reach",)),
    (move("hub.port.ash", "hub.port.ash", "on_site", 1.0, 1.0), ("it feeds itself",)),
    (alter("built", {"mode": "hub"}, size="XL"), ("'XL' is no size of it",)),
    (
        drop("built", mode="hub"),
        ("passes something on, but nothing is built", "hub in winter, capacity", "hub in summer, capacity"),
    ),
    (
        both(
            alter("moves", {"giver": "good"}, amount_u=plus(10, 0)),
            alter("moves", {"giver": "hub.port.ash", "end": "cover"}, amount_u=plus(10, 0)),
        ),
        ("flows.good in winter", "hub in winter, capacity", "flows.cover in winter"),
    ),
    (
        both(
            drop("moves", mode="lorry"),
            alter("built", {}, position=0.0),
            add("purchases", Purchase("fill", (1.0, 1.0))),
        ),
        ("fill: buys what it cannot buy",),
    ),
    (drop("moves", mode="lorry"), ("built, and passes nothing on", "flows.cover")),
    (trade("buy", "hub.port.ash", "ash"), ("buys 'ash', which it does not take",)),
    (trade("sell", "hub.port.ash", "ash"), ("sells 'ash', which it does not have",)),
]

POND: list[tuple[Change, tuple[str, ...]]] = [
    (alter("stocks", {}, level_u=(1.0, 50.0, 10.0)), ("pond in winter, level", "pond in spring, level")),
    (alter("stocks", {}, level_u=(0.0, 50.0, 11.0)), ("initial", "pond in winter, level", "pond in summer, level")),
    (drop("stocks", store="pond"), ("initial", "level")),
    (alter("stocks", {}, store="lake"), ("lake: holds something, and is no store",)),
    (add("stocks", Stock("pond", (0.0, 1.0, 0.0))), ("stands twice",)),
    (drop("built", mode="storage"), ("holds something, but nothing is built", "size")),
    (
        both(
            drop("stocks", store="pond"),
            drop("moves", giver="pond"),
            drop("moves", end="pond"),
            drop("trades", node="pond"),
        ),
        ("built, and holds nothing", "initial", "flows.cooling"),
    ),
    (
        alter("stocks", {}, level_u=(0.0, 95.0, 10.0)),
        ("pond in spring, level", "pond in summer, level", "pond in spring, size"),
    ),
    (
        alter("moves", {"giver": "rain", "end": "pond"}, amount_u=(0.0, 60.0, 0.0)),
        ("charge", "level", "flows.rain in spring"),
    ),
    (alter("moves", {"giver": "pond"}, amount_u=(9.6, 70.0, 19.3)), ("discharge", "level", "flows.cooling")),
    (alter("trades", {"kind": "buy"}, amount_u=(0.6, 0.0, 3.858447488584475)), ("resources.water.buy in winter",)),
    (trade("sell", "pond", "water", (0.5, 0.0, 0.0)), ("resources.water.sell in winter",)),
    (trade("otherwise", "pond", "water", (0.5, 0.0, 0.0)), ("buys from a supplier it does not have",)),
    (move("pond", "pond", "on_site", 0.0, 1.0, 0.0), ("it feeds itself",)),
]

CELL: list[tuple[Change, tuple[str, ...]]] = [
    (
        both(
            alter("moves", {"giver": "ash", "end": "cell"}, amount_u=(15.0, 50.0)),
            alter("moves", {"giver": "ash", "end": "den"}, amount_u=(35.0, 0.0)),
        ),
        ("disposal.cell.total",),
    ),
    (
        both(
            alter("moves", {"giver": "ash", "end": "cell"}, amount_u=(30.0, 50.0)),
            alter("moves", {"giver": "ash", "end": "den"}, amount_u=(20.0, 0.0)),
        ),
        ("disposal.cell.total", "disposal.cell.sizes"),
    ),
    (
        both(
            alter("moves", {"giver": "sludge", "end": "den"}, end="cell", mode=""),
            drop("moves", giver="ash", end="cell"),
            alter("moves", {"giver": "ash", "end": "den"}, amount_u=(50.0, 50.0)),
        ),
        ("limits.cl in winter", "limits.cl in summer", "limits.cl.max_load"),
    ),
    (drop("built", mode="disposal"), ("takes something, but nothing is built",)),
    (
        both(
            drop("moves", giver="ash", end="cell"),
            alter("moves", {"giver": "ash", "end": "den"}, amount_u=(50.0, 50.0)),
        ),
        ("built, and takes nothing",),
    ),
    (alter("moves", {"giver": "ash", "end": "den"}, amount_u=(39.0, 0.0)), ("flows.ash in winter, given",)),
    (
        alter("moves", {"giver": "ash", "end": "den"}, amount_u=(600.0, 0.0)),
        ("flows.ash in winter, given", "disposal.den.capacity"),
    ),
    (alter("moves", {"giver": "ash", "end": "den"}, mode=""), ("no such mode",)),
]

CANAL = {"giver": "there", "end": "need_here"}
PIPES: list[tuple[Change, tuple[str, ...]]] = [
    (alter("moves", {"giver": "hot"}, lost_u=()), ("standing loss", "flows.heating")),
    (alter("moves", {"giver": "hot"}, lost_u=(8.76, 0.0)), ("standing loss", "flows.heating")),
    (alter("moves", {"giver": "hot"}, amount_u=(3.0, 34.38)), ("what arrives", "flows.heating")),
    (drop("moves", giver="hot"), ("stands and loses 'heat', and nothing goes over it", "flows.heating in")),
    (alter("moves", {"giver": "hot"}, amount_u=(60.0, 34.38)), ("capacity", "flows.hot in winter", "flows.heating")),
    (alter("moves", CANAL, lost_u=(1.0, 1.0)), ("standing loss", "flows.need_here in")),
    (alter("moves", CANAL, amount_u=(35.0, 5.0)), ("capacity", "flows.need_here")),
    (add("built", Built("pipe", "works", "mill", "water", "S")), ("nothing uses it",)),
    (add("built", Built("main", "mill", "works", "heat", "F")), ("'F' is no size of it",)),
    (drop("built", mode="belt"), ("carries something, but nothing is built",)),
    (alter("moves", {"giver": "ashes"}, amount_u=(4.0, 2.0)), ("capacity", "flows.ash_need")),
    (alter("built", {"mode": "belt"}, serves="ash"), ("nothing uses it",)),
    (alter("moves", {"giver": "ashes"}, mode="pipe"), ("the mode does not carry 'ash'",)),
]

LORRIES: list[tuple[Change, tuple[str, ...]]] = [
    (alter("moves", {"giver": "ash"}, amount_u=(10.0, 10.0)), ("minimum", "flows.cover in")),
    (alter("moves", {"giver": "ash"}, amount_u=(48.0, 30.0)), ("capacity", "flows.cover")),
    (alter("moves", {"giver": "ash"}, end="kiln"), ("beyond the mode's reach",)),
    (alter("moves", {"giver": "must"}, amount_u=times(0.5)), ("flows.must in",)),
    (alter("moves", {"giver": "must"}, end="unused", is_disposal=True, mode=""), ("it may not go unused",)),
    (add("purchases", Purchase("kiln", (1.0, 1.0))), ("stands twice",)),
]

TODAY: list[tuple[Change, tuple[str, ...]]] = [
    (
        both(drop("moves", giver="ash", end="full"), alter("moves", {"end": "next"}, amount_u=(15.0, 15.0))),
        ("today uses 'next' while 'full' has room",),
    ),
    (add("built", Built("hub", "mill", "mill", "mill", "S")), ("the baseline builds nothing",)),
    (add("runs", Run("press", "", (1.0, 1.0))), ("press: runs in the baseline, and does not stand today",)),
    (add("stocks", Stock("tank", (1.0, 1.0))), ("tank: holds something in the baseline, and does not stand today",)),
    (both(trade("buy", "tank", "water"), trade("sell", "tank", "water")), ("'tank' does not stand today",)),
    (move("ash", "heap", "on_site", 1.0, 1.0), ("'heap' does not stand today",)),
    (move("ash", "hub.mill.ash", "on_site", 1.0, 1.0), ("the hub at 'mill' does not stand today",)),
    (move("ash", "here", "on_site", 1.0, 1.0), ("neither end is a facility or store that stands today",)),
    (move("old", "here", "lorry", 1.0, 1.0), ("no such way is open today",)),
]

ALL = {"crusher": CRUSHER, "hub": HUB, "pond": POND, "cell": CELL, "pipes": PIPES, "lorries": LORRIES, "today": TODAY}
FRAUDS = [(park, n, change, words) for park, rows in ALL.items() for n, (change, words) in enumerate(rows)]


@pytest.mark.parametrize("park", PARKS)
def test_what_was_solved_passes(park: str) -> None:
    """Proves: every park has a plan that passes as it is. Breaks if: a fraud is refused for what is not its own."""
    assert problems(park, unchanged) == []
    if solved(park).today is not None:
        assert problems(park, unchanged, is_today=True) == []


@pytest.mark.parametrize(
    ("park", "change", "words"), [(p, c, w) for p, _, c, w in FRAUDS], ids=[f"{p}{n}" for p, n, _, _ in FRAUDS]
)
def test_every_fraud_is_named(park: str, change: Change, words: tuple[str, ...]) -> None:
    """Proves: what was changed is refused in these words, and nothing else is. Breaks if: a check cannot fail."""
    found = problems(park, change, is_today=park == "today")
    missing = [word for word in words if not any(word in problem for problem in found)]
    others = [problem for problem in found if not any(word in problem for word in words)]
    assert (missing, others) == ([], [])
