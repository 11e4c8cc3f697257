"""Dates of birth in every shape that the forms show."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.rosters.cells import CellError
from care.rosters.dates import UnsureMonth, read_birth, read_by_moon, read_month
from care.rosters.grid import Cell
from care.rosters.model import Birth
from tests.rosters.builders import TODAY, a_row, child, faults

BIRTHDAYS = st.dates(date(2008, 1, 1), date(2023, 1, 1))


@pytest.mark.parametrize(
    "cell",
    [
        "2014.9.1",
        "2014/9/1",
        "2014-09-01",
        "2014年9月1日",
        "2014年09月01日",
        "2014\uff0e9\uff0e1",
        "2014、9、1",
        "20140901",
        20140901,
        20140901.0,
        " 2014.09.01 ",
        "2014.9.1.",
        "2014年9月1号",
        "2014 9 1",
        "2014-09-01 00:00:00",
        date(2014, 9, 1),
        datetime.fromisoformat("2014-09-01"),
        41883,
        41883.0,
        "41883",
    ],
    ids=repr,
)
def test_a_day_is_read_in_any_shape(cell: Cell) -> None:
    assert read_birth(cell, TODAY) == Birth(2014, 9, 1)


@pytest.mark.parametrize(
    "cell", ["2014.9", "2014年9月", "2014-09", 2014.9, 201409, "2014/9", "2014.09"], ids=repr
)
def test_a_month_without_a_day_stays_a_month(cell: Cell) -> None:
    assert read_birth(cell, TODAY) == Birth(2014, 9)


@pytest.mark.parametrize("cell", ["2014", 2014, 2014.0, "2014年"], ids=repr)
def test_a_year_alone_stays_a_year(cell: Cell) -> None:
    assert read_birth(cell, TODAY) == Birth(2014)


@pytest.mark.parametrize("cell", [None, "", "  "], ids=repr)
def test_an_empty_cell_is_no_date_and_no_fault(cell: Cell) -> None:
    assert read_birth(cell, TODAY) is None


@pytest.mark.parametrize(
    "cell",
    [
        "2014.13.40",
        "2014.2.30",
        "20141301",
        "二月",
        "去年",
        "1.9.2014",
        "14.9.1",
        True,
        "2014.9.1.5",
        "-",
        "?",
    ],
    ids=repr,
)
def test_what_is_no_date_is_a_fault(cell: Cell) -> None:
    with pytest.raises(CellError) as wrong:
        read_birth(cell, TODAY)
    assert wrong.value.code == "date"


def test_2014_1_as_a_number_may_be_october_so_only_the_year_is_sure() -> None:
    with pytest.raises(UnsureMonth) as unsure:
        read_birth(2014.1, TODAY)
    assert unsure.value.year == 2014
    assert unsure.value.params == {"year": "2014"}


@pytest.mark.parametrize(
    ("cell", "month"), [(2014.11, 11), (2014.12, 12), (2014.01, 1), (2014.2, 2)], ids=repr
)
def test_other_months_as_numbers_are_sure(cell: float, month: int) -> None:
    assert read_birth(cell, TODAY) == Birth(2014, month)


def test_typed_text_keeps_its_nought_so_2014_1_is_january() -> None:
    assert read_birth("2014.1", TODAY) == Birth(2014, 1)
    assert read_birth("2014.10", TODAY) == Birth(2014, 10)


@pytest.mark.parametrize(
    ("cell", "age"),
    [("2024.1.1", "2"), ("2027.3", "-1"), ("2006.11.21", "20"), ("1968", "57")],
    ids=repr,
)
def test_a_child_of_an_impossible_age_is_a_fault(cell: str, age: str) -> None:
    with pytest.raises(CellError) as wrong:
        read_birth(cell, TODAY)
    assert (wrong.value.code, wrong.value.params["age"]) == ("age_child", age)


@pytest.mark.parametrize(
    "cell", ["2023.11.21", "2006.11.22", "2006", "2023", "2006.11", "2023.11"], ids=repr
)
def test_an_age_that_may_still_fit_passes(cell: str) -> None:
    assert read_birth(cell, TODAY) is not None


@given(BIRTHDAYS, st.sampled_from(["%Y.%m.%d", "%Y/%m/%d", "%Y-%m-%d", "%Y年%m月%d日", "%Y%m%d"]))
def test_every_day_comes_back_from_every_shape(day: date, shape: str) -> None:
    assert read_birth(day.strftime(shape), TODAY) == Birth(day.year, day.month, day.day)


@given(BIRTHDAYS)
def test_every_day_comes_back_from_a_spreadsheets_day_number(day: date) -> None:
    number = float((day - date(1899, 12, 30)) / timedelta(days=1))
    assert read_birth(number, TODAY) == Birth(day.year, day.month, day.day)


@given(
    st.one_of(
        st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes()
    )
)
def test_no_cell_breaks_the_reading(cell: Cell) -> None:
    with suppress(CellError):
        read_birth(cell, TODAY)
    with suppress(CellError):
        read_month(cell)


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("2021年7月", (2021, 7)),
        ("2021.7", (2021, 7)),
        (2021.7, (2021, 7)),
        ("2019年至今", (2019, None)),
        ("2020年3月起", (2020, 3)),
        (datetime.fromisoformat("2020-03-01"), (2020, 3)),
        (2019, (2019, None)),
        ("长年", None),
        ("一年多", None),
        (None, None),
        ("无", None),
        (2021.1, (2021, None)),
    ],
    ids=repr,
)
def test_since_when_somebody_is_away(cell: Cell, month: tuple[int, int | None] | None) -> None:
    assert read_month(cell) == month


def test_since_an_impossible_month_is_a_fault() -> None:
    with pytest.raises(CellError):
        read_month("2021年13月")


@pytest.mark.parametrize(
    ("cell", "birth", "by_moon"),
    [
        ("农历2014年闰九月初三", Birth(2014, 10, 26), "LL9-3"),
        ("2014年闰9月3日", Birth(2014, 10, 26), "LL9-3"),
        ("2014.9.3（农历）", Birth(2014, 9, 26), "L9-3"),
        ("2015年腊月初八", Birth(2016, 1, 17), "L12-8"),
        ("2014年9月3日", Birth(2014, 9, 3), None),
        (41883, Birth(2014, 9, 1), None),
        (None, None, None),
    ],
)
def test_a_birth_by_the_moon_is_its_day_by_the_sun_and_a_birthday_by_the_moon(
    cell: Cell, birth: Birth | None, by_moon: str | None
) -> None:
    assert read_birth(cell, TODAY) == birth
    found = read_by_moon(cell)
    assert (found and found[1]) == by_moon
    assert child(出生年月=cell).birthday == by_moon


@pytest.mark.parametrize(
    "cell", ["2015年闰九月初三", "农历九月初三", "农历2014年9月", "2014年闰九月三十一"]
)
def test_a_day_that_the_lunar_year_does_not_have_is_refused(cell: Cell) -> None:
    with pytest.raises(CellError) as caught:
        read_birth(cell, TODAY)
    assert caught.value.code == "date"
    assert faults(a_row(出生年月=cell)) == [("E2", "date")]
