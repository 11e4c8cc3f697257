"""Queries about children who have left, and about the people they leave without a place."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select, update

from care.people import OUT_OF_THE_CIRCLE
from storage.room import Room, chunks, runs_around
from storage.tables import Child, Post, Tie


class GoneRow(Struct, frozen=True):
    """A child who has left: the last class, and the last local day."""

    id: int
    unit_id: int
    until: date


class Leavers:
    """Who is on no list any more; nothing about them is forgotten."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def by_id(self, child_ids: Iterable[int]) -> dict[int, GoneRow]:
        """Those of the children who are on no list any more."""
        return {row.id: row for row in await self._gone(Child.id, child_ids)}

    async def from_units(self, unit_ids: Iterable[int], since: date) -> list[GoneRow]:
        """Who has left these classes since a local date, the latest first."""
        found = await self._gone(Child.unit_id, unit_ids)
        recent = (row for row in found if row.until >= since)
        return sorted(recent, key=lambda row: (row.until, row.id), reverse=True)

    async def _gone(self, column: Any, ids: Iterable[int]) -> list[GoneRow]:
        query = select(Child.id, Child.unit_id, Child.until).where(Child.until.is_not(None))
        found: list[GoneRow] = []
        for part in chunks(set(ids)):
            rows = await self._room.get(query.where(column.in_(part)))
            found.extend(GoneRow(row.id, row.unit_id, row.until) for row in rows)
        return found

    async def bring_back(self, child_id: int, unit_id: int) -> None:
        """A child who had left is on the list of a class again."""
        values = {"unit_id": unit_id, "until": None}
        await self._room.run(update(Child).where(Child.id == child_id).values(values))

    async def without_a_place(self, person_ids: Iterable[int], today: date) -> set[int]:
        """Who of these people is tied to no child on the lists and has no post now or to come."""
        alone = set(person_ids)
        present = select(Child.id).where(Child.until.is_(None))
        for part in chunks(list(alone)):
            ties = select(Tie.person_id).where(
                Tie.person_id.in_(part),
                Tie.status.not_in(OUT_OF_THE_CIRCLE),
                Tie.child_id.in_(present),
                runs_around(Tie.since, Tie.until, today),
            )
            not_over = runs_around(today, Post.until, today)
            posts = select(Post.person_id).where(Post.person_id.in_(part), not_over)
            for query in (ties, posts):
                alone.difference_update((await self._room.get(query)).scalars())
        return alone
