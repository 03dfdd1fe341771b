"""How a plain, unquoted word is read: YAML 1.2's core scalars, the same in files, tables and settings."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from isopt.scenario.document import Scalar

MAX_TEXT_CHARS: Final = 131_072
"""Characters of one text: far more than a note needs, the same in YAML and CSV."""

MAX_KEY_CHARS: Final = 128
"""Characters of one key, so that any key can be written on one line of YAML."""

_WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_START: Final = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.?(?:inf|infinity|nan)", re.IGNORECASE)
_NOT_PRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class NotFiniteError(ValueError):
    """A word that stands for infinity, for no number, or for one too large to hold."""


def read_scalar(word: str) -> Scalar:
    """Read an unquoted word; raise NotFiniteError where it is no finite number."""
    if word in _WORDS:
        return _WORDS[word]
    if word[0] in _NUMBER_START:
        if _INTEGER.fullmatch(word):
            return _integer(word)
        if _FLOAT.fullmatch(word):
            return _finite(word)
    if len(word) <= 10 and _NOT_FINITE.fullmatch(word):
        raise NotFiniteError(word)
    return word


def is_printable(text: str) -> bool:
    """Say whether a text is free of control characters and halves of characters."""
    return text.isprintable() or not _NOT_PRINTED.search(text)


def _integer(word: str) -> int | float:
    if len(word) <= 20:
        number = int(word)
        if -(2**63) <= number < 2**63:
            return number
    return _finite(word)


def _finite(word: str) -> float:
    number = float(word)
    if not math.isfinite(number):
        raise NotFiniteError(word)
    return number
