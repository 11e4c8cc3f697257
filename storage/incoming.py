"""Queries about updates that came in: each id once, with its effect and its reply."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from storage.room import Room
from storage.tables import Incoming


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """A stored update: its reply (a list of calls to the channel, as JSON; empty where there was
    nothing to say), whether it went out, and the chat whose order it keeps.
    """

    id: int
    reply: Any
    replied_at: datetime | None
    chat: int | None = None


class IncomingUpdates:
    """What came in."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def get(self, update_id: int) -> IncomingRow | None:
        """The stored update, or None if it is new."""
        query = select(Incoming.id, Incoming.reply, Incoming.replied_at, Incoming.chat)
        row = (await self._room.get(query.where(Incoming.id == update_id))).one_or_none()
        if row is None:
            return None
        reply = self._room.sealer.open_json("incoming", row.id, "reply", row.reply)
        return IncomingRow(row.id, reply or [], row.replied_at, row.chat)

    async def add(self, update_id: int, reply: Any, now: datetime, chat: int | None = None) -> None:
        """Store an update together with its reply; an empty reply needs no sending."""
        sealer = self._room.sealer
        sealed = sealer.seal_json("incoming", update_id, "reply", reply) if reply else None
        row = {"id": update_id, "chat": chat, "received_at": now, "reply": sealed}
        await self._room.run(insert(Incoming).values(row | {"replied_at": None}))

    async def replied(self, update_id: int, now: datetime) -> None:
        """The reply went out; its text is not needed any more."""
        change = update(Incoming).where(Incoming.id == update_id)
        await self._room.run(change.values(replied_at=now, reply=None))

    async def replied_in_part(self, update_id: int, rest: Any) -> None:
        """A part of the reply went out; only the rest is still to be sent."""
        sealed = self._room.sealer.seal_json("incoming", update_id, "reply", rest)
        change = update(Incoming).where(Incoming.id == update_id)
        await self._room.run(change.values(reply=sealed))

    async def unanswered(self, since: datetime, until: datetime) -> list[IncomingRow]:
        """Updates received in this span whose reply has not gone out."""
        query = (
            select(Incoming.id, Incoming.reply, Incoming.chat)
            .where(Incoming.replied_at.is_(None), Incoming.reply.is_not(None))
            .where(Incoming.received_at >= since, Incoming.received_at <= until)
            .order_by(Incoming.id)
        )
        opened = self._room.sealer.open_json
        return [
            IncomingRow(row.id, opened("incoming", row.id, "reply", row.reply), None, row.chat)
            for row in await self._room.get(query)
        ]

    async def later(self, update_id: int, chat: int) -> bool:
        """Whether a chat has said something since an update."""
        query = select(Incoming.id).where(Incoming.id > update_id, Incoming.chat == chat).limit(1)
        return (await self._room.get(query)).one_or_none() is not None

    async def forget(self, before: datetime) -> int:
        """Updates older than Telegram keeps them cannot come again."""
        old = delete(Incoming).where(Incoming.received_at < before)
        return (await self._room.run(old)).rowcount
