"""Callback data of the facts of a child's calendar."""

from datetime import date
from typing import Literal

from aiogram.filters.callback_data import CallbackData


class Key(CallbackData, prefix="kc"):
    """A button about a key child: its page, for how long (`reason`), set (`months`), ended."""

    act: Literal["page", "why", "set", "end"]
    child: str
    reason: str = ""
    months: int = 0


class Home(CallbackData, prefix="hm"):
    """A parent is at home: the page, the first day (`since`: the first one offered), the last one,
    said, taken back. Days are written 20260921; without `until` nobody knows it yet.
    """

    act: Literal["page", "since", "until", "set", "left"]
    since: str = ""
    until: str = ""


class Still(CallbackData, prefix="st"):
    """Whether a stay without an end (`span`) is still so. `place`: the notice that asks; `shown`:
    when the question came in the place of another one (`bot.taps`).
    """

    act: Literal["still", "over"]
    span: str
    place: str = ""
    shown: str = ""


class Meet(CallbackData, prefix="me"):
    """Teacher and parent meet: on which day (`day`: 20260921), and that they have met."""

    act: Literal["days", "plan", "met"]
    child: str
    parent: str
    day: str = ""


class Days(CallbackData, prefix="sd"):
    """The days of a school: its page; a term, or a closure, to be typed; closed on `day`, with an
    end (`until`) or while nobody knows it; open again; a term to be taken off the list (`day`: its
    first one), and taken off.
    """

    act: Literal["page", "term", "closed", "close", "open", "drop", "gone"]
    unit: str
    day: str = ""
    until: str = ""


class Birth(CallbackData, prefix="bd"):
    """A birthday: of an adult around a child or the child itself; by the sun, the moon or in a leap
    month (`leap`), the month, the day. `type`: it is to be typed; `none`: as on the roster, or not
    known.
    """

    child: str
    person: str = ""
    by: Literal["", "sun", "moon", "leap", "type", "none"] = ""
    month: int = 0
    day: int = 0


class Excuse(CallbackData, prefix="ex"):
    """A duty is not needed this time: which (`duty`), and why."""

    child: str
    duty: str = ""
    why: str = ""


class SchoolOwes(CallbackData, prefix="su"):
    """What a school or class itself owes: its page; which duty is not needed this time, and why."""

    unit: str
    duty: str = ""
    why: str = ""


def packed(day: date) -> str:
    """A day as buttons carry it."""
    return day.strftime("%Y%m%d")


def unpacked(text: str) -> date | None:
    """The day behind it; None where it is none."""
    try:
        return date.fromisoformat(text) if len(text) == len("20260921") else None
    except ValueError:
        return None
