"""How far an .xlsx reaches is known before it is read, however its cells are written."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from services.sheets.archive import WorkbookError, sound_archive
from services.sheets.marking import marked_copy
from services.sheets.workbook import grids_of
from services.sheets.xlsx import find_formulas
from tests.rosters.test_marking import WORDS, wrong

SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<c r="XFD1048576"><v>1</v></c>'
UNUSUAL = {
    "quotes": FAR.replace(b'"', b"'"),
    "a line break": FAR.replace(b"<c ", b"<c\n"),
    "blanks": FAR.replace(b'r="', b'r = "'),
    "a slash in another attribute": FAR.replace(b"><v", b' x="a/b"><v'),
    "a bracket in another attribute": FAR.replace(b"<c ", b'<c x=">" '),
    "an entity": FAR.replace(b"XFD", b"&#88;FD"),
    "small letters": FAR.replace(b"XFD", b"xfd"),
    "two places": FAR.replace(b"<c ", b'<c r="A1" '),
    "a name space": FAR.replace(b"<c ", b"<x:c ").replace(b"</c", b"</x:c"),
    "no place of its own": b"<c><v>1</v></c>" * 7,
}


def a_book(change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """A workbook with one cell, of which each part is changed."""
    book, plain, changed = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.worksheets[0]["A1"] = "x"
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return changed.getvalue()


def with_a_row(cells: bytes, part: str = SHEET, after: bytes = b"") -> bytes:
    """A workbook with these cells in its last row, and something behind all cells."""

    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name != SHEET:
            return name, content
        spaced = content.replace(b"<worksheet ", b'<worksheet xmlns:x="%s" ' % _MAIN, 1)
        row = b'<row r="1048576">' + cells + b"</row></sheetData>" + after
        return part, spaced.replace(b"</sheetData>", row)

    return a_book(change)


_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def code_of(data: bytes) -> str | None:
    """Why a file is refused before it is laid out."""
    try:
        with sound_archive(data, "a.xlsx") as archive:
            find_formulas(archive, "a.xlsx")
    except WorkbookError as error:
        return error.code
    return None


@pytest.mark.parametrize("cells", UNUSUAL.values(), ids=UNUSUAL.keys())
def test_a_far_cell_is_found_however_it_is_written(cells: bytes) -> None:
    cells = cells if b"1048576" in cells else cells + b'<c r="XFD1"><v>1</v></c>'
    assert code_of(with_a_row(cells)) in ("far", "unreadable")


def test_a_far_cell_is_found_in_a_part_with_another_spelling() -> None:
    assert code_of(with_a_row(FAR, part="xl/Worksheets/Sheet1.XML")) == "far"


def test_two_parts_that_differ_in_capitals_only_are_refused() -> None:
    data = io.BytesIO(with_a_row(b""))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(SHEET.upper(), b"")
    assert code_of(data.getvalue()) == "unreadable"


def test_a_formula_that_is_no_cells_is_nobodys() -> None:
    """A list to choose from, on another sheet, is written with a formula behind the cells."""
    choices = b"<extLst><x:ext><x:f>B!$A$1:$A$2</x:f></x:ext></extLst>"
    (grid,) = grids_of("a.xlsx", a_book(lambda name, content: (name, _with(content, choices))))
    assert (grid.rows, grid.formulas) == ((("x",),), frozenset())


def _with(content: bytes, after: bytes) -> bytes:
    spaced = content.replace(b"<worksheet ", b'<worksheet xmlns:x="%s" ' % _MAIN, 1)
    return spaced.replace(b"</sheetData>", b"</sheetData>" + after)


def test_a_far_cell_without_content_is_no_matter() -> None:
    (grid,) = grids_of("a.xlsx", with_a_row(b'<c r="XFD1048576" s="1"/>'))
    assert grid.rows == (("x",),)


def test_a_stray_coloured_cell_far_below_makes_the_marked_copy_no_larger() -> None:
    book, data = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["T20000"].fill = "x", PatternFill("solid", fgColor="FFFFFF")
    book.save(data)

    copy = marked_copy("a.xlsx", data.getvalue(), [wrong("A1", sheet=sheet.title)], WORDS)

    assert len(copy) < 10_000  # bytes: with a row for every one above it there would be 60,000
