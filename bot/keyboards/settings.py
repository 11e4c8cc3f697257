"""Inline keyboards of somebody's own settings."""

from collections.abc import Iterable, Sequence
from datetime import time

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.everyday import Copy, Setting
from bot.rows import in_pairs
from bot.texts.settings import clock, zone_label
from care.settings import HOURS, NEVER, QUIET, ZONES
from locales.catalog import LANGUAGES, Texts
from services.settings import SettingsView

Row = list[InlineKeyboardButton]
_HOUR_COLUMNS = 4
MOST_ZONES = 12


def page_buttons(page: str, view: SettingsView, t: Texts) -> InlineKeyboardMarkup:
    """The choices of a page, what is chosen now with a tick, and the way back."""
    habits = view.habits
    match page:
        case "language":
            rows = in_pairs(
                [
                    _choice("language", code, t(f"language.{code}"), code == t.language)
                    for code in LANGUAGES
                ]
            )
        case "zone":
            rows = zonein_pairs(ZONES, t, habits.zone)
        case "hour":
            rows = _hours("hour", view.hour)
        case "other":
            same = _choice("other", "same", t("settings.other.same"), view.other_hour is None)
            rows = [*_hours("other", view.other_hour), [same]]
        case "quiet":
            rows = _quiet((habits.quiet_from, habits.quiet_to), t)
        case _:
            return _markup(_main(t))
    return _markup([*rows, [_button("main", "", t("button.back"))]])


def zones_buttons(zones: Sequence[str], t: Texts) -> InlineKeyboardMarkup:
    """The zones that a typed country may mean."""
    rows = zonein_pairs(sorted(zones, key=lambda zone: zone_label(zone, t))[:MOST_ZONES], t, None)
    return _markup([*rows, [_button("main", "", t("button.back"))]])


def copy_button(t: Texts) -> InlineKeyboardMarkup:
    """Below what is stored about the reader: a copy of it."""
    copy = InlineKeyboardButton(text=t("privacy.copy"), callback_data=Copy().pack())
    return _markup([[copy]])


def zonein_pairs(zones: Sequence[str], t: Texts, now: str | None) -> list[Row]:
    """A button for each zone, two in a row."""
    return in_pairs([_choice("zone", zone, zone_label(zone, t), zone == now) for zone in zones])


def _main(t: Texts) -> list[Row]:
    return in_pairs(
        [
            _button("hour", "", t("settings.button.hour")),
            _button("quiet", "", t("settings.button.quiet")),
            _button("other", "", t("settings.button.other")),
            _button("zone", "", t("settings.button.zone")),
            _button("language", "", t("settings.button.language")),
        ]
    )


def _hours(page: str, now: time | None) -> list[Row]:
    choices = [_choice(page, f"{hour:%H%M}", clock(hour), hour == now) for hour in HOURS]
    return [choices[i : i + _HOUR_COLUMNS] for i in range(0, len(choices), _HOUR_COLUMNS)]


def _quiet(now: tuple[time, time], t: Texts) -> list[Row]:
    spans = [
        _choice("quiet", f"{a:%H%M}-{b:%H%M}", f"{clock(a)} – {clock(b)}", (a, b) == now)
        for a, b in QUIET
    ]
    begins, ends = NEVER
    value = f"{begins:%H%M}-{ends:%H%M}"
    never = _choice("quiet", value, t("settings.quiet.never"), now[0] == now[1])
    return in_pairs([*spans, never])


def _choice(page: str, value: str, label: str, chosen: bool) -> InlineKeyboardButton:
    return _button(page, value, f"✔ {label}" if chosen else label)


def _button(page: str, value: str, label: str) -> InlineKeyboardButton:
    data = Setting.model_validate({"page": page, "value": value})
    return InlineKeyboardButton(text=label, callback_data=data.pack())


def _markup(rows: Iterable[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=list(rows))
