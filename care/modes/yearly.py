"""Marks of the calendar from a plan's words: occasions, and dates that are the same every year."""

from collections.abc import Iterable
from datetime import date

from care.almanac import Almanac
from care.cadences import Span
from care.lunar import FIRST_YEAR, LAST_YEAR
from care.modes.marked import Mark
from care.occasions import day_of, days


def years_around(since: date, until: date) -> range:
    """The years that matter from one day to another: with the one before, because a reminder may
    come late, and the one after, because it may come early.
    """
    return range(max(since.year - 1, FIRST_YEAR + 1), min(until.year + 1, LAST_YEAR) + 1)


def occasions(names: Iterable[str], years: range, almanac: Almanac) -> list[Mark]:
    """Each occasion is a mark of one day."""
    return [(day, day) for day in days(names, years, almanac)]


def dates(spans: Iterable[Span], years: range) -> list[Mark]:
    """Each span once a year."""
    return [_in_year(span, year) for span in spans for year in years]


def _in_year(span: Span, year: int) -> Mark:
    first = day_of(year, span.from_month, span.from_day)
    last = day_of(year, span.to_month, span.to_day)
    return first, last if first <= last else day_of(year + 1, span.to_month, span.to_day)
