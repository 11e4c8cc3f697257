"""The second of two quick taps, on a message that was rewritten under the finger.

A list that shows the next one in the place of the last puts its buttons where the old ones were. So
buttons of such a page carry the moment at which it was shown, and a press that comes sooner after
it than anybody can read does nothing. A button pressed twice before the page changes still carries
what it is for, and answers for that alone.
"""

from datetime import UTC, datetime, timedelta

from bot.callbacks.basic import long, short

UNREAD = timedelta(seconds=1)
"""Nobody has read a page that has been there for less."""

_STEP = timedelta(milliseconds=100)
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)


def moment(now: datetime) -> str:
    """The moment (UTC) at which a page is shown, as its buttons carry it."""
    return short(max((now - _BEGAN) // _STEP, 0))


def unread(shown: str, now: datetime) -> bool:
    """Whether a press at `now` (UTC) comes too soon for its page to have been read; never where the
    page's buttons carry no moment.
    """
    steps = abs((now - _BEGAN) // _STEP - long(shown))  # whatever a forged one says, a number
    return bool(shown) and steps < UNREAD // _STEP
