"""Names for the files solvers read: safe for every reader of LP and MPS, each its own, and still readable."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from isopt.formulation.program import Program

LONGEST = 250
"""The most characters a name gets: LP files know 255, of which a row with two sides loses two to `lo` and `up`."""

_UNSAFE = re.compile(r"[^A-Za-z0-9_.,()]")
"""All that LP or MPS give a meaning to, or that some reader does not know in a name."""

_NUMBER_LIKE = re.compile(r"[0-9.,()]|e[0-9.]|e$|(inf|infinity|nan|1e30)$", re.IGNORECASE)
"""How numbers begin: `e10` after a coefficient is its exponent."""

_WORD = re.compile(
    r"(min|max|minimi[sz]e|maximi[sz]e|minimum|maximum|subject|to|st|s\.t\.|st\.|such|that|bounds?|bin|binary|binaries"
    r"|gen|generals?|int|integers?|semis?|sec|sin|sos|sos1|sos2|free|end|obj|objective|lazy|user|cuts|rhs|ranges?|rows"
    r"|columns|name|endata|objsense|bnd|marker|intorg|intend|indicators|pwlobj|genconstrs|scenario|multi)$",
    re.IGNORECASE,
)
"""Words of the formats."""


def file_names(program: Program) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the columns and the rows of a program for a solver's file, in order."""
    return safe_names(program.column_names()), safe_names(program.row_names())


def safe_names(names: Iterable[str]) -> tuple[str, ...]:
    """Make names safe and distinct. A name that is both already stays; the others get numbers, in their order."""
    wanted = list(names)
    plain = [_plain(name) for name in wanted]
    taken = {name for name, made in zip(wanted, plain, strict=True) if name == made}
    return tuple(_distinct(wanted, plain, taken))


def _distinct(wanted: Sequence[str], plain: Sequence[str], taken: set[str]) -> Iterable[str]:
    met: set[str] = set()
    next_number: dict[str, int] = {}
    for name, made in zip(wanted, plain, strict=True):
        if name == made and name not in met:
            met.add(name)
            yield name
            continue
        result, number = made, next_number.get(made, 2)
        while result in taken:
            tail = f"_{number}"
            result, number = made[: LONGEST - len(tail)] + tail, number + 1
        next_number[made] = number
        taken.add(result)
        yield result


def _plain(name: str) -> str:
    """Write a name with letters, digits and `_ . , ( )` only; a hash stands for what is cut off a long one."""
    spelt = unicodedata.normalize("NFKD", name.removesuffix("()"))
    made = _UNSAFE.sub("_", "".join(letter for letter in spelt if not unicodedata.combining(letter)))
    if not made or _NUMBER_LIKE.match(made) or _WORD.match(made):
        made = f"_{made}"
    if made.endswith(("lo", "up")):  # what HiGHS appends to the name of a row with two sides
        made = f"{made}_"
    if len(made) > LONGEST:
        tail = f"_{hashlib.sha256(name.encode(errors='surrogatepass')).hexdigest()[:12]}"
        made = made[: LONGEST - len(tail)] + tail
    return made
