"""Finding the person a sheet means: by a place in the same circle, by name and number, by a post.

Two people on one number stay two people; one person on two rows stays one. The sheet's numbers
count, those of all rows about one person together; a blank cell takes none away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from care.people import Habits
from storage.people import NewPerson
from storage.work import Work


@dataclass(slots=True)
class Wanted:
    """Somebody a sheet names. `place` says where: two of one name without a number are one person
    only in one place. `near` are the people known in that place; where it is `sure`, as in a
    child's own circle, nobody else there has this name.
    """

    name: str
    phones: tuple[str, ...]
    place: str
    near: frozenset[int]
    sure: bool = False


@dataclass(slots=True, eq=False)
class _Somebody:
    """A person of the store, or (id 0) a new one, with the numbers that the sheet states."""

    id: int
    name: str
    stored: tuple[str, ...]
    place: str = ""
    stated: dict[str, None] = field(default_factory=dict)
    meant: bool = False

    def is_on(self, phones: Iterable[str]) -> bool:
        return not {*self.stored, *self.stated}.isdisjoint(phones)

    def take(self, one: Wanted) -> None:
        self.meant = True
        self.stated.update(dict.fromkeys(one.phones))

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(self.stated) or self.stored


@dataclass(slots=True)
class Matcher:
    """Resolves wanted people to ids, adding those who are new, and notes changed numbers."""

    changed: set[int] = field(default_factory=set)

    async def resolve(
        self, work: Work, wanted: Iterable[Wanted], habits: Habits, now: datetime
    ) -> list[int]:
        """The person id of each, in order. Three queries for any number of people."""
        wanted = list(wanted)
        known: dict[str, list[_Somebody]] = {one.name: [] for one in wanted}
        for row in sorted(await work.people.named(known), key=lambda person: person.id):
            known[row.name].append(_Somebody(row.id, row.name, row.phones))
        meant = _match(wanted, known)
        await _add([one for found in known.values() for one in found], work, habits, now)
        changed = {one.id: one.numbers for one in meant if one.numbers != one.stored}
        await work.people.set_phones(changed)
        self.changed.update(changed)
        return [one.id for one in meant]


async def _add(people: Iterable[_Somebody], work: Work, habits: Habits, now: datetime) -> None:
    new = [one for one in people if not one.id]
    ids = await work.people.add([NewPerson(one.name, one.numbers) for one in new], habits, now)
    for one, person_id in zip(new, ids, strict=True):
        one.id, one.stored = person_id, one.numbers


def _match(wanted: Sequence[Wanted], known: dict[str, list[_Somebody]]) -> list[_Somebody]:
    """The surest first: own circle, number, post; rows with numbers before rows without."""
    meant: dict[int, _Somebody] = {}
    order = sorted(range(len(wanted)), key=lambda index: not wanted[index].phones)
    for step in (_in_own_circle, _by_number, _by_post, _new):
        for index in order:
            one = wanted[index]
            found = None if index in meant else step(one, known[one.name])
            if found is not None:
                found.take(one)
                meant[index] = found
    return [meant[index] for index in range(len(wanted))]


def _in_own_circle(one: Wanted, known: list[_Somebody]) -> _Somebody | None:
    near = [person for person in known if one.sure and person.id in one.near]
    return _by_number(one, near) or next(iter(near), None)


def _by_number(one: Wanted, known: list[_Somebody]) -> _Somebody | None:
    return next((person for person in known if person.is_on(one.phones)), None)


def _by_post(one: Wanted, known: list[_Somebody]) -> _Somebody | None:
    """A colleague with a new number, unless another row has that colleague's number."""
    near = (person for person in known if person.id in one.near)
    free = (person for person in near if not (one.phones and person.meant))
    return _by_number(one, known) or next(free, None)


def _new(one: Wanted, known: list[_Somebody]) -> _Somebody:
    same = _by_number(one, known)
    if same is None and not one.phones:
        same = next((p for p in known if not p.id and p.place == one.place), None)
    if same is None:
        same = _Somebody(0, one.name, (), one.place)
        known.append(same)
    return same
