"""The asker's side: which times are free, asking for one, changing one's mind."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from care.openings import Hours, Means, SessionState, Slot
from care.words import NewsCode, RequestKind, RequestState
from services.actor import Actor
from services.hotline.line import free_slots, hours_of
from services.hotline.place import Call, Spot, call, spot
from services.hotline.telling import SOON, remind, tell, tell_family, when
from services.requests.entries import about
from storage.journal import Entry
from storage.requests import TOLD, NewRequest, RequestRow
from storage.work import Work

ANSWER_WITHIN = timedelta(days=1)
"""After this long without an answer the next one of the school hears of it."""


class Line(StrEnum):
    """What a press about the line led to; each has a sentence of its own in `locales/`."""

    asked = "asked"
    booked = "booked"
    taken = "taken"
    already = "already"
    nobody = "nobody"
    not_yours = "not_yours"
    opened = "opened"
    declined = "declined"
    cancelled = "cancelled"
    held = "held"
    missed = "missed"
    too_early = "too_early"


@dataclass(frozen=True, slots=True)
class Offer:
    """The free times of a child's school, and its hours."""

    child_id: int
    child: str
    slots: tuple[Slot, ...]
    hours: tuple[Hours, ...]
    zone: str
    """The reader's."""


async def offer(work: Work, actor: Actor, child_id: int, now: datetime) -> Offer | None:
    """What can be asked for; None where this person may not."""
    place = await spot(work, child_id, actor.person_id, now)
    if place is None or not (place.may_ask or place.may_keep):
        return None
    slots = await free_slots(work, place.school, now)
    habits = await work.people.habits(actor.person_id)
    hours = await hours_of(work, place.school.id)
    return Offer(child_id, place.child, slots, hours, habits.zone)


async def ask(
    work: Work, actor: Actor, child_id: int, means: Means, starts_at: datetime, now: datetime
) -> Line:
    """Ask for a time. Who keeps the line hears of it; who keeps it themself has booked at once."""
    place = await spot(work, child_id, actor.person_id, now)
    if place is None or not place.may_ask:
        entry = Entry("request.refused", person_id=actor.person_id, child_id=child_id)
        await work.journal.write([entry], now)
        return Line.not_yours
    if await _running(work, actor, child_id):
        return Line.already
    slot = await free_slot(work, place, starts_at, now)
    if slot is None:
        return Line.taken
    keepers = place.keepers()
    row = await _store(work, actor, place, means, _answer_by(slot, now), now)
    if any(person.id == actor.person_id for person in keepers):
        return await _book_own(work, row, place, slot, means, now)
    await work.sessions.ask(row.id, place.school.id, slot, means)
    ids = [person.id for person in keepers]
    await work.request_parts.add({row.id: ids}, TOLD, now)
    await tell(work, row, ids, NewsCode.call_asked, now, **when(slot, means))
    return Line.asked if ids else Line.nobody


async def _book_own(
    work: Work, row: RequestRow, place: Spot, slot: Slot, means: Means, now: datetime
) -> Line:
    """Who asks keeps the line too; nothing is left of the request where somebody was faster."""
    keeper = row.asker_id or 0
    result = await book(work, row, place, slot, means, keeper, now)
    if result is Line.taken:
        state = RequestState.cancelled
        await work.requests.end(row.id, state, keeper, now, outcome="taken")
    return result


async def _running(work: Work, actor: Actor, child_id: int) -> bool:
    rows = await work.requests.running_of(actor.person_id)
    return any(row.kind is RequestKind.hotline and row.child_id == child_id for row in rows)


async def free_slot(work: Work, place: Spot, starts_at: datetime, now: datetime) -> Slot | None:
    """The free time that begins then."""
    slots = await free_slots(work, place.school, now)
    return next((slot for slot in slots if slot.starts_at == starts_at), None)


def _answer_by(slot: Slot, now: datetime) -> datetime:
    return min(now + ANSWER_WITHIN, slot.starts_at - SOON)


async def _store(
    work: Work, actor: Actor, place: Spot, means: Means, answer_by: datetime, now: datetime
) -> RequestRow:
    new = NewRequest(
        RequestKind.hotline,
        place.class_id,
        place.child_id,
        actor.person_id,
        next_at=answer_by,
        words={"means": means.value},
    )
    request_id = await work.requests.add(new, now)
    row = (await work.requests.by_id([request_id]))[request_id]
    await work.journal.write([about(row, "raised", actor.person_id, kind=row.kind)], now)
    return row


