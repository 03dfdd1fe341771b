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
    ("s", "a giver: a flow that gives, an output of a facility, what leaves a hub or a store"),
    ("k", "a taker: a need, an input of a facility, what arrives at a hub or a store"),
    ("r", "a resource; of what is disposed, a route"),
    ("t", "a period"),
    ("p", "a pair: an arc with an on/off decision of its own"),
    ("c", "a connection: two sites, a mode and what shares the way; of what is opened, also a disposal site"),
    ("e", "an asset: what can be built, or stands: a way, a facility, a store, a hub, a disposal site"),
    ("b", "a size of an asset, or a stretch between two sizes"),
    ("n", "a facility"),
    ("j", "a recipe: one way a facility can run"),
    ("h", "a hub: a site, and what passes there"),
    ("g", "a store"),
    ("l", "a limit: of a disposal route, of a property of what an end gets, of a market; a group of assets"),
)
"""What the letters under a symbol stand for."""

SETS = (
    ("A_s, A_k, A_r, A_c, A_l", "the arcs from giver s, to taker k, to route r, on connection c, under limit l"),
    ("A_{kr}", "the arcs that bring resource r to taker k"),
    (
        "B_e",
        "the sizes of asset e; so B_c of a connection, B_n, B_g, B_h, B_r of a facility, store, hub, disposal site",
    ),
)

DATA = (
    ("S_{st}", "what giver s gives in period t, or the most it can, in its resource's unit"),
    ("D_{kt}", "what taker k needs in period t, in the need's unit"),
    (
        r"M_{at}, M_{ct}, M_{jt}, M_{nt}, M_{gt}, M_{ht}, M_{kt}, M_{st}",
        "the most that can ever enter an arc, load a connection, be run, be held, arrive, be bought, be sold",
    ),
    ("M^+_{gt}, M^-_{gt}", "the most that can ever enter, and leave, a store"),
    (r"\rho_{at}", "units of the need met by one unit that arrives"),
    (r"\lambda_{at}", "the share lost on the way"),
    (r"\Lambda_{et}, \Lambda_{ct}", "what a way loses in a period as long as it stands"),
    (r"\eta_{kjt}, \eta_{sjt}", "what a unit of activity of recipe j takes, and gives"),
    (r"\alpha_{krt}", "the largest share of need k that resource r may meet"),
    (r"\alpha^-_j, \alpha^+_j", "the least and the largest share of recipe j in what its facility runs"),
    (r"\kappa_{gt}", "the share of a store's content that is left after a period"),
    ("L^0_g", "what a store starts with"),
    (r"\mu_n", "the least load of a facility that is on, a share of its capacity"),
    ("m_p, m_s, m_k", "the least a pair in use, or a flow that exchanges, moves or meets in a year"),
    ("G_s, G_k", "the least that exchanges give, or meet, in a year"),
    (r"\omega_a, \omega_{sr}, \omega_k", "units of a capacity taken by one unit that moves"),
    (
        "C_{ct}, C_{bt}, C_l, C_{lt}",
        "the capacity of a connection, of a size (of a stretch, at its lower end), of a limit",
    ),
    (r"\Delta_{bt}", "what the upper end of a stretch has more than its lower end; 0 for a single size"),
    ("C^0_{et}", "the capacity that stands today; so of a connection, facility, store, hub, disposal site"),
    ("C^-_{nt}, C^+_{nt}", "the smallest and the largest capacity a facility that is there can have"),
    ("Y_e", r"whether asset e is there: 1 where it stands today or needs no building, else \sum_{b \in B_e} y_b"),
    (r"q_a, q_s, q^v_k, \bar q_l", "a property of what moves, is disposed of, is bought, and its bound"),
    ("g_j, h_{ij}", "what one unit of column j adds to cost, and to impact i (1: CO2), in a year"),
    ("h^-_{ij}", "what it avoids of impact i elsewhere, where the objective counts that; else 0"),
    (r"\gamma, w_i, \pi", "the objective's weight of cost, its weight of impact i, and the carbon price"),
)

OBJECTIVE = r"\min \sum_j \bigl(\gamma\, (g_j + \pi\, h_{1j}) + \sum_i w_i\, (h_{ij} - h^-_{ij})\bigr)\, x_j"

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
        "Minimise cost, CO2 and other impacts, weighed, of all columns x_j in a year; carbon is paid per CO2.",
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
