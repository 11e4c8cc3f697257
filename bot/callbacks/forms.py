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
    which forms there are. `line`: with the answers of the line that waits to know its child.
    """

    form: str = ""
    child: str = ""
    line: bool = False


class Several(CallbackData, prefix="fg"):
    """Children of a note about several: one in or out, all of a page, another page, enough."""

    act: Literal["pick", "all", "page", "go"]
    form: str
    child: str = ""
    page: int = 0


class Kept(CallbackData, prefix="fr"):
    """Something about a record that is saved: opened, corrected, taken back; `told_by`: for whom
    (`who`) staff wrote it.
    """

    act: Literal["open", "correct", "add", "undo", "told_by"]
    record: str
    who: str = ""


class Records(CallbackData, prefix="fl"):
    """The list of a child's records; without a child, of one's own of the last day."""

    child: str = ""


class Profile(CallbackData, prefix="fp"):
    """What the school knows of a child: shown, or the card that asks for what is missing."""

    act: Literal["show", "fill"]
    child: str


class Said(CallbackData, prefix="fm"):
    """What was said out of the blue: for the teacher of a child, or for nobody."""

    act: Literal["tell", "drop"]
    draft: str
    child: str = ""


class Other(CallbackData, prefix="fo"):
    """What the other side says of a record: yes, no, or another day (ISO date)."""

    word: Literal["yes", "no", "another_day", "back"]
    record: str
    day: str = ""


class Told(CallbackData, prefix="ft"):
    """A word to the family: the list of whose turn it is, a child (`subject`), another one instead
    of it; a word that was said (`subject` is the record): how it stands, told by phone to `who`,
    read by the one who presses.
    """

    act: Literal["list", "child", "skip", "state", "phone", "read"]
    form: str = ""
    subject: str = ""
    who: str = ""
