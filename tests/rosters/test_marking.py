"""The marked copy: the school's own file with colours, comments and a sheet of notes."""

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from care.rosters.cells import clean
from care.rosters.model import Roster
from services.sheets import marking, marking_words
from services.sheets.marking import Mark, MarkKind, Words, marked_copy
from services.sheets.workbook import grids_of
from tests.rosters import open_document as ods
from tests.rosters.builders import HEADINGS, a_grid, a_row, a_workbook, reading
from tests.rosters.old_office import Formula, an_old_workbook

WORDS = Words(
    notes="鸿雁批注",
    title="请改好涂色的格子。",
    author="鸿雁",
    kinds={MarkKind.wrong: "要改正", MarkKind.asked: "要问清", MarkKind.noted: "请留意"},
    headings=("工作表", "格子", "类别", "原因"),
)
WRONG, ASKED, NOTED = (marking_words.COLOURS[kind] for kind in MarkKind)


def wrong(cell: str, reason: str = "性别看不懂", sheet: str = "花名册") -> Mark:
    return Mark(sheet, cell, reason, MarkKind.wrong)


def asked(cell: str, reason: str = "是哪一位？") -> Mark:
    return Mark("花名册", cell, reason, MarkKind.asked)


def opened(copy: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(copy))


def marks_in(copy: bytes, sheet: str = "花名册") -> dict[str, tuple[str, str, str]]:
    """Comment, author and colour of every cell that has a comment."""
    return {
        cell.coordinate: (cell.comment.text, cell.comment.author, cell.fill.fgColor.rgb[2:])
        for row in opened(copy)[sheet].iter_rows()
        for cell in row
        if cell.comment is not None
    }


def notes_in(copy: bytes) -> list[object]:
    rows: list[object] = list(opened(copy)["鸿雁批注"].iter_rows(values_only=True))
    return rows[rows.index(WORDS.headings) + 1 :]


def read_again(copy: bytes) -> Roster:
    found = reading(*grids_of("copy.xlsx", copy)).roster
    assert found is not None
    return found


@pytest.fixture
def school(tmp_path: Path) -> bytes:
    return a_workbook(tmp_path / "a.xlsx", 花名册=[HEADINGS, a_row(性别="?")]).read_bytes()


OLD_ROW = [v if isinstance(v, str | float | None) else float(str(v)) for v in a_row(性别="?")]
TEXTS = [clean(value) for value in a_row(性别="?")]
OPEN_ROW = [ods.words(text) if text else ods.empty() for text in TEXTS]
CSV = "\n".join(map(",".join, (HEADINGS, TEXTS)))
FILES = {
    "花名册.xls": an_old_workbook(花名册=[HEADINGS, OLD_ROW]),
    "花名册.ods": ods.an_open_document(
        ods.sheet("花名册", ods.row(*map(ods.words, HEADINGS)), ods.row(*OPEN_ROW))
    ),
    "花名册.csv": CSV.encode("gb18030"),
}


def test_wrong_and_unclear_cells_have_colours_and_comments(school: bytes) -> None:
    copy = marked_copy("a.xlsx", school, [wrong("C2"), asked("H2")], WORDS)
    assert marks_in(copy) == {
        "C2": ("性别看不懂", "鸿雁", WRONG),
        "H2": ("是哪一位？", "鸿雁", ASKED),
    }


@pytest.mark.parametrize("name", FILES)
def test_any_other_file_is_laid_out_anew_with_the_same_marks(name: str) -> None:
    copy = marked_copy(name, FILES[name], [wrong("C2"), asked("H2")], WORDS)
    assert {cell: mark[2] for cell, mark in marks_in(copy).items()} == {"C2": WRONG, "H2": ASKED}
    assert [(f.cell, f.code) for f in read_again(copy).faults] == [("C2", "sex")]


