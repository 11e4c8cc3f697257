"""Queries about forms: the texts that records were made with."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from storage.room import Room, chunks
from storage.tables import Form


class Forms:
    """Texts of forms by their hash."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def keep(self, text_hash: str, form_id: str, source: str, now: datetime) -> None:
        """Store a text; one that is there already stays as it is."""
        row = {"hash": text_hash, "form_id": form_id, "source": source, "created_at": now}
        await self._room.add_new(Form, [row], "hash")

    async def sources(self, hashes: Iterable[str]) -> dict[str, str]:
        """The texts of these hashes."""
        found: dict[str, str] = {}
        for part in chunks(set(hashes)):
            rows = await self._room.get(select(Form.hash, Form.source).where(Form.hash.in_(part)))
            found |= {row.hash: row.source for row in rows}
        return found
