"""The append-only history of every interaction, in and out."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from msgspec import Struct, field
from sqlalchemy import select

from storage.room import Room
from storage.tables import Journal, new_id

_SEQUENCE = count()
"""Keeps entries of one instant in the order in which this process wrote them."""


class Entry(Struct, frozen=True):
    """One interaction: ids and codes only. `old` is a former value, sealed in the store."""

    event: str
    person_id: int | None = None
    child_id: int | None = None
    unit_id: int | None = None
    duty_id: int | None = None
    record_id: int | None = None
    notice_id: int | None = None
    update_id: int | None = None
    details: dict[str, Any] = field(default_factory=dict)
    old: str | None = None


class JournalRow(Struct, frozen=True):
    """An entry with its moment."""

    at: datetime
    entry: Entry


class JournalBook:
    """Written, read, never changed."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def write(self, entries: Sequence[Entry], now: datetime) -> None:
        """Append entries."""
        await self._room.add(Journal, [self._row(entry, now) for entry in entries])

    def _row(self, entry: Entry, now: datetime) -> dict[str, Any]:
        row_id = new_id()
        row = {name: getattr(entry, name) for name in Entry.__struct_fields__}
        if entry.old is not None:
            row["old"] = self._room.sealer.seal("journal", row_id, "old", entry.old)
        return {"id": row_id, "at": now, "seq": next(_SEQUENCE), **row}

    async def about_duty(self, duty_id: int) -> list[JournalRow]:
        """The history of one duty, oldest first."""
        return await self._read(Journal.duty_id == duty_id)

    async def about_child(self, child_id: int) -> list[JournalRow]:
        """The history of one child, oldest first."""
        return await self._read(Journal.child_id == child_id)

    async def of_event(self, event: str) -> list[JournalRow]:
        """All entries of one kind, oldest first."""
        return await self._read(Journal.event == event)

    async def _read(self, condition: Any) -> list[JournalRow]:
        query = select(*Journal.__table__.columns).where(condition)
        found = []
        for row in await self._room.get(query.order_by(Journal.at, Journal.seq)):
            values = {name: getattr(row, name) for name in Entry.__struct_fields__}
            if row.old is not None:
                values["old"] = self._room.sealer.open("journal", row.id, "old", row.old)
            found.append(JournalRow(row.at, Entry(**values)))
        return found
