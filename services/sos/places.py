"""What an emergency may be about: the children somebody is tied to, the units they work in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from care.hours import local_date
from care.people import OUT_OF_THE_CIRCLE, PAIRED, Circle
from care.roles import Act, may
from care.sos import Rung, at_rung
from care.words import Role
from services.actor import names_in
from storage.requests import LEFT_OUT, TOLD, RequestRow
from storage.work import Work

Parts = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """A child, or a unit where `child_id` is None, with the people around it."""

    child_id: int | None
    unit_id: int
    circle: Circle


async def places_of(work: Work, person_id: int, now: datetime) -> list[Place]:
    """Everything an emergency of this person may be about; nothing for who is barred or gone."""
    ties = await work.children.ties_of_person(person_id, now.date())
    around = await work.circles.around({tie.facts.child_id for tie in ties}, now.date())
    homes = await work.children.by_id(around)
    posts = await work.posts.of_person(person_id, now.date())
    units = await work.circles.of_units({post.unit_id for post in posts}, now.date())
    found = [
        Place(child_id, homes[child_id].facts.unit_id, circle)
        for child_id, circle in around.items()
        if names_in(circle, person_id, now) & set(Role)
    ]
    return found + [
        Place(None, unit_id, circle)
        for unit_id, circle in units.items()
        if names_in(circle, person_id, now)
    ]


async def circles_around(work: Work, request: RequestRow, now: datetime) -> list[Circle]:
    """Whose staff is called: around the child or unit, once it is known which."""
    today = now.date()
    if request.child_id is not None:
        found = await work.circles.around([request.child_id], today, also_gone=True)
    elif request.unit_id is not None:
        found = await work.circles.of_units([request.unit_id], today)
    else:
        return [place.circle for place in await places_of(work, request.asker_id or 0, now)]
    return list(found.values())


def family_in(circles: Iterable[Circle], asker_id: int | None, now: datetime) -> set[int]:
    """The others of the family, whom the law lets hear of the child."""
    return {
        tie.person.id
        for circle in circles
        for tie in circle.ties
        if tie.role not in PAIRED
        and tie.status not in OUT_OF_THE_CIRCLE
        and names_in(circle, tie.person.id, now)
    } - {asker_id}


def teachers_in(circles: Iterable[Circle], asker_id: int | None, now: datetime) -> set[int]:
    """The class teachers who would be the first to be told."""
    around = ((circle, local_date(now, circle.zone)) for circle in circles)
    people = (at_rung(circle, Rung.class_teacher, today) for circle, today in around)
    return {person.id for found in people for person in found} - {asker_id}


def never_told(request: RequestRow, parts: Parts) -> frozenset[int]:
    """Who is never told of it, never accepts and never ends it: the asker, whom they left out."""
    return frozenset({request.asker_id or 0, *parts.get(LEFT_OUT, ())})


def may_answer(
    request: RequestRow, parts: Parts, circles: Iterable[Circle], person_id: int, now: datetime
) -> bool:
    """Whether somebody may accept or end it: they were told, hold a post of the chain today, and
    neither asked for help nor were left out.
    """
    if person_id not in parts.get(TOLD, ()) or person_id in never_told(request, parts):
        return False
    return any(may(names_in(circle, person_id, now), Act.answer_sos) for circle in circles)


async def around_asker(work: Work, request: RequestRow, now: datetime) -> Collection[Circle]:
    """As `circles_around`, with all else it may have been about: who was told of it first may still
    accept it when it turns out to be about another child.
    """
    mine = [place.circle for place in await places_of(work, request.asker_id or 0, now)]
    return [*await circles_around(work, request, now), *mine]
