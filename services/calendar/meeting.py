"""The meeting that a parent's stay at home makes possible (SYSTEMS.md row 36): planned for a day,
and noted when it took place, which answers what parent and teacher owe each other.
"""

from datetime import date, datetime

from care.circumstances import SpanKind
from care.hours import at_own_hour, local_date
from care.people import HOME, PARENTS, Circle
from care.roles import Act, may
from care.words import NewsCode
from services.actor import Actor, names_in
from services.calendar.spans import touching
from services.duties.closing import close, closed_by_kind
from services.duties.outlook import look_around
from services.entries import of_record
from services.news import News, spread
from storage.journal import Entry
from storage.records import NewAnswer, NewRecord
from storage.work import Work

KIND = "teacher-check-in"
"""The kind of record of a word between a parent and the teacher."""
DAYS_SHOWN = 6


async def meeting_days(
    work: Work, actor: Actor, child_id: int, parent_id: int, now: datetime
) -> tuple[date, ...] | None:
    """The next days on which a parent is at home, from tomorrow; None for whoever may not ask."""
    circle = await _circle(work, actor, child_id, parent_id, now)
    if circle is None:
        return None
    today = local_date(now, circle.zone)
    days = [date.fromordinal(today.toordinal() + n) for n in range(1, 60)]
    spans = await touching(work, [child_id], SpanKind.parent_home, today, None)
    home = [span.stretch for span in spans if span.facts.person_id == parent_id]
    return tuple(day for day in days if any(day in stretch for stretch in home))[:DAYS_SHOWN]


async def plan_meeting(
    work: Work, actor: Actor, child_id: int, parent_id: int, day: date, now: datetime
) -> bool:
    """Whoever asks is reminded on that local day; False where the parent is not at home then."""
    days = await meeting_days(work, actor, child_id, parent_id, now)
    if not days or day not in days:
        return False
    moment = at_own_hour(day, await work.people.habits(actor.person_id))
    news = News(*(actor.person_id, NewsCode.meeting_today), child_id=child_id, about_id=parent_id)
    await spread(work, [news], now, moment)
    details = {"about": parent_id, "day": day.isoformat()}
    entry = Entry("meeting.planned", person_id=actor.person_id, child_id=child_id, details=details)
    await work.journal.write([entry], now)
    return True


async def met(work: Work, actor: Actor, child_id: int, parent_id: int, now: datetime) -> int | None:
    """They have met face to face today: a record in the parent's name, and how many duties it
    answers. None for whoever may not say so.
    """
    circle = await _circle(work, actor, child_id, parent_id, now)
    child = (await work.children.by_id([child_id])).get(child_id)
    if circle is None or child is None:
        return None
    today, unit_id = local_date(now, circle.zone), child.facts.unit_id
    await work.shifts.hold_about([child_id])
    if await work.written.noted_for(actor.person_id, parent_id, child_id, KIND, today):
        return 0
    duties = await work.duties.open_of_children([child_id])
    outlook = await look_around(work, duties, now)
    closed = closed_by_kind(KIND, duties, outlook, parent_id, today)
    first = closed[0].id if closed else None
    record = NewRecord(KIND, unit_id, child_id, actor.person_id, parent_id, first, today)
    record_id = await work.records.add(record, [NewAnswer("way", choice="face")], now)
    await close(work, record_id, closed, outlook, actor.person_id, today, now)
    row = (await work.records.by_id([record_id]))[record_id]
    await work.journal.write([of_record(row, "meeting.held", actor.person_id)], now)
    return len(closed)


async def _circle(
    work: Work, actor: Actor, child_id: int, parent_id: int, now: datetime
) -> Circle | None:
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    if circle is None:
        return None
    names = names_in(circle, actor.person_id, now)
    allowed = may(names, Act.record_for_family) and names.isdisjoint(HOME)
    parent = not PARENTS.isdisjoint(names_in(circle, parent_id, now))
    return circle if allowed and parent else None
