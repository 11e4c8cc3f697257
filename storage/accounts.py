"""Queries about chat accounts: who is behind an address, and who can be reached."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import aliased

from care.words import Reach
from storage.prebuilt import Prebuilt, among
from storage.room import Room, chunks
from storage.tables import Account, Person, new_id

TELEGRAM = "telegram"


class AccountRow(Struct, frozen=True):
    """One person's account. `address` is the chat id of the private chat."""

    id: int
    person_id: int
    address: int
    reach: Reach
    language: str | None


class Accounts:
    """The accounts through which people are reached."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def at(self, address: int) -> AccountRow | None:
        """The account at a chat address, whatever its reach."""
        return await self._one(_AT, {"address": address})

    async def of(self, person_id: int) -> AccountRow | None:
        """The account of a person."""
        return await self._one(_OF, {"person_id": person_id})

    async def _one(self, query: Prebuilt, values: dict[str, int]) -> AccountRow | None:
        row = (await self._room.get(query, values)).one_or_none()
        return None if row is None else _account(row)

    async def hold(self, person_id: int) -> None:
        """Whoever else holds this person's account waits until the transaction ends."""
        query = select(Account.id).where(Account.person_id == person_id)
        await self._room.get(query.with_for_update(key_share=True))

    async def of_people(self, person_ids: Iterable[int]) -> dict[int, AccountRow]:
        """The accounts of many people."""
        found: dict[int, AccountRow] = {}
        for part in chunks(set(person_ids)):
            for row in await self._room.get(_OF_PEOPLE, {"ids": part}):
                found[row.person_id] = _account(row)
        return found

    async def join(self, person_id: int, address: int, now: datetime) -> None:
        """A person joins from an address with consent; an earlier account of theirs is replaced,
        and so is that of whoever was behind this address before.
        """
        before = (Account.channel == TELEGRAM) & (Account.address == address)
        await self._room.run(delete(Account).where(before, Account.person_id != person_id))
        values = {
            "channel": TELEGRAM,
            "address": address,
            "reach": Reach.joined,
            "joined_at": now,
            "consent_at": now,
            "withdrawn_at": None,
        }
        known = update(Account).where(Account.person_id == person_id).values(values)
        if (await self._room.run(known)).rowcount == 0:
            await self._room.add(Account, [{"id": new_id(), "person_id": person_id, **values}])

    async def set_reach(self, person_id: int, reach: Reach) -> None:
        """Change how a person can be reached."""
        change = update(Account).where(Account.person_id == person_id).values(reach=reach)
        await self._room.run(change)

    async def move(self, person_id: int, address: int) -> None:
        """The chat has another address from now on; one that is somebody else's is left to them."""
        others = aliased(Account)
        taken = select(others.id).where(others.channel == TELEGRAM, others.address == address)
        change = update(Account).where(Account.person_id == person_id, ~taken.exists())
        await self._room.run(change.values(address=address))

    async def withdraw(self, person_id: int, now: datetime) -> None:
        """Consent is withdrawn: nothing is sent to this account any more."""
        change = update(Account).where(Account.person_id == person_id)
        await self._room.run(change.values(reach=Reach.stopped, withdrawn_at=now))

    async def consents(self, person_id: int) -> bool:
        """Whether consent was given and has not been withdrawn."""
        return person_id in await self.consenting([person_id])

    async def consenting(self, person_ids: Iterable[int]) -> set[int]:
        """Which of these people gave consent and have not withdrawn it."""
        found: set[int] = set()
        for part in chunks(set(person_ids)):
            query = select(Account.person_id).where(
                Account.person_id.in_(part),
                Account.consent_at.is_not(None),
                Account.withdrawn_at.is_(None),
            )
            found.update((await self._room.get(query)).scalars())
        return found


def _account(row: Any) -> AccountRow:
    return AccountRow(row.id, row.person_id, row.address, Reach(row.reach), row.language)


_QUERY = select(
    Account.id, Account.person_id, Account.address, Account.reach, Person.language
).join(Person, Person.id == Account.person_id)
_HERE = _QUERY.where(Account.channel == TELEGRAM)
_AT = Prebuilt(_HERE.where(Account.address == bindparam("address")))
_OF = Prebuilt(_HERE.where(Account.person_id == bindparam("person_id")))
_OF_PEOPLE = Prebuilt(_QUERY.where(among(Account.person_id)))
