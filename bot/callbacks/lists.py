"""Callback data of the care of the lists. Ids are written short; see `bot.callbacks.basic`."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData


class Around(CallbackData, prefix="p"):
    """A button about a child's circle, or about one adult in it. `value` is a choice."""

    act: Literal[
        "circle", "hidden", "adult", "status", "number", "name", "link", "code", "end", "add"
    ]
    child: str
    person: str = ""
    value: str = ""


class Staff(CallbackData, prefix="h"):
    """A button about who has a class: the list, handing it over, letting the teacher in."""

    act: Literal["list", "give", "new", "link"]
    unit: str
    person: str = ""
    value: str = ""


class NoNumber(CallbackData, prefix="y"):
    """The one whose number is waited for has none."""
