"""Needs, worries and searches for a child: who is told of one, when, and what it takes to close it.

Pure (SYSTEMS.md rows 83 and 86). A request climbs from the class to the school, and from there
outside it where harm is suspected or the school's head is concerned. Whoever it concerns is passed
together with their level: a deputy would sit beside them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from care.people import Circle
from care.ties import Person
from care.whereabouts import NEXT_LEVEL, next_after
from care.words import Post, Reach, RequestKind, UnitKind


class What(StrEnum):
    """What a need or worry is about."""

    study = "study"
    health = "health"
    money = "money"
    family = "family"
    safety = "safety"
    mind = "mind"
    other = "other"


class Ending(StrEnum):
    """How a request ended; the first four are for whoever sees to it. `unfounded`: closed on a
    second person's signature, with a reason.
    """

    solved = "solved"
    passed_on = "passed_on"
    not_needed = "not_needed"
    cannot_help = "cannot_help"
    reported = "reported"
    unfounded = "unfounded"
    found = "found"
    police_told = "police_told"
    withdrawn = "withdrawn"


OF_A_SEARCH = (Ending.found, Ending.police_told)
"""The only ends of a search for a child."""

PLAIN_ENDINGS = (Ending.solved, Ending.passed_on, Ending.not_needed, Ending.cannot_help)


class ReportedTo(StrEnum):
    """To whom suspected harm was reported."""

    police = "police"
    civil_affairs = "civil_affairs"
    hospital = "hospital"
    contact = "contact"


class Level(StrEnum):
    """A step of the way up."""

    counsel = "counsel"
    class_ = "class"
    school = "school"
    outside = "outside"


DAYS = {RequestKind.need: 7, RequestKind.worry: 1}
HARM_DAYS = 1
_AGAIN = {RequestKind.need: 3, RequestKind.worry: 1}

_AT: dict[Level, tuple[tuple[Post, UnitKind], ...]] = {
    Level.counsel: ((Post.counsellor, UnitKind.school),),
    Level.class_: ((Post.class_teacher, UnitKind.class_), (Post.deputy, UnitKind.class_)),
    Level.school: ((Post.principal, UnitKind.school), (Post.deputy, UnitKind.school)),
    Level.outside: (
        (Post.child_protection, UnitKind.township),
        (Post.child_protection, UnitKind.county),
        (Post.officer, UnitKind.township),
        (Post.officer, UnitKind.county),
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the way up depends on."""

    kind: RequestKind
    what: What
    harm: bool
    asker_id: int | None
    concerned: frozenset[int] = frozenset()
    owner_id: int | None = None

    @property
    def searched(self) -> bool:
        """It is about a child of whom nobody knows where it is."""
        return self.kind is RequestKind.whereabouts


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told next, at which place of the way up, and the levels passed where nobody was;
    `last`: nobody stands above them.
    """

    people: tuple[Person, ...]
    step: int
    passed: tuple[Level, ...] = ()
    last: bool = False


def days_for(asked: Asked) -> int:
    """Within how many days it should be closed."""
    return HARM_DAYS if asked.harm else DAYS[asked.kind]


def due_at(asked: Asked, now: datetime) -> datetime:
    """Until when (UTC) it should be closed, asked for or found to be about harm at `now`."""
    if asked.searched:
        return now + NEXT_LEVEL
    return now + timedelta(days=days_for(asked))


def again_at(asked: Asked, now: datetime, *, last: bool = False) -> datetime:
    """When (UTC) the next one up is told after the deadline, or the `last` one again."""
    if asked.searched:
        return now + next_after(last=last)
    return now + timedelta(days=HARM_DAYS if asked.harm else _AGAIN[asked.kind])


def way_up(asked: Asked, circle: Circle, today: date) -> tuple[Level, ...]:
    """The levels in order. What staff ask for goes past the class, what is about a child's mind by
    way of the counsellor.
    """
    of_school = _holders(circle, Level.school, today)
    of_staff = _posts(circle, asked.asker_id, today)
    heads = {person.id for person in of_school}
    levels: list[Level] = [Level.class_, Level.school]
    if of_staff and asked.asker_id not in heads:
        levels = [Level.school]
        if asked.what is What.mind:
            levels = [Level.counsel, Level.school]
    kept_from = asked.concerned | circle.staff_of_the_family()
    if asked.harm or asked.searched or heads & kept_from or asked.asker_id in heads:
        levels.append(Level.outside)
    return tuple(levels)


def next_told(asked: Asked, circle: Circle, step: int, today: date) -> Told:
    """Who is told at a step: the first level from there on at which somebody can be reached; past
    the end the last one again. Nobody, where nobody can be reached at all.
    """
    levels = way_up(asked, circle, today)
    found = [
        (n, people)
        for n, level in enumerate(levels)
        if (people := _at(level, asked, circle, today))
    ]
    if not found:
        return Told((), step, levels[step:])
    place, people = next((each for each in found if each[0] >= step), found[-1])
    passed = levels[step:place] if place >= step else ()
    return Told(people, place + 1, passed, last=place + 1 >= len(levels))


def _at(level: Level, asked: Asked, circle: Circle, today: date) -> tuple[Person, ...]:
    """Whom a level offers: of its posts the first one at which somebody can be reached. Staff of
    the child's own family are asked for nothing about it (DESIGN, words).
    """
    holders = {person.id for person in _holders(circle, level, today)}
    if level is not Level.outside and holders & asked.concerned:
        return ()
    left_out = {asked.asker_id, asked.owner_id} | asked.concerned | circle.staff_of_the_family()
    for post, unit in _AT[level]:
        people = tuple(
            person
            for person in _held(circle, post, unit, today)
            if person.reach is Reach.joined and person.id not in left_out
        )
        if people:
            return people
    return ()


def signers(asked: Asked, closer_id: int, circle: Circle, today: date) -> tuple[Person, ...]:
    """Whose signature closes a suspicion of harm on a reason: the principal or a deputy, never the
    one who closes, who asked or whom it concerns; where the school has no such person, those
    outside it.
    """
    left_out = {closer_id, asked.asker_id} | asked.concerned | circle.staff_of_the_family()
    deputies = _held(circle, Post.deputy, UnitKind.class_, today)
    near = (*_holders(circle, Level.school, today), *deputies)
    for people in (near, _holders(circle, Level.outside, today)):
        eligible = {p.id: p for p in people if p.id not in left_out and p.reach is Reach.joined}
        if eligible:
            return tuple(eligible.values())
    return ()


def may_take(asked: Asked, person_id: int) -> bool:
    """Whether it may be in somebody's hands: nobody sees to what concerns them, nor to a suspicion
    that they voiced themselves, nor to a search for a child that they missed.
    """
    own = (asked.harm or asked.searched) and person_id == asked.asker_id
    return person_id not in asked.concerned and not own


def may_end(asked: Asked, ending: Ending, closer_id: int, signer_id: int | None) -> bool:
    """Whether a request may end so. A search ends only with the child found or the police told,
    suspected harm only with a report, or on the signature of a second person; nothing ends by the
    hand of somebody whom it concerns.
    """
    if closer_id in asked.concerned or signer_id in asked.concerned:
        return False
    if asked.searched:
        return ending in OF_A_SEARCH
    if not asked.harm:
        return ending not in (Ending.reported, Ending.unfounded, *OF_A_SEARCH)
    if ending is Ending.reported:
        return True
    return ending is Ending.unfounded and signer_id is not None and signer_id != closer_id


def _holders(circle: Circle, level: Level, today: date) -> tuple[Person, ...]:
    return tuple(p for place in _AT[level] for p in _held(circle, *place, today))


def _held(circle: Circle, post: Post, unit: UnitKind, today: date) -> tuple[Person, ...]:
    return tuple(
        held.person
        for held in circle.staff
        if (held.post, held.level) == (post, unit) and held.runs(today)
    )


def _posts(circle: Circle, person_id: int | None, today: date) -> Collection[Post]:
    return {h.post for h in circle.staff if h.person.id == person_id and h.runs(today)}
