"""A marked copy laid out anew, for files that have no look to keep or are too large to keep it."""

import io
import math
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from care.rosters.grid import Cell, Grid, a1
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

_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME, _LONGEST_TEXT, _WIDTH = 31, 32_767, 14
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_STREAMED = 300_000  # cells: more are written row by row through files of their own


@dataclass(frozen=True)
class _Looks:
    """The formats of a book, by colour (None: no mark) and by what they show."""

    plain: Mapping[MarkKind | None, Format]
    dates: Mapping[MarkKind | None, Format]
    bold: Format
    link: Format


def mark_fresh(grids: Sequence[Grid], marks: Sequence[Mark], words: Words) -> bytes:
    """The values of the sheets that are not hidden, with their marks."""
    size = sum(len(grid.rows) * grid.width() for grid in grids)
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        options = {**_SAFE, "constant_memory": size > _STREAMED, "tmpdir": folder}
        with xlsxwriter.Workbook(buffer, options) as book:
            looks = _looks(book)
            shown = [grid for grid in grids if grid.rows and grid.sheet != words.notes]
            names = _names([words.notes, *(grid.sheet for grid in shown)])
            _write_notes(book.add_worksheet(names[words.notes]), marks, names, words, looks)
            marked = by_cell(marks)
            for grid in shown:
                own = {cell: m for (sheet, cell), m in marked.items() if sheet == grid.sheet}
                _write(book.add_worksheet(names[grid.sheet]), grid, own, words, looks)
    return buffer.getvalue()


def _looks(book: xlsxwriter.Workbook) -> _Looks:
    fills: dict[MarkKind | None, dict[str, str]] = {None: {}}
    fills |= {kind: {"bg_color": f"#{COLOURS[kind]}"} for kind in MarkKind}
    dates = {"num_format": "yyyy-mm-dd"}
    return _Looks(
        plain={kind: book.add_format(fill) for kind, fill in fills.items()},
        dates={kind: book.add_format({**fill, **dates}) for kind, fill in fills.items()},
        bold=book.add_format({"bold": True}),
        link=book.add_format({"font_color": "#0563C1", "underline": 1}),
    )


def _names(sheets: Sequence[str]) -> dict[str, str]:
    """Names that a workbook allows, each its own."""
    names: dict[str, str] = {}
    for sheet in sheets:
        name = _NOT_IN_A_NAME.sub("_", sheet).strip("' ")[:_LONGEST_NAME] or "_"
        while name.lower() in {taken.lower() for taken in names.values()}:
            name = f"{name[: _LONGEST_NAME - 1]}_" if not name.endswith("__") else f"{name[:-3]}+"
        names[sheet] = name
    return names


def _write(
    sheet: Worksheet, grid: Grid, marked: Mapping[str, Marked], words: Words, looks: _Looks
) -> None:
    width = grid.width()
    sheet.set_column(0, max(width - 1, 0), _WIDTH)
    upright = _upright(grid)
    for r in range(len(grid.rows)):
        for c in range(width):
            value = grid.at(upright.get((r, c), r), c)
            mark = marked.get(a1(r, c)) if marked else None
            if mark is not None:
                options = {"author": words.author, "x_scale": 2.5, "y_scale": 1.5}
                sheet.write_comment(r, c, mark.text, options)
            kind = mark.kind if mark is not None else None
            if (r, c) in grid.formulas:
                _write_formula(sheet, r, c, value, looks.plain[kind])
            elif value is not None or mark is not None:
                _write_value(sheet, r, c, value, looks, kind)


def _upright(grid: Grid) -> dict[tuple[int, int], int]:
    """Merged cells are taken apart: each says what the uppermost of its column says."""
    return {
        (row, left): top
        for top, left, bottom, _ in grid.merged
        for row in range(top + 1, min(bottom + 1, len(grid.rows)))
    }


def _write_formula(sheet: Worksheet, r: int, c: int, value: Cell, look: Format) -> None:
    """It stays one, though a harmless one, so that it is refused till it is mended."""
    sheet.write_formula(r, c, harmless(value), look, "" if value is None else str(value))


def _write_value(
    sheet: Worksheet, r: int, c: int, value: Cell, looks: _Looks, kind: MarkKind | None
) -> None:
    look = looks.plain[kind]
    if value is None:
        sheet.write_blank(r, c, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(r, c, value, look)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(r, c, value, look)
    elif isinstance(value, date | datetime) and value.year >= 1900:
        sheet.write_datetime(r, c, value, looks.dates[kind])
    else:
        sheet.write_string(r, c, str(value)[:_LONGEST_TEXT], look)


def _write_notes(
    sheet: Worksheet,
    marks: Sequence[Mark],
    names: Mapping[str, str],
    words: Words,
    looks: _Looks,
) -> None:
    sheet.set_vba_name(NOTES_CODE)
    for column, width in enumerate((18, 10, 12, 90)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, words.title, looks.bold)
    for row, kind in enumerate(MarkKind, 1):
        sheet.write_string(row, 0, words.kinds[kind], looks.plain[kind])
    for column, heading in enumerate(words.headings):
        sheet.write_string(5, column, heading, looks.bold)
    for row, mark in enumerate(marks[:MAX_NOTES], 6):
        sheet.write_string(row, 0, mark.sheet)
        if mark.cell and mark.sheet in names and row < MAX_MARKED:
            place = f"internal:{link_to(names[mark.sheet], mark.cell)}"
            sheet.write_url(row, 1, place, looks.link, mark.cell)
        else:
            sheet.write_string(row, 1, mark.cell)
        sheet.write_string(row, 2, words.kinds[mark.kind], looks.plain[mark.kind])
        sheet.write_string(row, 3, mark.reason)
