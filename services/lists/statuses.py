"""How an adult stands to a child: away, at home, dead, without contact, barred.

Only who is away owes calls. Who is dead, barred or without contact gets nothing any more: links
end, and what waits for them in the outbox is cancelled.
"""

from datetime import datetime

from care.changes import status_at_first
from care.hours import local_date
from care.people import OUT_OF_THE_CIRCLE, PARENTS
from care.words import DutyState, Status, TaskKind
from services.actor import Actor, names_in
from services.duties.planning import plan_children
from services.duties.restarting import restart_ladders
from services.entries import about
from services.lists.access import posts_not_over
from services.outbox.cancelling import cancel_about, cancel_all
from services.tasks.asking import ask
from storage.children import TieFacts, TieRow
from storage.duties import Move
from storage.journal import Entry
from storage.tasks import NewTask, TaskRow
from storage.work import Work


async def settle_status(
    work: Work, actor: Actor | None, task: TaskRow, answer: str, now: datetime
) -> bool:
    """The answer to "where is this parent?"; False where they are in the circle no longer. No
    actor: it was given on the command line.
    """
    child_id, person_id = task.child_id or 0, task.person_id or 0
    if not await ties_between(work, child_id, person_id, now):
        return False
    by = None if actor is None else actor.person_id
    await work.tasks.settle(task.id, answer, by, now)
    return await set_statuses(work, actor, child_id, person_id, Status(answer), now)


async def ask_status(
    work: Work, unit_id: int, child_id: int, person_id: int, now: datetime
) -> None:
    """Ask the class teacher where a parent is."""
    key = status_key(child_id, person_id)
    await ask(work, [NewTask(key, TaskKind.status, unit_id, child_id, person_id)], now)


def status_key(child_id: int, person_id: int) -> str:
    """The key of the question where a parent is."""
    return f"{TaskKind.status}:{child_id}:{person_id}"


async def ties_between(work: Work, child_id: int, person_id: int, now: datetime) -> list[TieRow]:
    """What somebody is to a child today, whatever their status."""
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    if circle is None:
        return []
    today = local_date(now, circle.zone)
    ties = await work.children.ties([child_id], now.date())
    return [tie for tie in ties if tie.facts.person_id == person_id and tie.runs(today)]


async def set_statuses(
    work: Work, actor: Actor | None, child_id: int, person_id: int, status: Status, now: datetime
) -> bool:
    """Write how somebody stands to a child, in all their roles; who has died, or has not after all,
    has so for every child. False where they are in the circle no longer. No actor: it was done on
    the command line.
    """
    ties = await ties_between(work, child_id, person_id, now)
    was_dead = any(tie.facts.status is Status.dead for tie in ties)
    for tie in ties:
        await set_status(work, actor, tie, status, now)
    if ties and (was_dead or status is Status.dead):
        everywhere = await work.children.ties_of_person(person_id, now.date())
        elsewhere = [tie for tie in everywhere if tie.facts.child_id != child_id]
        await _elsewhere(work, actor, elsewhere, status, now)
    return bool(ties)


async def _elsewhere(
    work: Work, actor: Actor | None, ties: list[TieRow], status: Status, now: datetime
) -> None:
    """The other children of somebody who has died, or was taken for dead: of those the staff are
    asked. Who is barred stays barred.
    """
    for tie in ties:
        old = tie.facts
        if status is Status.dead and old.status is not Status.barred:
            await set_status(work, actor, tie, Status.dead, now)
        elif status is not Status.dead and old.status is Status.dead:
            await set_status(work, actor, tie, status_at_first(old.role), now)
            if old.role in PARENTS:
                child = (await work.children.by_id([old.child_id]))[old.child_id]
                await ask_status(work, child.facts.unit_id, old.child_id, old.person_id, now)


async def set_status(
    work: Work, actor: Actor | None, tie: TieRow, status: Status, now: datetime
) -> None:
    """Write a new status of one tie with what follows from it."""
    old = tie.facts
    if old.status is status:
        return
    new = TieFacts(old.child_id, old.person_id, old.role, status, old.details)
    await work.children.change_tie(tie.id, new)
    if status is not Status.unclear:
        await work.tasks.drop_keys([status_key(old.child_id, old.person_id)], now)
    by = None if actor is None else actor.person_id
    details = {"by": by, "from": old.status, "to": status}
    entry = Entry("tie.status", person_id=old.person_id, child_id=old.child_id, details=details)
    await work.journal.write([entry], now)
    if status in OUT_OF_THE_CIRCLE:
        await leave_child(work, old.child_id, old.person_id, now)
    child = (await work.children.by_id([old.child_id])).get(old.child_id)
    if child is not None:
        await plan_children(work, {old.child_id: child.facts.unit_id}, now)
    await restart_ladders(work, old.person_id, now)


async def leave_child(work: Work, child_id: int, person_id: int, now: datetime) -> None:
    """What somebody out of a circle leaves behind there: notices, duties of theirs, questions."""
    circle = (await work.circles.around([child_id], now.date()))[child_id]
    if not names_in(circle, person_id, now):
        await cancel_about(work, person_id, child_id, "left the circle", now)
        await _excuse(work, child_id, person_id, now)
    for task in await work.tasks.open_about([child_id], [person_id]):
        both = task.child_id == child_id and task.person_id == person_id
        if both and task.kind is not TaskKind.approval:
            await work.tasks.settle(task.id, "pointless", None, now)
    await shut_out(work, person_id, now)


async def _excuse(work: Work, child_id: int, person_id: int, now: datetime) -> None:
    """Duties that were this person's alone are nobody's now."""
    duties = await work.duties.open_of_children([child_id])
    own = [duty for duty in duties if duty.holder_id == person_id]
    moves = [Move(d.id, DutyState.excused, d.step, d.ladder_from, None, now) for d in own]
    await work.duties.move(moves)
    await work.journal.write([about(duty, "duty.excused", person_id) for duty in own], now)


async def shut_out(work: Work, person_id: int, now: datetime) -> None:
    """Somebody without any place left: their links end and nothing more is sent to them."""
    if await has_a_place(work, person_id, now):
        return
    await work.invitations.revoke([person_id], now)
    await cancel_all(work, person_id, "no place", now)


async def has_a_place(work: Work, person_id: int, now: datetime) -> bool:
    """Whether somebody is in any circle, with a status that lets them, or has any post, now or from
    a day to come on.
    """
    if await posts_not_over(work, person_id, now):
        return True
    ties = await work.children.ties_of_person(person_id, now.date())
    around = await work.circles.around({tie.facts.child_id for tie in ties}, now.date())
    return any(names_in(circle, person_id, now) for circle in around.values())
