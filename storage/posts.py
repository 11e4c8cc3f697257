"""Queries about staff posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select, update

from care.words import Post as PostKind
from storage.room import Room, chunks, runs_around
from storage.tables import Post, new_id


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post of a person in a unit; `until` is the last day, None while it is held."""

    id: int
    person_id: int
    unit_id: int
    kind: PostKind
    since: date
    until: date | None

    def is_held(self, today: date) -> bool:
        """Whether it is held on a day of the unit's zone."""
        return self.since <= today and (self.until is None or today <= self.until)


class Posts:
    """Who holds which post where."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def _held(self, condition: ColumnElement[bool], today: date) -> list[PostRow]:
        query = (
            select(Post.id, Post.person_id, Post.unit_id, Post.kind, Post.since, Post.until)
            .where(condition, runs_around(Post.since, Post.until, today))
            .order_by(Post.since, Post.id)
        )
        rows = await self._room.get(query)
        return [
            PostRow(r.id, r.person_id, r.unit_id, PostKind(r.kind), r.since, r.until) for r in rows
        ]

    async def in_units(self, unit_ids: Iterable[int], today: date) -> list[PostRow]:
        """All posts held today in the given units, longest held first."""
        found: list[PostRow] = []
        for part in chunks(set(unit_ids)):
            found.extend(await self._held(Post.unit_id.in_(part), today))
        return found

    async def of_person(self, person_id: int, today: date) -> list[PostRow]:
        """All posts that a person holds today."""
        return await self._held(Post.person_id == person_id, today)

    async def give(self, rows: Iterable[tuple[int, int, PostKind]], since: date) -> None:
        """Give posts (person, unit, kind) from a day on."""
        await self._room.add(
            Post,
            [
                {
                    "id": new_id(),
                    "person_id": person_id,
                    "unit_id": unit_id,
                    "kind": kind,
                    "since": since,
                    "until": None,
                }
                for person_id, unit_id, kind in rows
            ],
        )

    async def end(self, post_ids: Iterable[int], last_day: date) -> None:
        """End posts with their last day."""
        change = update(Post).where(Post.id.in_(list(post_ids))).values(until=last_day)
        await self._room.run(change)
