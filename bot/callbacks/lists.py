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
    """A button about who has a post: all posts of a unit, one of them (`list`), giving it to
    somebody or ending it from a day on (`value`; without one it is asked for), somebody new,
    letting somebody in (`value`: "sure").
    """

    act: Literal["posts", "list", "give", "end", "new", "link"]
    unit: str
    person: str = ""
    value: str = ""
    post: str = "class_teacher"


class NoNumber(CallbackData, prefix="y"):
    """The one whose number is waited for has none."""
