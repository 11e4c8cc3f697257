"""Grades and classes in every spelling, as one name per class."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.rosters.classes import ClassName, class_in, is_class, read_class
from care.rosters.grid import Cell

THIRD_2 = ClassName(3, 2, "三年级(2)班")


@pytest.mark.parametrize(
    ("grade", "class_"),
    [
        ("三年级", "(2)班"),
        ("三年级", "（2）班"),
        ("3年级", "2班"),
        ("三", "二班"),
        (3.0, 2.0),
        (None, "三年级2班"),
        (None, "三(2)班"),
        (None, "三(2)"),
        (None, "3.2"),
        (None, 3.2),
        (None, "3-2"),
        (None, "302班"),
        (None, "3年级2班"),
        ("三年级", "三(2)班"),
        ("三年级(2)班", None),
        ("小学三年级", "第2班"),
        ("三年级", "3.2"),
        ("Grade 3", "Class 2"),
        (" 三 年 级 ", "( 2 ) 班"),
    ],
    ids=repr,
)
def test_one_class_in_many_spellings(grade: Cell, class_: Cell) -> None:
    assert read_class(grade, class_) == THIRD_2


@pytest.mark.parametrize(
    ("grade", "class_", "name"),
    [
        ("初一", "1班", ClassName(7, 1, "七年级(1)班")),
        (None, "初三(4)班", ClassName(9, 4, "九年级(4)班")),
        ("八年级", None, ClassName(8, None, "八年级")),
        ("1年级", None, ClassName(1, None, "一年级")),
        (None, "初三", ClassName(9, None, "九年级")),
        ("高一", "十二班", ClassName(10, 12, "高一(12)班")),
        (None, "六年级", ClassName(6, None, "六年级")),
    ],
    ids=repr,
)
def test_grades_count_on_through_junior_high(grade: Cell, class_: Cell, name: ClassName) -> None:
    assert read_class(grade, class_) == name


def test_a_class_with_a_name_of_its_own_keeps_it() -> None:
    assert read_class(None, "向阳班") == ClassName(None, None, "向阳班")
    assert read_class("三年级", "向阳班") == ClassName(3, None, "三年级向阳班")
    assert read_class("学前班", None) == ClassName(None, None, "学前班")


def test_grade_and_class_that_contradict_each_other_are_no_class() -> None:
    assert read_class("三年级", "四(2)班") is None


@given(st.integers(1, 9), st.integers(1, 19))
def test_a_class_s_own_name_reads_as_that_class(grade: int, number: int) -> None:
    first = read_class(grade, number)
    assert first is not None
    assert read_class(None, first.name) == first == class_in(first.name)
    assert is_class(first.name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("七年级1班", "七年级(1)班"),
        ("三年级(2)班花名册", "三年级(2)班"),
        ("初一3班", "七年级(3)班"),
        ("三(1)", "三年级(1)班"),
        ("一年级", "一年级"),
        ("汇总", ""),
        ("Sheet1", ""),
        ("village-school-gb18030", ""),
        ("1-6年级", ""),
        ("2026年秋", ""),
        ("第一学期", ""),
        ("一至六年级", ""),
    ],
    ids=repr,
)
def test_a_sheets_name_tells_its_class_or_nothing(title: str, name: str) -> None:
    assert class_in(title).name == name


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    read_class(text, text)
    read_class(None, text)
    class_in(text)
