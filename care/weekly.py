"""The weekly list of families out of reach: its day, how late it may come, what a tick says.

A person out of reach owes nothing to a machine: what waits for them becomes one list a week for
the class teacher, to be asked by phone or seen on paper. What nobody ticked ends as unknown, never
as done and never as a reproach (DESIGN section 5, promise 7; SYSTEMS.md row 22: "after a set number
of misses the class teacher is told").
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from care.habits import Habits
from care.hours import at_own_hour, at_wall_clock

LIST_WEEKDAY = 0
"""Monday: the reader has the whole week for the calls, and no Sunday to forget the list over."""

LATE = timedelta(days=3)
"""A list that could not go out within this time is skipped: the next one is near."""

NOT_REACHED = "not_reached"
"""The choice that a record of a call without an answer holds."""

CHILDREN_SHOWN = 8
"""How many children one page of the list names."""

PERIOD = timedelta(weeks=4)
"""Over how long a child's and a class's counts of done, missed and unknown look back."""

_WEEK = timedelta(days=7)


class Means(StrEnum):
    """How somebody of the staff learned that it was done."""

    phone = "phone"
    paper = "paper"


def list_day(today: date) -> date:
    """The day of this week's list: the latest Monday, `today` included (local dates)."""
    return today - timedelta(days=(today.weekday() - LIST_WEEKDAY) % 7)


@lru_cache(maxsize=64)
def last_day(today: date) -> date:
    """The last local date of the week that the list of `today`'s week speaks of."""
    return list_day(today) + _WEEK - timedelta(days=1)


def week_before(day: date) -> tuple[date, date]:
    """The first and the last local date of the week before that of a day."""
    monday = list_day(day) - _WEEK
    return monday, last_day(monday)


def next_list(swept: date, zone: str) -> datetime:
    """When (UTC) the lists after those of the Monday `swept` are to be planned in a zone."""
    return at_wall_clock(swept + _WEEK, datetime.min.time(), zone)


def list_moment(monday: date, habits: Habits) -> datetime:
    """When (UTC) the list of a week belongs to its reader: at their own hour of that Monday."""
    return at_own_hour(monday, habits)
