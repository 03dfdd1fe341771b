"""Quantities: what a number and its unit become, through real scenarios, and that other units change nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import isopt
from isopt.scenario.keys import FORMS
from isopt.scenario.load import scenario_of
from isopt.scenario.quantities import AMOUNTS, shown
from isopt.scenario.reading.merge import Document
from isopt.scenario.reading.yaml_reader import read_yaml_text
from isopt.scenario.scenario import Scenario
from isopt.units import HOURS_PER_YEAR_DEFAULT, UnitTextError, parse_unit, split_quantity

PARK = """\
isopt: 1
name: park
currency: EUR
calendar: {{year: {year}}}
economics: {{discount_rate: {rate}, lifetime: {lifetime}, carbon_price: {carbon}}}
resources:
  ash: {{unit: {unit}, form: solid}}
  heat: {{unit: MWh, form: heat}}
  water: {{unit: m3, form: liquid, mass: {mass}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [3, 4]}}}}
disposal: {{tip: {{gate_fee: {fee}, emissions: {emissions}}}, river: {{}}}}
flows:
  ash: {{site: mill, resource: ash, gives: {ash}, otherwise: tip}}
  warm: {{site: mill, resource: heat, gives: {heat}}}
  wet: {{site: mill, resource: water, gives: {water}, otherwise: river}}
  in:
    site: kiln
    takes: {takes}
    accepts: {{ash: {{replaces: {replaces}, at_most: {share}}}}}
    otherwise: {{price: {price}, emissions: {virgin}}}
transport:
  lorry: {{carries: [ash], cost: {cost}, detour: 1.2, reach: {reach}}}
  pipe:
    carries: [water]
    losses: {losses}
    sizes: {{S: {{capacity: {capacity}, capex: {capex}, fixed_opex: {opex}}}}}
