"""What modes and links say of pairs: setup, standing losses, distances, both directions, what stands and what can be built."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from way_parks import Change, check_faults, scenario_of

if TYPE_CHECKING:
    from pathlib import Path

COST = "cost: 0.1 EUR/(t km)"
SIZES = "sizes: {DN50: {capacity: 9 MW, capex: 100 EUR/m, fixed_opex: 2 %}}"
ROAD = "road: {from: mill, to: kiln, transport: lorry, distance: 6 km}"
NO_SITE: Change = ("{xy: [3, 4]}", "{}")


def lorry(more: str) -> Change:
    """Say more of the lorry."""
    return COST, f"{COST}, {more}"


def pipe(losses: str, sizes: str = SIZES) -> Change:
    """Let the pipe lose something."""
    return SIZES, f"losses: {losses}, {sizes}".rstrip(", ")


def with_link(text: str) -> Change:
    """Add a link beside the road."""
    return ROAD, f"{ROAD}\n  {text}"


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("setup: 5 kEUR, contract: 8 a", 8),
        ("setup: 5 kEUR", 20),
        ("contract: 8 a", math.inf),
        ("minimum: 3 t/a", math.inf),
    ],
)
def test_a_setup_is_spread_over_its_contract(tmp_path: Path, said: str, years: float) -> None:
    """Proves: a setup lasts its contract, by default `economics.lifetime`; without a setup there is nothing to spread.

    Breaks if: the default is not taken, or a contract of nothing costs something.
    """
    terms = scenario_of(tmp_path, lorry(said)).modes["lorry"].terms["ash"]
    assert (terms.setup_eur, terms.contract_a) == (5000 if "setup" in said else 0, years)


def test_a_setup_by_resource(tmp_path: Path) -> None:
    """Proves: a setup may differ by form or resource. Breaks if: one resource's setup is paid for all."""
    terms = scenario_of(tmp_path, lorry("setup: {solid: 5 kEUR, milk: 0}")).modes["lorry"].terms
    assert {name: (each.setup_eur, each.contract_a) for name, each in terms.items()} == {
        "ash": (5000, 20),
        "milk": (0, math.inf),
    }


@pytest.mark.parametrize(
    ("losses", "per_h_km"),
    [("33 W/m", 0.033), ("0.033 MWh/(h km)", 0.033), ("289.08 MWh/(a km)", 0.033), ("0.1188 GJ/(h km)", 0.033)],
)
def test_standing_losses(tmp_path: Path, losses: str, per_h_km: float) -> None:
    """Proves: a loss per time and length is one of the way: 33 W/m are 0.033 MWh per h and km; none of it is per unit moved.

    Breaks if: it is not converted, or taken for a share.
    """
    terms = scenario_of(tmp_path, pipe(losses)).modes["pipe"].terms["steam"]
    assert terms.standing_loss_u_per_h_km == pytest.approx(per_h_km)
    assert terms.loss_per_km == (0, 0)


def test_losses_per_km_are_shares(tmp_path: Path) -> None:
    """Proves: a loss per km is a share of what enters. Breaks if: it is also taken for a standing one."""
    terms = scenario_of(tmp_path, pipe("{winter: 2 %/km, summer: 1 %/km}")).modes["pipe"].terms["steam"]
    assert (terms.loss_per_km, terms.standing_loss_u_per_h_km) == ((0.02, 0.01), 0)


MATRIX = "distances: {mill: {mill: 0, kiln: 7 km}, kiln: {mill: 8.5, kiln: 0 km}}"


def test_distances_are_a_matrix(tmp_path: Path) -> None:
    """Proves: rows are where things start, columns where they end; bare numbers are km; the diagonal says nothing.

    Breaks if: rows and columns are exchanged, or made symmetric.
    """
    mode = scenario_of(tmp_path, lorry(MATRIX)).modes["lorry"]
    assert mode.distances_km == {("kiln", "mill"): 8.5, ("mill", "kiln"): 7}


def test_a_matrix_stands_for_coordinates(tmp_path: Path) -> None:
    """Proves: SEMANTICS 1: what may go from the mill to the kiln, which has no coordinates, has its distance from the matrix.

    So has a link that states none.

    Breaks if: a distance is demanded that is there.
    """
    scenario_of(tmp_path, NO_SITE, lorry(MATRIX))
    scenario_of(tmp_path, NO_SITE, lorry(MATRIX), (", distance: 6 km", ""))


def test_a_way_of_both_directions_has_one_distance(tmp_path: Path) -> None:
    """Proves: SEMANTICS 1: a link that leads either way is of its own direction's distance, also where the matrix has no other.

    Breaks if: the way back is asked for again.
    """
    scenario_of(tmp_path, NO_SITE, lorry("distances: {mill: {kiln: 7 km}}"), ("distance: 6 km", "both: true"))


