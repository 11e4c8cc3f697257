"""On days that are marked in the calendar: festivals, birthdays, dates of the year.

Marks that come while the one before is still being asked for are one with it: New Year's Eve and
Spring Festival are one letter home. Where the reminder of one would come before the day of the one
before is over, it comes on the day after: Youth Day waits for Labour Day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, zip_longest

from care.slots import DAY, Period, Slot

LIFE = 7
"""Days that a duty of this kind stays open at the least, unless the next one comes."""
_EARLY = timedelta(days=7)
"""How long before its reminder it may be done."""
Mark = tuple[date, date]
"""First and last day of what is marked; often the same."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A mark, the day on which its reminder is meant to come, and how long it is asked for."""

    first: date
    last: date
    meant: date
    keep: int

    @property
    def latest_due(self) -> date:
        """No reminder comes later: on the day itself, or after it where it is meant to."""
        return max(self.first, self.meant)

    @property
    def end(self) -> date:
        """Its last day, where nothing is in the way."""
        return max(self.last, self.meant + (max(LIFE, self.keep) - 1) * DAY)

    @property
    def latest_end(self) -> date:
        """Its last day, where the reminder had to wait for the mark before."""
        return max(self.end, self.latest_due + (self.keep - 1) * DAY)


def marked(marks: list[Mark], shift: int, keep: int) -> Iterator[Period]:
    """One period for each mark, in order; the anchor is its first day, so that a plan's list may
    change. The reminder is meant to come `shift` days after that day, and asks for `keep` days.

    What becomes of a mark depends on its neighbours only, so it does not matter with which of them
    one begins to look.
    """
    away = timedelta(days=shift)
    asked = [_Asked(f, last, f + away, keep) for f, last in _apart(sorted(set(marks)), keep)]
    before: _Asked | None = None
    closed = date.min
    for it, following in zip_longest(asked, asked[1:]):
        due_on = max(it.meant, closed + DAY) if before else it.meant
        end = it.latest_end if before and it.meant <= before.latest_end else it.end
        closes_on = min(end, following.latest_due - DAY) if following else end
        opens_on = max(due_on - _EARLY, closed + DAY) if before else due_on - _EARLY
        slot = Slot(it.first.isoformat(), 1, opens_on, due_on, closes_on)
        yield Period(slot.anchor, opens_on, closes_on, (slot,))
        before, closed = it, closes_on


def _apart(marks: list[Mark], keep: int) -> list[Mark]:
    """Without those that follow another too soon, be that one left out or not."""
    far = (later for earlier, later in pairwise(marks) if (later[0] - earlier[0]).days >= keep)
    return [*marks[:1], *far]
