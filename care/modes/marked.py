"""On days that are marked in the calendar: festivals, birthdays, dates of the year.

Marks that come while the one before is still being asked for are one with it: New Year's Eve and
Spring Festival are one letter home. `keep` days says how long that is.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from care.slots import DAY, Period, Slot

LIFE = 7
"""Days that a duty of this kind stays open at the least, unless the next one comes."""
_EARLY = timedelta(days=7)
"""How long before its reminder it may be done."""
Mark = tuple[date, date]
"""First and last day of what is marked; often the same."""


def marked(marks: list[Mark], shift: int, keep: int) -> Iterator[Period]:
    """One period for each mark, in order; the anchor is its first day, so that a plan's list may
    change. Due `shift` days after the mark's first day.
    """
    alone = _each_alone(sorted(set(marks)), keep)
    due = [first + timedelta(days=shift) for first, _ in alone]
    ends = [
        max(d + max(LIFE, keep) * DAY - DAY, last) for d, (_, last) in zip(due, alone, strict=True)
    ]
    ends = [min(end, later - DAY) for end, later in zip(ends, due[1:], strict=False)] + ends[-1:]
    before = date.min
    for (first, _), due_on, closes_on in zip(alone, due, ends, strict=True):
        opens_on = min(max(due_on - _EARLY, before), due_on)
        slot = Slot(first.isoformat(), 1, opens_on, due_on, closes_on)
        yield Period(slot.anchor, opens_on, closes_on, (slot,))
        before = closes_on + DAY


def _each_alone(marks: list[Mark], keep: int) -> list[Mark]:
    """Without those that follow another too soon, be that one left out or not: so it does not
    matter with which mark one begins to look.
    """
    far = (later for earlier, later in pairwise(marks) if (later[0] - earlier[0]).days >= keep)
    return [*marks[:1], *far]