"""

USUAL = {
    "year": "8760",
    "rate": "6 %",
    "lifetime": "30 a",
    "carbon": "25 EUR/t",
    "unit": "t",
    "mass": "1 t/m3",
    "fee": "60 EUR/t",
    "emissions": "1 kgCO2e/t",
    "ash": "65 kt/a",
    "heat": "40 MW",
    "water": "5 m3/h",
    "takes": "120 kt/a",
    "replaces": "0.9",
    "share": "30 %",
    "price": "45 EUR/t",
    "virgin": "830 kgCO2e/t",
    "cost": "0.12 EUR/(t km)",
    "reach": "50 km",
    "losses": "1 %/km",
    "capacity": "12 m3/h",
    "capex": "819 EUR/m",
    "opex": "2 %",
}


def load(**fields: str) -> Scenario:
    """Load the park with some fields changed."""
    root = read_yaml_text(PARK.format(**{**USUAL, **fields}), "park.yaml")
    return scenario_of(Document(root, "park.yaml"))


def exact(value: float) -> object:
    return pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "tonnes"),
    [
        ("65 kt/a", 65_000.0),
        ("0.065 Mt/a", 65_000.0),
        ("65e6 kg/a", 65_000.0),
        ("65000", 65_000.0),
        ("6.5e4 t/year", 65_000.0),
        ("65 kt", 65_000.0),
        ("1 t/h", 8760.0),
        ("24 t/d", 8760.0),
        ("1 kg/s", 31_536.0),
        ("1 g/min", 0.5256),
    ],
)
def test_amounts_of_mass(text: str, tonnes: float) -> None:
    """Proves: rates per year, hour, day, second and totals become t a year of 8760 h.

    a bare number is t/a; 1 kg/s is 3.6 t/h.

    Breaks if: a prefix, a default unit or the year's hours are mistaken.
    """
    assert load(ash=text).givers["ash"].given_u == (exact(tonnes),)


@pytest.mark.parametrize(
    ("text", "mwh"),
    [
        ("40 MW", 320_000.0),
        ("40000 kW", 320_000.0),
        ("0.04 GW", 320_000.0),
        ("320 GWh/a", 320_000.0),
        ("320 GWh", 320_000.0),
        ("0.32 TWh/a", 320_000.0),
        ("1152000 GJ/a", 320_000.0),
        ("1152 TJ/a", 320_000.0),
        ("1.152 PJ/a", 320_000.0),
        ("144 GJ/h", 320_000.0),
        ("40 MJ/s", 320_000.0),
        ("320000", 320_000.0),
        ("40 MWh/h", 320_000.0),
    ],
)
def test_power_over_a_year_of_8000_hours(text: str, mwh: float) -> None:
    """Proves: in a year of 8000 h 40 MW are 320 000 MWh, 3.6 GJ are one MWh, a rate per year is per such year.

    Breaks if: 8760 h are taken, or joules are mistaken.
    """
    assert load(year="8000", heat=text).givers["warm"].given_u == (exact(mwh),)


@pytest.mark.parametrize(
    ("text", "m3"), [("5 m3/h", 43_800.0), ("5000 L/h", 43_800.0), ("5000 l/h", 43_800.0), ("43.8 kt/a", 54_750.0)]
)
def test_volumes_and_mass_of_a_volume(text: str, m3: float) -> None:
    """Proves: 1000 litres are one m3, written L or l; at 0.8 t/m3 43.8 kt are 54 750 m3.

    Breaks if: a litre is a m3, or a mass is read as a volume.
    """
    assert load(water=text, mass="0.8 t/m3").givers["wet"].given_u == (exact(m3),)
    assert load(water=text, mass="800 kg/m3").givers["wet"].given_u == (exact(m3),)
    assert load(water=text, mass="0.8 kg/L").givers["wet"].given_u == (exact(m3),)


@pytest.mark.parametrize(
    ("text", "kg"),
    [
        ("830 kgCO2e/t", 830.0),
        ("0.83 tCO2e/t", 830.0),
        ("830 kgCO2/t", 830.0),
        ("830 gCO2e/kg", 830.0),
        ("0.83 tCO2/t", 830.0),
        ("0.83 ktCO2e/kt", 830.0),
        ("830", 830.0),
        ("-50 kgCO2e/t", -50.0),
    ],
)
def test_emission_factors(text: str, kg: float) -> None:
    """Proves: factors become kgCO2e per t, whatever the prefix on either side; they may be negative.

    Breaks if: tCO2e counts as kg.
    """
    virgin = load(virgin=text).takers["in"].virgin
    assert virgin is not None
    assert virgin.emissions_kg_per_u == ((exact(kg),),)


def test_emission_factor_of_energy() -> None:
    """Proves: 0.213 tCO2e/MWh, 213 kgCO2e/MWh and 213/3.6 kgCO2e/GJ are one factor.

    Per GJ of a resource in GJ 59.1666….

    Breaks if: the resource's own unit is not what a factor is converted to.
    """
    for text in ("0.213 tCO2e/MWh", "213 kgCO2e/MWh", "59.166666666666667 kgCO2e/GJ"):
        terms = load(
            unit="GJ",
            ash="5 GJ/a",
            fee="1",
            emissions=text,
            takes="9 MWh/a",
            price="1",
            virgin="1",
            cost="1 EUR/(MWh km)",
        )
        assert terms.disposal["tip"].terms["ash"].emissions_kg_per_u == ((exact(213 / 3.6),),)


def test_bare_numbers_are_in_the_default_units() -> None:
    """Proves: bare numbers stand for EUR per the resource's own unit (kg).

    Per unit and year, km, shares, EUR, years, EUR/t CO2.

    Breaks if: a default unit differs from what `isopt schema` says.
    """
    bare = load(
        unit="kg",
        ash="7",
        fee="0.06",
        emissions="0.5",
        takes="9 t/a",
        replaces="0.001",
        share="0.3",
        price="45",
        cost="3 EUR/(t km)",
        reach="50",
        losses="0.01",
        capacity="12",
        capex="5000",
        opex="9",
        rate="0.06",
        lifetime="30",
        carbon="25",
        mass="1",
    )
    assert bare.givers["ash"].given_u == (7.0,)
    terms = bare.disposal["tip"].terms["ash"]
    assert (terms.gate_fee_eur_per_u, terms.emissions_kg_per_u) == ((0.06,), ((0.5,),))
    taker = bare.takers["in"]
    assert taker.virgin is not None
    assert (taker.need_u, taker.virgin.price_eur_per_u) == ((9.0,), (45.0,))
    assert (taker.accepts["ash"].replaces_per_u, taker.accepts["ash"].at_most_share) == ((0.001,), (0.3,))
    lorry, pipe = bare.modes["lorry"], bare.modes["pipe"]
    assert lorry.terms["ash"].cost_eur_per_u_km == (exact(0.003),)
    assert lorry.reach_km == 50
    assert pipe.terms["water"].loss_per_km == (0.01,)
    (size,) = pipe.sizing.sizes
    assert (size.capex_eur, size.fixed_opex_eur_per_a, size.lifetime_a) == (5000.0, 9.0, 30.0)
    assert size.capacity.amount == (exact(12 * HOURS_PER_YEAR_DEFAULT),)
    assert (bare.discount_rate, bare.carbon_price_eur_per_t) == (0.06, (25.0,))


@pytest.mark.parametrize("number", [1, 3, 6, 7, 9, 11, 13, 14, 17, 19, 23, 28, 29, 33, 55, 56, 57, 58, 69, 99, 100])
def test_percent_is_a_hundredth_to_the_last_digit(number: int) -> None:
    """Proves: 7 % is the float 0.07, not 7 · 0.01 = 0.07000000000000001; so for each of these.

    Breaks if: percent multiplies by 0.01 rather than dividing by 100.
    """
    scenario = load(rate=f"{number} %", share=f"{number}%", losses=f"{number} %/km")
    assert scenario.discount_rate == number / 100
    assert scenario.takers["in"].accepts["ash"].at_most_share == (number / 100,)
    assert scenario.modes["pipe"].terms["water"].loss_per_km == (number / 100,)


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        (
            "fee",
            (
                "60 EUR/t",
                "0.06 kEUR/t",
                "60 kEUR/kt",
                "0.06 EUR/kg",
                "60 €/t",
                "60.0 EUR / t",
                "60EUR/t",
                "6e1 EUR*t^-1",
            ),
        ),
        (
            "cost",
            (
                "0.12 EUR/(t km)",
                "0.12 EUR/t/km",
                "0.12 EUR/(t·km)",
                "0.00012 EUR/(t m)",
                "0.12 EUR/(t*km)",
                "0.12 EUR t**-1 km^-1",
            ),
        ),
        ("losses", ("1 %/km", "0.01 1/km", "0.001 %/m", "0.01", "10000 ppm/km")),
        ("capex", ("819 EUR/m", "0.819 MEUR/km", "819000 EUR/km", "0.819 kEUR/m")),
        ("lifetime", ("30 a", "30 yr", "30 year", "262800 h", "10950 d")),
        ("reach", ("50 km", "50000 m", "50")),
        ("carbon", ("25 EUR/t", "0.025 EUR/kgCO2e", "25 EUR/tCO2e", "0.025 kEUR/t", "25 EUR/tCO2")),
        ("capacity", ("12 m3/h", "12000 L/h", "288 m3/d", "105120 m3/a", "0.2 m3/min")),
        ("opex", ("2 %", "0.02 1/a", "2 %/a")),
        ("replaces", ("0.9", "90 %", "0.9 t/t", "900 kg/t", "0.9 kg/kg", "0.9 kt / kt")),
        ("price", ("45 EUR/t", "0.045 EUR/kg", "45")),
    ],
)
def test_one_quantity_written_in_many_ways(field: str, texts: tuple[str, ...]) -> None:
    """Proves: prefixes, spellings and equal units give the same scenario to twelve digits.

    Breaks if: one spelling is read as something else.
    """
    figures = [numbers(load(**{field: text})) for text in texts]
    for other in figures[1:]:
        assert other == pytest.approx(figures[0], rel=1e-12)


def numbers(scenario: Scenario) -> list[float]:
    """List what the fields above end up in."""
    lorry, pipe, taker = scenario.modes["lorry"], scenario.modes["pipe"], scenario.takers["in"]
    (size,) = pipe.sizing.sizes
    assert taker.virgin is not None
    return [
        *scenario.disposal["tip"].terms["ash"].gate_fee_eur_per_u,
        *lorry.terms["ash"].cost_eur_per_u_km,
        lorry.reach_km,
        *lorry.terms["ash"].cost_eur_per_u,
        *pipe.terms["water"].loss_per_km,
        size.capex_eur,
        size.capex_eur_per_km,
        size.fixed_opex_eur_per_a,
        size.fixed_opex_share,
        size.lifetime_a,
        *size.capacity.amount,
        *scenario.carbon_price_eur_per_t,
        *taker.accepts["ash"].replaces_per_u,
        *taker.virgin.price_eur_per_u,
    ]


def test_ratios_of_like_amounts_know_both_units() -> None:
    """Proves: with ash in kg and the need in t, `0.9 t/t` is 0.0009 t per kg, and so is `0.0009 t/kg`.

    a bare 0.9 is t per kg.

    Breaks if: t/t cancels to a bare number before the resource's own unit is known.
    """
    for text, expected in (
        ("0.9 t/t", 0.0009),
        ("0.0009 t/kg", 0.0009),
        ("900 kg/t", 0.0009),
        ("0.9", 0.9),
        ("90 %", 0.9),
    ):
        assert load(unit="kg", replaces=text).takers["in"].accepts["ash"].replaces_per_u == (exact(expected),)


def test_temperatures() -> None:
    """Proves: 85, 85 degC, 85 °C and 358.15 K are one temperature; below zero is allowed.

    Breaks if: kelvin are taken for degrees.
    """
    for text, degrees in (("85", 85.0), ("85 degC", 85.0), ("85 °C", 85.0), ("358.15 K", 85.0), ("-20 degC", -20.0)):
        text_of = PARK.format(**USUAL).replace("unit: MWh, form: heat", f"unit: MWh, form: heat, temperature: {text}")
        scenario = scenario_of(Document(read_yaml_text(text_of, "park.yaml"), "park.yaml"))
        assert scenario.resources["heat"].temperature_degc == pytest.approx(degrees, abs=1e-9)


_SCALES = {"t": {"kt": 1e3, "t": 1.0, "kg": 1e-3, "Mt": 1e6, "g": 1e-6}, "EUR": {"kEUR": 1e3, "EUR": 1.0, "MEUR": 1e6}}


@settings(max_examples=60, deadline=None)
@given(
    value=st.floats(1e-6, 1e9),
    money=st.sampled_from(sorted(_SCALES["EUR"])),
    mass=st.sampled_from(sorted(_SCALES["t"])),
    own=st.sampled_from(["t", "kg", "kt"]),
)
def test_scaling_a_unit_scales_its_number(value: float, money: str, mass: str, own: str) -> None:
    """Proves: whatever unit a price is written in and a resource counted in, price · amount is the same money.

    Breaks if: a factor is applied upside down on one of the two.
    """
    price = value / _SCALES["EUR"][money] * _SCALES["t"][mass]
    scenario = load(
        unit=own, fee=f"{price!r} {money}/{mass}", ash=f"{5 / _SCALES['t'][mass]!r} {mass}/a", emissions="1 kgCO2e/t"
    )
    (fee,), (amount,) = scenario.disposal["tip"].terms["ash"].gate_fee_eur_per_u, scenario.givers["ash"].given_u
    assert fee * amount == pytest.approx(5 * value, rel=1e-12)
    assert amount == pytest.approx(5 / _SCALES["t"][own], rel=1e-12)


@settings(max_examples=15, deadline=None)
@given(
    own=st.sampled_from(["t", "kg", "g"]),
    energy=st.sampled_from(["MWh", "GJ", "kWh"]),
    money=st.sampled_from(["EUR", "DKK"]),
)
def test_units_change_no_plan(tmp_path_factory: pytest.TempPathFactory, own: str, energy: str, money: str) -> None:
    """Proves: counting resources in other units of the same amounts changes no plan.

    Cost, CO2 and diversion stay as they are, to 1e-9; under another name for the currency too.

    Breaks if: any coefficient of the model misses a conversion.
    """
    text = f"""\
