"""Queries about tasks: what the staff have to decide about the lists."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field
from sqlalchemy import ColumnElement, select, update

from care.words import TaskKind
from storage.room import Room, chunks
from storage.tables import Task, new_id

WITHOUT = "without"
"""In a task's data: people who may not decide it, because it is about their own family."""


class NewTask(Struct, frozen=True):
    """A task to be asked. The same `key` is asked once while it is open.

    `unit_id` is the class or school whose staff decide; `for_id` where it is one named person's.
    `data` is sealed: names, numbers, old and new values.
    """

    key: str
    kind: TaskKind
    unit_id: int
    child_id: int | None = None
    person_id: int | None = None
    for_id: int | None = None
    asked_by_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


class TaskRow(Struct, frozen=True):
    """A task in the store, opened."""

    id: int
    key: str
    kind: TaskKind
    unit_id: int
    child_id: int | None
    person_id: int | None
    for_id: int | None
    asked_by_id: int | None
    data: dict[str, Any]
    asked_at: datetime
    settled_at: datetime | None
    settled_by_id: int | None
    answer: str | None


class Tasks:
    """Asked, listed, settled once."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def ask(self, tasks: Sequence[NewTask], now: datetime) -> list[TaskRow]:
        """Store tasks that are not open already; returns the new ones."""
        wanted = {task.key: task for task in tasks}
        for part in chunks(wanted):
            known = await self._room.get(
                select(Task.key).where(Task.key.in_(part), Task.settled_at.is_(None))
            )
            for key in known.scalars():
                del wanted[key]
        new = {new_id(): task for task in wanted.values()}
        rows = [self._values(task_id, task, now) for task_id, task in new.items()]
        await self._room.add_new(Task, rows, "key")
        found = await self.by_id(new)
        return [found[task_id] for task_id in new if task_id in found]

    def _values(self, task_id: int, task: NewTask, now: datetime) -> dict[str, Any]:
        names = ("key", "unit_id", "child_id", "person_id", "for_id", "asked_by_id")
        return {
            "id": task_id,
            "kind": task.kind,
            "data": self._room.sealer.seal_json("task", task_id, "data", task.data),
            "asked_at": now,
            "settled_at": None,
            "settled_by_id": None,
            "answer": None,
            **{name: getattr(task, name) for name in names},
        }

    async def by_id(self, task_ids: Iterable[int]) -> dict[int, TaskRow]:
        """Many tasks at once, open or settled."""
        found: dict[int, TaskRow] = {}
        for part in chunks(set(task_ids)):
            found |= {row.id: row for row in await self._find(Task.id.in_(part))}
        return found

    async def hold(self, task_id: int) -> TaskRow | None:
        """One task, kept from everybody else until the transaction ends."""
        await self._room.get(select(Task.id).where(Task.id == task_id).with_for_update())
        return (await self.by_id([task_id])).get(task_id)

    async def open_in_units(self, unit_ids: Iterable[int]) -> list[TaskRow]:
        """The open tasks of these units, oldest first."""
        return await self._open(Task.unit_id, unit_ids)

    async def open_for(self, person_id: int) -> list[TaskRow]:
        """The open tasks that only this person can settle, oldest first."""
        return await self._open(Task.for_id, [person_id])

    async def open_about(
        self, child_ids: Iterable[int] = (), person_ids: Iterable[int] = ()
    ) -> list[TaskRow]:
        """The open tasks about these children or these adults, oldest first."""
        found = {t.id: t for t in await self._open(Task.child_id, child_ids)}
        found |= {t.id: t for t in await self._open(Task.person_id, person_ids)}
        return sorted(found.values(), key=_age)

    async def _open(self, column: Any, ids: Iterable[int]) -> list[TaskRow]:
        found: list[TaskRow] = []
        for part in chunks(set(ids)):
            found.extend(await self._find(column.in_(part), Task.settled_at.is_(None)))
        return sorted(found, key=_age)

    async def _find(self, *conditions: ColumnElement[bool]) -> list[TaskRow]:
        rows = await self._room.get(select(*Task.__table__.columns).where(*conditions))
        return [self._row(row) for row in rows]

    def _row(self, row: Any) -> TaskRow:
        data = self._room.sealer.open_json("task", row.id, "data", row.data) or {}
        values = row._asdict() | {"data": data, "kind": TaskKind(row.kind)}
        return TaskRow(**values)

    async def settle(self, task_id: int, answer: str, person_id: int | None, now: datetime) -> bool:
        """Settle an open task; False if somebody was faster. Nobody: it has become pointless."""
        change = update(Task).where(Task.id == task_id, Task.settled_at.is_(None))
        values = {"settled_at": now, "settled_by_id": person_id, "answer": answer}
        return (await self._room.run(change.values(values))).rowcount == 1

    async def drop_keys(self, keys: Iterable[str], now: datetime) -> None:
        """These questions have answered themselves: settled without an answer."""
        for part in chunks(set(keys)):
            change = update(Task).where(Task.key.in_(part), Task.settled_at.is_(None))
            await self._room.run(change.values(settled_at=now, answer="pointless"))

    def mark(self, value: str) -> str:
        """A short keyed mark of a value, for a key that must not tell it."""
        return self._room.sealer.find("task", value).hex()[:16]

    async def drop(
        self,
        now: datetime,
        *,
        child_ids: Iterable[int] = (),
        person_ids: Iterable[int] = (),
        keep: Iterable[TaskKind] = (),
    ) -> None:
        """What was asked about these has become pointless: settled without an answer."""
        kinds = list(keep)
        for column, ids in ((Task.child_id, child_ids), (Task.person_id, person_ids)):
            for part in chunks(ids):
                about = column.in_(part) & Task.kind.not_in(kinds)
                change = update(Task).where(about, Task.settled_at.is_(None))
                await self._room.run(change.values(settled_at=now, answer="pointless"))

    async def move_to(self, child_ids: Iterable[int], from_id: int, to_id: int) -> None:
        """What a class has to decide about children goes with them to another class."""
        of_class = (Task.unit_id == from_id) & Task.for_id.is_(None) & Task.settled_at.is_(None)
        for part in chunks(child_ids):
            change = update(Task).where(Task.child_id.in_(part), of_class)
            await self._room.run(change.values(unit_id=to_id))


def _age(task: TaskRow) -> tuple[datetime, int]:
    return (task.asked_at, task.id)
