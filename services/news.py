"""News: one thing about the lists said to one person, in a text of its own for each code.

The outbox holds ids, dates and choices; names are looked up when the message is written. Who is
no longer in the child's circle by then gets no news about the child, but for the news of its going:
those are for the family that it left with, and for the staff of the class that it left.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct, field

from care.delivery import NEWS_FRESH, Kind, Priority
from care.hours import polite
from care.words import NewsCode
from services.actor import names_anywhere, names_in
from services.calendar.still import StaysView, stays_asked
from services.forms.asking import Asked, asked_about
from services.forms.letter import Letter, letter_for
from services.requests.of_use import is_of_use
from services.tasks.showing import TaskView, task_for
from services.weekly.digests import DAY
from services.weekly.out_of_reach import families_to_ask
from services.weekly.week import WeekView, week_view
from storage.notices import NewNotice, NoticeRow
from storage.tables import new_id
from storage.work import Work

GOODBYES = frozenset({NewsCode.child_left, NewsCode.child_graduated, NewsCode.child_gone})
"""Said about a child who has left, to the circle that it left behind."""

TO_THE_CLASS = frozenset(
    {
        NewsCode.child_went,
        NewsCode.offer_accepted,
        NewsCode.offer_declined,
        NewsCode.offer_withdrawn,
    }
)
"""Said to the staff of the class that a child goes from, or was to come to (`unit_id`), wherever it
is by now.
"""


POST_CHANGED = frozenset(
    {
        *(NewsCode.class_given, NewsCode.class_taken),
        *(NewsCode.post_over, NewsCode.post_taken),
        *(NewsCode.paired, NewsCode.paired_outside),
    }
)
"""Said to somebody whose post has changed, or who is paired with a child: they are offered other
commands from now on.
"""


class News(Struct, frozen=True):
    """Something to tell one person. `details` are dates, choices and counts, never names."""

    person_id: int
    code: NewsCode
    unit_id: int | None = None
    child_id: int | None = None
    about_id: int | None = None
    task_id: int | None = None
    record_id: int | None = None
    request_id: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


class NewsView(Struct, frozen=True):
    """News as its reader sees it now."""

    code: NewsCode
    unit: str | None
    unit_id: int | None
    child: str | None
    child_id: int | None
    about: str | None
    details: Mapping[str, Any]
    task: TaskView | None
    asked: Asked | None = None
    """For a question to the other side: the record that it is about."""
    letter: Letter | None = None
    """For what a card tells the family: what they read."""
    request_id: int | None = None
    about_id: int | None = None
    zone: str = "UTC"
    """The reader's, where the news name a moment."""
    names: frozenset[str] = frozenset()
    """Where what the reader is has changed: all their roles and posts."""
    week: WeekView | None = None
    """For the word about a week: what became of it."""
    stays: StaysView | None = None
    """For the question about stays without an end: those that are still to be answered."""


async def spread(
    work: Work,
    news: Iterable[News],
    now: datetime,
    send_at: datetime | None = None,
    *,
    priority: int = Priority.REMINDER,
) -> None:
    """Queue news: at `send_at` (UTC), or as soon as is polite to each reader."""
    news = list(news)
    if not news:
        return
    habits = await work.people.habits_of(each.person_id for each in news)
    moment = max(now, send_at or now)
    notices = [_notice(each, polite(moment, habits[each.person_id]), priority) for each in news]
    await work.outbox.put(notices, now)


async def appoint(work: Work, news: Iterable[tuple[News, datetime]], now: datetime) -> None:
    """Queue news that its reader has agreed to hear at that very moment (UTC): neither quiet hours
    nor the day's ceiling move it.
    """
    notices = [_notice(each, moment, Priority.REPLY) for each, moment in news]
    await work.outbox.put(notices, now)


def _notice(news: News, moment: datetime, priority: int) -> NewNotice:
    return NewNotice(
        group_key=f"{news.person_id}/{moment.isoformat()}/{Kind.news}/{new_id()}",
        person_id=news.person_id,
        kind=Kind.news,
        priority=priority,
        send_at=moment,
        expires_at=moment + NEWS_FRESH,
        code=news.code,
        unit_id=news.unit_id,
        child_id=news.child_id,
        about_id=news.about_id,
        task_id=news.task_id,
        record_id=news.record_id,
        request_id=news.request_id,
        details=dict(news.details),
    )