async def book(  # noqa: PLR0913 - the parts of one session
    work: Work,
    row: RequestRow,
    place: Spot,
    slot: Slot,
    means: Means,
    keeper_id: int,
    now: datetime,
) -> Line:
    """The time is theirs, unless somebody was faster: then nothing has changed."""
    current = (await work.sessions.current([row.id])).get(row.id)
    if current is not None and current.state is SessionState.booked:
        return Line.already
    same = current is not None and current.slot == slot
    if current is not None and same:
        booked = await work.sessions.book(current.id, keeper_id)
    else:
        unit_id = place.school.id
        booked = await work.sessions.book_other(row.id, unit_id, slot, means, keeper_id)
        if booked and current is not None:
            await work.sessions.end(current.id, SessionState.moved)
    if not booked:
        return Line.taken
    session = (await work.sessions.current([row.id]))[row.id]
    await work.requests.take(row.id, keeper_id)
    await work.requests.climb(row.id, 0, session.ends_at)
    await work.journal.write([about(row, "booked", keeper_id, session=session.id)], now)
    code = NewsCode.call_booked if same or row.asker_id == keeper_id else NewsCode.call_moved
    details = when(slot, means) | {"session": session.id}
    await tell_family(work, row, place, keeper_id, code, now, details)
    await remind(work, row, session, place, now)
    return Line.booked


async def cannot_then(work: Work, actor: Actor, request_id: int, now: datetime) -> Line:
    """The booked time does not suit the asker: the line is free again, and the school is asked for
    another one.
    """
    found = await call(work, actor, request_id, now)
    if found is None or not found.mine:
        return Line.not_yours
    session = found.session
    if session is None or session.state is not SessionState.booked or session.starts_at <= now:
        return Line.already
    await work.sessions.end(session.id, SessionState.cancelled)
    await reopen(work, found, now)
    await work.journal.write([about(found.row, "unsuited", actor.person_id)], now)
    keeper = [] if session.keeper_id is None else [session.keeper_id]
    told = when(session.slot, session.means)
    await tell(work, found.row, keeper, NewsCode.call_unsuited, now, **told)
    return Line.opened


async def reopen(work: Work, found: Call, now: datetime) -> None:
    """Another time is looked for; if nobody does within a day, the next one hears of it."""
    await work.requests.take(found.row.id, None)
    await work.requests.climb(found.row.id, 0, now + ANSWER_WITHIN)


async def pick(
    work: Work, actor: Actor, request_id: int, starts_at: datetime, now: datetime
) -> Line:
    """The asker of an open request would like another time."""
    found = await call(work, actor, request_id, now)
    if found is None or not found.mine:
        return Line.not_yours
    if found.row.state is not RequestState.open:
        return Line.already
    slot = await free_slot(work, found.spot, starts_at, now)
    if slot is None:
        return Line.taken
    if found.session is not None:
        await work.sessions.end(found.session.id, SessionState.moved)
    await work.sessions.ask(found.row.id, found.spot.school.id, slot, found.means)
    await work.requests.climb(found.row.id, 0, _answer_by(slot, now))
    ids = [person.id for person in found.spot.keepers()]
    await tell(work, found.row, ids, NewsCode.call_asked, now, **when(slot, found.means))
    return Line.asked if ids else Line.nobody


async def withdraw(work: Work, actor: Actor, request_id: int, now: datetime) -> Line:
    """The asker needs no session any more; who would have kept it hears of it."""
    found = await call(work, actor, request_id, now)
    if found is None or not found.mine:
        return Line.not_yours
    if not found.row.runs:
        return Line.already
    session = found.session
    if session is not None:
        await work.sessions.end(session.id, SessionState.cancelled)
    await work.requests.end(
        request_id, RequestState.cancelled, actor.person_id, now, outcome="withdrawn"
    )
    await work.journal.write([about(found.row, "withdrawn", actor.person_id)], now)
    if session is not None and session.keeper_id not in (None, actor.person_id):
        details = when(session.slot, session.means)
        keeper = [session.keeper_id or 0]
        await tell(work, found.row, keeper, NewsCode.call_cancelled, now, **details)
    return Line.cancelled
