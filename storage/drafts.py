"""Queries about drafts: half-finished conversations, one per address and conversation."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, insert, select, update

from storage.room import Room
from storage.tables import Draft, new_id


class DraftRow(Struct, frozen=True):
    """A draft, opened. `version` guards against two hands at once."""

    id: int
    version: int
    data: dict[str, Any]
    updated_at: datetime

    @property
    def mark(self) -> str:
        """Names this draft as it stands: a button that carries it says what was shown."""
        return f"{self.id:x}.{self.version}"


class Drafts:
    """Drafts survive restarts because they are rows."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def get(self, address: int, conversation: str) -> DraftRow | None:
        """The draft of an address in a conversation."""
        query = select(Draft.id, Draft.version, Draft.data, Draft.updated_at)
        query = query.where(Draft.address == address, Draft.conversation == conversation)
        row = (await self._room.get(query)).one_or_none()
        if row is None:
            return None
        data = self._room.sealer.open_json("draft", row.id, "data", row.data)
        return DraftRow(row.id, row.version, data, row.updated_at)

    async def any_at(self, address: int, but: Iterable[str] = ()) -> bool:
        """Whether anything is half-finished at an address, `but` in these conversations."""
        query = select(Draft.id).where(Draft.address == address)
        query = query.where(Draft.conversation.not_in(list(but))).limit(1)
        return (await self._room.get(query)).first() is not None

    async def put(
        self, address: int, conversation: str, data: dict[str, Any], now: datetime
    ) -> None:
        """Keep a draft, as its next version."""
        known = await self.get(address, conversation)
        draft_id = new_id() if known is None else known.id
        sealed = self._room.sealer.seal_json("draft", draft_id, "data", data)
        values = {"data": sealed, "updated_at": now}
        if known is None:
            row = {"id": draft_id, "address": address, "conversation": conversation, "version": 1}
            await self._room.run(insert(Draft).values(row | values))
        else:
            change = update(Draft).where(Draft.id == draft_id, Draft.version == known.version)
            await self._room.run(change.values(version=known.version + 1, **values))

    async def drop(self, address: int, conversation: str) -> None:
        """A conversation is over."""
        await self._room.run(
            delete(Draft).where(Draft.address == address, Draft.conversation == conversation)
        )

    async def drop_all(self, address: int) -> None:
        """Whoever was there is gone: nothing half-finished is kept for them, nor for the next."""
        await self._room.run(delete(Draft).where(Draft.address == address))
