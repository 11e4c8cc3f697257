"""Queries about requests: what somebody needs, who sees to it, and who had a part in it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, bindparam, func, insert, select, update

from care.words import RequestKind, RequestState
from storage.prebuilt import Prebuilt
from storage.room import Room, chunks
from storage.tables import Request, RequestPart, new_id

RUNNING = (RequestState.open, RequestState.taken)
TOLD, CONCERNED, LEFT_OUT = "told", "concerned", "left_out"


class NewRequest(Struct, frozen=True):
    """What is asked for. `words` are sealed; the moments are UTC."""

    kind: RequestKind
    unit_id: int | None
    child_id: int | None
    asker_id: int | None
    record_id: int | None = None
    owner_id: int | None = None
    harm: bool = False
    due_at: datetime | None = None
    next_at: datetime | None = None
    words: dict[str, Any] | None = None


class RequestRow(Struct, frozen=True):
    """A request in the store, opened."""

    id: int
    kind: RequestKind
    unit_id: int | None
    child_id: int | None
    asker_id: int | None
    record_id: int | None
    owner_id: int | None
    state: RequestState
    harm: bool
    step: int
    rounds: int
    due_at: datetime | None
    next_at: datetime | None
    words: dict[str, Any]
    outcome: str | None
    created_at: datetime
    ended_at: datetime | None
    ended_by_id: int | None
    signed_by_id: int | None

    @property
    def runs(self) -> bool:
        """Neither closed nor cancelled."""
        return self.state in RUNNING


class Requests:
    """Requests and the parts that people have in them."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def add(self, new: NewRequest, now: datetime) -> int:
        """Store a request; returns its id."""
        request_id = new_id()
        values = {name: getattr(new, name) for name in NewRequest.__struct_fields__}
        values["words"] = self._sealed(request_id, new.words)
        state = RequestState.open if new.owner_id is None else RequestState.taken
        row = {"id": request_id, "state": state, "step": 0, "rounds": 0, "created_at": now}
        await self._room.run(insert(Request).values(row | values))
        return request_id

    def _sealed(self, request_id: int, words: dict[str, Any] | None) -> bytes | None:
        if not words:
            return None
        return self._room.sealer.seal_json("request", request_id, "words", words)

    async def hold(self, request_id: int) -> RequestRow | None:
        """A request that nobody else changes until the transaction ends."""
        row = (await self._room.get(_HELD, {"request_id": request_id})).one_or_none()
        return None if row is None else self._open(row)

    async def by_id(self, request_ids: Iterable[int]) -> dict[int, RequestRow]:
        """Many requests at once."""
        found: dict[int, RequestRow] = {}
        for part in chunks(set(request_ids)):
            found |= {row.id: row for row in await self._find(Request.id.in_(part))}
        return found

    async def running_in(self, unit_ids: Iterable[int]) -> list[RequestRow]:
        """What is open or taken in these units, oldest first."""
        return await self._running(Request.unit_id, unit_ids)

    async def running_about(self, child_ids: Iterable[int]) -> list[RequestRow]:
        """What is open or taken about these children, oldest first."""
        return await self._running(Request.child_id, child_ids)

    async def running_of(self, asker_id: int) -> list[RequestRow]:
        """What somebody has asked for that has not ended, oldest first."""
        return await self._running(Request.asker_id, [asker_id])

    async def running_with(self, owner_id: int) -> list[RequestRow]:
        """What somebody has taken on that has not ended, oldest first."""
        return await self._running(Request.owner_id, [owner_id])

    async def running_told(self, person_id: int) -> Sequence[RequestRow]:
        """What has not ended and somebody was told of."""
        told = select(RequestPart.request_id)
        told = told.where(RequestPart.person_id == person_id, RequestPart.part == TOLD)
        return await self._find(Request.id.in_(told) & Request.state.in_(RUNNING))

    async def of_record(self, record_id: int) -> list[RequestRow]:
        """What a record has opened, also what has ended."""
        return [*await self._find(Request.record_id == record_id)]

    async def follow(self, old_id: int, new_id_: int) -> None:
        """A corrected record takes over what the one before has opened."""
        change = update(Request).where(Request.record_id == old_id)
        await self._room.run(change.values(record_id=new_id_))

    async def _running(self, column: Any, ids: Iterable[int]) -> list[RequestRow]:
        found: list[RequestRow] = []
        for part in chunks(set(ids)):
            found += await self._find(column.in_(part) & Request.state.in_(RUNNING))
        return sorted(found, key=lambda row: (row.created_at, row.id))

    async def due(
        self, now: datetime, limit: int, kinds: Iterable[RequestKind] = tuple(RequestKind)
    ) -> list[RequestRow]:
        """Requests of these kinds that somebody has to be told of by now, the longest waiting
        first; held.
        """
        query = (
            select(*_COLUMNS)
            .where(Request.next_at <= now, Request.kind.in_(list(kinds)))
            .order_by(Request.next_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [self._open(row) for row in await self._room.get(query)]

    async def due_of(self, kind: RequestKind, now: datetime, limit: int) -> list[int]:
        """The ids of those of one kind, the longest waiting first: not opened, so that one that
        cannot be keeps no other from being seen to.
        """
        query = select(Request.id).where(Request.next_at <= now, Request.kind == kind)
        found = await self._room.get(query.order_by(Request.next_at).limit(limit))
        return list(found.scalars())

    async def next_moment(self) -> datetime | None:
        """When the first of them is due (UTC)."""
        moment: datetime | None = (await self._room.get(_NEXT)).scalar_one()
        return moment

    async def take(self, request_id: int, owner_id: int | None) -> None:
        """Somebody sees to it from now on; None gives it back."""
        state = RequestState.open if owner_id is None else RequestState.taken
        await self._change(request_id, owner_id=owner_id, state=state)

    async def climb(
        self, request_id: int, step: int, next_at: datetime | None, rounds: int = 0
    ) -> None:
        """Where it stands on its ladder from now on, and when to look again (UTC)."""
        await self._change(request_id, step=step, next_at=next_at, rounds=rounds)

    async def climb_all(self, steps: Iterable[tuple[int, int, datetime | None]]) -> None:
        """As `climb`, for many (id, step, when to look again) in one statement."""
        rows = [{"whose": i, "to": step, "when": next_at} for i, step, next_at in steps]
        if rows:
            change = update(Request).where(Request.id == bindparam("whose"))
            moved = change.values(step=bindparam("to"), next_at=bindparam("when"))
            await self._room.run(moved, rows)

    async def postpone(
        self, request_id: int, due_at: datetime | None, next_at: datetime | None
    ) -> None:
        """Another deadline (UTC)."""
        await self._change(request_id, due_at=due_at, next_at=next_at)

    async def say(self, request_id: int, words: dict[str, Any]) -> None:
        """What is known about it in words, sealed; replaces what was."""
        await self._change(request_id, words=self._sealed(request_id, words))

    async def about(self, request_id: int, child_id: int | None, unit_id: int) -> None:
        """It has turned out which child it is about, or that it is about a unit."""
        await self._change(request_id, child_id=child_id, unit_id=unit_id)

    async def said_in(self, request_id: int, record_id: int) -> None:
        """The record in which somebody has said more about it."""
        await self._change(request_id, record_id=record_id)

    async def mark_harm(self, request_id: int) -> None:
        """It is about suspected harm; nothing takes that back."""
        await self._change(request_id, harm=True)

    async def end(
        self,
        request_id: int,
        state: RequestState,
        by: int | None,
        now: datetime,
        *,
        outcome: str | None = None,
        signed_by: int | None = None,
    ) -> None:
        """It is closed or cancelled."""
        values = {"ended_at": now, "ended_by_id": by, "signed_by_id": signed_by, "next_at": None}
        await self._change(request_id, state=state, outcome=outcome, **values)

    async def _change(self, request_id: int, **values: Any) -> None:
        await self._room.change(Request, request_id, values)

    async def _find(self, condition: ColumnElement[bool]) -> Sequence[RequestRow]:
        rows = await self._room.get(select(*_COLUMNS).where(condition))
        return [self._open(row) for row in rows]

    def _open(self, row: Any) -> RequestRow:
        values = {name: getattr(row, name) for name in RequestRow.__struct_fields__}
        values["kind"], values["state"] = RequestKind(row.kind), RequestState(row.state)
        if row.words is None:
            values["words"] = {}
        else:
            values["words"] = self._room.sealer.open_json("request", row.id, "words", row.words)
        return RequestRow(**values)


_COLUMNS = tuple(getattr(Request, name) for name in RequestRow.__struct_fields__)
_HELD = select(*_COLUMNS).where(Request.id == bindparam("request_id")).with_for_update()
_NEXT = Prebuilt(select(func.min(Request.next_at)).where(Request.next_at.is_not(None)))
