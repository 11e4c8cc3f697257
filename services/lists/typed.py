"""Words that somebody of the staff types: a name or a number. What is waited for is a draft, so it
survives restarts, and everything else works in between.
"""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from care.changes import ADDED
from care.rosters.cells import CellError, a_name
from care.rosters.phones import read_phones
from care.words import ChangeCode, Post, Role
from services.actor import Actor
from services.lists import wishes
from services.lists.wishes import Asked
from storage.work import Work

CONVERSATION = "typed"
"""One for all that is typed: who begins something else is no longer asked for the words before."""

LONGEST_NAME = 40


class Typing(StrEnum):
    """What is waited for next, or what was wrong with the words; `told` has an outcome."""

    name = "name"
    number = "number"
    bad_name = "bad_name"
    bad_number = "bad_number"
    told = "told"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that waits for words: for which change, about whom, with what is said."""

    change: ChangeCode
    child_id: int = 0
    person_id: int = 0
    unit_id: int = 0
    role: Role | None = None
    name: str | None = None
    post: Post | None = None

    @property
    def waits_for(self) -> Typing:
        """A name or a number."""
        if self.change is ChangeCode.number or self.name is not None:
            return Typing.number
        return Typing.name


@dataclass(frozen=True, slots=True)
class Typed:
    """What became of typed words."""

    typing: Typing
    waiting: Waiting
    asked: Asked | None = None


async def begin(work: Work, address: int, waiting: Waiting, now: datetime) -> None:
    """Wait for words. Who may do what is asked when they come."""
    data = {name: getattr(waiting, name) for name in Waiting.__dataclass_fields__}
    await work.drafts.put(address, CONVERSATION, data, now)


async def waiting_at(work: Work, address: int) -> Waiting | None:
    """What of the lists is waited for at an address; None where it is something else."""
    draft = await work.drafts.get(address, CONVERSATION)
    return _waiting(draft.data) if draft is not None and "change" in draft.data else None


def _waiting(data: dict[str, Any]) -> Waiting:
    role, post = data["role"], data.get("post")
    known = {
        "change": ChangeCode(data["change"]),
        "role": None if role is None else Role(role),
        "post": None if post is None else Post(post),
    }
    return Waiting(**(data | known))


async def cancel(work: Work, address: int) -> bool:
    """Wait no more; False where nothing was waited for."""
    waited = await work.drafts.get(address, CONVERSATION) is not None
    await work.drafts.drop(address, CONVERSATION)
    return waited


async def take(
    work: Work, actor: Actor, waiting: Waiting, text: str | None, now: datetime
) -> Typed:
    """The words that were waited for; None: somebody has no number."""
    if waiting.waits_for is Typing.number:
        phone = None if text is None else _number(text)
        if phone is None and (text is not None or waiting.name is None):
            return Typed(Typing.bad_number, waiting)
        return await _told(work, actor, waiting, waiting.name or "", phone, now)
    name = a_name(_plain(text or ""))
    if not name or len(name) > LONGEST_NAME or any(sign.isdigit() for sign in name):
        return Typed(Typing.bad_name, waiting)
    if waiting.change is ChangeCode.name:
        return await _told(work, actor, waiting, name, None, now)
    following = replace(waiting, person_id=0, name=name)
    await begin(work, actor.address, following, now)
    return Typed(Typing.number, following)


async def _told(
    work: Work, actor: Actor, waiting: Waiting, name: str, phone: str | None, now: datetime
) -> Typed:
    """All is said: ask for the change."""
    await work.drafts.drop(actor.address, CONVERSATION)
    child_id, person_id = waiting.child_id, waiting.person_id
    match waiting.change:
        case ChangeCode.number if phone is not None:
            asked = await wishes.wish_number(work, actor, child_id, person_id, phone, now)
        case ChangeCode.name:
            asked = await wishes.wish_name(work, actor, child_id, person_id, name, now)
        case ChangeCode.class_ | ChangeCode.post:
            unit, post = waiting.unit_id, waiting.post or Post.class_teacher
            asked = await wishes.wish_new_colleague(work, actor, unit, post, name, phone, now)
        case _:
            role = waiting.role or ADDED[-1]
            asked = await wishes.wish_adult(work, actor, child_id, role, name, phone, now)
    return Typed(Typing.told, waiting, asked)


def _number(text: str) -> str | None:
    """The one number that was typed, read as in a sheet: without a country's code it is Chinese."""
    try:
        found = read_phones(text)
    except CellError:
        return None
    return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    """Full-width signs as plain ones, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
