"""What is wrong in a file is said with its place, its words and a remedy: one small valid park, and one change to it at a time.

A `«` in a change marks where the fault must be reported; it is taken out before the file is read.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import isopt
from isopt.errors import Fault, ScenarioError

BASE = """\
isopt: 1
name: park
currency: EUR
economics: {discount_rate: 6 %, lifetime: 20 a}
emissions: {lorry: 0.1 kgCO2e/(t km)}
calendar: {periods: {winter: 4000 h, summer: 4760 h}, profiles: {cold: {winter: 70 %, summer: 30 %}}}
resources:
  ash: {unit: t, form: solid, properties: {cl: percent}}
  water: {unit: m3, form: liquid}
sites:
  mill: {xy: [0, 0]}
  kiln: {xy: [3, 4]}
disposal:
  tip: {gate_fee: 60 EUR/t, landfill: true}
  river: {refuses: [ash]}
flows:
  ash: {site: mill, resource: ash, gives: 65 kt/a, otherwise: tip, quality: {cl: 1}}
  spill: {site: mill, resource: water, gives: 5 m3/h, otherwise: river}
  cement: {site: kiln, takes: 90 kt/a, accepts: {ash: {at_most: 25 %}}, otherwise: {price: 45 EUR/t}}
  rinse: {site: kiln, resource: water, takes: 9 m3/h}
transport:
  lorry: {carries: [solid], cost: 0.1 EUR/(t km), emissions: lorry, reach: 50 km}
  pipe: {carries: [liquid], losses: 1 %/km, sizes: {DN50: {capacity: 9 m3/h, capex: 100 EUR/m}}}
links:
  road: {from: mill, to: kiln, transport: lorry, distance: 6 km}
