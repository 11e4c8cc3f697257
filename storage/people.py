"""Queries about adults: names, phones, language and habits."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import delete, select, update

from care.habits import Habits
from storage.prebuilt import Prebuilt, among
from storage.room import Room, chunks
from storage.tables import Person, Phone, new_id


class NewPerson(Struct, frozen=True):
    """An adult to be added. Phones are E.164, the first one is used first."""

    name: str
    phones: tuple[str, ...]


class PersonRow(Struct, frozen=True):
    """An adult with the name and numbers opened."""

    id: int
    name: str
    phones: tuple[str, ...]
    language: str | None


class People:
    """Adults and their phones."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def add(self, people: Sequence[NewPerson], habits: Habits, now: datetime) -> list[int]:
        """Add adults in bulk; returns their ids in the same order."""
        ids = [new_id() for _ in people]
        seal, find = self._room.sealer.seal, self._room.sealer.find
        await self._room.add(
            Person,
            [
                {
                    "id": person_id,
                    "name": seal("person", person_id, "name", person.name),
                    "name_hash": find("name", person.name),
                    "language": None,
                    "zone": habits.zone,
                    "hour": habits.hour,
                    "quiet_from": habits.quiet_from,
                    "quiet_to": habits.quiet_to,
                    "other_hour": habits.other_hour,
                    "created_at": now,
                }
                for person_id, person in zip(ids, people, strict=True)
            ],
        )
        await self._add_phones({i: p.phones for i, p in zip(ids, people, strict=True)})
        return ids

    async def _add_phones(self, numbers: dict[int, tuple[str, ...]]) -> None:
        sealer = self._room.sealer
        rows = [
            {
                "id": (phone_id := new_id()),
                "person_id": person_id,
                "number": sealer.seal("phone", phone_id, "number", number),
                "number_hash": sealer.find("phone", number),
                "position": position,
            }
            for person_id, phones in numbers.items()
            for position, number in enumerate(phones)
        ]
        await self._room.add(Phone, rows)

    async def set_phones(self, numbers: dict[int, tuple[str, ...]]) -> None:
        """Replace the numbers of the given people."""
        for part in chunks(numbers):
            await self._room.run(delete(Phone).where(Phone.person_id.in_(part)))
        await self._add_phones(numbers)

    async def set_language(self, person_id: int, language: str) -> None:
        """Remember the language a person chose."""
        change = update(Person).where(Person.id == person_id).values(language=language)
        await self._room.run(change)

    async def by_id(self, person_ids: Iterable[int]) -> dict[int, PersonRow]:
        """Many adults at once, opened: one query per 500."""
        found: dict[int, PersonRow] = {}
        opened = self._room.sealer.open
        for part in chunks(set(person_ids)):
            for row in await self._room.get(_BY_ID, {"ids": part}):
                if row.id not in found:
                    name = opened("person", row.id, "name", row.name)
                    found[row.id] = PersonRow(row.id, name, (), row.language)
                if row.phone_id is not None:
                    number = opened("phone", row.phone_id, "number", row.number)
                    known = found[row.id]
                    found[row.id] = replace(known, phones=(*known.phones, number))
        return found

    async def rename(self, person_id: int, name: str) -> None:
        """Correct somebody's name."""
        sealer = self._room.sealer
        sealed = sealer.seal("person", person_id, "name", name)
        change = update(Person).where(Person.id == person_id)
        await self._room.run(change.values(name=sealed, name_hash=sealer.find("name", name)))

    async def called(self, calls: Iterable[tuple[str, str]]) -> dict[int, PersonRow]:
        """Everybody who has one of these exact names and one of these numbers (name, E.164); a
        number that stands for hundreds of people costs no more than any other.
        """
        find, ids = self._room.sealer.find, set[int]()
        query = select(Phone.person_id).join(Person, Person.id == Phone.person_id)
        for part in chunks(set(calls)):
            names = {find("name", name) for name, _ in part}
            numbers = {find("phone", number) for _, number in part}
            here = query.where(Phone.number_hash.in_(numbers), Person.name_hash.in_(names))
            ids.update((await self._room.get(here)).scalars())
        return await self.by_id(ids)

    async def named(self, names: Iterable[str]) -> list[PersonRow]:
        """Everybody with one of these exact names."""
        hashes = [self._room.sealer.find("name", name) for name in set(names)]
        ids: list[int] = []
        for part in chunks(hashes):
            rows = await self._room.get(select(Person.id).where(Person.name_hash.in_(part)))
            ids.extend(rows.scalars())
        return list((await self.by_id(ids)).values())

    async def habits(self, person_id: int) -> Habits:
        """Zone, own hour and quiet hours of one person."""
        return (await self.habits_of([person_id]))[person_id]

    async def habits_of(self, person_ids: Iterable[int]) -> dict[int, Habits]:
        """Zone, own hour and quiet hours of many people."""
        found: dict[int, Habits] = {}
        for part in chunks(set(person_ids)):
            for row in await self._room.get(_HABITS, {"ids": part}):
                found[row[0]] = Habits(*row[1:])
        return found

    async def zones(self) -> set[str]:
        """Every time zone that somebody lives in."""
        return set((await self._room.get(select(Person.zone).distinct())).scalars())

    async def set_habits(self, person_id: int, habits: Habits) -> None:
        """Change zone, own hour and quiet hours of one person."""
        change = update(Person).where(Person.id == person_id)
        await self._room.run(
            change.values(
                zone=habits.zone,
                hour=habits.hour,
                quiet_from=habits.quiet_from,
                quiet_to=habits.quiet_to,
                other_hour=habits.other_hour,
            )
        )


_BY_ID = Prebuilt(
    select(Person.id, Person.name, Person.language, Phone.id.label("phone_id"), Phone.number)
    .outerjoin(Phone, Phone.person_id == Person.id)
    .where(among(Person.id))
    .order_by(Phone.position)
)
_HABITS = Prebuilt(
    select(
        Person.id, Person.zone, Person.hour, Person.quiet_from, Person.quiet_to, Person.other_hour
    ).where(among(Person.id))
)
