"""Inline keyboards by which a birthday is entered: by the sun or the moon, month, day."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.facts import Birth
from bot.callbacks.lists import Around
from bot.keyboards.moving import button, markup
from locales.catalog import Texts

_MONTHS_IN_A_ROW, _DAYS_IN_A_ROW = 6, 7


def birthday_button(child_id: int, person_id: int | None, t: Texts) -> list[InlineKeyboardButton]:
    """The way to enter a birthday."""
    who = "" if person_id is None else short(person_id)
    return [button(t("birthday.button"), Birth(child=short(child_id), person=who))]


def birthday_buttons(press: Birth, t: Texts) -> InlineKeyboardMarkup:
    """What is asked next: the calendar, the month, the day."""
    if press.by not in ("sun", "moon"):
        rows = [
            [button(t("birthday.sun"), press.model_copy(update={"by": "sun"}))],
            [button(t("birthday.moon"), press.model_copy(update={"by": "moon"}))],
            [button(t("birthday.none"), press.model_copy(update={"by": "none"}))],
        ]
    elif not press.month:
        rows = _numbers(press, "month", 12, _MONTHS_IN_A_ROW)
    else:
        rows = _numbers(press, "day", 30 if press.by == "moon" else 31, _DAYS_IN_A_ROW)
    act = "adult" if press.person else "circle"
    back = Around(act=act, child=press.child, person=press.person)
    return markup([*rows, [button(t("button.back"), back)]])


def _numbers(press: Birth, what: str, last: int, in_a_row: int) -> list[list[InlineKeyboardButton]]:
    buttons = [button(str(n), press.model_copy(update={what: n})) for n in range(1, last + 1)]
    return [buttons[i : i + in_a_row] for i in range(0, last, in_a_row)]
