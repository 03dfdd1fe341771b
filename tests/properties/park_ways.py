"""How a drawn park moves things: modes, their sizes and capacities, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oracle_reading import Reading
from park_draws import BASE, RESOURCES, Draws, number

if TYPE_CHECKING:
    from collections.abc import Callable

    from oracle_reading import Plain


class Ways(Draws):
    """Draws transport and links."""

    def transport(self) -> None:
        modes: Plain = {}
        for name in ["lorry", "pipe", "barge"][: 1 if self.theme == "shared ways" else self.whole(1, 3)]:
            forms = sorted({RESOURCES[key]["form"] for key in self.resources})
            mode: Plain = {"carries": forms if self.chance(80) else self.some(self.resources)}
            carried = [
                key for key in self.resources if key in mode["carries"] or RESOURCES[key]["form"] in mode["carries"]
            ]
            self.mode(mode, carried)
            modes[name] = mode
        self.plain["transport"] = modes

    def mode(self, mode: Plain, carried: list[str]) -> None:
        self.prices(mode, carried)
        self.rules(mode, carried)
        if self.may_share(carried) and self.chance(50 if len(carried) > 1 else 20, sure=self.theme == "shared ways"):
            mode["shared"] = True
        if self.chance(75 if self.theme == "shared ways" else 30):
            capacity = self.capacity(carried, shared=mode.get("shared", False))
            if capacity is not None:
                mode["capacity"] = capacity
        if self.chance(80 if self.theme == "shared ways" else 45):
            sizes = self.sizes(carried)
            if sizes:
                mode["sizes"] = sizes

    def prices(self, mode: Plain, carried: list[str]) -> None:
        if self.chance(70):
            km = self.chance(70)
            high, part = (40, 20) if km else (20, 1)
            mode["cost"] = self.per_amount(carried, lambda base: self.money(self.whole(0, high) / part, base, km=km))
        if self.chance(30):
            mode["handling"] = self.per_amount(carried, lambda base: self.money(self.whole(0, 8), base))
        if self.chance(40):
            km = self.chance(70)
            mode["emissions"] = self.per_amount(carried, lambda base: self.factor(self.whole(0, 30) / 10, base, km=km))
        if self.chance(70):
            mode["per_exchange"] = self.pair_money(carried)

    def rules(self, mode: Plain, carried: list[str]) -> None:
        if self.chance(35):
            mode["minimum"] = self.constant(carried, lambda base: self.rate(0, 200, base))
        if self.chance(40):
            mode["detour"] = self.whole(10, 16) / 10
        if self.chance(20):
            km = self.whole(3, 30)
            mode["reach"] = self.pick((f"{km}.37 km", km + 0.37, f"{km}370 m"))
        if self.chance(8):
            mode["links_only"] = True
        if self.chance(25):
            mode["losses"] = self.by_period(lambda: f"{self.pick((1, 2, 5, 10))} %/km")

    def constant(self, carried: list[str], write: Callable[[str], str]) -> Any:
        """Write a figure that counts once a year: one for all, or by resource."""
        common = self.common_base(carried)
        return write(common) if common is not None else {name: write(BASE[name]) for name in carried}

    def pair_money(self, carried: list[str]) -> Any:
        def write() -> str:
            flat = f"{self.whole(0, 3000)} EUR/a" if self.chance(60) else f"{number(self.whole(0, 30) / 10)} kEUR/a"
            return flat if self.chance(60) else f"{self.whole(0, 200)} EUR/(a km)"

        return {name: write() for name in carried} if self.chance(20) else write()

    def may_share(self, carried: list[str]) -> bool:
        units = {RESOURCES[name]["unit"] for name in carried}
        return len(units) == 1 or all(
            RESOURCES[name]["unit"] in {"t", "kg"} or "mass" in RESOURCES[name] for name in carried
        )

    def together_base(self, carried: list[str]) -> str | None:
        """Find an amount for the sizes of what is counted together: one unit, or t, the same in all sizes."""
        if len({RESOURCES[name]["unit"] for name in carried}) > 1:
            weighable = all(BASE[name] == "t" or "mass" in RESOURCES[name] for name in carried)
            return "t" if weighable else None
        if len(carried) == 1:
            return self.common_base(carried)
        weighable = all(BASE[name] == "t" or "mass" in RESOURCES[name] for name in carried)
        return "t" if weighable and self.counts_in_t else BASE[carried[0]]

    def capacity(self, carried: list[str], *, shared: bool) -> Any:
        if shared:
            base = self.together_base(carried)
            if base is not None and self.chance(30) and all("mass" in RESOURCES[name] for name in carried):
                base = "t"
            return None if base is None else self.by_period(lambda: self.rate(20, 500, base))
        base = self.common_base(carried)
        if base is not None:
            return self.by_period(lambda: self.rate(20, 500, base))
        return {name: self.rate(20, 500, BASE[name]) for name in carried}

    def sizes(self, carried: list[str]) -> Plain:
        found: Plain = {}
        for name in ["S", "M", "L"][: self.whole(1, 3)]:
            base = self.together_base(carried)
            if base is None:
                return {}
            size: Plain = {"capacity": self.rate(20, 600, base)}
            if self.chance(85):
                size["capex"] = self.pick(
                    (f"{self.whole(0, 30)} kEUR", f"{self.whole(0, 4)} EUR/m", f"{self.whole(0, 30000)} EUR")
                )
            if self.chance(50):
                size["fixed_opex"] = self.pick(
                    (f"{self.whole(0, 500)} EUR/a", f"{self.whole(0, 6)} %", f"{self.whole(0, 6)} %/a")
                )
            if self.chance(40):
                size["lifetime"] = f"{self.whole(2, 40)} a"
            found[name] = size
        return found

    def links(self) -> None:
        links: Plain = {}
        taken: set[tuple[str, str, str, str]] = set()
        for place in range(self.whole(0, 4)):
            source = self.pick(self.places)
            target = self.pick([name for name in self.places if name != source])
            mode_name = self.pick(list(self.plain["transport"]))
            mode = self.plain["transport"][mode_name]
            carried = Reading(self.plain).carried(mode["carries"])
            link: Plain = {"from": source, "to": target, "transport": mode_name}
            if len(carried) > 1 and self.chance(40):
                carried = link["resources"] = self.some(carried)
            keys = {(source, target, mode_name, key) for key in carried}
            if not keys & taken:
                taken |= keys
                self.link(link, mode, carried)
                links[f"link_{place}"] = link
        if links:
            self.plain["links"] = links

    def link(self, link: Plain, mode: Plain, carried: list[str]) -> None:
        if self.chance(60):
            link["distance"] = self.pick((f"{self.whole(1, 40)} km", f"{self.whole(1, 40)}00 m", self.whole(1, 40)))
        if self.chance(30):
            km = self.chance(60)
            link["cost"] = self.per_amount(
                carried, lambda base: self.money(self.whole(0, 20) / (20 if km else 1), base, km=km)
            )
        if self.chance(45):
            link["fixed"] = f"{self.whole(0, 3000)} EUR/a"
        if self.chance(10):
            link["closed"] = True
        if self.chance(30):
            sizes = self.sizes(carried)
            if sizes:
                link["sizes"] = sizes
        wants = self.chance(50) if self.chance(25) else None
        if wants is False or (wants and self.may_share(carried) and not isinstance(mode.get("capacity"), dict)):
            link["shared"] = wants
        if self.chance(30):
            capacity = self.capacity(carried, shared=link.get("shared", mode.get("shared", False)))
            if capacity is not None:
                link["capacity"] = capacity
