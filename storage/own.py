"""Queries about what the store holds of one person: for themself to see and to take along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from storage.room import Room
from storage.tables import Account, Journal, Notice, Record


@dataclass(frozen=True, slots=True)
class Consent:
    """When somebody joined and agreed, UTC."""

    address: int
    joined_at: datetime | None
    consent_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnNotice:
    """A message to somebody: what kind, and what became of it."""

    kind: str
    code: str | None
    state: str
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """A line of the journal that names somebody: when, and which."""

    at: datetime
    event: str


class OwnData:
    """One person's own data."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def consent(self, person_id: int) -> Consent | None:
        """The account of a person with its dates."""
        columns = (Account.address, Account.joined_at, Account.consent_at)
        query = select(*columns).where(Account.person_id == person_id)
        row = (await self._room.get(query)).first()
        return None if row is None else Consent(*row)

    async def counts(self, person_id: int) -> tuple[int, int, int]:
        """How many records they wrote, messages they were sent, journal lines name them."""
        sent = (Notice.person_id == person_id, Notice.sent_at.is_not(None))
        return (
            await self._count(Record, Record.author_id == person_id),
            await self._count(Notice, *sent),
            await self._count(Journal, Journal.person_id == person_id),
        )

    async def _count(self, table: type[Any], *where: Any) -> int:
        query = select(func.count()).select_from(table).where(*where)
        number: int = (await self._room.get(query)).scalar_one()
        return number

    async def records(self, person_id: int, limit: int) -> list[int]:
        """The records that a person wrote, the newest first."""
        query = select(Record.id).where(Record.author_id == person_id)
        query = query.order_by(Record.made_at.desc(), Record.id).limit(limit)
        return list((await self._room.get(query)).scalars())

    async def notices(self, person_id: int, limit: int) -> Sequence[OwnNotice]:
        """What a person was to be told, the newest first."""
        columns = (Notice.kind, Notice.code, Notice.state, Notice.created_at, Notice.sent_at)
        query = select(*columns).where(Notice.person_id == person_id)
        query = query.order_by(Notice.created_at.desc(), Notice.id).limit(limit)
        return [OwnNotice(*row) for row in await self._room.get(query)]

    async def entries(self, person_id: int, limit: int) -> Sequence[OwnEntry]:
        """What the journal says of a person, the newest first."""
        query = select(Journal.at, Journal.event).where(Journal.person_id == person_id)
        query = query.order_by(Journal.at.desc(), Journal.seq.desc()).limit(limit)
        return [OwnEntry(*row) for row in await self._room.get(query)]
