"""Every so many days, counted from the last time it was done (row 22)."""

from datetime import date, timedelta
from hashlib import sha256

from care.slots import DAY, Past, Slot

_ANCHOR_LENGTH = 16


def beginning(every: int, start: date) -> Slot:
    """The first one: a whole interval after the day on which the rule begins."""
    due_on = start + timedelta(days=every)
    return Slot(start.isoformat(), 1, start, due_on, closing(due_on, every))


def following(every: int, previous: Past, today: date) -> Slot:
    """Counted from the day it was done, else from the day it was due; never due before today."""
    base = previous.done_on or previous.due_on
    intervals = max(1, -((base - today).days // every))
    due_on = base + timedelta(days=every * intervals)
    opens_on = (previous.done_on or previous.closes_on) + DAY
    anchor = sha256(previous.key.encode()).hexdigest()[:_ANCHOR_LENGTH]
    number = previous.number + 1
    return Slot(anchor, number, min(opens_on, due_on), due_on, closing(due_on, every))


def closing(due_on: date, every: int) -> date:
    """Its last day: the eve of the day on which the next one would be due."""
    return due_on + timedelta(days=every - 1)
