"""Finding the person a sheet means: known by name and phone, or by a place in the same circle.

Two people on one number stay two people; one person on two rows stays one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from care.people import Habits
from storage.people import NewPerson, PersonRow
from storage.work import Work

_Identity = tuple[str, tuple[str, ...], str]


@dataclass(slots=True)
class Wanted:
    """Somebody a sheet names. `place` says where: two of one name without a number are one person
    only in one place. `near` are the people known in that place.
    """

    name: str
    phones: tuple[str, ...]
    place: str
    near: frozenset[int]


@dataclass(slots=True)
class Matcher:
    """Resolves wanted people to ids, adding those who are new, and notes changed numbers."""

    known: dict[str, list[PersonRow]] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    _phones: dict[int, tuple[str, ...]] = field(default_factory=dict)

    async def resolve(
        self, work: Work, wanted: Iterable[Wanted], habits: Habits, now: datetime
    ) -> list[int]:
        """The person id of each, in order. Three queries for any number of people."""
        wanted = list(wanted)
        for person in await work.people.named(one.name for one in wanted):
            self.known.setdefault(person.name, []).append(person)
        found = [self._find(one) for one in wanted]
        fresh: dict[_Identity, int] = {}
        for one, person_id in zip(wanted, found, strict=True):
            if person_id is None:
                fresh.setdefault(_identity(one), len(fresh))
        new = [NewPerson(name, phones) for name, phones, _ in fresh]
        ids = await work.people.add(new, habits, now)
        await work.people.set_phones(self._phones)
        return [
            ids[fresh[_identity(one)]] if person_id is None else person_id
            for one, person_id in zip(wanted, found, strict=True)
        ]

    def _find(self, one: Wanted) -> int | None:
        for person in self.known.get(one.name, ()):
            if person.id in one.near or set(person.phones) & set(one.phones):
                self._note_phones(person, one.phones)
                return person.id
        return None

    def _note_phones(self, person: PersonRow, phones: tuple[str, ...]) -> None:
        """The sheet's numbers count; a blank cell takes none away."""
        if phones and phones != self._phones.get(person.id, person.phones):
            self._phones[person.id] = phones
            self.changed.add(person.id)


def _identity(one: Wanted) -> _Identity:
    """Same name and number in one file is one person; without a number only in the same place."""
    return (one.name, one.phones, "" if one.phones else one.place)
