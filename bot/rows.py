"""Which buttons stand side by side: those whose words fit. Telegram cuts the rest off with "…"."""

import unicodedata
from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

HALF = 16
"""Latin letters in half a row of a phone 360 points wide; a Chinese one counts as two."""


def in_pairs(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """In their order, two in a row where both fit, otherwise one."""
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        beside = rows[-1] if rows else []
        if len(beside) == 1 and all(width(each.text) <= HALF for each in (*beside, button)):
            beside.append(button)
        else:
            rows.append([button])
    return rows


def width(text: str) -> int:
    """In Latin letters."""
    return sum(_cells(letter) for letter in text)


def _cells(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
