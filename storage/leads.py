"""Queries about the process that leads (see `storage.leading`)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Text, TextClause, cast, delete, select
from sqlalchemy.dialects.postgresql import insert

from storage.room import Room
from storage.tables import Meta

EPOCH = "lead epoch"
BEAT = "last beat"
WEBHOOK = "webhook"
HELD = select(Meta.value).where(Meta.name == EPOCH).with_for_update(read=True)
"""The number of who leads, kept as it is until the transaction ends."""
_FIRST = insert(Meta).values(name=EPOCH, value="1")
NEXT = _FIRST.on_conflict_do_update(
    index_elements=[Meta.name], set_={"value": cast(cast(Meta.value, BigInteger) + 1, Text)}
).returning(Meta.value)
_NOTED = insert(Meta)
NOTED = _NOTED.on_conflict_do_update(
    index_elements=[Meta.name], set_={"value": _NOTED.excluded.value}
)
"""One fact in `meta`, written over what it was; given `name` and `value`."""


class Leads:
    """Who leads, and since when it has been silent."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def held_by(self, epoch: int | None) -> bool:
        """Whether this is the number of who leads; if so, it stays until the transaction ends."""
        return (await self._room.get(HELD)).scalar_one_or_none() == str(epoch)

    async def last_beat(self) -> datetime | None:
        """When the heart of whichever process leads has beaten last (UTC), to a few seconds; None
        where none of several has led yet.
        """
        query = select(Meta.value).where(Meta.name == BEAT)
        noted = (await self._room.get(query)).scalar_one_or_none()
        return None if noted is None else datetime.fromisoformat(noted)

    async def webhook(self) -> str | None:
        """What a process has told the Bot API server last (`bot.announcing`)."""
        query = select(Meta.value).where(Meta.name == WEBHOOK)
        return (await self._room.get(query)).scalar_one_or_none()

    async def moment(self, before: TextClause, statement: TextClause, values: Any) -> float | None:
        """What `storage.slots` asks about the next free moment (seconds)."""
        await self._room.run(before)
        found: float | None = (await self._room.run(statement, values)).scalar_one_or_none()
        return found

    async def note_webhook(self, said: str) -> None:
        """Remember what the Bot API server was told."""
        await self._room.run(delete(Meta).where(Meta.name == WEBHOOK))
        await self._room.add_new(Meta, [{"name": WEBHOOK, "value": said}], "name")
