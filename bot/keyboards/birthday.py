"""Inline keyboards by which a birthday is entered: by the sun or the moon, month, day."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.facts import Birth
from bot.callbacks.lists import Around
from bot.keyboards.moving import button, markup
from care.lunar import leap_months
from locales.catalog import Texts

_MONTHS_IN_A_ROW, _DAYS_IN_A_ROW = 6, 7
_CALENDARS = ("sun", "moon", "leap")


def birthday_button(child_id: int, person_id: int | None, t: Texts) -> list[InlineKeyboardButton]:
    """The way to enter a birthday."""
    who = "" if person_id is None else short(person_id)
    return [button(t("birthday.button"), Birth(child=short(child_id), person=who))]


def birthday_buttons(press: Birth, t: Texts) -> InlineKeyboardMarkup:
    """What is asked next: the calendar, the month, the day."""
    if press.by not in _CALENDARS:
        ways = (*_CALENDARS, "type", "none")
        rows = [[button(t(f"birthday.{by}"), press.model_copy(update={"by": by}))] for by in ways]
    elif not press.month:
        months = sorted(leap_months()) if press.by == "leap" else range(1, 13)
        rows = _numbers(press, "month", months, _MONTHS_IN_A_ROW)
    else:
        days = range(1, 32 if press.by == "sun" else 31)
        rows = _numbers(press, "day", days, _DAYS_IN_A_ROW)
    return markup([*rows, *_back(press, t)])


def birthday_prompt_buttons(press: Birth, t: Texts) -> InlineKeyboardMarkup:
    """Below the question for a typed one: the way back."""
    return markup(_back(press, t))


def _back(press: Birth, t: Texts) -> list[list[InlineKeyboardButton]]:
    act = "adult" if press.person else "circle"
    back = Around(act=act, child=press.child, person=press.person)
    return [[button(t("button.back"), back)]]


def _numbers(
    press: Birth, what: str, numbers: Sequence[int], in_a_row: int
) -> list[list[InlineKeyboardButton]]:
    buttons = [button(str(n), press.model_copy(update={what: n})) for n in numbers]
    return [buttons[i : i + in_a_row] for i in range(0, len(buttons), in_a_row)]
