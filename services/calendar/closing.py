"""A school that is closed for longer than days off: a flood, an epidemic. What rests in vacations
rests then too.
"""

from datetime import date, datetime

from care.almanac import Stretch
from care.circumstances import SpanKind
from services.calendar.spans import cut
from services.duties.shifting import shift_school
from storage.journal import Entry
from storage.spans import NewSpan, SpanRow
from storage.work import Work


async def close_school(
    work: Work, school_id: int, days: Stretch, said_by_id: int | None, now: datetime
) -> None:
    """A school is closed between two local days, the end open while nobody knows it; a closure
    that begins on the same day gives way.
    """
    same = [span for span in await _closures(work, school_id) if span.facts.starts_on == days.from_]

    async def change() -> None:
        await cut(work, same, days.from_)
        span = NewSpan(
            *(SpanKind.closure, days.from_, days.to),
            unit_id=school_id,
            said_by_id=said_by_id,
        )
        await work.spans.add(span, now)

    await shift_school(work, school_id, change, now)
    until = None if days.to is None else days.to.isoformat()
    details = {"from": days.from_.isoformat(), "to": until}
    await work.journal.write(
        [Entry("school.closed", said_by_id, None, school_id, details=details)], now
    )


async def closed_days(work: Work, school_id: int) -> tuple[Stretch, ...]:
    """When a school was, is and will be closed, in order."""
    return tuple(span.stretch for span in await _closures(work, school_id))


async def reopen_school(
    work: Work, school_id: int, since: date, said_by_id: int | None, now: datetime
) -> bool:
    """The closure that begins on a local day never was; False where there is none."""
    details = {"from": since.isoformat()}
    entry = Entry("school.not_closed", said_by_id, None, school_id, details=details)
    return await _open_from(work, school_id, since, since, entry, now)


async def end_closure(
    work: Work, school_id: int, since: date, today: date, said_by_id: int | None, now: datetime
) -> bool:
    """The closure that began on a local day is over: from `today` on there is school again; False
    where there is none.
    """
    details = {"from": since.isoformat(), "open": today.isoformat()}
    entry = Entry("school.open_again", said_by_id, None, school_id, details=details)
    return await _open_from(work, school_id, since, today, entry, now)


async def _open_from(
    work: Work, school_id: int, since: date, day: date, entry: Entry, now: datetime
) -> bool:
    """What is left of the closure that began on `since` ends before `day`."""
    found = [span for span in await _closures(work, school_id) if span.facts.starts_on == since]
    if not found:
        return False

    async def change() -> None:
        await cut(work, found, day)

    await shift_school(work, school_id, change, now)
    await work.journal.write([entry], now)
    return True


async def _closures(work: Work, school_id: int) -> list[SpanRow]:
    spans = (await work.spans.of_units([school_id])).get(school_id, ())
    return [span for span in spans if span.facts.kind is SpanKind.closure]
