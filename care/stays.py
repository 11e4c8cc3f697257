"""How often a stay without an end is asked about: a parent at home, a child with its parents.

Days are local dates of the school. Counted from the day on which it was last said that it is so, a
pure count of the Mondays reached, so that a Monday missed is made up for at the next one, once.
"""

from datetime import date, timedelta

ASKED_EVERY = timedelta(weeks=4)
"""So often whoever said it is asked; an answer begins the count anew."""

UNCONFIRMED = timedelta(weeks=6)
"""When nobody has said it again for so long, the class teacher is asked, then every four weeks."""

WORTH_ASKING = ASKED_EVERY - timedelta(days=1)
"""For so long a question is worth sending: until the next one is due."""


def is_asked(said_on: date, since: date, monday: date) -> bool:
    """Whether asking whoever said it has come up after the Monday `since`, up to `monday`."""
    return _times(said_on, ASKED_EVERY, monday) > _times(said_on, ASKED_EVERY, since)


def is_staffs(said_on: date, since: date, monday: date) -> bool:
    """The same of asking the class teacher."""
    return _times(said_on, UNCONFIRMED, monday) > _times(said_on, UNCONFIRMED, since)


def _times(said_on: date, first: timedelta, day: date) -> int:
    """How often it has come up by a day: first after so long, then every four weeks."""
    return max(0, (day - said_on - first) // ASKED_EVERY + 1)
