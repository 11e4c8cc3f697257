"""Files that are not what their name says: read if possible, else named for what they are."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from services.sheets import text, xlsx
from services.sheets.workbook import WorkbookError, grids_of, open_grids
from tests.rosters.builders import HEADINGS, a_row, a_workbook, reading

EXAMPLE = Path(__file__).parents[2] / "examples" / "roster.xlsx"
HTML = (
    "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>姓名</td></tr></table>"
)


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(WorkbookError) as error:
        grids_of(name, data)
    return error.value.code


def packed(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_bytes_are_read_like_the_file_they_come_from() -> None:
    assert grids_of("roster.xlsx", EXAMPLE.read_bytes()) == open_grids(EXAMPLE)


@pytest.mark.parametrize("name", ["roster.csv", "roster.xls", "花名册", "photo.jpg"])
def test_a_workbook_is_read_under_any_name(name: str) -> None:
    assert grids_of(name, EXAMPLE.read_bytes()) == open_grids(EXAMPLE)


def test_text_with_tabs_that_is_called_xls_is_read() -> None:
    (grid,) = grids_of("导出.xls", "姓名\t出生年月\n马小满\t2017.5\n".encode("gb18030"))
    assert grid.rows[1] == ("马小满", "2017.5")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("导出.xls", HTML.encode(), "web"),
        ("导出.xls", HTML.encode("utf-16"), "web"),
        ("导出.xls", b"\xef\xbb\xbf\r\n<!DOCTYPE html><body>", "web"),
        ("a.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "web"),
        ("a.xls", b"MIME-Version: 1.0\nX-Document-Type: Workbook", "web"),
        ("花名册.xlsx", b"\xff\xd8\xff\xe0photo", "picture"),
        ("a.csv", b"\x89PNG\r\n", "picture"),
        ("a.xlsx", b"%PDF-1.7", "document"),
        ("a.docx", packed(**{"word/document.xml": "<w/>"}), "document"),
        ("a.zip", packed(**{"花名册.xlsx": "x"}), "archive"),
        ("a.rar", b"Rar!\x1a\x07", "archive"),
        ("a.xlsx", packed(**{"photo.txt": "x"}), "unreadable"),
        ("a.txt", b"a letter", "ending"),
        ("a.csv", b"", "empty"),
    ],
)
def test_what_is_no_sheet_is_named_for_what_it_is(name: str, data: bytes, code: str) -> None:
    assert refusal(name, data) == code


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(old, new, 1) if name == part else content)
    return buffer.getvalue()


@pytest.fixture
def small(tmp_path: Path) -> bytes:
    return a_workbook(tmp_path / "a.xlsx", 花名册=[HEADINGS, a_row()]).read_bytes()


SHEET, END = "xl/worksheets/sheet1.xml", b"</sheetData>"


def test_a_hundred_thousand_formatted_blank_rows_are_left_out(small: bytes) -> None:
    blank = b"".join(
        b'<row r="%d"><c r="A%d" s="0"/><c r="B%d" t="inlineStr"><is><t> </t></is></c></row>'
        % (row, row, row)
        for row in range(3, 100_000)
    )
    (grid,) = grids_of("a.xlsx", changed(small, SHEET, END, blank + END))
    assert len(grid.rows) == 2
    found = reading(grid).roster
    assert found is not None
    assert (len(found.children), found.faults) == (1, ())


def test_a_blank_in_the_last_row_of_the_sheet_is_named_with_its_cell(small: bytes) -> None:
    far = b'<row r="1048576"><c r="R1048576" t="inlineStr"><is><t> </t></is></c></row>'
    with pytest.raises(WorkbookError) as error:
        grids_of("a.xlsx", changed(small, SHEET, END, far + END))
    assert error.value.code == "far"
    assert error.value.params == {"file": "a.xlsx", "sheet": "花名册", "cell": "R1048576"}


def test_a_part_that_is_one_endless_text_is_refused(small: bytes) -> None:
    endless = b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"x" * 3_000_000
    data = changed(small, SHEET, END, endless + b"</t></is></c></row>" + END)
    assert len(data) < 50_000
    assert refusal("a.xlsx", data) == "unreadable"


def test_a_document_type_in_any_part_is_refused(small: bytes) -> None:
    data = changed(small, "xl/styles.xml", b"<styleSheet", b'<!DOCTYPE x SYSTEM "x"><styleSheet')
    assert refusal("a.xlsx", data) == "unreadable"


def test_sheets_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_CELLS", 5)
    data = a_workbook(tmp_path / "a.xlsx", 一=[["x"] * 4], 二=[["x"] * 4]).read_bytes()
    assert refusal("a.xlsx", data) == "too_large"


def test_more_texts_than_any_school_writes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MAX_TEXTS", 5)
    data = packed(**{"xl/workbook.xml": "<x/>", "xl/sharedStrings.xml": "<sst>" + "<si/>" * 6})
    assert refusal("a.xlsx", data) == "too_large"


def test_text_with_more_cells_than_any_school_has_is_refused_before_it_is_split(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(text, "MAX_CELLS", 1000)
    assert refusal("a.csv", b"a" + b"," * 2000) == "too_large"


def test_merged_cells_that_would_take_for_ever_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.sheets.workbook.MAX_CELLS", 20)
    book = openpyxl.Workbook()
    for row in range(30):
        book.worksheets[0].append([row])
    book.worksheets[0].merge_cells("B1:B30")
    book.save(tmp_path / "a.xlsx")
    assert refusal("a.xlsx", (tmp_path / "a.xlsx").read_bytes()) == "unreadable"
