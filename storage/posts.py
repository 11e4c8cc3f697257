"""Queries about staff posts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, func, select, update

from care.words import Post as PostKind
from storage.prebuilt import Prebuilt
from storage.room import NEAR, Room, chunks, runs_around
from storage.tables import Post, Unit, new_id


class PostRow(Struct, frozen=True):
    """A post of a person in a unit; `until` is the last day, None while it is held. `look_on` is
    the local day on which what follows from its beginning or its end is to be done; None when
    nothing is.
    """

    id: int
    person_id: int
    unit_id: int
    kind: PostKind
    since: date
    until: date | None
    look_on: date | None = None

    def is_held(self, today: date) -> bool:
        """Whether it is held on a day of the unit's zone."""
        return self.since <= today and (self.until is None or today <= self.until)

    def is_over(self, today: date) -> bool:
        """Whether its last day is behind a day of the unit's zone."""
        return self.until is not None and self.until < today


class Posts:
    """Who holds which post where."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def _held(self, condition: ColumnElement[bool], today: date) -> list[PostRow]:
        return await self._read(condition, runs_around(Post.since, Post.until, today))

    async def _read(self, *conditions: ColumnElement[bool]) -> list[PostRow]:
        query = _QUERY.where(*conditions).order_by(Post.since, Post.id)
        return [_row(row) for row in await self._room.get(query)]

    async def in_units(self, unit_ids: Iterable[int], today: date) -> list[PostRow]:
        """All posts held today in the given units, longest held first."""
        found: list[PostRow] = []
        for part in chunks(set(unit_ids)):
            found.extend(await self._held(Post.unit_id.in_(part), today))
        return found

    async def of_person(self, person_id: int, today: date) -> list[PostRow]:
        """All posts that a person holds today."""
        return await self._held(Post.person_id == person_id, today)

    async def of_person_not_over(self, person_id: int, today: date) -> list[PostRow]:
        """All posts that a person holds today or will, the earliest first."""
        runs = Post.until.is_(None) | (Post.until >= today - NEAR)
        return await self._read(Post.person_id == person_id, runs)

    async def not_over(self, unit_ids: Iterable[int], today: date) -> list[PostRow]:
        """All posts in the given units that are held today or will be, the earliest first."""
        found: list[PostRow] = []
        yesterday = today - NEAR
        runs = Post.until.is_(None) | (Post.until >= yesterday)
        for part in chunks(set(unit_ids)):
            found.extend(await self._read(Post.unit_id.in_(part), runs))
        return found

    async def to_look_at(self, now: datetime, limit: int) -> list[PostRow]:
        """Posts whose day may have come somewhere in the world, earliest first. The caller compares
        `look_on` with the date in the unit's zone.
        """
        tomorrow = now.date() + timedelta(days=1)
        query = _QUERY.where(Post.look_on <= tomorrow).order_by(Post.look_on, Post.since, Post.id)
        return [_row(row) for row in await self._room.get(query.limit(limit))]

    async def next_days(self) -> list[tuple[date, str]]:
        """The next local day on which a post begins or ends as planned, by zone (an IANA name)."""
        return [(row[0], row[1]) for row in await self._room.get(_NEXT_DAYS)]

    async def give(
        self,
        rows: Iterable[tuple[int, int, PostKind]],
        since: date,
        *,
        until: date | None = None,
        look_on: date | None = None,
    ) -> None:
        """Give posts (person, unit, kind) from a day on, to a last day or without one."""
        await self._room.add(
            Post,
            [
                {
                    "id": new_id(),
                    "person_id": person_id,
                    "unit_id": unit_id,
                    "kind": kind,
                    "since": since,
                    "until": until,
                    "look_on": look_on,
                }
                for person_id, unit_id, kind in rows
            ],
        )

    async def end(
        self, post_ids: Iterable[int], last_day: date | None, *, look_on: date | None = None
    ) -> None:
        """End posts with their last day; None: they go on after all."""
        change = update(Post).where(Post.id.in_(list(post_ids)))
        await self._room.run(change.values(until=last_day, look_on=look_on))

    async def looked_at(self, post_ids: Iterable[int]) -> None:
        """What followed from their day has been done."""
        change = update(Post).where(Post.id.in_(list(post_ids)))
        await self._room.run(change.values(look_on=None))

    async def withdraw(self, post_ids: Iterable[int]) -> None:
        """Posts that were to begin, and shall not."""
        await self._room.run(delete(Post).where(Post.id.in_(list(post_ids))))


_QUERY = select(
    Post.id, Post.person_id, Post.unit_id, Post.kind, Post.since, Post.until, Post.look_on
)
_NEXT_DAYS = Prebuilt(
    select(func.min(Post.look_on), Unit.zone)
    .join(Unit, Unit.id == Post.unit_id)
    .where(Post.look_on.is_not(None))
    .group_by(Unit.zone)
)


def _row(row: Any) -> PostRow:
    return PostRow(**row._asdict() | {"kind": PostKind(row.kind)})
