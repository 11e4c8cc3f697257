"""Queries about the parts that people have in many requests at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import bindparam, select

from storage.requests import RUNNING
from storage.room import Room, chunks
from storage.tables import Request, RequestPart

Parts = Mapping[str, tuple[int, ...]]


class RequestParts:
    """Who was told of requests, whom they concern, who is left out."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def of(self, request_ids: Iterable[int]) -> dict[int, Parts]:
        """Who has which part in each request, in the order in which they got it."""
        ids = set(request_ids)
        found: dict[int, dict[str, tuple[int, ...]]] = {i: {} for i in ids}
        for some in chunks(ids):
            for request_id, name, person_id in await self._room.get(_PARTS, {"ids": some}):
                parts = found[request_id]
                parts[name] = (*parts.get(name, ()), person_id)
        return dict(found)

    async def add(self, people: Mapping[int, Iterable[int]], part: str, now: datetime) -> None:
        """People get a part in requests (request → people); having it already changes nothing."""
        known = await self.of(people)
        rows = [
            {"request_id": request_id, "person_id": person_id, "part": part, "at": now}
            for request_id, ids in people.items()
            for person_id in dict.fromkeys(ids)
            if person_id not in known[request_id].get(part, ())
        ]
        await self._room.add(RequestPart, rows)

    async def running_with(self, person_id: int, part: str) -> set[int]:
        """The requests not yet ended in which somebody has a part."""
        query = (
            select(RequestPart.request_id)
            .join(Request, Request.id == RequestPart.request_id)
            .where(RequestPart.person_id == person_id, RequestPart.part == part)
            .where(Request.state.in_(RUNNING))
        )
        return set((await self._room.get(query)).scalars())


_PARTS = (
    select(RequestPart.request_id, RequestPart.part, RequestPart.person_id)
    .where(RequestPart.request_id.in_(bindparam("ids", expanding=True)))
    .order_by(RequestPart.at)
)
