"""Done taken back, by the one who said it and within a day."""

from datetime import datetime, timedelta

from care.rungs import next_moment
from care.words import DutyState
from services.actor import Actor
from services.duties.case import Answered, Result, move, read_case, refuse
from services.duties.emptied import end_of_empty
from services.duties.outlook import look_around
from services.entries import about
from storage.duties import DutyRow
from storage.work import Work

UNDO_WITHIN = timedelta(days=1)


async def undo(work: Work, actor: Actor, duty_id: int, now: datetime) -> Result:
    """Take back what this person recorded less than a day ago; untouched successors go with it."""
    case = await read_case(work, actor, duty_id, now)
    allowed = case is not None and (case.may_answer or case.may_excuse)
    closure = (await work.records.closures([duty_id])).get(duty_id)
    if not allowed or (closure is not None and closure.person_id != actor.person_id):
        return await refuse(work, actor, duty_id, now)
    if closure is None:
        return Result(Answered.cannot_undo)
    if now - closure.at > UNDO_WITHIN:
        return Result(Answered.too_late_to_undo)
    undone = await undo_record(work, actor, closure.record_id, now)
    return Result(Answered.undone if undone else Answered.cannot_undo)


async def undo_record(work: Work, actor: Actor, record_id: int, now: datetime) -> bool:
    """Withdraw a record: what it closed is open again. False where what followed is in use."""
    closures = await work.records.closed_by(record_id)
    duties = await work.duties.by_id([each.duty_id for each in closures])
    followers = [await work.duties.successor(duty_id) for duty_id in duties]
    for follower in followers:
        if follower is not None and await touched(work, follower):
            return False
    for follower in followers:
        if follower is not None:
            await work.duties.withdraw([follower.id])
    await work.records.undo(record_id, now)
    outlook = await look_around(work, duties.values(), now)
    moves = []
    for duty in duties.values():
        rule = outlook.rule(duty)
        next_at = now if rule is None else next_moment(duty, rule, outlook.circle(duty))
        moves.append(move(duty, DutyState.open, next_at, None))
    await work.duties.move(moves)
    entries = [about(duty, "duty.undone", actor.person_id, record_id) for duty in duties.values()]
    await work.journal.write(entries, now)
    of_classes = [duty.unit_id for duty in duties.values() if duty.child_id is None]
    await end_of_empty(work, of_classes, now)
    return True


async def touched(work: Work, duty: DutyRow) -> bool:
    """Whether somebody has been told of it or has answered it, even if that was taken back."""
    return (
        duty.state is not DutyState.open
        or duty.step > 0
        or duty.laters > 0
        or duty.id in await work.duties.named([duty.id])
    )
