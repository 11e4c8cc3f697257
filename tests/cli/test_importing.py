"""`hongyan import`: all of a file or nothing of it, and every wrong cell by its name."""

import asyncio

import openpyxl
import pytest

from cli.terminal import T
from storage.store import key_in_use
from tests.cli.office import ROSTER, SCHOOL, STAFF, Office

HEAD = "学校,姓名,性别,出生年月,年级,班级,父亲姓名,父亲务工地点,父亲电话,留守类型"
ROW = "青禾小学,鹿小禾,女,2017.5.9,三年级,1班,鹿远山,广东东莞,{phone},单亲外出"


def a_roster(*phones: str) -> str:
    return "\n".join([HEAD, *(ROW.format(phone=phone) for phone in phones)])


def test_the_example_sheets_come_in(office: Office) -> None:
    roster = office.types("import", ROSTER, "--json")
    staff = office.types("import", STAFF, "--school", SCHOOL, "--json")

    assert (roster.code, staff.code) == (0, 0)
    assert {name: roster.json[name] for name in ("children", "added", "errors")} == {
        "children": 12,
        "added": 12,
        "errors": [],
    }
    assert staff.json["staff"] == 8


def test_the_same_sheets_twice_change_nothing(office: Office) -> None:
    office.has_imported()
    before = office.rows()

    again = office.types("import", ROSTER, "--json").json

    assert (again["added"], again["changed"], again["unchanged"], again["gone"]) == (0, 0, 12, 0)
    after = office.rows()
    assert {name for name in before if before[name] != after[name]} <= {"journal"}


def test_a_dry_run_says_what_would_change_and_writes_nothing(office: Office) -> None:
    office.has_imported()
    before = office.rows()
    sheet = office.csv(a_roster("16700000901"))

    said = office.types("import", sheet, "--school", SCHOOL, "--dry-run", "--json")

    assert said.code == 0
    assert (said.json["added"], said.json["gone"]) == (1, 5)  # five were in this class
    assert office.rows() == before


def test_a_dry_run_before_anything_else_makes_neither_store_nor_key(office: Office) -> None:
    said = office.types("import", ROSTER, "--dry-run")

    assert T("cli.import.would", school=SCHOOL) in said.out
    assert not (office.folder / "key").exists()
    assert asyncio.run(key_in_use(office.database)) is None


def test_a_sheet_with_wrong_cells_leaves_the_store_as_it_was(office: Office) -> None:
    office.has_imported()
    before = office.rows()
    sheet = office.csv(a_roster("16700000901", "1670000"))

    said = office.types("import", sheet, "--json")

    assert said.code == 1
    assert said.json["added"] == 0
    assert ("I3", "1670000") in [
        (wrong["cell"], wrong["reason"].split("”")[0].split("“")[-1])
        for wrong in said.json["errors"]
    ]
    assert office.rows() == before


def test_the_marked_copy_is_written_for_wrong_cells_and_can_be_mended(office: Office) -> None:
    sheet, copy = office.csv(a_roster("16700000901", "1670000")), office.folder / "copy.xlsx"

    said = office.types("import", sheet, "--mark", copy)

    assert said.code == 1
    assert T("cli.import.marked", file=copy) in said.out
    book = openpyxl.load_workbook(copy)
    cell = book["roster"]["I3"]
    assert cell.comment is not None
    assert "1670000" in cell.comment.text
    assert cell.comment.author == "鸿雁"
    cell.value, book["roster"]["B3"] = "16700000902", "鹿大禾"
    book.save(copy)
    assert office.types("import", copy, "--json").json["added"] == 2


def test_a_dry_run_writes_the_marked_copy_and_nothing_else(office: Office) -> None:
    sheet, copy = office.csv(a_roster("16700000901")), office.folder / "copy.xlsx"

    assert office.types("import", sheet, "--dry-run", "--mark", copy).code == 0

    assert copy.exists()
    assert not (office.folder / "key").exists()


def test_without_a_copy_it_is_said_that_there_could_be_one(office: Office) -> None:
    assert "--mark" in office.types("import", office.csv(a_roster("1670000"))).out


def test_the_copy_never_overwrites_the_sheet(office: Office) -> None:
    sheet = office.csv(a_roster("16700000901"))

    assert office.types("import", sheet, "--mark", sheet).code == 2
    assert office.types("import", ROSTER, "--mark", ROSTER).code == 2
    assert office.types("import", sheet, "--mark", office.folder / "no" / "copy.xlsx").code == 2


def test_a_number_of_several_people_is_reported_and_hinders_nothing(office: Office) -> None:
    other = ROW.format(phone="16700000901").replace("鹿小禾", "鹿大禾").replace("鹿远山", "鹿远水")
    sheet = office.csv(a_roster("16700000901") + "\n" + other)

    said = office.types("import", sheet, "--json").json

    assert [(note["cell"], "鹿远山、鹿远水" in note["reason"]) for note in said["remarks"]] == [
        ("I2", True)
    ]
    assert (said["added"], said["errors"]) == (2, [])
    assert "鹿远山、鹿远水" in office.types("import", sheet, "--dry-run").out


def test_a_file_of_several_schools_goes_to_each_of_them(office: Office) -> None:
    other = ROW.format(phone="16700000902").replace("青禾小学", "沙柳小学").replace("小禾", "大禾")
    sheet = office.csv(a_roster("16700000901") + "\n" + other)

    said = office.types("import", sheet)

    assert T("cli.import.did", school="青禾小学、沙柳小学") in said.out
    assert sum("沙柳小学" in row for row in office.rows()["unit"]) == 1
    one = office.types("import", sheet, "--school", "青禾小学", "--json").json
    assert (one["children"], one["errors"]) == (2, [])


def test_people_read_the_wrong_cells_in_a_table(office: Office) -> None:
    said = office.types("import", office.csv(a_roster("1670000")))

    assert said.code == 1
    assert "I2" in said.out
    assert "1670000" in said.out
    assert said.complaint == T("cli.import.nothing_written")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.xlsx", None, 2),
        ("empty.csv", "", 1),
        ("notes.csv", "Dear all,\nplease remember the meeting\n", 1),
        ("roster.docx", "a letter", 1),
        ("broken.xlsx", "no spreadsheet", 1),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_one_line(
    office: Office, name: str, content: str | None, code: int
) -> None:
    sheet = office.folder / name
    if content is not None:
        sheet.write_text(content, encoding="utf-8")

    said = office.types("import", sheet)
    as_json = office.types("import", sheet, "--json")

    assert (said.code, as_json.code) == (code, code)
    assert said.complaint
    assert as_json.json["errors"][0]["reason"] == said.complaint


def test_a_sheet_in_the_old_chinese_encoding_is_read(office: Office) -> None:
    sheet = office.csv(a_roster("16700000901"), encoding="gb18030")

    assert office.types("import", sheet, "--json").json["added"] == 1


def test_a_sheet_that_names_no_school_is_named_after_its_file(office: Office) -> None:
    text = a_roster("16700000901").replace("学校,", "备注,").replace("青禾小学,", ",")
    sheet = office.csv(text, name="沙柳小学.csv")

    said = office.types("import", sheet)

    assert said.code == 0
    assert T("cli.import.no_school", name="沙柳小学") in said.err


def test_a_new_school_starts_with_the_plan_of_the_installation(office: Office) -> None:
    office.types("import", ROSTER)

    assert office.rows()["plan_use"]
    assert office.rows()["duty"] == []


def test_with_no_plan_the_school_follows_none(office: Office) -> None:
    office.types("import", ROSTER, "--no-plan")

    assert office.rows()["plan_use"] == []
