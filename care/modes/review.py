"""On the day of review that the latest record of what runs has named (SYSTEMS.md rows 49, 66, 67).

Each record that names a day begins a line of its own: looked at on that day, and, where nobody has,
again every month until somebody does. A record that names none has ended it.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from care.almanac import Review
from care.slots import DAY, Past, Slot

AGAIN = 30
"""Days from a review that did not come about to the next time it is asked for."""
_EARLY = timedelta(days=7)
"""How long before its day a review may be done."""
_TIMES = 36
"""So often a review is asked for: three years."""


def slots(review: Review | None, previous: Past | None, today: date) -> Iterator[Slot]:
    """The reviews to come of what runs, as seen on a local day: those behind a closed one, where it
    was of the same record, that are not over yet.
    """
    if review is None or review.on is None:
        return
    anchor = anchor_of(review)
    done = previous.number if previous is not None and previous.anchor == anchor else 0
    for number in range(done + 1, done + 1 + _TIMES):
        due_on = review.on + timedelta(days=AGAIN * (number - 1))
        closes_on = due_on + timedelta(days=AGAIN) - DAY
        if closes_on >= today:
            yield Slot(anchor, number, max(review.said_on, due_on - _EARLY), due_on, closes_on)


def anchor_of(review: Review) -> str:
    """The record's name in the keys of its duties, at most sixteen characters."""
    return f"{review.record_id:x}"
