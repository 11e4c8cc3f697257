"""What somebody is just raising, and the words that are waited for. A draft, so it survives
restarts; who begins something else that is typed is no longer asked for these words.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from care.requests import What
from care.words import RequestKind
from services.actor import Actor
from services.lists.typed import CONVERSATION
from services.requests import closing, handling, raising
from services.requests.handling import Did
from services.requests.raising import Raised, Wish
from storage.work import Work

_KEY = "asks"
"""In a draft of this conversation: raise, note or reason."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Words are waited for: for what is being raised (`wish`), or as a note or a reason. `notes`
    are the messages that brought some: they leave the chat once all is sent.
    """

    asks: str
    wish: Wish | None = None
    request_id: int = 0
    notes: tuple[int, ...] = ()


async def begin(work: Work, address: int, waiting: Waiting, now: datetime) -> None:
    """Wait for words. Who may do what is asked when they come."""
    data: dict[str, Any] = {_KEY: waiting.asks, "request": waiting.request_id}
    data["notes"] = list(waiting.notes)
    if waiting.wish is not None:
        wish = waiting.wish
        data |= {"kind": wish.kind, "child": wish.child_id, "about": wish.what, "text": wish.text}
        data |= {"harm": wish.harm, "concerned": list(wish.concerned)}
    await work.drafts.put(address, CONVERSATION, data, now)


async def waiting_at(work: Work, address: int) -> Waiting | None:
    """What of ours is waited for at an address; None where it is something else."""
    draft = await work.drafts.get(address, CONVERSATION)
    if draft is None or _KEY not in draft.data:
        return None
    data, wish = draft.data, None
    if data[_KEY] == "raise":
        kind, what, concerned = RequestKind(data["kind"]), What(data["about"]), data["concerned"]
        wish = Wish(kind, data["child"], what, data["text"], data["harm"], tuple(concerned))
    return Waiting(data[_KEY], wish, data["request"], tuple(data.get("notes", ())))


async def forget(work: Work, address: int) -> None:
    """Wait no more."""
    await work.drafts.drop(address, CONVERSATION)


async def change_wish(
    work: Work, address: int, now: datetime, message_id: int | None = None, **changed: Any
) -> Wish | None:
    """The wish that is being made, changed, by a message of the asker's where there is one; None
    where there is none any more.
    """
    waiting = await waiting_at(work, address)
    if waiting is None or waiting.wish is None:
        return None
    wish = replace(waiting.wish, **changed)
    notes = waiting.notes if message_id is None else (*waiting.notes, message_id)
    await begin(work, address, Waiting("raise", wish, notes=notes), now)
    return wish


async def send(
    work: Work, actor: Actor, now: datetime
) -> tuple[Raised, Wish, tuple[int, ...]] | None:
    """Raise what was being made, and which messages may leave the chat; None where there is nothing
    any more.
    """
    waiting = await waiting_at(work, actor.address)
    if waiting is None or waiting.wish is None:
        return None
    await forget(work, actor.address)
    raised, _ = await raising.raise_request(work, actor.person_id, waiting.wish, now)
    return raised, waiting.wish, waiting.notes


async def take(work: Work, actor: Actor, waiting: Waiting, text: str, now: datetime) -> Did:
    """The words that were waited for, for a request that runs already."""
    await forget(work, actor.address)
    if waiting.asks == "reason":
        return await closing.give_reason(work, actor, waiting.request_id, text, now)
    return await handling.note(work, actor, waiting.request_id, text, now)
