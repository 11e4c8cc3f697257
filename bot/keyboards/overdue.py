"""Inline keyboards of who has been forgotten, and of the word about a week."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.everyday import FROM_WEEK, Overdue, Week
from locales.catalog import Texts
from services.forgotten import FORGOTTEN_SHOWN, Forgotten
from services.weekly.week import WeekView

Row = list[InlineKeyboardButton]
_COLUMNS = 2


def overdue_buttons(
    children: Sequence[Forgotten], page: int, t: Texts
) -> InlineKeyboardMarkup | None:
    """The children of a page, each opening its card; below them the pages before and after."""
    start = page * FORGOTTEN_SHOWN
    names = [
        _button(f"{number}. {each.name}", Go(to="child", unit=short(each.child_id)))
        for number, each in enumerate(children[start : start + FORGOTTEN_SHOWN], start + 1)
    ]
    turn: Row = []
    if start > 0:
        turn.append(_button(t("overdue.before"), Overdue(page=page - 1)))
    if start + FORGOTTEN_SHOWN < len(children):
        turn.append(_button(t("overdue.after"), Overdue(page=page + 1)))
    rows = [names[i : i + _COLUMNS] for i in range(0, len(names), _COLUMNS)]
    kept = [row for row in (*rows, turn) if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None


def week_buttons(week: WeekView, t: Texts) -> InlineKeyboardMarkup:
    """Below the word about a week: who waits, and the sheet with the list behind the counts."""
    data = Week(unit=short(week.unit_id), monday=week.since.isoformat())
    sheet = [_button(t("week.sheet"), data)]
    waits = [[_button(t("week.overdue"), Overdue(page=FROM_WEEK))]] if week.lists else []
    return InlineKeyboardMarkup(inline_keyboard=[*waits, sheet])


def _button(text: str, data: Go | Overdue | Week) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())
