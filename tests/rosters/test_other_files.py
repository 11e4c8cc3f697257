"""Old workbooks (.xls) and OpenDocument sheets (.ods): the same table, and the same care."""

import struct
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.rosters.grid import Grid
from services.sheets import archive
from services.sheets import ods as open_documents
from services.sheets.workbook import WorkbookError, grids_of
from tests.rosters import open_document as ods
from tests.rosters.builders import HEADINGS, a_row, reading
from tests.rosters.old_office import (
    PASSWORD,
    SHEET,
    Formula,
    a_cell,
    a_record,
    a_sheet,
    a_start,
    a_stream,
    an_old_file,
    an_old_workbook,
)

ROW = [value if isinstance(value, str | float | None) else float(str(value)) for value in a_row()]
STRINGS = 0x00FC


def refusal(data: bytes, name: str = "a.xls") -> tuple[str, str]:
    """The code of a refusal, and the cell it names."""
    with pytest.raises(WorkbookError) as error:
        grids_of(name, data)
    assert error.value.params["file"] == name
    return error.value.code, error.value.params.get("cell", "")


def test_an_old_workbook_is_read_like_a_new_one() -> None:
    found = reading(*grids_of("a.xls", an_old_workbook(花名册=[HEADINGS, ROW]))).roster
    assert found is not None
    assert (found.faults, found.questions, len(found.children)) == ((), (), 1)
    assert found.children[0].adults[0].phones == ("+8616700000101",)


def test_formulas_in_an_old_workbook_are_found_in_every_sheet() -> None:
    first, second = grids_of("a.xls", an_old_workbook(一=[["x"], [None, Formula(7)]], 二=[["y"]]))
    assert (first.rows, set(first.formulas)) == ((("x", None), (None, 7.0)), {(1, 1)})
    assert second == Grid("二", (("y",),))


def test_an_old_workbook_with_a_password_is_named_so() -> None:
    assert refusal(an_old_file(a_stream({"a": a_sheet([["x"]])}, PASSWORD)))[0] == "password"


def test_a_protected_new_workbook_is_named_so_whatever_its_name() -> None:
    assert refusal(an_old_file(b"x", "EncryptedPackage"), "a.xlsx")[0] == "password"


def test_an_old_text_document_is_no_sheet() -> None:
    assert refusal(an_old_file(b"x", "WordDocument"))[0] == "document"


@pytest.mark.parametrize(
    "data",
    [
        an_old_file(a_stream({"a": a_sheet([["x"]])}), circular=True),
        an_old_file(a_stream({"a": a_sheet([["x"]], size=(4_000_000_000, 60_000))})),
        an_old_file(
            a_stream({"a": a_sheet([["x"]])}, a_record(STRINGS, struct.pack("<II", 9, 2**31 - 1)))
        ),
        an_old_file(a_stream({"a": a_sheet([["x"]])}), "Something"),
    ],
    ids=["a chain without end", "four billion rows", "two billion texts", "no workbook in it"],
)
def test_an_old_workbook_that_promises_too_much_is_refused(data: bytes) -> None:
    assert refusal(data)[0] == "unreadable"


def test_a_cell_at_the_far_end_of_an_old_sheet_is_named() -> None:
    cells = a_cell(0, 0, "x") + a_cell(65535, 255, "y")
    stream = a_stream({"表": a_start(SHEET) + cells + a_record(0x000A, b"")})
    assert refusal(an_old_file(stream)) == ("far", "IV65536")


OLD = an_old_workbook(三年级=[["姓名", "出生年月"], ["马小满", 2017.5], [None, Formula(7)]])


@given(st.lists(st.tuples(st.integers(0, len(OLD) - 1), st.integers(0, 255)), min_size=1))
@settings(deadline=None, max_examples=300)
def test_a_damaged_old_workbook_is_read_or_refused(damage: list[tuple[int, int]]) -> None:
    content = bytearray(OLD)
    for place, byte in damage:
        content[place % 2200] = byte  # where anything stands: behind is padding
    with suppress(WorkbookError):
        grids_of("a.xls", bytes(content))


