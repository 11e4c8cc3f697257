"""A workbook of plain tables, for somebody to print or to hand on. Cells are never formulas."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

Cell = str | int | date | None
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDEST, _NARROWEST, _WIDE_SIGN = 40, 8, 0x2E80
_LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, its headings, its rows."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def workbook(tables: Sequence[Table]) -> bytes:
    """The tables as an .xlsx file, headings bold and kept in sight."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {**_SAFE, "in_memory": True}) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for table in tables:
            sheet = book.add_worksheet(table.name[:_LONGEST_NAME])
            sheet.freeze_panes(1, 0)
            for column, head in enumerate(table.heads):
                sheet.write_string(0, column, head, bold)
                cells = [row[column] for row in table.rows]
                sheet.set_column(column, column, _width([head, *cells]))
                for number, cell in enumerate(cells, 1):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif cell is not None:
                        sheet.write(number, column, cell)
    return buffer.getvalue()


def _width(cells: Sequence[Cell]) -> int:
    """Wide enough for the longest cell; a Chinese sign takes the room of two letters."""
    longest = max(sum(2 if ord(sign) > _WIDE_SIGN else 1 for sign in str(cell)) for cell in cells)
    return min(max(longest + 2, _NARROWEST), _WIDEST)
