"""A whole record in one line: `/talk NAME 数学进步了 #study 🙂`.

The name comes first; `#` names an option of any question, a face the mood; what is left are the
child's words or the note: the first question that takes words. A line that waits until it is said
which child it is about is kept, sealed as any draft.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from care.forms.faces import NUMBERS, VARIANT
from care.forms.form import IN_WORDS, Form
from care.forms.given import Given, Value, Wrong, check
from services.actor import Actor
from services.forms.choosing import ChildDue, children_for
from services.forms.conversation import Stage, Step, begin, note
from services.forms.library import Card
from storage.work import Work

CONVERSATION = "line"
_TAG = re.compile(r"#(\S+)")


@dataclass(frozen=True, slots=True)
class Understood:
    """Which children the line may mean, and the answers in it."""

    name: str
    children: tuple[ChildDue, ...]
    all: tuple[ChildDue, ...]
    answers: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Line:
    """The answers of a line that waits, and the message in which it came; `child` is who is meant,
    where that is known.
    """

    form: str
    answers: Mapping[str, Value]
    note: int
    child: int | None = None


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


async def wait(work: Work, actor: Actor, line: Line, now: datetime) -> None:
    """Keep a line until it is said which child it is about."""
    data = {"form": line.form, "answers": dict(line.answers), "note": line.note}
    await work.drafts.put(actor.address, CONVERSATION, data | {"child": line.child}, now)


async def waiting(work: Work, actor: Actor) -> Line | None:
    """The line that waits; it waits no longer."""
    row = await work.drafts.get(actor.address, CONVERSATION)
    if row is None:
        return None
    await work.drafts.drop(actor.address, CONVERSATION)
    return Line(row.data["form"], row.data["answers"], row.data["note"], row.data["child"])


async def begin_line(
    work: Work, actor: Actor, card: Card, child_id: int, line: Line, now: datetime
) -> Step:
    """The form with what the line says; the line waits on where another card comes first."""
    step = await begin(work, actor, card, [child_id], now, known=line.answers)
    if step.stage in (Stage.asking, Stage.summary):
        await note(work, actor, line.note, now)
    elif step.stage is Stage.unfinished:
        await wait(work, actor, replace(line, child=child_id), now)
    return step


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
    words = _TAG.sub(lambda tag: "" if _tagged(form, tag[1], answers) else tag[0], rest)
    words = _mood(form, words.replace(VARIANT, ""), answers)
    said = " ".join(words.split())
    takes_words = next((q for q in form.questions if q.type in IN_WORDS - {"photo"}), None)
    if said and takes_words is not None:
        value = check(takes_words, Given(words=said), date.min)
        if not isinstance(value, Wrong):
            answers[takes_words.id] = value
    return answers


def _mood(form: Form, words: str, answers: dict[str, Value]) -> str:
    """The first face is the mood, where the form asks for one; the words without it."""
    question = next((q for q in form.questions if q.type == "faces"), None)
    face = next((sign for sign in words if sign in NUMBERS), None)
    if question is None or face is None:
        return words
    answers[question.id] = NUMBERS[face]
    return words.replace(face, " ")


def _tagged(form: Form, tag: str, answers: dict[str, Value]) -> bool:
    """`#study` or `#学习`: the option of that id or text. False where there is none."""
    plain = tag.casefold()
    for question in form.questions:
        for option in question.options:
            if plain in {option.id, *(text.casefold() for text in option.text.values())}:
                if question.type == "choices":
                    chosen = [*answers.get(question.id, []), option.id]
                    answers[question.id] = list(dict.fromkeys(chosen))
                else:
                    answers[question.id] = option.id
                return True
    return False
