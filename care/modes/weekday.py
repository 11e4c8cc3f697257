"""On one day of every week. That it moves to the next school day is the work of `care.resting`."""

from collections.abc import Iterator
from datetime import date
from typing import get_args

from care.cadences import DayOfWeek
from care.slots import DAY, Period, one_slot

_NUMBER = {name: number for number, name in enumerate(get_args(DayOfWeek))}
LIFE = 6
"""Days from the weekday to the eve of the next one."""


def weeks(weekday: DayOfWeek, since: date, until: date) -> Iterator[Period]:
    """One period from each such weekday to the eve of the next, from the one that holds `since`."""
    day = since - (since.weekday() - _NUMBER[weekday]) % 7 * DAY
    while day <= until:
        yield one_slot(day, day, day, day + LIFE * DAY)
        day += 7 * DAY
