"""What one person hears at one moment about duties becomes one message."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from care.delivery import REMINDER_FRESH, Kind, Priority
from storage.notices import Item, NewNotice
from storage.work import Work


class Told(Struct, frozen=True):
    """Something to be said about a duty to one person, not before `send_at` (UTC)."""

    person_id: int
    send_at: datetime
    item: Item


async def put_together(work: Work, told: Iterable[Told], now: datetime) -> None:
    """Queue what people are to hear, in the order given: one message per person and moment."""
    items: dict[tuple[int, datetime], list[Item]] = {}
    for each in told:
        items.setdefault((each.person_id, each.send_at), []).append(each.item)
    notices = [
        NewNotice(
            group_key=f"{person_id}/{send_at.isoformat()}/{Kind.care}",
            person_id=person_id,
            kind=Kind.care,
            priority=Priority.REMINDER,
            send_at=send_at,
            expires_at=send_at + REMINDER_FRESH,
            items=tuple(theirs),
        )
        for (person_id, send_at), theirs in items.items()
    ]
    await work.outbox.put(await _regrouped(work, notices, now), now)


async def _regrouped(work: Work, notices: list[NewNotice], now: datetime) -> list[NewNotice]:
    """A message that is already on its way takes no more items: a second one follows it."""
    gone = await work.outbox.taken_keys([notice.group_key for notice in notices])
    return [
        replace(notice, group_key=f"{notice.group_key}/{now.isoformat()}")
        if notice.group_key in gone
        else notice
        for notice in notices
    ]
