"""The word about the week that is over: to class teachers, principals and officers, planned by the
weekly sweep (`services.weekly.sweep`). What it counts is read when it is written.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from care.delivery import Kind, Priority
from care.hours import local_date, polite
from care.people import Circle
from care.ties import Person
from care.weekly import LATE, list_moment, week_before
from care.words import NewsCode, Post, UnitKind
from storage.notices import NewNotice
from storage.units import UnitRow
from storage.work import Work

DAY = "day"
"""The detail that holds the week's Monday."""


async def week_notices(work: Work, zone: str, monday: date, now: datetime) -> list[NewNotice]:
    """The words about the week before `monday` in a zone: where anything was due, to whoever can be
    reached. A constant number of queries.
    """
    since, until = week_before(monday)
    classes = await work.weekly.classes_due(zone, local_date(now, zone), since, until)
    units = {
        unit.id: unit for chain in (await work.units.chains(classes)).values() for unit in chain
    }
    circles = await work.circles.of_units(units, now.date())
    return [
        _notice(person, unit, since, monday, now)
        for unit_id, unit in sorted(units.items())
        for person in _readers(unit, circles[unit_id], local_date(now, zone))
        if list_moment(monday, person.habits) + LATE > now
    ]


def _readers(unit: UnitRow, circle: Circle, today: date) -> Iterable[Person]:
    """The class teacher or who stands in, the principal, the officers of the area."""
    if unit.kind is UnitKind.class_:
        return circle.reachable(circle.holders((Post.class_teacher,), today))
    post = Post.principal if unit.kind is UnitKind.school else Post.officer
    return _each_once(
        holding.person
        for holding in circle.staff
        if (holding.post, holding.level) == (post, unit.kind)
        and holding.since <= today
        and (holding.until is None or today <= holding.until)
        and circle.reachable([holding.person])
    )


def _each_once(people: Iterable[Person]) -> Iterator[Person]:
    return iter({person.id: person for person in people}.values())


def _notice(person: Person, unit: UnitRow, since: date, monday: date, now: datetime) -> NewNotice:
    moment = list_moment(monday, person.habits)
    return NewNotice(
        group_key=f"{person.id}/{unit.id}/week_done/{monday.isoformat()}",
        person_id=person.id,
        kind=Kind.news,
        priority=Priority.BULK,
        send_at=moment if moment >= now else polite(now, person.habits),
        expires_at=moment + LATE,
        code=NewsCode.week_done,
        unit_id=unit.id,
        details={DAY: since.isoformat()},
    )
