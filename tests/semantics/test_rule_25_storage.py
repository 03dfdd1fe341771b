"""SEMANTICS 25: a store over four periods: its loss, the year that closes, its start, its limits, its holding; by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from semantics_scenarios import exact, parts, solve

STORE = """\
calendar: {{periods: {{spring: 10 h, summer: 10 h, autumn: 10 h, winter: 10 h}}, year: 40 h}}
resources: {{heat: {{unit: MWh, form: heat}}}}
sites: {{works: {{xy: [0, 0]}}}}
storage: {{pit: {{site: works, resource: heat{pit}}}}}
flows:
  sun:
    site: works
    resource: heat
    gives: {{spring: {gives[0]} MWh, summer: {gives[1]} MWh, autumn: {gives[2]} MWh, winter: {gives[3]} MWh}}
  home:
    site: works
    resource: heat
    takes: {{spring: {takes[0]} MWh, summer: {takes[1]} MWh, autumn: {takes[2]} MWh, winter: {takes[3]} MWh}}
    otherwise: {{price: 10 EUR/MWh}}
"""
Year = tuple[int, int, int, int]
LEVELS = ["level_spring", "level_summer", "level_autumn", "level_winter"]


def store(pit: str, gives: Year, takes: Year) -> str:
    return STORE.format(pit=pit, gives=gives, takes=takes)


@pytest.mark.parametrize(
    ("gives", "takes", "periods"),
    [
        ((100, 0, 0, 0), (0, 100, 0, 0), 1),
        ((100, 0, 0, 0), (0, 0, 100, 0), 2),
        ((100, 0, 0, 0), (0, 0, 0, 100), 3),
        ((0, 0, 0, 100), (100, 0, 0, 0), 1),
        ((0, 0, 100, 0), (0, 100, 0, 0), 3),
    ],
)
def test_loss_compounds_by_the_hour_round_the_year(tmp_path: Path, gives: Year, takes: Year, periods: int) -> None:
    """Proves: SEMANTICS 25: of 100 MWh kept for n periods of 10 h at 1 %/h, 100 · 0.99^(10 n) are left, the rest bought.

    After the last period comes the first: winter's heat serves spring, autumn's next year's summer.

    Breaks if: loss is linear (90 %), is taken of what enters in the same period, or the year does not close.
    """
    results = solve(tmp_path, store(", loss: 1 %/h", gives, takes))
    assert parts(results) == {"virgin": exact((100 - 100 * 0.99 ** (10 * periods)) * 10)}


def test_levels_are_of_each_periods_end(tmp_path: Path) -> None:
    """Proves: SEMANTICS 25: level = level before · 0.99^10 + in − out; no more is kept than 50 and then 20 MWh ask for.

    Worked out backwards, with f = 0.99^10: (20 / f + 50) / f² at spring's end.

    Breaks if: levels are shown before the loss, or at a period's start.
    """
    kept = 0.99**10
    results = solve(tmp_path, store(", loss: 1 %/h", (100, 0, 0, 0), (0, 0, 50, 20)))
    needed = (20 / kept + 50) / kept**2
    levels = [needed, needed * kept, needed * kept**2 - 50, 0]
    assert results.storage[LEVELS].values.tolist() == [[exact(level) for level in levels]]
    assert parts(results) == {}


@pytest.mark.parametrize(
    ("pit", "bought"),
    [
        (", existing: 100 MWh", 0),
        (", existing: 60 MWh", 40),
        (", existing: 100 MWh, initial: 20 MWh", 20),
        (", initial: 20 MWh", 0),
        (", charge: 7 MW", 30),
        (", discharge: 4 MW", 60),
        (", charge: 7 MW, discharge: 4 MW, existing: 30 MWh", 70),
    ],
)
def test_what_limits_a_store(tmp_path: Path, pit: str, bought: int) -> None:
    """Proves: SEMANTICS 25: 100 MWh of spring are for autumn, as far as size and rates (times 10 h) allow.

    `initial` stands at start and end: of a pit of 100 MWh 20 are never free; without a size it takes nothing away.

    Breaks if: the level passes the size, a rate is a total, or the year may end below its start.
    """
    results = solve(tmp_path, store(pit, (100, 0, 0, 0), (0, 0, 100, 0)))
    assert parts(results) == ({"virgin": exact(bought * 10)} if bought else {})
    if "initial" in pit:
        assert results.storage.level_winter.tolist() == [exact(20)]


def test_initial_content_may_be_lent_within_the_year(tmp_path: Path) -> None:
    """Proves: SEMANTICS 25: 20 MWh at the year's start serve spring, and are back from summer's heat at its end.

    Without `initial` the year closes all the same, at what is best: 30 of summer's heat come round for spring.

    Breaks if: the content at start comes free, or is not there for use.
    """
    gives, takes = (0, 100, 0, 0), (30, 0, 0, 0)
    lent = solve(tmp_path, store(", initial: 20 MWh", gives, takes))
    assert parts(lent) == {"virgin": exact(10 * 10)}
    assert lent.storage[LEVELS].values.tolist() == [[exact(0), exact(20), exact(20), exact(20)]]
    assert parts(solve(tmp_path, store("", gives, takes))) == {}
    assert parts(solve(tmp_path, store(", initial: 20 MWh", (0, 0, 0, 0), (0, 0, 0, 20)))) == {"virgin": exact(20 * 10)}


@pytest.mark.parametrize(("takes", "periods"), [((0, 100, 0, 0), 1), ((0, 0, 100, 0), 2), ((0, 0, 0, 100), 3)])
def test_holding_is_of_the_content_at_each_periods_end(tmp_path: Path, takes: Year, periods: int) -> None:
    """Proves: SEMANTICS 25: 100 MWh at the end of n periods of 10 of 40 h, at 4 EUR/(MWh a): 100 · 4 · n / 4 EUR.

    Breaks if: holding is of what enters, of the mean, of the start, or a year has 8760 h here.
    """
    results = solve(tmp_path, store(", holding: 4 EUR/(MWh a)", (100, 0, 0, 0), takes))
    assert parts(results) == {"storage": exact(100 * 4 * periods * 10 / 40)}


def test_holding_decides(tmp_path: Path) -> None:
    """Proves: SEMANTICS 25: kept for two periods at 22 EUR/(MWh a) a MWh costs 11 EUR, for one 5.5; bought it costs 10.

    Breaks if: the model does not know what holding costs.
    """
    results = solve(tmp_path, store(", holding: 22 EUR/(MWh a)", (100, 0, 0, 0), (0, 30, 50, 0)))
    assert parts(results) == {"storage": exact(30 * 22 / 4), "virgin": exact(50 * 10)}


def test_a_store_buys_low_and_sells_high(tmp_path: Path) -> None:
    """Proves: SEMANTICS 13, 25: 50 MWh bought at 3 in summer, of which 50 · 0.99^10 are sold at 9 in autumn.

    The pit of 50 MWh costs 100 EUR over 10 a and 1 EUR/MWh entering.

    Breaks if: a store cannot trade, or sells what it lost.
    """
    text = """\
        calendar: {periods: {spring: 10 h, summer: 10 h, autumn: 10 h, winter: 10 h}, year: 40 h}
        resources:
          heat:
            unit: MWh
            form: heat
            buy: {price: {spring: 9 EUR/MWh, summer: 3 EUR/MWh, autumn: 9 EUR/MWh, winter: 9 EUR/MWh}}
            sell: {price: {spring: 2 EUR/MWh, summer: 2 EUR/MWh, autumn: 9 EUR/MWh, winter: 2 EUR/MWh}}
        sites: {works: {xy: [0, 0]}}
        storage:
          pit:
            site: works
            resource: heat
            loss: 1 %/h
            handling: 1 EUR/MWh
            charge: 50 MW
            sizes: {S: {capacity: 50 MWh, capex: 100 EUR, lifetime: 10 a}}
        """
    assert parts(solve(tmp_path, text)) == {
        "market": exact(50 * 3 - 50 * 0.99**10 * 9),
        "handling": exact(50),
        "capex": exact(10),
    }
