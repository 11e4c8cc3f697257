"""Asking the staff: a task is stored once, and whoever decides hears of it in one message."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from care.hours import at_own_hour, local_date
from care.tasks import AT_ONCE, hearers
from care.words import NewsCode
from services.news import News, spread
from storage.journal import Entry
from storage.tasks import WITHOUT, NewTask, TaskRow
from storage.work import Work


async def ask(
    work: Work, tasks: Sequence[NewTask], now: datetime, *, told: bool = True
) -> list[TaskRow]:
    """Store tasks that are not open already and tell those who decide; returns the new ones. Nobody
    is `told` of what its asker has only to confirm.

    Urgent kinds are told as soon as is polite, the others together at the reader's own hour. Who
    is out of reach finds them under /tasks once they have joined.
    """
    new = await work.tasks.ask(tasks, now)
    await work.journal.write([_entry(task) for task in new], now)
    hearing = await _hearing(work, new if told else [], now)
    for person_id, theirs in hearing.items():
        urgent = [task for task in theirs if task.kind in AT_ONCE]
        others = [task for task in theirs if task.kind not in AT_ONCE]
        await spread(work, (_one(person_id, task) for task in urgent), now)
        if others:
            await _together(work, person_id, others, now)
    return new


def _entry(task: TaskRow) -> Entry:
    return Entry(
        "task.asked",
        person_id=task.person_id,
        child_id=task.child_id,
        unit_id=task.unit_id,
        details={"task": task.id, "kind": task.kind},
    )


async def _hearing(work: Work, tasks: Sequence[TaskRow], now: datetime) -> dict[int, list[TaskRow]]:
    """The tasks of each person who can be reached and decides them."""
    circles = await work.circles.of_units({task.unit_id for task in tasks}, now.date())
    found: dict[int, list[TaskRow]] = defaultdict(list)
    for task in tasks:
        circle = circles[task.unit_id]
        if task.for_id is not None:
            found[task.for_id].append(task)
            continue
        without = task.data.get(WITHOUT, ())
        for person in hearers(task.kind, circle, local_date(now, circle.zone), without):
            found[person.id].append(task)
    return found


def _one(person_id: int, task: TaskRow) -> News:
    return News(person_id, NewsCode.task, unit_id=task.unit_id, task_id=task.id)


async def _together(work: Work, person_id: int, tasks: Iterable[TaskRow], now: datetime) -> None:
    tasks = list(tasks)
    habits = await work.people.habits(person_id)
    today = at_own_hour(local_date(now, habits.zone), habits)
    news = News(person_id, NewsCode.tasks, unit_id=tasks[0].unit_id, details={"n": len(tasks)})
    if len(tasks) == 1:
        news = _one(person_id, tasks[0])
    await spread(work, [news], now, send_at=today)