@pytest.mark.parametrize(
    ("said", "path", "problem", "remedy"),
    [
        ("{«mil: {kiln: 7 km}}", "distances.mil", "unknown site 'mil'", "did you mean 'mill'?"),
        ("{mill: {«klin: 7 km}}", "distances.mill.klin", "unknown site 'klin'", "did you mean 'kiln'?"),
        ("{mill: {mill: «3 km}}", "distances.mill.mill", "a distance from a site to itself", "write 0"),
        ("{mill: {kiln: «-3 km}}", "distances.mill.kiln", "-3 is negative", "at least 0"),
        ("{mill: {kiln: «3 h}}", "distances.mill.kiln", "unit 'h' found", "expected a quantity in km"),
    ],
)
def test_a_faulty_matrix(tmp_path: Path, said: str, path: str, problem: str, remedy: str) -> None:
    """Proves: rows and columns are sites, the diagonal is 0, distances are lengths.

    Breaks if: a misspelt site loses its distances silently.
    """
    check_faults(tmp_path, (lorry(f"distances: {said}"),), (f"transport.lorry.{path}", problem, remedy))


def test_a_missing_distance_is_asked_for(tmp_path: Path) -> None:
    """Proves: SEMANTICS 1: a matrix that states only the way back leaves the way there without a distance.

    Breaks if: a matrix is taken to be symmetric, or to be whole.
    """
    check_faults(
        tmp_path,
        (
            ("{xy: [3, 4]}", "«{}"),
            lorry("distances: {kiln: {mill: 7 km}}"),
            (ROAD, "away: {from: kiln, to: mill, transport: lorry}"),
        ),
        ("sites.kiln", "has no coordinates, so 'lorry' knows no distance from 'ash' to flow 'cement'", "`distances`"),
    )


def test_a_link_that_leads_either_way(tmp_path: Path) -> None:
    """Proves: `both` is one entry, with what stands and what can be built, of the link's own direction.

    Breaks if: it becomes two links, with two assets.
    """
    scenario = scenario_of(
        tmp_path, with_link("tube: {from: mill, to: dairy, transport: pipe, both: true, one_of: ways, existing: 5 MW}")
    )
    link = scenario.links["tube"]
    assert (link.source, link.target, link.is_both) == ("mill", "dairy", True)
    assert (link.sizing.group, link.sizing.is_existing, [size.name for size in link.sizing.sizes]) == (
        "ways",
        True,
        ["DN50"],
    )
    assert link.sizing.existing is not None
    assert link.sizing.existing.capacity.amount == (20_000, 23_800)
    assert not scenario.links["road"].is_both
    assert not scenario.modes["pipe"].sizing.is_existing


@pytest.mark.parametrize(
    "text",
    [
        "back: ««{from: kiln, to: mill, transport: lorry, both: true}",
        "again: ««{from: mill, to: kiln, transport: lorry, both: true, resources: [ash, milk]}",
    ],
)
def test_the_way_back_of_both_is_taken(tmp_path: Path, text: str) -> None:
    """Proves: SEMANTICS 1: two entries of one pair are a fault, also where one of them is the way back of the other.

    Breaks if: two prices hold for one way.
    """
    name = text.split(":", maxsplit=1)[0]
    check_faults(
        tmp_path,
        (with_link(text),),
        *((f"links.{name}", f"says again what 'road' says of '{each}'", "one entry") for each in ("ash", "milk")),
    )


def test_single_links_may_lead_both_ways(tmp_path: Path) -> None:
    """Proves: an entry for each direction is none too many. Breaks if: every link takes its way back."""
    links = scenario_of(tmp_path, with_link("back: {from: kiln, to: mill, transport: lorry}")).links
    assert list(links) == ["back", "road"]


def test_what_stands_of_a_link(tmp_path: Path) -> None:
    """Proves: `existing` names one of the sizes, the link's own or the mode's; where nothing needs building `true` opens it.

    Breaks if: the mode's sizes are not known to the link.
    """
    links = scenario_of(
        tmp_path,
        (ROAD, ROAD.replace("6 km", "6 km, existing: true")),
        ("links:", "links:\n  tube: {from: mill, to: dairy, transport: pipe, existing: DN50}"),
        (
            "\nlinks:",
            "\n  rail: {carries: [solid]}\nlinks:\n  track: {from: mill, to: kiln, transport: rail, existing: small,\n"
            "    sizes: {small: {capacity: 3 t/h}, large: {capacity: 9 t/h}}}",
        ),
    ).links
    road, tube, track = links["road"].sizing, links["tube"].sizing, links["track"].sizing
    assert (road.is_existing, road.existing, road.is_limited) == (True, None, False)
    assert tube.existing is not None
    assert track.existing is not None
    assert (tube.existing.name, tube.existing.fixed_opex_share) == ("DN50", 0.02)
    assert (track.existing.name, track.existing.capacity.amount) == ("small", (12_000, 14_280))