isopt: 1
name: park
currency: {money}
objective: {{cost: 1, co2: 75 {money}/t}}
resources: {{ash: {{unit: {own}, form: solid}}, heat: {{unit: {energy}, form: heat}}}}
sites: {{mill: {{xy: [0, 0]}}, kiln: {{xy: [3, 4]}}}}
disposal: {{tip: {{gate_fee: 60 {money}/t, emissions: 1.26 kgCO2e/t, landfill: true, capacity: 90 kt/a}}}}
flows:
  ash: {{site: mill, resource: ash, gives: 65 kt/a, otherwise: tip}}
  warm: {{site: mill, resource: heat, gives: 40 MW, costs: 0.5 {money}/MWh}}
  in:
    site: kiln
    takes: 120 kt/a
    accepts: {{ash: {{replaces: 0.9 t/t, at_most: 30 %}}}}
    otherwise: {{price: 45 {money}/t, emissions: 830 kgCO2e/t}}
  warmth: {{site: kiln, resource: heat, takes: 90 GWh/a, otherwise: {{price: 48 {money}/MWh, emissions: 213 kgCO2e/MWh}}}}
transport:
  lorry: {{carries: [solid], cost: 0.12 {money}/(t km), handling: 4 {money}/t, per_exchange: 5 k{money}/a, minimum: 1 kt/a}}
  pipe: {{carries: [heat], losses: 1 %/km, sizes: {{S: {{capacity: 12 MW, capex: 819 {money}/m, lifetime: 30 a}}}}}}
