"""What became of a session: held, missed, or moved. One that was held closes what the plan says."""

from datetime import datetime

from care.hours import local_date
from care.openings import SessionState
from care.words import DutyState, NewsCode, RequestState
from services.actor import Actor
from services.duties.closing import close, closed_by_kind
from services.duties.outlook import look_around
from services.hotline.asking import Line, reopen
from services.hotline.place import Call, call
from services.hotline.telling import tell_family
from services.requests.entries import about
from storage.duties import DutyRow
from storage.records import NewAnswer, NewRecord
from storage.work import Work

KIND = "hotline"


async def held(work: Work, actor: Actor, request_id: int, now: datetime) -> Line:
    """Child and family have spoken: a record, and the duties that it closes are done."""
    found = await _ended(work, actor, request_id, now)
    if not isinstance(found, Call) or found.session is None:
        return found if isinstance(found, Line) else Line.already
    session, spot, by = found.session, found.spot, actor.person_id
    on = local_date(session.starts_at, spot.circle.zone)
    behalf_of = None if session.keeper_id in (None, by) else session.keeper_id
    record = NewRecord(KIND, spot.class_id, spot.child_id, by, behalf_of, None, on)
    answers = [NewAnswer("means", choice=session.means)]
    record_id = await work.records.add(record, answers, now)
    duties = await _answered(work, found, now)
    outlook = await look_around(work, duties, now)
    await close(work, record_id, duties, outlook, by, on, now)
    await work.sessions.end(session.id, SessionState.held, record_id)
    await work.requests.end(request_id, RequestState.closed, by, now, outcome=SessionState.held)
    entry = about(found.row, "held", by, session=session.id, record=record_id)
    await work.journal.write([entry], now)
    return Line.held


async def _answered(work: Work, found: Call, now: datetime) -> list[DutyRow]:
    """The open duties about the child that a session closes: the school's, and the parents' who
    asked for it or share theirs. Nobody else changes them meanwhile.
    """
    waiting = await work.duties.open_of_children([found.spot.child_id])
    outlook = await look_around(work, waiting, now)
    today, people = found.spot.today, (found.person_id, found.row.asker_id or 0)
    ids = {
        duty.id
        for person_id in people
        for duty in closed_by_kind(KIND, waiting, outlook, person_id, today)
    }
    kept = [await work.duties.hold(duty_id) for duty_id in sorted(ids)]
    return [duty for duty in kept if duty is not None and duty.state is DutyState.open]


async def missed(work: Work, actor: Actor, request_id: int, now: datetime) -> Line:
    """They have not spoken: both sides can pick another time."""
    found = await _ended(work, actor, request_id, now)
    if not isinstance(found, Call) or found.session is None:
        return found if isinstance(found, Line) else Line.already
    await work.sessions.end(found.session.id, SessionState.missed)
    await reopen(work, found, now)
    entry = about(found.row, "missed", actor.person_id, session=found.session.id)
    await work.journal.write([entry], now)
    by, code = actor.person_id, NewsCode.call_missed
    await tell_family(work, found.row, found.spot, by, code, now)
    return Line.missed


async def moved(work: Work, actor: Actor, request_id: int, now: datetime) -> Line:
    """They would rather speak at another time: the keeper picks it next."""
    found = await _booked(work, actor, request_id, now)
    if not isinstance(found, Call) or found.session is None:
        return found if isinstance(found, Line) else Line.already
    await work.sessions.end(found.session.id, SessionState.moved)
    await reopen(work, found, now)
    entry = about(found.row, "moved", actor.person_id, session=found.session.id)
    await work.journal.write([entry], now)
    return Line.opened


async def _booked(work: Work, actor: Actor, request_id: int, now: datetime) -> Call | Line:
    found = await call(work, actor, request_id, now)
    if found is None or not found.spot.may_keep:
        return Line.not_yours
    if found.session is None or found.session.state is not SessionState.booked:
        return Line.already
    return found


async def _ended(work: Work, actor: Actor, request_id: int, now: datetime) -> Call | Line:
    """A booked session whose time has come."""
    found = await _booked(work, actor, request_id, now)
    if isinstance(found, Call) and found.session is not None and now < found.session.starts_at:
        return Line.too_early
    return found