@pytest.mark.parametrize("name", FILES)
def test_the_children_of_a_copy_are_those_of_the_file(name: str) -> None:
    before = reading(*grids_of(name, FILES[name])).roster
    assert before is not None
    assert read_again(marked_copy(name, FILES[name], [], WORDS)).children == before.children


def test_the_mended_copy_is_imported_as_it_is(school: bytes) -> None:
    book = opened(marked_copy("a.xlsx", school, [wrong("C2")], WORDS))
    book["花名册"]["C2"] = "女"
    buffer = io.BytesIO()
    book.save(buffer)
    found = read_again(buffer.getvalue())
    assert (found.faults, found.questions, len(found.children)) == ((), (), 1)
    assert found.skipped == ("鸿雁批注",)


def test_the_notes_are_never_taken_for_a_roster(school: bytes) -> None:
    reasons = ["姓名", "出生年月", "父亲姓名", "监护人", "学生性别"]
    marks = [wrong("C2", reason, sheet) for reason in reasons for sheet in ("花名册", "姓名")]
    assert read_again(marked_copy("a.xlsx", school, marks, WORDS)).skipped == ("鸿雁批注",)


def test_reasons_for_one_cell_are_joined_under_the_gravest_colour(school: bytes) -> None:
    marks = [asked("C2", "一"), wrong("C2", "二"), asked("C2", "一")]
    assert marks_in(marked_copy("a.xlsx", school, marks, WORDS))["C2"][::2] == ("一\n二", WRONG)


def test_a_remark_colours_all_the_cells_it_is_about(school: bytes) -> None:
    mark = Mark("花名册", "J2", "两家人同一个号码", MarkKind.noted, (("花名册", "M2"),))
    found = marks_in(marked_copy("a.xlsx", school, [mark], WORDS))
    assert {cell: colour for cell, (_, _, colour) in found.items()} == {"J2": NOTED, "M2": NOTED}


def test_the_notes_list_everything_in_order_with_links(school: bytes) -> None:
    copy = marked_copy("a.xlsx", school, [wrong("C2"), wrong("", "整张表"), asked("H2")], WORDS)
    assert notes_in(copy) == [
        ("花名册", "C2", "要改正", "性别看不懂"),
        ("花名册", None, "要改正", "整张表"),
        ("花名册", "H2", "要问清", "是哪一位？"),
    ]
    notes = opened(copy).worksheets[0]
    link = notes["B7"].hyperlink
    assert link is not None
    assert (notes.title, link.location) == ("鸿雁批注", "'花名册'!C2")


def test_the_look_of_a_workbook_is_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "花名册"
    sheet.append(HEADINGS)
    sheet.append(a_row(性别="?"))
    sheet.column_dimensions["B"].width = 33
    sheet["B2"].font = openpyxl.styles.Font(bold=True)
    sheet.merge_cells("S1:T3")
    book.save(tmp_path / "a.xlsx")
    data = (tmp_path / "a.xlsx").read_bytes()
    copy = opened(marked_copy("a.xlsx", data, [wrong("C2"), wrong("T2")], WORDS))["花名册"]
    assert (copy.column_dimensions["B"].width, copy["B2"].font.bold) == (33, True)
    assert copy["S1"].comment is not None  # of merged cells the one that is shown


def test_a_copy_that_is_marked_again_has_only_the_new_marks(school: bytes) -> None:
    first = marked_copy("a.xlsx", school, [wrong("C2")], WORDS)
    again = marked_copy("copy.xlsx", first, [asked("H2")], WORDS)
    assert list(marks_in(again)) == ["H2"]
    assert opened(again)["花名册"]["C2"].fill.fill_type is None
    assert [sheet.title for sheet in opened(again)] == ["鸿雁批注", "花名册"]


