"""Callback data of pairing. Ids are written short; see `bot.callbacks.basic`."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData


class Pair(CallbackData, prefix="pr"):
    """A button about who is paired with whom. `subject` is a class (`class`, `load`) or a child;
    `mine`: a child that the reader is paired with themself.
    """

    act: Literal["start", "class", "load", "child", "add", "give", "end", "ended", "mine"]
    subject: str = ""
    person: str = ""
    page: int = 0
