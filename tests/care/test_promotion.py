"""Which class becomes which."""

import pytest

from care.promotion import Step, Way, last_grade, steps


def way_of(name: str, last: int = 6, *others: str) -> Step:
    classes = dict(enumerate((name, *others)))
    return next(step for step in steps(classes, last) if step.name == name)


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("三年级(1)班", "四年级(1)班"),
        ("三年级1班", "四年级1班"),
        ("五年级", "六年级"),
        ("3(2)班", "四年级(2)班"),
    ],
)
def test_a_class_goes_one_grade_up_and_keeps_its_number(name: str, becomes: str) -> None:
    assert way_of(name) == Step(0, name, Way.up, becomes, None)


def test_a_class_that_is_there_already_is_found_however_it_is_written() -> None:
    assert way_of("三年级1班", 6, "四年级(1)班") == Step(0, "三年级1班", Way.up, "四年级(1)班", 1)


@pytest.mark.parametrize("name", ["六年级(1)班", "初一(1)班"])
def test_the_last_grade_and_what_is_above_it_graduates(name: str) -> None:
    assert way_of(name).way is Way.graduates


def test_in_a_nine_year_school_the_sixth_grade_goes_on() -> None:
    assert way_of("六年级(1)班", 9).to_name == "七年级(1)班"


@pytest.mark.parametrize("name", ["向阳班", "三年级向阳班", "1班", "学前班"])
def test_a_class_with_a_name_of_its_own_stays(name: str) -> None:
    assert way_of(name).way is Way.stays


@pytest.mark.parametrize(
    ("names", "end"),
    [
        (["三年级1班"], 6),
        (["一年级1班", "八年级1班"], 9),
        (["高一1班"], 12),
        (["向阳班"], 6),
        ([], 6),
    ],
)
def test_where_a_school_ends_is_seen_from_its_highest_grade(names: list[str], end: int) -> None:
    assert last_grade(names) == end