def test_an_open_document_is_read_with_dates_numbers_merged_cells_and_formulas() -> None:
    data = ods.an_open_document(
        ods.sheet(
            "一",
            ods.row(ods.words("姓 名", 'table:number-rows-spanned="2"'), ods.a_day("2017-05-21")),
            ods.row(ods.empty(), ods.number(7, 'table:formula="of:=1+6"')),
            ods.row(ods.empty(16384), times=1_048_574),
        ),
        ods.sheet("旧", ods.row(ods.words("x")), style="hidden"),
    )
    shown, hidden = grids_of("a.ods", data)
    assert shown.rows == (("姓 名", date(2017, 5, 21)), (None, 7.0))
    assert (shown.merged, set(shown.formulas)) == (((0, 0, 1, 0),), {(1, 1)})
    assert hidden == Grid("旧", ())


def test_a_moment_a_line_break_and_a_remark_in_an_open_document() -> None:
    noted = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>no</text:p>'
        "</office:annotation><text:p>a<text:s text:c='2'/>b<text:line-break/>c</text:p>"
        "<text:p>d</text:p></table:table-cell>"
    )
    (grid,) = grids_of(
        "a.ods",
        ods.an_open_document(ods.sheet("一", ods.row(noted, ods.a_day("2017-05-21T08:00:00")))),
    )
    moment = datetime.fromisoformat("2017-05-21T08:00:00")
    assert grid.rows == (("a  b\nc\nd", moment),)


def test_repeated_rows_with_a_child_below_keep_their_place() -> None:
    rows = ods.row(ods.words("x")), ods.row(ods.empty(9), times=3), ods.row(ods.words("y"), times=2)
    (grid,) = grids_of("a.ods", ods.an_open_document(ods.sheet("一", *rows)))
    assert grid.rows == (("x",), (), (), (), ("y",), ("y",))


WIDE = 'table:number-columns-repeated="16384"'


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([ods.row(ods.words("x", WIDE), times=1_048_576)], "XFD1048576"),
        ([ods.row(ods.empty(), times=2_000_000), ods.row(ods.words("x"))], "A2000001"),
        ([ods.row(ods.empty(1_000_000_000), ods.words("x"))], "BDWGOW1"),
    ],
    ids=["all cells filled", "below the last row", "right of the last column"],
)
def test_what_is_repeated_a_million_times_is_refused_before_it_is_laid_out(
    rows: list[str], cell: str
) -> None:
    code, named = refusal(ods.an_open_document(ods.sheet("一", *rows)), "a.ods")
    assert (code, bool(named)) == ("far", bool(cell))


def test_many_sheets_of_an_open_document_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_documents, "MAX_CELLS", 10)
    sheets = [ods.sheet(f"{n}", ods.row(ods.words("x"), times=6)) for n in range(2)]
    assert refusal(ods.an_open_document(*sheets), "a.ods")[0] == "too_large"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ods.an_open_document(manifest="<manifest:encryption-data/>"), "password"),
        (ods.an_open_document(before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'), "unreadable"),
        (ods.an_open_document(mime="application/vnd.oasis.opendocument.text"), "document"),
        (ods.an_open_document(before="x"), "unreadable"),
    ],
)
def test_an_open_document_that_is_no_open_sheet_is_refused(data: bytes, code: str) -> None:
    assert refusal(data, "a.ods")[0] == code


def test_a_document_type_in_another_encoding_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_CHUNK", 64)
    bomb = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16")
    data = bytearray(ods.an_open_document(manifest=bomb.decode("latin-1")))
    assert refusal(bytes(data), "a.ods")[0] == "unreadable"


@given(st.data())
@settings(deadline=None)
def test_a_damaged_open_document_is_read_or_refused(data: st.DataObject) -> None:
    day = ods.a_day("2017-05-21")
    whole = ods.sheet("一", ods.row(ods.words("x"), ods.number(7)), ods.row(day))
    place = data.draw(st.integers(0, len(whole)))
    piece = data.draw(st.sampled_from(["", "9", "-", '"', "<", "/>", "</table:table-row>"]))
    broken = whole[:place] + piece + whole[place + 1 :]
    with suppress(WorkbookError):
        grids_of("a.ods", ods.an_open_document(broken))
