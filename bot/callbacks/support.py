"""Callback data of what runs for a child beside the lessons."""

from aiogram.filters.callback_data import CallbackData


class Supports(CallbackData, prefix="su"):
    """What runs for a child."""

    child: str
