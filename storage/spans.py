"""Queries about what is so of a child or a school from one local day to another."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from care.almanac import Stretch
from care.circumstances import SpanKind
from storage.prebuilt import Prebuilt, among
from storage.room import Room, chunks
from storage.tables import Span, new_id


@dataclass(frozen=True, slots=True)
class NewSpan:
    """Something that is so: of a school (`unit_id`) or a child; `person_id` is who is at home."""

    kind: SpanKind
    starts_on: date
    ends_on: date | None
    unit_id: int | None = None
    child_id: int | None = None
    person_id: int | None = None
    reason: str | None = None
    said_by_id: int | None = None


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A span in the store, under its id."""

    id: int
    facts: NewSpan
    said_at: datetime

    @property
    def stretch(self) -> Stretch:
        """Its days."""
        return Stretch(self.facts.starts_on, self.facts.ends_on)


class Spans:
    """What is so for a while."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def add(self, span: NewSpan, now: datetime) -> int:
        """Write one down; returns its id."""
        values = {name: getattr(span, name) for name in NewSpan.__dataclass_fields__}
        row = {"id": new_id(), **values, "said_at": now}
        await self._room.add(Span, [row])
        return int(row["id"])

    async def end(self, span_id: int, last_day: date | None) -> None:
        """It ends with this local day; the eve of its beginning means that it never was."""
        await self._room.change(Span, span_id, {"ends_on": last_day})

    async def of_children(self, child_ids: Iterable[int]) -> dict[int, tuple[SpanRow, ...]]:
        """What was, is and will be so of each of these children; those of whom nothing is are left
        out.
        """
        return await self._of(_OF_CHILDREN, "child_id", child_ids)

    async def of_units(self, unit_ids: Iterable[int]) -> dict[int, tuple[SpanRow, ...]]:
        """The same of schools."""
        return await self._of(_OF_UNITS, "unit_id", unit_ids)

    async def _of(
        self, query: Prebuilt, owner: str, ids: Iterable[int]
    ) -> dict[int, tuple[SpanRow, ...]]:
        found: dict[int, list[SpanRow]] = defaultdict(list)
        for part in chunks(set(ids)):
            for row in await self._room.again(query, part):
                found[getattr(row, owner)].append(_row(row))
        return {owner: tuple(rows) for owner, rows in found.items()}


_REAL = (
    select(*Span.__table__.columns)
    .where(or_(Span.ends_on.is_(None), Span.ends_on >= Span.starts_on))
    .order_by(Span.starts_on, Span.id)
)
_OF_CHILDREN = Prebuilt(_REAL.where(among(Span.child_id)))
_OF_UNITS = Prebuilt(_REAL.where(among(Span.unit_id)))


def _row(row: Any) -> SpanRow:
    values = {name: getattr(row, name) for name in NewSpan.__dataclass_fields__}
    return SpanRow(row.id, NewSpan(**values | {"kind": SpanKind(row.kind)}), row.said_at)
