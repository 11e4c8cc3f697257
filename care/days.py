"""A day that somebody typed, and the days that are offered as buttons."""

import re
import unicodedata
from datetime import date, timedelta

from care.forms.dates import SAID

_WITH_YEAR = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?|(\d{4})(\d{2})(\d{2})")
_WITHOUT = re.compile(r"(\d{1,2})[-./月](\d{1,2})[日号]?")
_EACH = re.compile(r"(?:\d{4}[-./年])?\d{1,2}[-./月]\d{1,2}[日号]?")
_DECEMBER = 12
_LONG_AGO, _FAR_AHEAD = timedelta(days=60), timedelta(days=400)


def is_near(day: date, today: date) -> bool:
    """Whether a child can go somewhere else from that day on: two months back, a year ahead."""
    return -_LONG_AGO <= day - today <= _FAR_AHEAD


def typed_day(text: str, today: date) -> date | None:
    """The day behind 2026-09-01, 2026年9月1日, 20260901, 9月1日 or 9-1, without a year the next
    one; or behind 明天. None where it is none.
    """
    squeezed = "".join(unicodedata.normalize("NFKC", text).split())
    if (said := squeezed.lower()) in SAID:
        return today + timedelta(days=SAID[said])
    if found := _WITH_YEAR.fullmatch(squeezed):
        year, month, day = (int(part) for part in found.groups() if part)
        return _day(year, month, day)
    if found := _WITHOUT.fullmatch(squeezed):
        month, day = int(found[1]), int(found[2])
        candidates = (_day(today.year + ahead, month, day) for ahead in range(5))
        return next((each for each in candidates if each is not None and each >= today), None)
    return None


def typed_days(text: str, since: date) -> tuple[date, date] | None:
    """The first and the last day behind "2026-09-01 2027-01-20", "9月1日至1月20日" or one day
    alone; without a year the first is the next from `since` on. None where they make no
    sense, or where something of a day is left over: "9月1日至3日" is not the first of September.
    """
    said = unicodedata.normalize("NFKC", text)
    found = _EACH.findall(said)
    if len(found) not in (1, 2) or any(letter.isdecimal() for letter in _EACH.sub("", said)):
        return None
    first = typed_day(found[0], since)
    last = None if first is None else typed_day(found[-1], first)
    return None if first is None or last is None or last < first else (first, last)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_monday(today: date) -> date:
    """The Monday after today."""
    return today + timedelta(days=7 - today.weekday())


def next_first(today: date) -> date:
    """The first day of the next month."""
    years, month = divmod(today.month, _DECEMBER)
    return date(today.year + years, month + 1, 1)


def next_september(today: date) -> date:
    """The next 1 September: a school year begins."""
    this = date(today.year, 9, 1)
    return this if this >= today else date(today.year + 1, 9, 1)
