"""Inline keyboards of going live."""

from collections.abc import Iterable
from datetime import date

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, Switch, short
from bot.callbacks.facts import SchoolOwes
from locales.catalog import Texts
from services.live.areas import AreaView
from services.live.preview import Preview
from services.live.switching import days_to_start

MOST_BUTTONS = 60
MOST_DAYS = 10
MOST_OWN = 30
Row = list[InlineKeyboardButton]


def preview_buttons(seen: Preview, t: Texts, *, back: bool) -> InlineKeyboardMarkup:
    """Start what is ready, or move its day; a button for each class that is not ready, and for each
    other day that can still be moved; the way back to the school.
    """
    school, was = seen.school.id, seen.was
    start = t("live.start" if was is None else "live.move")
    rows = [[_switch("days", school, start, was=was)]] if seen.ready else []
    waiting = [state for state in seen.classes if not state.ready]
    rows += [
        [_switch("class", school, t("live.why", name=each.name), unit=each.unit_id, was=was)]
        for each in waiting[:MOST_BUTTONS]
    ]
    if was is not None:
        return _markup([*rows, [_switch("preview", school, t("button.back"))]])
    rows += [
        [_switch("preview", school, t.many("live.move_day", n, day=t.day(day)), was=day)]
        for day, n in list(seen.planned.items())[:MOST_DAYS]
    ]
    if back:
        data = Go(to="school", unit=short(school))
        rows.append([InlineKeyboardButton(text=t("button.back"), callback_data=data.pack())])
    return _markup(rows)


def back_buttons(school_id: int, t: Texts, was: date | None = None) -> InlineKeyboardMarkup:
    """The way back to the preview."""
    return _markup([[_switch("preview", school_id, t("button.back"), was=was)]])


def day_buttons(seen: Preview, today: date, t: Texts) -> InlineKeyboardMarkup:
    """On which day to start."""
    school, was = seen.school.id, seen.was
    rows = [
        [_switch("sure", school, t("live.on_day", day=t.day(day)), day=day, was=was)]
        for day in days_to_start(today)
        if day != was
    ]
    return _markup([*rows, [_switch("preview", school, t("button.back"), was=was)]])


def sure_buttons(seen: Preview, t: Texts) -> InlineKeyboardMarkup:
    """The second tap."""
    school, was = seen.school.id, seen.was
    yes = _switch("go", school, t("live.yes", day=t.day(seen.on)), day=seen.on, was=was)
    return _markup([[yes], [_switch("days", school, t("button.back"), was=was)]])


def area_buttons(area: AreaView, t: Texts) -> InlineKeyboardMarkup | None:
    """The schools of an officer's area where classes wait, for a day or for the day; and where the
    school itself is late, or has excused itself.
    """
    waiting = [line for line in area.schools if line.not_live or line.planned][:MOST_BUTTONS]
    rows = [
        [_switch("preview", line.unit_id, t("live.school", name=line.name))] for line in waiting
    ]
    own = [line for line in area.schools if line.own][:MOST_OWN]
    rows += [
        [
            InlineKeyboardButton(
                text=t("owes.area", name=line.name),
                callback_data=SchoolOwes(unit=short(line.unit_id)).pack(),
            )
        ]
        for line in own
    ]
    return _markup(rows) if rows else None


def _switch(
    step: str,
    school_id: int,
    text: str,
    *,
    day: date | None = None,
    unit: int | None = None,
    was: date | None = None,
) -> InlineKeyboardButton:
    data = {
        "step": step,
        "school": short(school_id),
        "day": "" if day is None else day.isoformat(),
        "unit": "" if unit is None else short(unit),
        "was": "" if was is None else was.isoformat(),
    }
    return InlineKeyboardButton(text=text, callback_data=Switch.model_validate(data).pack())


def _markup(rows: Iterable[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))
