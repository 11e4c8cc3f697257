"""Reading again a notice that was sent, by the person it was sent to."""

from datetime import datetime

from services.actor import Actor
from services.showing import ItemView, show
from storage.work import Work


async def notice_items(work: Work, actor: Actor, notice_id: int, now: datetime) -> list[ItemView]:
    """The items of a notice as they stand; none where it is not this person's."""
    found = await work.outbox.by_id([notice_id])
    if not found or found[0].person_id != actor.person_id:
        return []
    return await show(work, actor.person_id, found[0].items, now)