def test_a_comment_of_the_school_stays(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "花名册"
    book.worksheets[0]["C2"] = "?"
    book.worksheets[0]["C2"].comment = Comment("问过了", "周秀文")
    book.save(tmp_path / "a.xlsx")
    first = marked_copy("a.xlsx", (tmp_path / "a.xlsx").read_bytes(), [wrong("C2")], WORDS)
    text, author, _ = marks_in(first)["C2"]
    assert (text.startswith("问过了"), text.endswith("性别看不懂"), author) == (
        True,
        True,
        "周秀文",
    )
    again = marked_copy("a.xlsx", first, [], WORDS)
    assert marks_in(again)["C2"][:2] == ("问过了", "周秀文")


INJECTED = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|'/c calc'!A0"]


@pytest.mark.parametrize("text", INJECTED)
def test_text_that_looks_like_a_formula_stays_text(text: str, tmp_path: Path) -> None:
    csv = f"姓名,家庭住址\n马小满,{text}x\n".encode()
    for name, data in (
        ("a.csv", csv),
        ("a.xlsx", a_workbook(tmp_path / "a.xlsx", a=[["x"]]).read_bytes()),
    ):
        mark = Mark(text, "A1", text, MarkKind.wrong)
        copy = opened(marked_copy(name, data, [mark], WORDS))
        cells = [c for sheet in copy for row in sheet.iter_rows() for c in row if c.value]
        assert [c.value for c in cells if c.data_type == "f"] in ([], [f'="{text}x"'])
        assert text in [c.value for c in cells]


def test_a_formula_of_the_school_stays_refused_in_the_copy() -> None:
    data = an_old_workbook(花名册=[HEADINGS, [*OLD_ROW[:9], Formula(16700000101.0), *OLD_ROW[10:]]])
    before = reading(*grids_of("a.xls", data)).roster
    assert before is not None
    after = read_again(marked_copy("a.xls", data, [wrong("J2")], WORDS))
    assert [(f.cell, f.code) for f in after.faults] == [(f.cell, f.code) for f in before.faults]


def test_a_formula_that_reaches_out_of_the_workbook_becomes_its_value(tmp_path: Path) -> None:
    rows = [["x"], ['=HYPERLINK("http://example.invalid","x")'], ["=SUM(1,2)"]]
    data = a_workbook(tmp_path / "a.xlsx", 花名册=rows).read_bytes()
    sheet = opened(marked_copy("a.xlsx", data, [], WORDS))["花名册"]
    assert (sheet["A2"].value, sheet["A3"].value) == ('=""', "=SUM(1,2)")


def test_a_large_workbook_is_laid_out_anew(school: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "MAX_KEPT", 3)
    copy = marked_copy("a.xlsx", school, [wrong("C2")], WORDS)
    assert (list(marks_in(copy)), [f.cell for f in read_again(copy).faults]) == (["C2"], ["C2"])


def test_merged_cells_speak_for_their_rows_in_a_copy_laid_out_anew() -> None:
    rows = (
        HEADINGS,
        a_row(班级="(2)班"),
        a_row(姓名="马大满", 班级=None),
    )
    cells = [[ods.empty() if v is None else ods.words(clean(v)) for v in row] for row in rows]
    cells[1][6] = ods.words("(2)班", 'table:number-rows-spanned="2"')
    data = ods.an_open_document(ods.sheet("花名册", *(ods.row(*row) for row in cells)))
    found = read_again(marked_copy("a.ods", data, [], WORDS))
    assert [child.class_name for child in found.children] == ["三年级(2)班", "三年级(2)班"]


def test_a_workbook_that_the_marker_cannot_open_is_laid_out_anew(
    school: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = school.replace(b"xl/styles.xml", b"xl/stiles.xml")
    copy = marked_copy("a.xlsx", broken, [wrong("C2")], WORDS)
    assert list(marks_in(copy)) == ["C2"]


def test_grids_that_were_read_before_are_not_read_again(school: bytes) -> None:
    grids = (a_grid(("x",), sheet="另一张"),)
    assert len(opened(marked_copy("a.csv", b"x", [], WORDS, grids)).worksheets) == 2
