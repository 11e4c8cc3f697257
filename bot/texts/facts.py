"""The facts of a child's calendar in words."""

from collections.abc import Sequence

from bot.texts.home import stay
from care.circumstances import KeyReason, SpanKind
from locales.catalog import Texts
from services.calendar.key_child import Flag, KeyView
from services.calendar.on_card import OnCalendar, Stay


def calendar_lines(calendar: OnCalendar, t: Texts) -> list[str]:
    """Below the name on a child's card."""
    flag = [] if calendar.flag is None else [flag_line(calendar.flag, t)]
    return flag + stay_lines(calendar.stays, t)


def stay_lines(stays: Sequence[Stay], t: Texts) -> list[str]:
    """Who is at home when, and who has the child meanwhile."""
    return [_stay(each, t) for each in stays]


def _stay(each: Stay, t: Texts) -> str:
    names = t("list.comma").join(each.names)
    if each.kind is SpanKind.parent_home:
        return t("stay.home", names=names, stay=stay(each.since, each.until, t))
    since = t.day(each.since)
    if each.until is None:
        return t("stay.away_open", names=names, since=since)
    return t("stay.away", names=names, since=since, until=t.day(each.until))


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
