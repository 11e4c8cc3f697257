"""A file as grids of cells: Excel workbooks, and comma-separated text in any encoding in use."""

from datetime import date, datetime
from pathlib import Path

import python_calamine as calamine

from care.rosters.grid import Cell, Grid
from services.workbook_text import read_text
from services.workbook_zip import MAX_CELLS, MAX_UNPACKED, WorkbookError, find_formulas

__all__ = ["MAX_BYTES", "MAX_CELLS", "MAX_UNPACKED", "WorkbookError", "open_grids"]

MAX_BYTES = 50 * 1024 * 1024
_ZIP = b"PK"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOKS = {".xlsx", ".xlsm"}


def open_grids(path: Path) -> tuple[Grid, ...]:
    """The file's sheets in their order; a hidden sheet comes without its cells.

    A .csv file is one sheet named like the file. Raises `WorkbookError`: `missing`, `ending`,
    `empty`, `too_large`, `password`, `encoding` or `unreadable`.
    """
    data = _bytes(path)
    if data.startswith(_OLD_OFFICE):
        code = "password" if _ENCRYPTED in data else "ending"
        raise WorkbookError(code, file=path.name)
    if data.startswith(_ZIP):
        return _workbook(path)
    if path.suffix.lower() in _WORKBOOKS:
        raise WorkbookError("unreadable", file=path.name)
    rows, formulas = read_text(data, path.name)
    return (Grid(path.stem, rows, formulas=formulas),)


def _bytes(path: Path) -> bytes:
    if path.suffix.lower() not in {*_WORKBOOKS, ".csv"}:
        raise WorkbookError("ending", file=path.name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise WorkbookError("too_large", file=path.name)
        data = path.read_bytes()
    except FileNotFoundError:
        raise WorkbookError("missing", file=path.name) from None
    except OSError as error:
        raise WorkbookError("unreadable", file=path.name) from error
    if not data.strip():
        raise WorkbookError("empty", file=path.name)
    return data


def _workbook(path: Path) -> tuple[Grid, ...]:
    formulas = find_formulas(path)
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            return tuple(
                _grid(book, sheet, formulas.get(sheet.name, frozenset()))
                for sheet in book.sheets_metadata
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            )
    except calamine.PasswordError as error:
        raise WorkbookError("password", file=path.name) from error
    except calamine.CalamineError as error:
        raise WorkbookError("unreadable", file=path.name) from error


def _grid(
    book: calamine.CalamineWorkbook,
    about: calamine.SheetMetadata,
    formulas: frozenset[tuple[int, int]],
) -> Grid:
    if about.visible != calamine.SheetVisibleEnum.Visible:
        return Grid(about.name, ())
    sheet = book.get_sheet_by_name(about.name)
    return Grid(
        about.name,
        tuple(tuple(map(_cell, row)) for row in sheet.to_python(skip_empty_area=False)),
        tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ()),
        formulas,
    )


def _cell(value: object) -> Cell:
    """Empty cells are None; times and lengths of time are kept as text."""
    if value == "":
        return None
    if isinstance(value, str | int | float | bool | date | datetime):
        return value
    return str(value)
