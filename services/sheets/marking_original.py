"""Marking an .xlsx in place, so that the school gets back the sheet that it knows.

The file has been read before by `services.sheets.workbook`, which refuses the bombs that this
library would swallow.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from care.rosters.grid import Grid
from services.sheets.marking_words import (
    COLOURS,
    MAX_MARKED,
    MAX_NOTES,
    NOTES_CODE,
    Mark,
    Marked,
    MarkKind,
    Words,
    by_cell,
    harmless,
    link_to,
)

_REFUSALS = (ValueError, TypeError, KeyError, IndexError, AttributeError, InvalidFileException)
_UNSAFE = re.compile(
    r"[\[|]|HYPERLINK|WEBSERVICE|FILTERXML|IMAGE|DDE|CALL|REGISTER|EXEC|RTD|INDIRECT", re.IGNORECASE
)
_LINE = "\n—— 鸿雁\n"  # between a comment of the school's own and ours
_WIDTHS = {"A": 18, "B": 10, "C": 12, "D": 90}


class UnmarkableError(Exception):
    """The library cannot open this workbook; its values can still be read."""


def mark_original(data: bytes, grids: Sequence[Grid], marks: Sequence[Mark], words: Words) -> bytes:
    """The workbook with its marks. Raises `UnmarkableError`."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
        _mark(book, {grid.sheet: grid for grid in grids}, marks, words)
        buffer = io.BytesIO()
        book.save(buffer)
    except (*_REFUSALS, zipfile.BadZipFile) as error:
        raise UnmarkableError from error
    return buffer.getvalue()


def _mark(book: Workbook, grids: Mapping[str, Grid], marks: Sequence[Mark], words: Words) -> None:
    for sheet in list(book.worksheets):
        if sheet.sheet_properties.codeName == NOTES_CODE:
            book.remove(sheet)
        else:
            _tidy(sheet, grids.get(sheet.title), words.author)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    for (name, address), marked in by_cell(marks).items():
        if name in sheets:
            _colour(_anchor(sheets[name], address), marked, words.author)
    _write_notes(book, marks, words)


def _tidy(sheet: Worksheet, grid: Grid | None, author: str) -> None:
    """Takes away the marks of an earlier copy, and formulas that reach out of the workbook."""
    sheet.sheet_view.tabSelected = False
    for cell in list(sheet._cells.values()):  # noqa: SLF001 - iter_rows makes all up to a far one
        if isinstance(cell, MergedCell):
            continue
        if cell.comment is not None:
            _uncolour(cell, cell.comment, author)
        if cell.data_type == "f" and _UNSAFE.search(str(cell.value)):
            cell.value = harmless(grid.at(cell.row - 1, cell.column - 1) if grid else None)


def _uncolour(cell: Cell, comment: Comment, author: str) -> None:
    """Takes our comment away, and leaves what the school had noted there itself."""
    theirs, line, _ = comment.text.partition(_LINE)
    if comment.author == author or line:
        cell.fill = PatternFill()
        cell.comment = Comment(theirs, comment.author) if line else None


def _anchor(sheet: Worksheet, address: str) -> Cell:
    """The cell; within merged cells the one that is shown."""
    cell: Cell | MergedCell = sheet[address]
    if isinstance(cell, MergedCell):
        span = next(span for span in sheet.merged_cells.ranges if address in span)
        cell = sheet.cell(span.min_row, span.min_col)
    if isinstance(cell, MergedCell):
        raise TypeError(address)
    return cell


def _colour(cell: Cell, marked: Marked, author: str) -> None:
    cell.fill = PatternFill("solid", fgColor=COLOURS[marked.kind])
    text, before = marked.text, cell.comment
    if before is not None:
        text, author = f"{before.text}{_LINE}{text}", before.author or author
    cell.comment = Comment(text, author, height=120, width=320)


def _write_notes(book: Workbook, marks: Sequence[Mark], words: Words) -> None:
    title = words.notes
    while title in book.sheetnames:
        title += "+"
    sheet = book.create_sheet(title, 0)
    sheet.sheet_properties.codeName = NOTES_CODE
    book.active = sheet
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    _text(sheet, 1, 1, words.title).font = Font(bold=True, size=14)
    for row, kind in enumerate(MarkKind, 2):
        _text(sheet, row, 1, words.kinds[kind]).fill = PatternFill("solid", fgColor=COLOURS[kind])
    for column, heading in enumerate(words.headings, 1):
        _text(sheet, 6, column, heading).font = Font(bold=True)
    for row, mark in enumerate(marks[:MAX_NOTES], 7):
        _write_note(sheet, row, mark, words)


def _write_note(sheet: Worksheet, row: int, mark: Mark, words: Words) -> None:
    for column, text in enumerate((mark.sheet, mark.cell, words.kinds[mark.kind], mark.reason), 1):
        _text(sheet, row, column, text)
    sheet.cell(row, 3).fill = PatternFill("solid", fgColor=COLOURS[mark.kind])
    sheet.cell(row, 4).alignment = Alignment(wrap_text=True, vertical="top")
    if mark.cell and row < MAX_MARKED:
        link = sheet.cell(row, 2)
        link.hyperlink = Hyperlink(link.coordinate, location=link_to(mark.sheet, mark.cell))
        link.font = Font(color="0563C1", underline="single")


def _text(sheet: Worksheet, row: int, column: int, text: str) -> Cell | MergedCell:
    """Text, and nothing but text: "=1+1" in a reason must not become a formula."""
    cell = sheet.cell(row, column, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
