"""A person's habits have changed: what waits for them goes out at the moment that is right now.

Two things were chosen by the old habits (DESIGN section 4, Time): when messages in the outbox go
out, and when the duties around the person are looked at next. Both are chosen anew, in a constant
number of statements. An emergency and an answer wait for nobody's hours and stay as they are.
"""

from collections.abc import Sequence
from datetime import datetime

from care.delivery import Kind, Priority
from care.habits import Habits
from care.hours import at_own_hour, local_date, polite
from care.rungs import next_moment
from care.words import NewsCode
from services.duties.outlook import look_around
from services.duties.owing import open_duties_around
from services.outbox.digests import Told, put_together
from storage.journal import Entry
from storage.notices import NoticeRow
from storage.work import Work

MOVED = "habits changed"
"""The outcome of a reminder whose items another message carries at the new moment."""

AT_OWN_HOUR = frozenset({NewsCode.tasks, NewsCode.weekly, NewsCode.week_done})
"""News that are said at their reader's own hour; all others as soon as is polite."""


async def reschedule(work: Work, person_id: int, old: Habits, new: Habits, now: datetime) -> None:
    """Choose the moments of a person anew; `new` is stored already, `now` is UTC."""
    await _duties(work, person_id, now)
    await _notices(work, person_id, old, new, now)


async def _duties(work: Work, person_id: int, now: datetime) -> None:
    duties = await open_duties_around(work, person_id, now)
    outlook = await look_around(work, duties, now)
    moves = {}
    for duty in duties:
        rule = outlook.rule(duty)
        if rule is None or duty.next_at is None:
            continue
        moment = next_moment(duty, rule, outlook.circle(duty))
        if moment != duty.next_at:
            moves[duty.id] = (duty.next_at, moment)
    await work.moments.look_again(moves)


async def _notices(work: Work, person_id: int, old: Habits, new: Habits, now: datetime) -> None:
    waiting = [n for n in await work.moments.queued(person_id) if n.priority > Priority.REPLY]
    moments = {notice.id: _moment(notice, old, new, now) for notice in waiting}
    moved = [notice for notice in waiting if moments[notice.id] != notice.send_at]
    joining = [n for n in moved if n.kind == Kind.care and not n.repeated]
    alone = [n for n in moved if n not in joining]
    await work.moments.cancel([notice.id for notice in joining], MOVED)
    told = (Told(person_id, moments[n.id], item) for n in joining for item in n.items)
    await put_together(work, told, now)
    shifts = {notice.id: moments[notice.id] - notice.send_at for notice in alone}
    await work.moments.put_off(
        [(n.id, n.send_at + shifts[n.id], n.expires_at + shifts[n.id]) for n in alone]
    )
    await work.journal.write(_entries(moved, moments), now)


def _moment(notice: NoticeRow, old: Habits, new: Habits, now: datetime) -> datetime:
    """When (UTC) a waiting notice goes out: what was to come at the own hour of a day comes at the
    new hour of that day, or as soon as is polite where it is over; anything else stays, unless
    that is no polite moment any more.
    """
    if notice.send_at <= now:
        return notice.send_at if polite(now, new) == now else polite(now, new)
    day = local_date(notice.send_at, old.zone)
    at_hour = notice.kind == Kind.care or notice.code in AT_OWN_HOUR
    if not at_hour or notice.send_at != at_own_hour(day, old):
        return polite(notice.send_at, new)
    moment = at_own_hour(day, new)
    return moment if moment >= now else polite(now, new)


def _entries(moved: Sequence[NoticeRow], moments: dict[int, datetime]) -> list[Entry]:
    return [
        Entry(
            "notice.moved",
            person_id=notice.person_id,
            child_id=notice.child_id,
            notice_id=notice.id,
            details={"until": moments[notice.id].isoformat()},
        )
        for notice in moved
    ]
