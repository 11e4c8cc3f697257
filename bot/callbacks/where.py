"""Callback data about a child that is not here."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData


class Where(CallbackData, prefix="fw"):
    """The child is not here; where it is (`place`, an option of the card); it is here after all."""

    act: Literal["ask", "at", "here"]
    child: str
    place: str = ""
