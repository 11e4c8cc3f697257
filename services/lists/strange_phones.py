"""A number that is not on the lists opened somebody's invitation: whose is it?"""

from datetime import datetime

from care.words import Post, TaskKind, UnitKind
from services.actor import Actor
from services.lists.access import is_entrusted
from services.lists.approvals import propose_by_answer
from services.lists.numbers import number_change
from services.lists.people import set_phones
from services.tasks.asking import ask
from storage.invitations import InvitationRow
from storage.journal import Entry
from storage.people import PersonRow
from storage.tasks import NewTask, TaskRow
from storage.work import Work


async def ask_whose(work: Work, invitation: InvitationRow, number: str, now: datetime) -> None:
    """Ask the class teacher; a later number for the same link takes the place of an earlier one."""
    key = f"wrong_phone:{invitation.id}"
    unit_id = await _unit(work, invitation)
    if unit_id is None:
        return
    for task in await work.tasks.open_in_units([unit_id]):
        if task.key == key and task.data["number"] != number:
            await work.tasks.settle(task.id, "pointless", None, now)
    data = {"number": number, "invitation": invitation.id}
    task_about = (invitation.child_id, invitation.person_id)
    await ask(work, [NewTask(key, TaskKind.wrong_phone, unit_id, *task_about, data=data)], now)


async def _unit(work: Work, invitation: InvitationRow) -> int | None:
    """The class whose teacher knows, wherever the child is by now; for the class teacher's own
    invitation the school.
    """
    if invitation.child_id is not None:
        child = (await work.children.by_id([invitation.child_id])).get(invitation.child_id)
        return invitation.unit_id if child is None else child.facts.unit_id
    if invitation.unit_id is None or invitation.role not in set(Post):
        return invitation.unit_id
    unit = await work.units.get(invitation.unit_id)
    return unit.parent_id if unit.kind is UnitKind.class_ else unit.id


async def settle_wrong_phone(
    work: Work, actor: Actor, task: TaskRow, answer: str, now: datetime
) -> bool:
    """Theirs: the number is written down, and they may press the button again. Not theirs: the
    link ends. False where the link is over anyway.
    """
    invitation = await work.invitations.get(task.data["invitation"])
    if invitation is None or not invitation.is_open(now):
        return False
    person = (await work.people.by_id([invitation.person_id]))[invitation.person_id]
    if answer == "theirs":
        return await _add_number(work, actor, task, person, now)
    await work.invitations.revoke_one(invitation.id, now)
    entry = Entry(
        "invitation.suspicious",
        person_id=person.id,
        child_id=invitation.child_id,
        unit_id=invitation.unit_id,
        details={"by": actor.person_id},
    )
    await work.journal.write([entry], now)
    return True


async def _add_number(
    work: Work, actor: Actor, task: TaskRow, person: PersonRow, now: datetime
) -> bool:
    """Who has joined before, or holds a post, gets another number only with the second tap."""
    number: str = task.data["number"]
    if number in person.phones:
        return True
    phones = [*person.phones, number]
    if not await is_entrusted(work, person.id, now):
        await set_phones(work, actor.person_id, person.id, phones, now)
        return True
    change = number_change(task.unit_id, task.child_id, person, phones)
    return await propose_by_answer(work, actor, change, now)
