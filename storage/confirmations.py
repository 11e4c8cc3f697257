"""Queries about what the other side says of a record: was she here, did the letter come?"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, select, update

from storage.room import Room, chunks
from storage.tables import Confirmation, new_id


class ConfirmationRow(Struct, frozen=True):
    """Somebody who was asked. `day` is the local date that they name instead."""

    id: int
    record_id: int
    person_id: int
    asked_at: datetime
    answered_at: datetime | None
    answer: str | None
    day: date | None


class Confirmations:
    """Who was asked about a record, and what they said."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def ask(self, record_id: int, people: Iterable[int], now: datetime) -> None:
        """Ask people about a record, each once."""
        known = {row.person_id for row in await self.of([record_id])}
        rows = [
            {"id": new_id(), "record_id": record_id, "person_id": person_id, "asked_at": now}
            for person_id in dict.fromkeys(people)
            if person_id not in known
        ]
        await self._room.add(Confirmation, rows)

    async def hold(self, record_id: int, person_id: int) -> ConfirmationRow | None:
        """What one person was asked; nobody else answers it until the transaction ends."""
        wanted = (Confirmation.record_id == record_id) & (Confirmation.person_id == person_id)
        rows = await self._find(wanted, lock=True)
        return rows[0] if rows else None

    async def of(self, record_ids: Iterable[int]) -> list[ConfirmationRow]:
        """Everybody who was asked about these records."""
        found: list[ConfirmationRow] = []
        for part in chunks(set(record_ids)):
            found += await self._find(Confirmation.record_id.in_(part))
        return found

    async def answer(
        self, confirmation_id: int, answer: str, day: date | None, now: datetime
    ) -> None:
        """What somebody said; said again, the last word counts."""
        change = update(Confirmation).where(Confirmation.id == confirmation_id)
        await self._room.run(change.values(answer=answer, day=day, answered_at=now))

    async def forget(self, record_id: int, answer: str) -> None:
        """An answer to what a record said before it was corrected counts no longer."""
        of_it = (Confirmation.record_id == record_id) & (Confirmation.answer == answer)
        change = update(Confirmation).where(of_it)
        await self._room.run(change.values(answer=None, answered_at=None))

    async def follow(self, old_id: int, new_id_: int) -> None:
        """A corrected record takes over what was asked about the one before."""
        change = update(Confirmation).where(Confirmation.record_id == old_id)
        await self._room.run(change.values(record_id=new_id_))

    async def _find(
        self, condition: ColumnElement[bool], *, lock: bool = False
    ) -> list[ConfirmationRow]:
        query = select(*_COLUMNS).where(condition).order_by(Confirmation.asked_at, Confirmation.id)
        rows = await self._room.get(query.with_for_update() if lock else query)
        return [ConfirmationRow(*row) for row in rows]


_COLUMNS = tuple(getattr(Confirmation, name) for name in ConfirmationRow.__struct_fields__)
