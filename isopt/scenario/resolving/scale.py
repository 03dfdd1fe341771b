"""Cut a curve of cost over capacity into sizes (SEMANTICS 24)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from isopt.scenario.plants import Sizing
from isopt.scenario.resolving.counts import per_hour, spelt

if TYPE_CHECKING:
    from isopt.scenario.faults import Path
    from isopt.scenario.quantities import Measure
    from isopt.scenario.records.sizes import Scale
    from isopt.scenario.resolving.conversion import Converter
    from isopt.scenario.resolving.counts import Count
    from isopt.scenario.scenario import Size


def cut_scale(converter: Converter, record: Scale, reference: Size, path: Path, count: Count) -> Sizing:
    """Cut the curve at a path into sizes: from·(to/from)^(i/(steps−1)), each at capex·(q/capacity)^exponent.

    `reference` has the curve's own figures, all but the capacity.
    """
    found = len(converter.faults)
    count.note(converter.amount_token(record.capacity.unit), (*path, "capacity"))
    least, most = (_share_of_listed(converter, record, key, path, count) for key in ("least", "most"))
    if least is not None and most is not None and least >= most:
        converter.faults.add((*path, "to"), "is not more than `from`", "exchange or change them")
    least_capacity = count.capacity(record.least, (*path, "from")) if len(converter.faults) == found else None
    if least is None or most is None or least_capacity is None or len(converter.faults) > found:
        return Sizing(is_between=record.between)
    exponent, last = record.exponent, record.steps - 1
    digits = len(str(record.steps))
    sizes = []
    for step in range(record.steps):
        share = most if step == last else least * (most / least) ** (step / last)
        measure = record.most if step == last else replace(record.least, value=record.least.value * (share / least))
        factor = share**exponent
        sizes.append(
            replace(
                reference,
                name=f"{step + 1:0{digits}d}",
                capacity=count.capacity(measure, (*path, "from")) or least_capacity,
                capex_eur=reference.capex_eur * factor,
                capex_eur_per_km=reference.capex_eur_per_km * factor,
                fixed_opex_eur_per_a=reference.fixed_opex_eur_per_a * factor,
            )
        )
    error = cutting_error((most / least) ** (1 / last), exponent, is_between=record.between)
    return Sizing(tuple(sizes), is_between=record.between, cutting_error_share=error if record.capex.value else 0.0)


def _share_of_listed(
    converter: Converter, record: Scale, field: Literal["least", "most"], path: Path, count: Count
) -> float | None:
    """Give an end of the curve as a share of the capacity its capex is of; None, with the fault noted, if it is none."""
    end: Measure = getattr(record, field)
    own, listed = converter.amount_token(end.unit), converter.amount_token(record.capacity.unit)
    factor = 1.0 if own == listed else count.per(listed, own)
    key = "from" if field == "least" else "to"
    if factor is None:
        problem = f"is in {spelt(own)}, and `capacity` in {spelt(listed)}"
        converter.faults.add((*path, key), problem, "write `from`, `to` and `capacity` in one unit")
        return None
    if record.capacity.value <= 0 or end.value <= 0:
        at = (*path, "capacity" if record.capacity.value <= 0 else key)
        converter.faults.add(at, "a curve has no cost at a capacity of nothing", "write more than 0")
        return None
    return per_hour(converter, end) * factor / per_hour(converter, record.capacity)


def cutting_error(ratio: float, exponent: float, *, is_between: bool) -> float:
    """Give the most by which a capacity's cost departs from the curve, each size being `ratio` times the one before.

    Without `between` a capacity just above one size costs as much as the next: ratio^exponent times its own. With it, the
    chord 1 + s(t − 1), s = (ratio^exponent − 1)/(ratio − 1), is furthest from t^exponent, relatively, at
    t = exponent(1 − s)/(s(1 − exponent)).
    """
    if not is_between:
        return float(ratio**exponent - 1)
    if exponent == 1:
        return 0.0
    slope = (ratio**exponent - 1) / (ratio - 1)
    furthest = exponent * (1 - slope) / (slope * (1 - exponent))
    return float(abs((1 + slope * (furthest - 1)) / furthest**exponent - 1))
