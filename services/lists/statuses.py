"""How an adult stands to a child: away, at home, dead, without contact, barred.

Only who is away owes calls. Who is dead, barred or without contact gets nothing any more: links
end, and what waits for them in the outbox is cancelled.
"""

from datetime import datetime

from care.people import OUT_OF_THE_CIRCLE
from care.words import Status, TaskKind
from services.actor import Actor, names_in
from services.delivering import cancel_all
from services.planning import plan_children
from services.restarting import restart_ladders
from storage.children import TieFacts, TieRow
from storage.journal import Entry
from storage.tasks import TaskRow
from storage.work import Work


async def settle_status(
    work: Work, actor: Actor, task: TaskRow, answer: str, now: datetime
) -> bool:
    """The answer to "where is this parent?"; False where they are in the circle no longer."""
    tie = await _tie(work, task.child_id or 0, task.person_id or 0, now)
    if tie is None:
        return False
    await work.tasks.settle(task.id, answer, actor.person_id, now)
    await set_status(work, actor, tie, Status(answer), now)
    return True


def status_key(child_id: int, person_id: int) -> str:
    """The key of the question where a parent is."""
    return f"{TaskKind.status}/{child_id}/{person_id}"


async def _tie(work: Work, child_id: int, person_id: int, now: datetime) -> TieRow | None:
    ties = await work.children.ties([child_id], now.date())
    return next((tie for tie in ties if tie.facts.person_id == person_id), None)


async def set_status(work: Work, actor: Actor, tie: TieRow, status: Status, now: datetime) -> None:
    """Write a new status with what follows from it."""
    old = tie.facts
    if old.status is status:
        return
    new = TieFacts(old.child_id, old.person_id, old.role, status, old.details)
    await work.children.change_tie(tie.id, new)
    await work.tasks.drop_keys([status_key(old.child_id, old.person_id)], now)
    entry = Entry(
        "tie.status",
        person_id=old.person_id,
        child_id=old.child_id,
        details={"by": actor.person_id, "from": old.status, "to": status},
    )
    await work.journal.write([entry], now)
    if status in OUT_OF_THE_CIRCLE:
        await shut_out(work, old.person_id, now)
    child = (await work.children.by_id([old.child_id]))[old.child_id]
    await plan_children(work, {old.child_id: child.facts.unit_id}, now)
    await restart_ladders(work, old.person_id, now)


async def shut_out(work: Work, person_id: int, now: datetime) -> None:
    """Somebody without any place left: their links end and nothing more is sent to them."""
    if await has_a_place(work, person_id, now):
        return
    await work.invitations.revoke([person_id], now)
    await cancel_all(work, person_id, "no place", now)


async def has_a_place(work: Work, person_id: int, now: datetime) -> bool:
    """Whether somebody is in any circle, with a status that lets them, or holds any post."""
    ties = await work.children.ties_of_person(person_id, now.date())
    posts = await work.posts.of_person(person_id, now.date())
    around = await work.circles.around({tie.facts.child_id for tie in ties}, now.date())
    units = await work.circles.of_units({post.unit_id for post in posts}, now.date())
    circles = (*around.values(), *units.values())
    return any(names_in(circle, person_id, now) for circle in circles)
