"""Erasing one person or child: the payload is blanked, the fact that something was is kept.

It needs nothing but an id, so that it can be done again in a store that an old backup has brought
back.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Executable, and_, delete, exists, func, or_, select, update

from care.words import RequestState
from storage.elsewhere import forget_child, forget_person
from storage.room import Room
from storage.seal import Sealer
from storage.tables import (
    Account,
    Answer,
    BirthdayRow,
    Child,
    Draft,
    Guess,
    Invitation,
    Journal,
    Notice,
    Person,
    Phone,
    Record,
    Request,
    Task,
    Tie,
    Tombstone,
)

NOBODY = "—"
"""Stands where a name stood."""
NOT_FOUND = bytes(32)
"""A keyed hash that no name has."""
ABOUT_ONESELF = or_(*(Journal.event.startswith(head) for head in ("person.", "tie.", "settings.")))


class Kind(StrEnum):
    """Who can be erased."""

    person = "person"
    child = "child"


def erase_in(connection: Connection, kind: Kind, row_id: int, at: datetime, sealer: Sealer) -> None:
    """Erase one person or child; doing it twice does no more than once."""
    if kind is Kind.person:
        forget_person(connection, row_id, sealer, NOBODY)
        statements = _of_person(row_id, at, sealer)
    else:
        forget_child(connection, row_id, sealer, NOBODY)
        statements = _of_child(row_id, sealer)
    for statement in statements:
        connection.execute(statement)


def _of_person(person: int, at: datetime, sealer: Sealer) -> Iterator[Executable]:
    name = {"name": sealer.seal("person", person, "name", NOBODY), "name_hash": NOT_FOUND}
    yield update(Person).where(Person.id == person).values(sheet=None, language=None, **name)
    yield delete(Phone).where(Phone.person_id == person)
    chats = select(Account.address).where(Account.person_id == person).scalar_subquery()
    yield delete(Draft).where(Draft.address.in_(chats))
    yield delete(Guess).where(Guess.address.in_(chats))
    yield delete(Account).where(Account.person_id == person)
    yield update(Tie).where(Tie.person_id == person).values(details=None)
    yield delete(BirthdayRow).where(BirthdayRow.person_id == person)
    yield delete(Task).where(or_(Task.person_id == person, Task.for_id == person))
    unused = and_(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
    mine = Invitation.person_id == person
    yield update(Invitation).where(mine, unused).values(revoked_at=at)
    heard = update(Notice).where(Notice.person_id == person)
    yield heard.values(chat_id=None, message_id=None)
    yield heard.where(Notice.state.in_(("queued", "held"))).values(state="cancelled")
    yield update(Journal).where(Journal.person_id == person, ABOUT_ONESELF).values(old=None)


def _of_child(child: int, sealer: Sealer) -> Iterator[Executable]:
    name = {"name": sealer.seal("child", child, "name", NOBODY), "name_hash": NOT_FOUND}
    payload = {"birth": None, "details": None, "sheet": None, "sex": None}
    yield update(Child).where(Child.id == child).values(**name, **payload)
    yield update(Tie).where(Tie.child_id == child).values(details=None)
    yield delete(BirthdayRow).where(BirthdayRow.child_id == child)
    yield delete(Task).where(Task.child_id == child)
    records = select(Record.id).where(Record.child_id == child).scalar_subquery()
    yield update(Answer).where(Answer.record_id.in_(records)).values(words=None, media=None)
    yield update(Request).where(Request.child_id == child).values(words=None)
    yield update(Journal).where(Journal.child_id == child).values(old=None)


class Erasing:
    """What is asked before somebody is erased, and the erasing itself."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def children(self, name: str | None, row_id: int | None) -> dict[int, int]:
        """The last class of each child of this exact name, or with this id, on a list or not."""
        hashed = None if name is None else self._room.sealer.find("child", name)
        which = Child.id == row_id if name is None else Child.name_hash == hashed
        rows = await self._room.get(select(Child.id, Child.unit_id).where(which))
        return {row.id: row.unit_id for row in rows}

    async def open_requests(self, child_id: int) -> int:
        """How many requests about a child somebody still has to see through."""
        waits = Request.state.in_((RequestState.open, RequestState.taken))
        query = select(func.count()).select_from(Request).where(Request.child_id == child_id, waits)
        number: int = (await self._room.get(query)).scalar_one()
        return number

    async def is_erased(self, kind: Kind, row_id: int) -> bool:
        """Whether that was done before."""
        known = exists().where(Tombstone.kind == kind, Tombstone.row_id == row_id)
        found: bool = (await self._room.get(select(known))).scalar_one()
        return found

    async def erase(self, kind: Kind, row_id: int, at: datetime, by_id: int | None) -> None:
        """Blank the payload, and keep the tombstone."""
        self._room.forget()
        gone = (kind, row_id, at, self._room.sealer)
        await self._room.connection.run_sync(erase_in, *gone)
        row: dict[str, Any] = {"kind": kind, "row_id": row_id, "at": at, "by_id": by_id}
        await self._room.add(Tombstone, [row])