"""

END = "distance: 6 km}\n"
NOT_YET = "is not yet supported"
LATER = "a later version will read it"
AMOUNT_RATE = "expected a quantity in u/a, t/a, MWh/a, m3/a, piece/a, u/h, t/h"
PRICE = "expected a quantity in EUR/u, EUR/t, EUR/MWh, EUR/m3, EUR/piece"


def changed(*changes: tuple[str, str]) -> tuple[str, list[tuple[int, int]]]:
    """Make the changes and give the text and the marked places, in file order."""
    text = BASE
    for old, new in changes:
        assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times"
        text = text.replace(old, new)
    places = []
    while (at := text.find("«")) >= 0:
        text = text[:at] + text[at + 1 :]
        places.append((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)))
    return text, places


def faults_of(text: str, **how: object) -> tuple[Fault, ...]:
    """Load a faulty file of the current folder and give its faults."""
    Path("park.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        isopt.load("park.yaml", **how)  # type: ignore[arg-type]
    return raised.value.faults


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a fresh folder, so that files are shown by their names alone."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_base_is_valid() -> None:
    """Proves: without a change nothing is wrong, so that each fault below comes from its change alone."""
    Path("park.yaml").write_text(BASE, encoding="utf-8")
    assert isopt.load("park.yaml").solve().status == "proved"


def later(before: str, field: str, value: str, path: str) -> tuple[str, str, str, str, str]:
    """One row: a field of the language that is not built yet, put behind `before`."""
    return (before, f"{before}, «{field}: {value}", f"{path}.{field}", f"`{field}` {NOT_YET}", LATER)


SECTIONS = [(END, f"{END}«{name}: {{}}\n", name, f"`{name}` {NOT_YET}", LATER) for name in ("exchanges", "policy")]

FIELDS = [
    *(
        later("landfill: true", field, value, "disposal.tip")
        for field, value in [("owner", "town"), ("paid_by", "{town: 100 %}")]
    ),
    *(
        later("quality: {cl: 1}", field, value, "flows.ash")
        for field, value in [("growth", "2 %"), ("price", "5 EUR/t")]
    ),
    *(
        later("takes: 9 m3/h", field, value, "flows.rinse")
        for field, value in [("growth", "2 %"), ("pays", "5 EUR/m3")]
    ),
    later("{xy: [0, 0]", "owner", "firm", "sites.mill"),
    *(
        later("reach: 50 km", field, value, "transport.lorry")
        for field, value in [("owner", "firm"), ("paid_by", "{firm: 100 %}")]
    ),
    *(
        later("distance: 6 km", field, value, "links.road")
        for field, value in [
            ("owner", "firm"),
            ("paid_by", "{firm: 100 %}"),
            ("force", "true"),
            ("forbid", "true"),
        ]
    ),
    *(
        later("summer: 30 %}}", field, value, "calendar")
        for field, value in [("stages", "[2026, 2031]"), ("horizon", "2041")]
    ),
    *(later("lifetime: 20 a", field, "giver", "economics") for field in ("pays_transport", "pays_investment")),
    (
        "emissions: {lorry:",
        "emissions: {gas: {co2: 2 kgCO2e/t, nox: «0.2 kgCO2e/t}, lorry:",
        "emissions.gas.nox",
        "unit 'kgCO2e/t' found",
        "expected a quantity of the impact 'nox' in kg/u, kg/t",
    ),
    (
        "emissions: {lorry: 0.1 kgCO2e/(t km)}",
        "emissions: {lorry: {nox: «0.2 kg}}",
        "emissions.lorry.nox",
        "unit 'kg' found",
        "kg/(t km)",
    ),
    (
        "emissions: {lorry: 0.1 kgCO2e/(t km)}",
        "emissions: {lorry: {co2: 0.1 kgCO2e/(t km), nox: «0.2 MWh/(t km)}}",
        "emissions.lorry.nox",
        "unit 'MWh/(t km)' found",
        "kg/(t km)",
    ),
    (
        "emissions: {lorry: 0.1 kgCO2e/(t km)}",
        "emissions: {lorry: {co2: «0.1 kg/(t km)}}",
        "emissions.lorry.co2",
        "unit 'kg/(t km)' found",
        "kgCO2e/(t km)",
    ),
    (
        "emissions: {lorry: 0.1 kgCO2e/(t km)}",
        "emissions: {lorry: {co2: 0.1 kgCO2e/(t km), solid: «0.2 kgCO2e/(t km)}}",
        "emissions.lorry.solid",
        "mixes impacts with periods, resources or forms",
        "nest one mapping in the other",
    ),
    (
        "emissions: {lorry: 0.1 kgCO2e/(t km)}",
        "emissions: {lorry: {winter: {soild: «0.2 kgCO2e/(t km), liquid: 1}, summer: 3}}",
        "emissions.lorry.winter.soild",
        "'soild' is no period, resource, form or impact",
        "did you mean 'solid'?",
    ),
    (
        "emissions: {lorry: 0.1 kgCO2e/(t km)}",
        "emissions: {lorry: {nox: {co2: «0.2 kg/(t km)}}}",
        "emissions.lorry.nox.co2",
        "impacts within the impact 'nox'",
        "say each impact once",
    ),
    (
        "emissions: lorry,",
        "emissions: {co2: 0.1 kgCO2e/(t km), nox: «0.2 kg/(t km)},",
        "transport.lorry.emissions.nox",
        "'nox' is no impact",
        "known are co2",
    ),
    (
        "emissions: lorry,",
        "emissions: {nox: «0.2 kg/(t km)},",
        "transport.lorry.emissions.nox",
        "'nox' is no period, resource, form or impact",
        "co2",
    ),
    (
        END,
        f"{END}objective: {{«nox: 2000 EUR/t}}\n",
        "objective.nox",
        "no emission factor mentions 'nox'",
        "co2, cost",
    ),
    (
        END,
        f"{END}objective: {{«coct: 1}}\n",
        "objective.coct",
        "no emission factor mentions 'coct'",
        "did you mean 'cost'?",
    ),
    (
        "{gate_fee: 60 EUR/t, landfill",
        "{emissions: «lorry, gate_fee: 60 EUR/t, landfill",
        "disposal.tip.emissions",
        "a factor per km found",
        "name one that is not per km",
    ),
    (
        "60 EUR/t",
        "{2026: «60 EUR/t}",
        "disposal.tip.gate_fee.2026",
        "numbers by stage are not yet supported",
        "one number",
    ),
    ("65 kt/a", "{2026: «65 kt/a}", "flows.ash.gives.2026", "numbers by stage are not yet supported", "one number"),
]

UNKNOWN = [
    (END, f"{END}«polcy: {{}}\n", "polcy", "unknown section 'polcy'", "did you mean 'policy'?"),
    ("sites:\n", "«stes:\n", "stes", "unknown section 'stes'", "did you mean 'sites'?"),
    ("name: park", "«nmae: park", "nmae", "unknown section 'nmae'", "did you mean 'name'?"),
    ("landfill:", "«land_fill:", "disposal.tip.land_fill", "unknown field 'land_fill'", "did you mean 'landfill'?"),
    ("reach: 50", "«detuor: 50", "transport.lorry.detuor", "unknown field 'detuor'", "did you mean 'detour'?"),
    (
        "distance: 6",
        "«lenght: 6",
        "links.road.lenght",
        "unknown field 'lenght'",
        "known are both, capacity, closed",
    ),
    ("distance: 6", "reach: 6", "links.road.reach", "unknown field 'reach'", "known are both, capacity"),
    (
        "at_most: 25",
        "«atmost: 25",
        "flows.cement.accepts.ash.atmost",
        "unknown field 'atmost'",
        "did you mean 'at_most'?",
    ),
    ("price: 45", "«prize: 45", "flows.cement.otherwise.prize", "unknown field 'prize'", "did you mean 'price'?"),
    ("gives: 65", "«gvies: 65", "flows.ash.gvies", "unknown field 'gvies'", "did you mean 'gives'?"),
    ("site: mill, resource: ash", "«sight: mill, resource: ash", "flows.ash.sight", "unknown field 'sight'", "'site'?"),
    ("unit: m3", "«unti: m3", "resources.water.unti", "unknown field 'unti'", "did you mean 'unit'?"),
    ("capacity: 9", "«capcity: 9", "transport.pipe.sizes.DN50.capcity", "unknown field 'capcity'", "'capacity'?"),
    ("{periods:", "{«perods:", "calendar.perods", "unknown field 'perods'", "did you mean 'periods'?"),
    (
        "takes: 9 m3",
        "«quality: {cl: 1}, takes: 9 m3",
        "flows.rinse.quality",
        "a flow that takes has no `quality`",
        "that gives",
    ),
    (
        "gives: 5",
        "«accepts: {ash: {}}, gives: 5",
        "flows.spill.accepts",
        "a flow that gives has no `accepts`",
        "that takes",
    ),
    ("takes: 9 m3", "«costs: 3, takes: 9 m3", "flows.rinse.costs", "a flow that takes has no `costs`", "that gives"),
]

UNITS = [
    (
        "0.1 EUR/(t km)",
        "«1 EUR/(km h)",
        "transport.lorry.cost",
        "unit 'EUR/(km h)' found",
        "expected a quantity in EUR/(t km)",
    ),
    (
        "1 %/km",
        "«33 W/m",
        "transport.pipe.losses",
        "MWh/(h km) found, but resource 'water' is counted in m3",
        "write it per m3",
    ),
    ("1 %/km", "«1 %", "transport.pipe.losses", "unit '%' found", "expected a quantity in 1/km"),
    (
        "100 EUR/m}",
        "«9 EUR/kW}",
        "transport.pipe.sizes.DN50.capex",
        "the price is per MWh and the capacity in m3",
        "",
    ),
    (
        "9 m3/h, capex",
        "«9 m3, capex",
        "transport.pipe.sizes.DN50.capacity",
        "unit 'm3' found",
        "expected a quantity in u/h, t/h",
    ),
    ("65 kt/a", "«65 EUR/a", "flows.ash.gives", "unit 'EUR/a' found", AMOUNT_RATE),
    ("65 kt/a", "«65 MW", "flows.ash.gives", "MWh/h found, but flow 'ash' is counted in t", "write it per t"),
    ("65 kt/a", "«65 mt/a", "flows.ash.gives", "unknown unit 'mt'", "write t for the metric tonne"),
    ("65 kt/a", "«65 ton/a", "flows.ash.gives", "unknown unit 'ton'", "write t for the metric tonne"),
    ("65 kt/a", "«65 000 t/a", "flows.ash.gives", "'000 t/a' is not a unit", "such as 65 kt/a"),
    ("65 kt/a", "«sixty kt", "flows.ash.gives", "'sixty kt' is not a quantity", AMOUNT_RATE),
    ("65 kt/a", "«65 money/a", "flows.ash.gives", "unknown unit 'money'", "EUR"),
    (
        "60 EUR/t",
        "«60 USD/t",
        "disposal.tip.gate_fee",
        "unknown unit 'USD'",
        "this scenario's currency is EUR: convert",
    ),
    (
        "60 EUR/t",
        "«60 EUR/m3",
        "disposal.tip.gate_fee",
        "EUR/m3 found, but resource 'ash' is counted in t",
        "write it per t",
    ),
    ("60 EUR/t", "«60 t/EUR", "disposal.tip.gate_fee", "unit 't/EUR' found", PRICE),
    ("60 EUR/t", "«true", "disposal.tip.gate_fee", "true or false where a quantity is expected", PRICE),
    ("60 EUR/t", "«[60]", "disposal.tip.gate_fee", "a list where a quantity is expected", PRICE),
    ("60 EUR/t", "«{}", "disposal.tip.gate_fee", "a mapping where one quantity is expected", PRICE),
    (
        "60 EUR/t",
        "{co2: «60 EUR/t}",
        "disposal.tip.gate_fee.co2",
        "'co2' is no period, resource or form",
        "known are ash",
    ),
    ("20 a}", "20 a, carbon_price: «5 EUR}", "economics.carbon_price", "unit 'EUR' found", "EUR/t, EUR/kgCO2e"),
    ("50 km}", "«50 h}", "transport.lorry.reach", "unit 'h' found", "expected a quantity in km"),
    (
        "at_most: 25 %",
        "replaces: «2 EUR/t",
        "flows.cement.accepts.ash.replaces",
        "unit 'EUR/t' found",
        "such as 0.9 t/t",
    ),
    (
        "at_most: 25 %",
        "replaces: «2 MWh/t",
        "flows.cement.accepts.ash.replaces",
        "the need is not counted in MWh",
        "units of the need",
    ),
    ("unit: m3", "unit: «h", "resources.water.unit", "'h' is no amount", "write t, kg, MWh, GJ, m3 or piece"),
    ("unit: m3", "unit: «tons", "resources.water.unit", "unknown unit 'tons'", "write t for the metric tonne"),
    ("unit: m3", "unit: m3, mass: «1 t/MWh", "resources.water.mass", "a mass per MWh of a resource in m3", "t/m3"),
    ("unit: t", "unit: t, mass: «2", "resources.ash.mass", "2 t, but one t is 1 t", "leave `mass` out"),
    (
        "currency: EUR",
        "currency: «euro",
        "currency",
        "'euro' cannot be used here",
        "three capital letters, such as EUR",
    ),
]

NUMBERS = [
    *(
        (old, new, path, "is negative", "write a number of at least 0")
        for old, new, path in [
            ("65 kt/a", "«-65 kt/a", "flows.ash.gives"),
            ("60 EUR/t", "«-60 EUR/t", "disposal.tip.gate_fee"),
            ("60 EUR/t", "60 EUR/t, tax: «-1", "disposal.tip.tax"),
            ("60 EUR/t", "60 EUR/t, pays: «-1", "disposal.tip.pays"),
            ("0.1 EUR/(t km)", "«-0.1 EUR/(t km)", "transport.lorry.cost"),
            ("50 km}", "50 km, handling: «-1}", "transport.lorry.handling"),
            ("50 km}", "50 km, per_exchange: «-1}", "transport.lorry.per_exchange"),
            ("50 km}", "50 km, minimum: «-1}", "transport.lorry.minimum"),
            ("50 km}", "50 km, capacity: «-1}", "transport.lorry.capacity"),
            ("reach: 50 km", "detour: «-1.2", "transport.lorry.detour"),
            ("50 km}", "«-50 km}", "transport.lorry.reach"),
            ("100 EUR/m", "«-100 EUR/m", "transport.pipe.sizes.DN50.capex"),
            ("100 EUR/m", "100 EUR/m, fixed_opex: «-1 %", "transport.pipe.sizes.DN50.fixed_opex"),
            ("1 %/km", "«-1 %/km", "transport.pipe.losses"),
            ("6 km}", "«-6 km}", "links.road.distance"),
            ("6 km}", "6 km, fixed: «-5 EUR/a}", "links.road.fixed"),
            ("25 %", "«-25 %", "flows.cement.accepts.ash.at_most"),
            ("20 a", "«-20 a", "economics.lifetime"),
            ("6 %, ", "«-6 %, ", "economics.discount_rate"),
            ("20 a", "20 a, carbon_price: «-5 EUR/t", "economics.carbon_price"),
            ("quality: {cl: 1}", "costs: «-3 EUR/t, quality: {cl: 1}", "flows.ash.costs"),
            ("winter: 4000 h", "winter: «-4000 h", "calendar.periods.winter"),
            ("takes: 9 m3/h", "takes: 9 m3/h, revenue: «-3", "flows.rinse.revenue"),
        ]
    ),
    ("65 kt/a", "«.nan", "flows.ash.gives", "'.nan' is not a finite number", "write a number"),
    ("65 kt/a", "«-.inf", "flows.ash.gives", "'-.inf' is not a finite number", "write a number"),
    ("65 kt/a", "«1e999 t/a", "flows.ash.gives", "inf is not finite", "leave the field out where there is no limit"),
    ("65 kt/a", "«nan t/a", "flows.ash.gives", "'nan t/a' is not a quantity", AMOUNT_RATE),
    ("[3, 4]", "[3, «.inf]", "sites.kiln.xy[1]", "'.inf' is not a finite number", "write a number"),
    (
        "25 %",
        "«125 %",
        "flows.cement.accepts.ash.at_most",
        "a share of 125 % is more than the whole",
        "at most 1 (or 100 %)",
    ),
    ("at_most: 25 %", "replaces: «0", "flows.cement.accepts.ash.replaces", "replaces nothing", "more than 0"),
    ("reach: 50 km", "detour: «0.9", "transport.lorry.detour", "a road of 0.9 km per straight km", "write at least 1"),
    ("20 a}", "«0 a}", "economics.lifetime", "a lifetime of nothing", "write years"),
    ("unit: m3", "unit: m3, mass: «0", "resources.water.mass", "a mass of nothing", "leave it out"),
    ("isopt: 1", "isopt: «2", "isopt", "version 2 of the language", "write `isopt: 1`"),
]

KINDS = [
    ("name: park", "name: «5", "name", "the number 5 where text is expected", "put it in quotes"),
    (
        "landfill: true",
        "landfill: «yes",
        "disposal.tip.landfill",
        "expected true or false, found 'yes'",
        "true or false",
    ),
    ("form: liquid", "form: «fluid", "resources.water.form", "'fluid' is not one of them", "did you mean 'liquid'?"),
    ("form: liquid", "form: liquid, ewc: «100102", "resources.water.ewc", "the number 100102 where text", "in quotes"),
    ("[liquid]", "«liquid", "transport.pipe.carries", "expected a list, found 'liquid'", "write a list"),
    ("[liquid]", "«[]", "transport.pipe.carries", "is empty", "name at least one"),
    ("[3, 4]", "«[3]", "sites.kiln.xy", "has too few parts", "write two numbers"),
    ("[3, 4]", "«[3, 4, 5]", "sites.kiln.xy", "has too many parts", "write two numbers"),
    ("[3, 4]", '[«"3", 4]', "sites.kiln.xy[0]", "expected a number, found '3'", "write a number"),
    ("{refuses: [ash]}", "«5", "disposal.river", "expected a mapping, found 5", "write a mapping"),
    ("otherwise: tip", "otherwise: «[]", "flows.ash.otherwise", "is empty", "name at least one"),
    (
        "otherwise: tip",
        "otherwise: «{price: 3}",
        "flows.ash.otherwise",
        "expected a text or a list, found a mapping",
        "write",
    ),
    (
        "otherwise: tip",
        "otherwise: [tip, «5]",
        "flows.ash.otherwise[1]",
        "the number 5 where text is expected",
        "quotes",
    ),
    ("resources:\n", "resources: «5\nabout:\n", "resources", "expected a mapping, found 5", "write a mapping"),
]

REFERENCES = [
    ("site: mill, resource: ash", "site: «mil, resource: ash", "flows.ash.site", "unknown site 'mil'", "'mill'?"),
    (
        "resource: ash, gives",
        "resource: «ahs, gives",
        "flows.ash.resource",
        "unknown resource 'ahs'",
        "did you mean 'ash'?",
    ),
    ("{ash: {at_most", "{«ahs: {at_most", "flows.cement.accepts.ahs", "unknown resource 'ahs'", "did you mean 'ash'?"),
    ("otherwise: tip", "otherwise: «tp", "flows.ash.otherwise", "unknown disposal route 'tp'", "did you mean 'tip'?"),
    ("[ash]", "[«ahs]", "disposal.river.refuses[0]", "unknown resource 'ahs'", "did you mean 'ash'?"),
    ("{refuses", "{site: «kilm, refuses", "disposal.river.site", "unknown site 'kilm'", "did you mean 'kiln'?"),
    ("[solid]", "[«solids]", "transport.lorry.carries[0]", "'solids' is no form or resource", "did you mean 'solid'?"),
    (
        "emissions: lorry,",
        "emissions: «lory,",
        "transport.lorry.emissions",
        "unknown emission factor 'lory'",
        "'lorry'?",
    ),
    ("from: mill", "from: «mil", "links.road.from", "unknown site 'mil'", "did you mean 'mill'?"),
    ("to: kiln", "to: «kilm", "links.road.to", "unknown site 'kilm'", "did you mean 'kiln'?"),
    ("transport: lorry,", "transport: «lorri,", "links.road.transport", "unknown transport mode 'lorri'", "'lorry'?"),
    (
        "6 km}",
        "6 km, resources: [«wter]}",
        "links.road.resources[0]",
        "unknown resource 'wter'",
        "did you mean 'water'?",
    ),
    (
        "6 km}",
        "6 km, resources: [«water]}",
        "links.road.resources[0]",
        "'lorry' does not carry 'water'",
        "transport.lorry.carries",
    ),
    (
        "otherwise: tip",
        "otherwise: tip, profile: «cld",
        "flows.ash.profile",
        "unknown profile 'cld'",
        "did you mean 'cold'?",
    ),
    ("{cl: 1}", "{«ph: 1}", "flows.ash.quality.ph", "unknown property 'ph'", "known are cl"),
    ("{refuses: [ash]}", "{like: «tpi}", "disposal.river.like", "unknown 'tpi'", "did you mean 'tip'?"),
    (
        "takes: 9 m3/h",
        "like: «rinse, takes: 9 m3/h",
        "flows.rinse.like",
        "these are like each other: rinse like rinse",
        "let one",
    ),
]

PERIODS = [
    (
        "summer: 4760 h",
        "summer: 4000 h",
        "periods: «{winter",
        "calendar.periods",
        "the periods add up to 8000 h, the year has 8760 h",
        "change a period's hours, or `calendar.year`",
    ),
    (
        "summer: 4760 h",
        "summer: 50 %",
        "periods: «{winter",
        "calendar.periods",
        "mixes hours and shares",
        "all as shares",
    ),
    ("summer: 4760 h", "summer: 0 h", "summer: «0 h", "calendar.periods.summer", "a period without hours", "remove it"),
    (
        "summer: 30 %",
        "summer: 20 %",
        "cold: «{winter",
        "calendar.profiles.cold",
        "the shares add up to 0.9",
        "add up to 100 %",
    ),
    (
        "summer: 30 %",
        "sumer: 30 %",
        "«sumer: 30 %",
        "calendar.profiles.cold.sumer",
        "unknown period 'sumer'",
        "'summer'?",
    ),
    (
        ", summer: 30 %",
        "",
        "cold: «{winter",
        "calendar.profiles.cold",
        "says nothing of period 'summer'",
        "add `summer:`",
    ),
    (
        "65 kt/a",
        "{winter: 60 kt}",
        "gives: «{winter",
        "flows.ash.gives",
        "says nothing of period 'summer'",
        "add `summer:`",
    ),
    (
        "65 kt/a",
        "{winter: 60 kt, sumer: 5 kt}",
        "sumer: «5 kt",
        "flows.ash.gives.sumer",
        "'sumer' is no period, resource or form",
        "did you mean 'summer'?",
    ),
    (
        "65 kt/a",
        "{winter: 60 kt, summer: 5 kt}, profile: cold",
        "gives: «{winter",
        "flows.ash.gives",
        "both amounts by period and a profile",
        "keep one of the two",
    ),
    (
        "60 EUR/t",
        "{winter: 60 EUR/t, ash: 50 EUR/t}",
        "gate_fee: «{winter",
        "disposal.tip.gate_fee",
        "mixes periods with resources or forms",
        "nest one mapping in the other",
    ),
    (
        "60 EUR/t",
        "{water: 60 EUR/m3}",
        "gate_fee: «{water",
        "disposal.tip.gate_fee",
        "says nothing of resource 'ash'",
        "add `ash:`",
    ),
    (
        "{refuses: [ash]}",
        "{capacity: {winter: 5 m3, summer: 6 m3}}",
        "capacity: «{winter",
        "disposal.river.capacity",
        "differs by period, but counts for whole years",
        "write one number",
    ),
    (
        "reach: 50 km",
        "per_exchange: {winter: 5 EUR/a, summer: 6 EUR/a}",
        "per_exchange: «{winter",
        "transport.lorry.per_exchange",
        "differs by period, but counts once a year",
        "write one number",
    ),
]

RULES = [
    (
        ", lifetime: 20 a",
        "",
        "sizes: {DN50: «{",
        "transport.pipe.sizes.DN50",
        "a capex without a lifetime",
        "add `lifetime: 30 a`",
    ),
    (
        "{refuses: [ash]}",
        "{gate_fee: 3 EUR/m3}",
        "losses: «1 %/km",
        "transport.pipe.losses",
        "would lose 'water', which must be disposed of ('river')",
        "drop `losses`",
    ),
    (
        "otherwise: tip",
        "otherwise: river",
        "otherwise: «river, quality",
        "flows.ash.otherwise",
        "'river' does not take 'ash'",
        "change disposal.river.refuses",
    ),
    (
        "otherwise: tip",
        "otherwise: [tip, tip]",
        "[tip, «tip]",
        "flows.ash.otherwise[1]",
        "'tip' stands twice",
        "each route once",
    ),
    (
        "otherwise: {price",
        "limits: {cl: {max: 1}}, otherwise: {price",
        "limits: {cl: «{max",
        "flows.cement.limits.cl",
        "the virgin material's cl is unknown",
        "add `otherwise.quality.cl`",
    ),
    (
        "otherwise: {price: 45 EUR/t}",
        "limits: {pb: {max: 1}}",
        "limits: {«pb:",
        "flows.cement.limits.pb",
        "unknown property 'pb'",
        "known are cl",
    ),
    (
        "otherwise: {price: 45 EUR/t}",
        "limits: {cl: {}}",
        "{cl: «{}}",
        "flows.cement.limits.cl",
        "a limit without `max` or `min`",
        "add one",
    ),
    (
        "otherwise: {price: 45 EUR/t}",
        "limits: {cl: {min: 2, max: 1}}",
        "{cl: «{min",
        "flows.cement.limits.cl",
        "min 2 is more than max 1",
        "exchange or change them",
    ),
    (
        "otherwise: {price: 45 EUR/t}",
        "limits: {cl: {max: 1 t}}",
        "max: «1 t",
        "flows.cement.limits.cl.max",
        "'1 t' is no value in percent",
        "a number and percent",
    ),
    (
        "kiln: {xy: [3, 4]}",
        "kiln: {at: [3, 4]}",
        "mill: {xy: «[0",
        "sites.mill.xy",
        "two systems of coordinates",
        "one kind",
    ),
    (
        "kiln: {xy: [3, 4]}",
        "kiln: {xy: [3, 4], at: [3, 4]}",
        "kiln: «{xy",
        "sites.kiln",
        "has both `at` and `xy`",
        "keep one kind",
    ),
    ("kiln: {xy: [3, 4]}", "kiln: {}", "kiln: «{}", "sites.kiln", "has no coordinates", "add `at` or `xy`"),
    (
        "takes: 9 m3/h",
        "takes: 9 m3/h, gives: 1 m3/h",
        "rinse: «{site",
        "flows.rinse",
        "both gives and takes",
        "write two flows",
    ),
    (", takes: 9 m3/h", "", "rinse: «{site", "flows.rinse", "neither gives nor takes", "add `gives:` or `takes:`"),
    (
        "accepts: {ash: {at_most: 25 %}}",
        "accepts: {}",
        "cement: «{site",
        "flows.cement",
        "accepts nothing",
        "add `resource:`",
    ),
    (
        "to: kiln, transport",
        "to: mill, transport",
        "to: «mill",
        "links.road.to",
        "starts and ends at one site",
        "drop it",
    ),
    (
        "losses: 1 %/km",
        "shared: true, capacity: {water: 3 m3/h}",
        "capacity: «{water",
        "transport.pipe.capacity",
        "a shared capacity by resource",
        "drop `shared`",
    ),
    (
        "form: liquid",
        "form: liquid, temperature: 80 degC",
        "temperature: «80",
        "resources.water.temperature",
        "a temperature of a liquid",
        "write form: heat",
    ),
    ("unit: m3, form", "form", "water: «{form", "resources.water", "lacks `unit`", "add `unit:`"),
    ("site: kiln, takes", "takes", "cement: «{takes", "flows.cement", "lacks `site`", "add `site:`"),
    (
        "{DN50: {capacity: 9 m3/h, capex: 100 EUR/m}}",
        "{}",
        "sizes: «{}",
        "transport.pipe.sizes",
        "no size at all",
        "leave `sizes` out",
    ),
]

ROWS = [
    *((((old, new),), path, problem, remedy) for old, new, path, problem, remedy in SECTIONS + FIELDS),
    *(
        (((old, new if "«" in new else f"«{new}"),), path, problem, remedy)
        for old, new, path, problem, remedy in UNKNOWN
    ),
    *(
        (((old, new),), path, problem, remedy)
        for old, new, path, problem, remedy in UNITS + NUMBERS + KINDS + REFERENCES
    ),
    *(
        (((old, new), (at.replace("«", ""), at)), path, problem, remedy)
        for old, new, at, path, problem, remedy in PERIODS + RULES
    ),
]


@pytest.mark.parametrize(
    ("changes", "path", "problem", "remedy"), ROWS, ids=[f"{row[1]}-{row[0][0][1]}"[:70] for row in ROWS]
)
def test_one_fault(changes: tuple[tuple[str, str], ...], path: str, problem: str, remedy: str) -> None:
    """Proves: one mistake is one fault, at its place, with what is wrong and what to do.

    Breaks if: it is ignored, reported elsewhere, or together with what follows from it.
    """
    text, places = changed(*changes)
    found = faults_of(text)
    assert [fault.path for fault in found] == [path]
    (fault,), ((line, column),) = found, places
    assert str(fault).startswith(f"park.yaml:{line}:{column} {path}: ")
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_prices_per_tonne_need_a_mass() -> None:
    """Proves: SEMANTICS 4: water in m3 without mass meets neither a price per t nor a landfill route; both are named.

    Breaks if: 1 m3 counts as 1 t.
    """
    text, places = changed(
        ("{refuses: [ash]}", "{gate_fee: «3 EUR/t, landfill: true}"),
        ("otherwise: river", "otherwise: «river"),
        ("losses: 1 %/km, ", ""),
    )
    found = faults_of(text)
    assert [(fault.line, fault.column) for fault in found] == places
    assert [fault.problem for fault in found] == [
        "EUR/t found, but resource 'water' is counted in m3",
        "'water' has no mass, so what is landfilled cannot be weighed",
    ]
    assert all("`mass`" in fault.remedy for fault in found)


def test_a_second_fact_about_a_pair() -> None:
    """Proves: SEMANTICS 1: the later of two entries on one pair, mode and resource is the fault.

    Breaks if: one silently wins, or the first in the file is blamed.
    """
    text, places = changed((END, f"{END}  again: «{{from: mill, to: kiln, transport: lorry, resources: [ash]}}\n"))
    (fault,) = faults_of(text)
    assert [(fault.line, fault.column)] == places
    assert fault.problem == "says again what 'road' says of 'ash'"


def test_unknown_quality_under_a_limit() -> None:
    """Proves: SEMANTICS 16: both the giver and the purchase whose value a limit needs are named.

    Breaks if: unknown is 0.
    """
    text, places = changed(
        ("ash: {site: mill", "ash: «{site: mill"),
        (", quality: {cl: 1}", ""),
        ("accepts: {ash: {", "limits: {cl: «{max: 1}}, accepts: {ash: {"),
    )
    found = faults_of(text)
    assert [(fault.line, fault.column) for fault in found] == places
    assert [fault.path for fault in found] == ["flows.ash", "flows.cement.limits.cl"]


@pytest.mark.parametrize(
    ("files", "place", "problem"),
    [
        ({"park.yaml": "extends: ../base.yaml\n"}, "park.yaml:1:10 extends", "leaves this file's folder"),
        ({"park.yaml": "extends: /etc/base.yaml\n"}, "park.yaml:1:10 extends", "leaves this file's folder"),
        ({"park.yaml": "extends: bse.yaml\n"}, "park.yaml:1:10 extends", "there is no file 'bse.yaml'"),
        ({"park.yaml": "extends: a.yaml\n", "a.yaml": "extends: park.yaml\n"}, "a.yaml:1:10 extends", "in a circle"),
        ({"park.yaml": "extends: park.yaml\n"}, "park.yaml:1:10 extends", "in a circle"),
        ({"park.yaml": BASE + "variants: {a: 5}\n"}, "park.yaml:26:15 variants.a", "this is not a mapping"),
        (
            {"park.yaml": BASE + "variants: {a: {extends: b.yaml}}\n"},
            "park.yaml:26:16 variants.a.extends",
            "cannot change",
        ),
    ],
)
def test_files_that_do_not_hang_together(files: dict[str, str], place: str, problem: str) -> None:
    """Proves: files that do not hang together are typed faults with a place.

    So for a cycle, a path out of the folder, a missing file and a variant that is none.

    Breaks if: a file outside is read, or a cycle never ends.
    """
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")
    found = faults_of(files["park.yaml"])
    assert str(found[0]).startswith(f"{place}: ")
    assert problem in found[0].problem
    assert found[0].remedy


@pytest.mark.parametrize(
    ("section", "place", "problem"),
    [
        ("flows: {file: flows.xlsx}", "park.yaml:4:15 flows.file", "there is no file 'flows.xlsx'"),
        (
            "flows.accepts: {file: accepts.csv}",
            'park.yaml:4:16 "flows.accepts"',
            "a part of a section stands within it",
        ),
        ("flows: {file: ../flows.csv}", "park.yaml:4:15 flows.file", "leaves this file's folder"),
        ("flows: {file: none.csv}", "park.yaml:4:15 flows.file", "there is no file 'none.csv'"),
        (
            "variants: {a: {flows: {file: flows.csv}}}",
            "park.yaml:4:30 variants.a.flows",
            "not yet supported: tables in variants",
        ),
    ],
)
def test_tables_that_cannot_stand_there(section: str, place: str, problem: str) -> None:
    """Proves: tables that are not there, of another kind, outside the folder or in variants are refused, never half-read.

    Breaks if: one is ignored.
    """
    Path("flows.csv").write_text("flow,site\n", encoding="utf-8")
    found = faults_of(f"isopt: 1\nname: park\nsites: {{mill: {{xy: [0, 0]}}}}\n{section}\n")
    assert [str(fault).partition(": ")[0] for fault in found] == [place]
    assert problem in found[0].problem
    assert found[0].remedy


@pytest.mark.parametrize(
    ("how", "place", "problem", "remedy"),
    [
        ({"variant": "dear"}, "park.yaml variants.dear", "unknown variant", "did you mean 'deer'?"),
        ({"settings": ["disposal.tip.gate_fee"]}, "--set disposal.tip.gate_fee:1:1", "not a setting", "path=value"),
        (
            {"settings": ["disposal.tpi.tax=3"]},
            "--set disposal.tpi.tax=3:1:1 disposal.tpi",
            "nothing of this name",
            "'tip'?",
        ),
        (
            {"settings": ["disposal.tip.txa=3"]},
            "--set disposal.tip.txa=3:1:1 disposal.tip.txa",
            "unknown field 'txa'",
            "'tax'?",
        ),
        (
            {"settings": ["disposal.tip.tax=3 USD/t"]},
            "--set disposal.tip.tax=3 USD/t:1:1 disposal.tip.tax",
            "'USD'",
            "EUR",
        ),
        (
            {"settings": ["extends=b.yaml"]},
            "--set extends=b.yaml:1:1 extends",
            "cannot be set from outside",
            "extends this",
        ),
    ],
)
def test_changes_that_cannot_be_meant(how: dict[str, object], place: str, problem: str, remedy: str) -> None:
    """Proves: an unknown variant and settings that change nothing are faults with a place of their own.

    Breaks if: a misspelt setting is ignored, and the unchanged scenario is solved.
    """
    found = faults_of(BASE + "variants: {deer: {disposal: {tip: {tax: 5 EUR/t}}}}\n", **how)
    assert [str(fault).partition(": ")[0] for fault in found] == [place]
    assert problem in found[0].problem
    assert remedy in found[0].remedy


def test_ten_faults_at_once_in_file_order() -> None:
    """Proves: ten mistakes of all kinds are reported together, in the order of the file, each once.

    The kinds are form, unit, reference and rule.

    Breaks if: one kind of check waits for another to pass, or faults come in the order of the checks.
    """
    text, places = changed(
        ("name: park", "name: «5"),
        ("6 %, ", "«6 EUR, "),
        ("summer: 4760 h", "summer: 4000 h"),
        ("{periods: {", "{periods: «{"),
        ("form: liquid", "form: «fluid"),
        ("[3, 4]", "«[3, 4, 5]"),
        ("landfill: true", "«land_fill: true"),
        ("65 kt/a", "«65 ton/a"),
        ("otherwise: river", "otherwise: «rivr"),
        ("at_most: 25 %", "«cost: 3 EUR/t"),
        ("6 km}", "6 km, resources: [«water]}"),
    )
    found = faults_of(text)
    assert [(fault.line, fault.column) for fault in found] == places
    assert [fault.path for fault in found] == [
        "name",
        "economics.discount_rate",
        "calendar.periods",
        "resources.water.form",
        "sites.kiln.xy",
        "disposal.tip.land_fill",
        "flows.ash.gives",
        "flows.spill.otherwise",
        "flows.cement.accepts.ash.cost",
        "links.road.resources[0]",
    ]


def test_several_faults_in_one_entry() -> None:
    """Proves: faults of different fields of one flow are independent and all reported.

    Unit, reference, unknown field.

    Breaks if: the first fault of an entry hides the others.
    """
    text, places = changed(
        ("site: mill, resource: ash", "site: «mil, resource: ash"),
        ("65 kt/a", "«65 mt/a"),
        ("{cl: 1}}", "{«ph: 1}, «hue: 3}"),
    )
    found = faults_of(text)
    assert [(fault.line, fault.column) for fault in found] == places
    assert [fault.path for fault in found] == [
        "flows.ash.site",
        "flows.ash.gives",
        "flows.ash.quality.ph",
        "flows.ash.hue",
    ]


@pytest.mark.parametrize(
    "sections",
    [
        "flows:\n"
        + "".join(f"  f{n}: {{site: far_{n}, resource: ahs, gives: 5 ton/a, costs: -1}}\n" for n in range(8000)),
        "sites:\n  mill:\n" + "".join(f"    fiel_{n}: 1\n" for n in range(40_000)),
        "".join(f"sectoin_{n}: 1\n" for n in range(40_000)),
        "flows:\n" + "".join(f"  f{n}: {{gvies_{n}: 1, taks: 1}}\n" for n in range(15_000)),
        "resources: {ash: {unit: t}}\nsites: {mill: {}}\n"
        "flows: {a: {site: mill, resource: ash, gives: 1, costs: {"
        + ", ".join(f"x{n}: 3" for n in range(40_000))
        + "}}}\n",
        "resources: {ash: {unit: t}}\nsites:\n"
        + "".join(f"  site_{n}: {{}}\n" for n in range(9000))
        + "flows:\n"
        + "".join(f"  f{n}: {{site: sit_{n}_, resource: ash, gives: 1}}\n" for n in range(9000)),
        "emissions: {lorry: {nox: 1}}\ndisposal: {tip: {emissions: {co2: 1, "
        + ", ".join(f"x{n}: 3" for n in range(40_000))
        + "}}}\n",
    ],
    ids=["three a flow", "fields", "sections", "sides", "keys", "sites", "emission keys"],
)
def test_thousands_of_faults_take_no_longer_than_reading_them(sections: str) -> None:
    """Proves: a file of nothing but faults is refused within seconds, with the first thousand and the remark that there are more.

    Breaks if: consequences are told from causes by comparing every fault with every other, or each misspelt name is compared
    with all there are.
    """
    began = time.process_time()
    found = faults_of(f"isopt: 1\nname: park\n{sections}")
    assert time.process_time() - began < 6
    assert len(found) == 1001
    assert any(fault.problem == "more than 1000 faults; the rest is not listed" for fault in found)
