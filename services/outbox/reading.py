"""Reading again notices that were sent, by the people they were sent to."""

from dataclasses import dataclass
from datetime import datetime

from care.words import Reach
from services.actor import Actor
from services.duties.showing import ItemView, show
from storage.work import Work

AT_MOST = 4
"""More messages about one duty than this are not looked for."""


async def notice_items(
    work: Work, actor: Actor, notice_id: int, now: datetime, duty_id: int | None = None
) -> list[ItemView]:
    """The items of a notice as they stand; none where it is not this person's. `duty_id`: one that
    it most likely speaks of, whose other messages are going to be asked for (`elsewhere`).
    """
    about = [] if duty_id is None else await work.outbox.sent_about(duty_id)
    found = [n for n in about if n.id == notice_id] or await work.outbox.by_id([notice_id])
    if not found or found[0].person_id != actor.person_id:
        return []
    return await show(work, actor.person_id, found[0].items, now)


@dataclass(frozen=True, slots=True)
class SentNotice:
    """A message that is out there, and what it should show its reader now."""

    notice_id: int
    chat_id: int
    message_id: int
    language: str | None
    items: tuple[ItemView, ...]


async def elsewhere(
    work: Work, duty_id: int, pressed_notice: int, now: datetime
) -> list[SentNotice]:
    """The latest other messages that speak of a duty, so that none still asks for what is done;
    not those of people who see nothing of it any more.
    """
    found = []
    sent = [n for n in await work.outbox.sent_about(duty_id) if n.id != pressed_notice]
    accounts = await work.accounts.of_people(notice.person_id for notice in sent)
    for notice in sent[-AT_MOST:]:
        account = accounts.get(notice.person_id)
        if account is None or account.reach is not Reach.joined:
            continue
        if notice.chat_id is None or notice.message_id is None:
            continue
        if views := tuple(await show(work, notice.person_id, notice.items, now)):
            found.append(
                SentNotice(notice.id, notice.chat_id, notice.message_id, account.language, views)
            )
    return found
