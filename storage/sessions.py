"""Queries about the family line: its opening hours, and the sessions that are asked for on it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from care.openings import Days, Hours, Means, SessionState, Slot
from storage.room import Room, chunks
from storage.tables import Opening, Session, new_id


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in the store; its moments are UTC."""

    id: int
    request_id: int
    unit_id: int
    starts_at: datetime
    ends_at: datetime
    means: Means
    state: SessionState
    keeper_id: int | None
    record_id: int | None

    @property
    def slot(self) -> Slot:
        """When it is."""
        return Slot(self.starts_at, self.ends_at)


class Sessions:
    """Hours and sessions of schools' lines."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def hours(self, unit_ids: Iterable[int]) -> dict[int, tuple[Hours, ...]]:
        """The opening hours that schools have set."""
        found: dict[int, list[Hours]] = defaultdict(list)
        for part in chunks(set(unit_ids)):
            query = select(Opening.unit_id, Opening.days, Opening.opens, Opening.closes)
            query = query.where(Opening.unit_id.in_(part)).order_by(Opening.days, Opening.opens)
            for row in await self._room.get(query):
                found[row.unit_id].append(Hours(Days(row.days), row.opens, row.closes))
        return {unit_id: tuple(hours) for unit_id, hours in found.items()}

    async def set_hours(self, unit_id: int, hours: Sequence[Hours]) -> None:
        """Replace the opening hours of a school."""
        await self._room.run(delete(Opening).where(Opening.unit_id == unit_id))
        rows = [
            {
                "id": new_id(),
                "unit_id": unit_id,
                "days": h.days,
                "opens": h.opens,
                "closes": h.closes,
            }
            for h in hours
        ]
        await self._room.add(Opening, rows)

    async def ask(self, request_id: int, unit_id: int, slot: Slot, means: Means) -> int:
        """Somebody would like this time; returns the session's id."""
        row = _new(request_id, unit_id, slot, means) | {"state": SessionState.asked}
        await self._room.run(insert(Session).values(row))
        session_id: int = row["id"]
        return session_id

    async def book(self, session_id: int, keeper_id: int) -> bool:
        """The time that was asked for is theirs; False where the line is taken then."""
        change = update(Session).where(Session.id == session_id)
        return await self._booked(change.values(state=SessionState.booked, keeper_id=keeper_id))

    async def book_other(
        self, request_id: int, unit_id: int, slot: Slot, means: Means, keeper_id: int
    ) -> bool:
        """Another time is theirs; False where the line is taken then."""
        row = _new(request_id, unit_id, slot, means)
        booked = {"state": SessionState.booked, "keeper_id": keeper_id}
        return await self._booked(insert(Session).values(row | booked))

    async def _booked(self, statement: Any) -> bool:
        """The index allows one booked session at a time; who is second changes nothing."""
        try:
            async with self._room.connection.begin_nested():
                await self._room.run(statement)
        except IntegrityError:
            return False
        return True

    async def end(self, session_id: int, state: SessionState, record_id: int | None = None) -> None:
        """What became of a session; it takes up the line no longer."""
        change = update(Session).where(Session.id == session_id)
        await self._room.run(change.values(state=state, record_id=record_id))

    async def booked(self, unit_id: int, since: datetime, until: datetime) -> list[Slot]:
        """The times at which a school's line is taken between two moments (UTC)."""
        query = select(Session.starts_at, Session.ends_at).where(
            Session.unit_id == unit_id,
            Session.state == SessionState.booked,
            Session.ends_at > since,
            Session.starts_at < until,
        )
        return [Slot(*row) for row in await self._room.get(query)]

    async def current(self, request_ids: Iterable[int]) -> dict[int, SessionRow]:
        """The session of each request that is asked for or booked; there is at most one."""
        found: dict[int, SessionRow] = {}
        runs = Session.state.in_((SessionState.asked, SessionState.booked))
        for part in chunks(set(request_ids)):
            rows = await self._find(Session.request_id.in_(part) & runs)
            found |= {row.request_id: row for row in rows}
        return found

    async def _find(self, condition: ColumnElement[bool]) -> list[SessionRow]:
        query = select(*_COLUMNS).where(condition).order_by(Session.id)
        return [_row(row) for row in await self._room.get(query)]


_COLUMNS = tuple(getattr(Session, name) for name in SessionRow.__dataclass_fields__)


def _row(row: Any) -> SessionRow:
    values = row._asdict() | {"means": Means(row.means), "state": SessionState(row.state)}
    return SessionRow(**values)


def _new(request_id: int, unit_id: int, slot: Slot, means: Means) -> dict[str, Any]:
    return {
        "id": new_id(),
        "request_id": request_id,
        "unit_id": unit_id,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "means": means,
        "keeper_id": None,
        "record_id": None,
    }
