"""Where a child is, and whether somebody may say where it goes. Asked again at every press."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from care.hours import local_date
from care.people import Circle
from care.roles import Act, may
from care.words import TaskKind, UnitKind
from services.actor import Actor, names_in
from storage.units import UnitRow
from storage.work import Work


class Moved(StrEnum):
    """What came of a wish; each has a sentence of its own in `locales/`."""

    done = "done"
    planned = "planned"
    offered = "offered"
    cancelled = "cancelled"
    back = "back"
    not_yours = "not_yours"
    same_place = "same_place"
    impossible = "impossible"
    too_late = "too_late"


@dataclass(frozen=True, slots=True)
class Place:
    """A child in its class and school. `gone` is the last day of one who has left."""

    child_id: int
    name: str
    class_: UnitRow
    school: UnitRow
    today: date
    circle: Circle
    gone: date | None


async def place_of(work: Work, child_id: int, now: datetime) -> Place | None:
    """Where a child is, or was last; None where there is no such child in a school."""
    circles = await work.circles.around([child_id], now.date(), also_gone=True)
    names = await work.children.names([child_id])
    present = await work.children.by_id([child_id])
    gone = await work.leavers.by_id([child_id])
    if child_id not in circles:
        return None
    unit_id = present[child_id].facts.unit_id if child_id in present else gone[child_id].unit_id
    chain = (await work.units.chains([unit_id]))[unit_id]
    school = next((unit for unit in chain if unit.kind is UnitKind.school), None)
    if school is None:
        return None
    circle = circles[child_id]
    today = local_date(now, circle.zone)
    until = gone[child_id].until if child_id in gone else None
    return Place(child_id, names[child_id], chain[0], school, today, circle, until)


async def hold(work: Work, child_id: int) -> None:
    """Before a child's place is read to be changed: who comes later waits, and reads what is then.

    The offer comes first, as for who answers it: both would wait for each other otherwise.
    """
    for task in await work.tasks.open_about([child_id]):
        if task.kind is TaskKind.transfer:
            await work.tasks.hold(task.id)
    await work.children.hold(child_id)


async def managed(
    work: Work, actor: Actor | None, child_id: int, act: Act, now: datetime
) -> Place | None:
    """The place of a child about whom this person may do an act; nobody (the command line, or an
    answer that was checked already) may.
    """
    place = await place_of(work, child_id, now)
    if place is None or actor is None:
        return place
    return place if may(names_in(place.circle, actor.person_id, now), act) else None


async def may_in(work: Work, actor: Actor | None, unit_id: int, act: Act, now: datetime) -> bool:
    """Whether a person may do an act in a class or school; nobody (the command line) may."""
    if actor is None:
        return True
    circle = (await work.circles.of_units([unit_id], now.date()))[unit_id]
    return may(names_in(circle, actor.person_id, now), act)


def person_of(actor: Actor | None) -> int | None:
    """The person behind an actor, where there is one."""
    return None if actor is None else actor.person_id
