"""Queries about duties. What is due is found on a partial index over the open ones."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    delete,
    exists,
    or_,
    select,
    update,
)

from care.words import DutyState
from storage.duty_statements import (
    BY_ID,
    COLUMNS,
    DONE_SO_OFTEN,
    DUE,
    HOLD,
    MOVE,
    MOVED,
    NEXT,
    OPEN_OF_CHILDREN,
    OPEN_OF_UNITS,
)
from storage.prebuilt import Prebuilt
from storage.room import Room, chunks
from storage.tables import Closure, Duty, NoticeItem, Record, Unit


class DutyRow(Struct, frozen=True):
    """One occurrence of a rule. Dates are local to the unit, instants UTC."""

    id: int
    key: str
    rule_id: str
    unit_id: int
    child_id: int | None
    holder_id: int | None
    anchor: str
    number: int
    opens_on: date
    due_on: date
    closes_on: date
    ladder_from: date
    step: int
    laters: int
    gentle: bool
    """The first of its chain: nobody but its holders is told of it."""
    state: DutyState
    next_at: datetime | None
    previous_id: int | None
    created_at: datetime
    ended_at: datetime | None

    @property
    def in_order(self) -> tuple[date, str, str]:
        """How lists are sorted: by the day it is due, then like things together."""
        return (self.due_on, self.rule_id, self.key)


class Move(Struct, frozen=True):
    """Where a duty stands from now on: its state, its place on the ladder, when to look again."""

    duty_id: int
    state: DutyState
    step: int
    ladder_from: date
    next_at: datetime | None
    ended_at: datetime | None = None


class Duties:
    """All duties: planned, looked at when due, closed, reopened."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def add(self, duties: Sequence[DutyRow]) -> int:
        """Plan duties; one whose key is known already is left alone. Returns how many are new."""
        names = DutyRow.__struct_fields__
        rows = [{name: getattr(duty, name) for name in names} for duty in duties]
        return await self._room.add_new(Duty, rows, "key")

    async def due(self, now: datetime, limit: int) -> list[DutyRow]:
        """Open duties that the tick must look at by now, the longest waiting first; those of paused
        units rest. They stay locked; those being answered right now are left out.
        """
        return [_row(row) for row in await self._room.get(DUE, {"now": now, "most": limit})]

    async def hold(self, duty_id: int) -> DutyRow | None:
        """One duty for an answer: it and the open ones about that child stay locked, so that two
        answers, or an answer and the tick, come one after the other.
        """
        if self._room.one_writer:
            return (await self.by_id([duty_id])).get(duty_id)
        rows = await self._room.get(HOLD, {"duty_id": duty_id})
        return next((_row(row) for row in rows if row.id == duty_id), None)

    async def hold_in(self, unit_ids: Iterable[int]) -> None:
        """The open duties of these classes and schools stay locked until the transaction ends."""
        for part in chunks(set(unit_ids)):
            query = select(Duty.id).where(Duty.unit_id.in_(part), Duty.state == DutyState.open)
            await self._room.get(query.order_by(Duty.id).with_for_update())

    async def next_moment(self) -> datetime | None:
        """When the tick has something to do again; what rests has no moment."""
        moment: datetime | None = (await self._room.get(NEXT)).scalar_one()
        return moment

    async def move(self, moves: Sequence[Move]) -> None:
        """Write the new places of many duties at once."""
        rows = [{f"new_{name}": getattr(move, name) for name in MOVED} for move in moves]
        moved = [{"moved": move.duty_id} | row for move, row in zip(moves, rows, strict=True)]
        await self._room.straight.change_all(MOVE, moved)

    async def move_all_to(self, child_ids: Iterable[int], unit_id: int) -> None:
        """Children went to another class: their open duties, and so all that follow, go along."""
        for part in chunks(child_ids):
            change = update(Duty).where(Duty.child_id.in_(part), Duty.state == DutyState.open)
            await self._room.run(change.values(unit_id=unit_id))

    async def excuse(self, child_ids: Iterable[int], now: datetime) -> list[DutyRow]:
        """End what is open about children who have left, and return it as it was."""
        ended = await self.open_of_children(child_ids)
        values = {"state": DutyState.excused, "next_at": None, "ended_at": now}
        for part in chunks(duty.id for duty in ended):
            await self._room.run(update(Duty).where(Duty.id.in_(part)).values(values))
        return ended

    async def count_later(self, duty_id: int) -> None:
        """One more Later was pressed."""
        change = update(Duty).where(Duty.id == duty_id)
        await self._room.run(change.values(laters=Duty.laters + 1))

    async def by_id(self, duty_ids: Iterable[int]) -> dict[int, DutyRow]:
        """Many duties at once."""
        found: dict[int, DutyRow] = {}
        for part in chunks(set(duty_ids)):
            rows = await self._room.get(BY_ID, {"ids": part})
            found |= {row.id: _row(row) for row in rows}
        return found

    async def open_of_children(
        self, child_ids: Iterable[int], due_by: date = date.max
    ) -> list[DutyRow]:
        """The open duties about these children, due on a local date or before it, nearest first."""
        return await self._open(OPEN_OF_CHILDREN, child_ids, due_by=due_by)

    async def open_of_units(self, unit_ids: Iterable[int]) -> list[DutyRow]:
        """The open duties of units themselves, nearest first."""
        rows = await self._open(OPEN_OF_UNITS, unit_ids)
        return [row for row in rows if row.child_id is None]

    async def _open(self, query: Prebuilt, ids: Iterable[int], **more: date) -> list[DutyRow]:
        found: list[DutyRow] = []
        for part in chunks(set(ids)):
            found.extend(map(_row, await self._room.get(query, {"ids": part, **more})))
        return sorted(found, key=lambda duty: duty.in_order)

    async def latest(self, condition: ColumnElement[bool]) -> list[DutyRow]:
        """The last duty of every chain (subject, rule, holder) among those that match."""
        follower = Duty.__table__.alias("follower")
        query = (
            select(*COLUMNS)
            .outerjoin(follower, follower.c.previous_id == Duty.id)
            .where(condition, follower.c.id.is_(None))
        )
        return [_row(row) for row in await self._room.get(query)]

    async def latest_of_children(self, child_ids: Iterable[int]) -> list[DutyRow]:
        """The last duty of every chain about these children."""
        found = [await self.latest(Duty.child_id.in_(part)) for part in chunks(set(child_ids))]
        return [row for part in found for row in part]

    async def latest_of_units(self, unit_ids: Iterable[int]) -> list[DutyRow]:
        """The last duty of every chain that these units themselves owe."""
        parts, own = chunks(set(unit_ids)), Duty.child_id.is_(None)
        found = [await self.latest(Duty.unit_id.in_(part) & own) for part in parts]
        return [row for part in found for row in part]

    async def successor(self, duty_id: int) -> DutyRow | None:
        """The duty planned after this one."""
        rows = await self._room.get(select(*COLUMNS).where(Duty.previous_id == duty_id))
        row = rows.one_or_none()
        return None if row is None else _row(row)

    async def done_so_often(self, child_id: int, rule_id: str) -> int:
        """How many duties of a rule about a child have been done."""
        values = {"child_id": child_id, "rule_id": rule_id}
        count: int = (await self._room.get(DONE_SO_OFTEN, values)).scalar_one()
        return count

    async def named(self, duty_ids: Iterable[int]) -> set[int]:
        """Which of these duties any notice, record or closure, withdrawn ones too, ever named."""
        found: set[int] = set()
        for part in chunks(set(duty_ids)):
            for column in (NoticeItem.duty_id, Record.duty_id, Closure.duty_id):
                rows = await self._room.get(select(column).where(column.in_(part)).distinct())
                found.update(rows.scalars())
        return found

    async def ended(self, keys: Iterable[str]) -> set[str]:
        """Which of these keys belong to duties that are open no longer."""
        found: set[str] = set()
        for part in chunks(set(keys)):
            ended = select(Duty.key).where(Duty.key.in_(part), Duty.state != DutyState.open)
            found.update((await self._room.get(ended)).scalars())
        return found

    async def withdraw(self, duty_ids: Iterable[int]) -> None:
        """Take back duties that nobody has touched."""
        for part in chunks(duty_ids):
            await self._room.run(delete(Duty).where(Duty.id.in_(part)))

    async def unstarted(self, unit_ids: Iterable[int]) -> list[DutyRow]:
        """Open duties that only wait for the day on which their class or school goes live: due from
        then on, untouched. What followed at the end of another duty came along with a child.
        """
        before = Duty.__table__.alias("before")
        untouched = [
            ~exists().where(column == Duty.id)
            for column in (NoticeItem.duty_id, Record.duty_id, Closure.duty_id)
        ]
        found: list[DutyRow] = []
        for part in chunks(unit_ids):
            query = (
                select(*COLUMNS)
                .join(Unit, Unit.id == Duty.unit_id)
                .outerjoin(before, before.c.id == Duty.previous_id)
                .where(Duty.unit_id.in_(part), Duty.state == DutyState.open)
                .where(Duty.due_on >= Unit.live_on, Duty.step == 0, Duty.laters == 0, *untouched)
                .where(or_(before.c.id.is_(None), before.c.ended_at != Duty.created_at))
            )
            found.extend(_row(row) for row in await self._room.get(query))
        return found


def _row(row: Any) -> DutyRow:
    return DutyRow(**row._asdict() | {"state": DutyState(row.state)})