def test_sizes_of_ways_between_and_by_scale(tmp_path: Path) -> None:
    """Proves: a mode's sizes may be a curve, a link's own replace them; any capacity between two is said so.

    Breaks if: a link has both its own sizes and the mode's.
    """
    scale = "scale: {capacity: 10 MW, capex: 500 EUR/m, exponent: 0.5, from: 2.5 MW, to: 10 MW, steps: 3}"
    sizes = "sizes: {between: true, S: {capacity: 1 MW}, L: {capacity: 3 MW, capex: 9 EUR/kW}}"
    scenario = scenario_of(
        tmp_path, (SIZES, scale), with_link(f"tube: {{from: mill, to: dairy, transport: pipe, {sizes}}}")
    )
    mode, link = scenario.modes["pipe"].sizing, scenario.links["tube"].sizing
    assert [size.capex_eur_per_km for size in mode.sizes] == pytest.approx([250_000, 250_000 * 2**0.5, 500_000])
    assert not mode.is_between
    assert [(size.name, size.capex_eur) for size in link.sizes] == [("S", 0), ("L", 27_000)]
    assert link.is_between


@pytest.mark.parametrize(
    ("changes", "path", "problem", "remedy"),
    [
        (
            (("economics: {lifetime: 20 a}", "economics: {}"), (SIZES, ""), lorry("setup: «5 kEUR")),
            "transport.lorry.setup",
            "a setup without a contract",
            "add `contract: 10 a`",
        ),
        (
            (lorry("setup: 5 kEUR, contract: «0 a"),),
            "transport.lorry.contract",
            "a contract of no time",
            "write years",
        ),
        ((lorry("setup: «5 kEUR/a"),), "transport.lorry.setup", "unit 'kEUR/a' found", "expected a quantity in EUR"),
        ((lorry("setup: «-5 EUR"),), "transport.lorry.setup", "-5 is negative", "at least 0"),
        (
            (pipe("«33 W/m", ""),),
            "transport.pipe.losses",
            "a loss per time and length, but nothing that is built",
            "add `sizes`, or write the loss per km",
        ),
        (
            (pipe("«{winter: 33 W/m, summer: 30 W/m}"),),
            "transport.pipe.losses",
            "differs by period, but counts once a year",
            "write one number",
        ),
        ((pipe("«3 W"),), "transport.pipe.losses", "unit 'W' found", "expected a quantity in 1/km, u/(h km)"),
        (
            (
                pipe("«33 W/m", f"shared: true, {SIZES}"),
                ("steam: {unit", "warm: {unit: MWh, form: heat}\n  steam: {unit"),
            ),
            "transport.pipe.losses",
            "a loss per time and length of what several resources share",
            "drop `shared`",
        ),
        (
            (pipe("33 W/m", "links_only: true"), with_link("tube: «{from: mill, to: dairy, transport: pipe}")),
            "links.tube",
            "a loss per time and length, but nothing that is built",
            "add `sizes`",
        ),
        (
            (with_link("tube: {from: mill, to: dairy, transport: pipe, existing: «DN40}"),),
            "links.tube.existing",
            "'DN40' is no size",
            "did you mean 'DN50'?",
        ),
        (
            (with_link("tube: {from: mill, to: dairy, transport: pipe, existing: «true}"),),
            "links.tube.existing",
            "says not how much stands",
            "name a size (DN50)",
        ),
        (
            (("6 km", "6 km, one_of: «ways"),),
            "links.road.one_of",
            "has no sizes, so it is never built",
            "add `sizes`",
        ),
        (
            (("6 km", "6 km, «between: true"),),
            "links.road.between",
            "`between` stands in `sizes`",
            "write `sizes: {between: true, …}`",
        ),
    ],
)
def test_what_is_said_of_ways_is_checked(
    tmp_path: Path, changes: tuple[Change, ...], path: str, problem: str, remedy: str
) -> None:
    """Proves: each is refused with its place and a remedy: a setup for no time, a loss of what is not built, sizes nobody has.

    Breaks if: any of them counts for something else, or for nothing.
    """
    check_faults(tmp_path, changes, (path, problem, remedy))


def test_a_way_that_loses_may_be_built_by_links_alone(tmp_path: Path) -> None:
    """Proves: a mode of links only, each with sizes or standing, may have a standing loss.

    Breaks if: the mode itself must have sizes.
    """
    link = "tube: {from: mill, to: dairy, transport: pipe, existing: 9 MW}"
    scenario = scenario_of(tmp_path, pipe("33 W/m", "links_only: true"), with_link(link))
    assert scenario.links["tube"].terms["steam"].standing_loss_u_per_h_km == pytest.approx(0.033)
