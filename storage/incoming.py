"""Queries about updates that came in: each id once, with its effect and its reply."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, select, update

from storage.prebuilt import Prebuilt, among
from storage.room import Room, chunks
from storage.tables import Incoming
from storage.tables.base import UtcDateTime


class IncomingRow(Struct, frozen=True):
    """A stored update: its reply (a list of calls to the channel, as JSON; empty where there was
    nothing to say), whether it went out, and whose order it keeps: its chat's, and for a call for
    help a number of its own (`bot.first_aid.lane_of`).
    """

    id: int
    reply: Any
    replied_at: datetime | None
    chat: int | None = None


class LateRow(Struct, frozen=True):
    """A stored update whose reply has not gone out, and whose order it keeps."""

    id: int
    chat: int | None


class IncomingUpdates:
    """What came in."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def get(self, update_id: int) -> IncomingRow | None:
        """The stored update, or None if it is new."""
        row = (await self._room.get(_GET, {"update_id": update_id})).one_or_none()
        if row is None:
            return None
        reply = self._room.sealer.open_json("incoming", row.id, "reply", row.reply)
        return IncomingRow(row.id, reply or [], row.replied_at, row.chat)

    async def add(self, update_id: int, reply: Any, now: datetime, chat: int | None = None) -> None:
        """Store an update together with its reply; an empty reply needs no sending."""
        sealer = self._room.sealer
        sealed = sealer.seal_json("incoming", update_id, "reply", reply) if reply else None
        row = {"id": update_id, "chat": chat, "received_at": now, "reply": sealed}
        await self._room.add(Incoming, [row | {"replied_at": None}])

    async def replied(self, update_ids: Collection[int], now: datetime) -> None:
        """These replies went out; their texts are not needed any more."""
        for part in chunks(update_ids):
            await self._room.straight.change(_REPLIED, {"ids": part, "now": now})

    async def replied_in_part(self, update_id: int, rest: Any) -> None:
        """A part of the reply went out; only the rest is still to be sent."""
        sealed = self._room.sealer.seal_json("incoming", update_id, "reply", rest)
        await self._room.change(Incoming, update_id, {"reply": sealed})

    async def unanswered(self, since: datetime, until: datetime) -> list[LateRow]:
        """Updates received in this span whose reply has not gone out."""
        rows = await self._room.get(_UNANSWERED, {"since": since, "until": until})
        return [LateRow(row.id, row.chat) for row in rows]

    async def later(self, update_id: int, chat: int) -> bool:
        """Whether a chat has said something since an update; calls for help rewrite nothing."""
        query = select(Incoming.id).where(Incoming.id > update_id, Incoming.chat == chat).limit(1)
        return (await self._room.get(query)).one_or_none() is not None


_SINCE, _UNTIL = (bindparam(name, type_=UtcDateTime) for name in ("since", "until"))
_UNANSWERED = Prebuilt(
    select(Incoming.id, Incoming.chat)
    .where(Incoming.replied_at.is_(None), Incoming.reply.is_not(None))
    .where(Incoming.received_at >= _SINCE, Incoming.received_at <= _UNTIL)
    .order_by(Incoming.id)
)
_REPLIED = Prebuilt(
    update(Incoming)
    .where(among(Incoming.id))
    .values(replied_at=bindparam("now", type_=UtcDateTime), reply=None)
)
_GET = Prebuilt(
    select(Incoming.id, Incoming.reply, Incoming.replied_at, Incoming.chat).where(
        Incoming.id == bindparam("update_id")
    )
)
