"""Typed callback data. It only names things; who may do what is checked in the services."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LARGEST = 2**63 - 1
"""What a column of ids holds."""

TODAY = "t"
"""The place of a button that stands in a /today message and not in a notice."""

_CARD = "~"
"""Before the id of a child where a button stands on its card: no digit of a short id, or the press
on every notice whose id began with it would rewrite nothing.
"""


class Press(CallbackData, prefix="d"):
    """A button about a duty: what to do, which duty, and where the button stands.

    `place` is a notice, a child's card (`on_card`) or /today; ids are written short, because
    callback data holds 64 bytes.
    """

    act: Literal["done", "card", "later", "cannot", "undo", "back"]
    duty: str
    place: str
    choice: str = ""


class Go(CallbackData, prefix="g"):
    """A button that opens a list: a class, a child's card, a school, or the day; `list` opens that
    of a class below the message, whose other buttons are needed still.
    """

    to: Literal["class", "list", "child", "school", "today"]
    unit: str


class Settle(CallbackData, prefix="k"):
    """The answer to a task. `place` is where the button stands: its own message, the list, or the
    page on which somebody confirms what they have asked for themself; `shown`: when the question
    came in the place of another one (`bot.taps`).
    """

    task: str
    answer: str
    place: Literal["own", "list", "self"]
    shown: str = ""


class TaskList(CallbackData, prefix="kl"):
    """Opens the list of tasks; `behind`: with the question behind this one, which stays open."""

    behind: str = ""
    shown: str = ""


class Sheet(CallbackData, prefix="s"):
    """What to do with the sheet whose changes were shown; `of` is the mark of its draft."""

    act: Literal["accept", "discard"]
    of: str = ""


class Switch(CallbackData, prefix="lv"):
    """A step towards going live: `day` is an ISO date, `unit` the class that is looked at, `was`
    the day from which classes are moved to another one.
    """

    step: Literal["preview", "class", "days", "sure", "go"]
    school: str
    day: str = ""
    unit: str = ""
    was: str = ""


class Join(CallbackData, prefix="j"):
    """A button of the joining conversation, or of the language and privacy messages."""

    step: Literal["language", "consent", "withdraw", "speak"]
    value: str


def short(number: int) -> str:
    """An id in base 36."""
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def long(text: str) -> int:
    """The id behind its short form; 0 where the text is none, or more than a column holds."""
    try:
        number = int(text, 36)
    except ValueError:
        return 0
    return number if 0 <= number <= _LARGEST else 0


def on_card(child_id: int) -> str:
    """The place of a button on a child's card."""
    return f"{_CARD}{short(child_id)}"


def child_of_card(place: str) -> int | None:
    """The child on whose card a place is; None for any other place."""
    return long(place.removeprefix(_CARD)) if place.startswith(_CARD) else None
