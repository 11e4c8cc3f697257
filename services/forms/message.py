"""What somebody of the family says out of the blue: a voice message, a photo, words.

It is kept as a draft, sealed, until they have said that it is for the class teacher; then it is a
record of its own card, and waits to be heard like every other word of the family.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from care.forms import filling as way
from care.forms.filling import Filling
from care.forms.form import IN_WORDS, Form
from care.forms.given import LONGEST, Given, Value, Wrong, check
from services.actor import Actor
from services.forms.around import around_draft
from services.forms.choosing import ChildDue, children_for
from services.forms.draft import Draft, new_tag
from services.forms.library import Card
from services.forms.saving import Saved, Unsaved, save_draft
from storage.work import Work

CONVERSATION = "message"
FORM = "message"
"""The card that it is saved as."""


@dataclass(frozen=True, slots=True)
class Message:
    """What has been said so far. `notes` are the messages that brought it, `album` is Telegram's
    mark of photos sent together.
    """

    tag: str
    said: tuple[Value, ...] = ()
    notes: tuple[int, ...] = ()
    album: str | None = None

    def kept(self) -> dict[str, Any]:
        """As it is stored in a draft."""
        parts = {"said": list(self.said), "notes": list(self.notes)}
        return {"tag": self.tag, "album": self.album} | parts


async def for_whom(work: Work, actor: Actor, card: Card, now: datetime) -> tuple[ChildDue, ...]:
    """The children of one's own family for whom a word can be left."""
    return await children_for(work, actor, card.form, now)


async def waiting(work: Work, address: int) -> Message | None:
    """What somebody has said and told nobody yet."""
    row = await work.drafts.get(address, CONVERSATION)
    if row is None:
        return None
    data = row.data
    return Message(data["tag"], tuple(data["said"]), tuple(data["notes"]), data["album"])


async def add(
    work: Work, actor: Actor, card: Card, came: Message, now: datetime
) -> tuple[Message, bool]:
    """One more message; returns all of them, and whether there was room for this one."""
    known = await waiting(work, actor.address) or Message(came.tag)
    said = (*known.said, *came.said)
    if len(said) > len(_places(card.form)):
        return known, False
    kept = replace(known, said=said, notes=(*known.notes, *came.notes), album=came.album)
    await work.drafts.put(actor.address, CONVERSATION, kept.kept(), now)
    return kept, True


def brought(form: Form, given: Iterable[Given], message_id: int, album: str | None) -> Message:
    """What one message brings: its photo and its words, long ones in several parts."""
    question = form.question(_places(form)[0])
    parts = [part for each in given for part in _parts(each)]
    values = [check(question, part, date.min) for part in parts]
    said = tuple(value for value in values if not isinstance(value, Wrong))
    return Message(new_tag(), said, (message_id,), album)


def _parts(given: Given) -> Sequence[Given]:
    words = given.words
    if words is None:
        return (given,)
    return [Given(words=words[n : n + LONGEST]) for n in range(0, len(words), LONGEST)]


def _places(form: Form) -> list[str]:
    """The card's questions that take words, in order."""
    return [question.id for question in form.questions if question.type in IN_WORDS]


async def save(
    work: Work, actor: Actor, card: Card, child_id: int, now: datetime
) -> Saved | Unsaved:
    """It is for the class teacher of this child."""
    known = await waiting(work, actor.address)
    if known is None:
        return Unsaved.nothing
    given = dict(zip(_places(card.form), known.said, strict=False))
    filling = way.finish(card.form, Filling(given))
    if filling is None:
        return Unsaved.missing
    if await around_draft(work, actor, card.form, [child_id], now) is None:
        return Unsaved.not_yours
    draft = Draft(card.form, card.hash, (child_id,), filling, known.tag, notes=known.notes)
    await work.forms.keep(card.hash, card.form.id, card.source, now)
    saved = await save_draft(work, actor, draft, now)
    if isinstance(saved, Saved):
        await drop(work, actor)
    return saved


async def drop(work: Work, actor: Actor) -> None:
    """It was meant for nobody."""
    await work.drafts.drop(actor.address, CONVERSATION)
