"""How parent and worker talk: pickles, each after its length."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import IO, Any

LENGTH = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Done:
    """The answer to a task."""

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """A task that raised: its error, where that is one of isopt's own, and its traceback."""

    error: Exception | None
    trace: str


def pack(message: Any) -> bytes:
    """Turn a message into bytes with their length before them."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(body)) + body


def receive(stream: IO[bytes]) -> bytes | None:
    """Read the body of the next message; None where the other side is gone."""
    head = _exactly(stream, LENGTH.size)
    return None if head is None else _exactly(stream, LENGTH.unpack(head)[0])


def _exactly(stream: IO[bytes], size: int) -> bytes | None:
    data = stream.read(size)
    return data if len(data) == size else None
