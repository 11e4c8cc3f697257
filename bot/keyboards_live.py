"""Inline keyboards of going live."""

from collections.abc import Iterable
from datetime import date

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import Go, Switch, short
from locales.catalog import Texts
from services.live.areas import AreaView
from services.live.preview import Preview
from services.live.switching import days_to_start

MOST_BUTTONS = 60
Row = list[InlineKeyboardButton]


def preview_buttons(seen: Preview, t: Texts, *, back: bool) -> InlineKeyboardMarkup:
    """Start what is ready; a button for each class that is not; the way back to the school."""
    school = seen.school.id
    rows = [[_switch("days", school, t("live.start"))]] if seen.ready else []
    waiting = [state for state in seen.classes if not state.ready]
    rows += [
        [_switch("class", school, t("live.why", name=state.name), unit=state.unit_id)]
        for state in waiting[:MOST_BUTTONS]
    ]
    if back:
        data = Go(to="school", unit=short(school))
        rows.append([InlineKeyboardButton(text=t("button.back"), callback_data=data.pack())])
    return _markup(rows)


def back_buttons(school_id: int, t: Texts) -> InlineKeyboardMarkup:
    """The way back to the preview."""
    return _markup([[_switch("preview", school_id, t("button.back"))]])


def day_buttons(school_id: int, today: date, t: Texts) -> InlineKeyboardMarkup:
    """On which day to start."""
    rows = [
        [_switch("sure", school_id, t("live.on_day", day=t.day(day)), day=day)]
        for day in days_to_start(today)
    ]
    return _markup([*rows, [_switch("preview", school_id, t("button.back"))]])


def sure_buttons(seen: Preview, t: Texts) -> InlineKeyboardMarkup:
    """The second tap."""
    yes = _switch("go", seen.school.id, t("live.yes", day=t.day(seen.on)), day=seen.on)
    return _markup([[yes], [_switch("days", seen.school.id, t("button.back"))]])


def area_buttons(area: AreaView, t: Texts) -> InlineKeyboardMarkup | None:
    """The schools of an officer's area where classes wait."""
    waiting = [line for line in area.schools if line.not_live][:MOST_BUTTONS]
    rows = [
        [_switch("preview", line.unit_id, t("live.school", name=line.name))] for line in waiting
    ]
    return _markup(rows) if rows else None


def _switch(
    step: str, school_id: int, text: str, day: date | None = None, unit: int | None = None
) -> InlineKeyboardButton:
    data = {
        "step": step,
        "school": short(school_id),
        "day": "" if day is None else day.isoformat(),
        "unit": "" if unit is None else short(unit),
    }
    return InlineKeyboardButton(text=text, callback_data=Switch.model_validate(data).pack())


def _markup(rows: Iterable[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))
