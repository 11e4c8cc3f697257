"""Callback data of record cards."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData


class Fill(CallbackData, prefix="f"):
    """A step in a form that is being filled in. `draft` is the draft's tag, `question` the place of
    the question in the form, `value` the place of an option, a number or an ISO date.
    """

    act: Literal["pick", "next", "skip", "back", "change", "save", "drop", "go", "tick"]
    draft: str
    question: int = 0
    value: str = ""


class Card(CallbackData, prefix="fc"):
    """Begins a form about a child; without a child shows which it may be about, without a form
    which forms there are.
    """

    form: str = ""
    child: str = ""
    duty: str = ""


class Kept(CallbackData, prefix="fr"):
    """Something about a record that is saved: opened, corrected, taken back."""

    act: Literal["open", "correct", "undo", "list"]
    record: str


class Other(CallbackData, prefix="fo"):
    """What the other side says of a record: yes, no, or another day (ISO date)."""

    word: Literal["yes", "no", "another_day", "back"]
    record: str
    day: str = ""
