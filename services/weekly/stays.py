"""The question about stays without an end, planned by the weekly sweep (`services.weekly.sweep`):
first to whoever said it, and when nobody has said it again, to the class teacher.

What comes up for one reader on one Monday is one message, however many children and parents it
speaks of. What of it is still to be answered is read when it is written
(`services.calendar.still`).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from care.delivery import Kind, Priority
from care.hours import local_date, polite
from care.people import Circle
from care.stays import ASKED_EVERY, WORTH_ASKING, is_asked, is_staffs
from care.ties import Person
from care.weekly import list_moment
from care.words import NewsCode, Post
from services.calendar.still import SPANS, STAYS, asked_of, may_answer
from storage.notices import NewNotice
from storage.spans import SpanRow
from storage.work import Work

_RUNGS = (Post.class_teacher, Post.deputy, Post.principal)


async def stay_notices(
    work: Work, zone: str, since: date, monday: date, now: datetime
) -> list[NewNotice]:
    """The questions that have come up in a zone after the Monday `since`, up to `monday`. One
    query for the stays, and a constant number for those that are asked about.
    """
    found = await work.spans.without_end(STAYS, zone, local_date(now, zone), monday - ASKED_EVERY)
    days = [(span, _said_on(span, zone)) for span in found]
    first = [span for span, day in days if is_asked(day, since, monday)]
    later = [span for span, day in days if is_staffs(day, since, monday)]
    children = {span.facts.child_id or 0 for span in (*first, *later)}
    circles = await work.circles.around(children, now.date())
    rows = await work.children.by_id(circles)
    asked: dict[Person, list[SpanRow]] = defaultdict(list)
    for spans, whom in ((first, _who_said_it), (later, _staff)):
        for span in spans:
            circle = circles.get(span.facts.child_id or 0)
            for person in () if circle is None else whom(circle, span, now):
                asked[person].append(span)
    return [
        _notice(person, spans, rows[spans[0].facts.child_id or 0].facts.unit_id, zone, monday, now)
        for person, spans in asked.items()
    ]


def _said_on(span: SpanRow, zone: str) -> date:
    """The local day on which it began, or was said, whichever is later."""
    return max(span.facts.starts_on, local_date(span.said_at, zone))


def _who_said_it(circle: Circle, span: SpanRow, now: datetime) -> Iterable[Person]:
    """While they are in the circle and get messages."""
    people = {tie.person.id: tie.person for tie in circle.ties}
    people |= {holding.person.id: holding.person for holding in circle.staff}
    person = people.get(asked_of(span))
    if person is None or not may_answer(circle, span, person.id, now):
        return ()
    return circle.reachable([person])


def _staff(circle: Circle, span: SpanRow, now: datetime) -> Iterable[Person]:
    """The class teacher or who stands in; the next one up where none of them gets messages or may
    answer. Who said it and is asked as such is not asked twice.
    """
    today, first = local_date(now, circle.zone), {p.id for p in _who_said_it(circle, span, now)}
    for post in _RUNGS:
        reached = circle.reachable(circle.told(post, today))
        people = [p for p in reached if may_answer(circle, span, p.id, now)]
        if people:
            return [person for person in people if person.id not in first]
    return ()


def _notice(
    person: Person,
    spans: list[SpanRow],
    unit_id: int,
    zone: str,
    monday: date,
    now: datetime,
) -> NewNotice:
    belongs = list_moment(monday, person.habits)
    return NewNotice(
        group_key=f"{person.id}/{zone}/still/{monday.isoformat()}",
        person_id=person.id,
        kind=Kind.news,
        priority=Priority.BULK,
        send_at=belongs if belongs >= now else polite(now, person.habits),
        expires_at=belongs + WORTH_ASKING,
        code=NewsCode.still_so,
        unit_id=unit_id,
        details={SPANS: [span.id for span in spans]},
    )
