"""What the family said in words waits until somebody of the staff has opened it.

The class teacher hears of it at once; by the evening of the same day a substitute does, the next
one up. The message says neither which child nor what: a button opens it for whoever may read it.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from care.hours import local_date
from care.people import Circle
from care.ties import Person
from care.words import NewsCode, Post, RequestKind
from services.actor import Actor
from services.forms.around import Around
from services.news import News, spread
from storage.journal import Entry
from storage.records import RecordRow
from storage.requests import TOLD, NewRequest, RequestRow
from storage.work import Work

BY = time(20)
"""Local time of the school by which it should be opened."""

LEAST = timedelta(hours=3)
"""What comes late in the day has at least so long."""

HALF_A_DAY = timedelta(hours=12)
BATCH = 200


def deadline(now: datetime, zone: str) -> datetime:
    """When (UTC) a substitute hears of it: the same evening, or a little later."""
    there = now.astimezone(ZoneInfo(zone))
    evening = there.replace(hour=BY.hour, minute=0, second=0, microsecond=0)
    return max(evening.astimezone(now.tzinfo), now + LEAST)


async def wait_to_be_heard(
    work: Work, actor: Actor, about: Around, record_id: int, now: datetime
) -> None:
    """Something was said in a record of the family's."""
    until = deadline(now, about.circle.zone)
    new = NewRequest(
        RequestKind.unheard, about.unit_id, about.child_id, actor.person_id, record_id,
        due_at=until, next_at=until,
    )  # fmt: skip
    request_id = await work.requests.add(new, now)
    row = (await work.requests.by_id([request_id]))[request_id]
    await _tell(work, [(row, about.circle, 0)], now)


async def tell_heard(work: Work, actor: Actor, record: RecordRow, now: datetime) -> None:
    """Whoever said it hears that it was opened, and by whom; neither the child nor what it was."""
    news = News(record.author_id, NewsCode.heard, about_id=actor.person_id)
    await spread(work, [news], now)


async def follow_unheard(work: Work, now: datetime, limit: int = BATCH) -> int:
    """What nobody has opened in time: the substitute is told, and after them the head of the
    school. Returns how many there were.
    """
    rows = await work.requests.due(now, limit, (RequestKind.unheard,))
    children = {row.child_id for row in rows if row.child_id is not None}
    circles = await work.circles.around(children, now.date(), also_gone=True)
    steps: list[tuple[int, int, datetime | None]] = []
    waiting = []
    for row in rows:
        circle = circles.get(row.child_id or 0) if row.runs else None
        step = row.step + 1
        higher = circle is not None and step + 1 < len(_RUNGS)
        again = deadline(now + HALF_A_DAY, circle.zone) if circle and higher else None
        steps.append((row.id, step, again))
        if circle is not None:
            waiting.append((row, circle, step))
    await work.requests.climb_all(steps)
    await _tell(work, waiting, now)
    return len(rows)


_RUNGS = (Post.class_teacher, Post.deputy, Post.principal)


def _people(circle: Circle, step: int, now: datetime) -> tuple[Person, ...]:
    """Who is told at a step: the first from there on whom a message can reach."""
    today = local_date(now, circle.zone)
    for post in _RUNGS[step:]:
        people = circle.reachable(circle.told(post, today))
        if people:
            return people
    return ()


async def _tell(
    work: Work, waiting: Iterable[tuple[RequestRow, Circle, int]], now: datetime
) -> None:
    news, entries, told = [], [], {}
    for row, circle, step in waiting:
        people = [p.id for p in _people(circle, step, now) if p.id != row.asker_id]
        told[row.id] = people
        details = {"record": row.record_id}
        for person_id in people:
            said = NewsCode.said
            news.append(News(person_id, said, row.unit_id, request_id=row.id, details=details))
            entries.append(
                Entry(
                    "record.unheard",
                    person_id=person_id,
                    child_id=row.child_id,
                    unit_id=row.unit_id,
                    record_id=row.record_id,
                )
            )
    await work.request_parts.add(told, TOLD, now)
    await spread(work, news, now)
    await work.journal.write(entries, now)
