"""Callback data of the weekly list; ids are short, because callback data holds 64 bytes."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData


class Week(CallbackData, prefix="w"):
    """A button of a class's list of families out of reach.

    `list`: a page of it; `child`: one family (`subject` is the child); the others are ticks about
    a duty (`subject`), taken back with `undo`. `unit` is the class, `shown` when the page came in
    the place of another one (`bot.taps`).
    """

    act: Literal["list", "child", "phone", "paper", "missed", "undo"]
    unit: str
    subject: str = ""
    page: int = 0
    shown: str = ""
