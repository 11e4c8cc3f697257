"""Whole sheets, in the shapes that schools keep them."""

import pytest

from care.rosters.grid import Cell, a1
from care.rosters.model import Birth, Reading
from care.rosters.read import NoTable, read
from tests.rosters.builders import (
    CHILD,
    HEADINGS,
    TODAY,
    a_grid,
    a_row,
    child,
    questions,
    reading,
    roster,
)


def names(found: Reading) -> list[str]:
    assert found.roster is not None
    return [child.name for child in found.roster.children]


def classes(found: Reading) -> list[str]:
    assert found.roster is not None
    return [child.class_name for child in found.roster.children]


def test_a_child_is_read_with_all_that_its_row_says() -> None:
    found = child(备注="寄宿")
    assert (found.name, found.sex, found.birth) == ("马小满", "female", Birth(2017, 5, 21))
    assert (found.ethnicity, found.grade, found.class_no, found.class_name) == (
        "回族",
        3,
        1,
        "三年级(1)班",
    )
    assert (found.sheet, found.row, found.left_behind) == ("花名册", 2, "both")
    assert (found.remark, found.boarding) == ("寄宿", True)


def test_titles_above_and_notes_and_signatures_below_are_no_children() -> None:
    found = reading(
        a_grid(
            ("红柳湾小学2026—2027学年度第一学期留守儿童花名册",),
            ("填报单位(盖章):红柳湾小学", None, None, "填报时间:2026年9月8日"),
            HEADINGS,
            a_row(),
            (),
            tuple(3.0 if heading == "序号" else None for heading in HEADINGS),
            ("合计", "1人", None, None, None, None, "1", "2", "3", "4", "5"),
            ("注:父母双方或一方外出务工连续三个月以上。",),
            (None, "说明:请如实填写"),
            ("校长签字:", None, None, None, None, None, None, None, "填表人:", "电话:"),
        )
    )
    assert names(found) == ["马小满"]
    assert found.roster is not None
    assert found.roster.faults == ()


@pytest.mark.parametrize(
    ("title", "school"),
    [
        ("红柳湾小学2026—2027学年度第一学期留守儿童花名册", "红柳湾小学"),
        ("填报单位(盖章):红柳湾小学", "红柳湾小学"),
        ("填报单位：红柳湾小学     填报时间：2026年9月", "红柳湾小学"),
        ("红柳湾乡中心小学留守儿童登记表", "红柳湾乡中心小学"),
        ("红柳湾中学教职工名单", "红柳湾中学"),
        ("附件1:红柳湾教学点留守儿童名单", "红柳湾教学点"),
        ("School: Red Willow", "Red Willow"),
        ("留守儿童花名册", None),
        ("2026年秋季学期", None),
        ("单位:红柳湾学校 填表人:某某", "红柳湾学校"),
    ],
    ids=repr,
)
def test_the_school_is_named_by_the_titles(title: str, school: str | None) -> None:
    found = reading(a_grid((title,), HEADINGS, a_row())).roster
    assert found is not None
    assert found.school == school


def test_a_column_for_the_school_names_it_for_each_child() -> None:
    rows = [("红柳湾小学", "马小满", "2017.5"), ("柳湾教学点", "马大满", "2016.5")]
    found = roster(*rows, headings=("学校", "姓名", "出生年月"))
    assert [child.school for child in found.children] == ["红柳湾小学", "柳湾教学点"]
    assert found.school is None


def test_a_sheet_per_class_takes_the_class_from_its_name() -> None:
    headings = ("学生姓名", "出生日期", "家长姓名", "与学生关系", "家长务工地")
    sheets = [
        a_grid(headings, (name, "2013-01-11", "马建国", "父亲", "上海"), sheet=sheet)
        for sheet, name in (("七年级1班", "马小满"), ("初二(3)班", "马大满"))
    ]
    summary = a_grid(("学校", "留守儿童数"), ("七年级1班", 9.0), sheet="汇总")
    found = reading(summary, *sheets)
    assert classes(found) == ["七年级(1)班", "八年级(3)班"]
    assert found.roster is not None
    assert found.roster.skipped == ("汇总",)


