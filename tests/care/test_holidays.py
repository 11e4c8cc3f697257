"""Public days off: the years we ship are what the State Council's office has published."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from chinese_calendar import is_workday

from care.holidays import HolidayError, load
from services.holidays import (
    YearFileError,
    holidays_of,
    look_in,
    own_folder,
    year_of,
    years_around,
)

SHIPPED = (2024, 2025, 2026)
A_YEAR = """
year = 2030
working = [2030-01-05]
[[off]]
name = { en = "New Year" }
from = 2030-01-01
to = 2030-01-03
"""


@pytest.mark.parametrize("year", SHIPPED)
def test_a_shipped_year_is_day_by_day_what_others_have_read_in_the_notice(year: int) -> None:
    found = holidays_of(year)
    assert found is not None
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]

    assert [found.works(day) for day in days if day.year == year] == [
        is_workday(day) for day in days if day.year == year
    ]


def test_every_shipped_year_is_compared_with_what_others_have_read() -> None:
    files = (Path(__file__).parents[2] / "plans" / "holidays").glob("*.toml")

    assert sorted(int(file.stem) for file in files) == list(SHIPPED)


def test_the_years_with_a_file_are_those_around_today_that_were_published() -> None:
    assert set(years_around(2026, None)) == {2025, 2026}
    assert set(years_around(2024, None)) == set(SHIPPED)


def test_weekends_move_as_published() -> None:
    found = holidays_of(2026)
    assert found is not None

    assert found.works(date(2026, 2, 14))  # a Saturday, worked for Spring Festival
    assert not found.works(date(2026, 2, 23))  # a Monday, its last day
    assert not found.works(date(2026, 9, 25))  # Mid-Autumn
    assert found.works(date(2026, 9, 28))
    assert not found.works(date(2026, 11, 21))  # any Saturday


def test_a_year_that_nobody_has_published_is_not_known() -> None:
    assert holidays_of(2099) is None


def test_a_bureaus_own_year_counts_in_the_calendar_from_the_start_on(tmp_path: Path) -> None:
    (tmp_path / "holidays").mkdir()
    (tmp_path / "holidays/2030.toml").write_text(A_YEAR, encoding="utf-8-sig")
    assert set(years_around(2030, own_folder())) == set()

    look_in(tmp_path)
    try:
        counted = years_around(2030, own_folder())
        hours_of_the_line = year_of(2030)
    finally:
        look_in(None)

    assert set(counted) == {2030}
    assert counted[2030].works(date(2030, 1, 5))
    assert hours_of_the_line == counted[2030]


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("2030", "year = 2030", "off"),
        ("2031", A_YEAR, "year"),
        ("next", A_YEAR, "year"),
    ],
)
def test_a_year_that_cannot_be_read_is_named_at_the_start(
    tmp_path: Path, name: str, text: str, key: str
) -> None:
    (tmp_path / "holidays").mkdir()
    (tmp_path / f"holidays/{name}.toml").write_text(text, encoding="utf-8")

    with pytest.raises(YearFileError) as raised:
        look_in(tmp_path)

    assert (raised.value.year, raised.value.key) == (name, key)
    assert own_folder() is None


def test_a_bureau_may_write_a_year_down_itself(tmp_path: Path) -> None:
    (tmp_path / "holidays").mkdir()
    (tmp_path / "holidays/2030.toml").write_text(A_YEAR, encoding="utf-8-sig")

    found = holidays_of(2030, tmp_path)

    assert found is not None
    assert found.off == {date(2030, 1, day) for day in (1, 2, 3)}
    assert holidays_of(SHIPPED[0], tmp_path) is not None


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("year = 2030", "", "year"),
        ("year = 2030", "year = 2031", "off.from"),
        ("from = 2030-01-01", "", "off.from"),
        ("from = 2030-01-01", "from = 2030-01-01T00:00:00", "off.from"),
        ("to = 2030-01-03", "to = 2029-12-31", "off.to"),
        ("2030-01-05", "2030-01-07", "working"),
        ("2030-01-05", "2030-01-02", "working"),
        ("working = [2030-01-05]", "", "working"),
        ("[[off]]", "[[free]]", "off"),
        ("year = 2030", "year =", "toml"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_key(old: str, new: str, key: str) -> None:
    with pytest.raises(HolidayError) as refused:
        load(A_YEAR.replace(old, new))

    assert refused.value.key == key


def test_a_file_of_another_year_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holidays").mkdir()
    (tmp_path / "holidays/2031.toml").write_text(A_YEAR, encoding="utf-8")

    with pytest.raises(HolidayError):
        holidays_of(2031, tmp_path)
