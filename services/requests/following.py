"""Needs, worries and searches that are late: whoever has one is reminded, the next one up hears.

A batch costs a constant number of queries; what each one leads to is said by `care.requests`.
"""

from collections.abc import Iterable
from datetime import datetime

from care.hours import local_date
from care.requests import again_at, next_told
from care.words import NewsCode, Reach, RequestKind
from services.news import News, spread
from services.requests.access import KINDS, asked_of, only_asked
from services.requests.entries import about
from services.requests.raising import FIRST, TRY_AGAIN
from services.requests.telling import entries, priority, tell_search
from storage.journal import Entry
from storage.requests import TOLD, RequestRow
from storage.work import Work

BATCH = 200


async def follow_up(work: Work, now: datetime, limit: int = BATCH) -> int:
    """Handle the needs and worries that are due at `now` (UTC); returns how many there were."""
    rows = await work.requests.due(now, limit, KINDS)
    children = {row.child_id for row in rows if row.child_id is not None}
    circles = await work.circles.around(children, now.date(), also_gone=True)
    parts = await work.request_parts.of(row.id for row in rows)
    steps: list[tuple[int, int, datetime | None]] = []
    hearing: dict[int, list[int]] = {}
    written: list[Entry] = []
    for row in rows:
        if row.child_id is None or not row.runs:
            steps.append((row.id, row.step, None))
            continue
        circle, asked = circles[row.child_id], asked_of(row, parts[row.id])
        told = next_told(asked, circle, row.step, local_date(now, circle.zone))
        again = again_at(asked, now, last=told.last)
        if not (told.people or asked.searched):
            again = now + TRY_AGAIN
        steps.append((row.id, max(told.step, FIRST), again))
        hearing[row.id] = [person.id for person in told.people]
        event = "unanswered" if only_asked(row) else "overdue"
        written += [about(row, event), *entries(row, told)]
    await work.requests.climb_all(steps)
    await work.request_parts.add(hearing, TOLD, now)
    await _spread(work, rows, hearing, now)
    await work.journal.write(written, now)
    return len(rows)


async def _spread(
    work: Work, rows: Iterable[RequestRow], hearing: dict[int, list[int]], now: datetime
) -> None:
    await tell_search(work, [row for row in rows if row.id in hearing], hearing, now)
    rows = [row for row in rows if row.kind is not RequestKind.whereabouts]
    accounts = await work.accounts.of_people(row.owner_id for row in rows if row.owner_id)
    reached = {i for i, account in accounts.items() if account.reach is Reach.joined}
    for harm in (True, False):
        news = []
        for row in rows:
            if row.harm is not harm or row.id not in hearing:
                continue
            waits = NewsCode.request_waiting
            news += [News(i, waits, request_id=row.id) for i in hearing[row.id]]
            if row.owner_id in reached:
                news.append(News(row.owner_id, NewsCode.request_late, request_id=row.id))
        await spread(work, news, now, priority=priority(harm=harm))
