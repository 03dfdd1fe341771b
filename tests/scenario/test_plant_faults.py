"""What technologies, facilities, stores, hubs and markets are refused for: each once, with its place and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from plant_changes import changed, check_fault, faults_of, scenario_of

TAKES = "takes: {ash: 1.2, power: 0.3}"
GIVES = "gives: {brick: 1}"
OVEN = "site: kiln}\nstorage"
SILO = "resource: ash}\n"
HUB = "{carries: [solid]}"
BRICK = "brick: {unit: t, form: solid}"
TAR = "tar: {unit: kg, form: liquid}"
OWN = "    takes: {ash: 1.2, power: 0.3}\n    gives: {brick: 1}\n"
TWO = """\
    recipes:
      dry: {takes: {ash: {amount: 1, costs: 2}}, gives: {brick: 1}}
      wet: {takes: {ash: 2}, gives: {brick: 1}}
"""
NOT_YET = "is not yet supported"

Fault = tuple[tuple[tuple[str, str], ...], str, str, str]


def technology(said: str, path: str, problem: str, remedy: str) -> Fault:
    """One row: what is said of the technology besides what it takes and gives."""
    return (((GIVES, f"{GIVES}\n    {said}"),), f"technologies.baking.{path}", problem, remedy)


def takes(said: str, path: str, problem: str, remedy: str) -> Fault:
    """One row: what the technology takes besides ash."""
    return (((TAKES, f"takes: {{ash: 1, {said}}}"),), f"technologies.baking.takes.{path}", problem, remedy)


def gives(said: str, path: str, problem: str, remedy: str) -> Fault:
    """One row: what the technology gives besides bricks."""
    return (((GIVES, f"gives: {{brick: 1, {said}}}"),), f"technologies.baking.gives.{path}", problem, remedy)


def oven(said: str, path: str, problem: str, remedy: str) -> Fault:
    """One row: what is said of the facility besides its technology."""
    return (((OVEN, f"{said}}}\nstorage"),), f"facilities.oven{path}", problem, remedy)


def silo(said: str, path: str, problem: str, remedy: str) -> Fault:
    """One row: what is said of the store besides its resource."""
    return (((SILO, f"resource: ash, {said}}}\n"),), f"storage.silo.{path}", problem, remedy)


def hub(said: str, path: str, problem: str, remedy: str) -> Fault:
    """One row: what a hub says."""
    return (((HUB, f"{{{said}}}"),), f"sites.kiln.hub.{path}", problem, remedy)


def recipes(shares: str, path: str, problem: str, remedy: str) -> Fault:
    """One row: shares of two recipes."""
    return (((OWN, f"{TWO}    shares: {shares}\n"),), f"technologies.baking.{path}", problem, remedy)


TECHNOLOGIES = [
    takes("«ahs: 1", "ahs", "unknown resource 'ahs'", "did you mean 'ash'?"),
    takes("power: «5 EUR", "power", "unit 'EUR' found", "an amount per unit of activity, such as 0.4 MWh"),
    takes("power: «-1", "power", "-1 is negative", "at least 0"),
    takes("power: «3 t/t", "power", "t found, but resource 'power' is counted in MWh", "a `mass` in t/MWh"),
    takes("power: «{costs: 3}", "power", "lacks `amount`", "add `amount:`"),
    takes("power: {amount: 1, «cost: 3}", "power.cost", "unknown field 'cost'", "did you mean 'costs'?"),
    takes("power: {amount: 1, «price: 3}", "power.price", f"`price` {NOT_YET}", "remove it"),
    takes("power: {winter: 1, sumer: «3}", "power.sumer", "'sumer' is no period, resource or form", "'summer'"),
    takes("tar: {amount: 1, limits: {«cl: {max: 1}}}", "tar.limits.cl", "unknown property 'cl'", "declare it"),
    gives("tar: {amount: 1, quality: {«cl: 1}}", "tar.quality.cl", "unknown property 'cl'", "declare it"),
    gives(
        "tar: {amount: 1, «limits: {}}",
        "tar.limits",
        "what a technology gives has no `limits`",
        "what a technology takes",
    ),
    gives("tar: {amount: 1, otherwise: «tpi}", "tar.otherwise", "unknown disposal route 'tpi'", "did you mean 'tip'?"),
    gives("tar: {amount: 1, otherwise: [tip, «tip]}", "tar.otherwise[1]", "'tip' stands twice", "each route once"),
    gives(
        "tar: {amount: 1, otherwise: «[tip, unused]}",
        "tar.otherwise",
        "`unused` beside disposal routes, and it is free",
        "keep either",
    ),
    technology("opex: «-3", "opex", "-3 is negative", "at least 0"),
    technology("opex: «3 EUR/a", "opex", "unit 'EUR/a' found", "EUR/u, EUR/t"),
    technology("emissions: «lorry", "emissions", "a factor per km found", "not per km: nothing moves here"),
    technology("emissions: «burnr", "emissions", "unknown emission factor 'burnr'", "did you mean 'burner'?"),
    technology("«growth: 3", "growth", "unknown field 'growth'", "known are"),
    technology("min_load: «120 %", "min_load", "a share of 120 % is more than the whole", "at most 1"),
    technology("min_load: «40 %", "min_load", "a share of the size in use, and 'oven' has none", "add `sizes`"),
    technology("recycle: «true", "recycle", "it gives nothing that it takes", "drop it"),
    technology("«shares: {dry: {max: 1}}", "shares", "shares of no recipes", "add `recipes:`"),
    technology("recipes: «{}", "recipes", "is empty", "name at least one"),
    (
        ((OWN, "    «opex: 3\n"),),
        "technologies.baking",
        "takes nothing and gives nothing",
        "add `takes:`",
    ),
    (((OWN, f"{TWO}    «opex: 3\n"),), "technologies.baking.opex", "`opex` beside `recipes`", "say it in each recipe"),
    (
        ((OWN, TWO.replace("wet: {takes: {ash: 2}, gives: {brick: 1}}", "wet: «{opex: 3}")),),
        "technologies.baking.recipes.wet",
        "takes nothing and gives nothing",
        "add `takes:`",
    ),
    (
        ((OWN, TWO.replace("ash: 2", "ash: {amount: 2, costs: «3}")),),
        "technologies.baking.recipes.wet.takes.ash.costs",
        "says otherwise than technologies.baking.recipes.dry.takes.ash.costs, and it is one port",
        "say it once, or alike",
    ),
    recipes("{«wett: {max: 1}}", "shares.wett", "unknown recipe 'wett'", "did you mean 'wet'?"),
    recipes("{wet: «{}}", "shares.wet", "a share without `max` or `min`", "add one of them"),
    recipes("{wet: «{min: 60 %, max: 50 %}}", "shares.wet", "min 0.6 is more than max 0.5", "exchange or change"),
    recipes("{wet: {max: «2}}", "shares.wet.max", "a share of 2 is more than the whole", "at most 1"),
    recipes("«{wet: {min: 60 %}, dry: {min: 0.5}}", "shares", "the least shares add up to 1.1", "lower a `min`"),
    recipes("«{wet: {max: 60 %}, dry: {max: 0.3}}", "shares", "the largest shares add up to 0.9", "raise a `max`"),
]

ACTIVITY = [
    (
        ((TAKES, "takes: {ash: 1.2 t/t, power: 0.3}"), (GIVES, f"{GIVES}\n    {said}")),
        f"technologies.baking.{path}",
        "counts activity in MWh, technologies.baking.takes.ash in t",
        "count it in one unit everywhere",
    )
    for said, path in [
        ("opex: «3 EUR/MWh", "opex"),
        ("emissions: «3 kgCO2e/GJ", "emissions"),
        ("sizes: {S: {capacity: «5 MW}}", "sizes.S.capacity"),
        (
            "scale: {capacity: «1 MW, capex: 9 EUR, exponent: 1, from: 1 MW, to: 4 MW, steps: 3}",
            "scale.capacity",
        ),
    ]
]
ACTIVITY += [
    (
        ((TAKES, "takes: {ash: 1.2 t/t, power: «0.3 MWh/MWh}"),),
        "technologies.baking.takes.power",
        "counts activity in MWh, technologies.baking.takes.ash in t",
        "count it in one unit everywhere",
    ),
    (
        ((TAKES, "takes: {ash: 1.2 t/t, power: 0.3}"), (OVEN, "site: kiln, existing: «5 MW}\nstorage")),
        "facilities.oven.existing",
        "counts activity in MWh, technologies.baking.takes.ash in t",
        "count it in one unit everywhere",
    ),
]

PLACES = [
    (
        (("technology: baking", "technology: «bakng"),),
        "facilities.oven.technology",
        "unknown technology 'bakng'",
        "did you mean 'baking'?",
    ),
    oven("site: «kill", ".site", "unknown site 'kill'", "did you mean 'mill'?"),
    oven("site: kiln, «sites: [mill]", ".sites", "has both `site` and `sites`", "keep one"),
    oven("sites: [mill, «mill]", ".sites[1]", "'mill' stands twice", "each site once"),
    oven("sites: [mill, «kill]", ".sites[1]", "unknown site 'kill'", "did you mean"),
    oven("sites: «[]", ".sites", "is empty", "name at least one"),
    (
        (("oven: {technology: baking, site: kiln}", "oven: «{technology: baking}"),),
        "facilities.oven",
        "says not where it is",
        "add `site:`",
    ),
    (
        ((OVEN, "sites: [mill]}\n  «oven@mill: {technology: baking, site: kiln}\nstorage"),),
        "facilities.oven@mill",
        "'oven@mill' is also what 'oven' stands for",
        "rename one",
    ),
    *(
        oven(f"site: kiln, «{field}: {value}", f".{field}", f"`{field}` {NOT_YET}", "remove it")
        for field, value in [("owner", "firm"), ("paid_by", "{firm: 1}"), ("force", "true"), ("forbid", "true")]
    ),
]

STORES = [
    (
        (("site: mill, resource: ash}\n", "site: «mil, resource: ash}\n"),),
        "storage.silo.site",
        "unknown site 'mil'",
        "'mill'",
    ),
    (((SILO, "resource: «ahs}\n"),), "storage.silo.resource", "unknown resource 'ahs'", "did you mean 'ash'?"),
    silo("loss: «200 %/h", "loss", "loses 2 of what is there", "at most 1"),
    silo("loss: «33 W/m", "loss", "unit 'W/m' found", "%, or a pure number, 1/a, 1/h"),
    silo("initial: «5 MWh", "initial", "MWh found, but resource 'ash' is counted in t", "write it per t"),
    silo("initial: «5 t, sizes: {S: {capacity: 4 t}}", "initial", "5 t, and it holds at most 4", "write less"),
    silo("charge: «5 t", "charge", "unit 't' found", "u/h"),
    silo("holding: «5 EUR/t", "holding", "unit 'EUR/t' found", "EUR/(u a)"),
    silo("quality: {«pb: 1}", "quality.pb", "unknown property 'pb'", "known are cl"),
    silo("sizes: {S: {capacity: «5 t/h}}", "sizes.S.capacity", "unit 't/h' found", "u, t, MWh"),
    silo(
        "sizes: {S: {capacity: 5 t, capex: «9 EUR/MWh}}",
        "sizes.S.capex",
        "the price is per MWh and the capacity in t",
        "write both in one unit",
    ),
    silo("loss: «1 %", "loss", "would lose 'ash', which must be disposed of ('tip')", "drop `loss`"),
    silo("«owner: firm", "owner", f"`owner` {NOT_YET}", "remove it"),
]

HUBS = [
    hub("carries: [«slid]", "carries[0]", "'slid' is no form or resource", "did you mean 'solid'?"),
    hub("carries: «[]", "carries", "is empty", "name at least one"),
    hub("carries: [solid], quality: {«pb: 3}", "quality.pb", "unknown property 'pb'", "known are cl"),
    hub(
        "carries: [brick], quality: {«ash: {cl: 3}}",
        "quality.ash",
        "a quality of 'ash', which the hub does not carry",
        "known are brick",
    ),
    hub("carries: [solid], quality: {brick: {«cl: 3}}", "quality.brick.cl", "unknown property 'cl'", "declare it"),
    hub("carries: [solid], «losses: 3", "losses", "unknown field 'losses'", "known are carries"),
    hub("carries: [ash], handling: «3 EUR/m3", "handling", "EUR/m3 found, but resource 'ash' is counted in t", "per t"),
]

MARKETS = [
    (((BRICK, f"{BRICK[:-1]}, {said}}}"),), f"resources.brick.{path}", problem, remedy)
    for said, path, problem, remedy in [
        ("buy: {price: «3 EUR/MWh}", "buy.price", "EUR/MWh found, but resource 'brick' is counted in t", "per t"),
        ("buy: {«avoids: 3}", "buy.avoids", "unknown field 'avoids'", "known are capacity, emissions, price"),
        ("sell: {«emissions: 3}", "sell.emissions", "unknown field 'emissions'", "known are avoids, capacity, price"),
        ("sell: {capacity: «3 t}", "sell.capacity", "unit 't' found", "u/h, t/h"),
        ("sell: {avoids: «lorry}", "sell.avoids", "a factor per km found", "not per km"),
        ("otherwise: «tpi", "otherwise", "unknown disposal route 'tpi'", "did you mean 'tip'?"),
    ]
]

HEAT = [
    takes(
        "power: {amount: 1, temperature: «60}", "power.temperature", "a temperature of 'power', which is power", "drop"
    ),
    takes("water: {amount: 1, temperature: «warm}", "water.temperature", "'warm' is no temperature", "like 85 degC"),
    takes("water: {amount: 1, approach: «5}", "water.approach", "an approach to no temperature", "add `temperature:`"),
    takes(
        "water: {amount: 1, temperature: 60, approach: «-5 K}",
        "water.approach",
        "'-5 K' is no difference of temperatures",
        "0 or more",
    ),
    takes("water: «{amount: 1, temperature: 76}", "water", "'water' has 80 degC, and 81 are needed", "lower `temp"),
    (
        (
            ("{unit: MWh, form: heat, temperature: 80 degC}", "{unit: MWh, form: heat}"),
            (TAKES, "takes: {water: «{amount: 1, temperature: 60}}"),
        ),
        "technologies.baking.takes.water",
        "the temperature of 'water' is unknown, and heat is needed hot",
        "add resources.water.temperature",
    ),
    (
        (("{unit: GJ, form: heat,", "{unit: t, form: heat,"), (TAKES, "takes: {water: {amount: 1, temperature: «60}}")),
        "technologies.baking.takes.water.temperature",
        "'steam' is hot enough, but counted in t, the need in MWh",
        "count both in MWh",
    ),
]

UNUSED = [
    (
        ((TAR, 'tar: {unit: kg, form: liquid, ewc: "10 01 02", otherwise: «unused}'),),
        "resources.tar.otherwise",
        "'tar' is waste (ewc 10 01 02)",
        "name a disposal route",
    ),
    (
        (
            (TAR, "tar: {unit: kg, form: liquid, hazardous: true}"),
            (GIVES, "gives: {tar: {amount: 1, otherwise: «unused}}"),
        ),
        "technologies.baking.gives.tar.otherwise",
        "'tar' is hazardous",
        "name a disposal route",
    ),
    gives(
        "ash: {amount: 1, otherwise: «unused}",
        "ash.otherwise",
        "'ash' is disposed of elsewhere (flows.ash.otherwise)",
        "name a disposal route",
    ),
    (
        (
            (TAR, "tar: {unit: kg, form: liquid, otherwise: drain}"),
            (GIVES, "gives: {tar: {amount: 1, otherwise: «[unused]}}"),
        ),
        "technologies.baking.gives.tar.otherwise",
        "'tar' is disposed of elsewhere (resources.tar.otherwise)",
        "name a disposal route",
    ),
]

NAMES = [
    (
        (("  drain: {}", "  drain: {}\n  «unused: {}"),),
        "disposal.unused",
        "'unused' means something else in results",
        "rename",
    ),
    (
        (("technologies:", "  «storage: {carries: [solid]}\ntechnologies:"),),
        "transport.storage",
        "'storage' means something else in results",
        "rename",
    ),
    ((("  oven:", "  «hub:"),), "facilities.hub", "'hub' means something else in results", "rename"),
    ((("  silo:", "  «hub.silo:"),), 'storage."hub.silo"', "'hub.silo' means something else in results", "rename"),
    (
        (("  silo:", "  «disposal.x:"),),
        'storage."disposal.x"',
        "'disposal.x' means something else in results",
        "rename",
    ),
    (
        (
            (BRICK, f"{BRICK}\n  a.brick: {{unit: t}}"),
            (OVEN, "site: kiln}\n  «oven.a: {technology: baking, site: mill}\nstorage"),
            (GIVES, "gives: {brick: 1, a.brick: 1}"),
        ),
        'facilities."oven.a"',
        "its port 'oven.a.brick' is named like one of 'oven'",
        "rename one",
    ),
]

FAULTS = [*TECHNOLOGIES, *ACTIVITY, *PLACES, *STORES, *HUBS, *MARKETS, *HEAT, *UNUSED, *NAMES]


@pytest.mark.parametrize(
    ("changes", "path", "problem", "remedy"), FAULTS, ids=[f"{path}-{problem}" for _, path, problem, _ in FAULTS]
)
def test_one_fault(tmp_path: Path, changes: tuple[tuple[str, str], ...], path: str, problem: str, remedy: str) -> None:
    """Proves: what cannot be meant is refused, once, where it stands, with what to do.

    Breaks if: a check is dropped, or a fault is reported again where its consequence shows.
    """
    check_fault(tmp_path, changes, path, problem, remedy)


def test_what_is_sound_beside_the_refusals(tmp_path: Path) -> None:
    """Proves: the park itself, shares that just add up, `unused` of what is nowhere disposed of, recycling, are no faults.

    Breaks if: a check refuses what is only near a fault.
    """
    scenario_of(tmp_path)
    scenario_of(tmp_path, (OWN, f"{TWO}    shares: {{wet: {{min: 0.3, max: 0.3}}, dry: {{min: 0.7, max: 0.7}}}}\n"))
    scenario_of(tmp_path, (TAR, "tar: {unit: kg, form: liquid, otherwise: unused}"), (GIVES, "gives: {tar: 1}"))
    scenario_of(tmp_path, (GIVES, "gives: {brick: 1, ash: 0.1}\n    recycle: true"))
    scenario_of(tmp_path, (OVEN, "site: kiln, existing: 5 t/h}\nstorage"), (GIVES, f"{GIVES}\n    min_load: 40 %"))
    scenario_of(tmp_path, ("  oven:", "  hubs:"), ("  silo:", "  hub:"))


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Proves: faults of a technology, its facility, a store and a market are reported together, each where it stands.

    Breaks if: one stops the others from being looked for.
    """
    found = faults_of(
        tmp_path,
        (BRICK, "brick: {unit: t, form: solid, sell: {price: «3 EUR/MWh}}"),
        (TAKES, "takes: {«ahs: 1.2, power: 0.3}"),
        (OVEN, "site: «kill}\nstorage"),
        (SILO, "resource: ash, loss: «2}\n"),
    )
    assert len(found) == 4


def test_a_faulty_technology_does_not_blame_its_facilities(tmp_path: Path) -> None:
    """Proves: where a technology is not even a mapping, only that is said.

    Breaks if: its facilities are told that they name an unknown one.
    """
    change = (
        "technologies:\n  baking:\n    takes: {ash: 1.2, power: 0.3}\n    gives: {brick: 1}\n",
        "technologies: {baking: «3}\n",
    )
    ((_, fault),) = faults_of(tmp_path, change)
    assert fault.problem == "expected a mapping, found 3"
    assert changed(change)[0].count("baking") == 2
