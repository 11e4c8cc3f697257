"""Callback data of the facts of a child's calendar."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData


class Key(CallbackData, prefix="kc"):
    """A button about a key child: its page, for how long (`reason`), set (`months`), ended."""

    act: Literal["page", "why", "set", "end"]
    child: str
    reason: str = ""
    months: int = 0
