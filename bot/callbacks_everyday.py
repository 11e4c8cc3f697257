"""Callback data of the everyday commands; ids are short, because callback data holds 64 bytes."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData


class Setting(CallbackData, prefix="se"):
    """A button of somebody's own settings: opens a page, or with a value chooses. A clock time is
    written 0700, quiet hours 2200-0700.
    """

    page: Literal["main", "language", "zone", "hour", "other", "quiet"]
    value: str = ""
