"""The facts of a child's calendar in words."""

from care.circumstances import KeyReason
from locales.catalog import Texts
from services.calendar.key_child import Flag, KeyView
from services.calendar.on_card import OnCalendar


def calendar_lines(calendar: OnCalendar, t: Texts) -> list[str]:
    """Below the name on a child's card."""
    return [] if calendar.flag is None else [flag_line(calendar.flag, t)]


def flag_line(flag: Flag, t: Texts) -> str:
    """Why somebody is a key child, since when and until when."""
    since, until = t.day(flag.since), t.day(flag.until)
    return t("key.line", reason=t(f"key.reason.{flag.reason}"), since=since, until=until)


def key_text(view: KeyView, t: Texts) -> str:
    """What it means to mark a key child, and how it stands with this one."""
    lines = [t("key.head", child=view.name)]
    if view.flag is not None:
        lines += ["", flag_line(view.flag, t)]
    return "\n".join([*lines, "", t("key.ask")])


def months_text(view: KeyView, reason: KeyReason, t: Texts) -> str:
    """For how long is it?"""
    why = t(f"key.reason.{reason}")
    return t("key.how_long", child=view.name, reason=why)
