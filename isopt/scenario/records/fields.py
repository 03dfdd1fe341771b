"""The types of fields that hold quantities: the forms each takes, that of a bare number first."""

from __future__ import annotations

from typing import Annotated

from isopt.scenario.quantities import AMOUNTS, Dimension, Measure, Varying, forms

_PER_KM_OR_NOT = ("money/(t km)", *(f"money/({x} km)" for x in AMOUNTS if x != "t"), *forms("money/{}"))

Share = Annotated[Measure, Dimension(("1",), at_most_one=True)]
Ratio = Annotated[Measure, Dimension(("1",))]
VaryingShare = Annotated[Varying, Dimension(("1",), varies=True, at_most_one=True)]
VaryingRatio = Annotated[
    Varying, Dimension(("1", *(f"{x}/{y}" for x in AMOUNTS for y in AMOUNTS if {x, y} != {"u"})), varies=True)
]
Rate = Annotated[Measure, Dimension(("1", "1/a"))]
Hours = Annotated[Measure, Dimension(("h",))]
HoursOrShare = Annotated[Measure, Dimension(("h", "1"))]
Years = Annotated[Measure, Dimension(("a", "h"))]
Distance = Annotated[Measure, Dimension(("km",))]
Losses = Annotated[Varying, Dimension(("1/km", *forms("{}/(h km)", "{}/(a km)")), varies=True)]
Speed = Annotated[Measure, Dimension(("km/h",))]
MassPerUnit = Annotated[Measure, Dimension((*(f"t/{x}" for x in AMOUNTS if x != "t"), "1"))]
AmountOrRate = Annotated[Varying, Dimension(forms("{}/a", "{}/h", "{}"), varies=True)]
AmountPerYear = Annotated[Varying, Dimension(forms("{}/a", "{}/h", "{}"), varies=True)]
CapacityRate = Annotated[Varying, Dimension(forms("{}/h", "{}/a"), varies=True)]
RATE = Dimension(forms("{}/h", "{}/a"))
SizeCapacity = Annotated[Measure, RATE]
PricePerUnit = Annotated[Varying, Dimension(forms("money/{}"), varies=True)]
SignedPrice = Annotated[Varying, Dimension(forms("money/{}"), varies=True, negative=True)]
TransportCost = Annotated[Varying, Dimension((*_PER_KM_OR_NOT, "money/km", "money/h"), varies=True)]
Money = Annotated[Varying, Dimension(("money",), varies=True)]
MoneyPerYear = Annotated[Varying, Dimension(("money/a",), varies=True)]
PairMoneyPerYear = Annotated[Varying, Dimension(("money/a", "money/(a km)"), varies=True)]
FixedOpex = Annotated[Measure, Dimension(("money/a", "1", "1/a"))]
CarbonPrice = Annotated[Varying, Dimension(("money/t", "money/kgCO2e"), varies=True)]
ImpactWeight = Annotated[Measure, Dimension(("money/t", "money/kgCO2e"))]
OtherImpactWeight = Annotated[Measure, Dimension(("money/t",))]
Emissions = Annotated[
    Varying, Dimension(forms("kgCO2e/{}"), varies=True, negative=True, names_factor=True, by_impact=True)
]
TransportEmissions = Annotated[
    Varying,
    Dimension(
        ("kgCO2e/(t km)", *(f"kgCO2e/({x} km)" for x in AMOUNTS if x != "t"), *forms("kgCO2e/{}"), "kgCO2e/km"),
        varies=True,
        negative=True,
        names_factor=True,
        by_impact=True,
    ),
]
FactorQuantity = Annotated[
    Varying,
    Dimension((*forms("kgCO2e/{}", "kgCO2e/({} km)"), "kgCO2e/km"), varies=True, negative=True, by_impact=True),
]
AMOUNT = Dimension(forms("{}"))
Amount = Annotated[Measure, AMOUNT]
Amounts = Annotated[Varying, Dimension(forms("{}"), varies=True)]
Capex = Annotated[Measure, Dimension(("money", *forms("money/({}/h)", "money/({}/a)")))]
WayCapex = Annotated[Measure, Dimension(("money", "money/km", *forms("money/({}/h)", "money/({}/a)")))]
StoreCapex = Annotated[Measure, Dimension(("money", *forms("money/{}")))]
PricePerActivity = Annotated[Varying, Dimension(forms("money/{}"), varies=True)]
StoreLoss = Annotated[Varying, Dimension(("1", "1/a", "1/h"), varies=True)]
Holding = Annotated[Varying, Dimension(forms("money/({} a)", "money/({} h)"), varies=True)]
PortAmount = Annotated[Varying, Dimension((*forms("{}"), *(f"{x}/{y}" for x in AMOUNTS for y in AMOUNTS)), varies=True)]