def test_a_title_names_the_class_of_its_sheet() -> None:
    found = reading(
        a_grid(
            ("三年级(2)班留守儿童花名册",),
            ("姓名", "出生年月", "监护人"),
            ("马小满", "2017.5", "冯桂英"),
        )
    )
    assert classes(found) == ["三年级(2)班"]


def test_a_line_above_the_table_names_school_class_and_class_teacher() -> None:
    title = "学校：红柳湾小学    班级：三年级（2）班    班主任：何志远"
    found = reading(
        a_grid((title,), ("姓名", "出生年月", "监护人"), ("马小满", "2017.5", "冯桂英"))
    )
    assert found.roster is not None
    child = found.roster.children[0]
    assert (child.school, child.class_name) == ("红柳湾小学", "三年级(2)班")
    assert child.class_teacher == "何志远"


def test_a_line_between_the_rows_names_the_class_of_those_below() -> None:
    headings = ("序号", "姓名", "出生年月", "监护人")
    rows = [
        ("三年级(1)班",),
        (1.0, "马小满", "2017.5", "冯桂英"),
        (None, "三(2)班"),
        (1.0, "马大满", "2017.6", "冯桂英"),
    ]
    assert classes(reading(a_grid(headings, *rows))) == ["三年级(1)班", "三年级(2)班"]


def test_cells_merged_downwards_speak_for_all_their_rows() -> None:
    headings = ("年级", "班级", "姓名", "出生年月", "监护人", "班主任")
    first = ("三年级", "(1)班", "马小满", "2017.5", "冯桂英", "周秀文")
    second = (None, None, "马大满", "2017.6", None, None)
    spans = ((1, 0, 2, 0), (1, 1, 2, 1), (1, 4, 2, 4), (1, 5, 2, 5))
    found = reading(a_grid(headings, first, second, merged=spans)).roster
    assert found is not None
    last = found.children[1]
    assert (last.class_name, last.class_teacher, last.adults[0].name) == (
        "三年级(1)班",
        "周秀文",
        "冯桂英",
    )


def test_a_merged_note_below_the_table_does_not_fill_its_columns() -> None:
    note = ("注:父母外出务工连续三个月以上", *[None] * (len(HEADINGS) - 1))
    found = reading(a_grid(HEADINGS, a_row(), note, merged=((2, 0, 2, len(HEADINGS) - 1),)))
    assert names(found) == ["马小满"]


def test_headings_repeated_at_a_page_break_are_no_children() -> None:
    found = reading(a_grid(HEADINGS, a_row(), HEADINGS, a_row(姓名="马大满")))
    assert names(found) == ["马小满", "马大满"]


def test_empty_columns_and_other_orders_make_no_difference() -> None:
    order = [
        "备注",
        "姓名",
        "班级",
        "年级",
        "出生年月",
        "性别",
        "监护人",
        "与学生关系",
        "监护人电话",
    ]
    headings: tuple[Cell, ...] = tuple(part for heading in order for part in (heading, None))
    row: tuple[Cell, ...] = tuple(part for heading in order for part in (CHILD[heading], None))
    found = roster(row, headings=headings).children[0]
    assert (found.name, found.class_name, found.adults[0].relation) == (
        "马小满",
        "三年级(1)班",
        "奶奶",
    )


def test_an_english_sheet_reads_the_same() -> None:
    headings = (
        "No.",
        "Name",
        "Sex",
        "Birthday",
        "Class",
        "Father",
        "Works at",
        "Phone",
        "Guardian",
        "Relation",
        "Type",
    )
    row = (
        1.0,
        "Ma Xiaoman",
        "F",
        "2017-05-21",
        "3.1",
        "Ma Jianguo",
        "Dongguan",
        "16700000101",
        "Feng Guiying",
        "grandmother",
        "one parent",
    )
    found = roster(row, headings=headings).children[0]
    assert (found.name, found.sex, found.class_name, found.left_behind) == (
        "Ma Xiaoman",
        "female",
        "三年级(1)班",
        "one",
    )
    assert [adult.name for adult in found.adults] == ["Ma Jianguo", "Feng Guiying"]
    assert found.adults[0].workplace == "Dongguan"


