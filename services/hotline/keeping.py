"""The school's side before a session: accept the time, pick another, or say why it cannot be."""

from datetime import datetime
from enum import StrEnum

from care.openings import SessionState
from care.words import NewsCode, RequestState
from services.actor import Actor
from services.hotline.asking import Line, book, free_slot
from services.hotline.place import call
from services.hotline.telling import tell
from services.requests.entries import about
from storage.work import Work


class Declined(StrEnum):
    """Why there can be no session."""

    nobody_free = "nobody_free"
    line_broken = "line_broken"
    child_away = "child_away"
    other = "other"


async def accept(work: Work, actor: Actor, request_id: int, now: datetime) -> Line:
    """The time asked for is booked. `taken`: another session got it first, or it has passed."""
    found = await call(work, actor, request_id, now)
    if found is None or not found.spot.may_keep:
        return Line.not_yours
    if found.row.state is not RequestState.open:
        return Line.already
    session = found.session
    if session is None:
        return Line.taken
    taken = await work.sessions.booked(session.unit_id, session.starts_at, session.ends_at)
    if session.starts_at <= now or taken:
        return Line.taken
    return await book(
        work, found.row, found.spot, session.slot, session.means, actor.person_id, now
    )


async def other_time(
    work: Work, actor: Actor, request_id: int, starts_at: datetime, now: datetime
) -> Line:
    """Another free time is booked; the asker is told and may say that it does not suit."""
    found = await call(work, actor, request_id, now)
    if found is None or not found.spot.may_keep:
        return Line.not_yours
    if found.row.state is not RequestState.open:
        return Line.already
    slot = await free_slot(work, found.spot, starts_at, now)
    if slot is None:
        return Line.taken
    return await book(work, found.row, found.spot, slot, found.means, actor.person_id, now)


async def decline(work: Work, actor: Actor, request_id: int, why: Declined, now: datetime) -> Line:
    """There can be no session; the asker hears why, and what else there is."""
    found = await call(work, actor, request_id, now)
    if found is None or not found.spot.may_keep:
        return Line.not_yours
    if found.row.state is not RequestState.open:
        return Line.already
    if found.session is not None:
        await work.sessions.end(found.session.id, SessionState.cancelled)
    by = actor.person_id
    await work.requests.end(request_id, RequestState.closed, by, now, outcome=why)
    await work.journal.write([about(found.row, "declined", by, why=why)], now)
    asker = [i for i in (found.row.asker_id,) if i not in (None, by)]
    await tell(work, found.row, [i or 0 for i in asker], NewsCode.call_declined, now, why=why.value)
    return Line.declined
