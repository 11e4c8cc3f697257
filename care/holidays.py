"""The public days off of one year, and the weekend days worked for them, read from TOML.

year = 2026
working = [2026-02-14]        # weekend days on which people work

[[off]]
name = { zh-Hans = "春节", en = "Spring Festival" }
from = 2026-02-15             # both days included
to = 2026-02-23
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any, TypeGuard

_DAY = timedelta(days=1)
_SATURDAY = 5


class HolidayError(ValueError):
    """The text describes no year; `key` is where it goes wrong."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Holidays:
    """One year: public days off, weekends among them, and weekend days that are worked."""

    year: int
    off: frozenset[date]
    working: frozenset[date]

    def works(self, day: date) -> bool:
        """Whether people work on this local date of the year."""
        return day in self.working or (day.weekday() < _SATURDAY and day not in self.off)


def load(text: str) -> Holidays:
    """The year that a TOML text describes; raises HolidayError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise HolidayError("toml") from error
    year, spans, working = raw.get("year"), raw.get("off"), raw.get("working")
    if type(year) is not int:
        raise HolidayError("year")
    if not isinstance(spans, list) or not spans:
        raise HolidayError("off")
    off = frozenset(chain.from_iterable(_days(span, year) for span in spans))
    if not isinstance(working, list) or not all(_fits(day, year) for day in working):
        raise HolidayError("working")
    worked = frozenset(working)
    if worked & off or any(day.weekday() < _SATURDAY for day in worked):
        raise HolidayError("working")
    return Holidays(year, off, worked)


def _days(span: object, year: int) -> Iterator[date]:
    """Every day from the first to the last."""
    entry: Mapping[str, Any] = span if isinstance(span, dict) else {}
    first, last = entry.get("from"), entry.get("to")
    if not _fits(first, year):
        raise HolidayError("off.from")
    if not _fits(last, year) or last < first:
        raise HolidayError("off.to")
    return (first + number * _DAY for number in range((last - first).days + 1))


def _fits(day: object, year: int) -> TypeGuard[date]:
    return type(day) is date and day.year == year
