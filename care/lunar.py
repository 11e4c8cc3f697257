"""Lunar dates and solar terms as solar dates, from the tables of `borax` (1900 to 2100).

A leap month bears the number of the month before it.
"""

from datetime import date
from functools import lru_cache

from borax.calendars.lunardate import LCalendars, LunarDate, TermUtils

FIRST_YEAR, LAST_YEAR = 1901, 2099
"""The lunar years we answer for."""


def solar(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """The solar date of a day of a lunar year; ValueError outside the tables.

    In a year without that leap month it is the ordinary month of the same number; the 30th of a
    month of 29 days is its last day.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    return _solar(year, month, day, leap)


def exactly(year: int, month: int, day: int, *, leap: bool = False) -> date:
    """The solar date of a day that a lunar year really has; ValueError where it has none."""
    found = solar(year, month, day, leap=leap)
    has_month = not leap or LCalendars.leap_month(year) == month
    if not has_month or day > LCalendars.ndays(year, month, int(leap)):
        raise ValueError(day)
    return found


@lru_cache(maxsize=1)
def leap_months() -> frozenset[int]:
    """The months that are followed by a leap month in any of the years."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return frozenset(int(LCalendars.leap_month(year)) for year in years) - {0}


@lru_cache(maxsize=4096)
def _solar(year: int, month: int, day: int, leap: bool) -> date:
    is_leap = int(leap and LCalendars.leap_month(year) == month)
    last = int(LCalendars.ndays(year, month, is_leap))
    found: date = LunarDate(year, month, min(day, last), is_leap).to_solar_date()
    return found


@lru_cache(maxsize=512)
def solar_term(year: int, name: str) -> date:
    """The day of a solar term (节气, by its Chinese name) in a solar year."""
    found: date = TermUtils.nth_term_day(year, term_name=name)
    return found
