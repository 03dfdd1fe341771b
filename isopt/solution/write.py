"""A program as a file that any solver reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isopt.errors import UsageError
from isopt.formulation.names import file_names
from isopt.solution.tasks import WriteTask

if TYPE_CHECKING:
    from isopt.formulation.program import Program
    from isopt.solution.process import Worker

SUFFIXES = (".lp", ".mps")


def write_model(worker: Worker, program: Program, suffix: str) -> bytes:
    """Write a program as `.lp` or `.mps`, with the names of its columns and rows.

    Raises UsageError for any other suffix.
    """
    if suffix not in SUFFIXES:
        raise UsageError(f"'{suffix}' is no format a model is written in; use {' or '.join(SUFFIXES)}")
    columns, rows = file_names(program)
    content: bytes = worker.run(WriteTask(program.to_highs(), columns, rows, suffix)).value
    return content
