"""A parent is at home from one day to another (SYSTEMS.md row 36): said by the parent, for all
their children. Calls that pause for it rest, and the class teacher is offered a meeting.

On the day after its end it resumes by itself. Without an end it lasts until the parent says that
they have left; they are asked now and then (`services.calendar.still`).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from care.circumstances import SpanKind
from care.hours import local_date
from care.people import PARENTS, Circle
from care.words import NewsCode
from services.actor import Actor, names_in
from services.calendar.spans import FAR, begun, cut, touching
from services.duties.shifting import shift_children
from services.news import News, spread
from storage.journal import Entry
from storage.spans import NewSpan, SpanRow
from storage.work import Work

AHEAD, LONGEST = timedelta(days=180), timedelta(days=180)
"""How far ahead a stay may begin, and how long it may last."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """Today at the children's school, and the stay under way or to come that was said."""

    today: date
    since: date | None = None
    until: date | None = None


async def home_view(work: Work, actor: Actor, now: datetime) -> HomeView | None:
    """What a parent has said; None for whoever is no parent of any child on the lists."""
    circles = await _own(work, actor, now)
    if not circles:
        return None
    today = _today(circles, now)
    spans = await _said(work, actor, circles, today, None)
    if not spans:
        return HomeView(today)
    first = min(spans, key=lambda span: span.facts.starts_on)
    since = (await begun(work, [first]))[first.id]
    return HomeView(today, since, first.facts.ends_on)


async def say_home(
    work: Work, actor: Actor, since: date, until: date | None, now: datetime
) -> bool:
    """A parent is at home between two local days, the end open while nobody knows it; what they
    said before of these days gives way. False for days that make no sense, and for nobody's parent.
    """
    circles = await _own(work, actor, now)
    if not circles:
        return False
    today = _today(circles, now)
    if not today <= since <= today + AHEAD:
        return False
    if until is not None and not since <= until <= since + LONGEST:
        return False
    before = await _said(work, actor, circles, since, until)
    if any((s.facts.starts_on, s.facts.ends_on) == (since, until) for s in before):
        return True

    async def change() -> None:
        await cut(work, before, since)
        for child_id in circles:
            span = NewSpan(
                *(SpanKind.parent_home, since, until),
                child_id=child_id,
                person_id=actor.person_id,
                said_by_id=actor.person_id,
            )
            await work.spans.add(span, now)

    await shift_children(work, circles, change, now)
    await _journal(work, "parent.home", actor, circles, since, until, now)
    await _offer_meeting(work, actor, circles, since, until, now)
    return True


async def left_again(work: Work, actor: Actor, now: datetime) -> bool:
    """The parent has left, or is not coming: from today on calls are asked for again."""
    circles = await _own(work, actor, now)
    if not circles:
        return False
    today = _today(circles, now)
    before = await _said(work, actor, circles, today, None)

    async def change() -> None:
        await cut(work, before, today)

    if before:
        await shift_children(work, circles, change, now)
        await _journal(work, "parent.left", actor, circles, today, None, now)
    return True


async def _own(work: Work, actor: Actor, now: datetime) -> dict[int, Circle]:
    ties = await work.children.ties_of_person(actor.person_id, now.date())
    circles = await work.circles.around({tie.facts.child_id for tie in ties}, now.date())
    return {
        child_id: circle
        for child_id, circle in circles.items()
        if not PARENTS.isdisjoint(names_in(circle, actor.person_id, now))
    }


def _today(circles: dict[int, Circle], now: datetime) -> date:
    return local_date(now, next(iter(circles.values())).zone)


async def _said(
    work: Work, actor: Actor, circles: dict[int, Circle], since: date, until: date | None
) -> list[SpanRow]:
    spans = await touching(work, circles, SpanKind.parent_home, since, until or FAR)
    return [span for span in spans if span.facts.person_id == actor.person_id]


async def _offer_meeting(
    work: Work,
    actor: Actor,
    circles: dict[int, Circle],
    since: date,
    until: date | None,
    now: datetime,
) -> None:
    """The class teacher of each child hears of it, or who stands in for them."""
    details = {"since": since.isoformat()}
    details |= {} if until is None else {"until": until.isoformat()}
    news = [
        News(
            *(person.id, NewsCode.parent_home),
            child_id=child_id,
            about_id=actor.person_id,
            details=details,
        )
        for child_id, circle in circles.items()
        for person in circle.reachable(circle.told("class_teacher", _today(circles, now)))
        if person.id != actor.person_id
    ]
    await spread(work, news, now)


async def _journal(  # noqa: PLR0913 - the parts of one entry
    work: Work,
    event: str,
    actor: Actor,
    circles: dict[int, Circle],
    since: date,
    until: date | None,
    now: datetime,
) -> None:
    details = {"since": since.isoformat(), "until": None if until is None else until.isoformat()}
    await work.journal.write(
        [
            Entry(event, person_id=actor.person_id, child_id=child_id, details=details)
            for child_id in circles
        ],
        now,
    )
