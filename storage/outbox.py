"""Queries about notices: grouped into the outbox, claimed with a lease, sent, marked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    not_,
    or_,
    select,
    update,
)

from care.delivery import Priority
from storage.claims import Claims
from storage.notices import Item, NewNotice, NoticeRow, Said, Turns, most_urgent, row_of, with_items
from storage.outbox_statements import (
    ADRIFT,
    BY_ID,
    GIVE_BACK,
    ITEMS,
    NEXT,
    SAID,
    SENT_ABOUT,
    STALE,
    START,
    TOLD,
)
from storage.room import Room, chunks
from storage.tables import Duty, Notice, NoticeItem, new_id

AT_ONCE = 500
"""So many stale notices are dropped in one transaction: a call for help must not wait for more."""


class Outbox:
    """Notices from queued to their end."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def put(self, notices: Sequence[NewNotice], now: datetime) -> None:
        """Queue notices. One whose group is queued already gets the new items added to it."""
        groups = await self._groups([notice.group_key for notice in notices])
        fresh: list[dict[str, Any]] = []
        items = [(notice.group_key, item) for notice in notices for item in notice.items]
        for notice in notices:
            if notice.group_key not in groups:
                groups[notice.group_key] = new_id()
                fresh.append(row_of(groups[notice.group_key], notice, now))
        if await self._room.add_new(Notice, fresh, "group_key") < len(fresh):
            groups = await self._groups(list(groups))
        await self._add_items([(groups[key], item) for key, item in items])
        await Claims(self._room).put_into_lanes([row["id"] for row in fresh])

    async def _groups(self, keys: list[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for part in chunks(set(keys)):
            query = select(Notice.group_key, Notice.id).where(Notice.group_key.in_(part))
            found |= {row.group_key: row.id for row in await self._room.get(query)}
        return found

    async def _add_items(self, items: list[tuple[int, Item]]) -> None:
        known = await self._items({notice_id for notice_id, _ in items})
        rows = []
        for notice_id, item in items:
            there = known[notice_id]
            if all(item.duty_id != other.duty_id for other in there):
                rows.append(
                    {
                        "notice_id": notice_id,
                        "position": len(there),
                        "duty_id": item.duty_id,
                        "purpose": item.purpose,
                    }
                )
                there.append(item)
        await self._room.add(NoticeItem, rows)

    async def _items(self, notice_ids: Iterable[int]) -> dict[int, list[Item]]:
        found: dict[int, list[Item]] = defaultdict(list)
        for part in chunks(notice_ids):
            for row in await self._room.get(ITEMS, {"ids": part}):
                found[row.notice_id].append(Item(row.duty_id, row.purpose))
        return found

    async def queued_keys(self, keys: Iterable[str]) -> set[str]:
        """Which of these groups still wait to be claimed, kept from claims until we commit."""
        found: set[str] = set()
        for part in chunks(sorted(set(keys))):
            query = (
                select(Notice.group_key)
                .where(Notice.group_key.in_(part), Notice.state == "queued")
                .order_by(Notice.group_key)
                .with_for_update()
            )
            found.update((await self._room.get(query)).scalars())
        return found

    async def taken_keys(self, keys: Iterable[str]) -> set[str]:
        """Which of these groups exist and can no longer take more items."""
        return set(await self._groups(list(keys))) - await self.queued_keys(keys)

    async def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        priority: int = Priority.BULK,
        turns: Turns | None = None,
    ) -> list[NoticeRow]:
        """Take notices that are due, under a lease; nobody else gets them. Only those of `priority`
        and more urgent ones, the most urgent first; within a priority the units take `turns`.

        A claim whose lease has run out counts as queued. Expired notices are left to `expire`,
        and what is paused rests.
        """
        claims = Claims(self._room)
        return await self.by_id(await claims.take(now, lease, limit, priority, turns or Turns()))

    async def leave_resting_lanes(self) -> None:
        """What stands in a paused school's lane, though not all of it rests, goes on."""
        await Claims(self._room).leave_resting_lanes()

    async def expire(self, now: datetime, limit: int = AT_ONCE) -> list[NoticeRow]:
        """Drop stale notices, the oldest first, and return them; the duties they spoke of are kept.
        So many at most: after a long outage the next call goes on.
        """
        stale = list((await self._room.get(STALE, {"now": now, "at_most": limit})).scalars())
        return await self._end(Notice.id.in_(stale), "expired") if stale else []

    async def _end(self, which: ColumnElement[bool], state: str) -> list[NoticeRow]:
        waiting = or_(Notice.state == "queued", Notice.state == "claimed")
        change = update(Notice).where(which, waiting).values(state=state, lease_until=None)
        ended = await self._room.run(change.returning(Notice.id))
        return await self.by_id(list(ended.scalars()))

    async def lost_sending(self, now: datetime) -> list[NoticeRow]:
        """Notices that were in flight when their sender died: nobody knows whether they arrived."""
        return await self.by_id(list((await self._room.get(ADRIFT, {"now": now})).scalars()))

    async def start(self, notice_id: int, lease_until: datetime) -> bool:
        """From claimed to being sent; False where the claim has been lost meanwhile."""
        values = {"notice_id": notice_id, "lease": lease_until}
        return (await self._room.run(START, values)).rowcount == 1

    async def give_back(self, notice_id: int, send_at: datetime, now: datetime) -> None:
        """From claimed to queued, for a later moment; one that was taken or cancelled stays so.
        Where it has not been tried yet it is held up since `now` (UTC).
        """
        values = {"notice_id": notice_id, "later": send_at, "now": now}
        await self._room.run(GIVE_BACK, values)

    async def times_told(self, person_id: int, content: str, since: datetime) -> int:
        """How often somebody has been sent just this content since then (UTC)."""
        values = {"person_id": person_id, "content": content, "since": since}
        told: int = (await self._room.get(TOLD, values)).scalar_one()
        return told

    async def mark(self, notice_id: int, state: str, **values: Any) -> None:
        """Write a new state with whatever else changes."""
        if state not in ("claimed", "sending"):
            values["lease_until"] = None
        await self._room.change(Notice, notice_id, {"state": state, **values})

    async def mark_attempt(self, notice_id: int, attempt: int, state: str, **values: Any) -> bool:
        """What became of the attempt with this number; False where it is not under way any more."""
        under_way = {"state": "sending", "attempts": attempt}
        new = {"state": state, "lease_until": None, **values}
        return await self._room.change(Notice, notice_id, new, under_way)

    async def cancel_for(self, person_id: int) -> list[NoticeRow]:
        """Cancel everything that waits for a person, and return it."""
        return await self._end(Notice.person_id == person_id, "cancelled")

    async def cancel_about(self, person_id: int, child_id: int) -> list[NoticeRow]:
        """Cancel what waits for a person and speaks of this child only, and return it."""
        of_child = Duty.child_id == child_id
        about = exists().where(NoticeItem.notice_id == Notice.id, NoticeItem.duty_id == Duty.id)
        only = and_(
            about.where(of_child), not_(about.where(Duty.child_id.is_distinct_from(child_id)))
        )
        which = and_(Notice.person_id == person_id, or_(Notice.child_id == child_id, only))
        return await self._end(which, "cancelled")

    async def by_id(self, notice_ids: Sequence[int]) -> list[NoticeRow]:
        """Many notices with their items, most urgent first."""
        found: list[NoticeRow] = []
        for part in chunks(notice_ids):
            found.extend(with_items(await self._room.get(BY_ID, {"ids": part})))
        return sorted(found, key=most_urgent)

    async def sent_about(self, duty_id: int) -> list[NoticeRow]:
        """The messages already sent that speak of a duty, as this unit of work first saw them."""
        rows = await self._room.again(SENT_ABOUT, (duty_id,))
        return sorted(with_items(rows), key=most_urgent)

    async def sent_of_records(self, record_ids: Iterable[int], code: str) -> list[NoticeRow]:
        """The news of one kind about these records that were sent."""
        about = (Notice.record_id.in_(list(record_ids))) & (Notice.code == code)
        query = select(Notice.id).where(about, Notice.state == "sent")
        return await self.by_id(list((await self._room.get(query)).scalars()))

    async def in_request(self, request_id: int, group: str) -> list[Said]:
        """What has been said about a request in messages whose group key begins so."""
        values = {"request_id": request_id, "begins": f"{group}%"}
        found = await self._room.get(SAID, values)
        return [Said(row.person_id, row.state, row.details or {}) for row in found]

    async def next_moment(self) -> datetime | None:
        """When the pump has something to send again: the earliest notice that waits."""
        moment: datetime | None = (await self._room.get(NEXT)).scalar_one()
        return moment
