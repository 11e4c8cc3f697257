"""Callback data of the family line, of needs and of worries. Ids are written short."""

from datetime import UTC, datetime
from typing import Literal

from aiogram.filters.callback_data import CallbackData

from bot.callbacks.basic import long, short

_MINUTE = 60


class Line(CallbackData, prefix="hl"):
    """A step towards a session: whose, how, when. `subject` is the child, for `unit` a class."""

    step: Literal["menu", "unit", "child", "times", "ask"]
    subject: str = ""
    means: str = ""
    at: str = ""
    page: int = 0


class OnCall(CallbackData, prefix="hc"):
    """A button about a session that was asked for. `value` is a moment or a reason."""

    act: Literal[
        "open",
        "accept",
        "times",
        "at",
        "no",
        "unsuited",
        "pick",
        "choose",
        "stop",
        "held",
        "missed",
        "moved",
    ]
    request: str
    value: str = ""
    page: int = 0


class Raise(CallbackData, prefix="nq"):
    """A step of raising a need (`n`) or a worry (`w`)."""

    step: Literal["menu", "unit", "child", "what", "send", "harm", "whom", "back", "stop"]
    kind: Literal["n", "w"]
    subject: str = ""
    value: str = ""


class Case(CallbackData, prefix="nc"):
    """A button about a need or worry. `value` is a choice, a person or a day."""

    act: Literal[
        "list",
        "open",
        "take",
        "note",
        "give",
        "later",
        "end",
        "report",
        "reason",
        "sign",
        "keep",
        "harm",
        "whom",
        "undo",
        "back",
        "found",
        "seen",
        "police",
    ]
    request: str = ""
    value: str = ""
    more: str = ""


def packed_moment(moment: datetime) -> str:
    """A moment as it stands in callback data, to the minute."""
    return short(int(moment.timestamp()) // _MINUTE)


def moment_in(text: str) -> datetime:
    """The moment behind its packed form; 1970 where it is none."""
    minutes = long(text)
    return datetime.fromtimestamp(minutes * _MINUTE if minutes < 2**32 else 0, UTC)


class Numbers(CallbackData, prefix="nu"):
    """A button about a unit's public numbers: the list, which kind, a kind to type, or one of them
    (`value`: its place) to be taken out.
    """

    act: Literal["list", "which", "type", "drop"]
    unit: str
    value: str = ""
