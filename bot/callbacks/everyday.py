"""Callback data of the everyday commands; ids are short, because callback data holds 64 bytes."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData


class Setting(CallbackData, prefix="se"):
    """A button of somebody's own settings: opens a page, or with a value chooses. A clock time is
    written 0700, quiet hours 2200-0700.
    """

    page: Literal["main", "language", "zone", "hour", "other", "quiet"]
    value: str = ""


FROM_WEEK = -1
"""The page of a button below the word about a week, which stays where it is."""


class Overdue(CallbackData, prefix="od"):
    """A page of the children who have been forgotten."""

    page: int = 0


class Week(CallbackData, prefix="wk"):
    """The sheet of a unit's week; `monday` is an ISO date."""

    unit: str
    monday: str


class Own(CallbackData, prefix="oc"):
    """A page about a child of one's own family."""

    page: Literal["child", "circle"]
    child: str


class Copy(CallbackData, prefix="pc"):
    """A copy of one's own data."""
