"""Claimed notices that are not to go out now: more than their reader should get today waits until
tomorrow (`care.ceilings`), what was held up into their night until the morning. A constant number
of queries looks at a batch; roles are asked for only where it could be too much.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from care.ceilings import LOWEST, ceiling, fits
from care.delivery import REMINDER_FRESH, Kind, NoticeState, Priority
from care.habits import Habits
from care.hours import at_own_hour, is_quiet, local_date, polite
from services.outbox.digests import Told, put_together
from storage.daily import Heard
from storage.journal import Entry
from storage.notices import NoticeRow
from storage.work import Work

PUT_OFF = "put off"
"""The outcome of a reminder whose items another message carries later."""

A_DAY = timedelta(hours=26)
"""No local day is longer, not even that of a clock change."""

OVERDUE = timedelta(minutes=10)
"""What goes out later than this after its moment was held up: by then it may be night."""


@dataclass(slots=True)
class _Sorted:
    """A batch: what goes out now, and until when (UTC) the others are put off."""

    ready: list[NoticeRow] = field(default_factory=list)
    put_off: list[tuple[NoticeRow, datetime]] = field(default_factory=list)


async def within_ceilings(
    work: Work, claimed: Sequence[NoticeRow], now: datetime
) -> list[NoticeRow]:
    """The notices that may go out now, in their order; the others are put off."""
    routine = [notice for notice in claimed if notice.priority > Priority.REPLY]
    heard, counted = await _heard(work, routine, now)
    batch = Counter(notice.person_id for notice in routine)
    near = {person for person, n in batch.items() if heard[person] + n >= LOWEST}
    names = await work.daily.names_of(near, now.date()) if near else {}
    habits = await work.people.habits_of(near) if near else {}
    sorted_ = _Sorted()
    for notice in claimed:
        person = notice.person_id
        if notice.priority <= Priority.REPLY or person not in near or notice.id in counted:
            sorted_.ready.append(notice)
        elif fits(notice.kind, heard[person], ceiling(names.get(person, frozenset()))):
            heard[person] += 1
            sorted_.ready.append(notice)
        else:
            sorted_.put_off.append((notice, _tomorrow(habits[person], now)))
    await _put_off(work, sorted_.put_off, now)
    return sorted_.ready


async def outside_quiet_hours(
    work: Work, claimed: Sequence[NoticeRow], now: datetime
) -> list[NoticeRow]:
    """The notices but for what has been held up into its reader's quiet hours: after an outage, or
    a queue that took long. That waits for their end. Asks only about what is overdue.
    """
    overdue = {n.id: n for n in claimed if _is_overdue(n, now)}
    if not overdue:
        return list(claimed)
    habits = await work.people.habits_of({n.person_id for n in overdue.values()})
    quiet = [n for n in overdue.values() if is_quiet(now, habits[n.person_id])]
    await _put_off(work, [(n, polite(now, habits[n.person_id])) for n in quiet], now)
    waiting = {notice.id for notice in quiet}
    return [notice for notice in claimed if notice.id not in waiting]


def _is_overdue(notice: NoticeRow, now: datetime) -> bool:
    """Also what is tried again: each attempt has put off its moment."""
    late = now - notice.send_at > OVERDUE or notice.attempts > 0
    return notice.priority > Priority.REPLY and late


async def _heard(
    work: Work, batch: Sequence[NoticeRow], now: datetime
) -> tuple[Counter[int], set[int]]:
    """How much each reader of the batch has heard on their present day; and what of the batch is
    counted with it, since it may have arrived: again it takes no other place.
    """
    ids = {notice.id for notice in batch}
    people = {notice.person_id for notice in batch}
    lately = await work.daily.heard(people, now - A_DAY, now)
    today = {each.notice_id for each in lately if _is_of_today(each, now)}
    counted = [e for e in lately if e.notice_id in today or (e.going and e.notice_id not in ids)]
    return Counter(each.person_id for each in counted), today & ids


def _is_of_today(each: Heard, now: datetime) -> bool:
    """Of the reader's present day."""
    sent_at = each.sent_at
    return sent_at is not None and local_date(sent_at, each.zone) == local_date(now, each.zone)


def _tomorrow(habits: Habits, now: datetime) -> datetime:
    return at_own_hour(local_date(now, habits.zone) + timedelta(days=1), habits)


async def _put_off(
    work: Work, put_off: Sequence[tuple[NoticeRow, datetime]], now: datetime
) -> None:
    """Reminders join that moment's digest; news, and what may have arrived, stay on their own.

    Reminders stay fresh for it, news grow old as before.
    """
    told: list[Told] = []
    for notice, moment in put_off:
        if notice.kind == Kind.care and not notice.repeated:
            told += [Told(notice.person_id, moment, item) for item in notice.items]
            await work.outbox.mark(notice.id, NoticeState.cancelled, outcome=PUT_OFF)
        else:
            values = _later(notice, moment)
            await work.outbox.mark(notice.id, NoticeState.queued, **values)
    await put_together(work, told, now)
    await work.journal.write([_entry(notice, moment) for notice, moment in put_off], now)


def _later(notice: NoticeRow, moment: datetime) -> Mapping[str, datetime | None]:
    """It waits for its reader then, and not for Telegram."""
    if notice.kind == Kind.care:
        return {"send_at": moment, "tried_at": None, "expires_at": moment + REMINDER_FRESH}
    return {"send_at": moment, "tried_at": None}


def _entry(notice: NoticeRow, moment: datetime) -> Entry:
    return Entry(
        "notice.put_off",
        person_id=notice.person_id,
        child_id=notice.child_id,
        notice_id=notice.id,
        details={"until": moment.isoformat()},
    )
