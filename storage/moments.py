"""Queries about when one person is to hear something: read and moved when their habits change."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.notices import NoticeRow
from storage.outbox import Outbox
from storage.room import Room, chunks
from storage.tables import Duty, Notice

Moved = tuple[datetime, datetime]
"""From one moment to another, UTC."""


class Moments:
    """The moments of a person's messages, and those at which duties are looked at."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def queued(self, person_id: int) -> list[NoticeRow]:
        """What waits in the outbox for a person, kept from claims until we commit."""
        query = (
            select(Notice.id)
            .where(Notice.person_id == person_id, Notice.state == "queued")
            .order_by(Notice.id)
            .with_for_update()
        )
        ids = list((await self._room.get(query)).scalars())
        return await Outbox(self._room).by_id(ids)

    async def cancel(self, notice_ids: Iterable[int], why: str) -> None:
        """Take notices out of the outbox: others say what they were to say."""
        for part in chunks(notice_ids):
            change = update(Notice).where(Notice.id.in_(part))
            await self._room.run(change.values(state="cancelled", outcome=why))

    async def put_off(self, moves: Sequence[tuple[int, datetime, datetime]]) -> None:
        """Notices (id) go out, and grow stale, at other moments; in one statement. None of them has
        been held up any more.
        """
        if moves:
            change = update(Notice).where(Notice.id == bindparam("moved")).values(tried_at=None)
            rows = [{"moved": i, "goes": goes, "ends": ends} for i, goes, ends in moves]
            await self._room.run(
                change.values(send_at=bindparam("goes"), expires_at=bindparam("ends")), rows
            )

    async def look_again(self, moves: Mapping[int, Moved]) -> None:
        """Open duties are looked at another time, unless somebody has moved them meanwhile; in one
        statement.
        """
        if moves:
            change = update(Duty).where(
                Duty.id == bindparam("moved"),
                Duty.state == "open",
                Duty.next_at == bindparam("before"),
            )
            rows = [{"moved": i, "before": old, "after": new} for i, (old, new) in moves.items()]
            await self._room.run(change.values(next_at=bindparam("after")), rows)
