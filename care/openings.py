"""The school's family line: which times of it are free (SYSTEMS.md rows 28–31).

Pure. Opening hours are local to the school, slots are UTC moments. A day is a holiday when it is a
public day off or lies outside every term that the school has entered, a weekend when nobody works,
and a school day otherwise, also a Saturday worked for a day off.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from care.almanac import Term
from care.holidays import Holidays
from care.hours import at_wall_clock, local_date

SLOT = timedelta(minutes=20)
AHEAD = timedelta(days=7)
"""How far ahead a session can be asked for."""

NOTICE = timedelta(hours=1)
"""Whoever sits by the line needs this long to hear of it."""

_DAY = timedelta(days=1)
_SATURDAY = 5


class Means(StrEnum):
    """How child and family speak: by phone or video, over the office's phone (row 30), or from the
    village's room (row 31).
    """

    phone = "phone"
    video = "video"
    office = "office"
    village = "village"


class SessionState(StrEnum):
    """`asked`: nobody has accepted the time yet; only `booked` takes up the line."""

    asked = "asked"
    booked = "booked"
    held = "held"
    missed = "missed"
    moved = "moved"
    cancelled = "cancelled"


class Days(StrEnum):
    """The kind of day that opening hours are for."""

    school = "school"
    weekend = "weekend"
    holiday = "holiday"


@dataclass(frozen=True, slots=True)
class Hours:
    """Open on such days from `opens` to `closes`, local times of the school."""

    days: Days
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Slot:
    """A time on the line, in UTC."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Slot") -> bool:
        """Whether two times have a moment in common."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


USUAL = (
    Hours(Days.school, time(12, 30), time(13, 10)),
    Hours(Days.school, time(16, 30), time(17, 30)),
    Hours(Days.weekend, time(9), time(11)),
)
"""The hours of a school that has set none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A school's line: its zone, hours, terms, and the public days off by year."""

    zone: str
    hours: Sequence[Hours]
    terms: Sequence[Term] = ()
    years: Mapping[int, Holidays | None] | None = None

    def kind(self, day: date) -> Days:
        """What kind of day a local date is."""
        if self.terms and not any(term.starts_on <= day <= term.ends_on for term in self.terms):
            return Days.holiday
        year = (self.years or {}).get(day.year)
        if year is not None and day in year.off:
            return Days.holiday
        works = day.weekday() < _SATURDAY if year is None else year.works(day)
        return Days.school if works else Days.weekend

    def slots(self, day: date) -> Iterator[Slot]:
        """All slots of a local day, the earliest first."""
        kind = self.kind(day)
        for hours in sorted(self.hours, key=lambda each: each.opens):
            if hours.days is not kind:
                continue
            start = at_wall_clock(day, hours.opens, self.zone)
            closes = at_wall_clock(day, hours.closes, self.zone)
            while start + SLOT <= closes:
                yield Slot(start, start + SLOT)
                start += SLOT

    def free(self, booked: Iterable[Slot], now: datetime) -> tuple[Slot, ...]:
        """The slots of the next seven days that nobody has booked, the earliest first."""
        taken = tuple(booked)
        first = local_date(now, self.zone)
        days = (first + number * _DAY for number in range(AHEAD.days + 1))
        return tuple(
            slot
            for day in days
            for slot in self.slots(day)
            if now + NOTICE <= slot.starts_at <= now + AHEAD
            and not any(slot.meets(other) for other in taken)
        )


def overlapping(hours: Iterable[Hours]) -> tuple[Hours, Hours] | None:
    """Two opening hours of one kind of day that run into each other; None where none do."""
    ordered = sorted(hours, key=lambda each: (each.days, each.opens))
    for before, after in pairwise(ordered):
        if before.days is after.days and after.opens < before.closes:
            return before, after
    return None
