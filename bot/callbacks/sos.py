"""Callback data of emergencies. It only names things; the services check who presses."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData


class Sos(CallbackData, prefix="so"):
    """A button about an emergency. `choice` is how it ended, or what it is about: the child's id, a
    dot, and the unit's.
    """

    act: Literal["raise", "now", "family", "teacher", "about", "take", "tell", "end"]
    request: str = ""
    choice: str = ""
