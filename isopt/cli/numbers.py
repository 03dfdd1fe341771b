"""Numbers as people read them."""

from __future__ import annotations


def grouped(value: float | None, digits: int = 3) -> str:
    """Write a number in groups of three digits: 6 552 128.310; a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:,.{digits}f}".replace(",", " ")
    return text[1:] if text.startswith("-") and not text.strip("-0. ") else text


def amount(value: float | None) -> str:
    """Write an amount with as many digits as its size calls for."""
    if value is None:
        return "–"
    size = abs(value)
    return grouped(value, 0 if size >= 1000 or value == 0 else 1 if size >= 10 else 3)


def percent(share: float | None, digits: int = 1) -> str:
    """Write a share as a percentage."""
    return "–" if share is None else f"{grouped(100 * share, digits)} %"
