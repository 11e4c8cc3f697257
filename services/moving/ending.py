"""Children who are on no list any more: what was open about them ends, nothing is forgotten.

Their circle has nobody in it from then on (`storage.circles`), so what still waits in the outbox
drops out by itself, and no button about them works.
"""

from collections.abc import Mapping
from datetime import date, datetime

from care.people import Circle
from care.words import Moving, NewsCode, TaskKind
from services.entries import about
from services.moving.telling import family
from services.news import News, spread
from storage.work import Work

_STAY = (TaskKind.transfer, TaskKind.same_child)
"""Asked on: whether another school takes the child, and whether a row of a sheet is another one."""

_GOODBYE = {Moving.left: NewsCode.child_left, Moving.graduated: NewsCode.child_graduated}


async def end_children(
    work: Work, last_days: Mapping[int, date], why: Moving, by: int | None, now: datetime
) -> None:
    """End children (id → last local day). Their families are told that no more will come."""
    circles = await work.circles.around(last_days, now.date())
    for day in set(last_days.values()):
        await work.children.end([c for c, last in last_days.items() if last == day], day)
    ended = await work.duties.excuse(last_days, now)
    await work.journal.write([about(d, "duty.excused", by, why=why) for d in ended], now)
    await work.tasks.drop(now, child_ids=last_days, keep=_STAY)
    await _close_the_door(work, circles, now)
    code = _GOODBYE[why]
    news = [News(p, code, child_id=c) for c, circle in circles.items() for p in family(circle)]
    await spread(work, news, now)


async def _close_the_door(work: Work, circles: Mapping[int, Circle], now: datetime) -> None:
    """Open invitations end, except those of people who have a place elsewhere."""
    people = {tie.person.id for circle in circles.values() for tie in circle.ties}
    alone = await work.leavers.without_a_place(people, now.date())
    await work.invitations.revoke(alone, now)
