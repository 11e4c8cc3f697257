"""Queries about moves: children on their way to another class, another school, or out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select, update

from care.words import MoveState, Moving
from storage.prebuilt import Prebuilt
from storage.room import Room, chunks
from storage.tables import Move, Unit, new_id

ANSWER_WITHIN = timedelta(days=14)
"""An offer that nobody has answered for so long is told of."""


class NewMove(Struct, frozen=True):
    """A child's way. `moves_on` is the first local day in the new place (or out of the school)."""

    child_id: int
    from_id: int
    to_id: int | None
    why: Moving
    moves_on: date
    state: MoveState = MoveState.planned
    offered_to_id: int | None = None
    asked_by_id: int | None = None


class MoveRow(Struct, frozen=True):
    """A move in the store."""

    id: int
    child_id: int
    from_id: int
    to_id: int | None
    why: Moving
    moves_on: date
    state: MoveState
    offered_to_id: int | None
    asked_by_id: int | None
    asked_at: datetime
    settled_by_id: int | None
    settled_at: datetime | None
    look_on: date | None


class Moves:
    """Planned, offered, done: the history of where a child has been."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def plan(self, moves: Sequence[NewMove], now: datetime) -> list[int]:
        """Store moves; returns their ids in the same order. One that is `done` already is only
        history.
        """
        ids = [new_id() for _ in moves]
        rows = [_values(i, move, now) for i, move in zip(ids, moves, strict=True)]
        await self._room.add(Move, rows)
        return ids

    async def due(self, now: datetime, limit: int) -> list[MoveRow]:
        """Moves whose day may have come somewhere in the world, earliest first: planned ones, and
        offers without an answer. The caller compares `look_on` with the date in the unit's zone.
        """
        tomorrow = now.date() + timedelta(days=1)
        query = _QUERY.where(Move.look_on <= tomorrow).order_by(Move.look_on, Move.id)
        return [_row(row) for row in await self._room.get(query.limit(limit))]

    async def next_days(self) -> list[tuple[date, str]]:
        """The next local day on which something is to be done, by zone (an IANA name)."""
        return [(row[0], row[1]) for row in await self._room.get(_NEXT_DAYS)]

    async def by_id(self, move_ids: Iterable[int]) -> dict[int, MoveRow]:
        """Many moves at once."""
        return {row.id: row for row in await self._in(Move.id, move_ids)}

    async def of_children(self, child_ids: Iterable[int]) -> list[MoveRow]:
        """All moves of these children, oldest first."""
        return await self._in(Move.child_id, child_ids)

    async def waiting_for(self, child_ids: Iterable[int]) -> list[MoveRow]:
        """What is planned or offered for these children."""
        waiting = Move.state.in_((MoveState.planned, MoveState.offered))
        return await self._in(Move.child_id, child_ids, waiting)

    async def with_own_way(self, child_ids: Iterable[int], on: date) -> set[int]:
        """The children whose own planned move comes by that local day."""
        waiting = await self.waiting_for(child_ids)
        planned = (move for move in waiting if move.state is MoveState.planned)
        return {move.child_id for move in planned if move.moves_on <= on}

    async def _in(
        self, column: Any, ids: Iterable[int], *conditions: ColumnElement[bool]
    ) -> list[MoveRow]:
        found: list[MoveRow] = []
        for part in chunks(set(ids)):
            rows = await self._room.get(_QUERY.where(column.in_(part), *conditions))
            found.extend(_row(row) for row in rows)
        return sorted(found, key=lambda move: (move.asked_at, move.id))

    async def settle(
        self, move_ids: Iterable[int], state: MoveState, person_id: int | None, now: datetime
    ) -> None:
        """Write what has become of moves; `person_id` is None where the day itself came."""
        values = {"state": state, "settled_by_id": person_id, "settled_at": now, "look_on": None}
        for part in chunks(move_ids):
            await self._room.run(update(Move).where(Move.id.in_(part)).values(values))

    async def accept(
        self, move_id: int, to_id: int, on: date, person_id: int, now: datetime
    ) -> None:
        """An offered move is accepted into a class; it happens on a local day."""
        values = {"state": MoveState.planned, "to_id": to_id, "moves_on": on, "look_on": on}
        values |= {"settled_by_id": person_id, "settled_at": now}
        await self._room.run(update(Move).where(Move.id == move_id).values(values))

    async def told(self, move_ids: Iterable[int]) -> None:
        """It has been said that an offer still waits: that is said once. One that has been accepted
        meanwhile keeps its day.
        """
        for part in chunks(move_ids):
            waiting = Move.id.in_(part) & (Move.state == MoveState.offered)
            await self._room.run(update(Move).where(waiting).values(look_on=None))

    async def started_from(self, child_ids: Iterable[int], unit_id: int) -> None:
        """Where children wait to go somewhere else from, now that they are in another class."""
        waiting = Move.state.in_((MoveState.planned, MoveState.offered))
        for part in chunks(child_ids):
            change = update(Move).where(Move.child_id.in_(part), waiting)
            await self._room.run(change.values(from_id=unit_id))


_QUERY = select(*(getattr(Move, name) for name in MoveRow.__struct_fields__))


def _values(move_id: int, move: NewMove, now: datetime) -> dict[str, Any]:
    settled = now if move.state is MoveState.done else None
    look_on = {
        MoveState.planned: move.moves_on,
        MoveState.offered: now.date() + ANSWER_WITHIN,
    }.get(move.state)
    return {
        "id": move_id,
        "asked_at": now,
        "settled_by_id": None if settled is None else move.asked_by_id,
        "settled_at": settled,
        "look_on": look_on,
        **{name: getattr(move, name) for name in NewMove.__struct_fields__},
    }


def _row(row: Any) -> MoveRow:
    values = row._asdict()
    return MoveRow(**values | {"why": Moving(values["why"]), "state": MoveState(values["state"])})


_NEXT_DAYS = Prebuilt(
    select(func.min(Move.look_on), Unit.zone)
    .join(Unit, Unit.id == Move.from_id)
    .where(Move.look_on.is_not(None))
    .group_by(Unit.zone)
)
