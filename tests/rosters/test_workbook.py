"""Files as they come: workbooks, text in three encodings, and what is no sheet at all."""

import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.rosters.grid import Grid
from services.sheets import archive, xlsx
from services.sheets.workbook import MAX_BYTES, WorkbookError, open_grids
from tests.rosters.builders import HEADINGS, a_row, a_workbook, reading

TEXT = "姓 名,出生年月,监护人\n马小满,2017.05,冯桂英\n"


def refused(path: Path) -> str:
    with pytest.raises(WorkbookError) as error:
        open_grids(path)
    assert error.value.params["file"] == path.name
    return error.value.code


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_workbook_comes_sheet_by_sheet_from_its_first_cell(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "a.xlsx", 一=[[], [None, "x", 7, date(2017, 5, 21)]], 二=[["y"]])
    first, second = open_grids(path)
    assert first == Grid("一", ((None,) * 4, (None, "x", 7.0, date(2017, 5, 21))))
    assert second.rows == (("y",),)


def test_merged_cells_and_formulas_are_known(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B3"] = "title", '=HYPERLINK("http://example.invalid","x")'
    sheet.merge_cells("A1:C2")
    book.save(tmp_path / "a.xlsx")
    (grid,) = open_grids(tmp_path / "a.xlsx")
    assert grid.merged == ((0, 0, 1, 2),)
    assert grid.formulas == {(2, 1)}


def test_formulas_are_found_across_the_edges_of_what_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_CHUNK", 7)
    rows = [["x", "y"]] * 5 + [["=1+1", "z"]]
    (grid,) = open_grids(a_workbook(tmp_path / "a.xlsx", 一=rows))
    assert grid.formulas == {(5, 0)}


def test_a_hidden_sheet_comes_without_its_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"
    old = book.create_sheet("旧")
    old["A1"] = "y"
    old.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert open_grids(tmp_path / "a.xlsx")[1] == Grid("旧", ())


def test_a_real_file_reads_like_its_cells(tmp_path: Path) -> None:
    row = a_row(出生年月=datetime.fromisoformat("2017-05-21"), 父亲电话=16700000101)
    found = reading(*open_grids(a_workbook(tmp_path / "a.xlsx", 花名册=[HEADINGS, row]))).roster
    assert found is not None
    assert (found.faults, found.questions) == ((), ())
    assert found.children[0].adults[0].phones == ("+8616700000101",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_text_is_read_in_every_encoding_in_use(tmp_path: Path, encoding: str) -> None:
    (grid,) = open_grids(written(tmp_path / "三年级1班.csv", TEXT.encode(encoding)))
    assert grid.sheet == "三年级1班"
    assert grid.rows[1] == ("马小满", "2017.05", "冯桂英")
    found = reading(grid).roster
    assert found is not None
    assert found.children[0].class_name == "三年级(1)班"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_is_read_with_every_separator_in_use(tmp_path: Path, separator: str) -> None:
    (grid,) = open_grids(written(tmp_path / "a.csv", TEXT.replace(",", separator).encode()))
    assert grid.rows[0] == ("姓 名", "出生年月", "监护人")


def test_text_keeps_quoted_separators_and_numbers_that_were_saved_as_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", b'"a,b","=""16700000101""",=1+1,\n')
    (grid,) = open_grids(path)
    assert grid.rows == (("a,b", "16700000101", "=1+1", None),)
    assert grid.formulas == {(0, 2)}


def test_what_is_no_sheet_is_refused_with_its_reason(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.xlsx") == "missing"
    assert refused(written(tmp_path / "a.pdf", b"%PDF")) == "document"
    assert refused(written(tmp_path / "a.xls", b"\xd0\xcf\x11\xe0")) == "unreadable"
    assert refused(written(tmp_path / "old.xlsx", b"\xd0\xcf\x11\xe0")) == "unreadable"
    assert refused(written(tmp_path / "a.txt", b"a letter")) == "ending"
    assert refused(written(tmp_path / "empty.xlsx", b"")) == "empty"
    assert refused(written(tmp_path / "blank.csv", b" \n ")) == "empty"
    assert refused(written(tmp_path / "text.xlsx", b"a letter")) == "unreadable"
    assert refused(written(tmp_path / "half.xlsx", b"PK\x03\x04half")) == "unreadable"
    assert refused(written(tmp_path / "bytes.csv", b"\xff\x80\xff")) == "encoding"
    assert refused(written(tmp_path / "nul.csv", b"a\0b")) == "encoding"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    assert refused(tmp_path / "a.csv") == "unreadable"


def test_a_password_is_named(tmp_path: Path) -> None:
    content = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")
    assert refused(written(tmp_path / "a.xlsx", content)) == "password"


def test_any_other_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("photo.txt", "x")
    assert refused(tmp_path / "a.xlsx") == "unreadable"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert refused(tmp_path / "a.xlsx") == "too_large"


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1000)
    assert refused(a_workbook(tmp_path / "a.xlsx", 一=[["x"]])) == "too_large"


def test_a_cell_at_the_far_end_of_the_sheet_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx") == "far"


SAMPLE = (Path(__file__).parents[2] / "examples" / "staff.xlsx").read_bytes()


@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1))
@settings(deadline=None)
def test_a_damaged_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[int, int]]
) -> None:
    content = bytearray(SAMPLE)
    for place, byte in damage:
        content[place] = byte
    with suppress(WorkbookError):
        open_grids(written(tmp_path_factory.mktemp("damaged") / "a.xlsx", bytes(content)))


def test_a_document_type_in_a_workbook_is_refused(tmp_path: Path) -> None:
    source = a_workbook(tmp_path / "a.xlsx", 一=[["=1+1"]])
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            kind = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' if name == "xl/workbook.xml" else b""
            new.writestr(name, kind + old.read(name))
    assert refused(tmp_path / "b.xlsx") == "unreadable"
