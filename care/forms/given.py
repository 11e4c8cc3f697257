"""What somebody gave as an answer, checked against its question: a value, or why it is none."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from care.forms.dates import day_meant
from care.forms.faces import NUMBERS, SHOWN, VARIANT
from care.forms.form import Question

LONGEST = 2000
"""Characters of an answer in words."""

Value = Any
"""Of a choice its id; of choices a list of ids; of faces and numbers a number; of a date its ISO
form; of words `{"words": …}` or `{"media": {…}}`; None where it was skipped. All fit into JSON.
"""


@dataclass(frozen=True, slots=True)
class Given:
    """What came in: a pressed option, typed words, or the handle of a voice message or photo."""

    option: str | None = None
    words: str | None = None
    media: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why it is no answer; the text has the key `form.wrong.<code>` and takes `params`."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


def check(question: Question, given: Given, today: date) -> Value | Wrong:
    """The value of an answer; `today` is the local date of the child's class."""
    match question.type:
        case "choice" | "choices":
            return _chosen(question, given)
        case "faces":
            return _face(given)
        case "number":
            return _number(given, question.lowest, question.highest, "number")
        case "date":
            return _day(question, given, today)
        case "photo":
            return _photo(given)
        case _:
            return _in_words(given)


def _chosen(question: Question, given: Given) -> Value | Wrong:
    """A pressed option, or its text typed in any language."""
    typed = _plain(given.words or "")
    for option in question.options:
        if given.option == option.id or typed in {_plain(text) for text in option.text.values()}:
            return option.id
    return Wrong("choose")


def _number(given: Given, lowest: int, highest: int, code: str) -> Value | Wrong:
    typed = unicodedata.normalize("NFKC", given.option or given.words or "").strip()
    if typed.isdecimal() and lowest <= int(typed) <= highest:
        return int(typed)
    return Wrong(code, {"lowest": str(lowest), "highest": str(highest)})


def _face(given: Given) -> Value | Wrong:
    """A pressed face, one that was sent, or its number."""
    sent = (given.words or "").strip().replace(VARIANT, "")
    return NUMBERS.get(sent) or _number(given, 1, len(SHOWN), "faces")


def _day(question: Question, given: Given, today: date) -> Value | Wrong:
    day = day_meant(given.option or given.words or "", today, ahead=question.days == "future")
    if day is None:
        return Wrong("date")
    if question.days == "past" and day > today:
        return Wrong("date_ahead")
    if question.days == "future" and day < today:
        return Wrong("date_behind")
    return day.isoformat()


def _photo(given: Given) -> Value | Wrong:
    if given.media is not None and given.media["kind"] == "photo":
        return {"media": dict(given.media)}
    return Wrong("photo")


def _in_words(given: Given) -> Value | Wrong:
    if given.media is not None:
        return {"media": dict(given.media)}
    words = (given.words or "").strip()
    if not words:
        return Wrong("words")
    if len(words) > LONGEST:
        return Wrong("long", {"highest": str(LONGEST)})
    return {"words": words}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
