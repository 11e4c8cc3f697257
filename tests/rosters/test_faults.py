"""Every wrong cell is named in one go, where it stands and why."""

import pytest

from care.rosters.grid import Cell
from tests.rosters.builders import HEADINGS, a_grid, a_row, faults, reading, roster


@pytest.mark.parametrize(
    ("changes", "cell", "code"),
    [
        ({"出生年月": "2014.13.40"}, "E2", "date"),
        ({"出生年月": "1998.1.1"}, "E2", "age_child"),
        ({"性别": "?"}, "C2", "sex"),
        ({"父亲电话": "170000012345"}, "J2", "phone"),
        ({"监护人电话": "6211234"}, "P2", "phone_area"),
        ({"姓名": None}, "B2", "name_missing"),
        ({"姓名": "张3"}, "B2", "name"),
        ({"姓名": "无"}, "B2", "name"),
        ({"父亲姓名": "16700000101"}, "H2", "name_adult"),
        ({"年级": "四年级", "班级": "三(1)班"}, "G2", "class_conflict"),
        ({"年级": None, "班级": None}, "G2", "class_missing"),
        ({"年级": None, "班级": "(1)班"}, "G2", "class_missing"),
    ],
    ids=repr,
)
def test_a_wrong_cell_is_named(changes: dict[str, Cell], cell: str, code: str) -> None:
    assert faults(a_row(**changes)) == [(cell, code)]


def test_a_fault_quotes_the_cell() -> None:
    (fault,) = roster(a_row(父亲电话="170000012345")).faults
    assert (fault.sheet, fault.params) == ("花名册", {"value": "170000012345", "digits": "12"})


def test_a_long_cell_is_quoted_by_its_beginning() -> None:
    (fault,) = roster(a_row(出生年月="不" * 500)).faults
    assert len(fault.params["value"]) == 40


def test_all_wrong_cells_of_a_file_are_named_in_reading_order() -> None:
    rows = [
        a_row(姓名="马一"),
        a_row(姓名="马二", 出生年月="2014.13.40", 监护人电话="123"),
        a_row(姓名=None),
        a_row(姓名="马一"),
        a_row(姓名="马三", 性别="?"),
    ]
    assert faults(*rows) == [
        ("E3", "date"),
        ("P3", "phone"),
        ("B4", "name_missing"),
        ("B5", "twice"),
        ("C6", "sex"),
    ]


def test_the_same_child_twice_names_both_rows() -> None:
    (fault,) = roster(a_row(), a_row(姓名="马大满"), a_row()).faults
    assert (fault.cell, fault.code, fault.params) == (
        "B4",
        "twice",
        {"name": "马小满", "other": "B2"},
    )


def test_the_same_child_in_two_sheets_names_both_sheets() -> None:
    found = reading(
        a_grid(HEADINGS, a_row(), sheet="一"), a_grid(HEADINGS, a_row(), sheet="二")
    ).roster
    assert found is not None
    assert [(f.sheet, f.cell, f.params["other"]) for f in found.faults] == [("二", "B2", "一!B2")]


def test_two_children_of_one_name_in_two_classes_or_of_two_birthdays_are_two() -> None:
    assert faults(a_row(), a_row(班级="(2)班"), a_row(出生年月="2017.5.22")) == []


def test_a_formula_in_a_cell_that_is_read_is_a_fault() -> None:
    found = reading(a_grid(HEADINGS, a_row(姓名=None), a_row(), formulas=[(1, 1), (2, 4)])).roster
    assert found is not None
    assert [(f.cell, f.code) for f in found.faults] == [("B2", "formula"), ("E3", "formula")]


def test_a_formula_that_only_counts_the_rows_is_none() -> None:
    found = reading(a_grid(HEADINGS, a_row(), formulas=[(1, 0)])).roster
    assert found is not None
    assert found.faults == ()


def test_a_row_with_nothing_but_a_name_is_a_fault() -> None:
    lonely = tuple("马大满" if heading == "姓名" else None for heading in HEADINGS)
    assert faults(a_row(), lonely) == [("B3", "name_alone")]


def test_a_sheet_that_lacks_only_the_name_column_is_not_left_out_unnoticed() -> None:
    headings = ("序号", "出生年月", "监护人", "监护人电话")
    good, bad = (
        a_grid(HEADINGS, a_row()),
        a_grid(headings, (1.0, "2017.5", "冯桂英", "无"), sheet="三年级"),
    )
    found = reading(good, bad).roster
    assert found is not None
    assert [(f.sheet, f.cell, f.code) for f in found.faults] == [("三年级", "A1", "heading_name")]
    assert len(found.children) == 1


def test_an_adults_impossible_age_is_a_fault() -> None:
    headings = ("姓名", "出生年月", "监护人", "年龄")
    assert faults(("马小满", "2017.5", "冯桂英", "660"), headings=headings) == [("D2", "age")]


def test_a_good_sheet_has_no_fault() -> None:
    assert faults(a_row(), a_row(姓名="马大满", 性别=None, 民族=None, 父亲电话="无")) == []
