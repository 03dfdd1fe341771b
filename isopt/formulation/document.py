"""The whole mathematics as a page, read off the docstrings of what makes it: nothing is written down twice."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isopt.formulation.formulate import FAMILIES, formulate
from isopt.formulation.variables import Decisions

if TYPE_CHECKING:
    from collections.abc import Callable

INDICES = (
    ("a", "an arc: a giver, an end and a mode by which it may move"),
    ("s", "a giver: a flow that gives"),
    ("k", "a taker: a need"),
    ("r", "a resource; of what is disposed, a route"),
    ("t", "a period"),
    ("p", "a pair: an arc with an on/off decision of its own"),
    ("c", "a connection: two sites, a mode and what shares the way"),
    ("b", "an asset: a connection in one of its sizes"),
    ("l", "a limit: of a disposal route, or of a property of what a taker gets"),
)
"""What the letters under a symbol stand for."""

SETS = (
    ("A_s, A_k, A_c, A_l", "the arcs from giver s, to taker k, on connection c, under limit l"),
    ("A_{kr}", "the arcs that bring resource r to taker k"),
    ("B_c", "the sizes of connection c"),
)

DATA = (
    ("S_{st}", "what giver s gives in period t, in its resource's unit"),
    ("D_{kt}", "what taker k needs in period t, in the need's unit"),
    ("M_{at}, M_{ct}", "the most that can ever enter arc a, or connection c"),
    (r"\rho_{at}", "units of the need met by one unit that arrives"),
    (r"\lambda_{at}", "the share lost on the way"),
    (r"\alpha_{krt}", "the largest share of need k that resource r may meet"),
    ("m_p", "the least a pair in use moves in a year"),
    (r"\omega_a, \omega_{sr}", "units of a capacity taken by one unit that moves"),
    ("C_{ct}, C_{bt}, C_l", "the capacity of a connection, of a size, of a limit"),
    (r"q_a, q^v_k, \bar q_l", "a property of what moves, of the virgin material, and its bound"),
    ("g_j, h_j", "what one unit of a column adds to cost, and to CO2, in a year"),
    (r"\gamma, w, \pi", "the objective's weight of cost, its weight of CO2 and the carbon price"),
)

OBJECTIVE = r"\min \sum_j \bigl(\gamma\, g_j + (\gamma\, \pi + w)\, h_j\bigr)\, x_j"

_MATH = re.compile(r"\.\. math::(?P<formula>.*?)(?=\n\s*\n|\Z)", re.DOTALL)
_ROLE = re.compile(r":math:`([^`]*)`")


@dataclass(frozen=True, slots=True)
class Entry:
    """A block or a family: its name, what it says, its formula in LaTeX."""

    name: str
    sentence: str
    formula: str


@dataclass(frozen=True, slots=True)
class _Style:
    """How a page is set."""

    title: Callable[[str], str]
    heading: Callable[[str], str]
    name: Callable[[str], str]
    symbol: Callable[[str], str]
    formula: Callable[[str], str]


def blocks() -> tuple[Entry, ...]:
    """Read the blocks of columns off the docstrings under the fields of `Decisions`."""
    record = ast.parse(textwrap.dedent(inspect.getsource(Decisions))).body[0]
    assert isinstance(record, ast.ClassDef)
    found = []
    for field, after in zip(record.body, record.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            said = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            text = " ".join(str(said).split())
            formula = "; ".join(_ROLE.findall(text))
            found.append(Entry(field.target.id, _ROLE.sub("", text).rstrip(" :.") + ".", formula))
    return tuple(found)


def families() -> tuple[Entry, ...]:
    """Read the families of rows off their functions' docstrings."""
    found = []
    for family in FAMILIES:
        text = inspect.getdoc(family) or ""
        match = _MATH.search(text)
        formula = " ".join(match["formula"].split()) if match else ""
        found.append(Entry(family.__name__, " ".join(_MATH.sub("", text).split()), formula))
    return tuple(found)


def formulation_text() -> str:
    """Write the whole mathematics as plain text, formulas in LaTeX."""
    return _page(
        _Style(
            title=lambda text: f"{text}\n{'=' * len(text)}",
            heading=lambda text: f"{text}\n{'-' * len(text)}",
            name=str,
            symbol=lambda latex: latex,
            formula=lambda latex: f"    {latex}",
        )
    )


def formulation_markdown() -> str:
    """Write the whole mathematics as Markdown, formulas between dollars."""
    return _page(
        _Style(
            title=lambda text: f"# {text}",
            heading=lambda text: f"## {text}",
            name=lambda text: f"### `{text}`",
            symbol=lambda latex: f"${latex}$",
            formula=lambda latex: f"$$\n{latex}\n$$",
        )
    )


def _page(style: _Style) -> str:
    parts = [
        style.title("The mathematics of isopt"),
        (inspect.getdoc(formulate) or "").split("\n\n", maxsplit=1)[0],
        style.heading("Indices"),
        _legend(INDICES, style),
        style.heading("Sets"),
        _legend(SETS, style),
        style.heading("Data"),
        _legend(DATA, style),
        style.heading("Objective"),
        "Minimise cost and CO2, weighed, of all columns x_j in a year; carbon is paid per CO2.",
        style.formula(OBJECTIVE),
        style.heading("Variables"),
        *_entries(blocks(), style),
        style.heading("Constraints"),
        *_entries(families(), style),
    ]
    return "\n\n".join(parts) + "\n"


def _legend(rows: tuple[tuple[str, str], ...], style: _Style) -> str:
    return "\n".join(f"- {style.symbol(symbol)}: {meaning}" for symbol, meaning in rows)


def _entries(entries: tuple[Entry, ...], style: _Style) -> list[str]:
    return [
        part
        for entry in entries
        for part in (style.name(entry.name), entry.sentence, style.formula(entry.formula))
        if part.strip()
    ]