"""
    path = tmp_path_factory.mktemp("units") / "park.yaml"
    path.write_text(text, encoding="utf-8")
    summary = isopt.load(path).solve().summary
    plan = summary["plan"]
    # 40 kt by lorry 5 km; 90 GWh/0.95 by pipe
    assert plan["cost_parts"] == {
        "disposal": pytest.approx(25_000 * 60),
        "virgin": pytest.approx(84_000 * 45),
        "transport": pytest.approx(40_000 * 5 * 0.12),
        "handling": pytest.approx(40_000 * 4 + 90_000 / 0.95 * 0.5),
        "exchanges": 5000.0,
        "conversion": 0.0,
        "storage": 0.0,
        "capex": pytest.approx(819_000 * 5 / 30),
        "fixed_opex": 0.0,
        "carbon": 0.0,
        "market": 0.0,
        "revenue": 0.0,
    }
    assert plan["co2_t"] == pytest.approx(25 * 1.26 + 84_000 * 0.83, rel=1e-9)
    assert plan["landfilled_t"] == pytest.approx(25_000, rel=1e-9)
    assert summary["landfill_diversion"] == pytest.approx(40 / 65, rel=1e-9)


@settings(max_examples=100, deadline=None)
@given(
    number=st.floats(allow_nan=False, allow_infinity=False),
    unit=st.sampled_from(["", "t", "kt/a", "EUR/(t km)", "%", "1/km"]),
)
def test_a_number_and_its_unit_come_apart_as_written(number: float, unit: str) -> None:
    """Proves: every finite float and unit written together are read back to the last digit.

    Breaks if: exponents, signs or unit texts run into each other.
    """
    assert split_quantity(f"{number!r} {unit}") == (number, unit)
    assert split_quantity(f"  {number!r}{' ' if unit[:1].isdigit() else ''}{unit} ") == (number, unit)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=70))
def test_any_text_is_a_unit_or_a_typed_error(text: str) -> None:
    """Proves: no unit text, however hostile, raises anything but UnitTextError, with a remedy.

    Breaks if: the parser beneath lets an error of its own through.
    """
    try:
        unit = parse_unit(text, "EUR")
    except UnitTextError as error:
        assert str(error)
        assert error.remedy
    else:
        assert unit.factor > 0


def test_shown_forms_can_be_written() -> None:
    """Proves: every unit an error suggests is itself read: what is shown as expected can be copied.

    Breaks if: a message shows an inner spelling.
    """
    for amount in AMOUNTS:
        for form in ("{}", "{}/h", "{}/a", "money/{}", "money/({} km)", "kgCO2e/{}", "kgCO2e/({} km)"):
            assert parse_unit(shown(form.format(amount), "DKK"), "DKK").factor == 1.0
    assert set(FORMS) == {"solid", "liquid", "gas", "heat", "power"}
