"""Settling a task: the permission is checked, the answer is taken once, and acted on."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from care.tasks import ANSWERS
from care.words import TaskKind
from services.actor import Actor
from services.lists.statuses import settle_status
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
        TaskKind.transfer: settle_transfer,
    }
)


async def settle(work: Work, actor: Actor, task_id: int, answer: str, now: datetime) -> Settled:
    """Take this person's answer to a task."""
    task = await work.tasks.hold(task_id)
    if task is None:
        return Settled.already
    circles = await work.circles.of_units([task.unit_id], now.date())
    if not may_settle(task, circles[task.unit_id], actor.person_id, now):
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


def _entry(event: str, task: TaskRow, actor: Actor, answer: str) -> Entry:
    return Entry(
        event,
        person_id=actor.person_id,
        child_id=task.child_id,
        unit_id=task.unit_id,
        details={"task": task.id, "kind": task.kind, "answer": answer},
    )
