"""Tasks as their reader sees them: names looked up at the moment of showing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.hours import local_date
from care.people import Circle
from care.roles import Act, may
from care.tasks import ANSWERS
from care.words import TaskKind
from services.actor import Actor, names_in
from storage.tasks import WITHOUT, TaskRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task with its names. `data` is what was asked: codes, old and new values."""

    task_id: int
    kind: TaskKind
    unit_id: int
    unit: str
    child: str | None
    person: str | None
    asked_by: str | None
    data: Mapping[str, Any]
    answers: tuple[str, ...]
    is_open: bool
    child_id: int | None = None
    person_id: int | None = None


async def open_tasks(work: Work, actor: Actor, now: datetime) -> list[TaskView]:
    """What this person may decide now, oldest first."""
    posts = await work.posts.of_person(actor.person_id, now.date())
    units = {post.unit_id for post in posts}
    for unit_id in list(units):
        units |= {unit.id for unit in await work.units.below(unit_id)}
    found = await work.tasks.open_in_units(units) + await work.tasks.open_for(actor.person_id)
    tasks = {task.id: task for task in found}.values()
    circles = await work.circles.of_units({task.unit_id for task in tasks}, now.date())
    mine = [t for t in tasks if may_settle(t, circles[t.unit_id], actor.person_id, now)]
    return await _views(work, mine)


def from_behind(tasks: Sequence[TaskView], task_id: int) -> list[TaskView]:
    """The tasks in the same order, beginning behind one of them: that one comes last."""
    place = next((n for n, task in enumerate(tasks, 1) if task.task_id == task_id), 0)
    return [*tasks[place:], *tasks[:place]]


async def open_tasks_of(work: Work, school_id: int) -> list[TaskView]:
    """Everything that waits in a school and its classes, for the command line."""
    units = [school_id, *(unit.id for unit in await work.units.below(school_id))]
    return await _views(work, await work.tasks.open_in_units(units))


async def task_views(work: Work, task_ids: Iterable[int]) -> list[TaskView]:
    """These tasks, open or settled; who may see them is the caller's to check."""
    found = await work.tasks.by_id(task_ids)
    return await _views(work, list(found.values()))


async def task_for(work: Work, task_id: int, person_id: int, now: datetime) -> TaskView | None:
    """One task, as long as it is open and this person may settle it."""
    task = (await work.tasks.by_id([task_id])).get(task_id)
    if task is None or task.settled_at is not None:
        return None
    circle = (await work.circles.of_units([task.unit_id], now.date()))[task.unit_id]
    return (await _views(work, [task]))[0] if may_settle(task, circle, person_id, now) else None


def may_settle(task: TaskRow, circle: Circle, person_id: int, now: datetime) -> bool:
    """Whether a person may decide a task today. `circle` is that of the task's unit."""
    if task.for_id is not None:
        return task.for_id == person_id
    if task.kind is TaskKind.approval:
        deciders = circle.deciders(local_date(now, circle.zone), task.data.get(WITHOUT, ()))
        return any(person.id == person_id for person in deciders)
    return may(names_in(circle, person_id, now), Act.manage_lists)


async def _views(work: Work, tasks: Sequence[TaskRow]) -> list[TaskView]:
    units = await work.units.by_id([task.unit_id for task in tasks])
    children = await work.children.names(t.child_id for t in tasks if t.child_id is not None)
    ids = {i for t in tasks for i in (t.person_id, t.asked_by_id) if i is not None}
    people = await work.people.by_id(ids)
    return [
        TaskView(
            task_id=task.id,
            kind=task.kind,
            unit_id=task.unit_id,
            unit=units[task.unit_id].name,
            child=children.get(task.child_id or 0),
            person=people[task.person_id].name if task.person_id else None,
            asked_by=people[task.asked_by_id].name if task.asked_by_id else None,
            data=task.data,
            answers=tuple(task.data.get("answers", ANSWERS[task.kind])),
            is_open=task.settled_at is None,
            child_id=task.child_id,
            person_id=task.person_id,
        )
        for task in tasks
    ]
