"""Sessions that wait for somebody: nobody has answered, or nobody has said what became of one.

A batch costs a constant number of queries.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from care.hours import local_date
from care.openings import SessionState
from care.people import Circle
from care.ties import Person
from care.words import NewsCode, Post, RequestKind, RequestState
from services.hotline.asking import ANSWER_WITHIN
from services.hotline.telling import when
from services.news import News, spread
from services.requests.entries import about
from storage.journal import Entry
from storage.requests import RequestRow
from storage.sessions import SessionRow
from storage.work import Work

BATCH = 200
GIVE_UP = timedelta(days=7)
"""What nobody has answered within this time is ended, and the asker told of the other ways."""

_ASKED_AGAIN = (timedelta(days=1), timedelta(days=2))
"""After how long the keeper, then the head of the school, is asked what became of a session."""


@dataclass(slots=True)
class _Changes:
    steps: list[tuple[int, int, datetime | None]] = field(default_factory=list)
    ended: list[tuple[RequestRow, str]] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


async def follow_calls(work: Work, now: datetime, limit: int = BATCH) -> int:
    """Handle the sessions that are due at `now` (UTC); returns how many there were."""
    rows = await work.requests.due(now, limit, (RequestKind.hotline,))
    circles = await work.circles.around({r.child_id for r in rows if r.child_id}, now.date())
    sessions = await work.sessions.current(row.id for row in rows)
    changes = _Changes()
    for row in rows:
        circle, session = circles.get(row.child_id or 0), sessions.get(row.id)
        if circle is None or not circle.staff or not row.runs:
            changes.ended.append((row, "gone"))
        elif session is not None and session.state is SessionState.booked:
            _after(row, session, circle, now, changes)
        else:
            _before(row, session, circle, now, changes)
    await work.requests.climb_all(changes.steps)
    for row, why in changes.ended:
        await _end(work, row, sessions.get(row.id), why, now)
    await spread(work, changes.news, now)
    await work.journal.write(changes.entries, now)
    return len(rows)


def _after(
    row: RequestRow, session: SessionRow, circle: Circle, now: datetime, changes: _Changes
) -> None:
    """The time is over: the keeper says what became of it, in the end the head of the school."""
    waits = _ASKED_AGAIN[row.step] if row.step < len(_ASKED_AGAIN) else None
    changes.steps.append((row.id, row.step + 1, None if waits is None else now + waits))
    people = [] if session.keeper_id is None else [session.keeper_id]
    if waits is None:
        people += _ids(_heads(circle, now))
    details = when(session.slot, session.means) | {"session": session.id}
    _say(row, people, NewsCode.call_how, details, changes)


def _before(
    row: RequestRow, session: SessionRow | None, circle: Circle, now: datetime, changes: _Changes
) -> None:
    """Nobody has answered: the head of the school hears of it; after a week it is ended."""
    if now - row.created_at >= GIVE_UP and (session is None or session.starts_at <= now):
        changes.ended.append((row, "unanswered"))
        if row.asker_id is not None:
            _say(row, [row.asker_id], NewsCode.call_declined, {"why": "unanswered"}, changes)
        return
    changes.steps.append((row.id, row.step + 1, now + ANSWER_WITHIN))
    details = {} if session is None else when(session.slot, session.means)
    people = [i for i in _ids(_heads(circle, now)) if i != row.asker_id]
    _say(row, people, NewsCode.call_waiting, details, changes)


def _heads(circle: Circle, now: datetime) -> tuple[Person, ...]:
    today = local_date(now, circle.zone)
    return circle.reachable(circle.deciders(today) or circle.told(Post.class_teacher, today))


def _ids(people: Iterable[Person]) -> list[int]:
    return [person.id for person in people]


def _say(
    row: RequestRow,
    people: Iterable[int],
    code: NewsCode,
    details: dict[str, str | int],
    changes: _Changes,
) -> None:
    ids = list(dict.fromkeys(people))
    about_it = {"child_id": row.child_id, "about_id": row.asker_id, "request_id": row.id}
    changes.news += [News(i, code, details=details, **about_it) for i in ids]
    changes.entries += [about(row, "told", i, news=code) for i in ids]


async def _end(
    work: Work, row: RequestRow, session: SessionRow | None, why: str, now: datetime
) -> None:
    """Rare: a child has left, or a week has passed without a word."""
    if session is not None:
        await work.sessions.end(session.id, SessionState.cancelled)
    await work.requests.end(row.id, RequestState.cancelled, None, now, outcome=why)
    await work.journal.write([about(row, "ended", why=why)], now)