@pytest.mark.parametrize(
    ("cell", "ethnicity"),
    [
        ("汉", "汉族"),
        ("汉族", "汉族"),
        ("东 乡", "东乡族"),
        ("穿青人", "穿青人"),
        ("无", None),
        (None, None),
    ],
)
def test_ethnicity_is_written_one_way(cell: str | None, ethnicity: str | None) -> None:
    assert child(民族=cell).ethnicity == ethnicity


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("马 小 满", "马小满"),
        ("马小满\u3000", "马小满"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("马\n小满", "马小满"),
    ],
)
def test_blanks_in_a_name_do_not_count(cell: str, name: str) -> None:
    assert child(姓名=cell).name == name


@pytest.mark.parametrize(
    ("cell", "boarding"),
    [("是", True), ("寄宿", True), ("否", False), ("走读", False), (None, None), ("/", None)],
)
def test_boarding_only_if_it_is_stated(cell: str | None, boarding: bool | None) -> None:
    found = roster(
        ("马小满", "2017.5", cell, "冯桂英"), headings=("姓名", "出生年月", "是否寄宿", "监护人")
    )
    assert found.children[0].boarding is boarding


def test_a_number_2014_1_leaves_the_month_open_and_asks() -> None:
    assert child(出生年月=2017.1).birth == Birth(2017)
    assert questions(a_row(出生年月=2017.1)) == [("E2", "birth_month")]


def test_since_when_the_parents_are_away_and_a_day_to_come_is_asked() -> None:
    headings = ("姓名", "出生年月", "外出时间", "监护人")
    assert roster(("马小满", "2017.5", "2021年7月", "冯桂英"), headings=headings).children[
        0
    ].away_since == (2021, 7)
    assert questions(("马小满", "2017.5", "2027年1月", "冯桂英"), headings=headings) == [
        ("C2", "since_future")
    ]


def test_teachers_are_named_without_their_numbers() -> None:
    headings = ("姓名", "出生年月", "监护人", "班主任", "帮扶教师")
    found = roster(
        ("马小满", "2017.5", "冯桂英", "周 秀文 16700000201", "何志远(16700000202)"),
        headings=headings,
    )
    assert (found.children[0].class_teacher, found.children[0].helper) == ("周秀文", "何志远")


def test_a_workbook_may_hold_children_and_staff() -> None:
    members = a_grid(
        ("姓名", "职务", "联系电话"), ("陆明德", "校长", "16700000301"), sheet="教职工"
    )
    found = reading(a_grid(HEADINGS, a_row()), members)
    assert found.roster is not None
    assert found.staff is not None
    assert (len(found.roster.children), len(found.staff.staff)) == (1, 1)
    assert found.roster.skipped == found.staff.skipped == ()


def test_a_workbook_without_any_table_says_so() -> None:
    with pytest.raises(NoTable) as nothing:
        read([a_grid(("班级", "人数"), ("三年级", 9.0), sheet="汇总")], TODAY)
    assert (nothing.value.code, nothing.value.params) == ("no_table", {"sheets": "汇总"})


def test_an_empty_workbook_says_so() -> None:
    with pytest.raises(NoTable) as nothing:
        read([a_grid(()), a_grid()], TODAY)
    assert nothing.value.code == "empty"


def test_cells_are_addressed_as_a_spreadsheet_shows_them() -> None:
    assert [a1(6, 1), a1(0, 25), a1(0, 26), a1(99, 701), a1(0, 702)] == [
        "B7",
        "Z1",
        "AA1",
        "ZZ100",
        "AAA1",
    ]