async def news_view(work: Work, notice: NoticeRow, now: datetime) -> NewsView | None:
    """The news as its reader may see it now; None where it has become pointless for them."""
    if notice.child_id is not None and not await _in_circle(work, notice, now):
        return None
    task = await _task(work, notice, now)
    if notice.task_id is not None and task is None:
        return None
    details = await _details(work, notice, now)
    asked = await asked_about(work, notice.record_id, notice.person_id)
    letter = await letter_for(work, notice.record_id, notice.person_id)
    if details is None or (notice.record_id is not None and asked is None and letter is None):
        return None
    if not await is_of_use(work, notice, now):
        return None
    week = await _week(work, notice, now)
    stays = await stays_asked(work, notice, now)
    if _says_nothing(notice, week, stays):
        return None
    units = await work.units.by_id([notice.unit_id] if notice.unit_id else [])
    children = await work.children.names([notice.child_id] if notice.child_id else [])
    people = await work.people.by_id([notice.about_id] if notice.about_id else [])
    return NewsView(
        code=NewsCode(notice.code or NewsCode.task),
        unit=units[notice.unit_id].name if notice.unit_id else None,
        unit_id=notice.unit_id,
        child=children[notice.child_id] if notice.child_id else None,
        child_id=notice.child_id,
        about=people[notice.about_id].name if notice.about_id else None,
        details=details,
        task=task,
        asked=asked,
        letter=letter,
        request_id=notice.request_id,
        about_id=notice.about_id,
        zone=await _zone(work, notice, details),
        week=week,
        stays=stays,
        names=await _names(work, notice, now),
    )


async def _task(work: Work, notice: NoticeRow, now: datetime) -> TaskView | None:
    if notice.task_id is None:
        return None
    return await task_for(work, notice.task_id, notice.person_id, now)


async def _zone(work: Work, notice: NoticeRow, details: Mapping[str, Any]) -> str:
    """The reader's, where the news name a moment."""
    return (await work.people.habits(notice.person_id)).zone if "at" in details else "UTC"


def _says_nothing(notice: NoticeRow, week: WeekView | None, stays: StaysView | None) -> bool:
    """A week in which nothing was due, and a question that has been answered meanwhile."""
    if notice.code == NewsCode.week_done:
        return week is None or not week.counts.due
    return notice.code == NewsCode.still_so and stays is None


async def _names(work: Work, notice: NoticeRow, now: datetime) -> frozenset[str]:
    if notice.code not in POST_CHANGED:
        return frozenset()
    return await names_anywhere(work, notice.person_id, now)


async def _week(work: Work, notice: NoticeRow, now: datetime) -> WeekView | None:
    if notice.code != NewsCode.week_done:
        return None
    monday = date.fromisoformat((notice.details or {})[DAY])
    return await week_view(work, notice.person_id, notice.unit_id or 0, now, monday)


async def _details(work: Work, notice: NoticeRow, now: datetime) -> Mapping[str, Any] | None:
    """Its details; the families of a weekly list are counted when it is written, and a start that
    has been moved since is told by other news.
    """
    if notice.code == NewsCode.live and not await _still_starts(work, notice):
        return None
    if notice.code != NewsCode.weekly:
        return notice.details or {}
    n = await families_to_ask(work, notice.person_id, notice.unit_id or 0, now)
    return {"n": n} if n else None


async def _still_starts(work: Work, notice: NoticeRow) -> bool:
    """Whether a class still goes live on the day that is told."""
    unit = (await work.units.by_id([notice.unit_id or 0])).get(notice.unit_id or 0)
    day = (notice.details or {}).get("day")
    return unit is not None and unit.live_on is not None and unit.live_on.isoformat() == day


async def _in_circle(work: Work, notice: NoticeRow, now: datetime) -> bool:
    child_id, unit_id = notice.child_id or 0, notice.unit_id or 0
    if notice.code in TO_THE_CLASS:
        circle = (await work.circles.of_units([unit_id], now.date())).get(unit_id)
    else:
        gone = notice.code in GOODBYES
        around = await work.circles.around([child_id], now.date(), also_gone=gone)
        circle = around.get(child_id)
    if circle is None:
        return False
    return bool(names_in(circle, notice.person_id, now))
