"""Typed callback data. It only names things; who may do what is checked in the services."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

TODAY = "t"
"""The place of a button that stands in a /today message and not in a notice."""


class Press(CallbackData, prefix="d"):
    """A button about a duty: what to do, which duty, and where the button stands.

    `place` is a notice, a child's card (`c` and its id) or /today; ids are written short, because
    callback data holds 64 bytes.
    """

    act: Literal["done", "later", "cannot", "undo", "back"]
    duty: str
    place: str
    choice: str = ""


class Go(CallbackData, prefix="g"):
    """A button that opens a list: a class, a child's card, a school, or the day."""

    to: Literal["class", "child", "school", "today"]
    unit: str


class Settle(CallbackData, prefix="k"):
    """The answer to a task. `place` is where the button stands: its own message, the list, or the
    page on which somebody confirms what they have asked for themself.
    """

    task: str
    answer: str
    place: Literal["own", "list", "self"]


class TaskList(CallbackData, prefix="kl"):
    """Opens the list of tasks."""


class Sheet(CallbackData, prefix="s"):
    """What to do with the sheet whose changes were shown; `of` is the mark of its draft."""

    act: Literal["accept", "discard"]
    of: str = ""


class Switch(CallbackData, prefix="lv"):
    """A step towards going live: `day` is an ISO date, `unit` the class that is looked at."""

    step: Literal["preview", "class", "days", "sure", "go"]
    school: str
    day: str = ""
    unit: str = ""


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
    """The id behind its short form; 0 where the text is none."""
    try:
        return int(text, 36)
    except ValueError:
        return 0
