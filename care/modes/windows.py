"""Once at the start, in the middle and at the end of the term (row 53)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import get_args

from care.almanac import Term
from care.cadences import Window
from care.slots import DAY, Period, Slot

LONGEST = 21
"""Days of a window: three weeks, or a third of a term shorter than nine."""
_NUMBER = {name: number for number, name in enumerate(get_args(Window), start=1)}


def in_terms(windows: Iterable[Window], terms: Iterable[Term]) -> Iterator[Period]:
    """One period for each term. A window's number stays its own whichever others a rule has."""
    wanted = sorted(set(windows), key=_NUMBER.__getitem__)
    return (_in_term(wanted, term) for term in terms)


def _in_term(windows: Iterable[Window], term: Term) -> Period:
    anchor = term.starts_on.isoformat()
    slots = (_slot(anchor, window, term) for window in windows)
    return Period(anchor, term.starts_on, term.ends_on, tuple(slots))


def _slot(anchor: str, window: Window, term: Term) -> Slot:
    """Due after a third of the window, so that there is a week to do it before anybody asks."""
    first, last = window_of(window, term.starts_on, term.ends_on)
    due_on = first + timedelta(days=((last - first).days + 1) // 3)
    return Slot(anchor, _NUMBER[window], first, min(due_on, last), last)


def window_of(window: Window, starts_on: date, ends_on: date) -> tuple[date, date]:
    """First and last day of a window of the term."""
    days = (ends_on - starts_on).days + 1
    length = max(min(LONGEST, days // 3), 1)
    skipped = {"start": 0, "middle": (days - length) // 2, "end": days - length}[window]
    first = starts_on + timedelta(days=skipped)
    return first, first + (length - 1) * DAY
