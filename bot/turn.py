"""One turn of a conversation: who speaks, in which unit of work, at what moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.files import SentFile
from locales.catalog import Texts, choose, texts
from services.actor import Actor, actor_at
from services.forms.library import Library, library
from storage.accounts import AccountRow
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
    file: SentFile | None = None
    """The sheet that somebody of the staff has sent."""
    forms: Library = field(default_factory=library)
    """The record cards of this installation."""
    chain: bool = False
    """Whether a call for help is carried to the staff here, or only answered with the numbers."""
    stopped: bool = False
    """They stopped or blocked the messages and may come back with /start."""

    @property
    def closed(self) -> str:
        """What somebody hears who is not in: the way in, or the way back."""
        return self.t("answer.stopped" if self.stopped else "answer.not_joined")


async def turn_of(
    work: Work,
    now: datetime,
    address: int,
    client_language: str | None,
    numbers: Sequence[str],
    forms: Library,
) -> Turn:
    """The turn of whoever writes from an address, in their own language."""
    actor = await actor_at(work, address)
    away = await _away(work, address) if actor is None else None
    known = actor or away
    chosen = known.language if known is not None and known.language else choose(client_language)
    t, stopped = texts(chosen), away is not None
    return Turn(work, now, address, actor, t, numbers, forms=forms, stopped=stopped)


async def _away(work: Work, address: int) -> AccountRow | None:
    """The account of somebody who gets no messages but whose consent is still in force."""
    account = await work.accounts.at(address)
    if account is None or not await work.accounts.consents(account.person_id):
        return None
    return account
