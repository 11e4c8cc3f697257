"""A whole record in one line: `/talk NAME 数学进步了 #study 🙂`.

The name comes first; `#` names an option of any question, a face the mood; what is left are the
child's words or the note: the first question that takes words.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from care.forms.form import IN_WORDS, Form
from care.forms.given import Value
from services.actor import Actor
from services.forms.choosing import ChildDue, children_for
from storage.work import Work

_TAG = re.compile(r"#(\S+)")
_FACES = {"😢": 1, "😭": 1, "😞": 2, "🙁": 2, "☹": 2, "😐": 3, "🙂": 4, "😊": 4, "😄": 5, "😀": 5}


@dataclass(frozen=True, slots=True)
class Understood:
    """Which children the line may mean, and the answers in it."""

    name: str
    children: tuple[ChildDue, ...]
    all: tuple[ChildDue, ...]
    answers: dict[str, Value]


async def understand(
    work: Work, actor: Actor, form: Form, line: str, now: datetime
) -> Understood | None:
    """What a line says; None where it is empty."""
    text = unicodedata.normalize("NFC", line).strip()
    if not text:
        return None
    everybody = await children_for(work, actor, form, now)
    name, rest = _name(text, everybody)
    found = tuple(child for child in everybody if child.name == name) or tuple(
        child for child in everybody if name and name in child.name
    )
    return Understood(name, found, everybody, _answers(form, rest))


def _name(text: str, children: tuple[ChildDue, ...]) -> tuple[str, str]:
    """The name that the line begins with: a child's, also without a space behind it."""
    known = sorted({child.name for child in children}, key=len, reverse=True)
    for name in known:
        if text.startswith(name):
            return name, text[len(name) :].strip()
    first, _, rest = text.partition(" ")
    return first, rest.strip()


def _answers(form: Form, rest: str) -> dict[str, Value]:
    answers: dict[str, Value] = {}
    for tag in _TAG.findall(rest):
        _tagged(form, tag, answers)
    words = _TAG.sub(" ", rest)
    for face, value in _FACES.items():
        if face in words:
            words = words.replace(face, " ").replace("\ufe0f", "")
            question = next((q for q in form.questions if q.type == "faces"), None)
            if question is not None:
                answers.setdefault(question.id, value)
    said = " ".join(words.split())
    takes_words = next((q for q in form.questions if q.type in IN_WORDS - {"photo"}), None)
    if said and takes_words is not None:
        answers[takes_words.id] = {"words": said}
    return answers


def _tagged(form: Form, tag: str, answers: dict[str, Value]) -> None:
    """`#study` or `#学习`: the option of that id or text."""
    plain = tag.casefold()
    for question in form.questions:
        for option in question.options:
            if plain in {option.id, *(text.casefold() for text in option.text.values())}:
                if question.type == "choices":
                    chosen = [*answers.get(question.id, []), option.id]
                    answers[question.id] = list(dict.fromkeys(chosen))
                else:
                    answers[question.id] = option.id
                return
