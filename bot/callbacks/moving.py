"""Callback data of children on their way. Everything chosen so far travels in the button itself."""

from datetime import date
from typing import Literal

from aiogram.filters.callback_data import CallbackData

from bot.callbacks.basic import long

CLASS, LEAVES, SCHOOL = "c", "l", "t"
"""To another class, out, to another school."""

Kind = Literal["", "c", "l", "t"]


class Way(CallbackData, prefix="m"):
    """A step on the way of a child: what, where to, to whom, on which day (`20250901`)."""

    step: Literal["menu", "to", "who", "day", "type", "ask", "yes", "stop", "back"]
    child: str
    kind: Kind = ""
    to: str = ""
    who: str = ""
    day: str = ""

    @property
    def child_id(self) -> int:
        """The child it is about."""
        return long(self.child)

    def then(self, step: str, **more: str) -> "Way":
        """The next step with what has been chosen so far."""
        return Way.model_validate(self.model_dump() | {"step": step} | more)


class LeftLately(CallbackData, prefix="mg"):
    """The list of those who have left a school lately."""

    school: str


class Add(CallbackData, prefix="mc"):
    """A child is added to a class; with a yes, `of` is the mark of the draft that was shown."""

    step: Literal["ask", "skip", "yes", "stop"]
    unit: str
    of: str = ""


class NewYear(CallbackData, prefix="my"):
    """The new school year of a school: on which day, who goes along, which grade graduates."""

    step: Literal["menu", "type", "look", "yes", "stop"]
    school: str
    day: str = ""
    stay: Literal["0", "1"] = "0"
    last: int = 0

    def then(self, step: str, **more: str | int) -> "NewYear":
        """The next step with what has been chosen so far."""
        return NewYear.model_validate(self.model_dump() | {"step": step} | more)


def packed_day(day: date) -> str:
    """A day as it stands in callback data."""
    return day.strftime("%Y%m%d")


def day_in(text: str) -> date | None:
    """The day behind its packed form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
