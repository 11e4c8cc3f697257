"""Settling a task: the permission is checked, the answer is taken once, and acted on."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from care.tasks import ANSWERS
from care.words import TaskKind
from services.actor import Actor
from services.lists.approvals import decide, settle_approval
from services.lists.statuses import settle_status
from services.lists.strange_phones import settle_wrong_phone
from services.merging.settling import (
    settle_adult_gone,
    settle_child_gone,
    settle_differs,
    settle_same_child,
)
from services.moving.accepting import settle_transfer
from services.tasks.showing import may_settle
from storage.journal import Entry
from storage.tasks import TaskRow
from storage.work import Work


class Settled(StrEnum):
    """What a press on a task led to; each has a sentence of its own in `locales/`."""

    done = "done"
    already = "already"
    not_yours = "not_yours"
    impossible = "impossible"


Settle = Callable[[Work, Actor, TaskRow, str, datetime], Awaitable[bool]]
"""Acts on an answer; False where that has become impossible, and then nothing is kept."""

_SETTLE: Mapping[TaskKind, Settle] = MappingProxyType(
    {
        TaskKind.status: settle_status,
        TaskKind.approval: settle_approval,
        TaskKind.wrong_phone: settle_wrong_phone,
        TaskKind.differs: settle_differs,
        TaskKind.adult_gone: settle_adult_gone,
        TaskKind.child_gone: settle_child_gone,
        TaskKind.same_child: settle_same_child,
        TaskKind.transfer: settle_transfer,
    }
)


BY_INSTALLER = frozenset({TaskKind.approval, TaskKind.status})
"""What can be answered on the command line; the rest needs somebody who knows the family."""


async def settle(work: Work, actor: Actor, task_id: int, answer: str, now: datetime) -> Settled:
    """Take this person's answer to a task."""
    task = await work.tasks.hold(task_id)
    if task is None:
        return Settled.already
    circles = await work.circles.of_units([task.unit_id], now.date())
    mine = may_settle(task, circles[task.unit_id], actor.person_id, now)
    if not mine or await _about_own_family(work, task, actor, now):
        entry = _entry("task.refused", task, actor, answer)
        await work.journal.write([entry], now)
        return Settled.not_yours
    if task.settled_at is not None or answer not in task.data.get("answers", ANSWERS[task.kind]):
        return Settled.already
    if not await _SETTLE[task.kind](work, actor, task, answer, now):
        await work.tasks.settle(task.id, "pointless", None, now)
        return Settled.impossible
    await work.tasks.settle(task.id, answer, actor.person_id, now)
    await work.journal.write([_entry("task.settled", task, actor, answer)], now)
    return Settled.done


async def _about_own_family(work: Work, task: TaskRow, actor: Actor, now: datetime) -> bool:
    """Where a parent is cannot be said by somebody of the same family, whatever post they hold."""
    if task.kind is not TaskKind.status or task.child_id is None:
        return False
    circle = (await work.circles.around([task.child_id], now.date())).get(task.child_id)
    return circle is not None and actor.person_id in circle.staff_of_the_family()


async def settle_for_installer(work: Work, task_id: int, answer: str, now: datetime) -> Settled:
    """As `settle`, on the command line: where nobody who decides can be reached. The journal names
    no person.
    """
    task = await work.tasks.hold(task_id)
    if task is None or task.settled_at is not None:
        return Settled.already
    if task.kind not in BY_INSTALLER or answer not in ANSWERS[task.kind]:
        return Settled.not_yours
    if task.kind is TaskKind.approval:
        done = await decide(work, None, task, answer, now)
    else:
        done = await settle_status(work, None, task, answer, now)
    await work.tasks.settle(task.id, answer if done else "pointless", None, now)
    await work.journal.write([_entry("task.settled", task, None, answer)], now)
    return Settled.done if done else Settled.impossible


def _entry(event: str, task: TaskRow, actor: Actor | None, answer: str) -> Entry:
    return Entry(
        event,
        person_id=None if actor is None else actor.person_id,
        child_id=task.child_id,
        unit_id=task.unit_id,
        details={"task": task.id, "kind": task.kind, "answer": answer},
    )
