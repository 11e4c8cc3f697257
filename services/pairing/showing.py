"""Who is paired with whom, as those see it who care for the lists: a class, one child, the school's
teachers with the number of children that each has.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from care.pairing import Load, load, with_one_more
from care.people import HOME
from care.roles import Act
from care.rule import Pairs
from care.words import Role, UnitKind
from services.actor import Actor
from services.duties.followed import programmes
from services.lists.access import Place, child_place, class_place
from services.requests.choosing import choices
from storage.circles import PairRow
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Colleague:
    """A teacher of the school, with the number of children they are paired with; `one_more`: what
    it would be with another one.
    """

    person_id: int
    name: str
    children: int
    load: Load
    one_more: Load


@dataclass(frozen=True, slots=True)
class Paired:
    """Somebody paired with a child since a local day; the load is a teacher's."""

    person_id: int
    name: str
    role: Role
    since: date
    children: int
    load: Load


@dataclass(frozen=True, slots=True)
class ClassPairs:
    """The children of a class, each with the names of who is paired with it."""

    unit_id: int
    name: str
    children: tuple[tuple[int, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ChildPairs:
    """Who is paired with one child."""

    child_id: int
    child: str
    unit_id: int
    unit: str
    paired: tuple[Paired, ...]
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class Teachers:
    """The teachers of a school: for a child those who may be paired with it, else all."""

    unit_id: int
    name: str
    child_id: int | None
    child: str
    teachers: tuple[Colleague, ...]
    pairs: Pairs


async def classes_to_pair(work: Work, actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    """The classes, (id, name) each, whose pairs somebody cares for."""
    found = await choices(work, actor, Act.manage_lists, now)
    if found.classes or not found.children:
        return found.classes
    children = await work.children.by_id(child_id for child_id, _ in found.children)
    units = await work.units.by_id([child.facts.unit_id for child in children.values()])
    return tuple((unit.id, unit.name) for unit in units.values())


async def class_pairs(work: Work, actor: Actor, unit_id: int, now: datetime) -> ClassPairs | None:
    """A class; None where its lists are not this person's."""
    place = await class_place(work, actor, unit_id, now)
    if place is None:
        return None
    children = await work.children.in_units([unit_id])
    pairs = await _running(work, [unit_id], place.today)
    people = await work.people.by_id({pair.person_id for pair in pairs})
    names: dict[int, list[str]] = {child.id: [] for child in children}
    for pair in pairs:
        names[pair.child_id].append(people[pair.person_id].name)
    rows = [(child.id, child.facts.name, tuple(names[child.id])) for child in children]
    rows.sort(key=lambda row: (bool(row[2]), row[1]))
    return ClassPairs(unit_id, place.unit.name, tuple(rows))


async def child_pairs(work: Work, actor: Actor, child_id: int, now: datetime) -> ChildPairs | None:
    """One child; None where its circle is not this person's to change. The look is journaled."""
    place = await child_place(work, actor, child_id, now)
    if place is None:
        return None
    pairs = await _running(work, await _classes_around(work, place.unit), place.today)
    counts = _counts(pairs)
    wanted = await pairs_asked_for(work, place.unit.id, now)
    here = [pair for pair in pairs if pair.child_id == child_id]
    people = await work.people.by_id({pair.person_id for pair in here})
    shown = [
        Paired(
            pair.person_id,
            people[pair.person_id].name,
            pair.role,
            pair.since,
            counts[pair.person_id],
            load(counts[pair.person_id], wanted),
        )
        for pair in here
    ]
    entry = Entry("pairs.seen", person_id=actor.person_id, child_id=child_id)
    await work.journal.write([entry], now)
    unit = place.unit
    return ChildPairs(child_id, place.child, unit.id, unit.name, tuple(shown), wanted)


async def teachers_for(work: Work, actor: Actor, child_id: int, now: datetime) -> Teachers | None:
    """The teachers who may be paired with a child: of the school, not of its family, not paired
    with it yet; who has the fewest children first. None where it is not this person's child.
    """
    place = await child_place(work, actor, child_id, now)
    if place is None:
        return None
    around = {
        tie.person.id for tie in place.circle.ties if tie.role in HOME and tie.runs(place.today)
    }
    pairs = await _running(work, await _classes_around(work, place.unit), place.today)
    around |= {pair.person_id for pair in pairs if pair.child_id == child_id}
    return await _teachers(work, place, pairs, around, now)


async def teachers_of(work: Work, actor: Actor, unit_id: int, now: datetime) -> Teachers | None:
    """All teachers of the school of a class, for who cares for the class."""
    place = await class_place(work, actor, unit_id, now)
    if place is None:
        return None
    pairs = await _running(work, await _classes_around(work, place.unit), place.today)
    return await _teachers(work, place, pairs, set(), now)


async def _teachers(
    work: Work, place: Place, pairs: list[PairRow], without: set[int], now: datetime
) -> Teachers:
    wanted, counts = await pairs_asked_for(work, place.unit.id, now), _counts(pairs)
    ids = await _staff_ids(work, place, pairs, now) - without
    people = await work.people.by_id(ids)
    found = [
        Colleague(i, row.name, n := counts[i], load(n, wanted), with_one_more(n, wanted))
        for i, row in people.items()
    ]
    found.sort(key=lambda each: (each.children, each.name, each.person_id))
    child_id = place.child_id or None
    return Teachers(place.unit.id, place.unit.name, child_id, place.child, tuple(found), wanted)


async def _staff_ids(work: Work, place: Place, pairs: Iterable[PairRow], now: datetime) -> set[int]:
    """Who holds a post in the school or one of its classes, or is paired with a child of it as a
    teacher.
    """
    posts = await work.posts.in_units(await _classes_around(work, place.unit), now.date())
    mentors = {pair.person_id for pair in pairs if pair.role is Role.mentor}
    return mentors | {post.person_id for post in posts if post.is_held(place.today)}


async def is_teacher(
    work: Work, actor: Actor, child_id: int, person_id: int, now: datetime
) -> bool:
    """Whether somebody may be paired with a child by a button."""
    found = await teachers_for(work, actor, child_id, now)
    return found is not None and any(each.person_id == person_id for each in found.teachers)


async def pairs_asked_for(work: Work, unit_id: int, now: datetime) -> Pairs:
    """How many children a teacher should have, by the plan that a school follows."""
    programme = (await programmes(work, [unit_id], now.date())).get(unit_id)
    return Pairs() if programme is None else programme.pairs


async def _classes_around(work: Work, unit: UnitRow) -> list[int]:
    """The school of a class, and all its classes."""
    chain = (await work.units.chains([unit.id]))[unit.id]
    school = next((each for each in chain if each.kind is UnitKind.school), unit)
    return [school.id, *(each.id for each in await work.units.below(school.id))]


async def _running(work: Work, unit_ids: Iterable[int], today: date) -> list[PairRow]:
    pairs = await work.circles.pairs_in(unit_ids, today)
    return [pair for pair in pairs if pair.runs(today)]


def _counts(pairs: Iterable[PairRow]) -> Counter[int]:
    return Counter(pair.person_id for pair in pairs if pair.role is Role.mentor)
