"""The answer to a duty: done, later, could not.

Every press is checked against the store: who presses, whose duty, whether it is still open.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec.structs import replace

from care.hours import Later, later, local_date
from care.ladder import call_for_help
from care.roles import Act, may
from care.rule import HOLDER
from care.rungs import Say, next_moment, told_on
from care.weekly import Means
from care.words import DutyState
from services.actor import Actor, names_in
from services.duties.case import COULD_NOT, Answered, Case, Result, move, open_case, refuse
from services.duties.closing import also_closed, close
from services.duties.remembering import ask_now_and_then
from services.duties.ticking import tell
from services.entries import about
from storage.duties import DutyRow
from storage.records import NewAnswer, NewRecord
from storage.work import Work


class Reason(StrEnum):
    """Why it could not be done."""

    no_time = "no_time"
    no_phone = "no_phone"
    child_away = "child_away"
    other = "other"


async def done(
    work: Work, actor: Actor, duty_id: int, now: datetime, means: Means | None = None
) -> Result:
    """It was done today: a record, closures of all duties it answers, and their successors.
    `means`: how staff learned of it, where the family is out of reach; nobody says so of what
    they owe themselves.
    """
    case = await open_case(work, actor, duty_id, now)
    if case is None or (means is not None and case.mine):
        return await refuse(work, actor, duty_id, now)
    if case.duty.state is not DutyState.open:
        return ended(case.duty)
    record = record_of(case, actor, case.rule.kind)
    answers = [] if means is None else [NewAnswer("means", choice=means)]
    record_id = await work.records.add(record, answers, now)
    doer = record.behalf_of_id or actor.person_id
    closed = [case.duty, *await _also_closed(work, case, actor, doer, now)]
    await close(work, record_id, closed, case.outlook, actor.person_id, case.today, now)
    if case.mine and case.outlook.of_family(case.duty):
        await ask_now_and_then(work, case, record_id, actor.person_id, now)
    return Result(Answered.done)


def ended(duty: DutyRow) -> Result:
    """What a press on a duty says that is open no longer."""
    match duty.state:
        case DutyState.done:
            return Result(Answered.already_done)
        case DutyState.excused:
            return Result(Answered.not_needed)
    return Result(Answered.over)


def record_of(case: Case, actor: Actor, kind: str) -> NewRecord:
    """A record of a kind that answers a duty.

    Staff who are no holder themselves record for the one who is; where several share the duty,
    nobody knows which of them it was.
    """
    duty = case.duty
    holders = [
        person
        for person in case.circle.holders(case.rule.holder, case.today)
        if duty.holder_id in (None, person.id)
    ]
    is_holder = any(person.id == actor.person_id for person in holders)
    behalf_of = holders[0].id if len(holders) == 1 and not is_holder else None
    return NewRecord(
        kind, duty.unit_id, duty.child_id, actor.person_id, behalf_of, duty.id, case.today
    )


async def _also_closed(
    work: Work, case: Case, actor: Actor, doer_id: int, now: datetime
) -> list[DutyRow]:
    """What the staff owe, a record of somebody else does not do for them (SYSTEMS.md C2)."""
    book = case.outlook.programmes[case.duty.unit_id].book
    if case.duty.child_id is None or case.rule.kind not in book.closing_more:
        return []
    others = await work.duties.open_of_children([case.duty.child_id])
    names, outlook = names_in(case.circle, actor.person_id, now), case.outlook
    if not may(names, Act.record_for_family):
        others = [d for d in others if outlook.of_family(d) or outlook.owes(d, doer_id, now)]
    return also_closed(case.duty, others, outlook, doer_id, case.today)


async def ask_later(work: Work, actor: Actor, duty_id: int, choice: Later, now: datetime) -> Result:
    """Ask again at the chosen moment. The first Later moves the ladder along, a second does not."""
    case = await open_case(work, actor, duty_id, now)
    if case is None or not case.mine:
        return await refuse(work, actor, duty_id, now)
    duty = case.duty
    if duty.state is not DutyState.open:
        return ended(duty)
    moment = later(choice, now, await work.people.habits(actor.person_id))
    first = duty.laters == 0
    if first:
        days = (local_date(moment, case.circle.zone) - case.today).days
        duty = replace(duty, ladder_from=duty.ladder_from + timedelta(days=days))
        next_at = next_moment(duty, case.rule, case.circle)
        await work.duties.move([move(duty, DutyState.open, next_at, None)])
    await work.duties.count_later(duty.id)
    await tell(work, [(Say(actor.person_id, moment, duty.step, "again"), duty)], now)
    entry = about(duty, "duty.later", actor.person_id, choice=choice, moment=moment.isoformat())
    await work.journal.write([entry], now)
    result = Answered.later if first else Answered.later_again
    if first:
        return Result(result, moment)
    return Result(result, moment, told_on(duty, case.rule, case.outlook.climbing(duty), case.today))


async def could_not(
    work: Work, actor: Actor, duty_id: int, reason: Reason, now: datetime
) -> Result:
    """It could not be done. Want of time is asked about again tomorrow; any other reason of the
    family reaches the class teacher next, as a call for help and not as a reproach.
    """
    case = await open_case(work, actor, duty_id, now)
    if case is None or not case.mine:
        return await refuse(work, actor, duty_id, now)
    if case.duty.state is not DutyState.open:
        return ended(case.duty)
    before = (await work.records.choices_for([duty_id], COULD_NOT)).get(duty_id)
    if before != reason:
        answer = NewAnswer("reason", choice=reason)
        record_id = await work.records.add(record_of(case, actor, COULD_NOT), [answer], now)
        entry = about(case.duty, "duty.could_not", actor.person_id, record_id, reason=reason)
        await work.journal.write([entry], now)
    if reason is Reason.no_time:
        return await ask_later(work, actor, duty_id, Later.tomorrow, now)
    told = await _ask_for_help(work, case, now, again=before not in (None, Reason.no_time))
    return Result(Answered.noted if told else Answered.kept)


async def _ask_for_help(work: Work, case: Case, now: datetime, *, again: bool) -> bool:
    """Whoever of the staff comes first hears of it today; False where nobody can, or where staff
    hold the duty themselves. Who says it `again` brings nobody else in.

    A duty that is due goes on from that rung, and the next ones count from today. Before its day,
    and in the gentle first period, the ladder stays where it stands: the holder is reminded all the
    same.
    """
    if case.duty.child_id is None or _held_by_staff(case):
        return False
    duty = case.duty
    hastened = not duty.gentle and case.today >= duty.due_on
    if hastened and (first := _hastened(case)) is not None:
        again, duty = case.duty.step > first.step, first
    step, says = call_for_help(duty, case.rule, case.circle, now)
    if not says or again:
        return bool(says)
    if hastened or duty.gentle:
        duty = replace(duty, step=max(step, duty.step))
        next_at = next_moment(duty, case.rule, case.circle)
        await work.duties.move([move(duty, DutyState.open, next_at, None)])
    await tell(work, [(say, duty) for say in says], now)
    entries = [about(duty, "duty.escalation", say.person_id) for say in says]
    await work.journal.write(entries, now)
    return True


def _hastened(case: Case) -> DutyRow | None:
    """The duty at its first rung that is not the holder's, as if that were today's."""
    ladder, duty = case.rule.ladder, case.duty
    step = next((i for i, rung in enumerate(ladder) if rung.to != HOLDER), None)
    if step is None:
        return None
    earlier = case.today - timedelta(days=ladder[step].after)
    return replace(duty, step=step, ladder_from=min(duty.ladder_from, earlier))


def _held_by_staff(case: Case) -> bool:
    staff = {holding.person.id for holding in case.circle.staff}
    holders = case.circle.holders(case.rule.holder, case.today)
    return all(person.id in staff for person in holders)
