"""Occurrences of a rule, and the periods of the calendar in which they lie. Local dates only."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

DAY = timedelta(days=1)


class Slot(Struct, frozen=True):
    """One occurrence of a rule; `anchor` and `number` identify it for good.

    It can be done from `opens_on`, the ladder counts from `due_on`, `closes_on` is its last day.
    """

    anchor: str
    number: int
    opens_on: date
    due_on: date
    closes_on: date


class Past(Struct, frozen=True):
    """The closed duty that the next one follows; `done_on` is None unless it was done."""

    key: str
    anchor: str
    number: int
    due_on: date
    closes_on: date
    done_on: date | None


class Period(Struct, frozen=True):
    """A stretch of the calendar with the slots that lie in it, in order. `anchor` is the first day
    of the period, or the day of the occasion.
    """

    anchor: str
    starts_on: date
    ends_on: date
    slots: tuple[Slot, ...]

    def behind(self, previous: Past) -> Iterator[Slot]:
        """The slots that a closed duty leaves: all of them, where it lies in another period.

        Its period is found again by the anchor, or, where a school has moved the dates of its term
        since or a plan its cadence, by the old due date: numbers are never given out twice.
        """
        anchored = self.anchor == previous.anchor
        same = anchored or self.starts_on <= previous.due_on <= self.ends_on
        return (slot for slot in self.slots if not same or slot.number > previous.number)


def one_slot(anchor: date, opens_on: date, due_on: date, closes_on: date) -> Period:
    """A period that is a single slot."""
    name = anchor.isoformat()
    return Period(name, opens_on, closes_on, (Slot(name, 1, opens_on, due_on, closes_on),))
