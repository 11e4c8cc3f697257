"""Queries about moves: children on their way to another class, another school, or out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update

from care.words import MoveState, Moving
from storage.room import Room, chunks
from storage.tables import Move, new_id


@dataclass(frozen=True, slots=True)
class NewMove:
    """A child's way. `moves_on` is the first local day in the new place (or out of the school)."""

    child_id: int
    from_id: int
    to_id: int | None
    why: Moving
    moves_on: date
    state: MoveState = MoveState.planned
    offered_to_id: int | None = None
    asked_by_id: int | None = None


@dataclass(frozen=True, slots=True)
class MoveRow:
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


class Moves:
    """Planned, offered, done: the history of where a child has been."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def plan(self, moves: Sequence[NewMove], now: datetime) -> list[int]:
        """Store moves; returns their ids in the same order."""
        names = NewMove.__dataclass_fields__
        ids = [new_id() for _ in moves]
        rows = [
            {
                "id": move_id,
                "asked_at": now,
                "settled_by_id": None,
                "settled_at": None,
                **{name: getattr(move, name) for name in names},
            }
            for move_id, move in zip(ids, moves, strict=True)
        ]
        await self._room.add(Move, rows)
        return ids

    async def due(self, now: datetime, limit: int) -> list[MoveRow]:
        """Planned moves whose day may have come somewhere in the world, earliest first.

        The caller compares `moves_on` with the date in the unit's zone.
        """
        tomorrow = now.date() + timedelta(days=1)
        query = _QUERY.where(Move.state == MoveState.planned, Move.moves_on <= tomorrow)
        ordered = query.order_by(Move.moves_on, Move.id).limit(limit)
        return [_row(row) for row in await self._room.get(ordered)]

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
        values = {"state": state, "settled_by_id": person_id, "settled_at": now}
        for part in chunks(move_ids):
            await self._room.run(update(Move).where(Move.id.in_(part)).values(values))

    async def accept(self, move_id: int, to_id: int, person_id: int, now: datetime) -> None:
        """An offered move is accepted into a class; it happens on its day."""
        values = {"state": MoveState.planned, "to_id": to_id}
        values |= {"settled_by_id": person_id, "settled_at": now}
        await self._room.run(update(Move).where(Move.id == move_id).values(values))


_QUERY = select(*(getattr(Move, name) for name in MoveRow.__dataclass_fields__))


def _row(row: Any) -> MoveRow:
    values = row._asdict()
    return MoveRow(**values | {"why": Moving(values["why"]), "state": MoveState(values["state"])})
