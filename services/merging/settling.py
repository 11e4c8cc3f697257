"""Acting on the answers to what an import asked. What is sensitive goes on to the decider."""

from datetime import datetime
from typing import Any

from care.hours import local_date
from care.posts import HELD_BY_ONE
from care.words import ChangeCode, Moving, Post, Status
from services.actor import Actor
from services.importing.roster import class_units, known_children
from services.lists.approvals import propose_by_answer
from services.lists.facts import change_child, change_tie
from services.lists.numbers import number_change
from services.lists.statuses import set_statuses, ties_between
from services.lists.values import Change
from services.merging.bringing import bring
from services.merging.finding import Known
from services.merging.posts import named_by_sheet
from services.merging.said import row_opened
from services.moving.leaving import leave
from services.moving.place import Moved
from storage.journal import Entry
from storage.tasks import TaskRow
from storage.work import Work


async def settle_differs(
    work: Work, actor: Actor, task: TaskRow, answer: str, now: datetime
) -> bool:
    """Which of two values is right; False where whom it is about is no longer there."""
    if answer == "ours":
        return True
    field, value = task.data["field"], task.data["value"]
    if field in HELD_BY_ONE:
        return await _of_post(work, actor, task, Post(field), now)
    if field == "phones":
        person = (await work.people.by_id([task.person_id or 0]))[task.person_id or 0]
        change = number_change(task.unit_id, task.child_id, person, value)
        return await propose_by_answer(work, actor, change, now)
    if task.person_id is not None:
        return await _of_tie(work, actor, task, field, value, now)
    return await change_child(work, actor.person_id, task.child_id or 0, field, value, now)


async def _of_post(work: Work, actor: Actor, task: TaskRow, post: Post, now: datetime) -> bool:
    name = task.data["value"]
    person = await named_by_sheet(work, task.unit_id, post, name)
    code = ChangeCode.class_ if post is Post.class_teacher else ChangeCode.post
    kind = (await work.units.get(task.unit_id)).kind
    data = {"name": name, "post": post, "kind": kind}
    change = Change(code, task.unit_id, None, person, data)
    return await propose_by_answer(work, actor, change, now)


async def _of_tie(
    work: Work, actor: Actor, task: TaskRow, field: str, value: Any, now: datetime
) -> bool:
    child_id, person_id = task.child_id or 0, task.person_id or 0
    if field == "status":
        return await set_statuses(work, actor, child_id, person_id, Status(value), now)
    ties = await ties_between(work, child_id, person_id, now)
    for tie in ties:
        await change_tie(work, actor.person_id, tie, field, value, now)
    return bool(ties)


async def settle_adult_gone(
    work: Work, actor: Actor, task: TaskRow, answer: str, now: datetime
) -> bool:
    """Whether somebody whom the sheet no longer names has left the circle."""
    if answer == "stays":
        return True
    ended = {"why": "sheet"}
    change = Change(ChangeCode.end, task.unit_id, task.child_id, task.person_id, ended)
    return await propose_by_answer(work, actor, change, now)


async def settle_child_gone(
    work: Work, actor: Actor, task: TaskRow, answer: str, now: datetime
) -> bool:
    """Whether a child whom the sheet no longer names has left."""
    if answer == "stays":
        return True
    today = local_date(now, (await work.units.get(task.unit_id)).zone)
    if task.child_id not in await work.children.by_id([task.child_id or 0]):
        return False
    await work.tasks.settle(task.id, answer, actor.person_id, now)
    moved = await leave(work, actor, task.child_id or 0, Moving.left, today, now)
    return moved is Moved.done


async def settle_same_child(
    work: Work, actor: Actor, task: TaskRow, answer: str, now: datetime
) -> bool:
    """Whether a row that was held back is the child of the lists, or another one.

    The same child takes the row's values as from any later sheet; another one is added with its
    family. False where the child of the lists is no longer there, and the answer was "the same".
    """
    row = row_opened(task.data["row"])
    home = await work.units.get(task.unit_id)
    school = home if home.parent_id is None else await work.units.get(home.parent_id)
    units = await class_units(work, school, [row.class_name], now)
    children = await known_children(work, units.values(), school)
    known = next((child for child in children if child.id == task.child_id), None)
    if answer == "same" and known is None:
        return False
    if known is not None and answer == "same":
        known = _as_now(known)
    await work.tasks.settle(task.id, answer, actor.person_id, now)
    pair = (row, known if answer == "same" else None)
    await bring(work, [pair], units, school, now)
    details = {"by": actor.person_id, "task": task.id, "answer": answer}
    entry = Entry("row.settled", child_id=task.child_id, unit_id=home.id, details=details)
    await work.journal.write([entry], now)
    return True


def _as_now(known: Known) -> Known:
    """Somebody has said that this is the child: name and birth of the row are right, whatever the
    last sheet had.
    """
    for field, value in (("name", known.facts.name), ("birth", known.facts.birth)):
        if value is not None:
            known.said.fields[field] = value
    return known
