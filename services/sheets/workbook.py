"""A file as grids of cells: workbooks of three kinds, and comma-separated text in any encoding.

What a file is, its content says; its name counts only for text.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import NoReturn

import python_calamine as calamine

from care.rosters.grid import Cell, Grid
from services.sheets.archive import (
    MAX_CELLS,
    MAX_UNPACKED,
    Place,
    WorkbookError,
    sound_archive,
)
from services.sheets.kinds import Kind, kind_of, kind_of_archive
from services.sheets.ods import read_open_document
from services.sheets.text import read_text
from services.sheets.xls import check_old
from services.sheets.xlsx import find_formulas

__all__ = ["MAX_BYTES", "MAX_CELLS", "MAX_UNPACKED", "WorkbookError", "grids_of", "open_grids"]

MAX_BYTES = 50 * 1024 * 1024
_WORKBOOKS = {".xlsx", ".xlsm", ".ods"}
_TEXTS = {".csv", ".xls"}  # not few systems write text with tabs and call it .xls
_PLAIN = (str, float, int, bool)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def open_grids(path: Path) -> tuple[Grid, ...]:
    """As `grids_of`, of a file on disk; also raises `WorkbookError` `missing`."""
    return grids_of(path.name, bytes_of(path))


def grids_of(name: str, data: bytes) -> tuple[Grid, ...]:
    """The sheets of a file called `name` in their order; a hidden sheet comes without its cells.

    A .csv file is one sheet named like the file. Blank rows at the end are left out. It takes
    seconds for a big file: not for the event loop. Raises `WorkbookError`: `empty`, `ending`,
    `too_large`, `far`, `password`, `encoding`, `web`, `picture`, `document`, `archive` or
    `unreadable`.
    """
    if len(data) > MAX_BYTES:
        raise WorkbookError("too_large", file=name)
    if not data.strip():
        raise WorkbookError("empty", file=name)
    return tuple(_tidied(grid, name) for grid in _grids(name, data))


def bytes_of(path: Path) -> bytes:
    """The file's content. Raises `WorkbookError`: `missing`, `too_large` or `unreadable`."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise WorkbookError("too_large", file=path.name)
        return path.read_bytes()
    except FileNotFoundError:
        raise WorkbookError("missing", file=path.name) from None
    except OSError as error:
        raise WorkbookError("unreadable", file=path.name) from error


def _grids(name: str, data: bytes) -> tuple[Grid, ...]:
    kind = kind_of(data)
    if kind is Kind.old_office:
        return _old_workbook(name, data)
    if kind is Kind.text:
        return _text(name, data)
    if kind is not Kind.archive or not data.startswith(b"PK"):
        _refuse(kind, name)
    with sound_archive(data, name) as archive:
        packed = kind_of_archive(archive)
        if packed is Kind.open_document:
            with archive.open("content.xml") as stream:
                return read_open_document(stream, name)
        if packed is not Kind.workbook:
            _refuse(packed, name)
        formulas = find_formulas(archive, name)
    return _workbook(name, data, formulas)


def _refuse(kind: Kind, name: str) -> NoReturn:
    for code in ("web", "picture", "document", "archive"):
        if kind.value == code:
            raise WorkbookError(code, file=name)
    raise WorkbookError("unreadable", file=name)


def _text(name: str, data: bytes) -> tuple[Grid, ...]:
    ending = PurePath(name).suffix.lower()
    if ending in _WORKBOOKS:
        raise WorkbookError("unreadable", file=name)
    if ending not in _TEXTS:
        raise WorkbookError("ending", file=name)
    rows, formulas = read_text(data, name)
    return (Grid(PurePath(name).stem, rows, formulas=formulas),)


def _old_workbook(name: str, data: bytes) -> tuple[Grid, ...]:
    if _ENCRYPTED in data:
        raise WorkbookError("password", file=name)
    return _workbook(name, data, check_old(data, name))


def _workbook(
    name: str, data: bytes, formulas: Mapping[str, frozenset[Place]] | Sequence[frozenset[Place]]
) -> tuple[Grid, ...]:
    with _refusals(name), calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        sheets = book.sheets_metadata
        if not isinstance(formulas, Mapping):
            names = (sheet.name for sheet in sheets)
            formulas = dict(zip(names, formulas, strict=True))
        return tuple(
            _grid(book, sheet, formulas.get(sheet.name, frozenset()))
            for sheet in sheets
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        )


@contextmanager
def _refusals(name: str) -> Iterator[None]:
    """What the library says of a file that it cannot read, its own failures included."""
    try:
        yield
    except calamine.PasswordError as error:
        raise WorkbookError("password", file=name) from error
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise WorkbookError("unreadable", file=name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the library's: it has no name to import
            raise
        raise WorkbookError("unreadable", file=name) from error


def _grid(
    book: calamine.CalamineWorkbook, about: calamine.SheetMetadata, formulas: frozenset[Place]
) -> Grid:
    if about.visible != calamine.SheetVisibleEnum.Visible:
        return Grid(about.name, ())
    sheet = book.get_sheet_by_name(about.name)
    rows = sheet.to_python(skip_empty_area=False)
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    return Grid(
        about.name,
        tuple(map(_row, rows)),
        tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ()),
        formulas,
    )


def _row(row: Sequence[object]) -> tuple[Cell, ...]:
    """Empty cells are None; times and lengths of time are kept as text."""
    return tuple([cell if cell.__class__ is str and cell else _cell(cell) for cell in row])


def _cell(value: object) -> Cell:
    if value == "":
        return None
    if isinstance(value, str | int | float | bool | date | datetime):
        return value
    return str(value)


def _tidied(grid: Grid, name: str) -> Grid:
    """Without the blank rows at the end, and without spans that would take too long to follow."""
    rows = grid.rows
    if sum(min(bottom, len(rows)) - top for top, _, bottom, _ in grid.merged) > MAX_CELLS:
        raise WorkbookError("unreadable", file=name)
    end = len(rows)
    while end and not any(_says(cell) for cell in rows[end - 1]):
        end -= 1
    if end == len(rows):
        return grid
    last = max((row + 1 for row, _ in grid.formulas), default=0)
    return replace(grid, rows=rows[: max(end, min(last, len(rows)))])


def _says(cell: Cell) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())
