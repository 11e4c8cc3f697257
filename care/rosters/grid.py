"""A sheet as plain cells: what a workbook is reduced to before anything is understood in it."""

from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None
Span = tuple[int, int, int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet, counted from 0; a span is (first row, first column, last row, last column)."""

    sheet: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Span, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()

    def at(self, row: int, column: int) -> Cell:
        """The cell's value, None outside of the sheet or where nothing is written."""
        if not 0 <= row < len(self.rows):
            return None
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else None

    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(row) for row in self.rows), default=0)


def a1(row: int, column: int) -> str:
    """The cell's address as a spreadsheet shows it: row 6, column 1 (both from 0) is B7."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
