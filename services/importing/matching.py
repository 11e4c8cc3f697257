"""Finding the person a sheet means: as the last sheet did, by a place in the same circle, by name
and number, by a post.

Two people on one number stay two people; one person on two rows stays one. What becomes of the
numbers is decided elsewhere; only who is new gets those of all rows about them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from care.habits import Habits
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
    person: int | None = None
    """Whom the last sheet meant in the same place, whatever their name is now."""


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


_Step = Callable[[Wanted, list[_Somebody]], _Somebody | None]


@dataclass(slots=True)
class Matcher:
    """Resolves wanted people to ids and adds those who are new. `stored` are everybody's numbers in
    the lists, `stated` those of all rows about them together.
    """

    stored: dict[int, tuple[str, ...]] = field(default_factory=dict)
    stated: dict[int, tuple[str, ...]] = field(default_factory=dict)

    async def resolve(
        self, work: Work, wanted: Iterable[Wanted], habits: Habits, now: datetime
    ) -> list[int]:
        """The person id of each, in order. A constant number of queries for any 500 people."""
        wanted = list(wanted)
        known, by_id = await _known(work, wanted)
        meant = _match(wanted, known, by_id)
        await _add([one for found in known.values() for one in found], work, habits, now)
        for one in meant:
            self.stored[one.id] = one.stored
            self.stated[one.id] = tuple(one.stated)
        return [one.id for one in meant]


async def _known(
    work: Work, wanted: Sequence[Wanted]
) -> tuple[dict[str, list[_Somebody]], dict[int, _Somebody]]:
    """Everybody who could be meant, by name and by id: on a number of the sheet, near its places,
    or meant by the last sheet. How many others of these names there are elsewhere costs nothing.
    """
    known: dict[str, list[_Somebody]] = {one.name: [] for one in wanted}
    meant = {one.person for one in wanted if one.person is not None}
    near = {person for one in wanted for person in one.near}
    rows = await work.people.by_id(near | meant)
    new = ((one.name, phone) for one in wanted if one.person is None for phone in one.phones)
    rows |= await work.people.called(new)
    by_id = {row.id: _Somebody(row.id, row.name, row.phones) for row in rows.values()}
    for person_id in sorted(by_id):
        known.setdefault(by_id[person_id].name, []).append(by_id[person_id])
    for one in wanted:
        before = by_id.get(one.person or 0)
        if before is not None and before not in known[one.name]:
            known[one.name].append(before)
    return known, by_id


async def _add(people: Iterable[_Somebody], work: Work, habits: Habits, now: datetime) -> None:
    new = [one for one in people if not one.id]
    ids = await work.people.add([NewPerson(one.name, one.numbers) for one in new], habits, now)
    for one, person_id in zip(new, ids, strict=True):
        one.id, one.stored = person_id, one.numbers


def _match(
    wanted: Sequence[Wanted], known: dict[str, list[_Somebody]], by_id: dict[int, _Somebody]
) -> list[_Somebody]:
    """The surest first: as before, own circle, number, post; rows with numbers before others."""
    meant: dict[int, _Somebody] = {}
    order = sorted(range(len(wanted)), key=lambda index: not wanted[index].phones)
    for step in (_as_before(by_id), _in_own_circle, _by_number, _by_post, _new):
        for index in order:
            one = wanted[index]
            found = None if index in meant else step(one, known[one.name])
            if found is not None:
                found.take(one)
                meant[index] = found
    return [meant[index] for index in range(len(wanted))]


def _as_before(by_id: dict[int, _Somebody]) -> _Step:
    return lambda one, _known: None if one.person is None else by_id.get(one.person)


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
