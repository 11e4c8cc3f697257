"""Choosing the moment of a message: the reader's own hour, their zone and their quiet hours.

Wall-clock times that a clock change skips are taken as the moment after the change, those it
repeats as the first of the two.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from care.habits import Habits

END_OF_SHIFT = time(21)
_TOO_SOON = timedelta(minutes=30)
_A_WHILE = timedelta(hours=2)
_SUNDAY = 7
_REMEMBERED = 4096
"""Answers kept: a batch asks the same of many people, and the zones' tables cost most of it."""


class Later(StrEnum):
    """When somebody who cannot do it now would like to be asked again."""

    after_shift = "after_shift"
    tomorrow = "tomorrow"
    sunday = "sunday"


@lru_cache(maxsize=_REMEMBERED)
def at_own_hour(day: date, habits: Habits) -> datetime:
    """The person's own hour on that day of theirs, in UTC.

    An own hour inside the quiet hours becomes their end on the same day, so that what belongs to
    a day is said on that day.
    """
    moment = at_wall_clock(day, habits.hour_on(day), habits.zone)
    return _first_polite((moment, *_ends_of_quiet(day, habits)), habits) or polite(moment, habits)


def polite(moment: datetime, habits: Habits) -> datetime:
    """The moment itself (UTC), or the end of the quiet hours it falls into."""
    day = _local(moment, habits).date()
    ends = (
        end
        for ahead in range(3)
        for end in _ends_of_quiet(day + timedelta(days=ahead), habits)
        if end >= moment
    )
    return _first_polite((moment, *ends), habits) or moment


def is_quiet(moment: datetime, habits: Habits) -> bool:
    """Whether the person's clock shows a time in their quiet hours."""
    clock = _local(moment, habits).time()
    if habits.quiet_from <= habits.quiet_to:
        return habits.quiet_from <= clock < habits.quiet_to
    return clock >= habits.quiet_from or clock < habits.quiet_to


def later(choice: Later, now: datetime, habits: Habits) -> datetime:
    """The moment (UTC) to ask again, counted from `now` (UTC) on the person's own calendar."""
    today = _local(now, habits).date()
    match choice:
        case Later.after_shift:
            evening = at_wall_clock(today, END_OF_SHIFT, habits.zone)
            ahead = evening - now >= _TOO_SOON
            return polite(evening if ahead else now + _A_WHILE, habits)
        case Later.tomorrow:
            return at_own_hour(today + timedelta(days=1), habits)
        case Later.sunday:
            days = _SUNDAY - today.isoweekday() or _SUNDAY
            return at_own_hour(today + timedelta(days=days), habits)


def at_wall_clock(day: date, clock: time, zone: str) -> datetime:
    """The UTC moment at which clocks in the zone show that time on that day."""
    return _at_wall_clock(day, clock, clock.fold, zone)


@lru_cache(maxsize=_REMEMBERED)
def _at_wall_clock(day: date, clock: time, fold: int, zone: str) -> datetime:
    """Two times that differ in their fold only are equal, so it is asked for by name."""
    moment = datetime.combine(day, clock.replace(fold=fold), tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC)


@lru_cache(maxsize=_REMEMBERED)
def local_date(moment: datetime, zone: str) -> date:
    """The date that calendars in the zone show at a UTC moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def _local(moment: datetime, habits: Habits) -> datetime:
    return moment.astimezone(ZoneInfo(habits.zone))


def _ends_of_quiet(day: date, habits: Habits) -> tuple[datetime, datetime]:
    """Both readings of `quiet_to`: they differ only on the day of a clock change."""
    first, second = (habits.quiet_to.replace(fold=fold) for fold in (0, 1))
    return at_wall_clock(day, first, habits.zone), at_wall_clock(day, second, habits.zone)


def _first_polite(moments: tuple[datetime, ...], habits: Habits) -> datetime | None:
    return next((moment for moment in moments if not is_quiet(moment, habits)), None)
