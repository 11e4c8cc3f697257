"""Where a letter stands: sent, arrived, answered. Of what is in it nothing is kept.

A letter has arrived once somebody of the other side said so, and is answered by a later letter the
other way. A school's own form of the kind `letter` keeps the question `way`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from care.hours import local_date
from storage.work import Work

KIND = "letter"
WAY = "way"
LATELY = timedelta(days=60)
"""A letter is spoken of for so long."""


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter. The days are local: when it was sent, said to have arrived, and answered."""

    way: str
    sent_on: date
    arrived_on: date | None
    answered_on: date | None


async def letters_about(
    work: Work, child_ids: Iterable[int], zone: str, now: datetime
) -> Mapping[int, LetterView]:
    """The latest letter about each child that is no answer itself, of the last weeks; arrival as a
    day in this zone.
    """
    rows = await work.written.letters(child_ids, KIND, WAY, (now - LATELY).date())
    found: dict[int, LetterView] = {}
    for row in rows:
        before = found.get(row.child_id)
        if before is not None and before.answered_on is None and row.way != before.way:
            answered = LetterView(before.way, before.sent_on, before.arrived_on, row.about_on)
            found[row.child_id] = answered
        else:
            arrived = local_date(row.arrived_at, zone) if row.arrived_at else None
            found[row.child_id] = LetterView(row.way, row.about_on, arrived, None)
    return found
