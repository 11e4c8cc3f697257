"""One turn of a conversation: who speaks, in which unit of work, at what moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from locales.catalog import Texts, choose, texts
from services.actor import Actor, actor_at
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Turn:
    """What a handler needs. `now` is UTC; `numbers` are the emergency numbers of the place."""

    work: Work
    now: datetime
    address: int
    actor: Actor | None
    t: Texts
    numbers: Sequence[str]


async def turn_of(
    work: Work, now: datetime, address: int, client_language: str | None, numbers: Sequence[str]
) -> Turn:
    """The turn of whoever writes from an address, in their own language."""
    actor = await actor_at(work, address)
    chosen = actor.language if actor is not None and actor.language else choose(client_language)
    return Turn(work, now, address, actor, texts(chosen), numbers)
