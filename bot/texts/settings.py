"""Somebody's own settings in words, and the questions of their pages."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from care.habits import Habits
from care.settings import ZONES
from locales.catalog import Texts
from locales.zones import place_of
from services.privacy import Summary
from services.settings import SettingsView

_NAMED = (ZONES[0], ZONES[1])
"""China's two clocks are known by other names than their cities'."""


def settings_text(view: SettingsView, t: Texts) -> str:
    """All settings, a line each."""
    language = t(f"language.{t.language}")
    lines = [
        t("settings.head"),
        "",
        t("settings.language", language=language),
        t("settings.zone", place=zone_label(view.habits.zone, t)),
        _hours(view, t),
        quiet_label(view.habits.quiet_from, view.habits.quiet_to, t),
    ]
    heard = _clock(view.heard_at, view.habits)
    if heard != view.hour:
        lines += ["", t("settings.quiet_first", hour=clock(view.hour), heard=clock(heard))]
    return "\n".join(lines)


def _hours(view: SettingsView, t: Texts) -> str:
    if view.other_hour is None:
        return t("settings.hour", hour=clock(view.hour))
    return t("settings.hours", hour=clock(view.hour), other=clock(view.other_hour))


def page_text(page: str, view: SettingsView, t: Texts) -> str:
    """What a page asks for."""
    match page:
        case "language":
            return t("language.ask")
        case "zone":
            return t("settings.zone.ask", place=zone_label(view.habits.zone, t))
        case "hour":
            return t("settings.hour.ask")
        case "other":
            return t("settings.other.ask", hour=clock(view.hour))
        case "quiet":
            return t("settings.quiet.ask")
    return settings_text(view, t)


def summary_text(stored: Summary, t: Texts) -> str:
    """What is stored about the reader, in numbers."""
    lines = [t("privacy.mine")]
    if stored.children:
        lines.append(t.many("privacy.children", stored.children))
    if stored.posts:
        lines.append(t.many("privacy.posts", stored.posts))
    lines.append(t.many("privacy.records", stored.records))
    lines.append(t.many("privacy.messages", stored.messages))
    lines.append(t.many("privacy.entries", stored.entries))
    return "\n".join(lines)


def zone_label(zone: str, t: Texts) -> str:
    """What the reader calls a zone."""
    if zone in _NAMED:
        return t("zone.beijing" if zone == _NAMED[0] else "zone.xinjiang")
    return place_of(zone, t.locale)


def quiet_label(begins: time, ends: time, t: Texts) -> str:
    """Quiet hours as a line of the settings."""
    if begins == ends:
        return t("settings.never_quiet")
    return t("settings.quiet", begins=clock(begins), ends=clock(ends))


def clock(moment: time) -> str:
    """19:00."""
    return f"{moment:%H:%M}"


def _clock(moment: datetime, habits: Habits) -> time:
    return moment.astimezone(ZoneInfo(habits.zone)).time()
