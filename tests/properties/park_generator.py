"""Whole scenarios as plain data: every feature of the language, few enough on/off choices for brute force."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import strategies as st
from oracle_reading import Reading
from oracle_units import measure
from oracle_writer import plan_program, today_program
from park_draws import BASE, RESOURCES, number
from park_ways import Ways

if TYPE_CHECKING:
    from oracle_reading import Plain

MOST_CHOICES = 256

_FAMILIES = (("brine", "whey"), ("ash",), ("ash", "dust"), ("brine", "whey", "ash"), ("ash", "dust", "biogas"))
"""Resources that meet in shared ways, one recipe, one limit: one unit or one dimension, with a mass each."""
_PERIODS: tuple[Plain, ...] = (
    {},
    {"periods": {"winter": "4000 h", "summer": "4760 h"}},
    {"periods": {"winter": "40 %", "summer": "60 %"}, "year": "8000 h"},
    {"periods": {"dry": "2000 h", "wet": "3000 h", "cold": "3760 h"}},
)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def as_yaml(plain: Plain) -> str:
    """Write a scenario as a user would, in the order of its keys."""
    return yaml.dump(plain, Dumper=_Dumper, sort_keys=False, default_flow_style=None, allow_unicode=True, width=110)


@st.composite
def parks(draw: st.DrawFn, most_choices: int = MOST_CHOICES) -> Plain:
    """Draw a scenario with at most so many on/off choices."""
    return _Park(draw).make(most_choices)


class _Park(Ways):
    """Draws one scenario, section by section."""

    def make(self, most_choices: int) -> Plain:
        self.theme = self.pick(("", "", "shared ways", "full routes"))
        self.counts_in_t = self.chance(40)
        is_shared = self.theme == "shared ways"
        families = (*_FAMILIES[:1] * 4, *_FAMILIES[1:]) if is_shared else _FAMILIES
        related = self.chance(60, sure=is_shared)
        self.resources = list(self.pick(families)) if related else self.some(list(RESOURCES))[:3]
        calendar = deepcopy(self.pick(_PERIODS))
        self.periods = tuple(calendar.get("periods", {"year": 1}))
        if calendar:
            if self.chance(40):
                calendar["profiles"] = {"uneven": self.profile()}
            self.plain["calendar"] = calendar
        self.economics()
        self.plain["resources"] = {name: dict(RESOURCES[name]) for name in self.resources}
        self.has_quality = self.chance(40)
        if self.has_quality:
            for entry in self.plain["resources"].values():
                entry["properties"] = {"chloride": "ppm"}
                entry["quality"] = {"chloride": self.whole(0, 60)}
        self.sites()
        self.disposal()
        self.flows()
        self.transport()
        self.links()
        self.forbid_losses_of_burdens()
        self.trim(most_choices)
        return self.plain

    def profile(self) -> Plain:
        first = self.whole(0, 100)
        if len(self.periods) == 2:
            return {self.periods[0]: f"{first} %", self.periods[1]: f"{100 - first} %"}
        second = self.whole(0, 100 - first)
        return dict(zip(self.periods, (f"{first} %", f"{second} %", f"{100 - first - second} %"), strict=True))

    def economics(self) -> None:
        economics: Plain = {"lifetime": f"{self.whole(5, 30)} a"}
        if self.chance(60):
            economics["discount_rate"] = f"{self.whole(1, 12)} %"
        if self.chance(30):
            economics["carbon_price"] = self.by_period(lambda: f"{self.whole(0, 100)} EUR/t")
        self.plain["economics"] = economics
        if self.chance(50):
            self.plain["objective"] = {"cost": self.pick((1, 0, 0.5, 2)), "co2": f"{self.whole(1, 120)} EUR/t"}
        self.has_nox = self.chance(35)
        if self.has_nox:
            self.plain["emissions"] = {"smoke": {"nox": "1 kg/t"}}
            if self.chance(80):
                self.plain.setdefault("objective", {})["nox"] = f"{self.whole(0, 40)} kEUR/t"

    def sites(self) -> None:
        names = ["mill", "farm", "port", "works"][: self.whole(2, 4)]
        kind = self.pick(("xy", "at"))
        self.plain["sites"] = {
            name: {"xy": [4 * place + self.whole(0, 10), self.whole(0, 10)]}
            if kind == "xy"
            else {"at": [55 + (4 * place + self.whole(0, 10)) / 100, 11 + self.whole(0, 20) / 100]}
            for place, name in enumerate(names)
        }
        self.places = names

    def disposal(self) -> None:
        routes: Plain = {}
        for name in ["tip", "burner", "sink"][: 3 if self.theme == "full routes" else self.pick((1, 2, 3))]:
            entry: Plain = {}
            for key, percent, high in (("gate_fee", 60, 90), ("tax", 30, 50), ("pays", 20, 40)):
                if self.chance(percent):
                    entry[key] = self.per_amount(
                        self.resources, lambda base, high=high: self.money(self.whole(0, high), base)
                    )
            if self.chance(10):
                entry["gate_fee"] = self.whole(0, 90) / 100
            if self.chance(40):
                entry["emissions"] = self.per_amount(
                    self.resources, lambda base: self.factor(self.whole(-100, 300), base)
                )
            if "steam" not in self.resources and self.chance(40):
                entry["landfill"] = True
            if self.chance(80 if self.theme == "full routes" else 40):
                entry["capacity"] = self.disposal_capacity()
            if self.chance(30):
                entry["site"] = self.pick(self.places)
            if self.chance(20):
                entry[self.pick(("accepts", "refuses"))] = self.some(self.resources)
            routes[name] = entry
        self.plain["disposal"] = routes

    def disposal_capacity(self) -> Any:
        common = self.common_base(self.resources)
        if common is not None and self.chance(60):
            return self.rate(0, 500, common)
        return {name: self.rate(0, 400, BASE[name]) for name in self.resources}

    def flows(self) -> None:
        flows: Plain = {}
        together = self.chance(50, sure=self.theme == "shared ways")
        alike = self.theme == "full routes" and self.chance(50)
        for place in range(self.pick((1, 2, 2, 3, 3))):
            resource = self.resources[0 if alike else place % len(self.resources)]
            flows[f"giver_{place}"] = self.giver(self.places[0] if together else self.pick(self.places), resource)
        given = [flow["resource"] for flow in flows.values()]
        for place in range(self.pick((1, 2, 2, 3, 3))):
            resource = given[place % len(given)] if self.chance(60) else self.pick([*given, *self.resources])
            flows[f"need_{place}"] = self.taker(self.places[1] if together else self.pick(self.places), resource)
        self.plain["flows"] = flows

    def side(self, base: str) -> tuple[Any, Plain]:
        """Draw an amount in one of its spellings, and a profile where there is one."""
        kind = self.whole(0, 5)
        if kind == 1:
            return self.amount(self.whole(20, 500), base, ""), {}
        if kind == 2 and len(self.periods) > 1:
            per = self.pick(("", "/a"))
            return {period: self.amount(self.whole(10, 300), base, per) for period in self.periods}, {}
        if kind == 3 and len(self.periods) > 1:
            named = "profiles" in self.plain["calendar"] and self.chance(50)
            return self.rate(20, 500, base), {"profile": "uneven" if named else self.profile()}
        return self.rate(20, 500, base), {}

    def giver(self, site: str, resource: str) -> Plain:
        gives, profile = self.side(BASE[resource])
        flow: Plain = {"site": site, "resource": resource, "gives": gives, **profile}
        takes = [
            name
            for name, route in self.plain["disposal"].items()
            if resource in route.get("accepts", [resource]) and resource not in route.get("refuses", [])
        ]
        if takes and self.chance(80, sure=self.theme == "full routes"):
            most = len(takes) if self.theme == "full routes" and self.chance(60) else self.whole(1, len(takes))
            routes = list(self.draw(st.permutations(takes)))[:most]
            flow["otherwise"] = routes[0] if len(routes) == 1 and self.chance(50) else routes
        if self.chance(8):
            flow["required"] = True
        if self.chance(30):
            flow["costs"] = self.by_period(lambda: self.money(self.whole(0, 15), BASE[resource]))
        if self.has_quality and self.chance(60):
            flow["quality"] = {"chloride": self.pick((self.whole(0, 60), f"{self.whole(0, 60)} ppm"))}
        return flow

    def taker(self, site: str, resource: str) -> Plain:
        flow: Plain = {"site": site}
        if self.chance(50):
            flow["resource"] = resource
            base, need = BASE[resource], RESOURCES[resource]["unit"]
            others = [name for name in self.resources if name != resource]
            accepted = self.some(others, 0) if others and self.chance(50) else []
            if self.chance(50):
                accepted.append(resource)
        else:
            base = self.pick(sorted({BASE[name] for name in self.resources}))
            others = self.some(self.resources, 0)
            need, accepted = base, [name for name in self.resources if name in {resource, *others}]
        flow["takes"], profile = self.side(base)
        flow |= profile
        if accepted:
            flow["accepts"] = {name: self.acceptance(name, base, need) for name in accepted}
        if self.chance(65):
            flow["otherwise"] = self.virgin(base)
        if self.chance(10):
            flow["required"] = True
        if self.chance(30):
            flow["revenue"] = self.by_period(lambda: self.money(self.whole(0, 40), base))
        self.limit(flow, need)
        return flow

    def acceptance(self, resource: str, base: str, need: str) -> Plain | None:
        """Draw how a need, counted in units `need` of base `base`, takes a resource."""
        entry: Plain = {}
        if BASE[resource] != base:
            entry["replaces"] = self.by_period(lambda: f"{number(self.whole(4, 20) / 10)} {base}/{BASE[resource]}")
        elif RESOURCES[resource]["unit"] != need or self.chance(60):
            pure = measure(f"1 {RESOURCES[resource]['unit']}")[0] / measure(f"1 {need}")[0]
            entry["replaces"] = self.by_period(lambda: self.whole(4, 20) / 10 * pure)
        if self.chance(45):
            entry["at_most"] = self.by_period(lambda: f"{self.whole(0, 100)} %")
        if self.has_quality and self.chance(25):
            entry["limits"] = {"chloride": {"max": self.pick((self.whole(5, 60), f"{self.whole(5, 60)} ppm"))}}
        return entry or None

    def virgin(self, base: str) -> Plain:
        entry: Plain = {}
        if self.chance(90):
            entry["price"] = self.by_period(lambda: self.money(self.whole(-10, 120), base))
        if self.chance(50):
            entry["emissions"] = self.by_period(lambda: self.factor(self.whole(-50, 900), base))
        if self.has_quality:
            entry["quality"] = {"chloride": self.whole(0, 40)}
        return entry

    def limit(self, flow: Plain, need: str) -> None:
        """Bound the blend where all that may arrive is counted in one unit."""
        names = {*flow.get("accepts", {}), *([flow["resource"]] if "resource" in flow else [])}
        units = {RESOURCES[name]["unit"] for name in names} | ({need} if "otherwise" in flow else set())
        if self.has_quality and len(units) == 1 and self.chance(60):
            low = self.whole(0, 15)
            bounds: Plain = {"max": low + self.whole(0, 45)}
            if self.chance(40):
                bounds["min"] = low
            flow["limits"] = {"chloride": bounds}

    # -- what must hold together ------------------------------------------------------------------------------------

    def forbid_losses_of_burdens(self) -> None:
        """Drop the losses of modes that would lose what must be disposed of at a cost or to landfill (SEMANTICS 8)."""
        reading = Reading(self.plain)
        burdened = set()
        for flow in self.plain["flows"].values():
            if "gives" not in flow:
                continue
            stated = flow.get("otherwise", [])
            for name in [stated] if isinstance(stated, str) else stated:
                route, resource = self.plain["disposal"][name], reading.resources[flow["resource"]]
                fee, tax, pays = (reading.prices(route.get(key), resource) for key in ("gate_fee", "tax", "pays"))
                net = (a + b - c for a, b, c in zip(fee, tax, pays, strict=True))
                if route.get("landfill") or any(value > -1e-9 for value in net):
                    burdened.add(resource.name)
        for mode in self.plain["transport"].values():
            if "losses" in mode and burdened & set(reading.carried(mode["carries"])):
                free = [key for key in reading.carried(mode["carries"]) if key not in burdened]
                if free:
                    mode["losses"] = {
                        key: mode["losses"] if key in free else 0 for key in reading.carried(mode["carries"])
                    }
                else:
                    del mode["losses"]

    def trim(self, most_choices: int) -> None:
        """Take decisions out, the last first, until brute force can count them."""
        while count_choices(self.plain) > most_choices:
            entry, key = self.decisions()[-1]
            if key == "sizes" and len(entry[key]) > 1:
                entry[key].popitem()
            else:
                del entry[key]

    def decisions(self) -> list[tuple[Plain, str]]:
        entries = [*self.plain["transport"].values(), *self.plain.get("links", {}).values()]
        return [
            (entry, key) for key in ("sizes", "per_exchange", "minimum", "fixed") for entry in entries if key in entry
        ]


def count_choices(plain: Plain) -> int:
    """Count the designs of a plan, or of today where these are more."""
    return max(plan_program(Reading(plain)).designs, today_program(Reading(plain)).designs)
