"""What somebody needs, in memory: requests with the parts that people have in them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from care.words import RequestKind, RequestState
from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.memory.stored import StoredPart
from storage.request_parts import Parts, RequestParts
from storage.requests import TOLD, NewRequest, RequestRow, Requests
from storage.tables import new_id


class MemoryRequests(Requests):
    """Requests by who asked, who sees to them, what they are about."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state
        self._rows = state.requests

    async def add(self, new: NewRequest, now: datetime) -> int:
        """Store a request; returns its id."""
        values = {name: getattr(new, name) for name in NewRequest.__struct_fields__}
        state = RequestState.open if new.owner_id is None else RequestState.taken
        row = RequestRow(
            id=new_id(), state=state, step=0, rounds=0, outcome=None, created_at=now,
            ended_at=None, ended_by_id=None, signed_by_id=None,
            **values | {"words": dict(new.words or {})},
        )  # fmt: skip
        self._rows.put(row)
        return row.id

    async def hold(self, request_id: int) -> RequestRow | None:
        """A request that nobody else changes until the transaction ends."""
        return self._rows.rows.get(request_id)

    async def by_id(self, request_ids: Iterable[int]) -> dict[int, RequestRow]:
        """Many requests at once."""
        return {row.id: row for row in self._rows.get(request_ids)}

    async def running_told(self, person_id: int) -> list[RequestRow]:
        """What has not ended and somebody was told of."""
        parts = self._state.parts.get(self._state.parts_of.ids(person_id))
        told = self._rows.get(part.request_id for part in parts if part.part == TOLD)
        return [row for row in told if row.runs]

    async def of_record(self, record_id: int) -> list[RequestRow]:
        """What a record has opened, also what has ended."""
        return list(self._rows.get(self._state.requests_of_record.ids(record_id)))

    async def _running(self, column: Any, ids: Iterable[int]) -> list[RequestRow]:
        wanted = set(ids)
        found = [r for r in self._rows.rows.values() if r.runs and getattr(r, column.key) in wanted]
        return sorted(found, key=lambda row: (row.created_at, row.id))

    async def due(
        self, now: datetime, limit: int, kinds: Iterable[RequestKind] = tuple(RequestKind)
    ) -> list[RequestRow]:
        """Requests of these kinds that somebody has to be told of by now, the longest waiting
        first.
        """
        wanted = set(kinds)
        due = self._state.requests_due.until(now, self._rows.rows)
        return [row for row in due if row.kind in wanted][:limit]

    async def due_of(self, kind: RequestKind, now: datetime, limit: int) -> list[int]:
        """The ids of those of one kind, the longest waiting first."""
        return [row.id for row in await self.due(now, limit, [kind])]

    async def next_moment(self) -> datetime | None:
        """When the first of them is due (UTC)."""
        return self._state.requests_due.first(self._rows.rows)

    async def climb_all(self, steps: Iterable[tuple[int, int, datetime | None]]) -> None:
        """As `climb`, for many (id, step, when to look again)."""
        for request_id, step, next_at in steps:
            await self._change(request_id, step=step, next_at=next_at)

    async def say(self, request_id: int, words: dict[str, Any]) -> None:
        """What is known about it in words; replaces what was."""
        await self._change(request_id, words=dict(words))

    async def follow(self, old_id: int, new_id_: int) -> None:
        """A corrected record takes over what the one before has opened."""
        for row in await self.of_record(old_id):
            await self._change(row.id, record_id=new_id_)

    async def _change(self, request_id: int, **values: Any) -> None:
        self._rows.put(replace(self._rows.rows[request_id], **values))


class MemoryRequestParts(RequestParts):
    """Who was told of requests, whom they concern, who is left out."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def of(self, request_ids: Iterable[int]) -> dict[int, Parts]:
        """Who has which part in each request, in the order in which they got it."""
        return {request_id: self._parts(request_id) for request_id in set(request_ids)}

    def _parts(self, request_id: int) -> Parts:
        found: dict[str, tuple[int, ...]] = {}
        for row in self._state.parts.get(self._state.parts_in.ids(request_id)):
            found[row.part] = (*found.get(row.part, ()), row.person_id)
        return found

    async def add(self, people: Mapping[int, Iterable[int]], part: str, now: datetime) -> None:
        """People get a part in requests (request → people); having it already changes nothing."""
        for request_id, ids in people.items():
            known = self._parts(request_id).get(part, ())
            for person_id in dict.fromkeys(ids):
                if person_id not in known:
                    self._state.parts.put(StoredPart(new_id(), request_id, person_id, part))

    async def running_with(self, person_id: int, part: str) -> set[int]:
        """The requests not yet ended in which somebody has a part."""
        mine = self._state.parts.get(self._state.parts_of.ids(person_id))
        rows = self._state.requests.get(row.request_id for row in mine if row.part == part)
        return {row.id for row in rows if row.runs}
