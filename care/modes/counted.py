"""So many times in each week, month, quarter, year or term."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from care.cadences import Per
from care.slots import DAY, Period, Slot

_REMEMBERED = 512
"""Periods kept: a class asks for the same month thirty times."""


@lru_cache(maxsize=_REMEMBERED)
def evenly(starts_on: date, ends_on: date, times: int) -> Period:
    """Due at even distances; each ends on the eve of the next one's due date, the last with the
    period, so that a first visit left out does not silence the second.
    """
    days = (ends_on - starts_on).days + 1
    anchor = starts_on.isoformat()
    steps = range(1, times + 1)
    due = [starts_on + timedelta(days=days * step // (times + 1)) for step in steps]
    ends = [max(day, following - DAY) for day, following in pairwise(due)] + [ends_on]
    numbered = enumerate(zip(due, ends, strict=True), start=1)
    slots = (Slot(anchor, n, starts_on, due_on, closes_on) for n, (due_on, closes_on) in numbered)
    return Period(anchor, starts_on, ends_on, tuple(slots))


def on_day(day: int, starts_on: date, ends_on: date) -> Period:
    """Due on that day of the month, or of the quarter's first month."""
    anchor, due_on = starts_on.isoformat(), starts_on.replace(day=day)
    return Period(anchor, starts_on, ends_on, (Slot(anchor, 1, starts_on, due_on, ends_on),))


def on_days(per: Per, day: int, since: date, until: date) -> Iterator[Period]:
    """One for each month or quarter, from that of `since` to that of `until`."""
    return (on_day(day, *span) for span in spans(per, since, until))


def next_due(per: Per, day: int | None, last: date) -> date:
    """When the one is due that comes once in the period behind a local day."""
    span = period_of(per, last + DAY)
    period = evenly(*span, 1) if day is None else on_day(day, *span)
    return period.slots[0].due_on


def in_calendar(per: Per, times: int, since: date, until: date) -> Iterator[Period]:
    """The periods from the one that holds `since` to the one that holds `until`."""
    return (evenly(*span, times) for span in spans(per, since, until))


def spans(per: Per, since: date, until: date) -> Iterator[tuple[date, date]]:
    """First and last day of each."""
    while since <= until:
        starts_on, ends_on = period_of(per, since)
        yield starts_on, ends_on
        since = ends_on + DAY


def period_of(per: Per, day: date) -> tuple[date, date]:
    """First and last day of the week (from Monday), month, quarter or year that holds the day."""
    match per:
        case "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + 6 * DAY
        case "month":
            return _months(day.year, day.month, 1)
        case "quarter":
            return _months(day.year, day.month - (day.month - 1) % 3, 3)
        case "year":
            return _months(day.year, 1, 12)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    years, months = divmod(month - 1 + count, 12)
    return date(year, month, 1), date(year + years, months + 1, 1) - DAY
