"""Tables with fixed columns and units: what is printed, written as CSV, and handed out as DataFrames."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Cell = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name and its unit (empty for none)."""

    name: str
    unit: str = ""

    @property
    def header(self) -> str:
        """Name and unit as a table's header: `cost [EUR/a]`."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name


@dataclass(frozen=True, slots=True)
class Table:
    """A table of results. A cell that does not exist is None, never 0."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def to_csv(self) -> bytes:
        """Write the table as CSV; numbers to their last digit."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column.header for column in self.columns])
        writer.writerows([_written(cell) for cell in row] for row in self.rows)
        return text.getvalue().encode()

    def to_frame(self) -> pd.DataFrame:
        """Hand the table out as a DataFrame; `attrs["units"]` holds the unit of each column."""
        import pandas as pd  # noqa: PLC0415 - costs 0.4 s, and only users of DataFrames need it

        frame = pd.DataFrame(list(self.rows), columns=[column.name for column in self.columns])
        frame.attrs["units"] = {column.name: column.unit for column in self.columns}
        return frame

    def column(self, name: str) -> list[Cell]:
        """List the cells of one column."""
        number = [column.name for column in self.columns].index(name)
        return [row[number] for row in self.rows]


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return repr(cell) if isinstance(cell, float) else str(cell)
