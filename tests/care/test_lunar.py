"""Lunar dates and solar terms, beside what others have published.

`lunardate` has the tables of the Hong Kong Observatory, `chinese_calendar` a formula for the solar
terms; the two lists here are the Observatory's.
"""

from datetime import date, timedelta

import pytest
from chinese_calendar import get_solar_terms
from lunardate import LunarDate

from care.lunar import solar, solar_term
from care.occasions import LUNAR, days
from tests.care.builders import NO_FACTS

YEARS = range(2020, 2036)
SPRING_FESTIVALS = [
    "2020-01-25",
    "2021-02-12",
    "2022-02-01",
    "2023-01-22",
    "2024-02-10",
    "2025-01-29",
    "2026-02-17",
    "2027-02-06",
    "2028-01-26",
    "2029-02-13",
    "2030-02-03",
    "2031-01-23",
    "2032-02-11",
    "2033-01-31",
    "2034-02-19",
    "2035-02-08",
]
LEAP_MONTHS = {2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11}


@pytest.mark.parametrize("year", YEARS)
def test_every_day_of_a_lunar_year_is_what_the_observatory_says(year: int) -> None:
    day = solar(year, 1, 1)
    while day < solar(year + 1, 1, 1):
        other = LunarDate.from_solar_date(day.year, day.month, day.day)
        ours = solar(year, other.month, other.day, leap=bool(other.is_leap_month))
        assert (other.year, ours) == (year, day)
        day += timedelta(days=1)


def test_spring_festivals_are_those_published() -> None:
    found = [str(day) for day in days(["spring_festival"], YEARS, NO_FACTS)]
    assert found == SPRING_FESTIVALS


@pytest.mark.parametrize("year", YEARS)
def test_leap_months_are_those_published(year: int) -> None:
    months = range(1, 13)
    leap = [m for m in months if solar(year, m, 1, leap=True) != solar(year, m, 1)]
    assert leap == ([LEAP_MONTHS[year]] if year in LEAP_MONTHS else [])


@pytest.mark.parametrize("year", YEARS)
def test_lunar_festivals_fall_where_another_table_has_them(year: int) -> None:
    for name, (month, day) in LUNAR.items():
        assert days([name], range(year, year + 1), NO_FACTS) == [
            LunarDate(year, month, day).to_solar_date()
        ]


@pytest.mark.parametrize("year", YEARS)
def test_new_years_eve_is_the_day_before_whether_the_month_has_29_days_or_30(year: int) -> None:
    (eve,) = days(["new_years_eve"], range(year, year + 1), NO_FACTS)
    assert eve + timedelta(days=1) == solar(year, 1, 1)
    assert LunarDate.from_solar_date(eve.year, eve.month, eve.day).month == 12


@pytest.mark.parametrize("year", YEARS)
def test_qingming_and_the_winter_solstice_come_by_another_formula_too(year: int) -> None:
    first, last = date(year, 1, 1), date(year, 12, 31)
    theirs = {name: day for day, name in get_solar_terms(first, last)}
    assert solar_term(year, "清明") == theirs["清明"]
    assert solar_term(year, "冬至") == theirs["冬至"]


def test_the_30th_of_a_short_month_is_its_last_day() -> None:
    """The fourth month of 2025 has 29 days."""
    assert solar(2025, 4, 30) == solar(2025, 4, 29) == solar(2025, 5, 1) - timedelta(days=1)


def test_a_leap_month_is_kept_where_the_year_has_it() -> None:
    assert solar(2025, 6, 1, leap=True) == date(2025, 7, 25)
    assert solar(2025, 6, 1) == date(2025, 6, 25)
    assert solar(2026, 6, 1, leap=True) == solar(2026, 6, 1)


@pytest.mark.parametrize("year", [1899, 2101])
def test_outside_the_tables_there_is_no_answer(year: int) -> None:
    with pytest.raises(ValueError, match=str(year)):
        solar(year, 1, 1)
