"""Queries about what is so of a child or a school from one local day to another."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import or_, select

from care.almanac import Stretch
from care.circumstances import SpanKind
from care.words import UnitKind
from storage.prebuilt import Prebuilt, among
from storage.room import Room, chunks
from storage.tables import Child, Span, Unit, new_id


class NewSpan(Struct, frozen=True):
    """Something that is so: of a school (`unit_id`) or a child; `person_id` is who is at home."""

    kind: SpanKind
    starts_on: date
    ends_on: date | None
    unit_id: int | None = None
    child_id: int | None = None
    person_id: int | None = None
    reason: str | None = None
    said_by_id: int | None = None


class SpanRow(Struct, frozen=True):
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
        values = {name: getattr(span, name) for name in NewSpan.__struct_fields__}
        row = {"id": new_id(), **values, "said_at": now}
        await self._room.add(Span, [row])
        self._tell(span)
        return int(row["id"])

    async def end(self, span: SpanRow, last_day: date | None) -> None:
        """It ends with this local day; the eve of its beginning means that it never was."""
        await self._room.change(Span, span.id, {"ends_on": last_day})
        self._tell(span.facts)

    def _tell(self, span: NewSpan) -> None:
        """Programmes are made of the spans of units, not of those of a child."""
        if span.unit_id is not None:
            self._room.changes_units()

    async def of_children(self, child_ids: Iterable[int]) -> dict[int, tuple[SpanRow, ...]]:
        """What was, is and will be so of each of these children; those of whom nothing is are left
        out.
        """
        return await self._of(_OF_CHILDREN, "child_id", child_ids)

    async def of_units(self, unit_ids: Iterable[int]) -> dict[int, tuple[SpanRow, ...]]:
        """The same of schools."""
        return await self._of(_OF_UNITS, "unit_id", unit_ids)

    async def by_id(self, span_ids: Iterable[int]) -> dict[int, SpanRow]:
        """Many spans at once, ended or not."""
        return await self._those(span_ids, hold=False)

    async def hold(self, span_ids: Iterable[int]) -> dict[int, SpanRow]:
        """Spans that nobody else changes until the transaction ends."""
        return await self._those(span_ids, hold=True)

    async def _those(self, span_ids: Iterable[int], *, hold: bool) -> dict[int, SpanRow]:
        found: dict[int, SpanRow] = {}
        for part in chunks(sorted(set(span_ids))):
            query = select(*Span.__table__.columns).where(Span.id.in_(part)).order_by(Span.id)
            rows = await self._room.get(query.with_for_update() if hold else query)
            found |= {row.id: _row(row) for row in rows}
        return found

    async def without_end(
        self, kinds: Collection[SpanKind], zone: str, today: date, latest: date
    ) -> list[SpanRow]:
        """The spans of these kinds, of present children in the live classes of a zone, that began
        on the local day `latest` or before and have no end; the earliest first.
        """
        query = (
            select(*Span.__table__.columns)
            .join(Child, Child.id == Span.child_id)
            .join(Unit, Unit.id == Child.unit_id)
            .where(Span.ends_on.is_(None), Span.starts_on <= latest, Span.kind.in_(kinds))
            .where(Unit.zone == zone, Unit.kind == UnitKind.class_, Unit.live_on <= today)
            .where(Child.until.is_(None))
            .order_by(Span.starts_on, Span.id)
        )
        return [_row(row) for row in await self._room.get(query)]

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
    values = {name: getattr(row, name) for name in NewSpan.__struct_fields__}
    return SpanRow(row.id, NewSpan(**values | {"kind": SpanKind(row.kind)}), row.said_at)
